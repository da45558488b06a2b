"""How a command of the tools begins and ends on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable


def write_utf8() -> None:
    """Let Chinese words be printed, whatever the terminal's locale."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")


def run(work: Callable[[], int | None], *errors: type[Exception]) -> int:
    """Do a command's work.

    Args:
        work: The work; gives the exit status, or nothing for 0.
        *errors: What may go wrong; its message is printed without a trace.

    Returns:
        The exit status: 1 after one of these errors.
    """
    write_utf8()
    try:
        return work() or 0
    except errors as error:
        print(error, file=sys.stderr)
        return 1


def tell(line: str) -> None:
    """Print a line of progress at once."""
    print(line, flush=True)
