"""Writes indexed products in batches: upsert by SKU."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete
from sqlalchemy.engine import Connection

from catalog import fulltext, schema
from catalog.bulk import insert_rows, one_column, row_numbers
from catalog.product_index import IndexedProduct

#: Products per round trip.
BATCH = 1000
#: Tokens per round trip.
_TOKENS = 20_000
_CHILDREN = (schema.product_aliases, schema.product_tags, schema.product_specs, schema.product_keys)


class ProductWriter:
    """Writes products inside the caller's transaction; `finish` must be called at the end."""

    def __init__(self, connection: Connection) -> None:
        """Prepare.

        Args:
            connection: With an open transaction.
        """
        self._connection = connection
        self._counts: Counter[str] = Counter()
        self._search = fulltext.search_table(connection)

    def write(self, products: Sequence[IndexedProduct]) -> tuple[int, int]:
        """Write some products.

        Args:
            products: At most `BATCH`, each SKU once; their brands, kinds and features are there.

        Returns:
            How many were new, how many were there before.
        """
        rows = [product.row for product in products]
        skus = [row.sku for row in rows]
        known = row_numbers(self._connection, schema.products, "sku", skus)
        self._clear(list(known.values()))
        columns = tuple(rows[0].values)
        values = [[row.values[name] for name in columns] for row in rows]
        insert_rows(self._connection, schema.products, columns, values, key="sku", referenced=True)
        new = len(rows) - len(known)
        written = row_numbers(self._connection, schema.products, "sku", skus) if new else known
        self._write_children(products, written)
        return new, len(known)

    def finish(self) -> None:
        """Add up how often each token occurs."""
        table = schema.search_tokens
        counts = [item for item in sorted(self._counts.items()) if item[1]]
        for start in range(0, len(counts), _TOKENS):
            some = counts[start : start + _TOKENS]
            insert_rows(self._connection, table, ("token", "products"), some, key="token", add=("products",))
        self._connection.execute(delete(table).where(table.c.products <= 0))
        self._counts.clear()

    def _clear(self, ids: list[int]) -> None:
        if not ids:
            return
        key = self._search.c[0]
        for tokens in one_column(self._connection, self._search.c.tokens, key.in_(ids)):
            self._counts.subtract(tokens.split())
        self._connection.execute(delete(self._search).where(key.in_(ids)))
        for table in _CHILDREN:
            self._connection.execute(delete(table).where(table.c.product_id.in_(ids)))

    def _write_children(self, products: Sequence[IndexedProduct], ids: dict[str, int]) -> None:
        aliases: list[tuple[Any, ...]] = []
        tags: list[tuple[Any, ...]] = []
        specs: list[tuple[Any, ...]] = []
        keys: list[tuple[Any, ...]] = []
        search: list[tuple[Any, ...]] = []
        for product in products:
            row, id = product.row, ids[product.row.sku]
            kind = row.values["category_id"]
            aliases += [(id, name, at) for at, name in enumerate(row.aliases)]
            tags += [(id, tag, at, kind) for at, tag in enumerate(row.tags)]
            specs += [(id, *spec, kind) for spec in row.specs]
            keys += [(id, key) for key in product.keys]
            self._counts.update(product.tokens)
            search.append((id, " ".join(product.tokens)))
        for table, columns, children in (
            (schema.product_aliases, ("product_id", "alias", "position"), aliases),
            (schema.product_tags, ("product_id", "tag_id", "position", "category_id"), tags),
            (schema.product_specs, ("product_id", "spec_id", "text", "number", "category_id"), specs),
            (schema.product_keys, ("product_id", "name_key"), keys),
            (self._search, tuple(self._search.c.keys()), search),
        ):
            insert_rows(self._connection, table, columns, children, referenced=True)
