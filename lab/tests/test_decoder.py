import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lab.decoder import best_tags, decode, runs_of, sigmoid
from lab.tag_sets import LABELS
from lab.words import B, I, O, Word

logit = st.floats(-8, 8, width=32)
pairs = st.lists(st.tuples(logit, logit), max_size=6)


def total(tags, logits):
    return sum(0 if tag == O else logits[index][tag - 1] for index, tag in enumerate(tags))


def valid(tags):
    return all(tag != I or (index and tags[index - 1] != O) for index, tag in enumerate(tags))


@given(pairs)
def test_no_valid_sequence_scores_higher(logits):
    tags = best_tags(np.array(logits).reshape(-1, 2))
    assert valid(tags)
    best = max(total(other, logits) for other in itertools.product((O, B, I), repeat=len(logits)) if valid(other))
    assert np.isclose(total(tags, logits), best)


def test_equal_scores_prefer_o_then_b_then_i():
    assert best_tags(np.zeros((3, 2))) == [O, O, O]
    assert best_tags(np.array([[1.0, 0.0], [2.0, 2.0]])) == [B, B]


def test_an_inside_needs_an_entity_before_it():
    assert best_tags(np.array([[-9.0, 5.0], [-9.0, 5.0]])) == [O, O]
    assert best_tags(np.array([[-2.0, 5.0], [-9.0, 5.0]])) == [B, I]


@given(st.lists(st.sampled_from([O, B, I])))
def test_runs_cover_exactly_the_tagged_words(tags):
    tags = [B if tag == I and (at == 0 or tags[at - 1] == O) else tag for at, tag in enumerate(tags)]
    runs = runs_of(tags)
    assert [at for first, last in runs for at in range(first, last)] == [at for at, tag in enumerate(tags) if tag]
    assert [first for first, _ in runs] == [at for at, tag in enumerate(tags) if tag == B]


def test_spans_of_different_labels_nest_and_score_the_probability_of_all_their_tags():
    words = [Word(0, 3, 1), Word(4, 6, 2), Word(7, 12, 3)]
    logits = np.full((3, 2 * len(LABELS)), -5.0)
    logits[0, 0], logits[1, 1], logits[2, 1] = 2.0, 1.0, 3.0
    logits[2, 6] = 4.0
    outer, inner = decode("dor de cabeça", words, logits)
    assert (outer.start, outer.end, outer.label) == (0, 12, "Problema")
    assert (inner.start, inner.end, inner.label) == (7, 12, "Anatomia")
    assert np.isclose(outer.score, sigmoid(2) * sigmoid(1) * sigmoid(3))
    logits[2, 1] = -2.0
    shorter = decode("dor de cabeça", words, logits)[0]
    assert (shorter.start, shorter.end) == (0, 6)
    assert np.isclose(shorter.score, sigmoid(2) * sigmoid(1) * sigmoid(2))  # the end: the next word is not I


@given(st.floats(-1000, 1000))
def test_sigmoid_is_a_probability_and_symmetric(value):
    assert 0 <= sigmoid(value) <= 1
    assert np.isclose(sigmoid(value) + sigmoid(-value), 1)
