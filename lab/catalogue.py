"""Step 6. Publishes the model folder under `static-models/` and describes it in `static-models/catalogue.json`.

`python -m lab.catalogue` reads `<run>/model`, `<run>/verification.json` and `<run>/scores-seed-*.json`.
"""

import argparse
import hashlib
import json
import math
import shutil
from pathlib import Path

import onnx

from lab import paths
from lab.attribution import ATTRIBUTION
from lab.card import model_card
from lab.export import BUILDS
from lab.model import OUTPUTS
from lab.score_texts import CAVEAT, DATASET, FLOOR, PROTOCOL
from lab.notes import LABELS
from lab.tokenizer import MAX_TOKENS

CHUNK_BYTES = 8_388_608
STRIDE_TOKENS = 128
DOWNLOADED = ("config.json", "onnx/model.onnx", "onnx/model_quantized.onnx", "self-check.json", "tokenizer.json")
SMALLEST_TOLERANCE = 5e-3  # logits; CPUs differ by 1e-5, GPUs with coarser exponentials by more, and no label hangs on it
MARGIN = 3.0  # times the difference measured on the self-check
TEXT_SETS = ("notes", "other")


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
    """Floating-point weights in an ONNX file."""
    floats = (onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16)
    return sum(math.prod(tensor.dims) for tensor in onnx.load(graph).graph.initializer if tensor.data_type in floats)


def builds_of(verification: dict) -> list[dict]:
    """The builds with the logit difference the self-check tolerates, and their least token agreement with fp32."""
    measured = verification["selfCheckDifference"]
    agreement = {"fp32": 1, "q8": round(min(verification[name]["q8AgreementWithFp32"] for name in TEXT_SETS), 4)}
    return [{"dtype": dtype, "path": path, "agreementWithFp32": agreement[dtype],
             "tolerance": max(SMALLEST_TOLERANCE, math.ceil(MARGIN * measured[dtype] * 1000) / 1000)}
            for dtype, path in BUILDS.items()]


def rounded(score: dict) -> dict:
    """A score to four decimals."""
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in score.items()}


def score_entry(scores: dict) -> dict:
    """One cross-validation run as the catalogue states it: the shipped recipe, and the floor in the same folds."""
    student, floor = scores["studentWithBias"], scores["floor"]
    return {"dataset": DATASET,
            "protocol": {language: text.format(**scores) for language, text in PROTOCOL.items()}, "caveat": CAVEAT,
            "command": "python -m lab.train --cross-validate --folds {folds} --seed {seed}".format(**scores),
            "date": scores["date"], "micro": rounded(student["micro"]),
            "perLabel": {label: rounded(student[label]) for label in LABELS},
            "floor": {"name": FLOOR, "microF1": round(floor["micro"]["f1"], 4),
                      "perLabelF1": {label: round(floor[label]["f1"], 4) for label in LABELS}}}


def model_entry(folder: Path, verification: dict, all_scores: list[dict]) -> dict:
    """The catalogue's entry of the model in `folder`."""
    files = [file_entry(folder, path) for path in DOWNLOADED]
    return {
        "id": paths.MODEL_ID, "revision": revision_of(files),
        "name": {"pt-BR": "ProntoNER aninhado", "en": "ProntoNER nested"},
        "description": {
            "pt-BR": "Marca problemas, tratamentos, testes e anatomia, também uns dentro dos outros, em notas clínicas "
                     "brasileiras. Compacto: treinado do zero para rodar no navegador.",
            "en": "Marks problems, treatments, tests and anatomy, nested ones too, in Brazilian clinical notes. Compact: "
                  "trained from scratch to run in the browser."},
        "architecture": "modernbert", "parameters": parameter_count(folder / BUILDS["fp32"]), "language": "pt",
        "scheme": "BIO", "activation": "sigmoid", "labels": list(LABELS), "outputs": list(OUTPUTS),
        "contextTokens": MAX_TOKENS, "strideTokens": STRIDE_TOKENS, "licence": "Apache-2.0", "attribution": ATTRIBUTION,
        "files": files, "builds": builds_of(verification), "scores": [score_entry(scores) for scores in all_scores]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    options = paths.parse(parser)
    verification = json.loads((options.run / "verification.json").read_text())
    all_scores = [json.loads(path.read_text()) for path in sorted(options.run.glob("scores-seed-*.json"))]
    entry = model_entry(options.run / "model", verification, all_scores)
    home = paths.STATIC_MODELS / paths.MODEL_ID
    shutil.rmtree(home, ignore_errors=True)  # one revision is served; older ones are in the history
    shutil.copytree(options.run / "model", home / entry["revision"])
    (home / entry["revision"] / "README.md").write_text(model_card(entry, verification, all_scores), encoding="utf-8")
    catalogue = {"schemaVersion": 1, "chunkBytes": CHUNK_BYTES, "models": [entry]}
    text = json.dumps(catalogue, indent=2, ensure_ascii=False)
    (paths.STATIC_MODELS / "catalogue.json").write_text(text + "\n", encoding="utf-8")
    total = sum(path.stat().st_size for path in (home / entry["revision"]).rglob("*") if path.is_file())
    print(f"{entry['revision']}: {total} bytes")


if __name__ == "__main__":
    main()
