"""Names of products, ready to be compared; kept for the products that are asked about most."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Connection

from catalog import schema
from catalog.lexicon_data import LexiconData
from catalog.models import Brand, Category
from catalog.name_match import Key
from catalog.name_parts import atoms, parts_of
from catalog.normalize import contains_cjk, fold, tidy

#: Products whose keys are kept in memory.
CACHED = 4000


@dataclass(frozen=True)
class Candidate:
    """A product that may be meant; `wholes` are its names as they are, folded."""

    id: int
    brand: str
    category: str
    popularity: int
    stock: int
    keys: tuple[Key, ...]
    wholes: frozenset[str] = frozenset()


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
        self._candidates: OrderedDict[int, tuple[tuple[str, ...], tuple[Key, ...], frozenset[str]]] = OrderedDict()
        self._brands: dict[str, re.Pattern[str]] = {}
        self._kinds: dict[str, re.Pattern[str]] = {}

    def candidates(self, connection: Connection, ids: Sequence[int]) -> list[Candidate]:
        """The products with some row numbers, their names prepared."""
        if not ids:
            return []
        products, aliases = schema.products, schema.product_aliases
        others: dict[int, list[str]] = defaultdict(list)
        for row in connection.execute(select(aliases).where(aliases.c.product_id.in_(ids))).all():
            others[row.product_id].append(row.alias)
        columns = ("id", "sku", "brand_id", "category_id", "name_zh", "name_en", "popularity", "stock")
        statement = select(*(products.c[name] for name in columns)).where(products.c.id.in_(ids))
        result = []
        for row in connection.execute(statement).all():
            names = (row.name_zh, row.name_en, *others[row.id], row.sku)
            keys, wholes = self._keys(row.id, names, row.brand_id, row.category_id)
            result.append(Candidate(row.id, row.brand_id, row.category_id, row.popularity, row.stock, keys, wholes))
        return result

    def _keys(
        self, id: int, names: tuple[str, ...], brand: str, category: str
    ) -> tuple[tuple[Key, ...], frozenset[str]]:
        with self._lock:
            known = self._candidates.get(id)
            if known and known[0] == names:
                self._candidates.move_to_end(id)
                return known[1], known[2]
        maker, kind = self.data.brands.get(brand), self.data.categories.get(category)
        # Aliases with and without the brand are one name; the SKU only counts as a whole.
        keys = tuple(dict.fromkeys(self._key(name, maker, kind) for name in names[:-1]))
        wholes = frozenset(fold(name) for name in names)
        with self._lock:
            self._candidates[id] = (names, keys, wholes)
            while len(self._candidates) > CACHED:
                self._candidates.popitem(last=False)
        return keys, wholes

    def _key(self, name: str, brand: Brand | None, category: Category | None) -> Key:
        text = tidy(name)
        optional: set[str] = set()
        if brand:
            pattern = self._brands.get(brand.id)
            if pattern is None:
                pattern = self._brands[brand.id] = _pattern((brand.names.zh, brand.names.en, *brand.aliases))
            text = pattern.sub(" ", text)
            words = (brand.names.zh, brand.names.en, *brand.aliases)
            optional.update(fold(word) for word in words if not contains_cjk(word))
        kind = False
        if category:
            pattern = self._kinds.get(category.id)
            if pattern is None:
                pattern = self._kinds[category.id] = _pattern((category.names.zh, category.names.en, *category.aliases))
            without, count = pattern.subn(" ", text)
            names = (category.names.en, *category.aliases)
            optional.update(name for name in names if len(name) >= 4 and name.isascii() and name.isalpha())
            # Some kinds are named like a product (Switch): then the word is the name.
            if without.strip():
                text, kind = without, count > 0
        return Key(parts_of(text, self.vocabulary), frozenset(optional), kind)
