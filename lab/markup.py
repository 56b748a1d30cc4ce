"""The project's own annotated notes, `corpus/nested/notes-*.jsonl`: inline markup `{surface|LABEL}` that nests."""

import json
from pathlib import Path

from lab.notes import LABELS, Note


def parse_markup(markup: str) -> tuple[str, frozenset[tuple[int, int, str]]]:
    """The text without markup and its entities in code points; `A+B` gives one entity a label.

    Raises ValueError on unbalanced braces, a missing label, or a label outside the tag set.
    """
    text: list[str] = []
    open_starts: list[int] = []
    entities = set()
    at = 0
    while at < len(markup):
        char = markup[at]
        if char == "{":
            open_starts.append(len(text))
        elif char == "|":
            close = markup.find("}", at)
            if not open_starts or close < 0:
                raise ValueError(f"a label without braces at {at}")
            start = open_starts.pop()
            for label in markup[at + 1:close].split("+"):
                if label not in LABELS:
                    raise ValueError(f"unknown label {label!r} at {at}")
                entities.add((start, len(text), label))
            at = close
        elif char == "}":
            raise ValueError(f"a brace closes nothing at {at}")
        else:
            text.append(char)
        at += 1
    if open_starts:
        raise ValueError("a brace stays open")
    return "".join(text), frozenset(entities)


def read_written_notes(folder: Path) -> list[Note]:
    """The written notes of `notes-*.jsonl` in a folder, in file order, each a cluster of its own."""
    notes = []
    for path in sorted(folder.glob("notes-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            text, entities = parse_markup(record["markup"])
            notes.append(Note(text, entities, record["id"]))
    return notes
