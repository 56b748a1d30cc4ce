"""Exact-span precision, recall and F1 with bootstrap intervals, and nervaluate's four ways of counting."""

from collections.abc import Collection, Sequence

import numpy as np
from nervaluate import Evaluator

from lab.notes import Entity

RESAMPLES = 2000
SCHEMES = ("strict", "exact", "partial", "ent_type")  # nervaluate's names


def prf(true_positives: int, predicted: int, gold: int) -> dict[str, float]:
    """Precision, recall, F1 (0 where undefined) and support, the number of gold entities."""
    return {"precision": true_positives / predicted if predicted else 0.0,
            "recall": true_positives / gold if gold else 0.0,
            "f1": 2 * true_positives / (predicted + gold) if predicted + gold else 0.0, "support": int(gold)}


def counts_of(predicted: Sequence[Collection[Entity]], gold: Sequence[Collection[Entity]],
              labels: Sequence[str]) -> np.ndarray:
    """Right, predicted and gold entities, int [notes, labels, 3]; right means that start, end and label all agree."""
    if len(predicted) != len(gold):
        raise ValueError("one prediction a note is needed")
    counts = np.zeros((len(gold), len(labels), 3), dtype=int)
    for row, (guess, truth) in enumerate(zip(map(set, predicted), map(set, gold))):
        for column, entities in enumerate((guess & truth, guess, truth)):
            for _, _, label in entities:
                if label in labels:
                    counts[row, labels.index(label), column] += 1
    return counts


def exact_scores(predicted: Sequence[Collection[Entity]], gold: Sequence[Collection[Entity]],
                 labels: Sequence[str]) -> dict[str, dict[str, float]]:
    """Scores by label and under `micro`; entities of other labels are ignored."""
    counts = counts_of(predicted, gold, labels).sum(0)
    return {label: prf(*count) for label, count in zip(labels, counts.tolist())} | {"micro": prf(*counts.sum(0).tolist())}


def f1_interval(predicted: Sequence[Collection[Entity]], gold: Sequence[Collection[Entity]], labels: Sequence[str],
                seed: int = 0) -> tuple[float, float]:
    """95 % percentile interval of micro F1 over notes drawn with replacement."""
    by_note = counts_of(predicted, gold, labels).sum(1)
    draws = np.random.default_rng(seed).integers(0, len(by_note), (RESAMPLES, len(by_note)))
    right, guessed, true = by_note[draws].sum(1).T
    low, high = np.percentile(2 * right / np.maximum(guessed + true, 1), (2.5, 97.5))
    return float(low), float(high)


def schemes_f1(predicted: Sequence[Collection[Entity]], gold: Sequence[Collection[Entity]],
               labels: Sequence[str]) -> dict[str, float]:
    """Micro F1 under each of SCHEMES, counted label by label, since spans of different labels nest or coincide.

    So a right boundary under a wrong label is a miss and a spurious span under every scheme, and `strict` and `exact`
    are the same count.
    """
    totals = {scheme: np.zeros(3) for scheme in SCHEMES}
    for label in labels:
        sides = [[[{"label": label, "start": start, "end": end} for start, end, own in sorted(note) if own == label]
                  for note in notes] for notes in (gold, predicted)]
        overall = Evaluator(*sides, tags=[label], loader="dict").evaluate()["overall"]
        for scheme in SCHEMES:
            result = overall[scheme]
            right = result.correct + 0.5 * result.partial if scheme in ("partial", "ent_type") else result.correct
            totals[scheme] += (right, result.actual, result.possible)
    return {scheme: prf(*total)["f1"] for scheme, total in totals.items()}
