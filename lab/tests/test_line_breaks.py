import itertools
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.decoder import best_tags, cut_at_breaks, decode
from lab.line_break_texts import LINE_BREAK_TEXTS
from lab.line_breaks import hard_breaks_before
from lab.tests.support import small_tokenizer
from lab.words import B, I, O, Word, words_of

LINE_ENDS = ("\n", "\r\n", "\r", "\u2028", "\u2029")
WORDS = st.text("abcdé", min_size=1, max_size=9)


def plain_words(text):
    return [Word(found.start(), found.end(), at) for at, found in enumerate(re.finditer(r"[\w-]+", text))]


def cuts_of(text):
    words = plain_words(text)
    return [text[word.start:word.end] for word, hard in zip(words, hard_breaks_before(text, words)) if hard]


@pytest.mark.parametrize(("text", "cuts"), [
    ("", []),
    ("\n\nDor torácica\n\n", []),
    ("Nega febre\nRefere tosse produtiva há dias", ["Refere"]),
    ("- AAS\n- losartana\n- metformina 850 mg", ["-", "-"]),
    ("carcinoma ductal\n\ninvasivo", ["invasivo"]),
    ("carcinoma ductal\r\n \t\r\ninvasivo", ["invasivo"]),
    ("abcd efgh\nijk lmnopqrs", []),
    ("abcd efg     \nijk lmnopqrs", ["ijk"]),
    ("abcd efg\n       ijk lmno", ["ijk"]),
    ("Dor\ftorácica\u0085intensa", []),
])
def test_a_break_is_hard_where_no_wrapping_explains_it(text, cuts):
    assert cuts_of(text) == cuts


@given(st.lists(WORDS, max_size=30), st.integers(10, 40), st.sampled_from(LINE_ENDS))
def test_a_paragraph_wrapped_at_its_longest_line_has_no_hard_break(words, width, line_end):
    lines = ["x" * width]
    for word in words:
        if len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    assert not cuts_of(line_end.join(lines))


@given(st.lists(st.lists(WORDS, max_size=4), max_size=6), st.sampled_from(LINE_ENDS))
def test_line_ends_are_alike(lines, line_end):
    joined = [end.join(" ".join(words) for words in lines) for end in ("\n", line_end)]
    assert cuts_of(joined[0]) == cuts_of(joined[1])


@given(st.data())
def test_the_decoded_tags_are_the_best_of_those_without_an_entity_over_a_break(data):
    text = data.draw(st.text("ab \n", max_size=14))
    words = plain_words(text)
    logit = st.floats(-8, 8, width=32)
    logits = np.array(data.draw(st.lists(st.tuples(logit, logit), min_size=len(words), max_size=len(words)))).reshape(-1, 2)
    hard = hard_breaks_before(text, words)

    def allowed(tags):
        return all(tag != I or (at and tags[at - 1] != O and not hard[at]) for at, tag in enumerate(tags))

    def total(tags):
        return sum(0 if tag == O else logits[at][tag - 1] for at, tag in enumerate(tags))

    tags = best_tags(cut_at_breaks(text, words, logits))
    assert allowed(tags)
    best = max(total(other) for other in itertools.product((O, B, I), repeat=len(words)) if allowed(other))
    assert np.isclose(total(tags), best)


@pytest.mark.parametrize("text", LINE_BREAK_TEXTS)
def test_no_span_runs_over_a_hard_break(text):
    words = words_of(small_tokenizer().encode(text))
    breaks = {word.start for word, hard in zip(words, hard_breaks_before(text, words)) if hard}
    logits = np.tile(np.array([1, 9], dtype=np.float32), (len(words), 1))
    spans = decode(text, words, logits, ["DIS"])
    assert len(spans) == len(breaks) + bool(words)
    assert breaks <= {span.start for span in spans}


def test_logits_of_a_text_without_hard_breaks_stay_as_they_are():
    words = plain_words("dor torácica")
    logits = np.ones((2, 4))
    assert cut_at_breaks("dor torácica", words, logits) is logits
