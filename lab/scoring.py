"""Exact-span precision, recall and F1, per label and micro-averaged."""

from collections.abc import Collection, Sequence

from lab.notes import LABELS, Entity


def prf(true_positives: int, predicted: int, gold: int) -> dict[str, float]:
    """Precision, recall, F1 (0 where undefined) and support, the number of gold entities."""
    return {"precision": true_positives / predicted if predicted else 0.0,
            "recall": true_positives / gold if gold else 0.0,
            "f1": 2 * true_positives / (predicted + gold) if predicted + gold else 0.0, "support": gold}


def exact_scores(predicted: Sequence[Collection[Entity]], gold: Sequence[Collection[Entity]]) -> dict[str, dict[str, float]]:
    """Scores by label and under `micro`; a prediction is right when start, end and label all agree."""
    if len(predicted) != len(gold):
        raise ValueError("one prediction a note is needed")
    counts = {label: [0, 0, 0] for label in LABELS}
    for guess, truth in zip(map(set, predicted), map(set, gold)):
        for column, entities in enumerate((guess & truth, guess, truth)):
            for _, _, label in entities:
                counts[label][column] += 1
    micro = [sum(column) for column in zip(*counts.values())]
    return {label: prf(*count) for label, count in counts.items()} | {"micro": prf(*micro)}
