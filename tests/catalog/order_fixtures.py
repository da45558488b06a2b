"""A small shop with customers and orders, for the tests of the order side; on SQLite, MariaDB and MySQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from catalog import passwords
from catalog.engine import create_catalog_engine
from catalog.order_import import import_order_files
from tests.catalog.databases import Databases, Fill
from tests.catalog.order_shop import PRICES, TODAY, OrderShop, add_products, write_files


@pytest.fixture(scope="session")
def cheap_hashes() -> Iterator[None]:
    """New password hashes cost next to nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "COST", 16)
        patch.setattr(passwords, "PASSES", 1)
        yield


@pytest.fixture
def open_order_shop(server: str, databases: Databases) -> Iterator[Callable[[str, Fill], OrderShop]]:
    """Opens a shop that the test may change."""
    opened: list[OrderShop] = []

    def opener(name: str, fill: Fill) -> OrderShop:
        url = databases.copy(server, name, fill)
        opened.append(OrderShop(create_catalog_engine(url), url))
        return opened[-1]

    yield opener
    for shop in opened:
        shop.engine.dispose()


@pytest.fixture
def order_shop(
    open_order_shop: Callable[[str, Fill], OrderShop],
    cheap_hashes: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> OrderShop:
    """A shop with customers and orders."""

    def fill(engine: Engine) -> None:
        _fill_products(engine)
        import_order_files(engine, write_files(Path(tmp_path_factory.mktemp("orders"))), TODAY)

    return open_order_shop("orders", fill)


@pytest.fixture
def empty_order_shop(open_order_shop: Callable[[str, Fill], OrderShop]) -> OrderShop:
    """A shop with products only."""
    return open_order_shop("products", _fill_products)


def _fill_products(engine: Engine) -> None:
    add_products(engine, PRICES)
