"""`make report`: how well the assistant understands, as one HTML page under `reports/`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from runtime.quiet import hush

PROJECT = Path(__file__).resolve().parent.parent
HELDOUT = PROJECT / "tests" / "language" / "heldout.yml"
STORIES = PROJECT / "tests" / "stories"


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the report.

    Args:
        arguments: The command line; that of the process by default.

    Returns:
        The exit status: 0 if the page was written.
    """
    options = _parser().parse_args(arguments)
    hush()
    from evaluation.errors import EvaluationError

    try:
        page = _report(options)
    except EvaluationError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The report: {page}")
    return 0


def _report(options: argparse.Namespace) -> Path:
    from evaluation.history import difference, keep, last_record, record
    from evaluation.page import Report, write_page
    from evaluation.pictures import confidence_histogram, confusion_matrix, threshold_curve
    from evaluation.pipeline import fallback_thresholds
    from evaluation.predictions import predict
    from evaluation.readings import load_readings, read_sentences, save_readings
    from evaluation.scores import score
    from evaluation.stories import run_stories
    from evaluation.thresholds import Trial
    from tools.content import current_model

    model = options.model or current_model()
    if options.predictions:
        readings = load_readings(options.predictions)
    else:
        readings = predict(read_sentences(options.data), model, _tell)
        save_readings(readings, options.out / "predictions.json")
    stories = None
    if not options.no_stories and not options.predictions:
        _tell("Running the test stories …")
        stories = run_stories(model, options.stories, PROJECT)
    _tell("Counting, and drawing the pictures …")
    scores, now = score(readings), fallback_thresholds(PROJECT / "config.yml")
    trial = Trial(readings)
    pictures = {
        "matrix": confusion_matrix(readings),
        "histogram": confidence_histogram(readings, now[0] if now else None),
        "curve": threshold_curve(trial, trial.choose(), now),
    }
    for name, picture in pictures.items():
        (options.out / f"{name}.png").parent.mkdir(parents=True, exist_ok=True)
        (options.out / f"{name}.png").write_bytes(picture)
    data = _below_project(options.predictions or options.data)
    new = record(readings, scores, stories, made_at=datetime.now().astimezone(), data=data, model=model.name)
    history = options.out / "history"
    last = last_record(history, data)
    page: Path = options.out / "index.html"
    report = Report(new, scores, stories, difference(last, new) if last else None, pictures)
    write_page(report, page, options.language)
    keep(new, history)
    overall = scores.overall
    caught = "" if overall.caught is None else f", out of scope caught {overall.caught:.1%}"
    gone = "" if stories is None else f", stories {stories.passed} of {len(stories.names)}"
    print(f"Intents {overall.accuracy:.1%}{caught}, entity F1 {overall.entities.f1:.1%}{gone}.")
    return page


def _tell(line: str) -> None:
    print(line, flush=True)


def _below_project(path: Path) -> str:
    resolved = path.resolve()
    return resolved.relative_to(PROJECT).as_posix() if resolved.is_relative_to(PROJECT) else str(resolved)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make report",
        description="Let the current model read test sentences and test stories, and write a page about it.",
        epilog='Options go through make as ARGS: make report ARGS="--language zh"',
    )
    parser.add_argument("--data", type=Path, default=HELDOUT, help="test sentences (default: those of tests/language)")
    parser.add_argument("--stories", type=Path, default=STORIES, help="test stories (default: tests/stories)")
    parser.add_argument("--no-stories", action="store_true", help="leave the test stories out")
    parser.add_argument("--model", type=Path, help="model to look at (default: that of the present content)")
    parser.add_argument("--predictions", type=Path, help="kept predictions instead of a model (and no stories)")
    parser.add_argument("--language", choices=("en", "zh"), default="en", help="language of the page (default: en)")
    parser.add_argument("--out", type=Path, default=PROJECT / "reports", help="where to (default: reports/)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
