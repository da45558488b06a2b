"""Items made ahead arrive in order; what goes wrong arrives as well."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from catalog.read_ahead import read_ahead


def test_order_is_kept_and_the_next_is_made_meanwhile() -> None:
    made = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        made.set()
        yield 2

    seen = []
    for item in read_ahead(items()):
        seen.append(item)
        assert made.wait(10), "the second item is made while the first one is used"
    assert seen == [1, 2]


def test_nothing() -> None:
    assert list(read_ahead(iter(()))) == []


def test_an_error_comes_after_the_items_before_it() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("line 2")

    ahead = read_ahead(items())
    assert next(ahead) == 1
    with pytest.raises(ValueError, match="line 2"):
        next(ahead)


def test_who_stops_early_leaves_no_thread() -> None:
    def numbers() -> Iterator[int]:
        yield from range(100)

    before = threading.active_count()
    ahead = read_ahead(numbers())
    assert next(ahead) == 0
    ahead.close()
    assert threading.active_count() == before
