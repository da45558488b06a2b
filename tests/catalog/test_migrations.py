"""Migrations: they make what the code expects, and a shop's own data survives them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import event, insert, inspect, select, text
from sqlalchemy.engine import Connection, Engine

from catalog import engine as engine_module
from catalog import schema
from catalog.engine import MIGRATIONS, create_catalog_engine, reading, upgrade_schema, writing
from catalog.errors import CatalogError, CatalogUnavailable
from catalog.order_schema import ORDER_TABLES, customers, orders, refunds
from catalog.settings import PROJECT
from tests.catalog.databases import SERVERS, TABLES, Databases

#: How statements begin that change nothing.
READS = ("SELECT", "SHOW", "PRAGMA", "BEGIN", "ANALYZE", "DESC")
OURS = {table.name for table in (*schema.CATALOGUE_TABLES, *ORDER_TABLES)}


def described(connection: Connection) -> dict[str, list[str]]:
    """What the database says that each table is made of, in an order that does not depend on how it was made."""
    made = {}
    for table in sorted(OURS):
        if connection.dialect.name == "sqlite":
            which = text("SELECT sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL")
            # A column that was added later stands on the line of the one before it.
            statements = [row.sql for row in connection.execute(which, {"table": table})]
            lines = [part for statement in statements for part in re.split(r",\s+(?![^(]*\))|\(\n|\)$", statement)]
        else:
            lines = connection.execute(text(f"SHOW CREATE TABLE {table}")).one()[1].splitlines()
            lines[-1] = re.sub(r"AUTO_INCREMENT=\d+ ", "", lines[-1])
        made[table] = sorted(line.strip().rstrip(",") for line in lines)
    return made


def test_migrations_make_the_tables_of_the_schema(server: str, databases: Databases) -> None:
    migrated, direct = (create_catalog_engine(databases.empty(server, name)) for name in ("migrated", "direct"))
    upgrade_schema(migrated)
    schema.metadata.create_all(direct)
    with reading(migrated) as one, reading(direct) as other:
        assert described(one) == described(other)
    migrated.dispose()
    direct.dispose()


def test_migrations_are_written_out() -> None:
    for path in (MIGRATIONS / "versions").glob("0*.py"):
        assert "from catalog" not in path.read_text(encoding="utf-8"), f"{path.name} must not change with the code"


def test_what_a_shop_has_survives_an_upgrade(server: str, databases: Databases) -> None:
    engine = create_catalog_engine(databases.empty(server, "old"))
    _migrate(engine, "0002")
    with writing(engine) as connection:
        connection.execute(insert(schema.brands).values(id="own", zh="自家 🏠", en="Own", position=0))
        _sell_a_mouse(connection)
        _pay_back(connection)
    for _ in range(2):
        upgrade_schema(engine)
    with reading(engine) as connection:
        assert [row.zh for row in connection.execute(select(schema.brands))] == ["自家 🏠"]
        for feature in (schema.product_specs, schema.product_tags):
            assert [row.category_id for row in connection.execute(select(feature))] == ["mouse"]
        (refund,) = connection.execute(select(refunds))
        assert (refund.order_number, refund.position, refund.state, refund.lowered_total) == ("SO1", 0, "approved", 0)
        for table in TABLES:
            connection.execute(text(f"SELECT count(*) FROM {table}"))
    engine.dispose()


def _sell_a_mouse(connection: Connection) -> None:
    names = {"zh": "一", "en": "one", "position": 0}
    connection.execute(insert(schema.categories).values(id="mouse", **names))
    connection.execute(insert(schema.tags).values(id="light", **names))
    connection.execute(insert(schema.specs).values(id="weight", **names))
    values = dict.fromkeys(("name_zh", "name_en", "summary_zh", "summary_en", "released"), "1")
    numbers = dict.fromkeys(("price", "stock", "popularity", "warranty_months"), 1)
    product = {"id": 1, "sku": "M1", "brand_id": "own", "category_id": "mouse", "currency": "CNY", **values, **numbers}
    connection.execute(insert(schema.products).values(product))
    connection.execute(
        text("INSERT INTO product_specs (product_id, spec_id, text, number) VALUES (1, 'weight', '80', 80)")
    )
    connection.execute(text("INSERT INTO product_tags (product_id, tag_id, position) VALUES (1, 'light', 0)"))


def _pay_back(connection: Connection) -> None:
    connection.execute(insert(customers).values(id="c", username="c", display_name="c"))
    order = {"number": "SO1", "number_key": "SO1", "customer_id": "c", "state": "cancelled", "total": 1}
    connection.execute(insert(orders).values(**order, created_at=datetime(2026, 1, 1), shipping_address="x"))
    refund = "INSERT INTO refunds (order_number, state, amount, reason, requested_at) "
    connection.execute(text(f"{refund} VALUES ('SO1', 'approved', 1, '', '2026-01-01 00:00:00')"))


def test_workers_that_start_at_once_migrate_once(server: str, databases: Databases) -> None:
    url = databases.empty(server, "race")
    program = f"from catalog.engine import *; upgrade_schema(create_catalog_engine({url!r}))"
    started = [subprocess.Popen([sys.executable, "-c", program], cwd=PROJECT) for _ in range(2)]
    upgrade_schema(create_catalog_engine(url))
    assert [process.wait(60) for process in started] == [0, 0]


@pytest.mark.slow
def test_a_migration_that_is_interrupted_at_any_step_is_resumed(server: str, databases: Databases) -> None:
    whole, parts = (create_catalog_engine(databases.empty(server, name)) for name in ("whole", "parts"))
    upgrade_schema(whole)
    with interrupted_after(str(parts.url.database)) as steps:
        while True:
            try:
                upgrade_schema(parts)
            except Interrupted:
                continue
            break
    assert len(steps) > 60
    with reading(whole) as one, reading(parts) as other:
        assert described(one) == described(other)
    whole.dispose()
    parts.dispose()


class Interrupted(Exception):
    """What a power cut would be."""


@contextmanager
def interrupted_after(database: str) -> Iterator[list[str]]:
    """Every statement that changes a database is interrupted once before it is carried out; all of them, in order."""
    seen: list[str] = []

    def interrupt(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if connection.engine.url.database == database and not statement.lstrip().startswith(READS):
            seen.append(statement)
            if seen.count(statement) == 1:
                raise Interrupted

    event.listen(Engine, "before_cursor_execute", interrupt)
    yield seen
    event.remove(Engine, "before_cursor_execute", interrupt)


@pytest.mark.services
@pytest.mark.parametrize("name", SERVERS)
def test_a_migration_may_take_longer_than_a_question(
    name: str, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "STATEMENT_TIMEOUT_S", 0.2)
    monkeypatch.setattr(engine_module, "ANSWER_TIMEOUT_S", 1)
    engine = create_catalog_engine(databases.empty(name, "slow"))
    slept = []
    monkeypatch.setattr(command, "upgrade", lambda config, _: slept.append(sleeps(config.attributes["connection"])))
    upgrade_schema(engine)
    try:
        with reading(engine) as connection:
            slept.append(sleeps(connection))
    except CatalogUnavailable:
        slept.append(False)
    assert slept == [True, False]
    engine.dispose()


def sleeps(connection: Connection) -> bool:
    """Whether the server lets somebody sleep; where MySQL does not, it says 1, and MariaDB that it is an error."""
    return bool(connection.execute(text("SELECT SLEEP(1.5)")).scalar() == 0)


@pytest.mark.services
@pytest.mark.parametrize("name", SERVERS)
def test_who_waits_in_vain_for_another_migration_says_so(
    name: str, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "STATEMENT_TIMEOUT_S", 0.2)
    monkeypatch.setattr(engine_module, "MIGRATION_WAIT_S", 1)
    engine = create_catalog_engine(databases.empty(name, "busy"))
    held = f"kefu migration {engine.url.database}"[:64]
    with engine.connect() as connection:
        assert connection.execute(text("SELECT GET_LOCK(:name, 0)"), {"name": held}).scalar() == 1
        with pytest.raises(CatalogError, match="K111: Another process has been changing the tables"):
            upgrade_schema(engine)
    with reading(engine) as connection:
        assert not inspect(connection).get_table_names()
    engine.dispose()


@pytest.mark.services
@pytest.mark.parametrize("name", SERVERS)
def test_tables_on_servers_hold_every_character(name: str, databases: Databases) -> None:
    engine = create_catalog_engine(databases.template(name, "empty", lambda _: None))
    which = text("SELECT table_name, table_collation FROM information_schema.tables WHERE table_schema = DATABASE()")
    with reading(engine) as connection:
        found = dict(connection.execute(which).all())
    assert {table: found[table] for table in TABLES} == dict.fromkeys(TABLES, "utf8mb4_bin")
    engine.dispose()


def _migrate(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()
