"""Writes products in batches: upsert by SKU, with their names' keys and search tokens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, select, text
from sqlalchemy.engine import Connection

from catalog import schema
from catalog.normalize import fold
from catalog.product_rows import ProductRow
from catalog.tokens import tokens_of

#: Products per round trip.
BATCH = 1000
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
        self._sqlite = connection.dialect.name == "sqlite"

    def write(self, rows: Sequence[ProductRow]) -> tuple[int, int]:
        """Write some products.

        Args:
            rows: At most `BATCH`, each SKU once.

        Returns:
            How many were new, how many were there before.
        """
        known = self._ids(row.sku for row in rows)
        self._clear(list(known.values()))
        self._upsert(schema.products, "sku", [row.values for row in rows])
        new = len(rows) - len(known)
        self._write_children(rows, self._ids(row.sku for row in rows) if new else known)
        return new, len(known)

    def finish(self) -> None:
        """Add up how often each token occurs."""
        table = schema.search_tokens
        counts = [{"token": token, "products": count} for token, count in sorted(self._counts.items()) if count]
        for some in _batches(counts, BATCH):
            self._upsert(table, "token", some, add=("products",))
        self._connection.execute(delete(table).where(table.c.products <= 0))
        self._counts.clear()

    def _upsert(self, table: Table, key: str, rows: list[dict[str, Any]], add: Collection[str] = ()) -> None:
        """Write rows by key in one round trip: the driver makes one statement of an INSERT with many rows.

        Args:
            table: The table.
            key: Column with a unique key.
            rows: Values by column, all of the same columns.
            add: Columns to which the value is added where the row is there.
        """
        columns = list(rows[0])
        new = "excluded.{0}" if self._sqlite else "VALUES({0})"
        changes = [
            f"{name} = {f'{table.name}.{name} + ' if name in add else ''}{new.format(name)}"
            for name in columns
            if name != key
        ]
        head = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({', '.join(f':{name}' for name in columns)})"
        clash = f"ON CONFLICT ({key}) DO UPDATE SET" if self._sqlite else "ON DUPLICATE KEY UPDATE"
        types = [bindparam(name, type_=table.c[name].type) for name in columns]
        self._connection.execute(text(f"{head} {clash} {', '.join(changes)}").bindparams(*types), rows)

    def _ids(self, skus: Iterable[str]) -> dict[str, int]:
        table = schema.products
        statement = select(table.c.sku, table.c.id).where(table.c.sku.in_(list(skus)))
        return {row.sku: row.id for row in self._connection.execute(statement)}

    def _clear(self, ids: list[int]) -> None:
        if not ids:
            return
        key = "rowid" if self._sqlite else "product_id"
        which = bindparam("ids", expanding=True)
        statement = text(f"SELECT tokens FROM product_search WHERE {key} IN :ids").bindparams(which)
        for row in self._connection.execute(statement, {"ids": ids}):
            self._counts.subtract(row.tokens.split())
        statement = text(f"DELETE FROM product_search WHERE {key} IN :ids").bindparams(which)
        self._connection.execute(statement, {"ids": ids})
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
        aliases: list[dict[str, Any]] = []
        tags: list[dict[str, Any]] = []
        specs: list[dict[str, Any]] = []
        keys: list[dict[str, Any]] = []
        search: list[dict[str, Any]] = []
        for row in rows:
            id = ids[row.sku]
            values = row.values
            names = (values["name_zh"], values["name_en"], *row.aliases)
            aliases += [{"product_id": id, "alias": name, "position": at} for at, name in enumerate(row.aliases)]
            tags += [{"product_id": id, "tag_id": tag, "position": at} for at, tag in enumerate(row.tags)]
            specs += [
                {"product_id": id, "spec_id": spec, "text": text_, "number": number}
                for spec, text_, number in row.specs
            ]
            folded = dict.fromkeys(fold(name)[:200] for name in (*names, row.sku))
            folded.update(dict.fromkeys(self._without_brand(values["brand_id"], tuple(folded)[:2])))
            keys += [{"product_id": id, "name_key": key} for key in folded if key]
            # The brand's aliases are the lexicon's business.
            tokens = tokens_of((*names, *self._brand_names.get(values["brand_id"], ())[:2]))
            self._counts.update(tokens)
            search.append({"id": id, "tokens": " ".join(tokens)})
        for table, children in zip(_CHILDREN, (aliases, tags, specs, keys), strict=True):
            if children:
                self._connection.execute(insert(table), children)
        column = "rowid" if self._sqlite else "product_id"
        self._connection.execute(text(f"INSERT INTO product_search ({column}, tokens) VALUES (:id, :tokens)"), search)


def _batches(things: list[dict[str, Any]], size: int) -> Iterable[list[dict[str, Any]]]:
    for start in range(0, len(things), size):
        yield things[start : start + size]
