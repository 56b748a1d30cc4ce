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
from transformers import ModernBertForTokenClassification

from lab.tokenizer import MAX_TOKENS

OPSET = 18  # what torch.onnx writes natively
HIDDEN = -1e9  # added to scores of positions that may not be seen; finite, so that rows of padding stay finite
SMALLEST_STORED_AS_HALF = 256  # elements


class RotaryTables(nn.Module):
    """The rotary embedding with its sines and cosines tabulated: GPUs compute them too coarsely for large angles.

    On a WebGPU software adapter, `Cos` and `Sin` in the graph put logits 1.6e-3 off PyTorch's; tables, 1e-5.
    """

    def __init__(self, rotary: nn.Module, layer_types: set[str]):
        super().__init__()
        example, positions = torch.zeros(1), torch.arange(MAX_TOKENS)
        for layer_type in sorted(layer_types):
            for name, table in zip(("cos", "sin"), rotary(example, positions, layer_type)):
                self.register_buffer(f"{layer_type}_{name}", table)

    def forward(self, _: torch.Tensor, position_ids: torch.Tensor, layer_type: str) -> tuple[torch.Tensor, torch.Tensor]:
        """Cosines and sines [..., head width] of positions below MAX_TOKENS."""
        cos, sin = getattr(self, f"{layer_type}_cos"), getattr(self, f"{layer_type}_sin")
        return functional.embedding(position_ids, cos), functional.embedding(position_ids, sin)


class ExportedClassifier(nn.Module):
    """The classifier with its attention masks spelled out in plain arithmetic, which every execution provider runs."""

    def __init__(self, model: ModernBertForTokenClassification):
        super().__init__()
        self.model = copy.deepcopy(model)
        encoder = self.model.model
        encoder.rotary_emb = RotaryTables(encoder.rotary_emb, set(self.model.config.layer_types))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Logits [batch, sequence, outputs]; those of padding are finite and meaningless."""
        positions = torch.arange(input_ids.shape[1])
        near = (positions[:, None] - positions[None, :]).abs() <= self.model.config.sliding_window
        seen = attention_mask[:, None, None, :] > 0
        masks = {"full_attention": torch.where(seen, 0.0, HIDDEN),
                 "sliding_attention": torch.where(seen & near[None, None], 0.0, HIDDEN)}
        return self.model(input_ids=input_ids, attention_mask=masks).logits


def export_graph(model: ModernBertForTokenClassification, path: Path) -> None:
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


def store_as_half(source: Path, target: Path) -> None:
    """Stores large float32 weights that half precision represents exactly as float16, each behind a Cast to float32.

    The Cast comes before the embedding's Gather, so no kernel ever sees float16, and runtimes fold it on loading.
    """
    model = onnx.load(source)
    initializers, casts = [], []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        large = tensor.data_type == TensorProto.FLOAT and values.size >= SMALLEST_STORED_AS_HALF
        half = values.astype(np.float16) if large else None
        if half is None or not np.array_equal(half.astype(np.float32), values):
            initializers.append(tensor)
            continue
        name = f"{tensor.name}_half"
        initializers.append(numpy_helper.from_array(half, name))
        casts.append(helper.make_node("Cast", [name], [tensor.name], to=TensorProto.FLOAT, name=f"{tensor.name}_cast"))
    nodes = [*casts, *model.graph.node]
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(initializers)
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, target)


def _nodes(graph: onnx.GraphProto, operator: str, rows: int) -> list[str]:
    """Names of the nodes of one operator that read a constant matrix with so many rows."""
    tables = {tensor.name for tensor in graph.initializer if len(tensor.dims) == 2 and tensor.dims[0] == rows}
    return [node.name for node in graph.node if node.op_type == operator and tables & set(node.input)]


def quantize(source: Path, target: Path, gated_width: int) -> None:
    """Dynamic int8: weights per channel, activations per tensor at run time, the embedding table in uint8.

    The rotary tables stay in float32, and so do the layers' projections from the gated unit, `gated_width` wide: its few
    large activations would stretch the step of all others (with them in int8 the largest logit error on the training
    notes was 1.2, without 0.2).
    """
    graph = onnx.load(source).graph
    quantize_dynamic(source, target, op_types_to_quantize=["MatMul"], per_channel=True, weight_type=QuantType.QInt8,
                     nodes_to_exclude=_nodes(graph, "MatMul", gated_width))
    quantize_dynamic(target, target, op_types_to_quantize=["Gather"], weight_type=QuantType.QUInt8,
                     nodes_to_exclude=_nodes(graph, "Gather", MAX_TOKENS))
    store_as_half(target, target)
