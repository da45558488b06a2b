"""Engines for SQLite, MySQL and MariaDB, and the migrations of their tables."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from catalog.errors import CatalogError, CatalogUnavailable

MIGRATIONS = Path(__file__).resolve().parent / "migrations"

CONNECT_TIMEOUT_S = 5
BUSY_TIMEOUT_S = 5
#: A statement that takes longer is given up (where the server can do that).
STATEMENT_TIMEOUT_S = 10
#: Below the 300 s to which hosted servers often set `wait_timeout`.
POOL_RECYCLE_S = 280
POOL_TIMEOUT_S = 5
#: So long a worker waits for another one that migrates.
MIGRATION_WAIT_S = 120
#: Alembic keeps its state in globals.
_MIGRATING = threading.Lock()
#: MySQL's and MariaDB's numbers of errors that pass: locks, dead locks, time-outs, lost connections, shutdown.
_TEMPORARY = frozenset({1040, 1053, 1205, 1213, 1969, 2003, 2006, 2013, 2055, 3024})


def create_catalog_engine(url: str) -> Engine:
    """Make an engine; nothing is connected yet.

    Args:
        url: `sqlite:///path`, `mysql://…` or `mariadb://…` (mysql-connector-python is used for both).

    Returns:
        An engine whose connections are set up for the shop.

    Raises:
        CatalogError: The URL is of another kind of database.
    """
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return _sqlite_engine(url, parsed.database)
    if backend not in ("mysql", "mariadb"):
        raise CatalogError("K106", url=str(parsed))
    # Imported only where it is needed: shops without a server spare it.
    from catalog.mysql_driver import use_trusting_connections

    if "+" not in parsed.drivername:
        parsed = parsed.set(drivername="mysql+mysqlconnector")
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
            "charset": "utf8mb4",
            "collation": "utf8mb4_bin",
        },
    )
    use_trusting_connections(engine)
    event.listen(engine, "connect", _prepare_mysql)
    return engine


def _sqlite_engine(url: str, database: str | None) -> Engine:
    options: dict[str, Any] = {}
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)
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


def _prepare_mysql(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    try:
        cursor.execute("SELECT VERSION()")
        version = str(cursor.fetchone()[0])
        if "MariaDB" in version:
            cursor.execute(f"SET SESSION max_statement_time={STATEMENT_TIMEOUT_S}")
        else:
            cursor.execute(f"SET SESSION max_execution_time={int(STATEMENT_TIMEOUT_S * 1000)}")
        cursor.execute(f"SET SESSION innodb_lock_wait_timeout={BUSY_TIMEOUT_S}")
        # Everything is decided by rows that a transaction holds, so it need not see an old state of the others (which
        # makes MariaDB refuse to change them) nor lock the gaps between them.
        cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
    finally:
        cursor.close()


@contextmanager
def operational() -> Iterator[None]:
    """Turn failures of the database into `CatalogUnavailable`; wrong data and programming errors pass."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        raise CatalogUnavailable(_short(error)) from error
    except DBAPIError as error:
        if error.connection_invalidated or getattr(error.orig, "errno", None) in _TEMPORARY:
            raise CatalogUnavailable(_short(error)) from error
        raise
    except Exception as error:
        # Where SQLAlchemy itself talks to the server (to roll back, for example), the driver's error comes as it is.
        if type(error).__module__.startswith("mysql.") and getattr(error, "errno", None) in _TEMPORARY:
            raise CatalogUnavailable(_short(error)) from error
        raise


def _short(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0][:300]


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
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with operational(), _MIGRATING, engine.connect() as plain:
        connection = plain.execution_options(immediate=True)
        with _unhurried(connection), _one_at_a_time(connection), connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


@contextmanager
def _unhurried(connection: Connection) -> Iterator[None]:
    """Large tables take long to change. MariaDB's limit is meant for that as well; MySQL's is for SELECT alone."""
    if not getattr(connection.dialect, "is_mariadb", False):
        yield
        return
    connection.execute(text("SET SESSION max_statement_time=0"))
    connection.commit()
    try:
        yield
    finally:
        connection.execute(text(f"SET SESSION max_statement_time={STATEMENT_TIMEOUT_S}"))
        connection.commit()


@contextmanager
def _one_at_a_time(connection: Connection) -> Iterator[None]:
    """Processes that start together wait for one another (on SQLite the transaction does that)."""
    if connection.dialect.name == "sqlite":
        yield
        return
    name = f"kefu migration {connection.engine.url.database}"[:64]
    connection.execute(text("SELECT GET_LOCK(:name, :seconds)"), {"name": name, "seconds": MIGRATION_WAIT_S})
    connection.commit()
    try:
        yield
    finally:
        connection.execute(text("SELECT RELEASE_LOCK(:name)"), {"name": name})
        connection.commit()
