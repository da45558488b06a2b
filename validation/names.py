"""The names of the shop's files (`shop/`): products, brands, kinds, specifications, technical words."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path
from typing import Any, Iterator

import yaml

_FILES = {"brand": "brands.yml", "category": "categories.yml", "attribute": "specs.yml", "term": "terms.yml"}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PRODUCT_FIELDS = ("name_zh", "name_en")


def squeezed(name: str) -> str:
    """A name as it is compared: width, case, white space and hyphens do not count."""
    return re.sub(r"[\s\-–_·.]+", "", unicodedata.normalize("NFKC", name).casefold())


def shop_names(folder: Path) -> dict[str, set[str]]:
    """Collect the names.

    Args:
        folder: The folder with `brands.yml` and the others.

    Returns:
        Names and aliases by entity, as `squeezed` makes them.
    """
    names: dict[str, set[str]] = {
        entity: {squeezed(name) for row in _rows(folder / file) for name in _named(row)} for entity, file in _FILES.items()
    }
    features = {squeezed(name) for row in _rows(folder / "tags.yml") for name in _named(row)}
    names["category"] |= {feature + kind for feature in features for kind in names["category"]}
    names["product"] = {squeezed(name) for name in _products(folder / "products")}
    # "iPhone 15" is a product for a customer, whatever its brand and its colours; so is the line of models "Mate".
    names["product"] |= {name[len(brand) :] for name in names["product"] for brand in names["brand"] if name.startswith(brand)}
    return names


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
