"""Step 8. Publishes exported models under `static-models/` and describes them in `static-models/catalogue.json`.

`python -m lab.catalogue --models modernbert-small modernbert-large` reads, for each, `<run>/<model>/export`, `verification.json` and
`scores-seed-*.json`. The first is the one that the site uses unless told otherwise.
"""

import argparse
import hashlib
import json
import math
import shutil
from pathlib import Path

import onnx

from lab import paths
from lab.architectures import MODELS
from lab.attribution import ATTRIBUTION
from lab.builds import BUILDS
from lab.card import model_card
from lab.score_texts import CAVEATS, DATASETS, DESCRIPTION, FLOOR, NAMES, REAL_PROTOCOL, TEST_PROTOCOL
from lab.tag_sets import OUTPUTS, TAG_SETS
from lab.tokenizer import MAX_TOKENS

CHUNK_BYTES = 1_048_576  # at most so much is fetched again after a crash of the page
STRIDE_TOKENS = 64
DOWNLOADED = ("config.json", "onnx/model.onnx", "onnx/model_quantized.onnx", "self-check.json", "tokenizer.json")
SMALLEST_TOLERANCE = 5e-3  # logits; CPUs differ by 1e-5, GPUs with coarser exponentials by more, and no label hangs on it
MARGIN = 3.0  # times the difference measured on the self-check
TEXT_SETS = ("notes", "test", "other")


def sha256(content: bytes) -> str:
    """Lower-case hexadecimal SHA-256."""
    return hashlib.sha256(content).hexdigest()


def file_entry(folder: Path, path: str) -> dict:
    """Size, digest and chunk digests of one file."""
    content = (folder / path).read_bytes()
    chunks = [sha256(content[first:first + CHUNK_BYTES]) for first in range(0, len(content), CHUNK_BYTES)]
    return {"path": path, "sizeBytes": len(content), "sha256": sha256(content), "chunks": chunks}


def revision_of(files: list[dict]) -> str:
    """First 12 hex digits of the SHA-256 over lines `<path> <sha256>\\n`, sorted by path."""
    lines = "".join(f"{file['path']} {file['sha256']}\n" for file in sorted(files, key=lambda file: file["path"]))
    return sha256(lines.encode())[:12]


def parameter_count(graph: Path) -> int:
    """Weights in an ONNX file: floating-point ones, and the int8 steps of packed ones (not their scales)."""
    tensors = onnx.load(graph).graph.initializer
    weights = [tensor for tensor in tensors if tensor.data_type in (onnx.TensorProto.FLOAT, onnx.TensorProto.INT8)
               and not tensor.name.endswith("_scale")]
    return sum(math.prod(tensor.dims) for tensor in weights)


def builds_of(verification: dict) -> list[dict]:
    """The builds: the logit difference that the self-check tolerates, least token agreement with fp32, micro F1 on test."""
    measured = verification["selfCheckDifference"]
    agreement = {"fp32": 1, "q8": round(min(verification[name]["q8AgreementWithFp32"] for name in TEXT_SETS), 4)}
    return [{"dtype": dtype, "path": path, "agreementWithFp32": agreement[dtype],
             "tolerance": max(SMALLEST_TOLERANCE, math.ceil(MARGIN * measured[dtype] * 1000) / 1000),
             "microF1": {tag_set: round(own["scores"]["micro"]["f1"], 4)
                         for tag_set, own in verification["testScores"][dtype].items()}}
            for dtype, path in BUILDS.items()]


def rounded(value: object) -> object:
    """Numbers inside lists and objects to four decimals."""
    if isinstance(value, dict):
        return {name: rounded(own) for name, own in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(own) for own in value]
    return round(value, 4) if isinstance(value, float) else value


