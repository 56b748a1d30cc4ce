import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.markup import parse_markup, read_written_notes
from lab.paths import CORPUS
from lab.tag_sets import LABELS, TAG_SETS


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


@pytest.mark.parametrize("tag_set", TAG_SETS)
def test_the_written_notes_parse(tag_set):
    notes = read_written_notes(CORPUS[tag_set], tag_set)
    assert len(notes) >= 300 and {note.tag_sets for note in notes} == {(tag_set,)}
    assert len({note.cluster for note in notes}) == len(notes)


@pytest.mark.parametrize(("line", "place"), [
    ('{"id": "a", "markup": "s\\u00e9\\n{dor"}', "2:33: a brace stays open"),
    ('{"id": "a", "markup": "{dor|RE}"}', "2:28: unknown label 'RE'"),
    ('{"id": ', "2:8: not JSON"),
])
def test_a_broken_note_names_file_line_and_column(tmp_path, line, place):
    (tmp_path / "notes-01.jsonl").write_text('{"id": "b", "markup": "dor"}\n' + line + "\n")
    with pytest.raises(ValueError, match=f"notes-01.jsonl:{place}"):
        read_written_notes(tmp_path, "semclinbr")
