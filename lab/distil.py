"""Adapts the pre-trained encoder to notes and distils a teacher's labels into the token classifier."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from transformers import ModernBertForTokenClassification

from lab.examples import Example, batch_of
from lab.model import masked_language_model, token_classifier
from lab.pretrain import masked_loss
from lab.tokenizer import MASK


@dataclass(frozen=True)
class Recipe:
    """Hyperparameters of one student."""

    adapt_epochs: int = 3
    adapt_learning_rate: float = 5e-4
    epochs: int = 8
    batch: int = 8
    learning_rate: float = 1e-3
    weight_decay: float = 0.01
    warm_up: float = 0.1  # share of the steps
    average_from: float = 0.5  # share of the steps before weights are averaged
    average_decay: float = 0.98
    real_reads: int = 2  # of each real note an epoch; written notes are read once
    soft_reads: float = 1.5  # how often each text of the transfer set is read, over all epochs
    masked_tokens: float = 0.0  # share of the student's input tokens hidden as [MASK]


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


def adapted(features: torch.Tensor, pretrained: dict[str, torch.Tensor], examples: Sequence[Example], recipe: Recipe,
            generator: random.Random) -> dict[str, torch.Tensor]:
    """The pre-trained state after a few masked-LM epochs on these notes' text."""
    model = masked_language_model(features)
    model.load_state_dict(pretrained)
    model.train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=recipe.adapt_learning_rate, weight_decay=0.01, fused=True)
    for epoch in range(recipe.adapt_epochs):
        set_learning_rate(optimizer, recipe.adapt_learning_rate * (1 - epoch / recipe.adapt_epochs))
        for group in batches_of(examples, recipe.batch, generator):
            ids, mask, _, counted = batch_of(group)
            chosen = (torch.rand(ids.shape) < 0.2) & counted
            loss = masked_loss(model, torch.where(chosen, MASK, ids), mask, chosen, ids)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
    return model.state_dict()


@dataclass(frozen=True)
class Material:
    """What a student learns from: real notes, written notes (both gold), and teacher-labelled texts."""

    real: Sequence[Example]
    written: Sequence[Example]
    soft: Sequence[Example]


def plan_of(material: Material, recipe: Recipe, generator: random.Random) -> list[Sequence[Example]]:
    """All batches in order: each epoch reads every gold note and an equal share of the transfer set."""
    gold, soft = [*material.real] * recipe.real_reads + [*material.written], list(material.soft)
    plan = []
    for _ in range(recipe.epochs):
        share = min(len(soft), round(len(soft) * recipe.soft_reads / recipe.epochs))
        plan += batches_of(gold + generator.sample(soft, share), recipe.batch, generator)
    return plan


def student(features: torch.Tensor, pretrained: dict[str, torch.Tensor], material: Material, recipe: Recipe,
            seed: int) -> ModernBertForTokenClassification:
    """Trains a classifier on gold notes and teacher-labelled texts; returns averaged weights, in evaluation mode.

    The loss is binary cross-entropy with logits, summed over the eight outputs, averaged over real tokens.
    """
    torch.manual_seed(seed)
    generator = random.Random(seed)
    start = adapted(features, pretrained, [*material.real, *material.written], recipe, generator)
    model = token_classifier(features, start).train()
    average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(recipe.average_decay))
    optimizer = torch.optim.AdamW(model.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay,
                                  fused=True)
    plan = plan_of(material, recipe, generator)
    for step, group in enumerate(plan):
        passed = step / len(plan)
        warm = min(1, (step + 1) / (recipe.warm_up * len(plan)))
        set_learning_rate(optimizer, recipe.learning_rate * warm * max(0.02, 1 - passed))
        ids, mask, targets, counted = batch_of(group)
        if recipe.masked_tokens:
            ids = torch.where((torch.rand(ids.shape) < recipe.masked_tokens) & counted, MASK, ids)
        with torch.autocast("cpu", torch.bfloat16):
            logits = model(input_ids=ids, attention_mask=mask).logits[counted]
        loss = functional.binary_cross_entropy_with_logits(logits.float(), targets[counted]) * targets.shape[-1]
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimizer.step()
        if passed > recipe.average_from:
            average.update_parameters(model)
    return average.module.eval()
