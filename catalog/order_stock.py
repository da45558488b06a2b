"""The stock that orders take from and give back to."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from catalog.errors import NotFound, OutOfStock
from catalog.schema import products


def take_from_stock(connection: Connection, sku: str, quantity: int) -> None:
    """Take pieces out of stock if there are as many.

    Raises:
        NotFound: There is no such product.
        OutOfStock: There are fewer.
    """
    statement = update(products).where(products.c.sku == sku, products.c.stock >= quantity)
    if connection.execute(statement.values(stock=products.c.stock - quantity)).rowcount == 1:
        return
    there = select(products.c.stock).where(products.c.sku == sku).with_for_update()
    available = connection.execute(there).scalar_one_or_none()
    if available is None:
        raise NotFound("product", sku)
    raise OutOfStock(sku, available, quantity)


def give_back(connection: Connection, sku: str, quantity: int) -> None:
    """Put pieces back into stock; nothing happens where the shop no longer has the product."""
    connection.execute(update(products).where(products.c.sku == sku).values(stock=products.c.stock + quantity))
