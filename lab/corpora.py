"""Unlabelled Portuguese text for the tokenizer, masked-LM pre-training and distillation."""

import re
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=None)
def lines_of(data: Path, name: str) -> tuple[str, ...]:
    """The non-empty lines of `text/<name>`. Raises if the file is missing."""
    lines = (data / "text" / name).read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line.strip())


def medical_lines(data: Path) -> list[str]:
    """Medical prose: TICO-19 (COVID-19 articles) and openEHR descriptions."""
    return [*lines_of(data, "tico19.pt-BR.txt"), *lines_of(data, "openehr-prose.txt")]


def contracted(line: str) -> str:
    """Rejoins the prepositions that Mac-Morpho splits: `de a` -> `da`, `em os` -> `nos`."""
    line = re.sub(r"\b([Ee])m ([oa]s?)\b", lambda match: ("n" if match[1] == "e" else "N") + match[2], line)
    return re.sub(r"\b([Dd])e ([oa]s?)\b", r"\1\2", line)


def general_lines(data: Path) -> list[str]:
    """General Portuguese: the Bosque treebank's sentences and Mac-Morpho's, contractions rejoined."""
    return [*lines_of(data, "bosque.txt"), *map(contracted, lines_of(data, "mac_morpho_tokens.txt"))]
