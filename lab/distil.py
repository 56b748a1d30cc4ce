"""Adapts the pre-trained encoder to notes and trains the token classifier on gold labels and a teacher's."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from lab.architectures import TokenClassifier
from lab.examples import Example, batch_of
from lab.model import masked_language_model, token_classifier
from lab.pretrain import masked_loss
from lab.tokenizer import MASK

CHECKPOINT_STEPS = 200


@dataclass(frozen=True)
class Recipe:
    """Hyperparameters of one student."""

    adapt_epochs: int = 3
    adapt_learning_rate: float = 5e-4
    epochs: int = 6
    batch: int = 8
    learning_rate: float = 1e-3
    weight_decay: float = 0.01
    warm_up: float = 0.1  # share of the steps
    average_from: float = 0.5  # share of the steps before weights are averaged
    average_decay: float = 0.98
    soft_reads: float = 1.0  # how often each text of the transfer set is read, over all epochs


@dataclass(frozen=True)
class Material:
    """`gold` is read every epoch (list an example twice to read it twice); `soft` is the transfer set."""

    gold: Sequence[Example]
    soft: Sequence[Example]


def batches_of(examples: Sequence[Example], size: int, generator: random.Random) -> Iterator[Sequence[Example]]:
    """Shuffled batches; examples of similar length go together within windows of eight batches, to pad less."""
    order = generator.sample(list(examples), len(examples))
    batches = []
    for first in range(0, len(order), 8 * size):
        window = sorted(order[first:first + 8 * size], key=lambda example: len(example.ids))
        batches += [window[at:at + size] for at in range(0, len(window), size)]
    generator.shuffle(batches)
    yield from batches


def set_learning_rate(optimizer: torch.optim.Optimizer, value: float) -> None:
    """Sets the rate of every parameter group."""
    for group in optimizer.param_groups:
        group["lr"] = value


def adapted(model: str, features: torch.Tensor, pretrained: dict[str, torch.Tensor], examples: Sequence[Example],
            recipe: Recipe, generator: random.Random) -> dict[str, torch.Tensor]:
    """The pre-trained state after a few masked-LM epochs on these notes' text."""
    network = masked_language_model(model, features)
    network.load_state_dict(pretrained)
    network.train()
    optimizer = torch.optim.AdamW(network.parameters(), lr=recipe.adapt_learning_rate, weight_decay=0.01, fused=True)
    for epoch in range(recipe.adapt_epochs):
        set_learning_rate(optimizer, recipe.adapt_learning_rate * (1 - epoch / recipe.adapt_epochs))
        for group in batches_of(examples, recipe.batch, generator):
            ids, mask, _, _, counted = batch_of(group)
            chosen = (torch.rand(ids.shape) < 0.2) & counted
            loss = masked_loss(network, torch.where(chosen, MASK, ids), mask, chosen, ids)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
    return network.state_dict()


def plan_of(material: Material, recipe: Recipe, generator: random.Random) -> list[Sequence[Example]]:
    """All batches in order: each epoch reads every gold note and an equal share of the transfer set."""
    gold, soft = list(material.gold), list(material.soft)
    plan = []
    for _ in range(recipe.epochs):
        share = min(len(soft), round(len(soft) * recipe.soft_reads / recipe.epochs))
        plan += batches_of(gold + generator.sample(soft, share), recipe.batch, generator)
    return plan


def loss_of(logits: torch.Tensor, targets: torch.Tensor, known: torch.Tensor, counted: torch.Tensor) -> torch.Tensor:
    """Binary cross-entropy with logits, summed over the known outputs of a token, averaged over real tokens."""
    every = functional.binary_cross_entropy_with_logits(logits.float(), targets, reduction="none")
    return (every * known).sum(-1)[counted].mean()


def student(model: str, features: torch.Tensor, pretrained: dict[str, torch.Tensor], material: Material, recipe: Recipe,
            seed: int, checkpoint: Path | None = None) -> TokenClassifier:
    """Trains a classifier; returns averaged weights, in evaluation mode.

    With `checkpoint`, progress is saved there every CHECKPOINT_STEPS steps, and a later call with the same arguments goes
    on from it; the file is removed at the end.
    """
    torch.manual_seed(seed)
    generator = random.Random(seed)
    saved = torch.load(checkpoint) if checkpoint is not None and checkpoint.exists() else None
    unique = list({id(example): example for example in material.gold}.values())
    start = None if saved else adapted(model, features, pretrained, unique, recipe, generator)
    network = token_classifier(model, features, start).train()
    average = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(recipe.average_decay))
    optimizer = torch.optim.AdamW(network.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay,
                                  fused=True)
    if saved:
        generator.setstate(saved["generator"])
    before_plan = generator.getstate()
    plan = plan_of(material, recipe, generator)
    parts = {"network": network, "average": average, "optimizer": optimizer}
    done = restore(saved, parts) if saved else 0
    for step, group in enumerate(plan[done:], done):
        passed = step / len(plan)
        warm = min(1, (step + 1) / (recipe.warm_up * len(plan)))
        set_learning_rate(optimizer, recipe.learning_rate * warm * max(0.02, 1 - passed))
        ids, mask, targets, known, counted = batch_of(group)
        with torch.autocast("cpu", torch.bfloat16):
            logits = network(input_ids=ids, attention_mask=mask).logits
        loss = loss_of(logits, targets, known, counted)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimizer.step()
        if passed > recipe.average_from:
            average.update_parameters(network)
        if checkpoint is not None and (step + 1) % CHECKPOINT_STEPS == 0:
            states = {name: part.state_dict() for name, part in parts.items()}
            torch.save(states | {"step": step + 1, "torch": torch.get_rng_state(), "generator": before_plan}, checkpoint)
            print(f"step {step + 1} of {len(plan)}, loss {loss.item():.3f}", flush=True)
    if checkpoint is not None:
        checkpoint.unlink(missing_ok=True)
    return average.module.eval()


def restore(saved: dict, parts: dict) -> int:
    """Puts saved states back into the network, average and optimizer; returns the number of steps done."""
    for name, part in parts.items():
        part.load_state_dict(saved[name])
    torch.set_rng_state(saved["torch"])
    return saved["step"]
