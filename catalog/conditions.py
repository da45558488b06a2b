"""Conditions of a search and their statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import and_, bindparam, exists, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement, FromClause, Select

from catalog import schema
from catalog.name_keys import Candidate
from catalog.spec_filters import SpecFilter

Sort = Literal["relevance", "price_asc", "price_desc", "popularity"]


@dataclass(frozen=True)
class Without:
    """A tag that a product must not have."""

    tag: str


#: A tag, one that a product must not have, or a condition on a property.
Feature = str | Without | SpecFilter


@dataclass(frozen=True)
class SearchQuery:
    """What a customer wants to see.

    Attributes:
        text: A name, a part of one, or a whole sentence.
        brands: Brand ids, any of them.
        category: Category id.
        tags: Tag ids, all of them.
        price_min: Lowest price, in the shop's currency.
        price_max: Highest price, in the shop's currency.
        spec_filters: Conditions on properties, all of them.
        in_stock: Only what can be delivered now.
        exclude: SKUs that shall not be shown.
        not_brands: Brand ids that shall not be shown.
        not_tags: Tag ids, none of which a product may have.
        sort: Order of the products.
        limit: Most products.
        offset: Products to leave out at the beginning.
    """

    text: str = ""
    brands: tuple[str, ...] = ()
    category: str | None = None
    tags: tuple[str, ...] = ()
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    spec_filters: tuple[SpecFilter, ...] = ()
    in_stock: bool = False
    exclude: tuple[str, ...] = ()
    not_brands: tuple[str, ...] = ()
    not_tags: tuple[str, ...] = ()
    sort: Sort = "relevance"
    limit: int = 5
    offset: int = 0

    @property
    def filtered(self) -> bool:
        """Whether there is any condition beside the text."""
        return bool(
            self.brands
            or self.category
            or self.tags
            or self.spec_filters
            or self.in_stock
            or self.not_brands
            or self.not_tags
            or self.price_min is not None
            or self.price_max is not None
        )

    @property
    def features(self) -> tuple[Feature, ...]:
        """Tags, those that a product must not have, and conditions on properties."""
        return (*self.tags, *map(Without, self.not_tags), *self.spec_filters)

    def without(self, names: tuple[str, ...]) -> SearchQuery:
        """The query without some of its conditions."""
        changes: dict[str, object] = {}
        for name in names:
            if name == "price":
                changes |= {"price_min": None, "price_max": None}
            elif name == "text":
                changes["text"] = ""
            elif name == "stock":
                changes["in_stock"] = False
            elif name == "brand":
                changes["brands"] = ()
            elif name == "category":
                changes["category"] = None
            else:
                changes[name] = ()
        return replace(self, **changes)  # type: ignore[arg-type]


def present(query: SearchQuery) -> tuple[str, ...]:
    """Names of the conditions of a query, those that are given up first first."""
    return tuple(
        name
        for name, given in (
            ("text", bool(query.text)),
            ("spec_filters", bool(query.spec_filters)),
            ("tags", bool(query.tags)),
            ("brand", bool(query.brands)),
            ("stock", query.in_stock),
            ("category", query.category is not None),
            ("price", query.price_min is not None or query.price_max is not None),
        )
        if given
    )


def where(query: SearchQuery) -> list[ColumnElement[bool]]:
    """The conditions of a query (without its text) on the products table."""
    return [*of_products(query), *(has_feature(each, schema.products.c.id, query.category) for each in query.features)]


def of_products(query: SearchQuery) -> list[ColumnElement[bool]]:
    """The conditions that a product's own row answers."""
    table = schema.products
    conditions: list[ColumnElement[bool]] = []
    if query.brands:
        conditions.append(
            table.c.brand_id == query.brands[0] if len(query.brands) == 1 else table.c.brand_id.in_(query.brands)
        )
    if query.category:
        conditions.append(table.c.category_id == query.category)
    if query.price_min is not None:
        conditions.append(table.c.price >= query.price_min)
    if query.price_max is not None:
        conditions.append(table.c.price <= query.price_max)
    if query.in_stock:
        conditions.append(table.c.stock > 0)
    if query.not_brands:
        conditions.append(table.c.brand_id.not_in(query.not_brands))
    if query.exclude:
        conditions.append(table.c.sku.not_in(query.exclude[:500]))
    return conditions


