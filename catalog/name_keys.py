"""Names of products, ready to be compared; kept for the products that are asked about most."""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from catalog import schema
from catalog.lexicon_data import LexiconData
from catalog.models import Brand, Category
from catalog.name_match import Key
from catalog.name_parts import atoms, parts_of
from catalog.normalize import contains_cjk, fold, tidy

#: Products whose keys are kept in memory, and for how long.
CACHED = 4000
CACHED_S = 60.0

_columns = ("id", "sku", "brand_id", "category_id", "name_zh", "name_en", "price", "popularity", "stock")
_PRODUCTS = select(*(schema.products.c[name] for name in _columns)).where(
    schema.products.c.id.in_(bindparam("ids", expanding=True))
)
_ALIASES = select(schema.product_aliases.c.product_id, schema.product_aliases.c.alias).where(
    schema.product_aliases.c.product_id.in_(bindparam("ids", expanding=True))
)


@dataclass(frozen=True)
class Candidate:
    """A product that may be meant; `wholes` are its names as they are, folded."""

    id: int
    sku: str
    brand: str
    category: str
    price: Decimal
    popularity: int
    stock: int
    keys: tuple[Key, ...]
    wholes: frozenset[str] = frozenset()


#: The names of a brand or a kind, to be taken out of a product's name, and those that customers may leave out.
_Words = tuple[re.Pattern[str], frozenset[str]]


@dataclass(frozen=True)
class _Kept:
    """The prepared names of a product, and when they were read."""

    names: tuple[str, str]
    keys: tuple[Key, ...]
    wholes: frozenset[str]
    at: float


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    found = sorted({tidy(name) for name in names if tidy(name)}, key=len, reverse=True)
    alternatives = []
    for name in found:
        body = r"\s*".join(re.escape(atom) for atom in atoms(name))
        before = r"(?<![a-z])" if name[0].isascii() else ""
        after = r"(?![a-z])" if name[-1].isascii() else ""
        alternatives.append(f"{before}{body}{after}")
    return re.compile("|".join(alternatives) or r"(?!)")


class KeyCache:
    """Makes keys of products, for one state of the lexicon and the vocabulary."""

    def __init__(self, data: LexiconData, vocabulary: Collection[str]) -> None:
        self.data = data
        self.vocabulary = vocabulary
        self._lock = threading.Lock()
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._brands: dict[str, _Words] = {}
        self._kinds: dict[str, _Words] = {}

    def candidates(self, connection: Connection, ids: Sequence[int]) -> list[Candidate]:
        """The products with some row numbers, their names prepared."""
        if not ids:
            return []
        rows = connection.execute(_PRODUCTS, {"ids": list(ids)}).all()
        now = time.monotonic()
        with self._lock:
            known = {row.id: self._kept.get(row.id) for row in rows}
            fresh = {
                row.id: kept
                for row in rows
                if (kept := known[row.id]) and kept.names == (row.name_zh, row.name_en) and now - kept.at < CACHED_S
            }
            for id in fresh:
                self._kept.move_to_end(id)
        others: dict[int, list[str]] = defaultdict(list)
        unknown = [row.id for row in rows if row.id not in fresh]
        if unknown:
            for id, alias in connection.execute(_ALIASES, {"ids": unknown}):
                others[id].append(alias)
        result = []
        for row in rows:
            kept = fresh.get(row.id)
            if kept is None:
                kept = self._keep(row, others[row.id], now)
            result.append(
                Candidate(
                    id=row.id,
                    sku=row.sku,
                    brand=row.brand_id,
                    category=row.category_id,
                    price=row.price,
                    popularity=row.popularity,
                    stock=row.stock,
                    keys=kept.keys,
                    wholes=kept.wholes,
                )
            )
        return result

    def _keep(self, row: Any, aliases: Sequence[str], now: float) -> _Kept:
        maker, kind = self.data.brands.get(row.brand_id), self.data.categories.get(row.category_id)
        names = (row.name_zh, row.name_en, *aliases)
        # Aliases with and without the brand are one name; the SKU only counts as a whole.
        keys = tuple(dict.fromkeys(self._key(name, maker, kind) for name in names))
        wholes = frozenset(fold(name) for name in (*names, row.sku))
        kept = _Kept((row.name_zh, row.name_en), keys, wholes, now)
        with self._lock:
            self._kept[row.id] = kept
            while len(self._kept) > CACHED:
                self._kept.popitem(last=False)
        return kept

    def _key(self, name: str, brand: Brand | None, category: Category | None) -> Key:
        text = tidy(name)
        optional: frozenset[str] = frozenset()
        if brand:
            pattern, words = self._of_brand(brand)
            text = pattern.sub(" ", text)
            optional |= words
        kind = False
        if category:
            pattern, words = self._of_kind(category)
            without, count = pattern.subn(" ", text)
            optional |= words
            # Some kinds are named like a product (Switch): then the word is the name.
            if without.strip():
                text, kind = without, count > 0
        return Key(parts_of(text, self.vocabulary), optional, kind)

    def _of_brand(self, brand: Brand) -> _Words:
        found = self._brands.get(brand.id)
        if found is None:
            names = (brand.names.zh, brand.names.en, *brand.aliases)
            optional = frozenset(fold(word) for word in names if not contains_cjk(word))
            found = self._brands[brand.id] = _pattern(names), optional
        return found

    def _of_kind(self, category: Category) -> _Words:
        found = self._kinds.get(category.id)
        if found is None:
            names = (category.names.zh, category.names.en, *category.aliases)
            optional = frozenset(name for name in names[1:] if len(name) >= 4 and name.isascii() and name.isalpha())
            found = self._kinds[category.id] = _pattern(names), optional
        return found
