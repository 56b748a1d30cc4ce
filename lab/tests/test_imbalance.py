import random

import numpy as np
import pytest
import torch

from lab.imbalance import STRATEGIES, oversampled
from lab.imbalance_table import table
from lab.imbalance_training import Run, encoded, labels_of, outputs_of, pos_weight, scores_at, trained_probabilities
from lab.model import masked_language_model
from lab.notes import Note
from lab.tests.support import note, small_features, small_tokenizer


def run(strategy="stratified", scheme="IO"):
    return Run("modernbert-small", "semclinbr", scheme, strategy, 0)


def test_the_ten_groups_are_scored_without_the_two_attributes():
    assert len(labels_of("semclinbr")) == len(labels_of("mama")) == 10
    assert outputs_of(run()) == [f"I-{label}" for label in labels_of("semclinbr")] and len(outputs_of(run(scheme="BIO"))) == 20


def test_every_sub_token_of_an_entity_has_its_label_and_the_first_one_begins_it():
    text = note("Usa losartana.", ("losartana", "CHE"))
    encoding = small_tokenizer().encode(text.text)
    inside = [at for at, (start, end) in enumerate(encoding.offsets) if start >= 4 and end <= 13 and end > start]
    io, bio = (encoded(small_tokenizer(), text, run(scheme=scheme)).targets for scheme in ("IO", "BIO"))
    assert io[:, outputs_of(run()).index("I-CHE")].nonzero().flatten().tolist() == inside and len(inside) > 1
    columns = [outputs_of(run(scheme="BIO")).index(name) for name in ("B-CHE", "I-CHE")]
    assert bio[inside][:, columns].tolist() == [[1, 0]] + [[0, 1]] * (len(inside) - 1) and bio.sum() == len(inside)


def test_weights_are_the_papers():
    notes = [note("dor e AAS", ("dor", "DIS"), *((("AAS", "CHE"),) if index == 0 else ())) for index in range(4)]
    where = {name: outputs_of(run()).index(f"I-{name}") for name in ("DIS", "CHE")}
    plain, clamped = pos_weight(run("weighted"), notes), pos_weight(run("clamped"), notes)
    assert (plain[where["DIS"]], plain[where["CHE"]]) == (0, 3) and (clamped[where["DIS"]], clamped[where["CHE"]]) == (1, 3)
    scaled = pos_weight(run("begin-scaled", "BIO"), notes)
    names = outputs_of(run(scheme="BIO"))
    assert scaled[names.index("B-CHE")] == 6 and scaled[names.index("I-CHE")] == 3


def test_oversampling_adds_notes_with_two_minority_labels_only():
    common = [Note("a", frozenset({(0, 1, "DIS")}), str(index)) for index in range(20)]
    rare = Note("b", frozenset({(0, 1, "DEV"), (0, 1, "ORG")}), "rare")
    drawn = oversampled([*common, rare, Note("c", frozenset({(0, 1, "CHE")}), "one")], ["DIS", "DEV", "ORG", "CHE"],
                        random.Random(0))
    assert drawn[:22] == [*common, rare, drawn[21]] and len(drawn) > 22 and set(drawn[22:]) == {rare}


def test_scores_at_a_threshold_count_outputs_and_average_them():
    side = np.array([[0.9, 0.2], [0.4, 0.8]]), np.array([[True, False], [True, False]])
    assert scores_at(side, 0.5) == pytest.approx({"microF1": 0.5, "macroF1": (2 / 3) / 2})


def test_a_run_learns_and_its_scores_are_of_tokens_without_specials():
    notes = [note(f"Refere {word} hoje.", (word, "DIS")) for word in ("dor", "tosse", "edema", "febre")] * 4
    sides = [[encoded(small_tokenizer(), one, run()) for one in notes]] * 2
    state = masked_language_model("modernbert-small", small_features()).state_dict()
    (found,) = trained_probabilities(run(), small_features(), state, torch.ones(10), *sides)
    assert found[0].shape == found[1].shape and len(found[0]) == sum(len(one.ids) - 2 for one in sides[0])
    assert max(scores_at(found, threshold)["microF1"] for threshold in (0.2, 0.5, 0.8)) > 0.9


def test_the_table_gives_mean_and_deviation_a_strategy():
    lines = [run(strategy).__dict__ | {"trainNotes": 9, "microF1": value, "macroF1": value, "onTest": {
        "microF1": value, "macroF1": value}} for strategy in STRATEGIES[:2] for value in (0.5, 0.7)]
    rows = table(lines)
    assert [row["strategy"] for row in rows] == list(STRATEGIES[:2])
    assert rows[0]["microF1"] == {"mean": 0.6, "sd": 0.1414} and rows[0]["runs"] == 2
