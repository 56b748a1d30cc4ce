import numpy as np
import onnx
import pytest
import torch

from lab.builds import Build
from lab.model import baked_classifier, round_to_int8, token_classifier
from lab.onnx_graph import export_graph, pack, quantize
from lab.tests.support import small_features


@pytest.fixture(scope="module", params=["modernbert-small", "bert-small"])
def exported(request, tmp_path_factory):
    torch.manual_seed(1)
    model = baked_classifier(token_classifier(request.param, small_features()))
    round_to_int8(model)
    folder = tmp_path_factory.mktemp("graph")
    export_graph(model, folder / "single.onnx")
    pack(folder / "single.onnx", folder / "packed.onnx")
    quantize(folder / "single.onnx", folder / "int8.onnx", model.config.intermediate_size)
    return model, folder


def rows_of(*lengths):
    generator = np.random.default_rng(0)
    return [generator.integers(5, len(small_features()), length).tolist() for length in lengths]


@pytest.mark.parametrize("name", ["single", "packed"])
@pytest.mark.parametrize("lengths", [(1,), (2,), (17,), (512,), (3, 40), (100, 7, 64, 33)])
def test_logits_equal_pytorch_at_any_batch_size_length_and_padding(exported, name, lengths):
    model, folder = exported
    rows = rows_of(*lengths)
    for row, logits in zip(rows, Build(folder / f"{name}.onnx").logits(rows)):
        with torch.no_grad():
            expected = model(input_ids=torch.tensor([row])).logits[0].numpy()
        assert logits.dtype == np.float32 and np.abs(logits - expected).max() < 1e-4


def test_both_stored_builds_take_little_more_than_a_byte_a_weight(exported):
    model, folder = exported
    weights = sum(weight.numel() for weight in model.parameters())
    for name in ("packed", "int8"):
        assert (folder / f"{name}.onnx").stat().st_size < 1.1 * weights + 450_000  # rotary tables, the graph itself


def test_every_packed_weight_is_unpacked_before_it_is_used(exported):
    graph = onnx.load(exported[1] / "packed.onnx").graph
    steps = {tensor.name for tensor in graph.initializer if tensor.data_type == onnx.TensorProto.INT8}
    readers = {node.op_type for node in graph.node if steps & set(node.input)}
    assert len(steps) > 15 and readers == {"Cast"}


def test_int8_stays_near(exported):
    rows = rows_of(60, 20)
    for exact, near in zip(*(Build(exported[1] / f"{name}.onnx").logits(rows) for name in ("single", "int8"))):
        assert np.abs(exact - near).max() < 0.3


def test_logits_of_pure_padding_are_finite(exported):
    session = Build(exported[1] / "packed.onnx").session
    ids = np.zeros((1, 50), dtype=np.int64)
    assert np.isfinite(session.run(None, {"input_ids": ids, "attention_mask": ids})[0]).all()


def test_no_angle_is_computed_at_run_time(exported):
    kinds = {node.op_type for node in onnx.load(exported[1] / "packed.onnx").graph.node}
    assert not kinds & {"Cos", "Sin"}


def test_the_int8_build_multiplies_in_integers_except_from_the_inner_width(exported):
    model, folder = exported
    nodes = onnx.load(folder / "int8.onnx").graph.node
    kinds = [node.op_type for node in nodes]
    assert kinds.count("MatMulInteger") >= 3 * model.config.num_hidden_layers
