"""Which errors of a database mean that it is out of reach for now, and not that a statement is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from catalog.errors import CatalogUnavailable

#: MySQL's and MariaDB's numbers of errors that pass: locks, dead locks, time-outs, lost connections, shutdown.
_TEMPORARY = frozenset({1040, 1053, 1205, 1213, 1969, 2003, 2006, 2013, 2055, 3024})
#: How SQLite says that a statement is wrong; the class of that error is the same as where its file is locked.
_SQLITE_MISTAKE = re.compile(
    r'no such |near ".*": syntax error|table .* has |ambiguous column|too many |unrecognized token|incomplete input'
    r"|wrong number of arguments|unknown special query|fts5: |.* already exists"
)


@contextmanager
def operational() -> Iterator[None]:
    """Turn failures of the database into `CatalogUnavailable`; wrong data and programming errors pass."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        if is_mistake(error):
            raise
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


def is_mistake(error: Exception) -> bool:
    """Whether SQLite complains of a statement.

    Args:
        error: What SQLAlchemy raised.
    """
    original = getattr(error, "orig", None)
    return type(original).__module__ == "sqlite3" and _SQLITE_MISTAKE.match(str(original)) is not None


def _short(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0][:300]
