import json
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from lab.example_notes import EXAMPLE_NOTES
from lab.hard_strings import hard_strings
from lab.pipeline_strings import pipeline_strings
from lab.token_words import pre_tokens, words_of_tokens
from lab.tokenizer_families import FAMILIES
from lab.tokenizer_fixtures import FOLDER, corpus_lines, fixtures, item_of

clinical = st.lists(st.sampled_from([*"ab çé/+,;.\n\t😀中", "  ", "dor", "38,5", "\u200b", "\u0301", "\x00", "[SEP]"]), max_size=20).map("".join)


@lru_cache(maxsize=None)
def small(family: str) -> Tokenizer:
    """A tokenizer of the family, trained on the example notes alone."""
    return FAMILIES[family](EXAMPLE_NOTES, 700)


def test_the_committed_encodings_are_those_of_the_committed_tokenizers():
    for name, content in fixtures().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == content, name


def test_the_committed_tokenizers_are_small_and_have_the_pipelines_of_their_family():
    for name in FAMILIES:
        committed, trained = ((FOLDER / f"{name}.json").read_text(encoding="utf-8"), small(name).to_str())
        assert len(committed.encode()) < 150_000
        parts = [{key: value for key, value in json.loads(text).items() if key not in ("model", "added_tokens", "post_processor")}
                 for text in (committed, trained)]
        assert parts[0] == parts[1]
        tokens = [[{**token, "id": 0} for token in json.loads(text)["added_tokens"]] for text in (committed, trained)]
        assert tokens[0] == tokens[1]


def test_strings_are_many_hard_and_without_lone_surrogates():
    texts = pipeline_strings()
    assert len(texts) == len(set(texts)) > 500
    assert set(hard_strings()) < set(texts)
    assert all(text == text.encode().decode() for text in texts)


def test_the_notes_of_every_corpus_are_read_without_markup():
    lines = corpus_lines()
    assert len(lines) > 500
    assert not any("|Problema}" in line for line in lines)


@pytest.mark.parametrize("family", FAMILIES)
def test_text_and_special_tokens_around_it(family):
    tokenizer = small(family)
    encoding = tokenizer.encode("dor")
    first, last = ("<bos>", "<eos>") if family == "byte-fallback" else ("[CLS]", "[SEP]")
    assert (encoding.tokens[0], encoding.tokens[-1]) == (first, last)
    assert item_of(tokenizer, "dor")["ids"] == encoding.ids[1:-1]


def test_a_token_that_took_the_space_before_it_is_written_out():
    assert item_of(small("byte-level"), "dor [MASK]")["tokens"][-1] == " [MASK]"
    assert "tokens" not in item_of(small("byte-level"), "dor")


def test_characters_outside_the_vocabulary_are_bytes():
    encoding = small("byte-fallback").encode("𓀀", add_special_tokens=False)
    assert encoding.tokens == ["<0xF0>", "<0x93>", "<0x80>", "<0x80>"]
    assert set(encoding.offsets) == {(0, 1)}


@pytest.mark.parametrize("family", FAMILIES)
@given(text=clinical)
def test_words_are_in_order_with_a_token_each(family, text):
    offsets = small(family).encode(text, add_special_tokens=False).offsets
    words = words_of_tokens(text, offsets)
    assert all(0 <= start < end <= len(text) and offsets[token][0] < end and offsets[token][1] > start
               for start, end, token in words)
    assert all(one[1] <= other[0] and one[2] < other[2] for one, other in zip(words, words[1:]))


@given(text=clinical)
def test_every_pre_token_is_in_one_word(text):
    words = words_of_tokens(text, small("byte-level").encode(text, add_special_tokens=False).offsets)
    for start, end in pre_tokens(text):
        assert sum(word[0] <= start and end <= word[1] for word in words) == 1


def test_words_without_a_token_join_the_word_before():
    assert words_of_tokens("5 mg).", [(0, 1), (1, 4), (4, 6)]) == [(0, 1, 0), (2, 4, 1), (4, 6, 2)]
    assert words_of_tokens("\u200b a", [(0, 1), (1, 3)]) == [(2, 3, 1)]
