"""`make thresholds`: chooses from held-out sentences when the assistant asks back; draws the curve into `docs/`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from runtime.quiet import hush
from tools.console import run, tell
from tools.heldout import PROJECT, parser_of, readings_of

PICTURE = PROJECT / "docs" / "thresholds.png"


def main(arguments: Sequence[str] | None = None) -> int:
    """Choose the thresholds.

    Args:
        arguments: The command line; that of the process by default.

    Returns:
        The exit status: 0 if they were chosen.
    """
    options = _parser().parse_args(arguments)
    hush()
    from evaluation.errors import EvaluationError

    return run(lambda: _choose(options), EvaluationError)


def _choose(options: argparse.Namespace) -> None:
    from evaluation.pictures import threshold_curve
    from evaluation.pipeline import fallback_thresholds
    from evaluation.thresholds import Outcome, Trial

    readings = readings_of(options, tell)
    trial = Trial(readings, options.wrong_costs)
    choice, now = trial.choose(options.most_needless), fallback_thresholds(PROJECT / "config.yml")
    options.picture.parent.mkdir(parents=True, exist_ok=True)
    options.picture.write_bytes(threshold_curve(trial, choice, now))

    def line(name: str, threshold: float, ambiguity: float, outcome: Outcome) -> str:
        return (
            f"  {name:8} {threshold:9.2f} {ambiguity:9.2f} {outcome.right:13.1%} {outcome.wrong:13.1%} "
            f"{outcome.needless:13.1%} {outcome.caught:13.1%} {outcome.cost:8.3f}"
        )

    print(
        f"\n{len(readings)} held-out sentences; a wrong answer costs {options.wrong_costs:g} needless questions back, "
        f"and at most {options.most_needless:.0%} of the in-scope sentences may be asked back needlessly.\n"
    )
    print("           threshold ambiguity  right answer  wrong answer  asked for no  out of scope     cost")
    print("                                (in scope)    (all)         reason        caught")
    if now:
        print(line("now", *now, trial.outcome(*now)))
    print(line("never", 0.0, 0.0, trial.outcome(0.0, 0.0)))
    print(line("chosen", choice.threshold, choice.ambiguity, choice.outcome))
    (low, high), (low_margin, high_margin) = choice.spread
    print(f"\n90 % of resamples choose {low:.2f}–{high:.2f} and {low_margin:.2f}–{high_margin:.2f}.")
    print("For config.yml:\n\n- name: FallbackClassifier")
    print(f"  threshold: {choice.threshold:g}\n  ambiguity_threshold: {choice.ambiguity:g}\n")
    print(f"The curve: {options.picture}")


def _parser() -> argparse.ArgumentParser:
    from evaluation.thresholds import MOST_NEEDLESS, WRONG_COSTS

    parser = parser_of(
        "make thresholds",
        "Choose the thresholds of FallbackClassifier from held-out sentences. Changes no configuration.",
        "--wrong-costs 5",
    )
    parser.add_argument(
        "--wrong-costs",
        type=_positive,
        default=WRONG_COSTS,
        help="what a wrong answer costs, in needless questions back (default: %(default)g)",
    )
    parser.add_argument(
        "--most-needless",
        type=_share,
        default=MOST_NEEDLESS,
        help="most in-scope sentences asked back needlessly, as a share (default: %(default)g)",
    )
    parser.add_argument(
        "--picture", type=Path, default=PICTURE, help="where the curve goes (default: docs/thresholds.png)"
    )
    return parser


def _positive(text: str) -> float:
    value = float(text)
    if value <= 0:
        raise argparse.ArgumentTypeError("must be more than 0")
    return value


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError("must be from 0 to 1")
    return value


if __name__ == "__main__":
    sys.exit(main())
