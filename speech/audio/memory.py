"""A limit to the memory that reading one recording may take: a file of a few bytes can claim tables of gigabytes."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SIZES = Path("/proc/self/statm")


@contextmanager
def limited_memory(megabytes: int) -> Iterator[None]:
    """Let this process have so much memory beside what it has; more is a `MemoryError`.

    What was loaded before does not count, however large a recogniser's model is. Only for a process that does one thing
    at a time. Without a limit where the system does not say how much a process has.

    Args:
        megabytes: How much.
    """
    mapped = _mapped_bytes()
    had, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = (mapped or 0) + megabytes * 2**20
    if mapped is None or (had != resource.RLIM_INFINITY and had <= limit):
        yield
        return
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (had, most))


def _mapped_bytes() -> int | None:
    try:
        return int(_SIZES.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return None
