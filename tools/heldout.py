"""The held-out sentences as a model reads them: what `make report` and `make thresholds` both look at."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evaluation.readings import Reading

PROJECT = Path(__file__).resolve().parent.parent
HELDOUT = PROJECT / "tests" / "language" / "heldout.yml"


def parser_of(command: str, does: str, example: str) -> argparse.ArgumentParser:
    """The options by which a command chooses sentences and model.

    Args:
        command: Its name, as `make report`.
        does: What it does.
        example: Options that somebody may want to give.
    """
    epilog = f'Options go through make as ARGS: {command} ARGS="{example}"'
    parser = argparse.ArgumentParser(prog=command, description=does, epilog=epilog)
    parser.add_argument("--data", type=Path, default=HELDOUT, help="test sentences (default: those of tests/language)")
    parser.add_argument("--model", type=Path, help="model to look at (default: that of the present content)")
    parser.add_argument(
        "--predictions", type=Path, help="kept predictions instead of a model, such as reports/predictions.json"
    )
    return parser


def model_of(options: argparse.Namespace) -> Path:
    """The model that was chosen."""
    from tools.content import current_model

    chosen: Path | None = options.model
    return chosen or current_model()


def readings_of(options: argparse.Namespace, tell: Callable[[str], None]) -> list[Reading]:
    """Let the chosen model read the chosen sentences, or load kept predictions.

    Args:
        options: The command line.
        tell: Called with a line of progress now and then.

    Raises:
        EvaluationError: Something that is needed is missing.
    """
    from evaluation.predictions import predict
    from evaluation.readings import load_readings, read_sentences

    if options.predictions:
        return load_readings(options.predictions)
    return predict(read_sentences(options.data), model_of(options), tell)
