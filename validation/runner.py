"""Runs the checks."""

from __future__ import annotations

from pathlib import Path

import validation.checks  # noqa: F401 - enters the checks into the registry
from validation.findings import Finding
from validation.limits import Limits
from validation.project import Project
from validation.registry import CHECKS, FILE_CHECKS
from validation.wording import kinds


def validate(root: Path, *, limits: Limits | None = None) -> list[Finding]:
    """Run all checks over a project.

    Args:
        root: Its folder.
        limits: Numbers to go by instead of those in `limits.yml`.

    Returns:
        What was found, by file and line.
    """
    project = Project(root, limits)
    checks = [*FILE_CHECKS, *(CHECKS if project.readable else ())]
    found = [item for check in checks for item in check(project)]
    return sorted(found, key=lambda item: (item.place, kinds()[item.kind].code, repr(item.values)))
