"""Confidence of spans: a temperature per label, and how far scores are from the share that is right.

Dividing both logits of a label by a positive number leaves its best tag sequence as it is, so temperatures change scores
and no span; export folds them into the head.
"""

from collections.abc import Collection, Sequence

import numpy as np

from lab.decoder import decode
from lab.notes import Entity
from lab.words import Word

TEMPERATURES = tuple(round(0.4 * 1.15 ** step, 3) for step in range(24))  # 0.4 to 10
BINS = 10
THRESHOLDS = (0.0, *(round(0.5 + 0.05 * step, 2) for step in range(10)), 0.98)


def scored_spans(words: Sequence[Word], logits: np.ndarray, gold: Collection[Entity], bias: np.ndarray,
                 temperatures: np.ndarray, labels: Sequence[str]) -> list[tuple[str, float, bool]]:
    """Each decoded span's label, score, and whether an annotated entity has the same bounds and label."""
    adjusted = (logits + np.repeat(bias, 2)) / np.repeat(temperatures, 2)
    return [(span.label, span.score, (span.start, span.end, span.label) in gold) for span in decode(words, adjusted, labels)]


def best_temperatures(predictions: Sequence[tuple[Sequence[Word], np.ndarray]], gold: Sequence[Collection[Entity]],
                      bias: np.ndarray, labels: Sequence[str]) -> np.ndarray:
    """Per label the temperature with the least mean negative log-likelihood of spans being right; 1 without spans."""
    losses: dict[str, dict[float, float]] = {label: {} for label in labels}
    for temperature in TEMPERATURES:
        spans = [span for one, truth in zip(predictions, gold)
                 for span in scored_spans(*one, truth, bias, np.full(len(labels), temperature), labels)]
        for label in labels:
            own = [-np.log(max(score if right else 1 - score, 1e-7)) for name, score, right in spans if name == label]
            if own:
                losses[label][temperature] = float(np.mean(own))
    return np.array([min(own, key=own.__getitem__) if own else 1.0 for own in losses.values()])


def calibration_error(spans: Sequence[tuple[str, float, bool]]) -> float:
    """Expected calibration error: mean over spans of |share right - mean score| of their bin of equal width."""
    if not spans:
        return 0.0
    scores = np.array([score for _, score, _ in spans])
    right = np.array([correct for _, _, correct in spans])
    bins = np.minimum((scores * BINS).astype(int), BINS - 1)
    gaps = [abs(right[bins == one].mean() - scores[bins == one].mean()) * (bins == one).sum() for one in np.unique(bins)]
    return float(sum(gaps) / len(spans))


def precision_recall_curves(predictions: Sequence[tuple[Sequence[Word], np.ndarray]], gold: Sequence[Collection[Entity]],
                            bias: np.ndarray, temperatures: np.ndarray,
                            labels: Sequence[str]) -> dict[str, list[tuple[float, float, float]]]:
    """Per label, for each of THRESHOLDS: the threshold, and precision and recall of the spans that score at least that.

    Precision is 1 where no span is left.
    """
    spans = [span for one, truth in zip(predictions, gold) for span in scored_spans(*one, truth, bias, temperatures, labels)]
    totals = {label: sum(own == label for truth in gold for _, _, own in truth) for label in labels}
    curves = {}
    for label in labels:
        own = [(score, right) for name, score, right in spans if name == label]
        kept = [[right for score, right in own if score >= threshold] for threshold in THRESHOLDS]
        curves[label] = [(threshold, sum(right) / len(right) if right else 1.0, sum(right) / max(totals[label], 1))
                         for threshold, right in zip(THRESHOLDS, kept)]
    return curves
