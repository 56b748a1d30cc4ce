"""Small invented notes, and a tokenizer and model trained on nothing but them."""

from functools import lru_cache

import torch
from tokenizers import Tokenizer

from lab.example_notes import EXAMPLE_NOTES
from lab.features import feature_table
from lab.model import pieces_of
from lab.notes import Note
from lab.tokenizer import SPECIAL_TOKENS, train_tokenizer

FLAGS = {"dor": ("disease", "general"), "losartana": ("medicine",)}


@lru_cache(maxsize=None)
def small_tokenizer() -> Tokenizer:
    """A tokenizer of some 300 pieces."""
    return train_tokenizer(EXAMPLE_NOTES, 300)


@lru_cache(maxsize=None)
def small_features() -> torch.Tensor:
    """The small tokenizer's feature table."""
    return feature_table(pieces_of(small_tokenizer()), len(SPECIAL_TOKENS), FLAGS)


def note(text: str, *entities: tuple[str, str], cluster: str = "c") -> Note:
    """A note whose entities are given as (surface, label), each at its first occurrence."""
    spans = {(text.index(surface), text.index(surface) + len(surface), label) for surface, label in entities}
    return Note(text, frozenset(spans), cluster)
