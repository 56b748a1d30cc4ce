"""All annotated notes and what part each plays: the one place that says who learns from what."""

from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from lab import paths
from lab.markup import read_written_notes
from lab.notes import Note, grouped_folds, read_notes
from lab.split import PARTS, read_split
from lab.window import pieces_within_window

SPLIT_SETS = ("semclinbr", "mama")  # corpora with a train / validation / test split


@dataclass(frozen=True)
class Collection:
    """`real` are NestedClinBr's notes, `nested` the written ones in their style, `parts` the written notes of a split."""

    real: list[Note]
    nested: list[Note]
    parts: dict[str, dict[str, list[Note]]]  # tag set -> part -> notes

    def written(self, parts: tuple[str, ...]) -> list[Note]:
        """The nested notes and these parts of the split corpora."""
        return self.nested + [note for own in self.parts.values() for part in parts for note in own[part]]


def read_collection(data: Path, tokenizer: Tokenizer) -> Collection:
    """Everything under `corpus/`, and NestedClinBr under `data`; a note longer than the window counts as several."""
    def fitting(notes: list[Note]) -> list[Note]:
        return [piece for note in notes for piece in pieces_within_window(tokenizer, note)]

    parts = {}
    for tag_set in SPLIT_SETS:
        notes = read_written_notes(paths.CORPUS[tag_set], tag_set)
        split = read_split(paths.CORPUS[tag_set], notes)
        parts[tag_set] = {part: fitting([notes[index] for index in split[part]]) for part in PARTS}
    nested = read_written_notes(paths.CORPUS["nestedclinbr"], "nestedclinbr")
    return Collection(fitting(read_notes(data, paths.STANDOFF if paths.STANDOFF.exists() else None)), fitting(nested), parts)


@dataclass(frozen=True)
class Task:
    """One training: a name for its files, the notes learnt from, and the indices of the real notes left out."""

    name: str
    real: list[Note]
    written: list[Note]
    held_out: list[int]


def task_of(collection: Collection, fold: int | None, folds: int, seed: int) -> Task:
    """Fold `fold` of the real notes with the training parts; or, without a fold, everything but the test parts."""
    if fold is None:
        return Task(f"final-seed-{seed}", collection.real, collection.written(("train", "validation")), [])
    held_out = grouped_folds(collection.real, folds, seed)[fold]
    real = [note for index, note in enumerate(collection.real) if index not in held_out]
    return Task(f"fold-{fold}-of-{folds}-seed-{seed}", real, collection.written(("train",)), held_out)
