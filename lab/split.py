"""Step 1. Splits a written corpus 60/20/20 by iterative stratification (Sechidis et al. 2011).

`python -m lab.split` writes `corpus/semclinbr/split.json` and `corpus/mama/split.json`: note ids by part. Parts that are there
stay: notes written later join the training part, so that no test note is ever learnt from. `random_split` is the imbalance
experiment's comparison.
"""

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from iterstrat.ml_stratifiers import MultilabelStratifiedKFold

from lab import paths
from lab.markup import read_written_notes
from lab.notes import Note
from lab.tag_sets import TAG_SETS

SEED = 42
PARTS = ("train", "validation", "test")
FEWEST_NOTES = 10  # labels in fewer notes do not steer the split, as in the paper


def label_matrix(notes: Sequence[Note], labels: Sequence[str]) -> np.ndarray:
    """Bool [notes, columns]: whether a note has the label at all, and whether it has more of it than the median note.

    Nearly every clinical note has a disorder, so presence alone would say nothing about the frequent labels.
    """
    counts = np.array([[sum(own == label for _, _, own in note.entities) for label in labels] for note in notes])
    matrix = np.concatenate([counts > 0, counts > np.median(counts, axis=0)], axis=1)
    return matrix[:, matrix.sum(0) >= FEWEST_NOTES]


def stratified_split(notes: Sequence[Note], labels: Sequence[str], seed: int = SEED) -> dict[str, list[int]]:
    """Indices by part; the last fifth of five stratified folds is the test part, the one before validation."""
    folds = MultilabelStratifiedKFold(n_splits=5, shuffle=True, random_state=seed)
    matrix = label_matrix(notes, labels)
    fifths = [sorted(held_out.tolist()) for _, held_out in folds.split(np.zeros(len(notes)), matrix)]
    return {"train": sorted(index for fifth in fifths[:3] for index in fifth), "validation": fifths[3], "test": fifths[4]}


def random_split(count: int, seed: int = SEED) -> dict[str, list[int]]:
    """Indices by part, drawn without regard to labels."""
    order = random.Random(seed).sample(range(count), count)
    first, second = round(0.6 * count), round(0.8 * count)
    return {part: sorted(own) for part, own in zip(PARTS, (order[:first], order[first:second], order[second:]))}


def read_split(folder: Path, notes: Sequence[Note]) -> dict[str, list[int]]:
    """The stored stratified split as indices into `notes`; ValueError unless it names every note once."""
    stored = json.loads((folder / "split.json").read_text(encoding="utf-8"))["stratified"]
    places = {note.cluster: index for index, note in enumerate(notes)}
    if sorted(name for part in PARTS for name in stored[part]) != sorted(places):
        raise ValueError(f"{folder / 'split.json'} is not a split of the notes beside it: run lab.split")
    return {part: [places[name] for name in stored[part]] for part in PARTS}


def split_of(folder: Path, notes: Sequence[Note], labels: Sequence[str]) -> dict[str, list[str]]:
    """Note ids by part: the stored ones and, in the training part, notes that are new; or a fresh stratified split."""
    if not (folder / "split.json").exists():
        return {part: [notes[index].cluster for index in own] for part, own in stratified_split(notes, labels).items()}
    stored = json.loads((folder / "split.json").read_text(encoding="utf-8"))["stratified"]
    known = {name for own in stored.values() for name in own}
    return stored | {"train": stored["train"] + [note.cluster for note in notes if note.cluster not in known]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.parse_args()
    for tag_set in ("semclinbr", "mama"):
        folder = paths.CORPUS[tag_set]
        split = split_of(folder, read_written_notes(folder, tag_set), TAG_SETS[tag_set])
        text = json.dumps({"seed": SEED, "stratified": split}, indent=1)
        (folder / "split.json").write_text(text + "\n", encoding="utf-8")
        print(tag_set, {part: len(own) for part, own in split.items()})


if __name__ == "__main__":
    main()
