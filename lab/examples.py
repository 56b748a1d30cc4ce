"""Training examples: token ids with a target probability for each of the eight outputs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer

from lab.model import OUTPUTS
from lab.notes import LABELS, Note
from lab.tokenizer import MAX_TOKENS, PAD
from lab.words import B, I, Word, tags_of, words_of


@dataclass(frozen=True)
class Example:
    """`ids` int64 [tokens] with specials; `targets` float32 [tokens, 8]; `counted` bool [tokens], false for specials."""

    ids: torch.Tensor
    targets: torch.Tensor
    counted: torch.Tensor


def example_of(tokenizer: Tokenizer, text: str, probabilities: np.ndarray) -> Example:
    """An example from word probabilities [words, labels, 3] of O, B and I; too many tokens raise ValueError.

    The first piece of a word gets the word's B and I; a later piece gets I with the probability of B or I.
    """
    encoding = tokenizer.encode(text)
    if len(encoding.ids) > MAX_TOKENS:
        raise ValueError(f"{len(encoding.ids)} tokens, at most {MAX_TOKENS} are allowed")
    words = words_of(encoding)
    targets = np.zeros((len(encoding.ids), len(LABELS), 2), dtype=np.float32)
    bounds = [word.token for word in words[1:]] + [len(encoding.ids) - 1]
    for word, after, own in zip(words, bounds, probabilities):
        targets[word.token] = own[:, [B, I]]
        targets[word.token + 1:after, :, 1] = own[:, B] + own[:, I]
    counted = torch.tensor([number is not None for number in encoding.word_ids])
    return Example(torch.tensor(encoding.ids), torch.from_numpy(targets.reshape(-1, len(OUTPUTS))), counted)


def gold_probabilities(note: Note, words: Sequence[Word]) -> np.ndarray:
    """The annotated tags as probabilities 0 and 1, float32 [words, labels, 3]."""
    return np.stack([np.eye(3, dtype=np.float32)[tags_of(words, note.entities, label)] for label in LABELS], axis=1)


def gold_example(tokenizer: Tokenizer, note: Note) -> Example:
    """A note with its own annotations as targets."""
    return example_of(tokenizer, note.text, gold_probabilities(note, words_of(tokenizer.encode(note.text))))


PADDED_TO = 64  # tokens; few distinct lengths, because CPU kernels are compiled for each


def batch_of(examples: Sequence[Example]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Right-padded ids, attention mask, targets and counted mask; [batch, length] and [batch, length, 8].

    The length is the longest example's, rounded up to a multiple of PADDED_TO.
    """
    length = -(-max(len(example.ids) for example in examples) // PADDED_TO) * PADDED_TO
    ids = torch.full((len(examples), length), PAD)
    mask = torch.zeros_like(ids)
    targets = torch.zeros(len(examples), length, len(OUTPUTS))
    counted = torch.zeros_like(ids, dtype=torch.bool)
    for row, example in enumerate(examples):
        size = len(example.ids)
        ids[row, :size], mask[row, :size] = example.ids, 1
        targets[row, :size], counted[row, :size] = example.targets, example.counted
    return ids, mask, targets, counted
