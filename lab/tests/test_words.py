from hypothesis import given
from hypothesis import strategies as st

from lab.hard_strings import hard_strings
from lab.tests.support import note, small_tokenizer
from lab.words import B, I, O, tags_of, words_of

clinical = st.lists(st.sampled_from([*"ab çé/+,;.\n\t😀中", "dor", "38,5", "\u200b", "\u0301", "\x00"]), max_size=20).map("".join)


@given(clinical)
def test_words_are_ordered_apart_and_within_the_text(text):
    words = words_of(small_tokenizer().encode(text))
    assert all(0 <= word.start < word.end <= len(text) for word in words)
    assert all(one.end <= other.start and one.token < other.token for one, other in zip(words, words[1:]))


def test_every_hard_string_has_words_with_a_token_each():
    for text in hard_strings():
        encoding = small_tokenizer().encode(text)
        words = words_of(encoding)
        assert len(words) == len({number for number in encoding.word_ids if number is not None})


def test_words_split_at_punctuation_and_keep_accents():
    text = "PA 130/80, coração"
    words = words_of(small_tokenizer().encode(text))
    assert [text[word.start:word.end] for word in words] == ["PA", "130", "/", "80", ",", "coração"]


def test_the_longest_of_overlapping_entities_of_a_label_is_tagged():
    example = note("dor no braço direito", ("dor no braço", "Problema"), ("braço direito", "Problema"), ("braço", "Anatomia"))
    words = words_of(small_tokenizer().encode(example.text))
    assert tags_of(words, example.entities, "Problema") == [O, O, B, I]
    assert tags_of(words, example.entities, "Anatomia") == [O, O, B, O]
