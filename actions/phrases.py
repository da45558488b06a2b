"""Small words that answers are put together from, per language, from `phrases.yml`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

PHRASES_FILE = Path(__file__).with_name("phrases.yml")
_SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$"}


@lru_cache(maxsize=1)
def phrases() -> dict[str, Any]:
    """Return the content of `phrases.yml`."""
    loaded: dict[str, Any] = yaml.safe_load(PHRASES_FILE.read_text(encoding="utf-8"))
    return loaded


def phrase(language: str, key: str, **values: Any) -> str:
    """Give a phrase in a language.

    Args:
        language: `zh` or `en`.
        key: Its key; a dot leads into a group (`order_state.shipped`).
        **values: Values for its placeholders.

    Returns:
        The phrase.

    Raises:
        KeyError: No such phrase.
    """
    entry: Any = phrases()
    for part in key.split("."):
        entry = entry[part]
    return str(entry[language]).format(**values)


def money(amount: Decimal, currency: str = "CNY") -> str:
    """Write a sum of money (`¥3,299`, `$1,299.50`)."""
    number = f"{amount:,.0f}" if amount == amount.to_integral() else f"{amount:,.2f}"
    return f"{_SYMBOLS.get(currency, currency + ' ')}{number}"


def joined(language: str, items: list[str]) -> str:
    """Write a list as running text ("A、B", "A, B")."""
    return phrase(language, "list_separator").join(items)


def day(language: str, value: date) -> str:
    """Write a day."""
    return phrase(language, "day", year=value.year, month=value.month, day=value.day)
