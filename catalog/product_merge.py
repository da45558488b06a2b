"""A product that is there keeps what a file does not say of it: what has no column of its own stays as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.engine import Connection

from catalog import schema
from catalog.product_files import FIXED, OPTIONAL
from catalog.product_rows import ProductRow

#: Columns of the table of products by the column of a file that gives them.
_COLUMNS = {"brand": "brand_id", "category": "category_id"} | {
    name: name for name in (*FIXED, *OPTIONAL) if name not in ("sku", "brand", "category", "aliases", "tags")
}

_Parts = dict[int, list[tuple[Any, ...]]]
_NOTHING: _Parts = {}


def completed(connection: Connection, rows: Sequence[ProductRow]) -> list[ProductRow]:
    """Add to rows what the shop knows of their products and the file has no column for.

    Args:
        connection: In the transaction that writes the rows; products that are read stay locked until its end, so that
            no order takes from a stock that is written back here.
        rows: Some rows of one file.

    Returns:
        The rows in the same order; new products as they are.
    """
    parts = {row.sku: row for row in rows if row.given is not None}
    if not parts:
        return list(rows)
    table = schema.products
    statement = select(table).where(table.c.sku.in_(list(parts))).order_by(table.c.id).with_for_update()
    there = {row.id: row for row in connection.execute(statement)}
    if not there:
        return list(rows)
    in_all = frozenset.intersection(*(row.given or frozenset() for row in parts.values()))
    others = schema.product_specs.c.spec_id.not_in(sorted(in_all))
    specs = _parts(connection, schema.product_specs, list(there), ("spec_id", "text", "number"), "spec_id", others)
    aliases = tags = _NOTHING
    if "aliases" not in in_all:
        aliases = _parts(connection, schema.product_aliases, list(there), ("alias",), "position")
    if "tags" not in in_all:
        tags = _parts(connection, schema.product_tags, list(there), ("tag_id",), "position")
    whole: dict[str, ProductRow] = {}
    for id, product in there.items():
        row = parts[product.sku]
        given = row.given or frozenset()
        whole[row.sku] = replace(
            row,
            values={**row.values, **{own: product[own] for name, own in _COLUMNS.items() if name not in given}},
            aliases=row.aliases if "aliases" in given else tuple(alias for (alias,) in aliases.get(id, ())),
            tags=row.tags if "tags" in given else tuple(tag for (tag,) in tags.get(id, ())),
            specs=(*row.specs, *(spec for spec in specs.get(id, ()) if spec[0] not in given)),
        )
    return [whole.get(row.sku, row) for row in rows]


def _parts(
    connection: Connection, table: Table, ids: Sequence[int], columns: Sequence[str], order: str, *where: Any
) -> _Parts:
    found: _Parts = defaultdict(list)
    statement = select(table.c.product_id, *(table.c[name] for name in columns))
    statement = statement.where(table.c.product_id.in_(ids), *where)
    for id, *values in connection.execute(statement.order_by(table.c.product_id, table.c[order])):
        found[id].append(tuple(values))
    return found
