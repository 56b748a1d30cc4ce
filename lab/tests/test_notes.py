from hypothesis import given
from hypothesis import strategies as st

from lab.notes import Note, grouped_folds, note_from_record
from lab.scoring import exact_scores

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
    scores = exact_scores([{(0, 3, "Teste"), (4, 8, "Problema")}, {(1, 2, "Teste")}], gold)
    assert scores["Teste"] == {"precision": 0.5, "recall": 1.0, "f1": 2 / 3, "support": 1}
    assert scores["micro"] == {"precision": 1 / 3, "recall": 0.5, "f1": 0.4, "support": 2}
    assert scores["Anatomia"]["f1"] == 0
