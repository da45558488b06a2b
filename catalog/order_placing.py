"""Making a new order, inside a transaction."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from catalog.errors import NotFound
from catalog.models import Order
from catalog.order_changes import add_history
from catalog.order_inputs import require_address, require_quantity
from catalog.order_models import money, to_database
from catalog.order_queries import find_order
from catalog.order_schema import customers, order_items, orders
from catalog.order_states import PENDING_PAYMENT, fold_order_number
from catalog.order_stock import take_from_stock
from catalog.order_transactions import Change, count_up
from catalog.schema import products
from catalog.shop_time import local_day


def place(
    connection: Connection,
    change: Change,
    quantity: int,
    address_text: str,
    unit_price: Decimal | None,
    line_price: Decimal | None,
) -> Order:
    """Make a new order of one product, which waits for its payment.

    Args:
        connection: That of the transaction.
        change: Who orders; the subject is the SKU.
        quantity: The number of pieces.
        address_text: Where to send it.
        unit_price: What one piece costs today, at most its list price; None for the list price.
        line_price: What the customer was told that all pieces together cost, in place of `unit_price`; what is more
            than so many list prices counts as that.

    Raises:
        NotFound: There is no such customer or product.
        OutOfStock: There are not enough in stock.
        InvalidData: Quantity or address are not possible.
    """
    require_quantity(quantity)
    address = require_address(address_text)
    take_from_stock(connection, change.subject, quantity)
    if connection.execute(select(customers.c.id).where(customers.c.id == change.customer_id)).first() is None:
        raise NotFound("customer", change.customer_id)
    product = connection.execute(select(products).where(products.c.sku == change.subject)).one()
    price = money(product.price if unit_price is None else unit_price)
    if not 0 <= price <= money(product.price):
        raise ValueError("unit_price must be between 0 and the list price")
    whole = price * quantity
    # Where the product has become cheaper than what the customer was told, the customer need not pay that.
    total = whole if line_price is None else min(money(line_price), whole)
    if total < 0:
        raise ValueError("line_price must not be below 0")
    number = _new_number(connection, change.now)
    connection.execute(
        insert(orders).values(
            number=number,
            number_key=fold_order_number(number),
            customer_id=change.customer_id,
            state=PENDING_PAYMENT,
            created_at=to_database(change.now),
            total=total,
            currency=product.currency,
            shipping_address=address,
        )
    )
    connection.execute(
        insert(order_items).values(
            order_number=number,
            sku=product.sku,
            name_zh=product.name_zh,
            name_en=product.name_en,
            quantity=quantity,
            unit_price=price,
            discount=None if line_price is None else whole - total,
        )
    )
    add_history(connection, number, PENDING_PAYMENT, change.now)
    order = find_order(connection, change.customer_id, number)
    assert order is not None
    return order


def _new_number(connection: Connection, now: datetime) -> str:
    prefix = f"SO{local_day(now):%Y%m%d}"
    while True:
        number = f"{prefix}{count_up(connection, prefix):03d}"
        if connection.execute(select(orders.c.number).where(orders.c.number_key == number)).first() is None:
            return number
