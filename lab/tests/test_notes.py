import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.notes import Note, grouped_folds, note_from_record, with_standoff
from lab.scoring import exact_scores, f1_interval, schemes_f1
from lab.split import random_split, read_split, split_of, stratified_split
from lab.standoff import standoff_of
from lab.tag_sets import TAG_SETS
from lab.tests.support import small_tokenizer
from lab.window import pieces_within_window

LABELS = TAG_SETS["nestedclinbr"]
FOUND = [{(0, 3, "Teste"), (4, 8, "Problema")}, {(1, 2, "Teste")}]

clusters = st.lists(st.integers(0, 12), min_size=1, max_size=40)


@given(clusters, st.integers(2, 6), st.integers(0, 5))
def test_folds_hold_every_note_once_and_split_no_cluster(names, count, seed):
    notes = [Note(f"texto {index}", frozenset({(0, 1 + index % 3, "Teste")}), str(name)) for index, name in enumerate(names)]
    folds = grouped_folds(notes, count, seed)
    assert sorted(index for fold in folds for index in fold) == list(range(len(notes)))
    homes = [{notes[index].cluster for index in fold} for fold in folds]
    assert sum(map(len, homes)) == len(set().union(*homes))
    assert folds == grouped_folds(notes, count, seed)


def test_the_longest_fragment_of_a_discontinuous_entity_is_kept():
    record = {"id": 1, "text": "dor e edema em MID",
              "entities": [{"label": "Problema", "fragments": [[0, 3], [12, 18]], "text": "dor em MID"}]}
    assert note_from_record(record).entities == {(12, 18, "Problema")}


def test_scores_count_exact_matches_only():
    gold = [{(0, 3, "Teste"), (4, 9, "Problema")}, set()]
    scores = exact_scores(FOUND, gold, LABELS)
    assert scores["Teste"] == {"precision": 0.5, "recall": 1.0, "f1": 2 / 3, "support": 1}
    assert scores["micro"] == {"precision": 1 / 3, "recall": 0.5, "f1": 0.4, "support": 2}
    assert scores["Anatomia"]["f1"] == 0


def test_schemes_count_touching_spans_of_one_label_and_no_others():
    gold = [{(0, 3, "Teste"), (4, 9, "Problema")}, set()]
    scores = schemes_f1(FOUND, gold, LABELS)
    assert scores == pytest.approx({"strict": 0.4, "exact": 0.4, "partial": 0.6, "ent_type": 0.8})


def test_the_interval_contains_the_score_and_widens_with_disagreement():
    gold = [{(0, 3, "Teste")}] * 40
    found = [{(0, 3, "Teste")}] * 30 + [set()] * 10
    low, high = f1_interval(found, gold, LABELS)
    assert low < 60 / 70 < high and f1_interval(gold, gold, LABELS) == (1, 1)


def labelled_notes(count):
    """Every note has a disorder, every sixth a device too."""
    return [Note("texto", frozenset({(0, 5, "DIS")} | ({(0, 5, "DEV")} if index % 6 == 0 else set())), str(index))
            for index in range(count)]


def test_the_split_keeps_rare_labels_in_every_part():
    split = stratified_split(labelled_notes(100), ("DIS", "DEV"))
    assert sorted(index for own in split.values() for index in own) == list(range(100))
    assert [len(split[part]) for part in ("train", "validation", "test")] == [60, 20, 20]
    assert all(3 <= sum(index % 6 == 0 for index in split[part]) <= 4 for part in ("validation", "test"))
    drawn = random_split(100)
    assert [len(own) for own in drawn.values()] == [60, 20, 20] and len(set().union(*drawn.values())) == 100


def test_standoff_labels_return_to_the_text_they_were_made_on_and_to_no_other():
    record = standoff_of(json.dumps({"id": 7, "markup": "Nega {dor|DIS}."}), "x:1", {7: "Nega dor."})
    assert record["spans"] == [[5, 8, "DIS"]] and "Nega" not in json.dumps(record)
    own = with_standoff(Note("Nega dor.", frozenset({(5, 8, "Problema")}), "c"), record)
    assert own.entities == {(5, 8, "Problema"), (5, 8, "DIS")} and own.tag_sets == ("nestedclinbr", "semclinbr")
    with pytest.raises(ValueError, match="not the one that was labelled"):
        with_standoff(Note("Nega tosse.", frozenset(), "c"), record)
    with pytest.raises(ValueError, match="x:1: note 7 differs from the original at character 5"):
        standoff_of(json.dumps({"id": 7, "markup": "Nega {tosse|DIS}."}), "x:1", {7: "Nega dor."})


def test_a_long_note_is_cut_outside_entities_and_nothing_is_lost():
    word = "dor aguda "
    text = word * 300
    entities = frozenset((at, at + 9, "DIS") for at in range(0, len(text), 10))
    pieces = pieces_within_window(small_tokenizer(), Note(text, entities, "c", ("semclinbr",)))
    assert "".join(piece.text for piece in pieces) == text and len(pieces) > 1
    assert sum(len(piece.entities) for piece in pieces) == len(entities)
    assert all(piece.text[start:end] == "dor aguda" for piece in pieces for start, end, _ in piece.entities)
    assert all(len(small_tokenizer().encode(piece.text).ids) <= 512 for piece in pieces)


def test_notes_written_later_join_the_training_part_only(tmp_path):
    notes = labelled_notes(80)
    first = split_of(tmp_path, notes[:70], ("DIS", "DEV"))
    (tmp_path / "split.json").write_text(json.dumps({"stratified": first}))
    with pytest.raises(ValueError, match="not a split of the notes"):
        read_split(tmp_path, notes)
    later = split_of(tmp_path, notes, ("DIS", "DEV"))
    assert (later["validation"], later["test"]) == (first["validation"], first["test"])
    assert later["train"] == first["train"] + [str(index) for index in range(70, 80)]
    (tmp_path / "split.json").write_text(json.dumps({"stratified": later}))
    assert sorted(index for own in read_split(tmp_path, notes).values() for index in own) == list(range(80))
