"""Step 7. Writes a model folder: config, tokenizer, the ONNX builds and the self-check, and measures them.

`python -m lab.export --model modernbert-small` needs `<run>/<model>/final-seed-0.pt` and `scores-seed-0.json` (for the head's
bias and temperature). It writes `<run>/<model>/export/` and `<run>/<model>/verification.json`: agreement of the builds with
PyTorch and with each other, and every build's scores on the test parts, which the model has never read.
"""

import argparse
import json
import shutil
from pathlib import Path

import torch
from tokenizers import Tokenizer

from lab import paths
from lab.architectures import MODELS, TokenClassifier
from lab.builds import BUILDS, Build, word_logits, write_builds
from lab.calibration import calibration_error
from lab.collection import SPLIT_SETS, Collection, read_collection
from lab.corpora import lines_of
from lab.decoder import decode
from lab.model import baked_classifier, features_of, finish_head, round_to_int8, token_classifier
from lab.scoring import exact_scores, f1_interval, schemes_f1
from lab.self_check import self_check
from lab.tag_sets import LABELS, TAG_SETS
from lab.tokenizer import MAX_TOKENS
from lab.verify import verify

OTHER_TEXT_LINES = 1000  # sentences of general Portuguese in the comparison of builds


def finished(model: str, run: Path, data: Path, scores: dict) -> TokenClassifier:
    """The trained student as it ships: features baked, bias and temperature in the head, matrices rounded to eight bits."""
    network = token_classifier(model, features_of(Tokenizer.from_file(str(run / "tokenizer.json")), data))
    network.load_state_dict(torch.load(run / model / "final-seed-0.pt"))
    plain = baked_classifier(network)
    finish_head(plain, *([scores[name][label] for label in LABELS] for name in ("bias", "temperature")))
    round_to_int8(plain)
    return plain


def write_configs(model: TokenClassifier, folder: Path) -> None:
    """`config.json` and `tokenizer_config.json`, in the Hugging Face layout."""
    config = model.config.to_dict() | {"architectures": [type(model).__name__]}
    tokenizer = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": MAX_TOKENS, "do_lower_case": True,
                 "model_input_names": ["input_ids", "attention_mask"], "pad_token": "[PAD]", "unk_token": "[UNK]",
                 "cls_token": "[CLS]", "sep_token": "[SEP]", "mask_token": "[MASK]"}
    for name, content in (("config.json", config), ("tokenizer_config.json", tokenizer)):
        (folder / name).write_text(json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True) + "\n")


def export(model: TokenClassifier, tokenizer_path: Path, folder: Path) -> dict[str, Build]:
    """Writes all files that the app downloads into `folder`, replacing what is there; returns the opened builds."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    builds = write_builds(model, folder)
    shutil.copyfile(tokenizer_path, folder / "tokenizer.json")
    write_configs(model, folder)
    check = self_check(model, Tokenizer.from_file(str(tokenizer_path)))
    (folder / "self-check.json").write_text(json.dumps(check, ensure_ascii=False) + "\n", encoding="utf-8")
    return builds


def test_scores(build: Build, tokenizer: Tokenizer, collection: Collection) -> dict[str, dict]:
    """A build's scores on the test part of each split corpus, with the head as it is."""
    result = {}
    for tag_set in SPLIT_SETS:
        notes, labels = collection.parts[tag_set]["test"], TAG_SETS[tag_set]
        spans = [[span for span in decode(note.text, *word_logits(build, tokenizer, note.text)) if span.label in labels]
                 for note in notes]
        found = [{(span.start, span.end, span.label) for span in own} for own in spans]
        gold = [note.entities for note in notes]
        scores = exact_scores(found, gold, labels)
        rated = [(span.score, (span.start, span.end, span.label) in truth)
                 for own, truth in zip(spans, gold) for span in own]
        result[tag_set] = {"scores": scores, "macroF1": sum(scores[label]["f1"] for label in labels) / len(labels),
                           "interval": f1_interval(found, gold, labels), "schemes": schemes_f1(found, gold, labels),
                           "calibrationError": calibration_error(rated), "notes": len({note.cluster for note in notes})}
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", choices=MODELS, default=MODELS[0])
    options = paths.parse(parser)
    scores = json.loads((options.run / options.model / "scores-seed-0.json").read_text())
    model = finished(options.model, options.run, options.data, scores)
    folder = options.run / options.model / "export"
    builds = export(model, options.run / "tokenizer.json", folder)
    tokenizer = Tokenizer.from_file(str(options.run / "tokenizer.json"))
    collection = read_collection(options.data, tokenizer)
    texts = {"notes": [note.text for note in collection.real],
             "test": [note.text for tag_set in SPLIT_SETS for note in collection.parts[tag_set]["test"]],
             "other": list(lines_of(options.data, "bosque.txt")[:OTHER_TEXT_LINES])}
    result = verify(model, folder, BUILDS, texts) | {
        "learnt": json.loads((options.run / options.model / "final-seed-0.json").read_text()),
        "testScores": {dtype: test_scores(build, tokenizer, collection) for dtype, build in builds.items()}}
    (options.run / options.model / "verification.json").write_text(json.dumps(result, indent=1) + "\n")
    for dtype, own in result["testScores"].items():
        for tag_set, one in own.items():
            print(dtype, tag_set, " ".join(f"{label} {score['f1']:.3f}" for label, score in one["scores"].items()),
                  one["interval"], f"ECE {one['calibrationError']:.3f}")
    print(json.dumps({name: value for name, value in result.items() if name != "testScores"}, indent=1))


if __name__ == "__main__":
    main()
