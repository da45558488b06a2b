"""Texts that want to break something: they are searched for like others, and nothing happens."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import event

from catalog.search import SearchQuery
from catalog.shop import Shop
from catalog.spec_filters import SpecFilter

TEXTS = [
    "'; DROP TABLE products; --",
    "1' OR '1'='1",
    '" OR 1=1 --',
    "Robert'); DELETE FROM orders;--",
    "iphone UNION SELECT password_hash FROM customers",
    "%",
    "_",
    "%%%%",
    "PH-IP1_",
    "PH-%",
    "a\0b",
    "\0",
    "\x1b[31m",
    "\\",
    "\\'",
    "`products`",
    "+iphone -apple ~sony <x >y (a b) \"c d\" *",
    "NEAR(iphone apple, 5)",
    "tokens:iphone",
    "iphone*",
    "AND OR NOT",
    ":expression %(expression)s ?",
    "{{7*7}} ${7*7}",
    "😀" * 3000,
    "小" * 10_000,
    "x" * 10_000,
    "a b " * 2_500,
    "iphone " * 1_400,
    "9" * 10_000,
    "1 " * 5_000,
    "\u202eenohpi",
    "e\u0301" * 5_000,
    "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_strange_texts_get_sane_answers_in_good_time(shop: Shop, text: str) -> None:
    began = time.process_time()
    found = shop.search.find(text)
    result = shop.search.search(SearchQuery(text=text))
    assert time.process_time() - began < 2
    assert len(found) <= 5 and len(result.products) <= 5
    assert all(match.score < 1 for match in found)
    shop.lexicon.brand(text)
    shop.lexicon.spec(text)
    shop.lexicon.category(text)
    shop.lexicon.spec_filters_in(text)
    shop.terms.find(text)
    shop.terms.near(text)
    assert shop.products.get(text) is None
    assert shop.products.count() > 300


@pytest.mark.parametrize("text", ["%", "_", "PH-IP1_", "PH-%", "' OR 1=1 --"])
def test_wildcards_and_quotes_match_nothing(shop: Shop, text: str) -> None:
    assert all(match.score < 0.85 for match in shop.search.find(text))
    assert shop.products.get_many([text]) == []
    assert shop.search.search(SearchQuery(category=text)).reason != ""
    assert shop.search.search(SearchQuery(brands=(text,), tags=(text,))).products == ()


def test_what_customers_say_is_never_part_of_a_statement(shop: Shop) -> None:
    secret = "zqxjkv"
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(shop.engine, "before_cursor_execute", note)
    try:
        shop.search.find(f"iphone {secret}")
        shop.search.search(SearchQuery(text=f"{secret} 耳机"))
        shop.search.search(
            SearchQuery(
                brands=(secret,), category=secret, tags=(secret,), spec_filters=(SpecFilter(secret, "eq", 1.0),)
            )
        )
        shop.products.get_many([secret])
        shop.orders.get(secret, secret)
        shop.customers.authenticate(secret, secret, allow_demo=True)
    finally:
        event.remove(shop.engine, "before_cursor_execute", note)
    assert seen and not any(secret in statement.lower() for statement in seen)
