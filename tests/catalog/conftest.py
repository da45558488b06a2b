"""A shop filled from `shop/`, once a session and database.

`TEST_CATALOG_URLS` (separated by spaces) names the databases; a temporary SQLite file by default.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from catalog.engine import create_catalog_engine, upgrade_schema
from catalog.importer import import_path
from catalog.settings import SHOP_FOLDER
from catalog.shop import Shop

URLS = os.environ.get("TEST_CATALOG_URLS", "sqlite").split()


@pytest.fixture(scope="session", params=URLS, ids=lambda url: url.partition(":")[0])
def catalog_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of an empty database (servers: one that the tests may fill)."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('catalog') / 'shop.db'}"
    return str(request.param)


@pytest.fixture(scope="session")
def filled_engine(catalog_url: str) -> Iterator[Engine]:
    """A database with the sample shop's catalogue."""
    engine = create_catalog_engine(catalog_url)
    upgrade_schema(engine)
    import_path(engine, SHOP_FOLDER, today=date.today())
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def shop(filled_engine: Engine) -> Shop:
    """The sample shop; tests must not change it."""
    return Shop(filled_engine)


@pytest.fixture
def empty_engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty SQLite database with tables."""
    engine = create_catalog_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    upgrade_schema(engine)
    yield engine
    engine.dispose()
