"""Step 9. Writes what Python's tokenizer and decoder give, for the TypeScript tests to reproduce.

`python -m lab.fixtures` reads the published model only; no data are needed.
"""

import json
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from lab import paths
from lab.builds import BUILDS, Build, word_logits
from lab.decoder import Span, decode
from lab.example_notes import EXAMPLE_NOTES
from lab.hard_strings import hard_strings
from lab.line_break_texts import LINE_BREAK_TEXTS
from lab.line_breaks import hard_breaks_before
from lab.words import words_of

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
    return decode(text, *word_logits(build, tokenizer, text))


def written_span(text: str, span: Span) -> dict:
    """A span in UTF-16 code units."""
    return {"start": utf16(text, span.start), "end": utf16(text, span.end), "label": span.label,
            "score": round(span.score, DECIMALS)}


def span_items(build: Build, tokenizer: Tokenizer) -> list[dict]:
    """The spans of the example notes."""
    return [{"text": text, "spans": [written_span(text, span) for span in spans_of(build, tokenizer, text)]}
            for text in EXAMPLE_NOTES]


def line_break_items(tokenizer: Tokenizer) -> list[dict]:
    """Texts with line breaks: words in UTF-16 code units, flags of hard breaks, drawn logits [words, 2] and their spans."""
    generator, items = np.random.default_rng(0), []
    for text in LINE_BREAK_TEXTS:
        words = words_of(tokenizer.encode(text))
        logits = generator.normal(1, 2, (len(words), 2)).astype(np.float32).round(2)  # most words belong to some entity
        items.append({"text": text, "words": [[utf16(text, word.start), utf16(text, word.end)] for word in words],
                      "hardBreaks": hard_breaks_before(text, words).astype(int).tolist(),
                      "logits": [[round(float(value), 2) for value in row] for row in logits],
                      "spans": [written_span(text, span) for span in decode(text, words, logits, ["Problema"])]})
    return items


def written(items: list[dict]) -> str:
    """A JSON array with one item a line; everything outside ASCII is escaped, so that no editor changes it."""
    return "[\n" + ",\n".join(json.dumps(item, separators=(",", ":")) for item in items) + "\n]\n"


def fixtures() -> dict[str, str]:
    """File name -> content."""
    folder = published_folder()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    build = Build(folder / BUILDS["fp32"])
    return {"offsets.json": written(offset_items(tokenizer)), "spans.json": written(span_items(build, tokenizer)),
            "line-breaks.json": written(line_break_items(tokenizer))}


def main() -> None:
    paths.FIXTURES.mkdir(parents=True, exist_ok=True)
    for name, content in fixtures().items():
        (paths.FIXTURES / name).write_text(content, encoding="utf-8")
        print(f"{name}: {len(content.splitlines()) - 2} items, {len(content)} bytes")


if __name__ == "__main__":
    main()
