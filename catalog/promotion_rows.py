"""Checks the entries of promotions.yml and makes rows of the table from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from catalog.errors import Finding
from catalog.yaml_rows import YamlRow

FILE = "promotions.yml"
_MAX_AMOUNT = Decimal("9999999999.99")
_LENGTHS = {"zh": 200, "en": 200, "code": 40}
_DESCRIPTION_LENGTH = 10_000


def promotion_rows(
    entries: list[YamlRow], today: date, ids: Mapping[str, frozenset[str]], has_product: Callable[[str], bool]
) -> tuple[list[dict[str, Any]], list[Finding]]:
    """All entries as rows.

    Args:
        entries: Those of the file.
        today: Day from which `starts_in_days` and `ends_in_days` count.
        ids: Known ids of each kind of vocabulary.
        has_product: Whether there is, or will be, a product with a SKU.

    Returns:
        The rows, and what is wrong.
    """
    rows: list[dict[str, Any]] = []
    findings: list[Finding] = []
    for entry in entries:
        row = _Entry(entry, findings).row(today)
        for column, file in (("brand", "brands.yml"), ("category", "categories.yml")):
            id = row[f"{column}_id"]
            if id is not None and id not in ids[column]:
                message = f"'{id}' is not known; add it to {file} or correct it."
                findings.append(Finding(FILE, entry.at(column), column, message))
        if row["sku"] and not has_product(row["sku"]):
            message = f"There is no product '{row['sku']}'; correct the SKU."
            findings.append(Finding(FILE, entry.at("sku"), "sku", message))
        rows.append(row)
    return rows, findings


class _Entry:
    def __init__(self, entry: YamlRow, findings: list[Finding]) -> None:
        self._entry, self._values, self._findings = entry, entry.values, findings

    def row(self, today: date) -> dict[str, Any]:
        percent = self._amount("percent_off")
        if percent > 100:
            self._add("percent_off", "More than 100 percent; correct it.")
        description = self._values.get("description")
        if not isinstance(description, dict):
            self._add("description", "The description is missing; write {zh: …, en: …}.")
            description = {}
        row: dict[str, Any] = {
            "id": str(self._values.get("id", "")),
            "zh": self._text("zh"),
            "en": self._text("en"),
            "description_zh": str(description.get("zh") or ""),
            "description_en": str(description.get("en") or ""),
            "starts": self._day("starts", "starts_in_days", today),
            "ends": self._day("ends", "ends_in_days", today),
            "code": self._text("code"),
            "brand_id": self._id("brand"),
            "category_id": self._id("category"),
            "sku": self._id("sku"),
            "percent_off": int(percent),
            "amount_off": self._amount("amount_off"),
            "min_spend": self._amount("min_spend"),
        }
        if max(len(row["description_zh"]), len(row["description_en"])) > _DESCRIPTION_LENGTH:
            self._add("description", f"The text is longer than {_DESCRIPTION_LENGTH} characters; shorten it.")
        if row["ends"] < row["starts"]:
            self._add("ends", "It ends before it starts; correct one of the days.")
        return row

    def _add(self, column: str, message: str) -> None:
        self._findings.append(Finding(FILE, self._entry.at(column), column, message))

    def _text(self, column: str) -> str:
        text = str(self._values.get(column) or "")
        if len(text) > _LENGTHS[column]:
            self._add(column, f"The text is longer than {_LENGTHS[column]} characters; shorten it.")
        return text

    def _id(self, column: str) -> str | None:
        value = self._values.get(column)
        return None if value in (None, "") else str(value)

    def _amount(self, column: str) -> Decimal:
        try:
            number = Decimal(str(self._values.get(column) or 0))
        except InvalidOperation:
            number = Decimal(-1)
        if number.is_finite() and 0 <= number <= _MAX_AMOUNT:
            return number
        self._add(column, f"'{self._values[column]}' is no amount; write a number.")
        return Decimal(0)

    def _day(self, column: str, relative: str, today: date) -> date:
        value = self._values.get(column)
        if isinstance(value, date):
            return value.date() if isinstance(value, datetime) else value
        try:
            return today + timedelta(days=int(self._values[relative]))
        except (KeyError, TypeError, ValueError, OverflowError):
            self._add(relative, f"The day is missing; write {relative}: a number of days.")
            return today
