"""What the actions change in an order, inside a transaction that holds the order's row."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.engine import Connection

from catalog.errors import AlreadyPaid, NotFound, TransitionNotAllowed
from catalog.models import Order
from catalog.order_inputs import clean_text, require_address, require_quantity
from catalog.order_models import money, to_database
from catalog.order_prices import changed_price, item_of
from catalog.order_queries import allows, find_order
from catalog.order_schema import (
    TITLE_LENGTH,
    invoices,
    order_history,
    order_items,
    orders,
    refunds,
)
from catalog.order_states import (
    ACTIONS,
    CANCELLED,
    PENDING_PAYMENT,
    REFUND_REQUESTED,
    Action,
    cancellation_fee,
    fold_order_number,
    refundable,
)
from catalog.order_stock import give_back, take_from_stock
from catalog.order_transactions import Change

REASON_LENGTH = 2000


def hold_order(connection: Connection, change: Change, number: str) -> Order:
    """Lock an order for an action that its state allows: the guarded UPDATE of every change.

    Args:
        connection: That of the transaction.
        change: Who wants what.
        number: The order's number as the customer gave it.

    Returns:
        The order as it is before the change.

    Raises:
        NotFound: The customer has no such order.
        TransitionNotAllowed: The order's state does not allow the action.
    """
    action: Action = ACTIONS[change.action]
    statement = (
        update(orders)
        .where(orders.c.customer_id == change.customer_id, orders.c.number_key == fold_order_number(number))
        .where(allows(action, change.now))
        .values(version=orders.c.version + 1)
    )
    held = connection.execute(statement).rowcount == 1
    order = find_order(connection, change.customer_id, number)
    if order is None:
        raise NotFound("order", number)
    if not held:
        raise TransitionNotAllowed(order.number, order.state, action.name)
    return order


def cancel(connection: Connection, order: Order, now: datetime) -> None:
    """Cancel: the pieces go back into stock, what was paid (less the fee) goes back to the customer.

    Args:
        connection: That of the transaction, which holds the order.
        order: The order before the change.
        now: The time, with a zone.
    """
    fee = cancellation_fee(order.number, order.state, order.total)
    for item in sorted(order.items, key=lambda item: item.sku):
        give_back(connection, item.sku, item.quantity)
    connection.execute(delete(invoices).where(invoices.c.order_number == order.number, invoices.c.state == "requested"))
    back = refundable(order) - fee
    if back > 0:
        _add_refund(connection, order, "approved", back, "", now)
    _set_state(connection, order.number, CANCELLED, now)


def change_quantity(connection: Connection, order: Order, sku: str, quantity: int, now: datetime) -> None:
    """Change how many pieces of a product are ordered; stock, total and a requested invoice follow.

    A paid order can only have fewer: what they cost less is paid back.

    Args:
        connection: That of the transaction, which holds the order.
        order: The order before the change.
        sku: The product, which must be in the order.
        quantity: The new number of pieces.
        now: The time, with a zone.

    Raises:
        NotFound: The product is not in the order.
        AlreadyPaid: The order is paid and would have more pieces.
        OutOfStock: There are not as many more in stock.
        InvalidData: The quantity is not a number from 1 to 999.
    """
    require_quantity(quantity)
    item = item_of(order, sku)
    more = quantity - item.quantity
    if more > 0 and order.state != PENDING_PAYMENT:
        raise AlreadyPaid(order.number, order.state, "change_quantity")
    if more > 0:
        take_from_stock(connection, item.sku, more)
    elif more < 0:
        give_back(connection, item.sku, -more)
    total, discount = changed_price(connection, order, item, quantity)
    if order.state != PENDING_PAYMENT and total < order.total:
        _add_refund(connection, order, "approved", order.total - total, "", now, lowered_total=True)
    connection.execute(
        update(order_items)
        .where(order_items.c.order_number == order.number, order_items.c.sku == item.sku)
        .values(quantity=quantity, discount=discount)
    )
    connection.execute(update(orders).where(orders.c.number == order.number).values(total=total))
    connection.execute(
        update(invoices)
        .where(invoices.c.order_number == order.number, invoices.c.state == "requested")
        .values(amount=total)
    )


def change_address(connection: Connection, order: Order, text: str) -> None:
    """Send an order elsewhere.

    Raises:
        InvalidData: The address is empty or too long.
    """
    values = {"shipping_address": require_address(text)}
    connection.execute(update(orders).where(orders.c.number == order.number).values(**values))


def request_refund(connection: Connection, order: Order, reason: str, now: datetime) -> None:
    """Ask for everything back that was paid for an order.

    Raises:
        TransitionNotAllowed: All of it is paid back already.
    """
    amount = refundable(order)
    if amount == 0:
        raise TransitionNotAllowed(order.number, order.state, "request_refund")
    _add_refund(connection, order, "requested", amount, clean_text(reason, REASON_LENGTH), now)
    _set_state(connection, order.number, REFUND_REQUESTED, now)


def request_invoice(connection: Connection, order: Order, title: str, now: datetime) -> None:
    """Ask for an invoice, or give the one that is asked for another title; one that is issued stays as it is."""
    if order.invoice is not None and order.invoice.state == "issued":
        return
    connection.execute(delete(invoices).where(invoices.c.order_number == order.number))
    connection.execute(
        insert(invoices).values(
            order_number=order.number,
            state="requested",
            title=clean_text(title, TITLE_LENGTH),
            amount=order.total,
            requested_at=to_database(now),
        )
    )


def _add_refund(
    connection: Connection,
    order: Order,
    state: str,
    amount: Decimal,
    reason: str,
    now: datetime,
    *,
    lowered_total: bool = False,
) -> None:
    values: dict[str, Any] = {
        "order_number": order.number,
        "position": len(order.refunds),
        "state": state,
        "amount": money(amount),
        "reason": reason,
        "requested_at": to_database(now),
        "lowered_total": lowered_total,
    }
    connection.execute(insert(refunds).values(values))


def _set_state(connection: Connection, number: str, state: str, now: datetime) -> None:
    connection.execute(update(orders).where(orders.c.number == number).values(state=state))
    add_history(connection, number, state, now)


def add_history(connection: Connection, number: str, state: str, now: datetime) -> None:
    """Note that an order is in a state from now on."""
    connection.execute(insert(order_history).values(order_number=number, state=state, at=to_database(now)))
