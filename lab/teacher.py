"""Step 4. Fits the CRF teachers and lets them label what the students read beside the gold labels.

`python -m lab.teacher --folds 5 --seed 0`: per fold of the real notes the CRF floor and the CRF+ teacher of
`nestedclinbr`, whose marginals on swapped copies and raw text are the transfer set, `<run>/teacher/fold-<k>-of-5-seed-0.pt`.
`--folds 0` fits on all notes: `<run>/teacher/all.pt`. A fold's file holds nothing that was fitted on, or drawn from, its
held-out notes. `--written`: a CRF+ per tag set, fitted on the written training notes alone, labels the notes of the other
sets and swapped copies of its own, and scores itself on the validation part: `<run>/teacher/written.pt`.
"""

import argparse
import random
from collections.abc import Iterable, Sequence
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
from lab.collection import SPLIT_SETS, Collection, read_collection
from lab.notes import Note, grouped_folds, read_notes
from lab.scoring import exact_scores
from lab.tag_sets import TAG_SETS
from lab.words import words_of

NESTED = TAG_SETS["nestedclinbr"]
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


def fit_fold(data: Path, tokenizer_path: Path, fold: tuple[Path, list[int], list[int], int]) -> str:
    """Fits one fold (output path, training indices, held-out indices, seed) and saves its file; returns a summary.

    The file: `transfer`, a list of (text, float32 [words, labels, 3]); `held_out`, note index -> entities by `floor`
    (fitted on real notes only) and `teacher`.
    """
    output, train, held_out, seed = fold
    tokenizer, notes = Tokenizer.from_file(str(tokenizer_path)), read_notes(data)
    real = [notes[index] for index in train]
    training = real + read_written_notes(paths.CORPUS["nestedclinbr"], "nestedclinbr")
    words = [words_of(tokenizer.encode(note.text)) for note in training]
    teacher = CrfTagger(teacher_features(word_flags(data)), training, words, NESTED)
    texts = transfer_texts(data, training, random.Random(seed))
    transfer = [(text, torch.from_numpy(teacher.marginals(text, words_of(tokenizer.encode(text))))) for text in texts]
    predictions = {}
    if held_out:
        floor = CrfTagger(floor_features, real, words[:len(real)], NESTED)
        for index in held_out:
            text = notes[index].text
            own = words_of(tokenizer.encode(text))
            predictions[index] = {"floor": floor.entities(text, own), "teacher": teacher.entities(text, own)}
    output.parent.mkdir(exist_ok=True)
    torch.save({"transfer": transfer, "held_out": predictions}, output)
    return f"{output.name}: {len(train)} + {len(training) - len(real)} training notes, {len(transfer)} texts labelled"


def written_notes(collection: Collection, tag_set: str) -> list[Note]:
    """The written training notes of a tag set."""
    return collection.nested if tag_set == "nestedclinbr" else collection.parts[tag_set]["train"]


Labelled = list[tuple[str, torch.Tensor]]  # texts and their marginals, float32 [words, labels of a set, 3]


def fit_written(data: Path, tokenizer_path: Path, tag_set: str) -> tuple[Labelled, Labelled, dict]:
    """A tag set's marginals on every text of other sets and on swapped copies of its own notes; validation scores."""
    tokenizer, labels = Tokenizer.from_file(str(tokenizer_path)), TAG_SETS[tag_set]
    collection = read_collection(data, tokenizer)
    training = written_notes(collection, tag_set)
    words = [words_of(tokenizer.encode(note.text)) for note in training]
    teacher = CrfTagger(teacher_features(word_flags(data)), training, words, labels)

    def labelled(texts: Iterable[str]) -> Labelled:
        return [(text, torch.from_numpy(teacher.marginals(text, words_of(tokenizer.encode(text))))) for text in texts]

    others = [note.text for note in collection.real + collection.written(("train", "validation"))
              if tag_set not in note.tag_sets]
    copies: list[str] = []
    if tag_set in SPLIT_SETS:  # the folds' own teachers make those of `nestedclinbr`
        pools, terms, generator = surface_pools(training), term_pools(data), random.Random(0)
        copies = [swapped_copy(note, pools, terms, generator) for _ in range(COPIES) for note in training]
    held_out = collection.parts[tag_set]["validation"] if tag_set in SPLIT_SETS else []
    found = [teacher.entities(note.text, words_of(tokenizer.encode(note.text))) for note in held_out]
    return labelled(others), labelled(copies), exact_scores(found, [note.entities for note in held_out], labels)


def fold_path(run: Path, fold: int, folds: int, seed: int) -> Path:
    """Where a fold's teacher file lies."""
    return run / "teacher" / f"fold-{fold}-of-{folds}-seed-{seed}.pt"


def save_written(options: argparse.Namespace) -> None:
    """Fits the three written teachers in parallel and saves `labels`, text -> tag set -> marginals, and `transfer`, tag set ->
    labelled copies."""
    result: dict[str, dict] = {"labels": {}, "transfer": {}, "scores": {}}
    tag_sets = ("semclinbr", "nestedclinbr", "mama")
    with ProcessPoolExecutor(options.processes) as pool:
        work = partial(fit_written, options.data, options.run / "tokenizer.json")
        for tag_set, (others, copies, scores) in zip(tag_sets, pool.map(work, tag_sets)):
            for text, own in others:
                result["labels"].setdefault(text, {})[tag_set] = own
            result["transfer"][tag_set], result["scores"][tag_set] = copies, scores
            print(tag_set, {label: round(score["f1"], 3) for label, score in scores.items()}, flush=True)
    (options.run / "teacher").mkdir(exist_ok=True)
    torch.save(result, options.run / "teacher" / "written.pt")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=5, help="0 fits one teacher on all notes")
    parser.add_argument("--written", action="store_true", help="the teachers of the written notes, instead of folds")
    parser.add_argument("--seed", type=int, default=0, help="of the folds and of the transfer set")
    parser.add_argument("--processes", type=int, default=2)
    options = paths.parse(parser)
    if options.written:
        save_written(options)
        return
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
        for line in pool.map(partial(fit_fold, options.data, options.run / "tokenizer.json"), jobs):
            print(line, flush=True)


if __name__ == "__main__":
    main()
