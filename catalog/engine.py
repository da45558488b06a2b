"""Engines for SQLite, MySQL and MariaDB, and the migrations of their tables."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError

from catalog.errors import CatalogError, CatalogUnavailable
from catalog.outages import operational

MIGRATIONS = Path(__file__).resolve().parent / "migrations"

CONNECT_TIMEOUT_S = 5
BUSY_TIMEOUT_S = 5
#: A statement that takes longer is given up (where the server can do that).
STATEMENT_TIMEOUT_S = 10
#: A server that says nothing for longer is gone, and is not waited for; the driver's C part counts in whole seconds.
ANSWER_TIMEOUT_S = 15
#: The same where one statement may change a whole table.
LONG_ANSWER_TIMEOUT_S = 1800
#: Below the 300 s to which hosted servers often set `wait_timeout`.
POOL_RECYCLE_S = 280
POOL_TIMEOUT_S = 5
#: So long a worker waits for another one that migrates.
MIGRATION_WAIT_S = 120
#: Alembic keeps its state in globals.
_MIGRATING = threading.Lock()


def create_catalog_engine(url: str, *, patient: bool = False) -> Engine:
    """Make an engine; nothing is connected yet.

    Args:
        url: `sqlite:///path`, `mysql://…` or `mariadb://…` (mysql-connector-python is used for both).
        patient: Statements may take long: for migrations and imports.

    Returns:
        An engine whose connections are set up for the shop.

    Raises:
        CatalogError: This is no URL, or one of another kind of database.
    """
    parsed = _parsed(url)
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return _sqlite_engine(url, parsed.database)
    if backend not in ("mysql", "mariadb") or parsed.drivername.partition("+")[2] not in ("", "mysqlconnector"):
        raise CatalogError("K106", url=parsed.render_as_string(hide_password=True))
    # Imported only where it is needed: shops without a server spare it.
    from catalog.mysql_driver import use_trusting_connections

    if "+" not in parsed.drivername:
        parsed = parsed.set(drivername="mysql+mysqlconnector")
    answer_timeout = LONG_ANSWER_TIMEOUT_S if patient else ANSWER_TIMEOUT_S
    engine = create_engine(
        parsed,
        future=True,
        pool_pre_ping=True,
        pool_recycle=POOL_RECYCLE_S,
        pool_size=10,
        max_overflow=20,
        pool_timeout=POOL_TIMEOUT_S,
        connect_args={
            "connection_timeout": CONNECT_TIMEOUT_S,
            "read_timeout": answer_timeout,
            "write_timeout": answer_timeout,
            "charset": "utf8mb4",
            "collation": "utf8mb4_bin",
        },
    )
    use_trusting_connections(engine)
    event.listen(engine, "connect", partial(_prepare_mysql, 0 if patient else STATEMENT_TIMEOUT_S))
    return engine


@contextmanager
def patient_engine(engine: Engine) -> Iterator[Engine]:
    """An engine to the same database whose statements may take long; on SQLite that is the same one.

    Args:
        engine: From `create_catalog_engine`.
    """
    if engine.dialect.name == "sqlite":
        yield engine
        return
    patient = create_catalog_engine(engine.url.render_as_string(hide_password=False), patient=True)
    try:
        yield patient
    finally:
        patient.dispose()


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        # Their texts hold the URL, and that may hold a password.
        raise CatalogError("K110") from None


def _sqlite_engine(url: str, database: str | None) -> Engine:
    options: dict[str, Any] = {}
    if database and database != ":memory:":
        try:
            Path(database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CatalogUnavailable(f"{error.strerror}: {Path(database).parent}") from error
        # SQLAlchemy 1.4 opens a new connection for every checkout on files otherwise.
        from sqlalchemy.pool import QueuePool

        options = {"poolclass": QueuePool, "pool_size": 10, "max_overflow": 20, "pool_timeout": POOL_TIMEOUT_S}
    engine = create_engine(
        url,
        future=True,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_S},
        **options,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver must not begin transactions by itself: see `_begin_sqlite`.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_S * 1000}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its lock at once: a deferred one fails with "locked" as soon as another has written.
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _prepare_mysql(timeout_s: float, connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    try:
        cursor.execute("SELECT VERSION()")
        version = str(cursor.fetchone()[0])
        if "MariaDB" in version:
            cursor.execute(f"SET SESSION max_statement_time={timeout_s}")
        else:
            cursor.execute(f"SET SESSION max_execution_time={int(timeout_s * 1000)}")
        cursor.execute(f"SET SESSION innodb_lock_wait_timeout={BUSY_TIMEOUT_S}")
        # Everything is decided by rows that a transaction holds, so it need not see an old state of the others (which
        # makes MariaDB refuse to change them) nor lock the gaps between them.
        cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
    finally:
        cursor.close()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection for reading."""
    with operational(), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is committed at the end, or rolled back when something is raised."""
    with operational(), engine.connect() as plain:
        connection = plain.execution_options(immediate=True)
        with connection.begin():
            yield connection


def upgrade_schema(engine: Engine) -> None:
    """Bring the tables to the newest version; does nothing where they are.

    Args:
        engine: From `create_catalog_engine`.

    Raises:
        CatalogUnavailable: The database cannot be reached.
        CatalogError: Another process has been migrating for too long.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with operational(), _MIGRATING, patient_engine(engine) as patient, patient.connect() as plain:
        connection = plain.execution_options(immediate=True)
        with _one_at_a_time(connection), connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


@contextmanager
def _one_at_a_time(connection: Connection) -> Iterator[None]:
    """Processes that start together wait for one another (on SQLite the transaction does that)."""
    if connection.dialect.name == "sqlite":
        yield
        return
    database = connection.engine.url.database
    name = f"kefu migration {database}"[:64]
    got = connection.execute(text("SELECT GET_LOCK(:name, :seconds)"), {"name": name, "seconds": MIGRATION_WAIT_S})
    if got.scalar() != 1:
        raise CatalogError("K111", database=database, seconds=MIGRATION_WAIT_S)
    connection.commit()
    try:
        yield
    finally:
        connection.execute(text("SELECT RELEASE_LOCK(:name)"), {"name": name})
        connection.commit()
