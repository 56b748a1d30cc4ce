"""One additive bias a label on both of its logits, chosen on held-out predictions and folded into the head at export."""

from collections.abc import Collection, Sequence

import numpy as np

from lab.decoder import tagged_spans
from lab.notes import Entity
from lab.scoring import exact_scores
from lab.words import Word

GRID = tuple(round(0.2 * step, 1) for step in range(-6, 7))  # in logits


def spans_with_bias(words: Sequence[Word], logits: np.ndarray, bias: np.ndarray, labels: Sequence[str]) -> set[Entity]:
    """The decoded entities of word logits [words, 2 labels], cut at line breaks, after adding bias [labels]."""
    return {(start, end, label) for start, end, label, _ in tagged_spans(words, logits + np.repeat(bias, 2), labels)}


def best_bias(predictions: Sequence[tuple[Sequence[Word], np.ndarray]], gold: Sequence[Collection[Entity]],
              labels: Sequence[str]) -> np.ndarray:
    """The bias [labels] with the best F1 of each label (labels decode independently); of equals the smallest change."""
    by_bias = {value: exact_scores([spans_with_bias(words, logits, np.full(len(labels), value), labels)
                                    for words, logits in predictions], gold, labels) for value in GRID}
    return np.array([max(sorted(GRID, key=abs), key=lambda value: by_bias[value][label]["f1"]) for label in labels])
