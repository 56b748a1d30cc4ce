"""What Python's `tokenizers` gives for hard strings with every family of tokenizers that the TypeScript side reads.

`python -m lab.tokenizer_fixtures --train` trains a small tokenizer a family on the invented notes under `corpus/` and
writes `src/testing/fixtures/tokenizers/<family>.json`; then, and without `--train` only this, it writes the strings
(`texts.json`) and a family's encodings of them (`<family>.encodings.json`): for each string its ids, the offsets of its
tokens in code points, start and end in turn (special tokens around the text left out), and its `words`: start, end and
first token in turn. No data are needed. Training is not bit-reproducible, encodings are.
"""

import argparse
import json

from tokenizers import Encoding, Tokenizer

from lab import paths
from lab.fixtures import written
from lab.markup import read_written_notes
from lab.pipeline_strings import pipeline_strings
from lab.tokenizer_families import FAMILIES
from lab.token_words import words_of_tokens

FOLDER = paths.FIXTURES / "tokenizers"


def corpus_lines() -> list[str]:
    """The texts of all invented notes."""
    return [note.text for tag_set, folder in paths.CORPUS.items() for note in read_written_notes(folder, tag_set)]


def train() -> None:
    """Trains and writes the tokenizer of every family."""
    lines = corpus_lines()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, trained in FAMILIES.items():
        (FOLDER / f"{name}.json").write_text(trained(lines).to_str(), encoding="utf-8")


def item_of(tokenizer: Tokenizer, text: str) -> dict:
    """One string's encoding. Tokens are written only where they are not what their ids stand for in the vocabulary."""
    encoding: Encoding = tokenizer.encode(text, add_special_tokens=False)
    item = {"ids": encoding.ids, "offsets": [position for offsets in encoding.offsets for position in offsets],
            "words": [number for word in words_of_tokens(text, encoding.offsets) for number in word]}
    named = [tokenizer.id_to_token(token) for token in encoding.ids]
    return item if named == encoding.tokens else {**item, "tokens": encoding.tokens}


def fixtures() -> dict[str, str]:
    """File name -> content, from the tokenizers as they are written."""
    texts = pipeline_strings()
    files = {"texts.json": "[\n" + ",\n".join(json.dumps(text) for text in texts) + "\n]\n"}
    for name in FAMILIES:
        tokenizer = Tokenizer.from_file(str(FOLDER / f"{name}.json"))
        around = len(tokenizer.encode("").ids)
        if around != 2:
            raise ValueError(f"{name}: {around} special tokens around a text")
        files[f"{name}.encodings.json"] = written([item_of(tokenizer, text) for text in texts])
    return files


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", action="store_true", help="train the tokenizers anew")
    if parser.parse_args().train:
        train()
    for name, content in fixtures().items():
        (FOLDER / name).write_text(content, encoding="utf-8")
        print(f"{name}: {len(content.splitlines()) - 2} items, {len(content)} bytes")


if __name__ == "__main__":
    main()
