"""Notes that are longer than the model's window, cut so that each part fits."""

from tokenizers import Tokenizer

from lab.notes import Note
from lab.tokenizer import MAX_TOKENS


def pieces_within_window(tokenizer: Tokenizer, note: Note) -> list[Note]:
    """The note, or its halves (and theirs) when it has more tokens than the window; no entity is cut.

    The cut is at the space nearest the middle that lies in no entity.
    """
    if len(tokenizer.encode(note.text).ids) <= MAX_TOKENS:
        return [note]
    inside = {at for start, end, _ in note.entities for at in range(start, end)}
    spaces = [at for at, char in enumerate(note.text) if char.isspace() and at not in inside and 0 < at]
    if not spaces:
        raise ValueError("no space outside an entity to cut a long note at")
    cut = min(spaces, key=lambda at: abs(at - len(note.text) // 2))
    halves = [Note(note.text[first:last], frozenset((start - first, end - first, label) for start, end, label
                                                    in note.entities if first <= start and end <= last),
                   note.cluster, note.tag_sets) for first, last in ((0, cut), (cut, len(note.text)))]
    return [piece for half in halves for piece in pieces_within_window(tokenizer, half)]
