"""`make review-apply`: checks an edited review file and puts its examples into `data/nlu.yml`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from runtime.quiet import hush
from tools.console import run

PROJECT = Path(__file__).resolve().parent.parent
NLU = "data/nlu.yml"


def main(arguments: Sequence[str] | None = None) -> int:
    """Merge an edited file.

    Args:
        arguments: The command line; that of the process by default.

    Returns:
        The exit status: 1 if something is wrong; then nothing was changed.
    """
    options = _parser().parse_args(arguments)
    hush()
    from catalog.errors import CatalogError
    from review.errors import ReviewError

    return run(lambda: _apply(options), ReviewError, CatalogError)


def _apply(options: argparse.Namespace) -> int:
    from review.checks import Known, check, known_examples, words_of
    from review.merge import merge, read, write
    from review.sheet import read_sheet
    from tools.review import shop_names
    from validation.project import Project

    decisions = read_sheet(options.file)
    project = Project(options.project)
    known = Known(
        intents=frozenset(project.domain.intents),
        entities=frozenset(project.domain.entities),
        examples=known_examples([(e.plain, e.intent, str(e.place)) for e in project.examples]),
        names=shop_names(),
    )
    additions, problems, repeated = check(decisions, known)
    for problem in problems:
        print(words_of(problem, options.language))
    if problems:
        print(f"{len(problems)} to mend in {options.file}. Nothing was changed.")
        return 1
    accepted = sum(decision.accepted for decision in decisions)
    if not additions:
        print(f"{accepted} of {len(decisions)} groups accepted, nothing new in them. Nothing was changed.")
        return 0
    path = options.project / NLU
    before = read(path)
    merged = merge(before, additions, NLU)
    write(merged.text, path)
    if not _holds(options, merged.added):
        write(before, path)
        print("Nothing was changed.")
        return 1
    there = f"; {repeated} were there already" if repeated else ""
    print(f"{accepted} of {len(decisions)} groups accepted, {len(additions)} examples added to {NLU}{there}.")
    print("Next: `make validate`, `make train`, `make report`.")
    return 0


def _holds(options: argparse.Namespace, added: Sequence[int]) -> bool:
    """Let `make validate` look at the new lines; says what it finds there."""
    from validation.report import count, lines
    from validation.runner import validate

    new = set(added)
    found = [item for item in validate(options.project) if item.place.file == NLU and item.place.line in new]
    for line in lines(found, options.language):
        print(line)
    return not count(found)["error"]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make review-apply",
        description="Check an edited review file, and add the examples of its accepted groups to data/nlu.yml.",
        epilog="Through make: make review-apply FILE=reports/review/2026-11-23.yml",
    )
    parser.add_argument("file", type=Path, help="the edited file")
    parser.add_argument("--language", choices=("en", "zh"), default="en", help="language of the findings (default: en)")
    parser.add_argument("--project", type=Path, default=PROJECT, help="folder with the content (default: this project)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
