"""Step 9. Writes what Python's tokenizer and decoder give, for the TypeScript tests to reproduce.

`python -m lab.fixtures` reads the published model only; no data are needed.
"""

import json
from pathlib import Path

from tokenizers import Tokenizer

from lab import paths
from lab.builds import BUILDS, Build, word_logits
from lab.decoder import Span, decode
from lab.example_notes import EXAMPLE_NOTES
from lab.hard_strings import hard_strings

DECIMALS = 6


def published_folder() -> Path:
    """The folder of the first model that `static-models/catalogue.json` describes."""
    model = json.loads((paths.STATIC_MODELS / "catalogue.json").read_text(encoding="utf-8"))["models"][0]
    return paths.STATIC_MODELS / model["id"] / model["revision"]


def utf16(text: str, code_points: int) -> int:
    """The UTF-16 offset of a code-point offset."""
    return len(text[:code_points].encode("utf-16-le")) // 2


def offset_items(tokenizer: Tokenizer) -> list[dict]:
    """Ids, tokens, code-point offsets and word indices (null for special tokens) of every hard string."""
    items = []
    for text in hard_strings():
        encoding = tokenizer.encode(text)
        items.append({"text": text, "ids": encoding.ids, "tokens": encoding.tokens, "offsets": encoding.offsets,
                      "wordIds": encoding.word_ids})
    return items


def spans_of(build: Build, tokenizer: Tokenizer, text: str) -> list[Span]:
    """Decoded spans of a text that fits one window."""
    return decode(*word_logits(build, tokenizer, text))


def span_items(build: Build, tokenizer: Tokenizer) -> list[dict]:
    """The spans of the example notes, in UTF-16 code units."""
    return [{"text": text, "spans": [{"start": utf16(text, span.start), "end": utf16(text, span.end),
                                      "label": span.label, "score": round(span.score, DECIMALS)}
                                     for span in spans_of(build, tokenizer, text)]} for text in EXAMPLE_NOTES]


def written(items: list[dict]) -> str:
    """A JSON array with one item a line; everything outside ASCII is escaped, so that no editor changes it."""
    return "[\n" + ",\n".join(json.dumps(item, separators=(",", ":")) for item in items) + "\n]\n"


def fixtures() -> dict[str, str]:
    """File name -> content."""
    folder = published_folder()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    build = Build(folder / BUILDS["fp32"])
    return {"offsets.json": written(offset_items(tokenizer)), "spans.json": written(span_items(build, tokenizer))}


def main() -> None:
    paths.FIXTURES.mkdir(parents=True, exist_ok=True)
    for name, content in fixtures().items():
        (paths.FIXTURES / name).write_text(content, encoding="utf-8")
        print(f"{name}: {len(content.splitlines()) - 2} items, {len(content)} bytes")


if __name__ == "__main__":
    main()
