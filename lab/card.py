"""The model card, written from the catalogue entry and the measured figures."""

from lab.architectures import SIZES
from lab.builds import BUILDS
from lab.tag_sets import TAG_SETS

SHAPES = {
    "modernbert": "A ModernBERT-shaped encoder: pre-norm, rotary positions, GeGLU {inner} wide inside; every third or fourth layer, "
                  "the first included, attends to the whole window, the others to 16 tokens each side.",
    "bert": "A BERT-shaped encoder: post-norm, learnt absolute positions, GELU {inner} wide inside, full attention.",
}
INTRODUCTION = """---
license: apache-2.0
language: pt
library_name: transformers.js
pipeline_tag: token-classification
tags: [clinical, ner, nested]
---

# {name}

{description}

{shape} {layers} layers, {width} wide, {heads} heads, {parameters:,} weights as exported; uncased WordPiece, a window of {context}
tokens. Two sigmoid logits a label (B, I); the first piece of each word carries its tags, and each label is decoded by itself,
so spans of different labels may nest. During training each embedding row is the sum of its own vector and hashed spelling
and lexicon features; the export stores the sum.

## Training

Masked-LM pre-training on public Portuguese text and a few masked-LM epochs on the notes. Then one head for all three tag
sets: a note's own annotations are learnt as they stand, and CRFs with spelling and lexicon features, fitted on training notes
only, label it with the other tag sets, as well as copies of notes with entities swapped, and raw medical text. The notes are
the real ones of NestedClinBr (also labelled by this project in SemClinBr's scheme) and this project's invented ones
(`corpus/`): {learnt}. A bias and a temperature per label, chosen on held-out notes, are folded into the head.

## Files

Both graphs hold the same eight-bit weights, a step size a row. `onnx/model.onnx` unpacks them on loading and computes in
float32; `onnx/model_quantized.onnx` multiplies in int8, with activations quantised at run time.
"""
LIMITS = """
## What it gets wrong, and what it must not be used for

The weakest labels are listed above: long disorders whose boundaries annotators would dispute, concepts that stand alone, and
whatever the training notes name rarely. `semclinbr` and `mama` were learnt almost only from invented notes by few hands; on real
records of another hospital expect clearly less. Discontinuous entities come out as their longest fragment. Other countries'
Portuguese and dictated text are untested. It is a reading aid, not a medical device: not for diagnosis, coding for payment,
or de-identification, and not for any decision on a patient without reading the text.

Leaks remain, and make the scores on real notes somewhat optimistic. The invented notes in NestedClinBr's style and their guide
were written after reading the real notes, held-out ones included: no sentence is shared, but conventions and vocabulary are.
The tokenizer's vocabulary saw all real notes' text (without labels). The recipe was chosen on the same notes. The model that
ships is trained on all real notes; of the invented ones in `corpus/semclinbr` and `corpus/mama` it never read the test part.

## Sources

| source | licence | use |
|---|---|---|
"""
NAMES = {"fp32": "float32 (8-bit weights)", "q8": "int8"}


