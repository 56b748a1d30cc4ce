"""The committed model: digests, self-check, agreement of its builds, and fixtures that follow from it."""

import json

import pytest
from tokenizers import Tokenizer

from lab import paths
from lab.catalogue import CHUNK_BYTES, DOWNLOADED, file_entry, parameter_count, revision_of
from lab.example_notes import EXAMPLE_NOTES
from lab.fixtures import fixtures
from lab.hard_strings import hard_strings
from lab.builds import BUILDS, Build
from lab.tag_sets import OUTPUTS, TAG_SETS
from lab.tokenizer import SPECIAL_TOKENS
from lab.verify import agreement, self_check_difference

CATALOGUE = json.loads((paths.STATIC_MODELS / "catalogue.json").read_text(encoding="utf-8"))
MOST_BYTES = 35_000_000  # of all models together
MOST_LOST = 0.005  # micro F1 of a build on a test part, against float32
EVERY_MODEL = pytest.mark.parametrize("model", CATALOGUE["models"], ids=lambda model: model["id"])


def folder_of(model):
    return paths.STATIC_MODELS / model["id"] / model["revision"]


def build_named(model, dtype):
    return next(build for build in model["builds"] if build["dtype"] == dtype)


@EVERY_MODEL
def test_the_catalogue_describes_the_committed_files(model):
    folder = folder_of(model)
    assert CATALOGUE["chunkBytes"] == CHUNK_BYTES and {build["dtype"]: build["path"] for build in model["builds"]} == BUILDS
    assert model["files"] == [file_entry(folder, path) for path in DOWNLOADED]
    assert model["revision"] == revision_of(model["files"])
    assert model["parameters"] == parameter_count(folder / "onnx" / "model.onnx")


def test_all_models_fit_their_budget_and_no_other_revision_lies_about():
    files = [path for path in paths.STATIC_MODELS.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= MOST_BYTES
    homes = {folder_of(model) for model in CATALOGUE["models"]}
    assert all(any(home in path.parents for home in homes) for path in files if path.name != "catalogue.json")


@EVERY_MODEL
def test_config_and_tokenizer_agree(model):
    config = json.loads((folder_of(model) / "config.json").read_text())
    tokenizer = Tokenizer.from_file(str(folder_of(model) / "tokenizer.json"))
    assert config["model_type"] == model["architecture"] and config["vocab_size"] == tokenizer.get_vocab_size()
    assert [config["id2label"][str(index)] for index in range(len(OUTPUTS))] == list(OUTPUTS) == model["outputs"]
    assert {one["id"]: tuple(one["labels"]) for one in model["tagSets"]} == TAG_SETS
    assert [tokenizer.id_to_token(index) for index in range(5)] == list(SPECIAL_TOKENS)


@EVERY_MODEL
@pytest.mark.parametrize("dtype", BUILDS)
def test_each_build_passes_the_self_check(model, dtype):
    build = build_named(model, dtype)
    assert self_check_difference(Build(folder_of(model) / build["path"]), folder_of(model)) <= build["tolerance"]


@EVERY_MODEL
def test_the_fp32_build_equals_pytorch_on_the_self_check(model):
    folder = folder_of(model)
    assert self_check_difference(Build(folder / build_named(model, "fp32")["path"]), folder) <= 1e-4


@EVERY_MODEL
def test_the_int8_build_agrees_with_fp32_on_invented_text_and_loses_little(model):
    folder = folder_of(model)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    builds = [Build(folder / BUILDS[dtype]) for dtype in ("fp32", "q8")]
    for texts, least in ((EXAMPLE_NOTES, 0.98), (hard_strings(), 0.95)):  # on symbols that mean nothing more logits are near 0
        assert agreement(*builds, [tokenizer.encode(text).ids for text in texts if text.strip()])[0] >= least
    assert build_named(model, "q8")["agreementWithFp32"] >= 0.98
    exact, near = (build_named(model, dtype)["microF1"] for dtype in ("fp32", "q8"))
    assert all(near[tag_set] >= exact[tag_set] - MOST_LOST for tag_set in exact)


def test_the_fixtures_are_up_to_date():
    fresh = fixtures()
    assert (paths.FIXTURES / "offsets.json").read_text(encoding="utf-8") == fresh["offsets.json"]
    assert (paths.FIXTURES / "line-breaks.json").read_text(encoding="utf-8") == fresh["line-breaks.json"]
    stored = json.loads((paths.FIXTURES / "spans.json").read_text(encoding="utf-8"))
    for old, new in zip(stored, json.loads(fresh["spans.json"]), strict=True):
        scores = [[span.pop("score") for span in item["spans"]] for item in (old, new)]
        assert old == new and scores[0] == pytest.approx(scores[1], abs=1e-4)


def test_there_are_enough_hard_strings_and_notes():
    assert len(hard_strings()) >= 400 and len(EXAMPLE_NOTES) >= 12
