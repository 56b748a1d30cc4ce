import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.markup import parse_markup, read_written_notes
from lab.notes import LABELS
from lab.paths import WRITTEN_NOTES


def test_nested_and_double_labels_are_read():
    text, entities = parse_markup("Nega {dor {torácica|Anatomia}|Problema} e {x|Teste+Tratamento}.")
    assert text == "Nega dor torácica e x."
    assert entities == {(5, 17, "Problema"), (9, 17, "Anatomia"), (20, 21, "Teste"), (20, 21, "Tratamento")}


@pytest.mark.parametrize("broken", ["{dor", "dor}", "{dor}", "dor|Problema}", "{dor|Outro}", "{dor|Problema"])
def test_broken_markup_is_refused(broken):
    with pytest.raises(ValueError):
        parse_markup(broken)


@given(st.lists(st.tuples(st.text("aé 😀", min_size=1), st.sampled_from([None, *LABELS]))))
def test_surfaces_come_back_at_their_offsets(parts):
    markup = "".join(text if label is None else f"{{{text}|{label}}}" for text, label in parts)
    text, entities = parse_markup(markup)
    assert text == "".join(surface for surface, _ in parts)
    assert sorted(text[start:end] for start, end, _ in entities) == sorted(surface for surface, label in parts if label)


def test_the_written_notes_parse():
    notes = read_written_notes(WRITTEN_NOTES)
    assert len(notes) >= 100 and all(note.entities for note in notes)
    assert len({note.cluster for note in notes}) == len(notes)
