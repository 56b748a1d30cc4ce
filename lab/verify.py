"""Compares the ONNX builds with PyTorch and with each other, under onnxruntime's CPU provider."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from lab.architectures import TokenClassifier
from lab.builds import Build, word_logits
from lab.decoder import decode
from lab.tokenizer import MAX_TOKENS


def entities_of(build: Build, tokenizer: Tokenizer, text: str) -> set[tuple[int, int, str]]:
    """The spans (code points) that a build's logits decode to; the text must fit one window."""
    return {(span.start, span.end, span.label) for span in decode(text, *word_logits(build, tokenizer, text))}


@torch.no_grad()
def largest_difference(model: TokenClassifier, build: Build, rows: Sequence[Sequence[int]]) -> float:
    """Largest |logit difference| to PyTorch run row by row, over batches of one to four rows with padding."""
    worst, first, size = 0.0, 0, 1
    while first < len(rows):
        batch = rows[first:first + size]
        for row, logits in zip(batch, build.logits(batch)):
            worst = max(worst, float(np.abs(model(input_ids=torch.tensor([row])).logits[0].numpy() - logits).max()))
        first, size = first + size, size % 4 + 1
    return worst


def agreement(one: Build, other: Build, rows: Sequence[Sequence[int]]) -> tuple[float, float]:
    """Share of real tokens whose thresholded outputs all agree, and the largest |logit difference| on them."""
    equal = total = 0
    worst = 0.0
    for row in rows:
        mine, theirs = (build.logits([row])[0][1:-1] for build in (one, other))
        equal += int(((mine > 0) == (theirs > 0)).all(1).sum())
        total += len(mine)
        worst = max(worst, float(np.abs(mine - theirs).max(initial=0)))
    return equal / total, worst


def span_f1(one: Build, other: Build, tokenizer: Tokenizer, texts: Sequence[str]) -> float:
    """F1 between the spans of two builds."""
    shared = total = 0
    for text in texts:
        mine, theirs = entities_of(one, tokenizer, text), entities_of(other, tokenizer, text)
        shared, total = shared + len(mine & theirs), total + len(mine) + len(theirs)
    return 2 * shared / total if total else 1.0


def self_check_difference(build: Build, folder: Path) -> float:
    """Largest |difference| to the logits in `self-check.json`."""
    inputs = json.loads((folder / "self-check.json").read_text(encoding="utf-8"))["inputs"]
    return max(float(np.abs(build.logits([one["inputIds"]])[0] - np.array(one["logits"])).max()) for one in inputs)


def verify(model: TokenClassifier, folder: Path, builds: Mapping[str, str],
           texts: Mapping[str, Sequence[str]]) -> dict:
    """Measures both builds on several sets of texts; texts over one window are left out."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    fp32, q8 = Build(folder / builds["fp32"]), Build(folder / builds["q8"])
    result: dict = {"selfCheckDifference": {"fp32": self_check_difference(fp32, folder),
                                            "q8": self_check_difference(q8, folder)}}
    for name, own in texts.items():
        fitting = [text for text in own if len(tokenizer.encode(text).ids) <= MAX_TOKENS]
        rows = [tokenizer.encode(text).ids for text in fitting]
        share, worst = agreement(fp32, q8, rows)
        result[name] = {"texts": len(rows), "tokens": sum(map(len, rows)) - 2 * len(rows),
                        "fp32VsPyTorch": largest_difference(model, fp32, rows), "q8AgreementWithFp32": share,
                        "q8LargestDifference": worst, "q8SpanF1WithFp32": span_f1(fp32, q8, tokenizer, fitting)}
    return result
