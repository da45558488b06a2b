"""What the lines of an order cost where promotions take something off."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select
from sqlalchemy.engine import Connection

from catalog.errors import NotFound
from catalog.models import Order, OrderItem
from catalog.order_models import money
from catalog.promotions import best_price, promotions_for
from catalog.schema import CENT, products
from catalog.shop_time import local_day


def item_of(order: Order, sku: str) -> OrderItem:
    """The line of an order with a product (case and outer spaces do not matter).

    Raises:
        NotFound: The product is not in the order.
    """
    found = next((item for item in order.items if item.sku.upper() == sku.strip().upper()), None)
    if found is None:
        raise NotFound("product", sku)
    return found


def changed_price(
    connection: Connection, order: Order, item: OrderItem, quantity: int
) -> tuple[Decimal, Decimal | None]:
    """What an order costs where one of its lines has another number of pieces.

    Args:
        connection: To the shop's database.
        order: The order before the change.
        item: The line before the change.
        quantity: The new number of pieces.

    Returns:
        The new total of the order and the new discount of the line.
    """
    discount = line_discount(connection, order, item, quantity)
    more = (quantity - item.quantity) * item.unit_price
    return money(order.total + more - ((discount or 0) - (item.discount or 0))), discount


def line_discount(connection: Connection, order: Order, item: OrderItem, quantity: int) -> Decimal | None:
    """What is taken off a line that has another number of pieces: the promotions are those of the order's day.

    Args:
        connection: To the shop's database.
        order: The order before the change.
        item: The line before the change.
        quantity: The new number of pieces.

    Returns:
        The amount, such that fewer pieces never cost more; None where the price of a piece is fixed.
    """
    if item.discount is None:
        return None
    whole = quantity * item.unit_price
    product = connection.execute(select(products).where(products.c.sku == item.sku)).first()
    if product is None:
        # Nobody can tell any more which promotions held for it.
        return (item.discount * quantity / item.quantity).quantize(CENT, ROUND_HALF_UP)
    day = local_day(order.created_at)
    running = promotions_for(connection, item.sku, product.brand_id, product.category_id, day)
    price, _ = best_price(running, item.unit_price, quantity)
    if quantity <= item.quantity:
        price = min(price, item.quantity * item.unit_price - item.discount)
    return whole - price
