"""The shop's time zone: its days are those on which orders are numbered and promotions run."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from catalog.errors import CatalogError
from catalog.order_models import UTC
from catalog.settings import shop_timezone


def zone() -> ZoneInfo:
    """The time zone of the setting `SHOP_TIMEZONE`.

    Raises:
        CatalogError: There is no such zone.
    """
    return _zone(shop_timezone())


def local(moment: datetime) -> datetime:
    """A time as the shop's clock shows it.

    Args:
        moment: A time; without a zone it counts as UTC.
    """
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(zone())


def local_day(moment: datetime) -> date:
    """The shop's day on which something happened.

    Args:
        moment: A time; without a zone it counts as UTC.
    """
    return local(moment).date()


def today() -> date:
    """The shop's day now."""
    return local_day(datetime.now(UTC))


@lru_cache(maxsize=4)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise CatalogError("K108", zone=name) from error
