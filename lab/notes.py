"""The annotated notes: nested entities of four labels on raw text, and their grouped folds."""

import json
import random
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

LABELS = ("Problema", "Tratamento", "Teste", "Anatomia")

Entity = tuple[int, int, str]  # start and end in code points of the note's text, and the label


@dataclass(frozen=True)
class Note:
    """A note's text, its entities in code-point offsets, and the cluster of near copies it belongs to."""

    text: str
    entities: frozenset[Entity]
    cluster: str


def note_from_record(record: dict) -> Note:
    """One JSONL record as a Note. Of a discontinuous entity only its longest fragment is kept."""
    entities = set()
    for entity in record["entities"]:
        start, end = max(entity["fragments"], key=lambda fragment: fragment[1] - fragment[0])
        entities.add((start, end, entity["label"]))
    return Note(record["text"], frozenset(entities), str(record.get("cluster", record["id"])))


def read_notes(data: Path) -> list[Note]:
    """The training notes of NestedClinBr, in file order."""
    with (data / "nestedclinbr" / "train.jsonl").open(encoding="utf-8") as lines:
        return [note_from_record(json.loads(line)) for line in lines]


def grouped_folds(notes: list[Note], count: int, seed: int) -> list[list[int]]:
    """Splits note indices into `count` folds of similar entity totals; a cluster never crosses folds.

    Clusters are sorted by size and dealt out in blocks of `count`, in an order drawn from `seed`.
    """
    clusters = defaultdict(list)
    for index, note in enumerate(notes):
        clusters[note.cluster].append(index)
    generator = random.Random(seed)
    names = sorted(clusters)
    generator.shuffle(names)
    names.sort(key=lambda name: -sum(len(notes[index].entities) for index in clusters[name]))
    folds: list[list[int]] = [[] for _ in range(count)]
    for first in range(0, len(names), count):
        order = generator.sample(range(count), count)
        for name, fold in zip(names[first:first + count], order):
            folds[fold] += clusters[name]
    return [sorted(fold) for fold in folds]
