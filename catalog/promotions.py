"""Promotions that run on a day, and what they make of a price."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql import Select

from catalog import schema
from catalog.engine import reading
from catalog.models import Names, Product, Promotion


class PromotionRepository:
    """Reads promotions."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def active(
        self, on: date, *, sku: str | None = None, brand: str | None = None, category: str | None = None
    ) -> list[Promotion]:
        """Promotions that run on a day.

        Args:
            on: The day.
            sku: Only those that hold for this product (give its brand and category as well).
            brand: Only those that hold for this brand.
            category: Only those that hold for this category.

        Returns:
            Shop-wide promotions and those for the things named; all promotions where nothing is named.
        """
        with reading(self._engine) as connection:
            if sku:
                return promotions_for(connection, sku, brand or "", category or "", on)
            table, products = schema.promotions, schema.products
            statement = _running(on)
            if brand or category:
                # A promotion of one product is one of its brand and of its kind.
                statement = statement.outerjoin(products, products.c.sku == table.c.sku)
            for column, own, value in (
                (table.c.brand_id, products.c.brand_id, brand),
                (table.c.category_id, products.c.category_id, category),
            ):
                if value:
                    statement = statement.where(
                        or_(column.is_(None), column == value), or_(table.c.sku.is_(None), own == value)
                    )
            return [_promotion(row) for row in connection.execute(statement)]

    def price_after(self, product: Product, on: date) -> tuple[Decimal, Promotion | None]:
        """The lowest price of one piece with one promotion, see `line_price`."""
        return self.line_price(product, 1, on)

    def line_price(self, product: Product, quantity: int, on: date) -> tuple[Decimal, Promotion | None]:
        """The lowest price of some pieces of a product, bought together, with one promotion.

        Args:
            product: The product.
            quantity: How many pieces.
            on: The day.

        Returns:
            The price of all of them in the product's currency, and the promotion used, or None.
        """
        with reading(self._engine) as connection:
            running = promotions_for(connection, product.sku, product.brand.id, product.category.id, on)
        return best_price(running, product.price, quantity)


def promotions_for(connection: Connection, sku: str, brand: str, category: str, on: date) -> list[Promotion]:
    """The promotions that hold for a product on a day.

    Args:
        connection: To the shop's database.
        sku: The product.
        brand: Its brand's id.
        category: Its category's id.
        on: The day.
    """
    table = schema.promotions
    statement = _running(on)
    for column, value in ((table.c.sku, sku), (table.c.brand_id, brand), (table.c.category_id, category)):
        statement = statement.where(or_(column.is_(None), column == value))
    return [_promotion(row) for row in connection.execute(statement)]


def _running(on: date) -> Select:
    table = schema.promotions
    return select(table).where(table.c.starts <= on, table.c.ends >= on).order_by(table.c.ends, table.c.id)


def best_price(promotions: Iterable[Promotion], piece: Decimal, quantity: int) -> tuple[Decimal, Promotion | None]:
    """The lowest price of some pieces with one of several promotions.

    What has to be spent and the amount off are those of all pieces together. Only a price cut, which is an amount off
    one product whatever is spent, is one of every piece.

    Args:
        promotions: Those that hold for the product.
        piece: The list price of one piece.
        quantity: How many pieces.

    Returns:
        The price of all pieces, and the promotion used, or None.
    """
    whole = piece * quantity
    best: tuple[Decimal, Promotion | None] = (whole, None)
    for promotion in promotions:
        if whole < promotion.min_spend:
            continue
        is_cut = promotion.sku is not None and not promotion.min_spend
        off = promotion.amount_off * (quantity if is_cut else 1)
        price = max(Decimal(0), whole * (100 - promotion.percent_off) / 100 - off).quantize(schema.CENT, ROUND_HALF_UP)
        if price < best[0]:
            best = price, promotion
    return best


def _promotion(row: Any) -> Promotion:
    return Promotion(
        id=row.id,
        names=Names(row.zh, row.en),
        description=Names(row.description_zh, row.description_en),
        starts=row.starts,
        ends=row.ends,
        code=row.code,
        brand=row.brand_id,
        category=row.category_id,
        sku=row.sku,
        percent_off=row.percent_off,
        amount_off=Decimal(row.amount_off),
        min_spend=Decimal(row.min_spend),
    )
