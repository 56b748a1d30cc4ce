"""Step 3. Masked-LM pre-training on public Portuguese text; no annotated note is read.

`python -m lab.pretrain` writes `<run>/pretrained-<model>.pt`. Whole words are masked.
"""

import argparse
import random
import time
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

from lab import paths
from lab.architectures import MODELS, MaskedLanguageModel
from lab.corpora import general_lines, medical_lines
from lab.lexicons import term_lists
from lab.model import features_of, masked_language_model, masked_logits
from lab.tokenizer import CLS, MASK, SEP

BLOCK = 96  # tokens a row
BATCH = 32  # rows
MASKED_SHARE = 0.18  # of words
KEPT_SHARE = 0.1  # of masked tokens that stay readable
PEAK_LEARNING_RATE = {"modernbert": 1.5e-3, "bert": 1e-3}  # post-norm layers take less
WARM_UP_STEPS = 200


def pretraining_lines(data: Path, generator: random.Random) -> list[str]:
    """Medical prose twice, term lists and general Portuguese, shuffled."""
    terms = [term for terms in term_lists(data).values() for term in terms]
    lines = medical_lines(data) * 2 + terms + general_lines(data)
    generator.shuffle(lines)
    return lines


def blocks_of(tokenizer: Tokenizer, lines: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
    """Lines joined by [SEP] and cut into rows that open with [CLS]: ids and word numbers, both int64 [rows, BLOCK]."""
    ids, starts = [], []
    for first in range(0, len(lines), 10_000):
        for encoding in tokenizer.encode_batch(lines[first:first + 10_000], add_special_tokens=False):
            ids += [*encoding.ids, SEP]
            words = encoding.word_ids
            starts += [at == 0 or word != words[at - 1] for at, word in enumerate(words)] + [True]
    rows = len(ids) // (BLOCK - 1)
    shape = (rows, BLOCK - 1)
    first_column = torch.full((rows, 1), CLS)
    text = torch.tensor(ids[:rows * (BLOCK - 1)]).view(shape)
    words = torch.tensor(starts[:rows * (BLOCK - 1)], dtype=torch.int64).view(shape).cumsum(1)
    return torch.cat([first_column, text], 1), torch.cat([torch.zeros_like(first_column), words], 1)


def masked(ids: torch.Tensor, words: torch.Tensor, share: float = MASKED_SHARE) -> tuple[torch.Tensor, torch.Tensor]:
    """Hides whole words: the input ids with [MASK] and the boolean mask of tokens to predict (never [CLS], [SEP])."""
    chosen = (torch.rand(len(ids), int(words.max()) + 1) < share).gather(1, words) & (ids != SEP) & (ids != CLS)
    hidden = chosen & (torch.rand(ids.shape) >= KEPT_SHARE)
    return torch.where(hidden, MASK, ids), chosen


def masked_loss(model: MaskedLanguageModel, inputs: torch.Tensor, attention_mask: torch.Tensor | None, chosen: torch.Tensor,
                targets: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy over the chosen tokens; logits are computed for those only."""
    with torch.autocast("cpu", torch.bfloat16):
        logits = masked_logits(model, inputs, attention_mask, chosen)
    return functional.cross_entropy(logits.float(), targets[chosen])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", choices=MODELS, default=MODELS[0])
    parser.add_argument("--minutes", type=float, default=16)
    parser.add_argument("--threads", type=int, default=2)
    options = paths.parse(parser)
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    tokenizer = Tokenizer.from_file(str(options.run / "tokenizer.json"))
    ids, words = blocks_of(tokenizer, pretraining_lines(options.data, random.Random(0)))
    model = masked_language_model(options.model, features_of(tokenizer, options.data)).train()
    print(f"{ids.numel()} tokens, {sum(weight.numel() for weight in model.parameters())} parameters", flush=True)
    peak = PEAK_LEARNING_RATE[options.model.split("-")[0]]
    optimizer = torch.optim.AdamW(model.parameters(), lr=peak, betas=(0.9, 0.98), weight_decay=0.01,
                                  fused=True)
    seconds, begun, step, total = options.minutes * 60, time.monotonic(), 0, 0.0
    while (passed := time.monotonic() - begun) < seconds:
        warm, decay = min(1, (step + 1) / WARM_UP_STEPS), (1 - passed / seconds) ** 0.7
        for group in optimizer.param_groups:
            group["lr"] = peak * warm * decay + 1e-5
        rows = torch.randint(len(ids), (BATCH,))
        inputs, chosen = masked(ids[rows], words[rows])
        loss = masked_loss(model, inputs, None, chosen, ids[rows])
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        step, total = step + 1, total + loss.item()
        if step % 250 == 0:
            print(f"step {step}, {passed:.0f} s, loss {total / 250:.3f}, {step * BATCH * BLOCK / passed:.0f} tokens/s",
                  flush=True)
            total = 0.0
    torch.save(model.state_dict(), options.run / f"pretrained-{options.model}.pt")
    print(f"{step} steps", flush=True)


if __name__ == "__main__":
    main()
