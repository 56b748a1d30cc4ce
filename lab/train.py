"""Step 5. Trains the students: `--cross-validate` measures the recipe, `--final` trains what is shipped.

`python -m lab.train --model modernbert-small --cross-validate --folds 5 --seed 0` trains a model per fold of the real notes, on
the other real notes, the written ones in their style, and the training parts of the split corpora. Each is run on its held-out
real notes and on the validation and test parts: `<run>/<model>/fold-<k>-of-5-seed-0.pt`. `--final` learns everything but the test
parts: `<run>/<model>/final-seed-0.pt` (weights). Finished folds are kept and an interrupted training goes on where it was.
"""

import argparse
import json
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from tokenizers import Tokenizer

from lab import paths
from lab.architectures import MODELS, TokenClassifier
from lab.collection import SPLIT_SETS, Task, read_collection, task_of
from lab.distil import Material, Recipe, student
from lab.builds import word_logits, write_builds
from lab.examples import Example, example_of, gold_example
from lab.model import baked_classifier, features_of, round_to_int8
from lab.notes import Note
from lab.teacher import fold_path
from lab.tokenizer import MAX_TOKENS

READS = {"real": 3, "nestedclinbr": 1, "semclinbr": 1, "mama": 2}  # of each note an epoch: few real notes, few mama spans


def predictions_of(network: TokenClassifier, tokenizer: Tokenizer, read: dict[str, list[Note]]) -> dict:
    """Build -> set of notes -> per note the words and the logits of each one's first token, float32 [words, outputs]."""
    with TemporaryDirectory() as folder:
        builds = write_builds(network, Path(folder))
        return {dtype: {name: [word_logits(build, tokenizer, note.text) for note in notes] for name, notes in read.items()}
                for dtype, build in builds.items()}


def material_of(run: Path, tokenizer: Tokenizer, task: Task, fold_file: Path) -> Material:
    """Gold examples with the written teachers' labels for the other tag sets; the fold's transfer set and theirs."""
    written = torch.load(run / "teacher" / "written.pt")
    gold: list[Example] = []
    for kind, notes in (("real", task.real), (None, task.written)):
        for note in notes:
            soft = {name: table for name, table in written["labels"].get(note.text, {}).items()
                    if name not in note.tag_sets}
            gold += [gold_example(tokenizer, note, soft)] * READS[kind or note.tag_sets[0]]
    transfer = written["transfer"] | {"nestedclinbr": torch.load(fold_file, weights_only=False)["transfer"]}
    soft = [example_of(tokenizer, text, {name: labels.numpy()}) for name, own in transfer.items() for text, labels in own
            if len(tokenizer.encode(text).ids) <= MAX_TOKENS]  # long terms may swell a copy beyond the window
    return Material(gold, soft)


def run_task(data: Path, run: Path, model: str, folds: int, seed: int, fold: int | None) -> str:
    """Trains one task unless its file is there; a fold's file holds predictions, the final one the weights."""
    torch.set_num_threads(1)  # on a shared machine two threads mostly wait for each other
    tokenizer = Tokenizer.from_file(str(run / "tokenizer.json"))
    collection = read_collection(data, tokenizer)
    task = task_of(collection, fold, folds, seed)
    target = run / model / f"{task.name}.pt"
    if target.exists():
        return f"{target.name} is there"
    target.parent.mkdir(exist_ok=True)
    features, pretrained = features_of(tokenizer, data), torch.load(run / f"pretrained-{model}.pt")
    fold_file = run / "teacher" / "all.pt" if fold is None else fold_path(run, fold, folds, seed)
    trained = student(model, features, pretrained, material_of(run, tokenizer, task, fold_file), Recipe(), seed,
                      target.with_suffix(".checkpoint"))
    if fold is None:
        torch.save(trained.state_dict(), target)
        counts = Counter("real" if note in task.real else note.tag_sets[0] for note in task.real + task.written)
        target.with_suffix(".json").write_text(json.dumps(counts) + "\n")  # notes learnt from, for the model card
        return f"{target.name} saved"
    network = baked_classifier(trained)
    round_to_int8(network)  # so that the scores are those of a model as it ships
    read = {"real": [collection.real[index] for index in task.held_out]} | {
        f"{tag_set}-{part}": collection.parts[tag_set][part] for tag_set in SPLIT_SETS for part in ("validation", "test")}
    torch.save(predictions_of(network, tokenizer, read) | {"heldOut": task.held_out}, target)
    return f"{target.name} saved"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--cross-validate", action="store_true")
    mode.add_argument("--final", action="store_true")
    parser.add_argument("--model", choices=MODELS, default=MODELS[0])
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0, help="of the folds and of training")
    parser.add_argument("--processes", type=int, default=2, help="folds at a time, one thread each")
    options = paths.parse(parser)
    work = partial(run_task, options.data, options.run, options.model, options.folds, options.seed)
    with ProcessPoolExecutor(options.processes, mp_context=get_context("spawn")) as pool:
        for line in pool.map(work, [None] if options.final else range(options.folds)):
            print(line, flush=True)


if __name__ == "__main__":
    main()