def has_feature(feature: Feature, id: ColumnElement[int], category: str | None = None) -> ColumnElement[bool]:
    """Whether a product has a tag or meets a condition on a property; looked up in another table.

    Args:
        feature: The tag or the condition.
        id: Row number of the product.
        category: Its kind where only products of one kind are looked at: their features lie together in an index.
    """
    if isinstance(feature, SpecFilter):
        return _spec(feature, id, category)
    tags = schema.product_tags
    if isinstance(feature, Without):
        return ~has_feature(feature.tag, id, category)
    return exists().where(and_(tags.c.product_id == id, tags.c.tag_id == feature, *_of_kind(tags, category)))


def _spec(condition: SpecFilter, id: ColumnElement[int], category: str | None) -> ColumnElement[bool]:
    specs = schema.product_specs.alias()
    having = [specs.c.product_id == id, specs.c.spec_id == condition.spec, *_of_kind(specs, category)]
    if condition.number is None:
        if condition.text == "no":
            # What the shop does not know to have it counts as not having it.
            return ~exists().where(and_(*having, specs.c.text == "yes"))
        return exists().where(and_(*having, specs.c.text == condition.text))
    low, high = condition.bounds
    if low is not None:
        having.append(specs.c.number >= low)
    if high is not None:
        having.append(specs.c.number <= high)
    return exists().where(and_(*having))


def _of_kind(table: FromClause, category: str | None) -> list[ColumnElement[bool]]:
    return [] if category is None else [table.c.category_id == category]


def order(sort: Sort, table: FromClause) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The columns by which a list is ordered."""
    if sort in ("price_asc", "price_desc"):
        return table.c.price, table.c.id
    if sort == "popularity":
        return table.c.popularity, table.c.id
    return table.c.rank_value, table.c.id


def ordered(statement: Select, sort: Sort, table: FromClause = schema.products) -> Select:
    """A statement on products in the order asked for."""
    columns = order(sort, table)
    return statement.order_by(*(columns if sort == "price_asc" else (column.desc() for column in columns)))


def by_index(statement: Select, query: SearchQuery) -> Select:
    """Tell MySQL and MariaDB which index to use for an order by price.

    They walk along all prices where the kinds that were asked for seem to be spread evenly over them; but the cheapest
    tablet comes after a hundred thousand mice and cables.
    """
    if query.sort not in ("price_asc", "price_desc") or not (query.brands or query.category):
        return statement
    # A brand's products are few enough to be sorted.
    indexes = "" if query.brands else "ix_products_category_price_listing"
    return statement.with_hint(schema.products, f"USE INDEX FOR ORDER BY ({indexes})", "mysql")


def keep(connection: Connection, query: SearchQuery, candidates: Iterable[Candidate]) -> set[int]:
    """Row numbers of those of some products that meet all conditions."""
    ids = {each.id for each in candidates if fits(query, each)}
    if not ids or not query.features:
        return ids
    rest = SearchQuery(tags=query.tags, not_tags=query.not_tags, spec_filters=query.spec_filters)
    table = schema.products
    statement = select(table.c.id).where(table.c.id.in_(bindparam("ids", expanding=True)), *where(rest))
    return {row[0] for row in connection.execute(statement, {"ids": list(ids)})}


def fits(query: SearchQuery, product: Candidate) -> bool:
    """Whether a product meets the conditions that its own row answers."""
    return not (
        (query.brands and product.brand not in query.brands)
        or product.brand in query.not_brands
        or (query.category and product.category != query.category)
        or (query.price_min is not None and product.price < query.price_min)
        or (query.price_max is not None and product.price > query.price_max)
        or (query.in_stock and product.stock <= 0)
        or product.sku in query.exclude
    )
