"""Products by SKU, with everything about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Table, bindparam, literal, null, select, union_all
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql import ColumnElement, Select

from catalog import schema
from catalog.engine import reading
from catalog.lexicon import Lexicon
from catalog.lexicon_data import LexiconData
from catalog.models import Brand, Category, Names, Product, Spec, SpecValue

#: Products per round trip when many are read.
_BATCH = 500

_ALIAS, _TAG, _SPEC = "alias", "tag", "spec"


def _parts(kind: str, table: Table, name: str, *others: ColumnElement[Any]) -> Select:
    columns = (literal(kind).label("kind"), table.c.product_id, table.c[name].label("name"), *others)
    return select(*columns).where(table.c.product_id.in_(bindparam("ids", expanding=True)))


def _nothing(name: str) -> ColumnElement[Any]:
    return null().label(name)


#: Everything beside the product's own row, in one round trip.
_PARTS = union_all(
    _parts(
        _SPEC,
        schema.product_specs,
        "spec_id",
        schema.product_specs.c.text,
        schema.product_specs.c.number,
        literal(0).label("position"),
    ),
    *(
        _parts(kind, table, name, _nothing("text"), _nothing("number"), table.c.position)
        for kind, table, name in (
            (_ALIAS, schema.product_aliases, "alias"),
            (_TAG, schema.product_tags, "tag_id"),
        )
    ),
)
_PRODUCTS = select(schema.products).where(schema.products.c.id.in_(bindparam("ids", expanding=True)))


class ProductRepository:
    """Reads products."""

    def __init__(self, engine: Engine, lexicon: Lexicon) -> None:
        self._engine = engine
        self._lexicon = lexicon

    def get(self, sku: str) -> Product | None:
        """The product with a SKU (case and outer spaces do not matter), or None."""
        found = self.get_many([sku.strip().upper()])
        return found[0] if found else None

    def get_many(self, skus: Sequence[str]) -> list[Product]:
        """Several products.

        Args:
            skus: Their SKUs.

        Returns:
            Those that exist, in the order asked for.
        """
        # Half characters cannot be sent to a database.
        wanted = [sku[:60].encode("utf-8", "ignore").decode("utf-8") for sku in dict.fromkeys(skus)]
        if not wanted:
            return []
        table = schema.products
        data = self._lexicon.data
        with reading(self._engine) as connection:
            ids = {
                row.sku: row.id
                for row in connection.execute(select(table.c.id, table.c.sku).where(table.c.sku.in_(wanted)))
            }
            loaded = load_products(connection, list(ids.values()), data)
        return [loaded[ids[sku]] for sku in wanted if sku in ids]

    def names(self, limit: int) -> Iterator[tuple[str, str]]:
        """Names and aliases for the gazetteer.

        Args:
            limit: Most products to name.

        Yields:
            Pairs of SKU and name, the most popular products first.
        """
        products, aliases = schema.products, schema.product_aliases
        last: tuple[int, int] | None = None
        left = limit
        while left > 0:
            statement = select(
                products.c.id, products.c.sku, products.c.name_zh, products.c.name_en, products.c.popularity
            ).order_by(products.c.popularity.desc(), products.c.id.desc())
            if last is not None:
                statement = statement.where(
                    (products.c.popularity < last[0]) | ((products.c.popularity == last[0]) & (products.c.id < last[1]))
                )
            with reading(self._engine) as connection:
                rows = connection.execute(statement.limit(min(_BATCH, left))).all()
                others: dict[int, list[str]] = defaultdict(list)
                which = select(aliases).where(aliases.c.product_id.in_([row.id for row in rows]))
                for alias in connection.execute(which.order_by(aliases.c.product_id, aliases.c.position)):
                    others[alias.product_id].append(alias.alias)
            if not rows:
                return
            for row in rows:
                for name in dict.fromkeys((row.name_zh, row.name_en, *others[row.id])):
                    yield row.sku, name
            left -= len(rows)
            last = rows[-1].popularity, rows[-1].id

    def cheapest(self, category: str | None = None, brand: str | None = None, limit: int = 1) -> list[Product]:
        """The cheapest products in stock.

        Args:
            category: Only of this category id.
            brand: Only of this brand id.
            limit: How many.
        """
        table = schema.products
        statement = select(table.c.id).where(table.c.stock > 0).order_by(table.c.price, table.c.id).limit(limit)
        if category:
            statement = statement.where(table.c.category_id == category)
        if brand:
            statement = statement.where(table.c.brand_id == brand)
        data = self._lexicon.data
        with reading(self._engine) as connection:
            ids = [row.id for row in connection.execute(statement)]
            loaded = load_products(connection, ids, data)
        return [loaded[id] for id in ids]

    def count(self) -> int:
        """How many products the shop has."""
        from sqlalchemy import func

        with reading(self._engine) as connection:
            return int(connection.execute(select(func.count()).select_from(schema.products)).scalar_one())


def load_products(connection: Connection, ids: Iterable[int], data: LexiconData) -> dict[int, Product]:
    """Read products by row number.

    Args:
        connection: To the shop's database.
        ids: Row numbers; few enough for one statement.
        data: The shop's vocabulary.

    Returns:
        The products by row number.
    """
    wanted = list(ids)
    if not wanted:
        return {}
    aliases: dict[int, list[str]] = defaultdict(list)
    tags: dict[int, list[str]] = defaultdict(list)
    values: dict[int, dict[str, SpecValue]] = defaultdict(dict)
    for kind, id, name, text, number, _ in sorted(
        connection.execute(_PARTS, {"ids": wanted}), key=lambda row: (row[1], row[5])
    ):
        if kind == _ALIAS:
            aliases[id].append(name)
        elif kind == _TAG:
            tags[id].append(name)
        else:
            spec = data.specs.get(name) or Spec(name, Names(name, name))
            values[id][name] = SpecValue(spec, text, number)
    products = {}
    for row in connection.execute(_PRODUCTS, {"ids": wanted}):
        category = data.categories.get(row.category_id) or Category(
            row.category_id, Names(row.category_id, row.category_id)
        )
        own = values[row.id]
        order = [spec for spec in category.specs if spec in own] + [spec for spec in own if spec not in category.specs]
        products[row.id] = Product(
            sku=row.sku,
            names=Names(row.name_zh, row.name_en),
            brand=data.brands.get(row.brand_id) or Brand(row.brand_id, Names(row.brand_id, row.brand_id)),
            category=category,
            price=Decimal(row.price),
            currency=row.currency,
            stock=row.stock,
            popularity=row.popularity,
            released=row.released,
            warranty_months=row.warranty_months,
            tags=tuple(tags[row.id]),
            summary=Names(row.summary_zh, row.summary_en),
            specs=tuple(own[spec] for spec in order),
            aliases=tuple(aliases[row.id]),
        )
    return products
