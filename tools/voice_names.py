"""Names of the shop's catalogue, read straight from its tables: what is matched with them is not needed here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Connection

from catalog import schema
from catalog.engine import create_catalog_engine, reading
from catalog.settings import catalog_url

#: The best-selling products whose names are learnt; with more the recogniser hears names everywhere.
MOST_PRODUCTS = 3000

_VOCABULARY = {
    "brand": schema.brands,
    "tag": schema.tags,
    "spec": schema.specs,
    "category": schema.categories,
    "term": schema.terms,
}


@dataclass(frozen=True)
class Entry:
    """Something that has a name.

    Attributes:
        kind: `brand`, `tag`, `spec`, `category`, `term` or `product`.
        zh: Its Chinese name.
        en: Its English name.
        aliases: Other names, in any language.
    """

    kind: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()


def catalogue_entries(url: str | None = None) -> list[Entry]:
    """Everything in the catalogue that has a name, in the order in which it was imported.

    Args:
        url: The database; the configured one by default.

    Raises:
        catalog.errors.CatalogUnavailable: The catalogue cannot be read.
    """
    engine = create_catalog_engine(url or catalog_url())
    try:
        with reading(engine) as connection:
            return [*_vocabulary(connection), *_products(connection)]
    finally:
        engine.dispose()


def _vocabulary(connection: Connection) -> list[Entry]:
    aliases: dict[tuple[str, str], list[str]] = defaultdict(list)
    table = schema.lexicon_aliases
    for row in connection.execute(select(table).order_by(table.c.kind, table.c.owner_id, table.c.position)):
        aliases[row.kind, row.owner_id].append(row.alias)
    return [
        Entry(kind, row.zh, row.en, tuple(aliases[kind, row.id]))
        for kind, named in _VOCABULARY.items()
        for row in connection.execute(select(named).order_by(named.c.position, named.c.id))
    ]


def _products(connection: Connection) -> list[Entry]:
    products, others = schema.products, schema.product_aliases
    best = select(products.c.id).order_by(products.c.popularity.desc(), products.c.id.desc()).limit(MOST_PRODUCTS)
    wanted = {row.id for row in connection.execute(best)}
    aliases: dict[int, list[str]] = defaultdict(list)
    for row in connection.execute(select(others).order_by(others.c.product_id, others.c.position)):
        if row.product_id in wanted:
            aliases[row.product_id].append(row.alias)
    named = select(products.c.id, products.c.name_zh, products.c.name_en).order_by(products.c.id)
    return [
        Entry("product", row.name_zh, row.name_en, tuple(aliases[row.id]))
        for row in connection.execute(named)
        if row.id in wanted
    ]
