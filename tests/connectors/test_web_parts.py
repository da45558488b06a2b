from __future__ import annotations

import re

import pytest

from connectors.errors import ApiError
from connectors.web.channel import WebInput
from connectors.web.page import PAGES, words
from connectors.web.tries import LIMIT_PER_ADDRESS, LIMIT_PER_USER, REMEMBERED, WINDOW_S, Tries
from runtime.settings import Settings

FILLED_IN = {"language", "other_language", "words", "version", "customer_name", "voice_seconds"}


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_failures_are_forgotten_after_the_window():
    clock = Clock()
    tries = Tries(clock)
    for _ in range(LIMIT_PER_USER):
        tries.begin("demo", "1.1.1.1")
    with pytest.raises(ApiError):
        tries.begin("demo", "1.1.1.1")
    tries.begin("demo", "2.2.2.2")
    clock.now = WINDOW_S
    tries.begin("demo", "1.1.1.1")


def test_one_address_cannot_try_many_names():
    tries = Tries(Clock())
    for number in range(LIMIT_PER_ADDRESS):
        tries.begin(f"user{number}", "1.1.1.1")
    with pytest.raises(ApiError):
        tries.begin("another", "1.1.1.1")


def test_the_memory_is_bounded():
    tries = Tries(Clock())
    for number in range(REMEMBERED):
        tries.begin("demo", str(number))
    assert len(tries._failures) == REMEMBERED


def test_demo_customers_are_refused_in_production():
    key = "x" * 32
    assert WebInput(Settings(environment="production", secret_key=key))._allow_demo is False
    assert WebInput(Settings(secret_key=key))._allow_demo is True


def test_every_word_is_there_in_both_languages():
    assert all(set(entry) == {"zh", "en"} and all(entry.values()) for entry in words().values())


def test_every_word_of_the_pages_is_known_and_every_known_word_is_used():
    pages = "".join((PAGES / name).read_text(encoding="utf-8") for name in ("login.html", "chat.html"))
    script = "".join(path.read_text(encoding="utf-8") for path in PAGES.glob("*.js"))
    used = set(re.findall(r"\{\{(\w+)\}\}", pages)) - FILLED_IN | set(re.findall(r"\bwords\.(\w+)", script))
    assert used == set(words())
