"""The project's own annotated notes, `corpus/*/notes-*.jsonl`: inline markup `{surface|LABEL}` that nests."""

import json
from collections.abc import Sequence
from pathlib import Path

from lab.notes import Entity, Note
from lab.tag_sets import LABELS, TAG_SETS


class MarkupError(ValueError):
    """Markup that cannot be read; `position` is where in the markup, in code points."""

    def __init__(self, reason: str, position: int):
        super().__init__(reason)
        self.position = position


def parse_markup(markup: str, labels: Sequence[str] = LABELS) -> tuple[str, frozenset[Entity]]:
    """The text without markup and its entities in code points; `A+B` gives one entity a label.

    Raises MarkupError on unbalanced braces, a missing label, or a label outside the tag set.
    """
    text: list[str] = []
    open_spans: list[tuple[int, int]] = []  # start in the text, position in the markup
    entities = set()
    at = 0
    while at < len(markup):
        char = markup[at]
        if char == "{":
            open_spans.append((len(text), at))
        elif char == "|":
            close = markup.find("}", at)
            if not open_spans or close < 0:
                raise MarkupError("a label without braces", at)
            start, _ = open_spans.pop()
            for label in markup[at + 1:close].split("+"):
                if label not in labels:
                    raise MarkupError(f"unknown label {label!r}", at)
                entities.add((start, len(text), label))
            at = close
        elif char == "}":
            raise MarkupError("a brace closes nothing", at)
        else:
            text.append(char)
        at += 1
    if open_spans:
        raise MarkupError("a brace stays open", open_spans[-1][1])
    return "".join(text), frozenset(entities)


def column_of(line: str, position: int) -> int:
    """Column, from 1, in a JSON line of the character at `position` of its `markup` text."""
    at = line.index('"', line.index(":", line.index('"markup"'))) + 1
    for _ in range(position):
        at += 1 if line[at] != "\\" else 6 if line[at + 1] == "u" else 2
    return at + 1


def read_written_notes(folder: Path, tag_set: str) -> list[Note]:
    """The written notes of `notes-*.jsonl` in a folder, in file order, each a cluster of its own, named by its id.

    Raises ValueError naming file, line and column of the first thing that is wrong.
    """
    notes = []
    for path in sorted(folder.glob("notes-*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                record = json.loads(line)
                text, entities = parse_markup(record["markup"], TAG_SETS[tag_set])
            except json.JSONDecodeError as error:
                raise ValueError(f"{path}:{number}:{error.colno}: not JSON: {error.msg}") from error
            except MarkupError as error:
                raise ValueError(f"{path}:{number}:{column_of(line, error.position)}: {error}") from error
            notes.append(Note(text, entities, record["id"], (tag_set,)))
    return notes
