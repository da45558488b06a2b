"""Writes the shop's vocabulary and products as files that can be imported again."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.engine import Engine

from catalog import schema
from catalog.engine import reading
from catalog.lexicon import Lexicon
from catalog.models import Brand, Category, Product, Spec, Tag
from catalog.product_files import FIXED
from catalog.products import load_products
from catalog.sample import VOCABULARY

_BATCH = 500


def export_folder(engine: Engine, folder: Path) -> int:
    """Write everything of the catalogue side into a folder.

    Args:
        engine: To the shop's database.
        folder: Where to; made if it does not exist. Files of the same names are replaced.

    Returns:
        The number of products.
    """
    lexicon = Lexicon(engine)
    data = lexicon.data
    (folder / "products").mkdir(parents=True, exist_ok=True)
    _write(folder / VOCABULARY["brand"], [_named(brand) for brand in data.brands.values()])
    _write(folder / VOCABULARY["tag"], [_named(tag) for tag in data.tags.values()])
    _write(
        folder / VOCABULARY["spec"],
        [_named(spec) | {"unit": spec.unit, "type": spec.type, "better": spec.better} for spec in data.specs.values()],
    )
    _write(
        folder / VOCABULARY["category"],
        [_named(category) | {"specs": list(category.specs)} for category in data.categories.values()],
    )
    terms = [
        {"id": term.id, "zh": term.names.zh, "en": term.names.en, "aliases": list(term.aliases)}
        | {"explain": {"zh": term.explanation.zh, "en": term.explanation.en}}
        for term in data.terms.values()
    ]
    _write(folder / VOCABULARY["term"], terms)
    _write(folder / "promotions.yml", _promotions(engine))
    count = 0
    for category in data.categories.values():
        count += _products(engine, lexicon, category.id, folder / "products" / f"{category.id}.csv")
    return count


def _named(thing: Brand | Category | Tag | Spec) -> dict[str, Any]:
    return {"id": thing.id, "zh": thing.names.zh, "en": thing.names.en, "aliases": list(thing.aliases)}


def _write(path: Path, entries: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        yaml.safe_dump(entries, file, allow_unicode=True, sort_keys=False, width=110)


def _promotions(engine: Engine) -> list[dict[str, Any]]:
    with reading(engine) as connection:
        rows = connection.execute(select(schema.promotions).order_by(schema.promotions.c.id)).all()
    entries = []
    for row in rows:
        entry: dict[str, Any] = {"id": row.id, "zh": row.zh, "en": row.en}
        entry["description"] = {"zh": row.description_zh, "en": row.description_en}
        entry |= {"code": row.code, "starts": row.starts, "ends": row.ends}
        entry |= {name: value for name, value in (("brand", row.brand_id), ("category", row.category_id)) if value}
        entry |= {"sku": row.sku} if row.sku else {}
        entry |= {name: value for name, value in (("percent_off", row.percent_off),) if value}
        entry |= {name: str(row[name]) for name in ("amount_off", "min_spend") if row[name]}
        entries.append(entry)
    return entries


def _all(engine: Engine, lexicon: Lexicon, category: str) -> Iterator[Product]:
    table, last = schema.products, 0
    while True:
        statement = select(table.c.id).where(table.c.category_id == category, table.c.id > last)
        with reading(engine) as connection:
            ids = [row.id for row in connection.execute(statement.order_by(table.c.id).limit(_BATCH))]
            products = load_products(connection, ids, lexicon.data)
        if not ids:
            return
        last = ids[-1]
        yield from (products[id] for id in ids)


def _products(engine: Engine, lexicon: Lexicon, category: str, path: Path) -> int:
    used = {value.spec.id for product in _all(engine, lexicon, category) for value in product.specs}
    order = [spec for spec in lexicon.data.categories[category].specs if spec in used]
    columns = order + sorted(used.difference(order))
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*FIXED, "currency", *columns])
        for product in _all(engine, lexicon, category):
            values = {value.spec.id: value.text for value in product.specs}
            writer.writerow(
                [
                    product.sku,
                    product.brand.id,
                    product.names.zh,
                    product.names.en,
                    "|".join(product.aliases),
                    product.price,
                    product.stock,
                    product.popularity,
                    product.released,
                    product.warranty_months,
                    "|".join(product.tags),
                    product.summary.zh,
                    product.summary.en,
                    product.currency,
                    *(values.get(column, "") for column in columns),
                ]
            )
            count += 1
    return count
