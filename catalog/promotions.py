"""Promotions that run on a day, and what they make of a price."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import or_, select
from sqlalchemy.engine import Engine

from catalog import schema
from catalog.engine import reading
from catalog.models import Names, Product, Promotion

_CENT = Decimal("0.01")


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
        table = schema.promotions
        statement = select(table).where(table.c.starts <= on, table.c.ends >= on).order_by(table.c.ends, table.c.id)
        if sku or brand or category:
            for column, value in ((table.c.sku, sku), (table.c.brand_id, brand), (table.c.category_id, category)):
                if value:
                    statement = statement.where(or_(column.is_(None), column == value))
                elif column is table.c.sku:
                    continue
            if sku:
                statement = statement.where(or_(table.c.brand_id.is_(None), table.c.brand_id == (brand or "")))
                statement = statement.where(or_(table.c.category_id.is_(None), table.c.category_id == (category or "")))
        with reading(self._engine) as connection:
            return [
                Promotion(
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
                for row in connection.execute(statement)
            ]

    def price_after(self, product: Product, on: date) -> tuple[Decimal, Promotion | None]:
        """The lowest price of one piece with one promotion.

        Args:
            product: The product.
            on: The day.

        Returns:
            The price in the product's currency, and the promotion used, or None.
        """
        best: tuple[Decimal, Promotion | None] = (product.price, None)
        for promotion in self.active(on, sku=product.sku, brand=product.brand.id, category=product.category.id):
            if product.price < promotion.min_spend:
                continue
            price = product.price * (100 - promotion.percent_off) / 100 - promotion.amount_off
            price = max(Decimal(0), price).quantize(_CENT, ROUND_HALF_UP)
            if price < best[0]:
                best = price, promotion
        return best
