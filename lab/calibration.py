"""Confidence of spans: a temperature per label, and how far scores are from the share that is right.

Dividing both logits of a label by a positive number leaves its best tag sequence as it is, so temperatures change scores
and no span; export folds them into the head.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lab.decoder import tagged_spans
from lab.notes import Entity
from lab.words import Word

TEMPERATURES = tuple(round(0.4 * 1.08 ** step, 3) for step in range(42))  # 0.4 to 9.4
BINS = 10
THRESHOLDS = (*(round(0.1 * step, 1) for step in range(10)), 0.95, 0.98)


@dataclass(frozen=True)
class RatedSpan:
    """A decoded span's label, the logits of its tags and of its end, and whether an annotated entity has the same bounds and label."""

    label: str
    logits: list[float]
    right: bool


def span_scores(spans: Sequence[RatedSpan], temperature: float) -> np.ndarray:
    """Each span's probability, by the model at that temperature, that its tags and its end are all right."""
    if not spans:
        return np.zeros(0)
    lengths = np.array([len(span.logits) for span in spans])
    every = np.concatenate([span.logits for span in spans])
    log_probabilities = -np.logaddexp(0, -every / temperature)
    return np.exp(np.add.reduceat(log_probabilities, np.cumsum(lengths) - lengths))


def rated_spans(predictions: Sequence[tuple[Sequence[Word], np.ndarray]], gold: Sequence[Collection[Entity]],
                bias: np.ndarray, labels: Sequence[str]) -> list[RatedSpan]:
    """All decoded spans, after adding bias [labels] to word logits [words, 2 labels] that were cut at line breaks."""
    return [RatedSpan(label, chosen, (start, end, label) in truth)
            for (words, logits), truth in zip(predictions, gold)
            for start, end, label, chosen in tagged_spans(words, logits + np.repeat(bias, 2), labels)]


def best_temperatures(spans: Sequence[RatedSpan], labels: Sequence[str]) -> dict[str, float]:
    """Per label the temperature with the least mean negative log-likelihood of spans being right; 1 without spans."""
    def loss(own: list[RatedSpan], temperature: float) -> float:
        scores, right = span_scores(own, temperature), np.array([span.right for span in own])
        return float(-np.log(np.maximum(np.where(right, scores, 1 - scores), 1e-7)).mean())

    by_label = {label: [span for span in spans if span.label == label] for label in labels}
    return {label: min(TEMPERATURES, key=lambda value: loss(own, value)) if own else 1.0 for label, own in by_label.items()}


def scored(spans: Sequence[RatedSpan], temperatures: Mapping[str, float]) -> list[tuple[float, bool]]:
    """Score and rightness of every span, label by label."""
    return [(float(score), span.right) for label, temperature in temperatures.items()
            for own in [[span for span in spans if span.label == label]]
            for score, span in zip(span_scores(own, temperature), own)]


def calibration_error(rated: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error: mean over (score, right) of |share right - mean score| in its bin of equal width."""
    if not rated:
        return 0.0
    scores, right = (np.array(column) for column in zip(*rated))
    bins = np.minimum((scores * BINS).astype(int), BINS - 1)
    gaps = [abs(right[bins == one].mean() - scores[bins == one].mean()) * (bins == one).sum() for one in np.unique(bins)]
    return float(sum(gaps) / len(scores))


def precision_recall_curves(spans: Sequence[RatedSpan], temperatures: Mapping[str, float],
                            totals: Mapping[str, int]) -> dict[str, list[tuple[float, float, float]]]:
    """Per label, for each of THRESHOLDS: the threshold, and precision and recall of the spans that score at least that.

    `totals` counts annotated entities by label. Precision is 1 where no span is left.
    """
    curves = {}
    for label, total in totals.items():
        own = [span for span in spans if span.label == label]
        rated = list(zip(span_scores(own, temperatures[label]), (span.right for span in own)))
        kept = [[right for score, right in rated if score >= threshold] for threshold in THRESHOLDS]
        curves[label] = [(threshold, sum(right) / len(right) if right else 1.0, sum(right) / max(total, 1))
                         for threshold, right in zip(THRESHOLDS, kept)]
    return curves
