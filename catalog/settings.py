"""The settings of the shop's data: where its database is, and in which time zone it lives."""

from __future__ import annotations

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent

#: The sample shop that `python -m catalog init` imports into an empty database.
SHOP_FOLDER = PROJECT / "shop"


def catalog_url() -> str:
    """The database's URL: `CATALOG_URL`, or a SQLite file in the project's `var` folder."""
    return os.environ.get("CATALOG_URL") or f"sqlite:///{PROJECT / 'var' / 'shop.db'}"


def shop_timezone() -> str:
    """Name of the shop's time zone: `SHOP_TIMEZONE`, or that of China."""
    return os.environ.get("SHOP_TIMEZONE") or "Asia/Shanghai"
