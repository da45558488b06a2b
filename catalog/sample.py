"""Reads a shop's folder: the YAML files of its vocabulary and the product files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from catalog.errors import Finding
from catalog.product_files import KINDS
from catalog.yaml_rows import YamlRow, read_yaml

#: File of every kind of vocabulary, in the order of import.
VOCABULARY = {
    "brand": "brands.yml",
    "tag": "tags.yml",
    "spec": "specs.yml",
    "category": "categories.yml",
    "term": "terms.yml",
}


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
    path = folder / "promotions.yml"
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
        aliases = row.values.get("aliases", [])
        if not isinstance(aliases, list):
            yield Finding(name, row.at("aliases"), "aliases", "A list is expected; write [one, two].")
        elif any(isinstance(alias, (dict, list)) for alias in aliases):
            yield Finding(name, row.at("aliases"), "aliases", "An alias is no text; put quotes around it.")
        if kind == "spec":
            if row.values.get("type", "text") not in ("number", "text", "boolean"):
                yield Finding(
                    name, row.at("type"), "type", "The type is none of number, text, boolean; use one of them."
                )
            if (row.values.get("better") or "") not in ("higher", "lower", ""):
                yield Finding(name, row.at("better"), "better", "Write higher, lower or nothing.")
        if kind == "term" and not isinstance(row.values.get("explain"), dict):
            yield Finding(name, row.line, "explain", "The explanation is missing; write {zh: …, en: …}.")


def promotion_values(name: str, row: YamlRow, today: date) -> tuple[dict[str, Any], list[Finding]]:
    """An entry of promotions.yml as a row of the table.

    Args:
        name: The file's name.
        row: The entry.
        today: Day from which `starts_in_days` and `ends_in_days` count.
    """
    findings: list[Finding] = []
    values = row.values

    def amount(column: str) -> Decimal:
        try:
            number = Decimal(str(values.get(column) or 0))
        except InvalidOperation:
            number = Decimal(-1)
        if not number.is_finite() or number < 0:
            findings.append(Finding(name, row.at(column), column, f"'{values[column]}' is no amount; write a number."))
        return number

    def day(column: str, relative: str) -> date:
        if isinstance(values.get(column), date):
            return values[column]  # type: ignore[no-any-return]
        try:
            return today + timedelta(days=int(values[relative]))
        except (KeyError, TypeError, ValueError, OverflowError):
            findings.append(
                Finding(name, row.at(relative), relative, f"The day is missing; write {relative}: a number of days.")
            )
            return today

    percent = amount("percent_off")
    if percent > 100:
        findings.append(Finding(name, row.at("percent_off"), "percent_off", "More than 100 percent; correct it."))
    description = values.get("description")
    if not isinstance(description, dict):
        findings.append(Finding(name, row.line, "description", "The description is missing; write {zh: …, en: …}."))
        description = {}
    result = {
        "id": str(values.get("id", "")),
        "zh": str(values.get("zh", "")),
        "en": str(values.get("en", "")),
        "description_zh": str(description.get("zh") or ""),
        "description_en": str(description.get("en") or ""),
        "starts": day("starts", "starts_in_days"),
        "ends": day("ends", "ends_in_days"),
        "code": str(values.get("code") or ""),
        "brand_id": values.get("brand") or None,
        "category_id": values.get("category") or None,
        "sku": values.get("sku") or None,
        "percent_off": int(percent) if percent.is_finite() else 0,
        "amount_off": amount("amount_off"),
        "min_spend": amount("min_spend"),
    }
    return result, findings
