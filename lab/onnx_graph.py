"""The model as a standard ONNX graph: `input_ids`, `attention_mask` (int64 [batch, sequence]) to `logits` (float32)."""

import copy
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn
from torch.nn import functional

from lab.architectures import TokenClassifier
from lab.tokenizer import MAX_TOKENS

OPSET = 18  # what torch.onnx writes natively
HIDDEN = -1e9  # added to scores of positions that may not be seen; finite, so that rows of padding stay finite
SMALLEST_PACKED = 256  # elements


class RotaryTables(nn.Module):
    """The rotary embedding with its sines and cosines tabulated: GPUs compute them too coarsely for large angles.

    On a WebGPU software adapter, `Cos` and `Sin` in the graph put logits 1.6e-3 off PyTorch's; tables, 1e-5.
    """

    def __init__(self, rotary: nn.Module, layer_types: set[str]):
        super().__init__()
        example, positions = torch.zeros(1), torch.arange(MAX_TOKENS)
        self.names: dict[str, str] = {}  # layer type -> the first type with the same tables
        for layer_type in sorted(layer_types):
            cos, sin = rotary(example, positions, layer_type)
            same = [name for name in self.names.values() if torch.equal(getattr(self, f"{name}_cos"), cos)]
            self.names[layer_type] = (same or [layer_type])[0]
            if not same:
                self.register_buffer(f"{layer_type}_cos", cos)
                self.register_buffer(f"{layer_type}_sin", sin)

    def forward(self, _: torch.Tensor, position_ids: torch.Tensor, layer_type: str) -> tuple[torch.Tensor, torch.Tensor]:
        """Cosines and sines [..., head width] of positions below MAX_TOKENS."""
        name = self.names[layer_type]
        cos, sin = getattr(self, f"{name}_cos"), getattr(self, f"{name}_sin")
        return functional.embedding(position_ids, cos), functional.embedding(position_ids, sin)


class ExportedClassifier(nn.Module):
    """The classifier with its attention masks spelled out in plain arithmetic, which every execution provider runs."""

    def __init__(self, model: TokenClassifier):
        super().__init__()
        self.model = copy.deepcopy(model)
        self.is_modern = model.config.model_type == "modernbert"
        if self.is_modern:
            encoder = self.model.model
            encoder.rotary_emb = RotaryTables(encoder.rotary_emb, set(self.model.config.layer_types))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Logits [batch, sequence, outputs]; those of padding are finite and meaningless."""
        seen = attention_mask[:, None, None, :] > 0
        everywhere = torch.where(seen, 0.0, HIDDEN)
        if not self.is_modern:
            return self.model(input_ids=input_ids, attention_mask=everywhere).logits
        positions = torch.arange(input_ids.shape[1])
        near = (positions[:, None] - positions[None, :]).abs() <= self.model.config.sliding_window
        masks = {"full_attention": everywhere, "sliding_attention": torch.where(seen & near[None, None], 0.0, HIDDEN)}
        return self.model(input_ids=input_ids, attention_mask=masks).logits


def export_graph(model: TokenClassifier, path: Path) -> None:
    """Writes the float32 graph with dynamic batch and sequence axes."""
    example = torch.full((2, 16), 5), torch.ones((2, 16), dtype=torch.int64)
    batch, sequence = torch.export.Dim("batch"), torch.export.Dim("sequence", min=2, max=MAX_TOKENS)
    axes = {0: batch, 1: sequence}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(ExportedClassifier(model).eval(), example, dynamo=True, opset_version=OPSET,
                                    input_names=["input_ids", "attention_mask"], output_names=["logits"],
                                    dynamic_shapes={"input_ids": axes, "attention_mask": axes}, verbose=False)
    graph = program.model_proto
    del graph.metadata_props[:]
    for node in graph.graph.node:  # the exporter's stack traces name files of this machine
        del node.metadata_props[:]
        node.doc_string = ""
    for value in [*graph.graph.value_info, *graph.graph.input, *graph.graph.output, *graph.graph.initializer]:
        del value.metadata_props[:]
    onnx.checker.check_model(graph, full_check=True)
    onnx.save(graph, path)


def _packed(values: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Int8 steps and float32 scales, of rows or of columns, whose product is exactly `values`; None if there are none."""
    for axis in (1, 0):
        scale = np.maximum(np.abs(values).max(axis=axis, keepdims=True), np.float32(1e-12)) / np.float32(127)
        steps = np.round(values / scale)
        if np.array_equal(steps.astype(np.float32) * scale, values):
            return steps.astype(np.int8), scale
    return None


def pack(source: Path, target: Path) -> None:
    """Stores float32 matrices that `round_to_int8` made as int8 steps, behind a Cast to float32 and a Mul by their scales.

    Runtimes fold both on loading, before the embedding's Gather, so every execution provider computes in float32, with
    the same numbers as PyTorch.
    """
    model = onnx.load(source)
    initializers, unpacking = [], []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        large = tensor.data_type == TensorProto.FLOAT and values.ndim == 2 and values.size >= SMALLEST_PACKED
        found = _packed(values) if large else None
        if found is None:
            initializers.append(tensor)
            continue
        steps, scale = (f"{tensor.name}_steps", f"{tensor.name}_scale")
        initializers += [numpy_helper.from_array(array, name) for array, name in zip(found, (steps, scale))]
        unpacking += [helper.make_node("Cast", [steps], [f"{steps}_cast"], to=TensorProto.FLOAT, name=f"{steps}_cast"),
                      helper.make_node("Mul", [f"{steps}_cast", scale], [tensor.name], name=f"{tensor.name}_unpack")]
    nodes = [*unpacking, *model.graph.node]
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(initializers)
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, target)


def _nodes(graph: onnx.GraphProto, operator: str, rows: int) -> list[str]:
    """Names of the nodes of one operator that read a constant matrix with so many rows."""
    tables = {tensor.name for tensor in graph.initializer if len(tensor.dims) == 2 and tensor.dims[0] == rows}
    return [node.name for node in graph.node if node.op_type == operator and tables & set(node.input)]


def quantize(source: Path, target: Path, inner_width: int) -> None:
    """Dynamic int8: the same int8 weights per channel, activations per tensor at run time.

    The projections from the layers' inner width stay in float32: its few large activations would stretch the step of all
    others (with them in int8 the largest logit error on the training notes was 1.2, without 0.2).
    """
    graph = onnx.load(source).graph
    quantize_dynamic(source, target, op_types_to_quantize=["MatMul"], per_channel=True, weight_type=QuantType.QInt8,
                     nodes_to_exclude=_nodes(graph, "MatMul", inner_width))
    pack(target, target)
