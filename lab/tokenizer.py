"""Step 2. Trains the WordPiece tokenizer: uncased, accents stripped, BERT's normaliser and pre-tokenizer.

`python -m lab.tokenizer` writes `<run>/tokenizer.json`.
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

from lab import paths
from lab.corpora import lines_of, medical_lines
from lab.lexicons import term_lists
from lab.notes import read_notes

SPECIAL_TOKENS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
PAD, UNK, CLS, SEP, MASK = range(5)  # ids: the trainer numbers special tokens first, in order
VOCABULARY_SIZE = 10_000  # with two builds of the weights the model folder must stay under 12 MB
MAX_TOKENS = 512


def train_tokenizer(lines: Iterable[str], vocabulary_size: int = VOCABULARY_SIZE) -> Tokenizer:
    """A WordPiece tokenizer whose encodings read `[CLS] text [SEP]`; offsets refer to the text as given."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(
        clean_text=True, handle_chinese_chars=True, strip_accents=True, lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=vocabulary_size, min_frequency=2, show_progress=False,
                                        special_tokens=list(SPECIAL_TOKENS))
    tokenizer.train_from_iterator(lines, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", CLS), ("[SEP]", SEP)])
    return tokenizer


def training_lines(data: Path) -> list[str]:
    """Text that decides the vocabulary; clinical text counts several times so that its words stay whole."""
    notes = [note.text for note in read_notes(data)]
    terms = [term for terms in term_lists(data).values() for term in terms]
    general = [*lines_of(data, "bosque.txt"), *lines_of(data, "mac_morpho_tokens.txt")[:15_000]]
    return notes * 12 + medical_lines(data) * 3 + terms + general


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vocabulary", type=int, default=VOCABULARY_SIZE, help="number of word pieces")
    options = paths.parse(parser)
    tokenizer = train_tokenizer(training_lines(options.data), options.vocabulary)
    tokenizer.save(str(options.run / "tokenizer.json"), pretty=False)
    lengths = sorted(len(tokenizer.encode(note.text).ids) for note in read_notes(options.data))
    print(f"{tokenizer.get_vocab_size()} pieces; tokens per note: median {lengths[len(lengths) // 2]}, max {lengths[-1]}")


if __name__ == "__main__":
    main()
