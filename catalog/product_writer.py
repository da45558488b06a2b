"""Writes products in batches: upsert by SKU, with their names' keys and search tokens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.engine import Connection

from catalog import fulltext, schema
from catalog.bulk import insert_rows
from catalog.normalize import fold
from catalog.product_rows import ProductRow
from catalog.tokens import tokens_of

#: Products per round trip.
BATCH = 1000
#: Tokens per round trip.
_TOKENS = 20_000
_CHILDREN = (schema.product_aliases, schema.product_tags, schema.product_specs, schema.product_keys)


class ProductWriter:
    """Writes products inside the caller's transaction; `finish` must be called at the end."""

    def __init__(self, connection: Connection, brand_names: dict[str, tuple[str, ...]]) -> None:
        """Prepare.

        Args:
            connection: With an open transaction.
            brand_names: Chinese and English name and then the aliases of every brand.
        """
        self._connection = connection
        self._brand_names = brand_names
        self._counts: Counter[str] = Counter()
        self._search = fulltext.search_table(connection)

    def write(self, rows: Sequence[ProductRow]) -> tuple[int, int]:
        """Write some products.

        Args:
            rows: At most `BATCH`, each SKU once.

        Returns:
            How many were new, how many were there before.
        """
        known = self._ids(row.sku for row in rows)
        self._clear(list(known.values()))
        columns = tuple(rows[0].values)
        values = [[row.values[name] for name in columns] for row in rows]
        insert_rows(self._connection, schema.products, columns, values, key="sku")
        new = len(rows) - len(known)
        self._write_children(rows, self._ids(row.sku for row in rows) if new else known)
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

    def _ids(self, skus: Iterable[str]) -> dict[str, int]:
        table = schema.products
        statement = select(table.c.sku, table.c.id).where(table.c.sku.in_(list(skus)))
        return {row.sku: row.id for row in self._connection.execute(statement)}

    def _clear(self, ids: list[int]) -> None:
        if not ids:
            return
        key = self._search.c[0]
        for row in self._connection.execute(select(self._search.c.tokens).where(key.in_(ids))):
            self._counts.subtract(row.tokens.split())
        self._connection.execute(delete(self._search).where(key.in_(ids)))
        for table in _CHILDREN:
            self._connection.execute(delete(table).where(table.c.product_id.in_(ids)))

    def _without_brand(self, brand: str, keys: tuple[str, ...]) -> list[str]:
        """Keys of names that begin with their brand, without it, where that still tells something (not "14")."""
        begins = sorted((fold(name) for name in self._brand_names.get(brand, ())), key=len, reverse=True)
        result = []
        for key in keys:
            begin = next((begin for begin in begins if begin and key.startswith(begin)), "")
            rest = key[len(begin) :].strip()
            if begin and sum(char.isalpha() for char in rest) >= 3:
                result.append(rest)
        return result

    def _write_children(self, rows: Sequence[ProductRow], ids: dict[str, int]) -> None:
        aliases: list[tuple[Any, ...]] = []
        tags: list[tuple[Any, ...]] = []
        specs: list[tuple[Any, ...]] = []
        keys: list[tuple[Any, ...]] = []
        search: list[tuple[Any, ...]] = []
        for row in rows:
            id = ids[row.sku]
            values = row.values
            names = (values["name_zh"], values["name_en"], *row.aliases)
            aliases += [(id, name, at) for at, name in enumerate(row.aliases)]
            tags += [(id, tag, at) for at, tag in enumerate(row.tags)]
            specs += [(id, *spec) for spec in row.specs]
            folded = dict.fromkeys(fold(name)[:200] for name in (*names, row.sku))
            folded.update(dict.fromkeys(self._without_brand(values["brand_id"], tuple(folded)[:2])))
            keys += [(id, key) for key in folded if key]
            # The brand's aliases are the lexicon's business.
            tokens = tokens_of((*names, *self._brand_names.get(values["brand_id"], ())[:2]))
            self._counts.update(tokens)
            search.append((id, " ".join(tokens)))
        for table, columns, children in (
            (schema.product_aliases, ("product_id", "alias", "position"), aliases),
            (schema.product_tags, ("product_id", "tag_id", "position"), tags),
            (schema.product_specs, ("product_id", "spec_id", "text", "number"), specs),
            (schema.product_keys, ("product_id", "name_key"), keys),
            (self._search, tuple(self._search.c.keys()), search),
        ):
            insert_rows(self._connection, table, columns, children)
