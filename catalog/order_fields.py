"""Reads the fields of one entry of an import file and says in words what is wrong with them."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal, InvalidOperation
from typing import Any

from catalog.errors import Finding
from catalog.yaml_rows import YamlRow

MAX_AMOUNT = Decimal("9999999999.99")


class Fields:
    """One entry with its place in the file.

    Args:
        file: Name of the file.
        row: The entry.
        findings: Where findings go.
        prefix: What the entry is part of, for the findings (`items 2: `).
    """

    def __init__(self, file: str, row: YamlRow, findings: list[Finding], prefix: str = "") -> None:
        self.file, self.row, self.findings, self.prefix = file, row, findings, prefix

    def add(self, name: str, message: str) -> None:
        """Note a finding about a field."""
        self.findings.append(Finding(self.file, self.row.at(name), f"{self.prefix}{name}", message))

    def known(self, names: Collection[str]) -> None:
        """Note every field that does not exist (a typo would be lost otherwise)."""
        for name in self.row.values:
            if name not in names:
                self.add(name, f"There is no field '{name}'; the fields are {', '.join(names)}.")

    def text(self, name: str, limit: int, *, required: bool = False) -> str:
        """A text of at most `limit` characters; empty where it is missing."""
        value = self.row.values.get(name)
        if value is None or value == "":
            if required:
                self.add(name, f"'{name}' is missing; fill it in.")
            return ""
        if not isinstance(value, str):
            self.add(name, f"'{name}' must be a text; put {value} in quotes.")
            return ""
        if len(value) > limit:
            self.add(name, f"'{name}' has {len(value)} characters; at most {limit} are possible.")
            return ""
        return value.strip()

    def choice(self, name: str, options: Collection[str], default: str = "") -> str:
        """One of several words; required where there is no default."""
        value = self.row.values.get(name, default or None)
        if value in options:
            return str(value)
        self.add(name, f"'{name}' must be one of {', '.join(options)}.")
        return ""

    def whole(self, name: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number from `low` to `high`; required where there is no default."""
        value = self.row.values.get(name, default)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.add(name, f"'{name}' must be a whole number from {low} to {high}.")
        return low

    def yes(self, name: str, default: bool = False) -> bool:
        """True or false."""
        value = self.row.values.get(name, default)
        if isinstance(value, bool):
            return value
        self.add(name, f"'{name}' must be true or false.")
        return default

    def amount(self, name: str, default: Decimal) -> Decimal:
        """An amount of money from 0."""
        value = self.row.values.get(name)
        if value is None:
            return default
        try:
            amount = Decimal(str(value)).quantize(Decimal("0.01"))
        except InvalidOperation:
            amount = Decimal(-1)
        if isinstance(value, bool) or not 0 <= amount <= MAX_AMOUNT:
            self.add(name, f"'{name}' must be an amount such as 199.00.")
            return default
        return amount

    def parts(self, name: str) -> list[Fields]:
        """The entries of a list inside this entry; the findings name their position."""
        value = self.row.values.get(name) or []
        if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
            self.add(name, f"'{name}' must be a list of entries with fields.")
            return []
        return [self._part(name, part, f"{name} {index}: ") for index, part in enumerate(value, 1)]

    def part(self, name: str) -> Fields | None:
        """The entry inside this entry, or None where there is none."""
        value = self.row.values.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.add(name, f"'{name}' must have fields of its own.")
            return None
        return self._part(name, value, f"{name}: ")

    def _part(self, name: str, value: dict[Any, Any], prefix: str) -> Fields:
        row = YamlRow(self.row.at(name), {str(key): part for key, part in value.items()})
        return Fields(self.file, row, self.findings, prefix)
