"""The annotated notes: nested entities on raw text, the tag sets that were annotated, and grouped folds."""

import hashlib
import json
import random
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from lab.tag_sets import TAG_SETS

Entity = tuple[int, int, str]  # start and end in code points of the note's text, and the label


@dataclass(frozen=True)
class Note:
    """A note's text, its entities in code-point offsets, the cluster of near copies it belongs to, and its tag sets.

    A label of a tag set that is not among `tag_sets` is unknown in this note, not absent.
    """

    text: str
    entities: frozenset[Entity]
    cluster: str
    tag_sets: tuple[str, ...] = ("nestedclinbr",)


def note_from_record(record: dict) -> Note:
    """One JSONL record as a Note. Of a discontinuous entity only its longest fragment is kept."""
    entities = set()
    for entity in record["entities"]:
        start, end = max(entity["fragments"], key=lambda fragment: fragment[1] - fragment[0])
        entities.add((start, end, entity["label"]))
    return Note(record["text"], frozenset(entities), str(record.get("cluster", record["id"])))


def with_standoff(note: Note, record: dict) -> Note:
    """The note with the `semclinbr` labels of a stand-off record added; ValueError if the text is not the one labelled."""
    if hashlib.sha256(note.text.encode()).hexdigest() != record["sha256"]:
        raise ValueError(f"the text of note {record['id']} is not the one that was labelled")
    for start, end, label in record["spans"]:
        if label not in TAG_SETS["semclinbr"] or not 0 <= start < end <= len(note.text):
            raise ValueError(f"note {record['id']}: no such span: {start} {end} {label}")
    own = frozenset((start, end, label) for start, end, label in record["spans"])
    return Note(note.text, note.entities | own, note.cluster, (*note.tag_sets, "semclinbr"))


def read_notes(data: Path, standoff: Path | None = None) -> list[Note]:
    """The training notes of NestedClinBr, in file order; with `standoff`, also the project's `semclinbr` labels on them."""
    with (data / "nestedclinbr" / "train.jsonl").open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    notes = [note_from_record(record) for record in records]
    if standoff is None:
        return notes
    with standoff.open(encoding="utf-8") as lines:
        own = {record["id"]: record for record in map(json.loads, lines)}
    return [with_standoff(note, own[record["id"]]) if record["id"] in own else note
            for note, record in zip(notes, records)]


def grouped_folds(notes: list[Note], count: int, seed: int) -> list[list[int]]:
    """Splits note indices into `count` folds of similar entity totals; a cluster never crosses folds.

    Clusters are sorted by size (of their NestedClinBr entities) and dealt out in blocks of `count`, in an order drawn
    from `seed`.
    """
    def size(name: str) -> int:
        labels = TAG_SETS["nestedclinbr"]
        return sum(label in labels for index in clusters[name] for _, _, label in notes[index].entities)

    clusters = defaultdict(list)
    for index, note in enumerate(notes):
        clusters[note.cluster].append(index)
    generator = random.Random(seed)
    names = sorted(clusters)
    generator.shuffle(names)
    names.sort(key=lambda name: -size(name))
    folds: list[list[int]] = [[] for _ in range(count)]
    for first in range(0, len(names), count):
        order = generator.sample(range(count), count)
        for name, fold in zip(names[first:first + count], order):
            folds[fold] += clusters[name]
    return [sorted(fold) for fold in folds]