def score_entry(where: str, own: dict, protocol: dict[str, str], command: str, date: str) -> dict:
    """One measure as the catalogue states it; `where` is a key of DATASETS."""
    tag_set = where.rsplit("-", 1)[0]
    return rounded({"tagSet": tag_set, "dataset": DATASETS[where], "protocol": protocol, "caveat": CAVEATS[where],
                    "command": command, "date": date, "notes": own["notes"], "micro": own["scores"]["micro"],
                    "macroF1": own["macroF1"], "interval": own["interval"],
                    "schemes": {"strict": own["schemes"]["strict"], "exact": own["schemes"]["exact"],
                                "partial": own["schemes"]["partial"], "type": own["schemes"]["ent_type"]},
                    "calibrationError": own["calibrationError"],
                    "perLabel": {label: own["scores"][label] for label in TAG_SETS[tag_set]}})


def score_entries(model: str, verification: dict, all_scores: list[dict]) -> list[dict]:
    """The shipped model's test scores, and every seed's cross-validation with the floor in the same folds."""
    entries = []
    for scores in all_scores:
        command = "python -m lab.evaluate --model {model} --folds {folds} --seed {seed}".format(**scores)
        protocol = {language: text.format(**scores) for language, text in REAL_PROTOCOL.items()}
        for where, own in scores["scores"]["fp32"].items():
            if where.endswith("-real"):
                entry = score_entry(where, own, protocol, command, scores["date"])
                if where == "nestedclinbr-real":
                    floor = scores["floor"]
                    entry["floor"] = rounded({"name": FLOOR, "microF1": floor["micro"]["f1"], "perLabelF1": {
                        label: floor[label]["f1"] for label in TAG_SETS["nestedclinbr"]}})
                entries.append(entry)
    for tag_set, own in verification["testScores"]["fp32"].items():
        entries.append(score_entry(f"{tag_set}-test", own, TEST_PROTOCOL, f"python -m lab.export --model {model}",
                                   all_scores[0]["date"]))
    return entries


def model_entry(model: str, folder: Path, verification: dict, all_scores: list[dict]) -> dict:
    """The catalogue's entry of the model in `folder`."""
    files = [file_entry(folder, path) for path in DOWNLOADED]
    curves = rounded(all_scores[0]["curves"])
    return {
        "id": f"prontoner-{model}", "revision": revision_of(files), "name": NAMES[model], "description": DESCRIPTION,
        "architecture": model.split("-")[0], "parameters": parameter_count(folder / BUILDS["fp32"]), "language": "pt",
        "scheme": "BIO", "activation": "sigmoid",
        "tagSets": [{"id": tag_set, "labels": list(labels), "curves": {label: curves[label] for label in labels}}
                    for tag_set, labels in TAG_SETS.items()],
        "outputs": list(OUTPUTS), "contextTokens": MAX_TOKENS, "strideTokens": STRIDE_TOKENS, "licence": "Apache-2.0",
        "attribution": ATTRIBUTION, "files": files, "builds": builds_of(verification),
        "scores": score_entries(model, verification, all_scores)}


def publish(model: str, run: Path) -> dict:
    """Copies one exported model and its card into place; returns its entry."""
    verification = json.loads((run / model / "verification.json").read_text())
    all_scores = [json.loads(path.read_text()) for path in sorted((run / model).glob("scores-seed-?.json"))]
    entry = model_entry(model, run / model / "export", verification, all_scores)
    home = paths.STATIC_MODELS / entry["id"] / entry["revision"]
    shutil.copytree(run / model / "export", home)
    (home / "README.md").write_text(model_card(model, entry, verification, all_scores), encoding="utf-8")
    return entry


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", nargs="+", choices=MODELS, default=[MODELS[0]])
    options = paths.parse(parser)
    shutil.rmtree(paths.STATIC_MODELS, ignore_errors=True)  # one revision is served; older ones are in the history
    entries = [publish(model, options.run) for model in options.models]
    catalogue = {"schemaVersion": 2, "chunkBytes": CHUNK_BYTES, "models": entries}
    text = json.dumps(catalogue, indent=1, ensure_ascii=False)
    (paths.STATIC_MODELS / "catalogue.json").write_text(text + "\n", encoding="utf-8")
    total = sum(path.stat().st_size for path in paths.STATIC_MODELS.rglob("*") if path.is_file())
    print(f"{', '.join(entry['revision'] for entry in entries)}: {total} bytes in all")


if __name__ == "__main__":
    main()
