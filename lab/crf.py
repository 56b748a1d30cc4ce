"""Linear-chain CRFs over words, one per label: the plain floor, and the stronger `CRF+` that teaches the model."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pycrfsuite

from lab.decoder import runs_of
from lab.lexicons import plain
from lab.notes import Entity, Note
from lab.words import B, I, O, Word, tags_of

Featurizer = Callable[[Sequence[str]], list[list[str]]]  # words of a text -> features of each
PARAMETERS = {"c1": 0.05, "c2": 0.1, "max_iterations": 100}
WINDOW, AFFIX_WINDOW = 2, 1  # words each side
AFFIXES = (1, 2, 3, 4, 5)  # characters


def shape(word: str) -> str:
    """`Xx` shape of at most six characters: capitals X, small letters x, digits d."""
    return re.sub(r"[A-ZÀ-Ý]", "X", re.sub(r"[a-zà-ÿ]", "x", re.sub(r"\d", "d", word)))[:6]


def _windowed(own: list[tuple[list[str], list[str], list[str]]]) -> list[list[str]]:
    """Spreads each word's (wide, near, centre) features over its neighbours."""
    rows = []
    for index in range(len(own)):
        row = ["bias"]
        for offset in range(-WINDOW, WINDOW + 1):
            if not 0 <= index + offset < len(own):
                row.append(f"{offset}:edge")
                continue
            wide, near, centre = own[index + offset]
            row += [f"{offset}:{name}" for name in wide + (near if abs(offset) <= AFFIX_WINDOW else [])]
            row += centre if offset == 0 else []
        rows.append(row)
    return rows


def _affixes(word: str) -> list[str]:
    return [f"prefix={word[:size]}" for size in AFFIXES] + [f"suffix={word[-size:]}" for size in AFFIXES]


def floor_features(words: Sequence[str]) -> list[list[str]]:
    """Lower-cased word, cased shape and affixes: the baseline anyone would write."""
    return _windowed([([f"word={word.lower()}", f"shape={shape(word)}"], _affixes(word.lower()), []) for word in words])


def teacher_features(flags: Mapping[str, tuple[str, ...]]) -> Featurizer:
    """CRF+: lower case without accents, lexicon flags, and the word's own 3- and 4-grams."""
    def own(word: str) -> tuple[list[str], list[str], list[str]]:
        word = plain(word)
        bounded = f"^{word}$"
        ngrams = [f"ngram={bounded[at:at + size]}" for size in (3, 4) for at in range(len(bounded) - size + 1)]
        lexicon = [f"lexicon={flag}" for flag in flags.get(word, ("none",))]
        return [f"word={word}", f"shape={shape(word)}", *lexicon], _affixes(word), ngrams

    return lambda words: _windowed([own(word) for word in words])


class CrfTagger:
    """One CRFsuite model per label, trained on notes and their words."""

    def __init__(self, featurize: Featurizer, notes: Sequence[Note], words: Sequence[list[Word]], labels: Sequence[str]):
        self.featurize, self.labels = featurize, labels
        self.taggers = []
        rows = [self._features(note.text, own) for note, own in zip(notes, words)]
        with TemporaryDirectory() as folder:
            for label in labels:
                trainer = pycrfsuite.Trainer(verbose=False)
                for note, own, features in zip(notes, words, rows):
                    trainer.append(features, [str(tag) for tag in tags_of(own, note.entities, label)])
                trainer.set_params(PARAMETERS)
                path = Path(folder) / label
                trainer.train(str(path))
                tagger = pycrfsuite.Tagger()
                tagger.open(str(path))  # reads the whole file, which may then go
                self.taggers.append(tagger)

    def _features(self, text: str, words: Sequence[Word]) -> list[list[str]]:
        return self.featurize([text[word.start:word.end] for word in words])

    def entities(self, text: str, words: Sequence[Word]) -> set[Entity]:
        """Entities of the most likely tag sequence of each label; an I that continues nothing opens an entity."""
        features, found = self._features(text, words), set()
        for label, tagger in zip(self.labels, self.taggers):
            tags = [int(tag) for tag in tagger.tag(features)]
            tags = [B if tag == I and (at == 0 or tags[at - 1] == O) else tag for at, tag in enumerate(tags)]
            found |= {(words[first].start, words[last - 1].end, label) for first, last in runs_of(tags)}
        return found

    def marginals(self, text: str, words: Sequence[Word]) -> np.ndarray:
        """Posterior probabilities of O, B and I, float32 [words, labels, 3]."""
        features = self._features(text, words)
        result = np.zeros((len(words), len(self.labels), 3), dtype=np.float32)
        for column, tagger in enumerate(self.taggers):
            tagger.set(features)
            known = set(tagger.labels())
            for at in range(len(words)):
                for tag in (O, B, I):
                    if str(tag) in known:
                        result[at, column, tag] = tagger.marginal(str(tag), at)
        return result
