"""The three tag sets and the model's output columns. Labels of different sets have different names."""

from collections.abc import Sequence

TAG_SETS: dict[str, tuple[str, ...]] = {
    "nestedclinbr": ("Problema", "Tratamento", "Teste", "Anatomia"),
    "semclinbr": ("DIS", "PRO", "CHE", "ANA", "DEV", "PHE", "PHY", "CON", "LIV", "ORG", "ABB", "NEG"),
    "mama": ("RE", "RP", "HER2", "FISH_CISH_SISH", "HISTOPATHOLOGICAL_TYPE", "SURGERY", "MENOPAUSE", "METASTASIS_PLACE",
             "DISTANT_METASTASIS", "BRCA"),
}
LABELS = tuple(label for labels in TAG_SETS.values() for label in labels)
OUTPUTS = tuple(f"{prefix}-{label}" for label in LABELS for prefix in "BI")  # the logits' columns


def label_columns(labels: Sequence[str]) -> list[int]:
    """Positions of labels in LABELS."""
    return [LABELS.index(label) for label in labels]


def output_columns(labels: Sequence[str]) -> list[int]:
    """Positions in OUTPUTS of the B and I of each label, in order."""
    return [2 * column + tag for column in label_columns(labels) for tag in range(2)]
