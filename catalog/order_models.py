"""Rows of the order tables as the frozen dataclasses of `catalog.models`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, overload

from catalog.models import Address, Customer, Invoice, Names, Order, OrderItem, Refund, Ticket

Row = Any
UTC = timezone(timedelta(0))
#: Gives the time, with a zone.
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def to_database(moment: datetime) -> datetime:
    """A time as the tables hold it: UTC without zone, to the second.

    Args:
        moment: A time; without a zone it counts as UTC.
    """
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    return moment.replace(tzinfo=None, microsecond=0)


@overload
def from_database(moment: datetime) -> datetime: ...


@overload
def from_database(moment: None) -> None: ...


def from_database(moment: datetime | None) -> datetime | None:
    """A time of the tables with its zone (UTC)."""
    return None if moment is None else moment.replace(tzinfo=UTC)


def money(value: object) -> Decimal:
    """An amount with two decimals, whatever the driver gave."""
    return Decimal(str(value)).quantize(Decimal("0.01"))


def customer_from(row: Row) -> Customer:
    """A customer from a row of `customers`."""
    return Customer(
        id=row.id,
        username=row.username,
        display_name=row.display_name,
        language=row.language,
        email=row.email,
        phone=row.phone,
        newsletter=bool(row.newsletter),
    )


def address_from(row: Row) -> Address:
    """An address from a row of `addresses`."""
    return Address(
        id=row.id,
        customer_id=row.customer_id,
        recipient=row.recipient,
        phone=row.phone,
        text=row.text,
        is_default=bool(row.is_default),
    )


def item_from(row: Row) -> OrderItem:
    """A line of an order from a row of `order_items`."""
    return OrderItem(
        sku=row.sku,
        names=Names(zh=row.name_zh, en=row.name_en),
        quantity=row.quantity,
        unit_price=money(row.unit_price),
        discount=None if row.discount is None else money(row.discount),
    )


def refund_from(row: Row) -> Refund:
    """A refund from a row of `refunds`."""
    return Refund(
        order_number=row.order_number,
        state=row.state,
        amount=money(row.amount),
        reason=row.reason,
        requested_at=from_database(row.requested_at),
        lowered_total=bool(row.lowered_total),
    )


def invoice_from(row: Row) -> Invoice:
    """An invoice from a row of `invoices`."""
    return Invoice(
        number=row.number,
        order_number=row.order_number,
        state=row.state,
        title=row.title,
        amount=money(row.amount),
        issued_at=from_database(row.issued_at),
    )


def order_from(
    row: Row, items: Sequence[Row], history: Sequence[Row], refunds: Sequence[Row], invoice: Row | None
) -> Order:
    """An order from its row in `orders` and the rows that belong to it.

    Args:
        row: The row of `orders`.
        items: Its rows of `order_items`, in order.
        history: Its rows of `order_history`, oldest first.
        refunds: Its rows of `refunds`, oldest first.
        invoice: Its row of `invoices`, if any.
    """
    return Order(
        number=row.number,
        customer_id=row.customer_id,
        state=row.state,
        created_at=from_database(row.created_at),
        items=tuple(item_from(item) for item in items),
        total=money(row.total),
        currency=row.currency,
        shipping_address=row.shipping_address,
        carrier=row.carrier,
        tracking_number=row.tracking_number,
        eta=row.eta,
        history=tuple((entry.state, from_database(entry.at)) for entry in history),
        refunds=tuple(refund_from(refund) for refund in refunds),
        invoice=None if invoice is None else invoice_from(invoice),
    )


def ticket_from(row: Row) -> Ticket:
    """A ticket from a row of `tickets`."""
    return Ticket(
        number=row.number,
        kind=row.kind,
        customer_id=row.customer_id,
        conversation=row.conversation,
        summary=row.summary,
        language=row.language,
        created_at=from_database(row.created_at),
        state=row.state,
    )
