"""The names of the shop's files (`shop/`): products, brands, kinds, specifications, technical words."""

from __future__ import annotations

import csv
import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import yaml

OTHER_NAMES = "other_names.yml"
COMMON_NAMES = "common_names.yml"
_FILES = {"brand": "brands.yml", "category": "categories.yml", "attribute": "specs.yml", "term": "terms.yml"}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PRODUCT_FIELDS = ("name_zh", "name_en")
_SHORTEST = 2  # characters by which a line of models is known


class ShopNames:
    """Names and aliases by entity; width, case, white space and hyphens do not count."""

    def __init__(self, folder: Path, understanding: Path) -> None:
        """Collect the names.

        Args:
            folder: The folder with `brands.yml` and the others; nothing is known where it is missing.
            understanding: The folder with the names that customers use anywhere; none where it is missing.
        """
        self._names: dict[str, set[str]] = {
            entity: {squeezed(name) for row in _rows(folder / file) for name in _named(row)}
            for entity, file in _FILES.items()
        }
        features = {squeezed(name) for row in _rows(folder / "tags.yml") for name in _named(row)}
        self._names["category"] |= {feature + kind for feature in features for kind in self._names["category"]}
        self._products = sorted({squeezed(name) for name in _products(folder / "products")})
        self._others: dict[str, set[str]] = defaultdict(set)
        for path in (folder / OTHER_NAMES, understanding / COMMON_NAMES):
            for entity, names in read_other_names(path).items():
                self._others[entity].update(squeezed(name) for name in names)

    def accepts(self, entity: str, text: str) -> bool:
        """Whether a text is a common name, or somebody said that it is right although the shop has no such thing.

        Args:
            entity: The entity as which it is marked.
            text: The marked text.
        """
        return squeezed(text) in self._others.get(entity, ())

    def knows(self, entity: str, text: str) -> bool:
        """Whether a text is a name, or the entity has no list of names.

        Args:
            entity: The entity as which it is marked.
            text: The marked text.
        """
        name = squeezed(text)
        if entity == "product":
            return not self._products or self._is_product(name)
        names = self._names.get(entity)
        return not names or not {name, name.removesuffix("s"), f"{name}s"}.isdisjoint(names)

    def _is_product(self, name: str) -> bool:
        """Whether a name is that of a product or of a line of models ("Mate", "苹果 MacBook")."""
        shorter = {name, *(name[len(brand) :] for brand in self._names["brand"] if name.startswith(brand))}
        return any(self._begins_one(candidate) for candidate in shorter if len(candidate) >= _SHORTEST)

    def _begins_one(self, start: str) -> bool:
        position = bisect_left(self._products, start)
        return position < len(self._products) and self._products[position].startswith(start)


def read_other_names(path: Path) -> dict[str, list[str]]:
    """Names by entity that customers use and the shop does not have; none where the file is missing."""
    loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER) if path.is_file() else None
    tables = loaded if isinstance(loaded, dict) else {}
    return {str(entity): [str(name) for name in names or []] for entity, names in tables.items()}


def accept_names(path: Path, names: Iterable[tuple[str, str]]) -> None:
    """Add names to the file of those that the shop does not have, in order.

    Args:
        path: The file; its comment at the top stays.
        names: Entity and name of each.
    """
    kept = read_other_names(path)
    for entity, name in names:
        kept.setdefault(entity, []).append(name)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.is_file() else []
    head = "".join(takewhile(lambda line: line.startswith("#"), lines))
    ordered = {entity: sorted(set(kept[entity]), key=lambda name: (name.casefold(), name)) for entity in sorted(kept)}
    path.write_text(head + yaml.safe_dump(ordered, allow_unicode=True, sort_keys=False), encoding="utf-8")


def squeezed(name: str) -> str:
    """A name as it is compared."""
    return re.sub(r"[\s\-–_·.]+", "", unicodedata.normalize("NFKC", name).casefold())


def _rows(path: Path) -> list[dict[str, Any]]:
    """The entries of a file, read as the catalogue reads it; none where it is missing."""
    if not path.is_file():
        return []
    loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    return [row for row in loaded or [] if isinstance(row, dict)]


def _named(row: dict[str, Any]) -> Iterator[str]:
    for value in (row.get("zh"), row.get("en"), *(row.get("aliases") or [])):
        if value:
            yield str(value)


def _products(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield from (row[name] for name in _PRODUCT_FIELDS if row.get(name))
                yield from (alias.strip() for alias in (row.get("aliases") or "").split("|") if alias.strip())
