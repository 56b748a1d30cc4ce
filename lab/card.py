"""The model card, written from the catalogue entry and the measured figures."""

from lab.notes import LABELS

INTRODUCTION = """---
license: apache-2.0
language: pt
library_name: transformers.js
pipeline_tag: token-classification
tags: [clinical, ner, nested]
---

# {name}

{description}

A ModernBERT-shaped encoder ({parameters:,} weights as exported): uncased WordPiece, 4 layers, 192 wide, 6 heads; the
first layer attends to the whole window of {context} tokens, the others to 16 tokens each side. Two sigmoid logits a label
(B, I); the first piece of each word carries its tags, and each label is decoded by itself, so spans of different labels
may nest. During training each embedding row is the sum of its own vector and hashed spelling and lexicon features; the
export stores the sum.

## Training

Masked-LM pre-training on public Portuguese text, a few masked-LM epochs on the notes, then distillation: CRFs with
spelling and lexicon features, fitted on the training notes, label copies of those notes with entities swapped and raw
medical text; the notes' own annotations are learnt as they stand. The notes are the real ones of NestedClinBr and this
project's invented ones (`corpus/nested`).

## Files

`onnx/model.onnx` computes in float32; its weights are stored in float16, which holds them exactly. `onnx/model_quantized.onnx`
is dynamic int8.
"""

LIMITS = """
## What the scores do and do not say

They are cross-validated on {notes} of one corpus (NestedClinBr training split, de-identified Brazilian notes, mostly
cardiology); near copies of a note stay on one side of every split, and the teacher, the pools for entity swaps, the
adaptation to the notes and the bias of each label come from the training side only. Every held-out note is a real one;
the invented notes join the training side of every fold.

Leaks remain, and make the scores somewhat optimistic. The invented notes and their guide were written after reading the
real notes, held-out ones included: no sentence is shared, but conventions and vocabulary are. The tokenizer's vocabulary
saw all real notes' text (without labels). The recipe was chosen on the same notes, in an earlier three-fold trial. The
model that ships is trained on all notes, so it has no held-out score of its own.

Other specialties, other countries' Portuguese and dictated text are untested. It is a reading aid, not a medical device.

## Sources

| source | licence | use |
|---|---|---|
"""


def _row(cells: list[object]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |\n"


def _score_table(scores: dict) -> str:
    names = {"floor": "plain CRF per label, real notes only (floor)", "teacher": "CRF+ per label, all notes (teacher)",
             "student": "this recipe", "studentWithBias": "this recipe with the labels' bias (shipped)"}
    table = (f"\n### Seed {scores['seed']}, {scores['folds']} folds, {scores['writtenNotes']} written notes, "
             f"{scores['date']}\n\n")
    table += _row(["F1", *LABELS, "micro", "P", "R"]) + "|" + "---|" * (len(LABELS) + 4) + "\n"
    for key, name in names.items():
        micro = scores[key]["micro"]
        cells = [scores[key][label]["f1"] for label in LABELS] + [micro["f1"], micro["precision"], micro["recall"]]
        table += _row([name, *(f"{value:.3f}" for value in cells)])
    return table


def model_card(entry: dict, verification: dict, all_scores: list[dict]) -> str:
    """Markdown with the shape, figures, limits and sources of the model."""
    card = INTRODUCTION.format(name=entry["name"]["en"], description=entry["description"]["en"],
                               parameters=entry["parameters"], context=entry["contextTokens"])
    card += "\n" + _row(["text", "tokens", "fp32: largest logit difference to PyTorch", "int8: tokens whose labels all "
                         "agree with fp32", "int8: largest logit difference", "int8: span F1 with fp32"])
    card += "|" + "---|" * 6 + "\n"
    for name, title in (("notes", "training notes"), ("other", "general Portuguese")):
        own = verification[name]
        card += _row([title, own["tokens"], f"{own['fp32VsPyTorch']:.1e}", f"{own['q8AgreementWithFp32']:.2%}",
                      f"{own['q8LargestDifference']:.2f}", f"{own['q8SpanF1WithFp32']:.3f}"])
    card += "\n## Scores\n\nExact character span; all entities, nested ones too; of a discontinuous entity its longest fragment.\n"
    card += "".join(map(_score_table, all_scores))
    card += LIMITS.format(notes=f"{verification['notes']['texts']} notes")
    return card + "".join(_row([f"[{source['name']['en']}]({source['url']})", source["licence"]["en"], source["use"]["en"]])
                          for source in entry["attribution"])
