"""Training examples: token ids with a target probability for each output, and which outputs are known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer

from lab.notes import Note
from lab.tag_sets import LABELS, OUTPUTS, TAG_SETS, label_columns
from lab.tokenizer import MAX_TOKENS, PAD
from lab.words import B, I, Word, tags_of, words_of


@dataclass(frozen=True)
class Example:
    """`ids` int64 [tokens] with specials; `targets` float32 [tokens, outputs]; `known` bool [outputs]; `counted` bool
    [tokens], false for specials."""

    ids: torch.Tensor
    targets: torch.Tensor
    known: torch.Tensor
    counted: torch.Tensor


def example_of(tokenizer: Tokenizer, text: str, probabilities: Mapping[str, np.ndarray]) -> Example:
    """An example from word probabilities of O, B and I, [words, labels of the set, 3] per tag set.

    The first piece of a word gets the word's B and I; a later piece gets I with the probability of B or I. Raises
    ValueError when the text has too many tokens.
    """
    encoding = tokenizer.encode(text)
    if len(encoding.ids) > MAX_TOKENS:
        raise ValueError(f"{len(encoding.ids)} tokens, at most {MAX_TOKENS} are allowed")
    words = words_of(encoding)
    targets = np.zeros((len(encoding.ids), len(LABELS), 2), dtype=np.float32)
    known = np.zeros((len(LABELS), 2), dtype=bool)
    bounds = [word.token for word in words[1:]] + [len(encoding.ids) - 1]
    for tag_set, table in probabilities.items():
        columns = label_columns(TAG_SETS[tag_set])
        known[columns] = True
        for word, after, own in zip(words, bounds, table):
            targets[word.token, columns] = own[:, [B, I]]
            targets[word.token + 1:after, columns, 1] = own[:, B] + own[:, I]
    counted = torch.tensor([number is not None for number in encoding.word_ids])
    return Example(torch.tensor(encoding.ids), torch.from_numpy(targets.reshape(-1, len(OUTPUTS))),
                   torch.from_numpy(known.reshape(-1)), counted)


def gold_probabilities(note: Note, words: Sequence[Word], tag_set: str) -> np.ndarray:
    """The annotated tags as probabilities 0 and 1, float32 [words, labels of the set, 3]."""
    return np.stack([np.eye(3, dtype=np.float32)[tags_of(words, note.entities, label)] for label in TAG_SETS[tag_set]],
                    axis=1)


def gold_example(tokenizer: Tokenizer, note: Note, soft: Mapping[str, torch.Tensor] | None = None) -> Example:
    """A note with its own annotations as targets, and a teacher's marginals `soft` for tag sets without any."""
    words = words_of(tokenizer.encode(note.text))
    tables = {tag_set: table.numpy() for tag_set, table in (soft or {}).items()}
    return example_of(tokenizer, note.text,
                      tables | {tag_set: gold_probabilities(note, words, tag_set) for tag_set in note.tag_sets})


PADDED_TO = 64  # tokens; few distinct lengths, because CPU kernels are compiled for each


def batch_of(examples: Sequence[Example]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Right-padded ids, attention mask, targets, known and counted mask; [batch, length], targets [batch, length, outputs],
    known [batch, 1, outputs].

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
    return ids, mask, targets, torch.stack([example.known for example in examples])[:, None], counted
