"""The ONNX builds of a model: written from PyTorch, and run under onnxruntime's CPU provider."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from lab.architectures import TokenClassifier
from lab.onnx_graph import export_graph, pack, quantize
from lab.tokenizer import PAD
from lab.words import Word, words_of

BUILDS = {"fp32": "onnx/model.onnx", "q8": "onnx/model_quantized.onnx"}


class Build:
    """An ONNX file as a function from id lists to logits."""

    def __init__(self, path: Path, threads: int = 1):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def logits(self, batch: Sequence[Sequence[int]]) -> list[np.ndarray]:
        """Logits [tokens, outputs] of each row, computed as one batch padded on the right."""
        length = max(map(len, batch))
        ids = np.array([[*row, *[PAD] * (length - len(row))] for row in batch], dtype=np.int64)
        mask = np.array([[1] * len(row) + [0] * (length - len(row)) for row in batch], dtype=np.int64)
        logits = self.session.run(["logits"], {"input_ids": ids, "attention_mask": mask})[0]
        return [own[:len(row)] for own, row in zip(logits, batch)]


def write_builds(model: TokenClassifier, folder: Path) -> dict[str, Build]:
    """Writes every build of BUILDS into `folder` and opens it. `model` is baked and rounded to int8."""
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    single = folder / "onnx" / "single.onnx"
    export_graph(model, single)
    pack(single, folder / BUILDS["fp32"])
    quantize(single, folder / BUILDS["q8"], model.config.intermediate_size)
    single.unlink()
    return {dtype: Build(folder / path) for dtype, path in BUILDS.items()}


def word_logits(build: Build, tokenizer: Tokenizer, text: str) -> tuple[list[Word], np.ndarray]:
    """The words of a text that fits the window and the logits of each one's first token, float32 [words, outputs]."""
    encoding = tokenizer.encode(text)
    words = words_of(encoding)
    return words, build.logits([encoding.ids])[0][[word.token for word in words]]
