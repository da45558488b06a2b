"""`make review`: weak turns of real conversations, grouped and ready to be labelled, under `reports/review/`."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from runtime.quiet import hush
from tools.console import run, tell

PROJECT = Path(__file__).resolve().parent.parent
_DAYS = 7  # looked back where no date is given
_WORD = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the file to be edited.

    Args:
        arguments: The command line; that of the process by default.

    Returns:
        The exit status: 0 if the conversations were read, also if none was weak.
    """
    options = _parser().parse_args(arguments)
    hush()
    from catalog.errors import CatalogError
    from review.errors import ReviewError

    return run(lambda: _review(options), ReviewError, CatalogError)


def _review(options: argparse.Namespace) -> None:
    from review.conversations import read_conversations
    from review.groups import Candidate, Grouper
    from review.privacy import example_of
    from review.sheet import REASON_WORDS, write_sheet
    from review.turns import turns_of
    from review.weakness import weak_turns
    from validation.project import Project

    now = datetime.now().astimezone()
    since = _moment(options.since) if options.since else now - timedelta(days=_DAYS)
    names = shop_names()
    weak, seen = [], 0
    for name, events in read_conversations(since.timestamp(), options.project / "domain.yml", tell):
        turns = turns_of(name, events)
        seen += sum(turn.time >= since.timestamp() for turn in turns)
        weak += weak_turns(turns, since.timestamp(), options.margin)
    tell(f"{seen} messages of customers, {len(weak)} of them weak.")
    if not weak:
        tell("Nothing to review.")
        return
    for reason, words in REASON_WORDS.items():
        count = sum(reason in one.reasons for one in weak)
        if count:
            tell(f"  {count:4}  {words}")
    candidates = [Candidate(example_of(one.turn.text, one.turn.marks, names), one) for one in weak]
    grouper = Grouper((example.intent, example.source) for example in Project(options.project).examples)
    groups = grouper.group(candidates)
    path = _free(options.out / f"{now:%Y-%m-%d}.yml")
    write_sheet(groups, path, since=f"{since:%Y-%m-%d}", made=f"{now:%Y-%m-%d %H:%M}")
    shown = path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path
    tell(f"{len(groups)} groups. Edit {shown}, then: make review-apply FILE={shown}")


def shop_names() -> frozenset[str]:
    """Every word of the catalogue's names, folded: a product's code is nobody's personal data."""
    from components.names import catalogue_names

    return frozenset(
        word.lower() for names in catalogue_names().values() for name in names for word in _WORD.findall(name)
    )


def _moment(text: str) -> datetime:
    from review.errors import ReviewError

    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ReviewError("K860", text=text) from error
    return moment if moment.tzinfo else moment.astimezone()


def _free(path: Path) -> Path:
    """A name that no file has: somebody may be editing today's first one."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make review",
        description="Collect the turns that the assistant was weak at: grouped, and without personal data.",
        epilog="Through make: make review SINCE=2026-11-01. The conversations are those of MONGO_URL, else of var/.",
    )
    parser.add_argument("--since", default="", help=f"first day to look at, as 2026-11-01 (default: {_DAYS} days ago)")
    parser.add_argument(
        "--margin", type=float, default=0.2,
        help="a turn is weak when the likeliest intent is less ahead of the next one (default: %(default)g)",
    )  # fmt: skip
    parser.add_argument(
        "--out", type=Path, default=PROJECT / "reports" / "review", help="where to (default: reports/review/)"
    )
    parser.add_argument("--project", type=Path, default=PROJECT, help="folder with the content (default: this project)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