def _row(cells: list[object]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |\n"


def _table(head: list[str], rows: list[list[object]]) -> str:
    return "\n" + _row(head) + "|" + "---|" * len(head) + "\n" + "".join(map(_row, rows))


def _figures(own: dict) -> list[str]:
    micro = own["scores"]["micro"]
    return [f"{micro['precision']:.3f}", f"{micro['recall']:.3f}", f"**{micro['f1']:.3f}**",
            f"{own['interval'][0]:.3f} to {own['interval'][1]:.3f}", f"{own['macroF1']:.3f}",
            f"{own['schemes']['partial']:.3f}", f"{own['schemes']['ent_type']:.3f}", f"{own['calibrationError']:.3f}"]


HEAD = ["P", "R", "F1", "95 % interval", "macro F1", "partial", "type", "ECE"]


def _cross_validation(scores: dict) -> str:
    rows = [[where, NAMES[dtype], *_figures(own)] for where in scores["scores"]["fp32"] if where.endswith("-real")
            for dtype in BUILDS for own in [scores["scores"][dtype][where]]]
    rows += [["nestedclinbr-real", name, *(f"{scores[key]['micro'][one]:.3f}" for one in ("precision", "recall", "f1")),
              *[""] * 5] for key, name in (("floor", "plain CRF, real notes only"), ("teacher", "CRF+ of all notes"))]
    trainings = {where: own["microF1OfEachTraining"] for where, own in scores["scores"]["fp32"].items()
                 if "microF1OfEachTraining" in own}
    spread = "; ".join(f"{where} {', '.join(f'{value:.3f}' for value in values)}" for where, values in trainings.items())
    return (f"\n### Cross-validated on the real notes: {scores['folds']} folds, seed {scores['seed']}, {scores['date']}\n"
            + _table(["notes", "model", *HEAD], rows)
            + f"\nThe same trainings, on the training parts alone, score on the test parts: {spread}.\n")


def _per_label(verification: dict, scores: dict) -> str:
    by_label = {label: own["scores"][label] for tag_set, own in verification["testScores"]["fp32"].items()
                for label in TAG_SETS[tag_set]}
    real = {label: own["scores"][label] for where, own in scores["scores"]["fp32"].items() if where.endswith("-real")
            for label in TAG_SETS[where.removesuffix("-real")]}
    rows = [[tag_set, label, *(f"{one['f1']:.3f} ({one['support']})" if one else "" for one in (real.get(label), by_label.get(label)))]
            for tag_set, labels in TAG_SETS.items() for label in labels]
    return "\n### Per label: F1 (entities)\n" + _table(["tag set", "label", "real notes, cross-validated", "test part"], rows)


def model_card(model: str, entry: dict, verification: dict, all_scores: list[dict]) -> str:
    """Markdown with the shape, figures, limits and sources of the model."""
    family, name = model.split("-")
    size = SIZES[name]
    shape = SHAPES[family].format(inner=size.gated if family == "modernbert" else size.gated * 3 // 2)
    card = INTRODUCTION.format(name=entry["name"]["en"], description=entry["description"]["en"], shape=shape,
                               layers=size.layers, width=size.width, heads=size.heads, parameters=entry["parameters"],
                               context=entry["contextTokens"],
                               learnt=", ".join(f"{count} {name}" for name, count in verification["learnt"].items()))
    titles = {"notes": "real notes", "test": "test parts", "other": "general Portuguese"}
    card += _table(["text", "tokens", "float32: largest logit difference to PyTorch", "int8: tokens whose labels all agree with "
                    "float32", "int8: largest logit difference", "int8: span F1 with float32"],
                   [[title, own["tokens"], f"{own['fp32VsPyTorch']:.1e}", f"{own['q8AgreementWithFp32']:.2%}",
                     f"{own['q8LargestDifference']:.2f}", f"{own['q8SpanF1WithFp32']:.3f}"]
                    for key, title in titles.items() for own in [verification[key]]])
    card += ("\n## Scores\n\nExact character span and label, micro over labels; intervals by bootstrap over notes; `partial` and "
             "`type` as nervaluate counts them, label by label; ECE: expected calibration error of the spans' scores.\n\n"
             "### This model on the test parts\n")
    card += _table(["notes", "build", *HEAD], [[f"{tag_set}-test", NAMES[dtype], *_figures(own)]
                                               for tag_set in verification["testScores"]["fp32"]
                                               for dtype in BUILDS for own in [verification["testScores"][dtype][tag_set]]])
    card += "".join(map(_cross_validation, all_scores)) + _per_label(verification, all_scores[0]) + LIMITS
    return card + "".join(_row([f"[{source['name']['en']}]({source['url']})", source["licence"]["en"], source["use"]["en"]])
                          for source in entry["attribution"])
