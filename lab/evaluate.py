"""Step 6. Scores the cross-validated students and fits what the head needs: a bias and a temperature per label.

`python -m lab.evaluate --model modernbert-small --folds 5 --seed 0` reads the folds' predictions and writes
`<run>/<model>/scores-seed-0.json`. Nothing is chosen on what it is scored on: on the real notes a fold's bias comes from the other
folds; on the test parts, from the validation parts. `--on-test` chooses on the scored notes themselves, as the paper did,
for comparison.
"""

import argparse
import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer

from lab import paths
from lab.architectures import MODELS
from lab.bias import best_bias, spans_with_bias
from lab.builds import BUILDS
from lab.calibration import best_temperatures, calibration_error, precision_recall_curves, rated_spans, scored
from lab.collection import SPLIT_SETS, Collection, read_collection
from lab.decoder import cut_at_breaks
from lab.notes import Entity, Note
from lab.scoring import exact_scores, f1_interval, schemes_f1
from lab.tag_sets import TAG_SETS, output_columns
from lab.teacher import fold_path
from lab.words import Word

Prediction = tuple[list[Word], np.ndarray]


@dataclass
class Side:
    """Predictions of one tag set on some notes, cut at line breaks, and what is annotated there."""

    predictions: list[Prediction]
    gold: list[frozenset[Entity]]


def side_of(found: Sequence[Prediction], notes: Sequence[Note], tag_set: str) -> Side:
    """A tag set's columns of the predictions, and its entities."""
    columns, labels = output_columns(TAG_SETS[tag_set]), TAG_SETS[tag_set]
    return Side([(words, cut_at_breaks(note.text, words, logits[:, columns])) for note, (words, logits) in zip(notes, found)],
                [frozenset(entity for entity in note.entities if entity[2] in labels) for note in notes])


def joined(sides: Sequence[Side]) -> Side:
    """All notes of several sides."""
    return Side([one for side in sides for one in side.predictions], [one for side in sides for one in side.gold])


Head = tuple[np.ndarray, dict[str, float]]  # bias [labels], temperature by label


def chosen_head(side: Side, labels: Sequence[str]) -> Head:
    """The head that suits these predictions."""
    bias = best_bias(side.predictions, side.gold, labels)
    return bias, best_temperatures(rated_spans(side.predictions, side.gold, bias, labels), labels)


def scores_of(heads: Sequence[Head], sides: Sequence[Side], tag_set: str) -> dict:
    """Scores of the sides together, each decoded with its own head."""
    labels = TAG_SETS[tag_set]
    found, gold, rated = [], [], []
    for (bias, temperature), side in zip(heads, sides, strict=True):
        found += [spans_with_bias(*one, bias, labels) for one in side.predictions]
        gold += side.gold
        rated += scored(rated_spans(side.predictions, side.gold, bias, labels), temperature)
    scores = exact_scores(found, gold, labels)
    return {"scores": scores, "macroF1": float(np.mean([scores[label]["f1"] for label in labels])),
            "interval": f1_interval(found, gold, labels), "schemes": schemes_f1(found, gold, labels),
            "calibrationError": calibration_error(rated), "notes": len(gold)}


class Held:
    """What one build of the folds' students said on notes that they had not learnt from."""

    def __init__(self, collection: Collection, folds: list[dict], dtype: str):
        self.collection, self.folds, self.dtype = collection, folds, dtype

    def real(self, tag_set: str) -> list[Side]:
        """The real notes, a side a fold."""
        return [side_of(fold[self.dtype]["real"], [self.collection.real[index] for index in fold["heldOut"]], tag_set)
                for fold in self.folds]

    def part(self, tag_set: str, part: str) -> list[Side]:
        """The same part of the written notes, by every fold's student."""
        notes = self.collection.parts[tag_set][part]
        return [side_of(fold[self.dtype][f"{tag_set}-{part}"], notes, tag_set) for fold in self.folds]


def heads_of(exact: Held, tag_set: str, where: str, on_test: bool) -> list[Head]:
    """A head a fold, for the real notes or the test part, chosen with the exact build, as the shipped one is."""
    if where == "test":
        chosen_on = exact.part(tag_set, "test" if on_test else "validation")
    else:
        own = exact.real(tag_set)
        chosen_on = own if on_test else [joined([other for other in own if other is not side]) for side in own]
    return [chosen_head(side, TAG_SETS[tag_set]) for side in chosen_on]


