"""One training of the imbalance experiment: sub-token targets, loss weights, and scores at a threshold."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

from lab.distil import batches_of, set_learning_rate
from lab.model import token_classifier
from lab.notes import Note
from lab.tag_sets import TAG_SETS
from lab.tokenizer import PAD

EPOCHS, BATCH, LEARNING_RATE, WARM_UP = 10, 8, 1e-3, 0.1
BEGIN_SCALE = 2.0
ATTRIBUTES = ("ABB", "NEG")  # not among the ten groups that the paper scores
Probabilities = tuple[np.ndarray, np.ndarray]  # predicted float [tokens, outputs], gold bool of the same shape


@dataclass(frozen=True)
class Run:
    """What distinguishes one training from another."""

    model: str
    tag_set: str
    scheme: str
    strategy: str
    seed: int


@dataclass(frozen=True)
class Encoded:
    """`ids` int64 [tokens] with specials, `targets` float32 [tokens, outputs]."""

    ids: torch.Tensor
    targets: torch.Tensor


def labels_of(tag_set: str) -> list[str]:
    """The labels that the paper scores."""
    return [label for label in TAG_SETS[tag_set] if label not in ATTRIBUTES]


def outputs_of(run: Run) -> list[str]:
    """A column a label under IO; B and I columns under BIO."""
    prefixes = ("I",) if run.scheme == "IO" else ("B", "I")
    return [f"{prefix}-{label}" for label in labels_of(run.tag_set) for prefix in prefixes]


def encoded(tokenizer: Tokenizer, note: Note, run: Run) -> Encoded:
    """A note's sub-tokens; every one that overlaps an entity has its label, the first one B under BIO."""
    encoding, outputs = tokenizer.encode(note.text), outputs_of(run)
    targets = torch.zeros(len(encoding.ids), len(outputs))
    for start, end, label in note.entities:
        inside = [at for at, (first, last) in enumerate(encoding.offsets) if first < end and last > start]
        for order, at in enumerate(inside if f"I-{label}" in outputs else []):
            targets[at, outputs.index(f"{'B' if run.scheme == 'BIO' and order == 0 else 'I'}-{label}")] = 1
    return Encoded(torch.tensor(encoding.ids), targets)


def pos_weight(run: Run, notes: Sequence[Note]) -> torch.Tensor:
    """(notes without the label) / (notes with it) per output; at least 1 when clamped; begin tags doubled when scaled."""
    weights = []
    for output in outputs_of(run):
        count = sum(any(label == output[2:] for _, _, label in note.entities) for note in notes)
        weight = (len(notes) - count) / max(count, 1)
        weight = weight if run.strategy == "weighted" else max(weight, 1.0)
        weights.append(weight * (BEGIN_SCALE if run.strategy == "begin-scaled" and output.startswith("B-") else 1))
    return torch.tensor(weights)


def padded(group: Sequence[Encoded]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Ids, attention mask and targets of a batch, padded on the right to a multiple of 64 tokens."""
    length = -(-max(len(one.ids) for one in group) // 64) * 64
    ids = torch.full((len(group), length), PAD)
    mask, targets = torch.zeros_like(ids), torch.zeros(len(group), length, group[0].targets.shape[1])
    for row, one in enumerate(group):
        ids[row, :len(one.ids)], mask[row, :len(one.ids)], targets[row, :len(one.ids)] = one.ids, 1, one.targets
    return ids, mask, targets


def trained_probabilities(run: Run, features: torch.Tensor, pretrained: dict[str, torch.Tensor], weight: torch.Tensor | None,
                          train: Sequence[Encoded], *held_out: Sequence[Encoded]) -> list[Probabilities]:
    """Trains one classifier; predicted probabilities and gold of each held-out side, special tokens left out."""
    torch.manual_seed(run.seed)
    generator = random.Random(run.seed)
    network = token_classifier(run.model, features, pretrained, outputs=outputs_of(run)).train()
    optimizer = torch.optim.AdamW(network.parameters(), lr=LEARNING_RATE, weight_decay=0.01, fused=True)
    plan = [group for _ in range(EPOCHS) for group in batches_of(train, BATCH, generator)]
    for step, group in enumerate(plan):
        warm = min(1, (step + 1) / (WARM_UP * len(plan)))
        set_learning_rate(optimizer, LEARNING_RATE * warm * max(0.02, 1 - step / len(plan)))
        ids, mask, targets = padded(group)
        with torch.autocast("cpu", torch.bfloat16):
            logits = network(input_ids=ids, attention_mask=mask).logits
        real = mask.bool()
        loss = functional.binary_cross_entropy_with_logits(logits.float()[real], targets[real], pos_weight=weight)
        optimizer.zero_grad()
        (loss * targets.shape[-1]).backward()
        nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimizer.step()
    network.eval()
    return [probabilities_of(network, side) for side in held_out]


@torch.no_grad()
def probabilities_of(network: nn.Module, side: Sequence[Encoded]) -> Probabilities:
    """Probabilities and gold of all tokens of all notes, without [CLS] and [SEP]."""
    found = [network(input_ids=one.ids[None]).logits[0, 1:-1].sigmoid().numpy() for one in side]
    return np.concatenate(found), np.concatenate([one.targets[1:-1].numpy() > 0.5 for one in side])


def scores_at(side: Probabilities, threshold: float) -> dict[str, float]:
    """Micro and macro F1 over sub-tokens and outputs."""
    found, gold = side[0] >= threshold, side[1]
    right, guessed, true = (found & gold).sum(0), found.sum(0), gold.sum(0)
    return {"microF1": float(2 * right.sum() / max(guessed.sum() + true.sum(), 1)),
            "macroF1": float(np.mean(2 * right / np.maximum(guessed + true, 1)))}
