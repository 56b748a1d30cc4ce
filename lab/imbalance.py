"""The experiment of arXiv 2603.26510 on class imbalance, repeated on this project's corpora and with its encoders.

`python -m lab.imbalance --model modernbert-small --tag-set semclinbr --seeds 10` trains every strategy with every seed and adds a line
a run to `<run>/imbalance.jsonl`; runs that are there are not repeated. `python -m lab.imbalance_table` sums them up.

As in the paper: multilabel sigmoid per sub-token, IO (or BIO), scores per sub-token and label, one threshold for all labels,
the one of best macro F1. Unlike there, the threshold comes from the validation part; the paper's choice, on the scored part
itself, is given beside it, padding is not counted, and training runs for a fixed number of epochs.
"""

import argparse
import itertools
import json
import random
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from lab import paths
from lab.architectures import MODELS
from lab.imbalance_training import Run, encoded, labels_of, pos_weight, scores_at, trained_probabilities
from lab.markup import read_written_notes
from lab.model import features_of
from lab.notes import Note
from lab.split import PARTS, random_split, read_split
from lab.window import pieces_within_window

STRATEGIES = ("random", "stratified", "weighted", "clamped", "oversampled")
OVERSAMPLED_SHARE = 0.8  # of the mean number of notes a label
THRESHOLDS = np.arange(0.01, 1.0, 0.01)


def oversampled(notes: Sequence[Note], labels: Sequence[str], generator: random.Random) -> list[Note]:
    """The notes and, drawn with replacement, more of those with two minority labels, until these reach the share.

    A label is in the minority while fewer notes have it than OVERSAMPLED_SHARE of the mean over labels. A note's chance
    grows with the number of its minority labels (roulette wheel).
    """
    present = [{label for _, _, label in note.entities} for note in notes]
    counts = {label: sum(label in own for own in present) for label in labels}
    target = OVERSAMPLED_SHARE * sum(counts.values()) / len(labels)
    minority = {label for label in labels if counts[label] < target}
    weights = [len(own & minority) if len(own & minority) >= 2 else 0 for own in present]
    drawn = list(notes)
    while any(weights) and any(counts[label] < target for label in minority) and len(drawn) < 3 * len(notes):
        index = generator.choices(range(len(notes)), weights)[0]
        drawn.append(notes[index])
        for label in present[index]:
            if label in counts:
                counts[label] += 1
    return drawn


def parts_of(run: Run, notes: list[Note], folder: Path) -> dict[str, list[Note]]:
    """The run's notes by part: a new random split for each seed, or the stored stratified one."""
    split = random_split(len(notes), run.seed) if run.strategy == "random" else read_split(folder, notes)
    return {part: [notes[index] for index in split[part]] for part in PARTS}


def measured(run_folder: Path, data: Path, run: Run) -> dict:
    """Trains one run and scores it on the test part: the line that is kept."""
    torch.set_num_threads(1)
    tokenizer = Tokenizer.from_file(str(run_folder / "tokenizer.json"))
    labels = labels_of(run.tag_set)
    parts = parts_of(run, read_written_notes(paths.CORPUS[run.tag_set], run.tag_set), paths.CORPUS[run.tag_set])
    train = oversampled(parts["train"], labels, random.Random(run.seed)) if run.strategy == "oversampled" else parts["train"]
    weight = pos_weight(run, parts["train"]) if run.strategy in ("weighted", "clamped", "begin-scaled") else None
    sides = [[encoded(tokenizer, piece, run) for note in own for piece in pieces_within_window(tokenizer, note)]
             for own in (train, parts["validation"], parts["test"])]
    validation, test = trained_probabilities(run, features_of(tokenizer, data),
                                             torch.load(run_folder / f"pretrained-{run.model}.pt"), weight, *sides)
    honest = max(THRESHOLDS, key=lambda threshold: scores_at(validation, threshold)["macroF1"])
    tuned = max(THRESHOLDS, key=lambda threshold: scores_at(test, threshold)["macroF1"])
    return run.__dict__ | {"trainNotes": len(train), "threshold": round(float(honest), 2), **scores_at(test, honest),
                           "onTest": {"threshold": round(float(tuned), 2), **scores_at(test, tuned)}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", choices=MODELS, default=MODELS[0])
    parser.add_argument("--tag-set", choices=("semclinbr", "mama"), default="semclinbr")
    parser.add_argument("--scheme", choices=("IO", "BIO"), default="IO")
    parser.add_argument("--strategies", nargs="+", choices=(*STRATEGIES, "begin-scaled"), default=STRATEGIES)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--processes", type=int, default=2)
    options = paths.parse(parser)
    target = options.run / "imbalance.jsonl"
    lines = target.read_text().splitlines() if target.exists() else []
    done = {Run(**{name: json.loads(line)[name] for name in Run.__annotations__}) for line in lines}
    runs = [Run(options.model, options.tag_set, options.scheme, strategy, seed)
            for seed, strategy in itertools.product(range(options.seeds), options.strategies)]
    work = partial(measured, options.run, options.data)
    with ProcessPoolExecutor(options.processes, mp_context=get_context("spawn")) as pool, target.open("a") as file:
        for line in pool.map(work, [run for run in runs if run not in done]):
            file.write(json.dumps(line) + "\n")
            file.flush()
            print(line["strategy"], line["seed"], f"macro {line['macroF1']:.3f} micro {line['microF1']:.3f}", flush=True)


if __name__ == "__main__":
    main()
