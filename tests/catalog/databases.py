"""Databases for the tests of the catalogue: SQLite files, and databases of their own on MariaDB and MySQL."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine, make_url

from catalog.engine import create_catalog_engine, upgrade_schema
from catalog.order_schema import ORDER_TABLES
from catalog.schema import CATALOGUE_TABLES

SQLITE = "sqlite"
#: The servers and the settings with their addresses.
SERVERS = {"mariadb": "TEST_MARIADB_URL", "mysql": "TEST_MYSQL_URL"}
#: Everything that holds a shop's data, in an order in which it can be filled.
TABLES = (*(table.name for table in CATALOGUE_TABLES), "product_search", *(table.name for table in ORDER_TABLES))

Fill = Callable[[Engine], object]


class Databases:
    """Makes databases on all three engines, fills each kind of content once, and drops everything at the end."""

    def __init__(self, folder: Path, services: Mapping[str, str]) -> None:
        self._folder = folder
        self._services = services
        self._templates: dict[tuple[str, str], str] = {}
        self._dropped_at_end: list[tuple[str, str]] = []
        self._copies: dict[tuple[str, str], str] = {}

    def empty(self, server: str, name: str) -> str:
        """The URL of a new database without tables."""
        number = len(list(self._folder.iterdir()))
        if server == SQLITE:
            folder = self._folder / f"{number}"
            folder.mkdir()
            return f"sqlite:///{folder / name}.db"
        (self._folder / f"{number}").touch()
        url = make_url(self._services[SERVERS[server]])
        # The process's number keeps two runs at once apart.
        database = f"kefu_catalog_{os.getpid()}_{number}_{name}"
        self._on_server(server, f"DROP DATABASE IF EXISTS {database}")
        self._on_server(server, f"CREATE DATABASE {database} CHARACTER SET utf8mb4")
        self._dropped_at_end.append((server, database))
        return url.set(database=database).render_as_string(hide_password=False)

    def template(self, server: str, name: str, fill: Fill) -> str:
        """The URL of a database with tables and some content, which is made once and must not be changed."""
        url = self._templates.get((server, name))
        if url is None:
            url = self.empty(server, name)
            engine = create_catalog_engine(url)
            upgrade_schema(engine)
            fill(engine)
            engine.dispose()
            self._templates[server, name] = url
        return url

    def copy(self, server: str, name: str, fill: Fill, *, another: bool = False) -> str:
        """The URL of a database with the same content that a test may change; the next copy replaces this one.

        Args:
            server: `sqlite`, `mariadb` or `mysql`.
            name: Name of the content.
            fill: Makes the content.
            another: Leave the copies that were made before alone.
        """
        template = self.template(server, name, fill)
        if server == SQLITE:
            url = self.empty(server, name)
            shutil.copy(str(make_url(template).database), str(make_url(url).database))
            return url
        url = "" if another else self._copies.get((server, name), "")
        engine = create_catalog_engine(url or self.empty(server, name))
        if not url:
            upgrade_schema(engine)
            url = engine.url.render_as_string(hide_password=False)
            self._copies.setdefault((server, name), url)
        with engine.begin() as connection:
            _replace_rows(connection, str(make_url(template).database))
        engine.dispose()
        return url

    def close(self) -> None:
        """Drop what was made on the servers."""
        for server, database in self._dropped_at_end:
            self._on_server(server, f"DROP DATABASE IF EXISTS {database}")

    def _on_server(self, server: str, statement: str) -> None:
        engine = create_catalog_engine(self._services[SERVERS[server]])
        with engine.begin() as connection:
            connection.execute(text(statement))
        engine.dispose()


def _replace_rows(connection: Connection, source: str) -> None:
    """Fill all tables of the connection's database with the rows of another database of the same server."""
    connection.execute(text("SET SESSION foreign_key_checks = 0"))
    columns: dict[str, list[str]] = {}
    computed = "SELECT table_name, column_name, extra FROM information_schema.columns WHERE table_schema = DATABASE()"
    for table, column, extra in connection.execute(text(computed)):
        if "GENERATED" not in extra.upper() or "DEFAULT_GENERATED" in extra.upper():
            columns.setdefault(table, []).append(f"`{column}`")
    for table in TABLES:
        names = ", ".join(columns[table])
        connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(text(f"INSERT INTO {table} ({names}) SELECT {names} FROM {source}.{table}"))