def tag_set_scores(exact: Held, builds: Sequence[Held], tag_set: str, on_test: bool) -> dict[str, dict[str, dict]]:
    """Every build's scores under `<tag set>-real` and `<tag set>-test`, where there is such a measure.

    On the test part every fold's student is scored by itself: the figures are the first one's, beside each one's micro F1.
    """
    result: dict[str, dict[str, dict]] = {build.dtype: {} for build in builds}
    if tag_set in exact.collection.real[0].tag_sets:
        heads = heads_of(exact, tag_set, "real", on_test)
        for build in builds:
            result[build.dtype][f"{tag_set}-real"] = scores_of(heads, build.real(tag_set), tag_set)
    if tag_set in SPLIT_SETS:
        heads = heads_of(exact, tag_set, "test", on_test)
        for build in builds:
            each = [scores_of([head], [side], tag_set) for head, side in zip(heads, build.part(tag_set, "test"), strict=True)]
            result[build.dtype][f"{tag_set}-test"] = each[0] | {
                "microF1OfEachTraining": [one["scores"]["micro"]["f1"] for one in each]}
    return result


def evaluate(collection: Collection, folds: list[dict], on_test: bool) -> dict:
    """Scores per build, tag set and notes; and the shipped head's bias, temperature and curves, from all held-out notes."""
    builds = [Held(collection, folds, dtype) for dtype in BUILDS]
    exact = builds[0]
    result: dict = {"scores": {dtype: {} for dtype in BUILDS}, "bias": {}, "temperature": {}, "curves": {}}
    for tag_set in TAG_SETS:
        for dtype, own in tag_set_scores(exact, builds, tag_set, on_test).items():
            result["scores"][dtype] |= own
    for tag_set, labels in TAG_SETS.items():
        side = joined(exact.part(tag_set, "validation") if tag_set in SPLIT_SETS else exact.real(tag_set))
        bias, temperature = chosen_head(side, labels)
        spans = rated_spans(side.predictions, side.gold, bias, labels)
        totals = {label: sum(own == label for truth in side.gold for _, _, own in truth) for label in labels}
        result["bias"] |= dict(zip(labels, bias.tolist()))
        result["temperature"] |= temperature
        result["curves"] |= precision_recall_curves(spans, temperature, totals)
    return result


def baselines_of(collection: Collection, files: Sequence[dict]) -> dict[str, dict]:
    """Scores of the CRF floor and of the CRF+ teacher on the held-out real notes."""
    found = {index: own for file in files for index, own in file["held_out"].items()}
    gold = [note.entities for note in collection.real]
    return {name: exact_scores([found[index][name] for index in range(len(gold))], gold, TAG_SETS["nestedclinbr"])
            for name in ("floor", "teacher")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", choices=MODELS, default=MODELS[0])
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--on-test", action="store_true", help="choose on the scored notes, as the paper did")
    options = paths.parse(parser)
    folder, numbers = options.run / options.model, range(options.folds)
    files = [torch.load(fold_path(options.run, fold, options.folds, options.seed), weights_only=False) for fold in numbers]
    folds = [torch.load(folder / f"fold-{fold}-of-{options.folds}-seed-{options.seed}.pt", weights_only=False)
             for fold in numbers]
    collection = read_collection(options.data, Tokenizer.from_file(str(options.run / "tokenizer.json")))
    result = evaluate(collection, folds, options.on_test) | baselines_of(collection, files) | {
        "model": options.model, "folds": options.folds, "seed": options.seed, "date": datetime.date.today().isoformat()}
    name = f"scores-seed-{options.seed}{'-on-test' if options.on_test else ''}.json"
    (folder / name).write_text(json.dumps(result, indent=1) + "\n")
    for dtype, by_name in result["scores"].items():
        for where, own in by_name.items():
            print(dtype, where, " ".join(f"{label} {score['f1']:.3f}" for label, score in own["scores"].items()),
                  f"[{own['interval'][0]:.3f}, {own['interval'][1]:.3f}] ECE {own['calibrationError']:.3f}",
                  [round(value, 3) for value in own.get("microF1OfEachTraining", [])])


if __name__ == "__main__":
    main()
