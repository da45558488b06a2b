"""Which product does a customer mean?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.engine import Connection

from catalog import fulltext, name_search
from catalog.shop import Shop

THAT_ONE = [
    ("iPhone 15", "PH-IP15"), ("iphone15pro", "PH-IP15P"), ("苹果 15", "PH-IP15"), ("苹果十五", "PH-IP15"),
    ("ipone 15", "PH-IP15"), ("ＩＰＨＯＮＥ　１５", "PH-IP15"), ("wh1000xm5", "HP-SONY-XM5"),
    ("索泥 xm5", "HP-SONY-XM5"),
    ("Sony WH 1000 XM5", "HP-SONY-XM5"), ("小米十四Ultra", "PH-MI14U"), ("有没有小米14 Ultra", "PH-MI14U"),
    ("how much is the iPhone 15 Pro Max in black", "PH-IP15PM"), ("dajiang osmo action 5 pro", "CM-DJI-ACTION5PRO"),
    ("sony a7iv", "CM-SONY-A7M4"), ("heiguafu v4 pro", "KB-BWV4PRO"), ("steam dek oled", "GC-SD-OLED-512"),
    ("hua wei pura 70", "PH-PURA70"), ("華為 Pura70", "PH-PURA70"), ("master3s", "MS-MXM3S"), ("ps5", "GC-PS5"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sku"), THAT_ONE)
def test_that_one(shop: Shop, text: str, sku: str) -> None:
    best = shop.search.find(text)[0]
    assert best.product.sku == sku
    assert best.score >= 0.85


@pytest.mark.parametrize(
    "text",
    [
        "iPhone 27",
        "iPhone 27 Ultra",
        "诺基亚3310",
        "Sony WH-1000XM9",
        "iPhone 15 Plus",
        "小米 SU7",
        "Redmi X70",
        "kindle",
    ],
)
def test_another_product_is_not_that_one(shop: Shop, text: str) -> None:
    for match in shop.search.find(text):
        assert match.score < 0.75 and not match.exact


@pytest.mark.parametrize("text", ["MacBook", "iPhone", "小新", "Galaxy"])
def test_a_bare_line_fits_several(shop: Shop, text: str) -> None:
    found = shop.search.find(text)
    assert len(found) > 1
    assert all(match.score < 0.85 for match in found)


def test_a_longer_name_comes_after_the_exact_one(shop: Shop) -> None:
    found = shop.search.find("iPhone 15")
    assert [match.product.sku for match in found[:3]] == ["PH-IP15", "PH-IP15P", "PH-IP15PM"]
    assert [match.exact for match in found[:3]] == [True, False, False]
    assert found[1].score < 0.85


def test_every_name_and_alias_finds_its_product(shop: Shop) -> None:
    wrong = []
    for sku, name in shop.products.names(10_000):
        found = shop.search.find(name, limit=1)
        if not found or found[0].product.sku != sku:
            wrong.append((sku, name, found[0].product.sku if found else None))
    assert len(wrong) <= 8, wrong


def test_hostile_texts(shop: Shop) -> None:
    for text in ("", "%", "_", "' OR 1=1 --", "a\0b", "小" * 10_000, 'x" OR "y', "NEAR(a b)", "😀", "*"):
        assert all(match.score < 0.85 for match in shop.search.find(text))


def test_names_are_read_anew_once_for_all_who_ask(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def counted(connection: Connection, limit: int) -> dict[str, int]:
        read.append(limit)
        return fulltext.vocabulary(connection, limit)

    monkeypatch.setattr(name_search, "vocabulary", counted)
    shop.search.refresh()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(shop.search.find, ["iPhone 15"] * 8))
    assert {names[0].product.sku for names in found} == {"PH-IP15"}
    assert len(read) == 1
