"""Copies of notes with entities swapped for others of the same label, for the teacher to label."""

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from lab.lexicons import term_lists
from lab.notes import Entity, Note

SWAP_SHARE = 0.5  # of a note's innermost entities
TERM_SHARE = 0.4  # of swaps that draw from a term list, where the label has one
TERM_WORDS, TERM_CHARACTERS, MEDICINE_CHARACTERS = 5, 45, 30


def overlaps(one: Entity, other: Entity) -> bool:
    """Whether two entities share a character."""
    return one[0] < other[1] and other[0] < one[1]


def innermost(note: Note) -> list[Entity]:
    """Entities that share no character with another, in text order."""
    return sorted(entity for entity in note.entities
                  if not any(other != entity and overlaps(entity, other) for other in note.entities))


def surface_pools(notes: Sequence[Note]) -> dict[str, list[str]]:
    """The surfaces of each label's entities in these notes, with repetitions."""
    pools = defaultdict(list)
    for note in notes:
        for start, end, label in sorted(note.entities):
            pools[label].append(note.text[start:end])
    return dict(pools)


def term_pools(data: Path) -> dict[str, list[str]]:
    """Short terms per label of `nestedclinbr` and `semclinbr`: diseases, bare medicine names, procedures."""
    def short(terms: Sequence[str]) -> list[str]:
        return [term for term in terms if len(term.split()) <= TERM_WORDS and len(term) < TERM_CHARACTERS]

    lists = term_lists(data)
    names = [re.split(r"[,(]| \+", term)[0].capitalize() for term in lists["medicine"]]
    diseases = short(lists["icd10"] + lists["icpc2"])
    medicines = [name for name in names if len(name) < MEDICINE_CHARACTERS]
    procedures = short([term.capitalize() for term in lists["tuss"]])
    return {"Problema": diseases, "DIS": diseases, "Tratamento": medicines, "CHE": medicines, "Teste": procedures,
            "PRO": procedures}


def dressed(term: str, old: str) -> str:
    """The term in the letter case of the surface it replaces."""
    if old.isupper() and len(old) > 4:
        return term.upper()
    return term[:1].lower() + term[1:] if old[:1].islower() and not term.isupper() else term


def swapped_copy(note: Note, pools: Mapping[str, Sequence[str]], terms: Mapping[str, Sequence[str]],
                 generator: random.Random) -> str:
    """The note's text with about half of its innermost entities replaced."""
    text = note.text
    for start, end, label in reversed(innermost(note)):
        if generator.random() < SWAP_SHARE:
            source = terms[label] if label in terms and generator.random() < TERM_SHARE else pools[label]
            text = text[:start] + dressed(generator.choice(source), text[start:end]) + text[end:]
    return text
