"""Step 3. Fits the CRF floor and the CRF+ teacher per fold, and lets the teacher label the transfer set.

`python -m lab.teacher --folds 5 --seed 0` writes `<run>/teacher/fold-<k>-of-5-seed-0.pt`;
`python -m lab.teacher --folds 0` fits on all notes and writes `<run>/teacher/all.pt`. The written notes are training notes
in every fold. A fold's file holds nothing that was fitted on, or drawn from, its held-out notes.
"""

import argparse
import random
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import torch
from tokenizers import Tokenizer

from lab import paths
from lab.augment import surface_pools, swapped_copy, term_pools
from lab.corpora import medical_lines
from lab.crf import CrfTagger, floor_features, teacher_features
from lab.lexicons import word_flags
from lab.markup import read_written_notes
from lab.notes import Note, grouped_folds, read_notes
from lab.words import words_of

COPIES = 2  # swapped copies of each training note
RAW_CHUNKS, CHUNK_CHARACTERS, MOST_CHARACTERS = 150, 700, 1500


def raw_chunks(data: Path, generator: random.Random) -> list[str]:
    """Shuffled medical lines joined into note-sized texts."""
    lines, chunks, current = medical_lines(data), [], ""
    generator.shuffle(lines)
    for line in lines:
        current = f"{current} {line}".strip()
        if len(current) > CHUNK_CHARACTERS:
            chunks.append(current[:MOST_CHARACTERS])
            current = ""
        if len(chunks) == RAW_CHUNKS:
            break
    return chunks


def transfer_texts(data: Path, notes: Sequence[Note], generator: random.Random) -> list[str]:
    """What the teacher labels: swapped copies of the training notes, and raw medical text."""
    pools, terms = surface_pools(notes), term_pools(data)
    copies = [swapped_copy(note, pools, terms, generator) for _ in range(COPIES) for note in notes]
    return copies + raw_chunks(data, generator)


def fit_fold(data: Path, written: Path, tokenizer_path: Path, fold: tuple[Path, list[int], list[int], int]) -> str:
    """Fits one fold (output path, training indices, held-out indices, seed) and saves its file; returns a summary.

    The file: `transfer`, a list of (text, float32 [words, labels, 3]); `held_out`, note index -> entities by `floor`
    (fitted on real notes only) and `teacher`.
    """
    output, train, held_out, seed = fold
    tokenizer, notes = Tokenizer.from_file(str(tokenizer_path)), read_notes(data)
    real = [notes[index] for index in train]
    training = real + read_written_notes(written)
    words = [words_of(tokenizer.encode(note.text)) for note in training]
    teacher = CrfTagger(teacher_features(word_flags(data)), training, words)
    texts = transfer_texts(data, training, random.Random(seed))
    transfer = [(text, torch.from_numpy(teacher.marginals(text, words_of(tokenizer.encode(text))))) for text in texts]
    predictions = {}
    if held_out:
        floor = CrfTagger(floor_features, real, words[:len(real)])
        for index in held_out:
            text = notes[index].text
            own = words_of(tokenizer.encode(text))
            predictions[index] = {"floor": floor.entities(text, own), "teacher": teacher.entities(text, own)}
    output.parent.mkdir(exist_ok=True)
    torch.save({"transfer": transfer, "held_out": predictions}, output)
    return f"{output.name}: {len(train)} + {len(training) - len(real)} training notes, {len(transfer)} texts labelled"


def fold_path(run: Path, fold: int, folds: int, seed: int) -> Path:
    """Where a fold's teacher file lies."""
    return run / "teacher" / f"fold-{fold}-of-{folds}-seed-{seed}.pt"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=5, help="0 fits one teacher on all notes")
    parser.add_argument("--seed", type=int, default=0, help="of the folds and of the transfer set")
    parser.add_argument("--processes", type=int, default=2)
    options = paths.parse(parser)
    notes = read_notes(options.data)
    everything = range(len(notes))
    if options.folds:
        splits = grouped_folds(notes, options.folds, options.seed)
        jobs = [(fold_path(options.run, fold, options.folds, options.seed),
                 [index for index in everything if index not in held_out], held_out, 1000 * options.seed + fold)
                for fold, held_out in enumerate(splits)]
    else:
        jobs = [(options.run / "teacher" / "all.pt", list(everything), [], options.seed)]
    with ProcessPoolExecutor(options.processes) as pool:
        for line in pool.map(partial(fit_fold, options.data, options.written, options.run / "tokenizer.json"), jobs):
            print(line, flush=True)


if __name__ == "__main__":
    main()
