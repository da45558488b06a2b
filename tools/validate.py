"""`make validate`: checks the content without training and says what to do about each finding."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.console import write_utf8
from validation.checks.hints import UNKNOWN_NAME
from validation.findings import Finding
from validation.names import OTHER_NAMES, accept_names
from validation.report import FORMATS, count, lines, summary
from validation.runner import validate
from validation.wording import LANGUAGES, word

PROJECT = Path(__file__).resolve().parent.parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: The command line; that of the process by default.

    Returns:
        The exit status: 1 if there are errors (with `--strict` also on warnings), else 0.
    """
    options = _parser().parse_args(arguments)
    write_utf8()
    found = validate(options.project)
    if options.accept_names:
        found = _accept_names(found, options)
    for line in lines(found, options.language, options.format):
        print(line)
    print(summary(found, options.language))
    counts = count(found)
    return 1 if counts["error"] or (options.strict and counts["warning"]) else 0


def _accept_names(found: list[Finding], options: argparse.Namespace) -> list[Finding]:
    """Write the unknown names into the shop's file of others; the other findings."""
    unknown = [item for item in found if item.kind == UNKNOWN_NAME]
    path = options.project / "shop" / OTHER_NAMES
    if unknown:
        accept_names(path, ((item.values["entity"], item.values["text"]) for item in unknown))
        shown = path.relative_to(options.project)
        print(word("accepted", options.language).format(count=len(unknown), file=shown))
    return [item for item in found if item.kind != UNKNOWN_NAME]


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
    parser.add_argument(
        "--accept-names", action="store_true", help="the marked names that the catalogue does not know are right"
    )
    parser.add_argument("--project", type=Path, default=PROJECT, help="folder to check (default: this project)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
