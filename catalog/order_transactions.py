"""Transactions of the order side: what is tried again, what counts as an unreachable database, and the audit.

Every writing transaction begins with a write, so that SQLite gives it the write lock at once (a transaction that
reads first and writes later can fail without waiting) and MySQL takes its snapshot after the lock.
"""

from __future__ import annotations

import hashlib
import json
import random
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import mysql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError

from catalog.engine import reading, writing
from catalog.errors import CatalogUnavailable
from catalog.models import Order
from catalog.order_models import to_database
from catalog.order_schema import audit, number_counters
from catalog.outages import is_mistake

Result = TypeVar("Result")

ATTEMPTS = 4
#: Deadlock, and MariaDB's "record has changed since last read": the server asks for another try.
RETRY_CODES = (1213, 1020)


class RepeatedRequest(Exception):
    """The audit table has a change with this request id already."""


@dataclass(frozen=True)
class Change:
    """One change that somebody asks for.

    Attributes:
        action: What is done, as in the audit table.
        customer_id: Who asks.
        subject: What the request names: a folded order number or a SKU.
        now: When, with a zone.
        request_id: The same for the same click; None where nothing can be doubled.
    """

    action: str
    customer_id: str
    subject: str
    now: datetime
    request_id: str | None = None

    def key(self) -> str | None:
        """The request id as the audit table holds it (long ones as their SHA-256)."""
        if self.request_id is None:
            return None
        if not self.request_id.strip():
            raise ValueError("request_id must not be empty")
        if len(self.request_id) <= 120 and self.request_id.isprintable():
            return self.request_id
        return hashlib.sha256(self.request_id.encode("utf-8", "surrogatepass")).hexdigest()


def read(engine: Engine, work: Callable[[Connection], Result]) -> Result:
    """Run a piece of work that only reads.

    Args:
        engine: The shop's database.
        work: Gets the connection.

    Raises:
        CatalogUnavailable: The database is not reachable or failed.
    """
    try:
        with reading(engine) as connection:
            return work(connection)
    except DBAPIError as error:
        raise _translated(error) from error


def write(engine: Engine, work: Callable[[Connection], Result]) -> Result:
    """Run a piece of work in one transaction; after a deadlock it is run again from the beginning.

    A connection lost in the middle is not tried again here: only a caller with a request id can know that nothing is
    doubled then.

    Args:
        engine: The shop's database.
        work: Gets the connection; its first statement writes.

    Raises:
        CatalogUnavailable: The database is not reachable, failed, or stayed locked.
        IntegrityError: A unique key or a foreign key was violated.
    """
    attempt = 1
    while True:
        try:
            with writing(engine) as connection:
                return work(connection)
        except (CatalogUnavailable, DBAPIError) as error:
            if attempt == ATTEMPTS or not _asks_for_retry(error):
                raise _translated(error) from error
        time.sleep(random.uniform(0.005, 0.05) * attempt)
        attempt += 1


def record(connection: Connection, change: Change) -> int:
    """Write a change into the audit table: the first statement of its transaction.

    Returns:
        The row's id, for `complete`.

    Raises:
        RepeatedRequest: The request id is there already; nothing may be changed again.
    """
    values = {
        "request_id": change.key(),
        "at": to_database(change.now),
        "customer_id": change.customer_id,
        "action": change.action,
        "subject": change.subject[:80],
    }
    try:
        result = connection.execute(insert(audit).values(**values))
    except IntegrityError as error:
        raise RepeatedRequest from error
    return int(result.inserted_primary_key[0])


def complete(
    connection: Connection, entry: int, order_number: str | None, old: dict[str, Any], new: dict[str, Any]
) -> None:
    """Add what a change did to its row in the audit table: only what differs.

    Args:
        connection: That of the transaction.
        entry: The row's id, from `record`.
        order_number: The order that was changed, or None.
        old: What was there before.
        new: What is there now.
    """
    changed = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    values = {
        "order_number": order_number,
        "old_data": _json({key: old.get(key) for key in changed}),
        "new_data": _json({key: new.get(key) for key in changed}),
    }
    connection.execute(update(audit).where(audit.c.id == entry).values(**values))


def summary(order: Order) -> dict[str, Any]:
    """What the audit table keeps of an order."""
    return {
        "state": order.state,
        "total": order.total,
        "shipping_address": order.shipping_address,
        "items": {item.sku: item.quantity for item in order.items},
        "refund": asdict(order.refund) if order.refund else None,
        "invoice": asdict(order.invoice) if order.invoice else None,
    }


def recorded_order(connection: Connection, change: Change) -> str | None:
    """The order that a repeated request changed when it came for the first time.

    Raises:
        ValueError: The request id belonged to another request.
    """
    row = connection.execute(select(audit).where(audit.c.request_id == change.key())).one()
    if (row.customer_id, row.action, row.subject) != (change.customer_id, change.action, change.subject[:80]):
        raise ValueError("request_id was used for another request")
    return str(row.order_number) if row.order_number is not None else None


def count_up(connection: Connection, name: str) -> int:
    """The next number of a counter; no other transaction gets the same one.

    Args:
        connection: That of the transaction; the counter is locked until its end.
        name: The counter, for instance `T20261123`.
    """
    values = {"name": name, "last": 1}
    statement: Any
    if connection.dialect.name in ("mysql", "mariadb"):
        statement = mysql.insert(number_counters).values(**values)
        statement = statement.on_duplicate_key_update(last=number_counters.c.last + 1)
    else:
        statement = sqlite.insert(number_counters).values(**values)
        statement = statement.on_conflict_do_update(
            index_elements=[number_counters.c.name], set_={"last": number_counters.c.last + 1}
        )
    connection.execute(statement)
    return int(connection.execute(select(number_counters.c.last).where(number_counters.c.name == name)).scalar_one())


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, default=str)


def _asks_for_retry(error: BaseException) -> bool:
    database_error = error.__cause__ if isinstance(error, CatalogUnavailable) else error
    original = getattr(database_error, "orig", None)
    return getattr(original, "errno", None) in RETRY_CODES or "database is locked" in str(original)


def _translated(error: CatalogUnavailable | DBAPIError) -> Exception:
    """MySQL's driver has many operational failures in its general classes (a lock that is not given, a timeout)."""
    if isinstance(error, (CatalogUnavailable, DataError, IntegrityError, ProgrammingError)) or is_mistake(error):
        return error
    return CatalogUnavailable(str(error.orig))
