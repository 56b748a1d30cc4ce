"""The committed model: digests, self-check, agreement of its builds, and fixtures that follow from it."""

import json

import pytest
from tokenizers import Tokenizer

from lab import paths
from lab.catalogue import CHUNK_BYTES, DOWNLOADED, file_entry, parameter_count, revision_of
from lab.example_notes import EXAMPLE_NOTES
from lab.fixtures import fixtures, published_folder
from lab.hard_strings import hard_strings
from lab.model import OUTPUTS
from lab.tokenizer import SPECIAL_TOKENS
from lab.verify import Build, agreement, self_check_difference

CATALOGUE = json.loads((paths.STATIC_MODELS / "catalogue.json").read_text(encoding="utf-8"))
MODEL = CATALOGUE["models"][0]
FOLDER = published_folder()
MOST_BYTES = 12_000_000


def build_named(dtype):
    return next(build for build in MODEL["builds"] if build["dtype"] == dtype)


def test_the_catalogue_describes_the_committed_files():
    assert CATALOGUE["chunkBytes"] == CHUNK_BYTES
    assert MODEL["files"] == [file_entry(FOLDER, path) for path in DOWNLOADED]
    assert MODEL["revision"] == revision_of(MODEL["files"]) == FOLDER.name
    assert MODEL["parameters"] == parameter_count(FOLDER / "onnx" / "model.onnx")


def test_the_folder_fits_its_budget():
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) <= MOST_BYTES


def test_config_and_tokenizer_agree():
    config = json.loads((FOLDER / "config.json").read_text())
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    assert config["model_type"] == MODEL["architecture"] and config["vocab_size"] == tokenizer.get_vocab_size()
    assert [config["id2label"][str(index)] for index in range(8)] == list(OUTPUTS) == MODEL["outputs"]
    assert [tokenizer.id_to_token(index) for index in range(5)] == list(SPECIAL_TOKENS)


@pytest.mark.parametrize("dtype", ["fp32", "q8"])
def test_each_build_passes_the_self_check(dtype):
    build = build_named(dtype)
    assert self_check_difference(Build(FOLDER / build["path"]), FOLDER) <= build["tolerance"]


def test_the_fp32_build_equals_pytorch_on_the_self_check():
    assert self_check_difference(Build(FOLDER / build_named("fp32")["path"]), FOLDER) <= 1e-4


def test_the_int8_build_agrees_with_fp32_on_invented_text():
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    rows = [tokenizer.encode(text).ids for text in (*EXAMPLE_NOTES, *hard_strings()) if text.strip()]
    share, _ = agreement(*(Build(FOLDER / build_named(dtype)["path"]) for dtype in ("fp32", "q8")), rows)
    assert share >= 0.99 and build_named("q8")["agreementWithFp32"] >= 0.99


def test_the_fixtures_are_up_to_date():
    fresh = fixtures()
    assert (paths.FIXTURES / "offsets.json").read_text(encoding="utf-8") == fresh["offsets.json"]
    stored = json.loads((paths.FIXTURES / "spans.json").read_text(encoding="utf-8"))
    for old, new in zip(stored, json.loads(fresh["spans.json"]), strict=True):
        scores = [[span.pop("score") for span in item["spans"]] for item in (old, new)]
        assert old == new and scores[0] == pytest.approx(scores[1], abs=1e-4)


def test_there_are_enough_hard_strings_and_notes():
    assert len(hard_strings()) >= 400 and len(EXAMPLE_NOTES) >= 12
