"""The list of checks: each module under `checks/` enters its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from validation.findings import Finding
from validation.project import Project

Check = Callable[[Project], Iterable[Finding]]
FILE_CHECKS: list[Check] = []
CHECKS: list[Check] = []


def file_check(function: Check) -> Check:
    """Register a check that looks at each file by itself."""
    FILE_CHECKS.append(function)
    return function


def check(function: Check) -> Check:
    """Register a check that holds files against each other; it is left out while one of them cannot be read."""
    CHECKS.append(function)
    return function
