"""Collects the names that the gazetteer knows: those of the shop's catalogue, and common ones."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from pathlib import Path

import yaml

from catalog.settings import catalog_url
from catalog.shop import Shop

#: The kind of words that are no names, but with a category after them are one (降噪 + 耳机, gaming + laptop).
MODIFIER = "modifier"
MAX_PRODUCTS = 20_000  # best-selling products whose names the gazetteer holds; the search works from the raw text
_SHORTEST = 2  # characters; a one-letter alias would mark half of all sentences
_COMMON = Path(__file__).parents[1] / "understanding" / "common_names.yml"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def catalogue_names() -> dict[str, list[str]]:
    """Read every name of the configured catalogue.

    Returns:
        Names and aliases by kind: product, brand, category, attribute, term; and modifiers, which are words of tags.

    Raises:
        catalog.errors.CatalogUnavailable: The catalogue cannot be read.
    """
    shop = Shop.open(catalog_url())
    try:
        names: dict[str, set[str]] = defaultdict(set)
        lexicon = shop.lexicon
        kinds = (("brand", lexicon.brands), ("category", lexicon.categories), ("attribute", lexicon.specs))
        for kind, entries in kinds:
            for entry in entries:
                names[kind].update((entry.names.zh, entry.names.en, *entry.aliases))
        for tag in lexicon.tags:
            names[MODIFIER].update((tag.names.zh, tag.names.en, *tag.aliases))
        for term in shop.terms.all():
            names["term"].update((term.names.zh, term.names.en, *term.aliases))
        names["product"].update(name for _, name in shop.products.names(limit=MAX_PRODUCTS))
        return {kind: sorted(n for n in found if len(n) >= _SHORTEST) for kind, found in sorted(names.items())}
    finally:
        shop.close()


def common_names() -> dict[str, list[str]]:
    """Names that customers use whether or not the shop has them.

    They are kinds of their own: what the shop has is the stronger hint.

    Returns:
        Names by kind: common-product, common-brand, common-category, common-attribute, common-term.
    """
    loaded = yaml.load(_COMMON.read_text(encoding="utf-8"), Loader=_LOADER)
    return {f"common-{kind}": names for kind, names in loaded.items()}


def names_fingerprint(names: dict[str, list[str]]) -> str:
    """Fingerprint of the names: a model trained on other names is stale."""
    return hashlib.sha256(json.dumps(names, ensure_ascii=False).encode()).hexdigest()
