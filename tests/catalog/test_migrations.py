"""Migrations: they make what the code expects, and a shop's own data survives them."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import insert, select, text
from sqlalchemy.engine import Connection, Engine

from catalog import engine as engine_module
from catalog import schema
from catalog.engine import MIGRATIONS, create_catalog_engine, reading, upgrade_schema, writing
from catalog.errors import CatalogUnavailable
from catalog.order_schema import ORDER_TABLES
from catalog.settings import PROJECT
from tests.catalog.databases import SERVERS, TABLES, Databases

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
    _migrate(engine, "0001")
    with writing(engine) as connection:
        connection.execute(insert(schema.brands).values(id="own", zh="自家 🏠", en="Own", position=0))
        _sell_a_mouse(connection)
    for _ in range(2):
        upgrade_schema(engine)
    with reading(engine) as connection:
        assert [row.zh for row in connection.execute(select(schema.brands))] == ["自家 🏠"]
        for feature in (schema.product_specs, schema.product_tags):
            assert [row.category_id for row in connection.execute(select(feature))] == ["mouse"]
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


def test_workers_that_start_at_once_migrate_once(server: str, databases: Databases) -> None:
    url = databases.empty(server, "race")
    program = f"from catalog.engine import *; upgrade_schema(create_catalog_engine({url!r}))"
    started = [subprocess.Popen([sys.executable, "-c", program], cwd=PROJECT) for _ in range(2)]
    upgrade_schema(create_catalog_engine(url))
    assert [process.wait(60) for process in started] == [0, 0]


@pytest.mark.services
def test_a_migration_may_take_longer_than_a_question(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "STATEMENT_TIMEOUT_S", 0.2)
    engine = create_catalog_engine(databases.empty("mariadb", "slow"))
    slow = text("SELECT SLEEP(0.5)")
    monkeypatch.setattr(command, "upgrade", lambda config, _: config.attributes["connection"].execute(slow))
    upgrade_schema(engine)
    with pytest.raises(CatalogUnavailable), reading(engine) as connection:
        connection.execute(slow)
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
