"""Step 5. Writes the model folder: config, tokenizer, the two ONNX builds and the self-check.

`python -m lab.export` needs `<run>/student.pt`, `<run>/tokenizer.json` and `<run>/scores-seed-0.json` (for the labels' bias).
It writes `<run>/model/` and `<run>/verification.json`.
"""

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from lab.architectures import TokenClassifier
from lab import paths
from lab.corpora import lines_of
from lab.model import baked_classifier
from lab.notes import read_notes
from lab.onnx_graph import export_graph, quantize, store_as_half
from lab.self_check import self_check
from lab.tokenizer import MAX_TOKENS
from lab.verify import verify

BUILDS = {"fp32": "onnx/model.onnx", "q8": "onnx/model_quantized.onnx"}
OTHER_TEXT_LINES = 1000  # sentences of general Portuguese in the comparison of builds


def finished(run: Path, data: Path, bias: list[float]) -> TokenClassifier:
    """The trained student as it ships: features baked, bias [labels] in the head, weights rounded to half precision."""
    model = token_classifier(features_of(Tokenizer.from_file(str(run / "tokenizer.json")), data))
    model.load_state_dict(torch.load(run / "student.pt"))
    plain = baked_classifier(model)
    with torch.no_grad():
        plain.classifier.bias += torch.tensor(np.repeat(bias, 2), dtype=torch.float32)
    round_to_half(plain)
    return plain


def write_configs(model: TokenClassifier, folder: Path) -> None:
    """`config.json` and `tokenizer_config.json`, in the Hugging Face layout."""
    config = model.config.to_dict() | {"architectures": ["TokenClassifier"]}
    tokenizer = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": MAX_TOKENS, "do_lower_case": True,
                 "model_input_names": ["input_ids", "attention_mask"], "pad_token": "[PAD]", "unk_token": "[UNK]",
                 "cls_token": "[CLS]", "sep_token": "[SEP]", "mask_token": "[MASK]"}
    for name, content in (("config.json", config), ("tokenizer_config.json", tokenizer)):
        (folder / name).write_text(json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True) + "\n")


def export(model: TokenClassifier, tokenizer_path: Path, folder: Path) -> None:
    """Writes all files that the app downloads into `folder`, replacing what is there."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "onnx").mkdir(parents=True)
    shutil.copyfile(tokenizer_path, folder / "tokenizer.json")
    write_configs(model, folder)
    single = folder / "onnx" / "single.onnx"
    export_graph(model, single)
    store_as_half(single, folder / BUILDS["fp32"])
    quantize(single, folder / BUILDS["q8"], model.config.intermediate_size)
    single.unlink()
    check = self_check(model, Tokenizer.from_file(str(tokenizer_path)))
    (folder / "self-check.json").write_text(json.dumps(check, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    options = paths.parse(parser)
    scores = json.loads((options.run / "scores-seed-0.json").read_text())
    model = finished(options.run, options.data, scores["bias"])
    folder = options.run / "model"
    export(model, options.run / "tokenizer.json", folder)
    texts = {"notes": [note.text for note in read_notes(options.data)],
             "other": list(lines_of(options.data, "bosque.txt")[:OTHER_TEXT_LINES])}
    result = verify(model, folder, BUILDS, texts)
    (options.run / "verification.json").write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
