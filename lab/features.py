"""Hashed spelling and lexicon features of a word piece. They exist in training only: export bakes their sum."""

import re
import zlib
from collections.abc import Mapping

import torch

BUCKETS = 16_384  # row 0 is padding
MAX_NGRAMS = 14


def bucket(feature: str) -> int:
    """The feature's row, 1 to BUCKETS - 1; CRC-32, so the same everywhere."""
    return 1 + zlib.crc32(feature.encode()) % (BUCKETS - 1)


def letter_shape(word: str) -> str:
    """Digits as `d` and letters as `a` with their number when alone, else a pattern of at most eight characters."""
    if word.isdigit():
        return f"d{min(len(word), 5)}"
    if word.isalpha():
        return f"a{min(len(word), 6)}"
    return re.sub(r"[a-z]", "x", re.sub(r"\d", "d", word))[:8]


def piece_features(piece: str, flags: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Features of a piece such as `##ose`: itself, length, shape, affixes, 3- and 4-grams, lexicon flags."""
    word = piece.removeprefix("##")
    bounded = ("#" if piece.startswith("##") else "^") + word + "$"
    features = [f"shape={letter_shape(word)}", f"length={min(len(word), 12)}", f"piece={bounded}"]
    features += [f"prefix={bounded[:size + 1]}" for size in (1, 2, 3, 4)]
    features += [f"suffix={bounded[-size - 1:]}" for size in (2, 3, 4)]
    for size in (3, 4):
        features += [f"ngram={bounded[at:at + size]}" for at in range(len(bounded) - size + 1)][:MAX_NGRAMS]
    return features + [f"lexicon={flag}" for flag in flags.get(word, ("none",))]


def feature_table(pieces: list[str], special: int, flags: Mapping[str, tuple[str, ...]]) -> torch.Tensor:
    """Buckets of every piece, int64 [len(pieces), most features], 0-padded. The first `special` get one of their own."""
    rows = [[bucket(f"special={index}")] if index < special else [bucket(name) for name in piece_features(piece, flags)]
            for index, piece in enumerate(pieces)]
    width = max(map(len, rows))
    return torch.tensor([row + [0] * (width - len(row)) for row in rows])
