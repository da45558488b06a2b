"""Sums in other currencies, for customers who think in dollars."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import yaml

CURRENCIES_FILE = Path(__file__).parents[1] / "shop" / "currencies.yml"


@lru_cache(maxsize=1)
def _rates() -> dict[str, Decimal]:
    kept = yaml.safe_load(CURRENCIES_FILE.read_text(encoding="utf-8"))
    return {code: Decimal(str(rate)) for code, rate in kept["rates"].items()}


def in_shop_currency(amount: Decimal, currency: str) -> Decimal:
    """Convert a sum to the shop's currency with the rates of `shop/currencies.yml`.

    Args:
        amount: The sum.
        currency: Its ISO 4217 code.

    Returns:
        The sum in the shop's currency; unchanged for a currency without a rate.
    """
    return (amount * _rates().get(currency, Decimal(1))).quantize(Decimal("0.01"))
