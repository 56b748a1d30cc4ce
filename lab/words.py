"""Words: BertPreTokenizer's pre-tokens in the original text. Tags live on words, logits on their first word piece."""

from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Encoding

from lab.notes import Entity

O, B, I = range(3)


@dataclass(frozen=True)
class Word:
    """Code points [start, end) of the text, and the index of the word's first token in the encoding."""

    start: int
    end: int
    token: int


def words_of(encoding: Encoding) -> list[Word]:
    """The words of an encoding made with special tokens, in order."""
    words: list[Word] = []
    previous = None
    for token, (number, (start, end)) in enumerate(zip(encoding.word_ids, encoding.offsets)):
        if number is None:
            continue
        if number == previous:
            words[-1] = Word(words[-1].start, end, words[-1].token)
        else:
            words.append(Word(start, end, token))
        previous = number
    return words


def tags_of(words: Sequence[Word], entities: frozenset[Entity], label: str) -> list[int]:
    """BIO tags of one label, one a word. Of overlapping entities of the same label the longest wins."""
    tags = [O] * len(words)
    spans = sorted((entity for entity in entities if entity[2] == label), key=lambda span: (span[0] - span[1], span))
    for start, end, _ in spans:
        inside = [index for index, word in enumerate(words) if word.start >= start and word.end <= end]
        if inside and not any(tags[index] for index in inside):
            tags[inside[0]] = B
            for index in inside[1:]:
                tags[index] = I
    return tags
