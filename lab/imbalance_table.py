"""Sums up `<run>/imbalance.jsonl`: mean and standard deviation over seeds, as the paper's table gives them.

`python -m lab.imbalance_table` prints the table and writes `bench/imbalance.json`, which the site's comparison can show.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from lab import paths

GROUP = ("tag_set", "model", "scheme", "strategy")
TARGET = paths.REPOSITORY / "bench" / "imbalance.json"


def figure(values: Sequence[float]) -> dict[str, float]:
    """Mean and sample standard deviation (0 of one value), four decimals."""
    return {"mean": round(float(np.mean(values)), 4), "sd": round(float(np.std(values, ddof=1)) if len(values) > 1 else 0.0, 4)}


def table(lines: Sequence[dict]) -> list[dict]:
    """A row per group: number of runs and figures with the threshold from validation and from the scored part."""
    groups = defaultdict(list)
    for line in lines:
        groups[tuple(line[name] for name in GROUP)].append(line)
    return [dict(zip(GROUP, key)) | {
        "runs": len(own), "trainNotes": round(float(np.mean([line["trainNotes"] for line in own]))),
        "microF1": figure([line["microF1"] for line in own]), "macroF1": figure([line["macroF1"] for line in own]),
        "onTest": {name: figure([line["onTest"][name] for line in own]) for name in ("microF1", "macroF1")}}
        for key, own in groups.items()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    options = paths.parse(parser)
    rows = table([json.loads(line) for line in (options.run / "imbalance.jsonl").read_text().splitlines()])
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(rows, indent=1) + "\n")
    for row in rows:
        print(*(row[name] for name in GROUP), f"{row['runs']} runs", *(
            f"{name} {one['mean']:.4f} +/- {one['sd']:.4f}" for name, one in
            (("macro", row["macroF1"]), ("micro", row["microF1"]), ("on test: macro", row["onTest"]["macroF1"]))))


if __name__ == "__main__":
    main()
