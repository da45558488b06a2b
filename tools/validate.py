"""`make validate`: checks the content without training and says what to do about each finding."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from validation.report import FORMATS, count, lines, summary
from validation.runner import validate
from validation.wording import LANGUAGES

PROJECT = Path(__file__).resolve().parent.parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: The command line; that of the process by default.

    Returns:
        The exit status: 1 if there are errors (with `--strict` also on warnings), else 0.
    """
    options = _parser().parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")  # Chinese words, whatever the terminal's locale
    found = validate(options.project, hints=options.hints)
    for line in lines(found, options.language, options.format):
        print(line)
    print(summary(found, options.language))
    counts = count(found)
    return 1 if counts["error"] or (options.strict and counts["warning"]) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make validate",
        description="Check the assistant's content: examples, answers, rules. Takes seconds, trains nothing.",
        epilog="Exit status 1 if there are errors. docs/content.md explains the codes. Through make: "
        'make validate ARGS="--language zh"',
    )
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="language of the findings (default: en)")
    parser.add_argument("--format", choices=FORMATS, default="text", help="text, or annotations for GitHub")
    parser.add_argument("--strict", action="store_true", help="fail on warnings, too")
    parser.add_argument("--hints", action="store_true", help="also name marked words that the catalogue does not know")
    parser.add_argument("--project", type=Path, default=PROJECT, help="folder to check (default: this project)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
