"""Connections to MySQL and MariaDB: one question to the server a statement, and errors as the driver promises."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from mysql.connector.connection_cext import CMySQLConnection
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from catalog import engine as engine_module
from catalog import mysql_driver
from catalog.engine import create_catalog_engine, reading
from catalog.errors import CatalogUnavailable
from tests.catalog.databases import SERVERS, Databases
from tests.catalog.frozen import Proxy

pytestmark = pytest.mark.services


@pytest.fixture(params=["C", "Python"])
def part(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The part of the driver that makes the connections."""
    if request.param == "Python":
        monkeypatch.setattr(mysql_driver, "HAVE_CEXT", False)
    return str(request.param)


@pytest.fixture(params=SERVERS)
def engine(request: pytest.FixtureRequest, databases: Databases, part: str) -> Iterator[Engine]:
    engine = create_catalog_engine(databases.empty(request.param, "driver"))
    yield engine
    engine.dispose()


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    proxy = Proxy()
    yield proxy
    proxy.close()


def test_the_part_in_c_is_used_where_it_is_there(engine: Engine, part: str) -> None:
    with engine.connect() as connection:
        assert isinstance(connection.connection.dbapi_connection, CMySQLConnection) == (part == "C")


def test_a_statement_is_one_question_to_the_server(engine: Engine) -> None:
    with reading(engine) as connection:
        before = pings(connection)
        for _ in range(5):
            connection.execute(text("SELECT 1")).all()
        assert pings(connection) == before


def test_the_server_is_asked_again_after_a_while(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mysql_driver, "TRUSTED_S", 0.0)
    with reading(engine) as connection:
        first, lost = pings(connection), number(connection)
    time.sleep(0.01)
    with reading(engine) as connection:
        assert pings(connection) == first + 1
    end(engine, lost)
    with reading(engine) as connection:
        assert number(connection) != lost


def test_a_connection_that_is_lost_is_an_apology_wherever_it_is_seen(engine: Engine) -> None:
    with pytest.raises(CatalogUnavailable):
        ask_when_lost(engine)
    # Nothing more is asked, but what has been begun is rolled back.
    with pytest.raises(CatalogUnavailable), reading(engine) as connection:
        end(engine, number(connection))
    with reading(engine) as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1


@pytest.mark.slow
def test_a_server_that_says_nothing_is_not_waited_for(
    engine: Engine, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "ANSWER_TIMEOUT_S", 1)
    monkeypatch.setattr(engine_module, "CONNECT_TIMEOUT_S", 1)
    through = create_catalog_engine(proxy.leading_to(engine.url).render_as_string(hide_password=False))
    assert answer(through) == 42
    for trusted_s in (1.0, 0.0):
        monkeypatch.setattr(mysql_driver, "TRUSTED_S", trusted_s)
        began = time.monotonic()
        with pytest.raises(CatalogUnavailable):
            ask_when_frozen(through, proxy)
        with pytest.raises(CatalogUnavailable):
            answer(through)
        assert time.monotonic() - began < 8
        proxy.thaw()
        assert answer(through) == 42
    through.dispose()


def ask_when_frozen(engine: Engine, proxy: Proxy) -> None:
    with reading(engine) as connection:
        connection.execute(text("SELECT 1"))
        proxy.freeze()
        connection.execute(text("SELECT 2"))


def answer(engine: Engine) -> int:
    with reading(engine) as connection:
        return int(connection.execute(text("SELECT 42")).scalar())


def ask_when_lost(engine: Engine) -> None:
    with reading(engine) as connection:
        end(engine, number(connection))
        connection.execute(text("SELECT 1"))


def pings(connection: Connection) -> int:
    return int(connection.execute(text("SHOW SESSION STATUS LIKE 'Com_admin_commands'")).one()[1])


def number(connection: Connection) -> int:
    return int(connection.execute(text("SELECT CONNECTION_ID()")).scalar())


def end(engine: Engine, lost: int) -> None:
    """End a connection as a server does that shuts down."""
    other = create_catalog_engine(engine.url.render_as_string(hide_password=False))
    with other.connect() as connection:
        connection.execute(text(f"KILL CONNECTION {lost}"))
    other.dispose()
    time.sleep(0.2)
