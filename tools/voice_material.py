"""What the recognisers are adapted to: the content's examples and the shop's names, as plain lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from catalog.product_files import read_products
from catalog.sample import load_shop_files
from catalog.settings import SHOP_FOLDER
from speech.adapt.material import Material, Name, Sentence, marked

PROJECT = Path(__file__).resolve().parent.parent
NLU_FILE = PROJECT / "data" / "nlu.yml"

#: Kinds of vocabulary as the examples mark them.
KINDS = {"brand": "brand", "category": "category", "term": "term", "spec": "attribute", "tag": "tag"}
_CJK = re.compile(r"[\u4e00-\u9fff]")
_EXAMPLE = re.compile(r"^\s*-\s+(.*)$")


def gather(language: str, nlu_file: Path = NLU_FILE, shop: Path = SHOP_FOLDER) -> Material:
    """Gather the material of a language.

    Args:
        language: `zh` or `en`.
        nlu_file: Examples of what customers say, in Rasa's format with a `language` in the metadata.
        shop: A folder in the shape of `shop/`.

    Returns:
        Sentences and names.
    """
    sentences = list(_examples(language, nlu_file))
    names = [*_vocabulary(language, shop), *_products(language, shop)]
    sources = {f"{nlu_file.parent.name}/{nlu_file.name}": len(sentences)}
    for kind in dict.fromkeys(name.kind for name in names):
        sources[f"{shop.name}: {kind}"] = sum(1 for name in names if name.kind == kind)
    return Material(language, sentences, names, sources)


def _examples(language: str, file: Path) -> Iterator[Sentence]:
    for entry in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
        if (entry.get("metadata") or {}).get("language") != language:
            continue
        for line in str(entry.get("examples", "")).splitlines():
            match = _EXAMPLE.match(line)
            if match:
                yield marked(match.group(1))


def _vocabulary(language: str, shop: Path) -> Iterator[Name]:
    for kind, rows in load_shop_files(shop).vocabulary.items():
        for row in rows:
            name = _name(KINDS[kind], row.values.get(language), row.values.get("aliases"), language)
            if name is not None:
                yield name


def _products(language: str, shop: Path) -> Iterator[Name]:
    for file in load_shop_files(shop).product_files:
        for _, values in read_products(file):
            aliases = values.get("aliases", "").split("|")
            name = _name("product", values.get(f"name_{language}"), aliases, language)
            if name is not None:
                yield name


def _name(kind: str, written: Any, aliases: Any, language: str) -> Name | None:
    text = str(written or "").strip()
    if not text or (language == "en" and _CJK.search(text)):
        return None
    others = [str(alias).strip() for alias in aliases or () if not isinstance(alias, (float, Decimal))]
    usable = tuple(other for other in others if other and bool(_CJK.search(other)) == (language == "zh"))
    return Name(kind, text, usable)
