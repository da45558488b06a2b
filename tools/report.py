"""`make report`: how well the assistant understands, as one HTML page under `reports/`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from runtime.quiet import hush
from tools.console import run, tell
from tools.heldout import PROJECT, model_of, parser_of, readings_of

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

    return run(lambda: _report(options), EvaluationError)


def _report(options: argparse.Namespace) -> None:
    from evaluation.history import difference, keep, last_record, record
    from evaluation.page import Report, write_page
    from evaluation.pictures import confidence_histogram, confusion_matrix, threshold_curve
    from evaluation.pipeline import fallback_thresholds
    from evaluation.readings import save_readings
    from evaluation.scores import score
    from evaluation.stories import run_stories
    from evaluation.thresholds import Trial

    model, readings = model_of(options), readings_of(options, tell)
    if not options.predictions:
        save_readings(readings, options.out / "predictions.json")
    stories = None
    if not options.no_stories and not options.predictions:
        tell("Running the test stories …")
        stories = run_stories(model, options.stories, PROJECT)
    tell("Counting, and drawing the pictures …")
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
    print(f"The report: {page}")


def _below_project(path: Path) -> str:
    resolved = path.resolve()
    return resolved.relative_to(PROJECT).as_posix() if resolved.is_relative_to(PROJECT) else str(resolved)


def _parser() -> argparse.ArgumentParser:
    parser = parser_of(
        "make report",
        "Let the current model read test sentences and test stories, and write a page about it.",
        "--language zh",
    )
    parser.add_argument("--stories", type=Path, default=STORIES, help="test stories (default: tests/stories)")
    parser.add_argument("--no-stories", action="store_true", help="leave the test stories out, as kept predictions do")
    parser.add_argument("--language", choices=("en", "zh"), default="en", help="language of the page (default: en)")
    parser.add_argument("--out", type=Path, default=PROJECT / "reports", help="where to (default: reports/)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
