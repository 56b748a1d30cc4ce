"""Turns labelled copies of NestedClinBr's training notes into stand-off labels that hold no text.

`python -m lab.standoff <folder>` reads `*.jsonl` there (`id`, `markup` with `semclinbr` labels), checks that each text without
its markup is the note of that id, and writes `corpus/semclinbr/nestedclinbr-train.jsonl`: `id`, the text's `sha256`, and
`spans`, each start and end in code points and a label.
"""

import argparse
import hashlib
import json
from pathlib import Path

from lab import paths
from lab.markup import MarkupError, column_of, parse_markup
from lab.tag_sets import TAG_SETS


def standoff_of(line: str, place: str, texts: dict[object, str]) -> dict:
    """The stand-off record of one labelled note; ValueError naming the place when markup or text is wrong."""
    record = json.loads(line)
    try:
        text, entities = parse_markup(record["markup"], TAG_SETS["semclinbr"])
    except MarkupError as error:
        raise ValueError(f"{place}:{column_of(line, error.position)}: {error}") from error
    original = texts[record["id"]]
    if text != original:
        at = next((at for at, (mine, own) in enumerate(zip(text, original)) if mine != own), min(len(text), len(original)))
        raise ValueError(f"{place}: note {record['id']} differs from the original at character {at}: "
                         f"{text[at:at + 30]!r} for {original[at:at + 30]!r}")
    return {"id": record["id"], "sha256": hashlib.sha256(text.encode()).hexdigest(), "spans": sorted(map(list, entities))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    options = paths.parse(parser)
    with (options.data / "nestedclinbr" / "train.jsonl").open(encoding="utf-8") as lines:
        texts = {record["id"]: record["text"] for record in map(json.loads, lines)}
    records = {}
    for path in sorted(options.folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            record = standoff_of(line, f"{path}:{number}", texts)
            records[record["id"]] = record
    lines = [json.dumps(records[name], separators=(",", ":")) for name in texts if name in records]
    paths.STANDOFF.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} of {len(texts)} notes, {sum(len(record['spans']) for record in records.values())} spans")


if __name__ == "__main__":
    main()
