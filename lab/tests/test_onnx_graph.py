import numpy as np
import onnx
import pytest
import torch

from lab.model import baked_classifier, round_to_half, token_classifier
from lab.onnx_graph import export_graph, quantize, store_as_half
from lab.tests.support import small_features
from lab.verify import Build


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    torch.manual_seed(1)
    model = baked_classifier(token_classifier(small_features()))
    round_to_half(model)
    folder = tmp_path_factory.mktemp("graph")
    export_graph(model, folder / "single.onnx")
    store_as_half(folder / "single.onnx", folder / "half.onnx")
    quantize(folder / "single.onnx", folder / "int8.onnx", model.config.intermediate_size)
    return model, folder


def rows_of(*lengths):
    generator = np.random.default_rng(0)
    return [generator.integers(5, len(small_features()), length).tolist() for length in lengths]


@pytest.mark.parametrize("name", ["single", "half"])
@pytest.mark.parametrize("lengths", [(1,), (2,), (17,), (512,), (3, 40), (100, 7, 64, 33)])
def test_logits_equal_pytorch_at_any_batch_size_length_and_padding(exported, name, lengths):
    model, folder = exported
    rows = rows_of(*lengths)
    for row, logits in zip(rows, Build(folder / f"{name}.onnx").logits(rows)):
        with torch.no_grad():
            expected = model(input_ids=torch.tensor([row])).logits[0].numpy()
        assert logits.dtype == np.float32 and np.abs(logits - expected).max() < 1e-4


def test_half_storage_halves_the_file_and_int8_halves_it_again(exported):
    sizes = [(exported[1] / f"{name}.onnx").stat().st_size for name in ("single", "half", "int8")]
    assert sizes[1] < 0.55 * sizes[0] and sizes[2] < 0.75 * sizes[1]


def test_weights_are_cast_before_the_gather(exported):
    graph = onnx.load(exported[1] / "half.onnx").graph
    gather = next(node for node in graph.node if node.op_type == "Gather")
    casts = {node.output[0]: node.input[0] for node in graph.node if node.op_type == "Cast"}
    halves = {tensor.name for tensor in graph.initializer if tensor.data_type == onnx.TensorProto.FLOAT16}
    assert casts[gather.input[0]] in halves


def test_int8_stays_near(exported):
    rows = rows_of(60, 20)
    for exact, near in zip(*(Build(exported[1] / f"{name}.onnx").logits(rows) for name in ("single", "int8"))):
        assert np.abs(exact - near).max() < 0.3


def test_logits_of_pure_padding_are_finite(exported):
    session = Build(exported[1] / "half.onnx").session
    ids = np.zeros((1, 50), dtype=np.int64)
    assert np.isfinite(session.run(None, {"input_ids": ids, "attention_mask": ids})[0]).all()


def test_no_angle_is_computed_at_run_time(exported):
    kinds = {node.op_type for node in onnx.load(exported[1] / "half.onnx").graph.node}
    assert not kinds & {"Cos", "Sin"}


def test_only_the_embedding_is_gathered_in_int8(exported):
    graph = onnx.load(exported[1] / "int8.onnx").graph
    kinds = {tensor.name: tensor.data_type for tensor in graph.initializer}
    gathered = [kinds[node.input[0]] for node in graph.node if node.op_type == "Gather" and node.input[0] in kinds]
    assert sorted(gathered) == 4 * [onnx.TensorProto.FLOAT] + [onnx.TensorProto.UINT8]  # rotary tables, embedding
