"""The shop's days."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from catalog.errors import CatalogError
from catalog.shop_time import local, local_day, today

LATE = datetime(2026, 11, 23, 16, 30, tzinfo=timezone.utc)


def test_without_a_setting_days_are_chinese() -> None:
    assert local(LATE).isoformat() == "2026-11-24T00:30:00+08:00"
    assert local_day(LATE).isoformat() == "2026-11-24"
    assert local_day(LATE.replace(tzinfo=None)) == local_day(LATE)
    assert abs(datetime.combine(today(), datetime.min.time()) - datetime.now()) < timedelta(days=2)


def test_another_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_TIMEZONE", "America/New_York")
    assert local(LATE).isoformat() == "2026-11-23T11:30:00-05:00"
    assert local_day(LATE).isoformat() == "2026-11-23"


@pytest.mark.parametrize("name", ["Asia/Peking", "../../etc/passwd", "\0"])
def test_a_zone_that_does_not_exist(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr("catalog.shop_time.shop_timezone", lambda: name)
    with pytest.raises(CatalogError, match="K108: SHOP_TIMEZONE is"):
        today()
