"""The next items are made while one is used."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")


def read_ahead(items: Iterator[Item]) -> Generator[Item, None, None]:
    """Give items while another thread makes the next one.

    It pays where making an item takes the processor and using it waits for a server.

    Args:
        items: Used by one thread at a time, not always the same.

    Yields:
        The same items in the same order; what making one raises is raised here.
    """
    end = object()
    with ThreadPoolExecutor(1, thread_name_prefix="read-ahead") as pool:
        coming = pool.submit(next, items, end)
        while (item := coming.result()) is not end:
            coming = pool.submit(next, items, end)
            yield item  # type: ignore[misc]
