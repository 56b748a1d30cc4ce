"""From word logits to spans, one label at a time; the TypeScript decoder implements the same definition."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lab.line_breaks import hard_breaks_before
from lab.tag_sets import LABELS
from lab.words import B, I, O, Word


@dataclass(frozen=True)
class Span:
    """Code points [start, end), the label, and the probability that all of the span is right: the product of its tags' probabilities
    and of the next word's not being I, where it could be."""

    start: int
    end: int
    label: str
    score: float


def sigmoid(logit: float) -> float:
    """Logistic function, without overflow."""
    return 1 / (1 + math.exp(-logit)) if logit >= 0 else math.exp(logit) / (1 + math.exp(logit))


def best_tags(logits: np.ndarray) -> list[int]:
    """The tags of greatest total score of one label, from logits [words, 2] (columns B and I).

    Per word O scores 0 and B, I their logit: the exact maximum of two independent sigmoids that are not both on. I may
    not open the sequence or follow O; minus infinity forbids it at a word. Of equal predecessors, and of equal last tags, the
    first of O, B, I is taken.
    """
    if len(logits) == 0 or logits[:, 0].max() + np.maximum(logits[:, 1], 0).sum() <= 0:  # no entity can score above O
        return [O] * len(logits)
    scores = (0.0, float(logits[0, 0]), -math.inf)
    back: list[tuple[int, int, int]] = []
    for begin, inside in logits[1:].astype(float):
        anything = max((O, B, I), key=scores.__getitem__)  # max keeps the first of equals
        entity = max((B, I), key=scores.__getitem__)
        back.append((anything, anything, entity))
        scores = (scores[anything], scores[anything] + begin, scores[entity] + inside)
    tags = [max((O, B, I), key=scores.__getitem__)]
    for pointers in reversed(back):
        tags.append(pointers[tags[-1]])
    return tags[::-1]


def runs_of(tags: Sequence[int]) -> list[tuple[int, int]]:
    """Word ranges [first, last + 1) of the entities in a valid tag sequence."""
    runs: list[tuple[int, int]] = []
    for index, tag in enumerate(tags):
        if tag == B:
            runs.append((index, index + 1))
        elif tag == I:
            runs[-1] = (runs[-1][0], index + 1)
    return runs


def cut_at_breaks(text: str, words: Sequence[Word], logits: np.ndarray) -> np.ndarray:
    """The logits [words, 2 labels] with every I impossible (minus infinity) at a word after a hard line break.

    The best tags of these logits are the best ones in which no entity runs over such a break.
    """
    breaks = hard_breaks_before(text, words)
    if not breaks.any():
        return logits
    cut = logits.copy()
    cut[breaks, I - 1::2] = -np.inf
    return cut


def tagged_spans(words: Sequence[Word], logits: np.ndarray,
                 labels: Sequence[str] = LABELS) -> list[tuple[int, int, str, list[float]]]:
    """Start, end and label of all labels' spans, label by label, and the logits of each one's tags and of its end (that the
    next word, if it could, does not go on with it); from logits [words, 2 labels] that were cut at line breaks."""
    spans = []
    for column, label in enumerate(labels):
        pair = logits[:, 2 * column:2 * column + 2]
        tags = best_tags(pair)
        for first, last in runs_of(tags):
            chosen = [float(pair[index, tags[index] - 1]) for index in range(first, last)]
            if last < len(words) and pair[last, I - 1] > -np.inf:
                chosen.append(-float(pair[last, I - 1]))
            spans.append((words[first].start, words[last - 1].end, label, chosen))
    return spans


def decode(text: str, words: Sequence[Word], logits: np.ndarray, labels: Sequence[str] = LABELS) -> list[Span]:
    """Spans of all labels, sorted by start, end and label order, from a text's word logits [words, 2 labels]."""
    spans = [Span(start, end, label, math.prod(map(sigmoid, chosen)))
             for start, end, label, chosen in tagged_spans(words, cut_at_breaks(text, words, logits), labels)]
    return sorted(spans, key=lambda span: (span.start, span.end, labels.index(span.label)))
