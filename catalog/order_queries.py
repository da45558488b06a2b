"""Reading orders: always those of one customer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, and_, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from catalog.models import Order
from catalog.order_models import order_from, to_database
from catalog.order_schema import invoices, order_history, order_items, orders, refunds
from catalog.order_states import DELIVERED, Action, fold_order_number


def find_order(connection: Connection, customer_id: str, number: str) -> Order | None:
    """One order of a customer.

    Args:
        connection: The connection to read from.
        customer_id: Whose order it must be.
        number: The order's number in any spelling.

    Returns:
        The order, or None where there is none with this number, or it is somebody else's.
    """
    key = fold_order_number(number)
    if not key:
        return None
    found = _load(connection, [orders.c.customer_id == customer_id, orders.c.number_key == key], 1)
    return found[0] if found else None


def list_orders(
    connection: Connection, customer_id: str, action: Action | None, now: datetime, limit: int
) -> list[Order]:
    """The orders of a customer, newest first.

    Args:
        connection: The connection to read from.
        customer_id: Whose orders.
        action: Only those on which this is allowed; None for all.
        now: The time, with a zone.
        limit: How many at most.
    """
    conditions = [orders.c.customer_id == customer_id]
    if action is not None:
        conditions.append(allows(action, now))
    return _load(connection, conditions, limit)


def allows(action: Action, now: datetime) -> Any:
    """The condition on `orders` under which an action is allowed.

    Args:
        action: The action.
        now: The time, with a zone.
    """
    condition = orders.c.state.in_(action.states)
    if action.within is None:
        return condition
    earliest = to_database(now) - action.within
    return and_(condition, or_(orders.c.state != DELIVERED, orders.c.delivered_at >= earliest))


def _load(connection: Connection, conditions: Sequence[ColumnElement[Any]], limit: int) -> list[Order]:
    statement = select(orders).where(*conditions).order_by(orders.c.created_at.desc(), orders.c.number.desc())
    rows = connection.execute(statement.limit(limit)).all()
    if not rows:
        return []
    numbers = [row.number for row in rows]
    items = _rows_of(connection, order_items, numbers, order_items.c.position)
    history = _rows_of(connection, order_history, numbers, order_history.c.id)
    paid_back = _rows_of(connection, refunds, numbers, refunds.c.position)
    invoice = _rows_of(connection, invoices, numbers)
    return [
        order_from(
            row,
            items[row.number],
            history[row.number],
            paid_back[row.number],
            next(iter(invoice[row.number]), None),
        )
        for row in rows
    ]


def _rows_of(connection: Connection, table: Table, numbers: Sequence[str], *order: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(select(table).where(table.c.order_number.in_(numbers)).order_by(*order)):
        found[row.order_number].append(row)
    return found
