"""What makes a product findable: keys of its names and search tokens."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.normalize import fold
from catalog.product_rows import ProductRow
from catalog.tokens import tokens_of

_MAX_KEY = 200


@dataclass(frozen=True)
class IndexedProduct:
    """A product with the keys of its names and its search tokens."""

    row: ProductRow
    keys: tuple[str, ...]
    tokens: tuple[str, ...]


class ProductIndexer:
    """Makes keys and tokens; needs no database."""

    def __init__(self, brand_names: dict[str, tuple[str, ...]]) -> None:
        """Prepare.

        Args:
            brand_names: Chinese and English name and then the aliases of every brand.
        """
        self._names = {brand: names[:2] for brand, names in brand_names.items()}
        self._begins = {
            brand: sorted(filter(None, map(fold, names)), key=len, reverse=True) for brand, names in brand_names.items()
        }

    def index(self, row: ProductRow) -> IndexedProduct:
        """Make a product findable."""
        values = row.values
        brand, names = values["brand_id"], (values["name_zh"], values["name_en"], *row.aliases)
        keys = dict.fromkeys(fold(name)[:_MAX_KEY] for name in (*names, row.sku))
        keys.update(dict.fromkeys(self._without_brand(brand, tuple(keys)[:2])))
        # The brand's aliases are the lexicon's business.
        tokens = tokens_of((*names, *self._names.get(brand, ())))
        return IndexedProduct(row, tuple(filter(None, keys)), tuple(tokens))

    def _without_brand(self, brand: str, keys: tuple[str, ...]) -> list[str]:
        """Keys of names that begin with their brand, without it, where that still tells something (not "14")."""
        begins = self._begins.get(brand, ())
        result = []
        for key in keys:
            begin = next((begin for begin in begins if key.startswith(begin)), "")
            rest = key[len(begin) :].strip()
            if begin and sum(char.isalpha() for char in rest) >= 3:
                result.append(rest)
        return result
