"""Step 4. Trains the student: `--cross-validate` measures the recipe, `--final` trains on every note.

In cross-validation the held-out notes are real ones; the written notes join the training side of every fold.
`python -m lab.train --cross-validate --folds 5 --seed 0` needs the teacher files of the same folds and seed, and writes
`<run>/scores-seed-0.json`; `python -m lab.train --final` needs `<run>/teacher/all.pt` and writes `<run>/student.pt`.
"""

import argparse
import datetime
import json
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import ModernBertForTokenClassification

from lab import paths
from lab.bias import best_bias, spans_with_bias
from lab.distil import Material, Recipe, student
from lab.examples import example_of, gold_example
from lab.markup import read_written_notes
from lab.model import baked_classifier, features_of, round_to_half
from lab.notes import Note, grouped_folds, read_notes
from lab.scoring import exact_scores
from lab.teacher import fold_path
from lab.tokenizer import MAX_TOKENS
from lab.words import Word, words_of

Predictions = dict[int, tuple[list[Word], np.ndarray]]  # note index -> words and their logits [words, 8]


@torch.no_grad()
def word_logits(model: ModernBertForTokenClassification, tokenizer: Tokenizer, text: str) -> tuple[list[Word], np.ndarray]:
    """The words of a text and the logits of each one's first token, float32 [words, 8]."""
    encoding = tokenizer.encode(text)
    words = words_of(encoding)
    logits = model(input_ids=torch.tensor([encoding.ids])).logits[0].numpy()
    return words, logits[[word.token for word in words]]


class Bench:
    """What every student shares: notes, tokenizer, pre-trained state and recipe."""

    def __init__(self, data: Path, written: Path, run: Path, recipe: Recipe = Recipe()):
        self.recipe = recipe
        self.notes, self.written = read_notes(data), read_written_notes(written)
        self.tokenizer = Tokenizer.from_file(str(run / "tokenizer.json"))
        self.features = features_of(self.tokenizer, data)
        self.pretrained = torch.load(run / "pretrained.pt")

    def train(self, indices: list[int], teacher: dict, seed: int) -> ModernBertForTokenClassification:
        """A student of the given notes and of the teacher's transfer set."""
        real = [gold_example(self.tokenizer, self.notes[index]) for index in indices]
        written = [gold_example(self.tokenizer, note) for note in self.written]
        soft = [example_of(self.tokenizer, text, labels.numpy()) for text, labels in teacher["transfer"]
                if len(self.tokenizer.encode(text).ids) <= MAX_TOKENS]  # long terms may swell a copy beyond the window
        return student(self.features, self.pretrained, Material(real, written, soft), self.recipe, seed)


def validate_fold(data: Path, written: Path, run: Path, folds: int, seed: int,
                  fold: int) -> tuple[Predictions, dict[int, dict]]:
    """The student's held-out predictions in one fold, and the held-out entities of the teacher and the floor."""
    torch.set_num_threads(1)
    bench = Bench(data, written, run)
    held_out = grouped_folds(bench.notes, folds, seed)[fold]
    teacher = torch.load(fold_path(run, fold, folds, seed), weights_only=False)
    if set(teacher["held_out"]) != set(held_out):
        raise ValueError(f"the teacher of fold {fold} was fitted on other folds")
    model = baked_classifier(bench.train([at for at in range(len(bench.notes)) if at not in held_out], teacher, seed))
    round_to_half(model)  # so that the scores are those of a model as it ships
    predictions = {index: word_logits(model, bench.tokenizer, bench.notes[index].text) for index in held_out}
    print(f"fold {fold} done", flush=True)
    return predictions, teacher["held_out"]


def cross_validate(options: argparse.Namespace) -> dict:
    """Runs all folds, each in a process of one thread, and scores the notes' held-out predictions together."""
    work = partial(validate_fold, options.data, options.written, options.run, options.folds, options.seed)
    predictions: Predictions = {}
    baselines: dict[int, dict] = {}
    with ProcessPoolExecutor(options.processes, mp_context=get_context("spawn")) as pool:
        for own, others in pool.map(work, range(options.folds)):
            predictions |= own
            baselines |= others
    notes = read_notes(options.data)
    return report(notes, grouped_folds(notes, options.folds, options.seed), predictions, baselines)


def report(notes: list[Note], splits: list[list[int]], predictions: Predictions, baselines: dict[int, dict]) -> dict:
    """All scores. `student` has no bias; `studentWithBias` uses, in each fold, the bias that is best on the others."""
    gold = [note.entities for note in notes]
    everything = range(len(notes))
    scores = {name: exact_scores([baselines[index][name] for index in everything], gold) for name in ("floor", "teacher")}
    zero = np.zeros(predictions[0][1].shape[1] // 2)
    scores["student"] = exact_scores([spans_with_bias(*predictions[index], zero) for index in everything], gold)
    nested = {}
    for held_out in splits:
        others = [index for index in everything if index not in held_out]
        bias = best_bias([predictions[index] for index in others], [gold[index] for index in others])
        nested |= {index: spans_with_bias(*predictions[index], bias) for index in held_out}
    scores["studentWithBias"] = exact_scores([nested[index] for index in everything], gold)
    scores["bias"] = best_bias([predictions[index] for index in everything], gold).tolist()
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--cross-validate", action="store_true")
    mode.add_argument("--final", action="store_true")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0, help="of the folds and of training")
    parser.add_argument("--processes", type=int, default=2, help="folds at a time, one thread each")
    options = paths.parse(parser)
    if options.final:
        torch.set_num_threads(1)  # on a shared machine two threads mostly wait for each other
        bench = Bench(options.data, options.written, options.run)
        teacher = torch.load(options.run / "teacher" / "all.pt", weights_only=False)
        model = bench.train(list(range(len(bench.notes))), teacher, options.seed)
        torch.save(model.state_dict(), options.run / "student.pt")
        return
    scores = cross_validate(options) | {
        "writtenNotes": len(read_written_notes(options.written)), "folds": options.folds, "seed": options.seed, "date": datetime.date.today().isoformat()}
    (options.run / f"scores-seed-{options.seed}.json").write_text(json.dumps(scores, indent=2) + "\n")
    for name in ("floor", "teacher", "student", "studentWithBias"):
        print(name, " ".join(f"{label} {score['f1']:.3f}" for label, score in scores[name].items()))


if __name__ == "__main__":
    main()
