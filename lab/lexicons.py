"""Open Brazilian and Portuguese term lists, as lists of terms and as word -> coarse flags."""

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from functools import lru_cache
from pathlib import Path

STOP_WORDS = frozenset(
    "de da do das dos e em com para por a o as os na no nas nos sem ou um uma ao à mg ml g mcg ui comprimido solução "
    "injetável cápsula outras outros não especificada especificado".split())
FREQUENT_IN_TERMS = 20  # terms that contain the word
KNOWN_IN_TEXT, FREQUENT_IN_TEXT = 3, 100  # occurrences in general Portuguese


def plain(text: str) -> str:
    """Lower case without combining marks, as the tokenizer's normaliser sees it."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(char for char in decomposed if unicodedata.category(char) != "Mn")


def _column(data: Path, name: str, separator: str, column: int, header: bool) -> list[str]:
    lines = (data / "terms" / name).read_text(encoding="utf-8", errors="replace").splitlines()
    rows = [line.split(separator) for line in lines[header:]]
    return [row[column] for row in rows if len(row) > column]


@lru_cache(maxsize=None)
def term_lists(data: Path) -> dict[str, tuple[str, ...]]:
    """Terms per list: medicines, ICD-10, HPO, ICPC-2, TUSS, SUS procedures, openEHR. Raises if a file is missing."""
    with (data / "terms" / "tuss_rol_procedimentos_2021.csv").open(encoding="utf-8", errors="replace") as file:
        tuss = [row[1] for row in list(csv.reader(file))[1:] if len(row) > 1]
    lists = {
        "medicine": _column(data, "BRMedicamento-duplicate-2.tsv", "\t", 1, False)
        + _column(data, "infarmed-ingredients.tsv", "\t", 1, False),
        "icd10": _column(data, "CID-10-CATEGORIAS.csv", ";", 2, True)
        + _column(data, "CID-10-SUBCATEGORIAS.csv", ";", 4, True)
        + _column(data, "CID-O-CATEGORIAS.csv", ";", 1, True),
        "hpo": _column(data, "hp-pt.babelon.tsv", "\t", 5, True),
        "icpc2": _column(data, "BRCIAP2.tsv", "\t", 1, False),
        "tuss": tuss,
        "sus": _column(data, "BRTabelaSUS.tsv", "\t", 1, False),
        "openehr": _column(data, "openehr-terms.tsv", "\t", 1, False),
    }
    return {name: tuple(sorted(set(terms))) for name, terms in lists.items()}


@lru_cache(maxsize=None)
def word_flags(data: Path) -> dict[str, tuple[str, ...]]:
    """Plain word -> sorted flags such as `medicine`, `disease+` (frequent in that group), `general`.

    A word of three letters or more gets a group's flag when a term of that group contains it (of a medicine, its first
    three words only: the rest is dose and form).
    """
    flags = defaultdict(set)
    lists = term_lists(data)
    groups = {"medicine": ["medicine"], "disease": ["icd10", "hpo", "icpc2"], "procedure": ["tuss", "sus"]}
    for group, names in groups.items():
        counts = Counter()
        for name in names:
            for term in lists[name]:
                words = [plain(word) for word in re.findall(r"[^\W\d]{3,}", term)]
                counts.update(set(words[:3] if group == "medicine" else words))
        for word, count in counts.items():
            if word not in STOP_WORDS:
                flags[word].add(group)
                if count >= FREQUENT_IN_TERMS:
                    flags[word].add(group + "+")
    counts = Counter()
    with (data / "text" / "mac_morpho_tokens.txt").open(encoding="utf-8") as lines:
        for line in lines:
            counts.update(plain(word) for word in line.split())
    for word, count in counts.items():
        if count >= KNOWN_IN_TEXT:
            flags[word].add("general")
        if count >= FREQUENT_IN_TEXT:
            flags[word].add("general+")
    return {word: tuple(sorted(names)) for word, names in flags.items()}
