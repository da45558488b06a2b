"""Shops for the tests of the catalogue. Every test that uses one runs on SQLite, on MariaDB and on MySQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from catalog.engine import create_catalog_engine
from catalog.importer import import_path
from catalog.settings import SHOP_FOLDER
from catalog.shop import Shop
from tests.catalog.databases import SERVERS, SQLITE, Databases


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory, services: Mapping[str, str]) -> Iterator[Databases]:
    """Makes databases; what it made on servers is dropped at the end."""
    made = Databases(tmp_path_factory.mktemp("databases"), services)
    yield made
    made.close()


@pytest.fixture(
    scope="session",
    params=[SQLITE, *(pytest.param(server, marks=pytest.mark.services) for server in SERVERS)],
)
def server(request: pytest.FixtureRequest) -> str:
    """The database engine on which the test runs."""
    return str(request.param)


@pytest.fixture(scope="session")
def open_engine() -> Iterator[Callable[[str], Engine]]:
    """Engines by URL, each made once and closed at the end."""
    engines: dict[str, Engine] = {}

    def opened(url: str) -> Engine:
        if url not in engines:
            engines[url] = create_catalog_engine(url)
        return engines[url]

    yield opened
    for engine in engines.values():
        engine.dispose()


@pytest.fixture(scope="session")
def shops(databases: Databases, open_engine: Callable[[str], Engine]) -> Callable[[str], Shop]:
    """The sample shop on a database engine; made once."""
    opened: dict[str, Shop] = {}

    def shop_on(server: str) -> Shop:
        if server not in opened:
            opened[server] = Shop(open_engine(databases.template(server, "sample", fill_sample)))
        return opened[server]

    return shop_on


@pytest.fixture(scope="session")
def shop(server: str, shops: Callable[[str], Shop]) -> Shop:
    """The sample shop; tests must not change it."""
    return shops(server)


@pytest.fixture
def filled_engine(server: str, databases: Databases) -> Iterator[Engine]:
    """A copy of the sample shop that the test may change."""
    engine = create_catalog_engine(databases.copy(server, "sample", fill_sample))
    yield engine
    engine.dispose()


@pytest.fixture
def empty_engine(server: str, databases: Databases) -> Iterator[Engine]:
    """A database with tables and nothing in them."""
    engine = create_catalog_engine(databases.copy(server, "empty", lambda _: None))
    yield engine
    engine.dispose()


@pytest.fixture
def empty_url(server: str, databases: Databases) -> str:
    """The URL of a database without tables."""
    return databases.empty(server, "bare")


def fill_sample(engine: Engine) -> None:
    """Import the sample shop."""
    import_path(engine, Path(SHOP_FOLDER), today=date.today())
