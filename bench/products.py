"""A generated catalogue of any size that looks like a shop's: names, prices, stock, properties, popularity."""

from __future__ import annotations

import random
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from catalog.product_rows import ProductRow
from catalog.sample import ShopFiles, load_shop_files
from catalog.settings import SHOP_FOLDER

NAMES = Path(__file__).with_name("product_names.yml")
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
#: Usual values of numeric properties; others are drawn between 1 and 100.
_USUAL: dict[str, tuple[float, ...]] = {
    "memory": (4, 6, 8, 12, 16, 24, 32, 64),
    "storage": (64, 128, 256, 512, 1024, 2048),
    "refresh_rate": (60, 75, 90, 120, 144, 165, 240),
    "screen_size": (6.1, 6.7, 11, 13.3, 14, 15.6, 24, 27, 32, 55, 65, 75),
    "battery_capacity": (1200, 3200, 4500, 5000, 6000, 10000, 20000),
    "weight": (45, 180, 220, 480, 950, 1300, 1800, 2400),
    "battery_life": (5, 8, 12, 20, 30, 48, 60),
    "charging_power": (15, 20, 33, 45, 67, 100, 120),
}


class Generator:
    """Makes the products; the same seed gives the same ones."""

    def __init__(self, seed: int = 1) -> None:
        self.files: ShopFiles = load_shop_files(SHOP_FOLDER)
        self._seed = seed
        self._kinds: dict[str, dict[str, Any]] = yaml.safe_load(NAMES.read_text(encoding="utf-8"))
        self._order = sorted(self._kinds)
        self._brands = {row.values["id"]: (row.values["zh"], row.values["en"]) for row in self._entries("brand")}
        self._tags = [str(row.values["id"]) for row in self._entries("tag")]
        self._specs = {str(row.values["id"]): list(row.values["specs"]) for row in self._entries("category")}
        self._types = self.files.spec_types()

    def _entries(self, kind: str) -> list[Any]:
        return self.files.vocabulary[kind]

    @lru_cache(maxsize=4096)  # noqa: B019 - lives as long as the process
    def product(self, number: int) -> ProductRow:
        """The product with a number from 0."""
        chance = random.Random(self._seed * 10_000_019 + number)
        category = self._order[number % len(self._order)]
        kind = self._kinds[category]
        brand = chance.choice(kind["brands"])
        series = chance.choice(kind["series"])
        model = f"{chance.choice(_LETTERS)}{chance.choice(_LETTERS) if chance.random() < 0.5 else ''}"
        model += f"{chance.randint(1, 9)}{number % 997:03d}" if chance.random() < 0.8 else str(chance.randint(2, 99))
        suffix = f" {chance.choice(kind['suffixes'])}" if chance.random() < 0.6 else ""
        zh, en = self._brands[brand]
        low, high = kind["price"]
        price = low * (high / low) ** chance.random()
        values = {
            "sku": f"B{number:08d}",
            "brand_id": brand,
            "category_id": category,
            "name_zh": f"{zh} {series[0]} {model}{suffix}",
            "name_en": f"{en} {series[1]} {model}{suffix}",
            "price": Decimal(int(price)) + Decimal("0.00"),
            "currency": "CNY",
            "stock": 0 if chance.random() < 0.12 else int(chance.expovariate(1 / 80)),
            "popularity": int(1000 * chance.random() ** 6),
            "released": f"{chance.randint(2018, 2026)}-{chance.randint(1, 12):02d}",
            "warranty_months": chance.choice((12, 24, 36)),
            "summary_zh": f"{zh}{series[0]}系列的{model}，日常够用，做工扎实。",
            "summary_en": f"The {model} of the {series[1]} line from {en}: solid, and enough for every day.",
        }
        aliases = (f"{series[1]}{model}{suffix}".replace(" ", ""),) if chance.random() < 0.5 else ()
        tags = tuple(sorted(chance.sample(self._tags, 3)))
        specs = tuple(self._value(spec, chance) for spec in chance.sample(self._specs[category], 7))
        return ProductRow(values, aliases, tags, specs)

    def _value(self, spec: str, chance: random.Random) -> tuple[str, str, float | None]:
        kind = self._types.get(spec, "text")
        if kind == "boolean":
            return spec, chance.choice(("yes", "no")), None
        if kind == "number":
            number = float(chance.choice(_USUAL.get(spec) or range(1, 101)))
            return spec, f"{number:g}", number
        return spec, chance.choice(("标准/standard", "加强/enhanced", "旗舰/flagship")), None
