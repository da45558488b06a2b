"""Reads a shop's folder: the YAML files of its vocabulary and the product files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from catalog.errors import Finding
from catalog.product_files import KINDS
from catalog.promotion_rows import FILE as PROMOTIONS
from catalog.yaml_rows import YamlRow, read_yaml

#: File of every kind of vocabulary, in the order of import.
VOCABULARY = {
    "brand": "brands.yml",
    "tag": "tags.yml",
    "spec": "specs.yml",
    "category": "categories.yml",
    "term": "terms.yml",
}
#: Most characters of each text; an alias may be as long as a name.
_LENGTHS = {"zh": 120, "en": 120, "unit": 20}
_EXPLANATION_LENGTH = 10_000


@dataclass
class ShopFiles:
    """What stands in a folder.

    Attributes:
        folder: The folder.
        vocabulary: Entries by kind (`brand`, `category`, `tag`, `spec`, `term`).
        promotions: Entries of promotions.yml.
        product_files: The product files, not yet read.
        findings: What is wrong with the YAML files by themselves.
    """

    folder: Path
    vocabulary: dict[str, list[YamlRow]] = field(default_factory=dict)
    promotions: list[YamlRow] = field(default_factory=list)
    product_files: list[Path] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def ids(self, kind: str) -> frozenset[str]:
        """The ids of a kind of vocabulary."""
        return frozenset(str(row.values["id"]) for row in self.vocabulary.get(kind, []) if "id" in row.values)

    def count(self) -> int:
        """The number of entries of vocabulary."""
        return sum(len(rows) for rows in self.vocabulary.values())

    def spec_types(self) -> dict[str, str]:
        """Type of every spec of the folder."""
        return {str(row.values["id"]): str(row.values.get("type", "text")) for row in self.vocabulary.get("spec", [])}


def load_shop_files(folder: Path) -> ShopFiles:
    """Read the YAML files of a shop and list its product files.

    Args:
        folder: A folder in the shape of `shop/`.

    Returns:
        The entries with what is wrong with each of them alone.
    """
    files = ShopFiles(folder)
    for kind, name in VOCABULARY.items():
        path = folder / name
        if path.exists():
            rows, findings = read_yaml(path)
            files.findings += findings
            files.findings += list(_check(kind, name, rows))
            files.vocabulary[kind] = rows
    path = folder / PROMOTIONS
    if path.exists():
        files.promotions, findings = read_yaml(path)
        files.findings += findings + list(_check_ids(path.name, files.promotions))
    products = folder / "products"
    if products.is_dir():
        files.product_files = sorted(path for path in products.iterdir() if path.suffix.lower() in KINDS)
    return files


def _check_ids(name: str, rows: list[YamlRow]) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for row in rows:
        id = str(row.values.get("id") or "")
        if not id:
            yield Finding(name, row.line, "id", "The entry has no id; give it one.")
        elif id in seen:
            yield Finding(name, row.at("id"), "id", f"'{id}' stands in line {seen[id]} already; remove one of them.")
        elif len(id) > 40:
            yield Finding(name, row.at("id"), "id", "The id is longer than 40 characters; shorten it.")
        seen.setdefault(id, row.line)
        for column in ("zh", "en"):
            if not str(row.values.get(column) or ""):
                yield Finding(name, row.line, column, f"The name '{column}' is missing; write one.")


def _check(kind: str, name: str, rows: list[YamlRow]) -> Iterator[Finding]:
    yield from _check_ids(name, rows)
    for row in rows:
        for column, limit in _LENGTHS.items():
            if len(str(row.values.get(column) or "")) > limit:
                yield _too_long(name, row, column, limit)
        for column in ("aliases", "specs"):
            words = row.values.get(column) or []
            if not isinstance(words, list):
                yield Finding(name, row.at(column), column, "A list is expected; write [one, two].")
            elif any(isinstance(word, (dict, list)) for word in words):
                yield Finding(name, row.at(column), column, "An entry of the list is no text; put quotes around it.")
            elif any(len(str(word).strip()) > _LENGTHS["zh"] for word in words):
                yield _too_long(name, row, column, _LENGTHS["zh"])
        if kind == "spec":
            if row.values.get("type", "text") not in ("number", "text", "boolean"):
                yield Finding(
                    name, row.at("type"), "type", "The type is none of number, text, boolean; use one of them."
                )
            if (row.values.get("better") or "") not in ("higher", "lower", ""):
                yield Finding(name, row.at("better"), "better", "Write higher, lower or nothing.")
        if kind == "term":
            explain = row.values.get("explain")
            if not isinstance(explain, dict):
                yield Finding(name, row.line, "explain", "The explanation is missing; write {zh: …, en: …}.")
            elif any(len(str(text)) > _EXPLANATION_LENGTH for text in explain.values()):
                yield _too_long(name, row, "explain", _EXPLANATION_LENGTH)


def _too_long(name: str, row: YamlRow, column: str, limit: int) -> Finding:
    return Finding(name, row.at(column), column, f"A text is longer than {limit} characters; shorten it.")
