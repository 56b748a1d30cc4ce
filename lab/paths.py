"""Where data come from and where intermediate files go. Knows no file format."""

import argparse
import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
STATIC_MODELS = REPOSITORY / "static-models"
FIXTURES = REPOSITORY / "src" / "testing" / "fixtures"
CORPUS = {"nestedclinbr": REPOSITORY / "corpus" / "nested", "semclinbr": REPOSITORY / "corpus" / "semclinbr",
          "mama": REPOSITORY / "corpus" / "mama"}
STANDOFF = CORPUS["semclinbr"] / "nestedclinbr-train.jsonl"


def add_path_options(parser: argparse.ArgumentParser) -> None:
    """Adds `--data` (or PRONTONER_DATA) and `--run` (or PRONTONER_LAB_RUN, default lab/.run)."""
    data = os.environ.get("PRONTONER_DATA")
    run = os.environ.get("PRONTONER_LAB_RUN", str(REPOSITORY / "lab" / ".run"))
    parser.add_argument("--data", type=Path, default=Path(data) if data else None, required=data is None,
                        help="folder laid out as described in lab/README.md")
    parser.add_argument("--run", type=Path, default=Path(run), help="folder for intermediate files")


def parse(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """Parses the command line and makes sure that the run folder exists."""
    add_path_options(parser)
    options = parser.parse_args()
    options.run.mkdir(parents=True, exist_ok=True)
    return options
