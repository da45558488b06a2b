"""A small shop with customers and orders in a temporary SQLite file, for the tests of the order side."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from catalog import passwords
from catalog.engine import create_catalog_engine, upgrade_schema
from catalog.order_import import import_order_files
from tests.catalog.order_shop import PRICES, TODAY, OrderShop, add_products, copy_tables, write_files

#: Another database to run these tests on (its tables are emptied), for instance MySQL.
SERVER_URL = os.environ.get("ORDER_TEST_URL", "")


@pytest.fixture(scope="session")
def cheap_hashes() -> Iterator[None]:
    """New password hashes cost next to nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "COST", 16)
        patch.setattr(passwords, "PASSES", 1)
        yield


@pytest.fixture(scope="session")
def empty_order_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with products only; copied for every test, for migrations take a while."""
    path = tmp_path_factory.mktemp("order_shop") / "empty.db"
    engine = create_catalog_engine(f"sqlite:///{path}")
    upgrade_schema(engine)
    add_products(engine, PRICES)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def full_order_file(empty_order_file: Path, cheap_hashes: None) -> Path:
    """The same with customers and orders."""
    path = empty_order_file.with_name("full.db")
    shutil.copy(empty_order_file, path)
    engine = create_catalog_engine(f"sqlite:///{path}")
    import_order_files(engine, write_files(path.parent / "files"), TODAY)
    engine.dispose()
    return path


@pytest.fixture
def open_order_shop(tmp_path: Path) -> Iterator[Callable[[Path], OrderShop]]:
    """Opens a copy of a database file."""
    opened: list[OrderShop] = []

    def opener(template: Path) -> OrderShop:
        path = tmp_path / f"shop{len(opened)}.db"
        shutil.copy(template, path)
        url = f"sqlite:///{path}"
        engine = create_catalog_engine(url)
        if SERVER_URL:
            url, file, engine = SERVER_URL, engine, create_catalog_engine(SERVER_URL)
            upgrade_schema(engine)
            copy_tables(file, engine)
            file.dispose()
        opened.append(OrderShop(engine, url))
        return opened[-1]

    yield opener
    for shop in opened:
        shop.engine.dispose()


@pytest.fixture
def order_shop(open_order_shop: Callable[[Path], OrderShop], full_order_file: Path) -> OrderShop:
    """A shop with customers and orders."""
    return open_order_shop(full_order_file)


@pytest.fixture
def empty_order_shop(open_order_shop: Callable[[Path], OrderShop], empty_order_file: Path) -> OrderShop:
    """A shop with products only."""
    return open_order_shop(empty_order_file)
