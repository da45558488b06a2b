"""Runs another program without showing what it prints."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping

_LINES = 8


def complaint(command: list[str], environment: Mapping[str, str]) -> str | None:
    """Run a program to its end.

    Args:
        command: The program with its arguments.
        environment: Its environment variables.

    Returns:
        The last lines that it printed where it failed, else None.
    """
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return "\n".join(done.stdout.splitlines()[-_LINES:]) if done.returncode != 0 else None
