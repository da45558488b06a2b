"""What promotions make of the price of some pieces."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import delete, insert
from sqlalchemy.engine import Engine

from catalog.engine import writing
from catalog.models import Names, Promotion
from catalog.promotions import best_price
from catalog.schema import promotions
from catalog.shop import Shop

DAY = date(2026, 11, 11)
PROMOTION = Promotion("p", Names("优惠", "Offer"), Names("", ""), DAY, DAY)
FIFTY_FROM_500 = replace(PROMOTION, id="fifty", amount_off=Decimal(50), min_spend=Decimal(500))
TENTH = replace(PROMOTION, id="tenth", percent_off=10)
COUPON = replace(PROMOTION, id="coupon", amount_off=Decimal(20))
CUT = replace(PROMOTION, id="cut", sku="X", amount_off=Decimal(20))


@pytest.mark.parametrize(
    ("promotion", "piece", "quantity", "price"),
    [
        (FIFTY_FROM_500, "499.99", 1, "499.99"),
        (FIFTY_FROM_500, "500", 1, "450.00"),
        (FIFTY_FROM_500, "300", 2, "550.00"),
        (FIFTY_FROM_500, "1000", 5, "4950.00"),
        (TENTH, "19.99", 3, "53.97"),
        (TENTH, "19.99", 1, "17.99"),
        (COUPON, "100", 3, "280.00"),
        (COUPON, "15", 1, "0.00"),
        (CUT, "100", 3, "240.00"),
        (replace(CUT, min_spend=Decimal(200)), "100", 3, "280.00"),
    ],
)
def test_the_price_of_some_pieces(promotion: Promotion, piece: str, quantity: int, price: str) -> None:
    found, used = best_price([promotion], Decimal(piece), quantity)
    assert found == Decimal(price)
    assert used == (promotion if found < Decimal(piece) * quantity else None)


def test_the_best_one_alone_is_used() -> None:
    assert best_price([FIFTY_FROM_500, TENTH, COUPON], Decimal(400), 1) == (Decimal("360.00"), TENTH)
    assert best_price([FIFTY_FROM_500, COUPON], Decimal(260), 2) == (Decimal("470.00"), FIFTY_FROM_500)
    assert best_price([], Decimal(400), 2) == (Decimal(800), None)


def test_only_what_holds_for_the_product_on_the_day_is_used(filled_engine: Engine) -> None:
    rows = [
        {"id": "shop", "amount_off": 50, "min_spend": 9000},
        {"id": "other brand", "brand_id": "sony", "percent_off": 90},
        {"id": "other kind", "category_id": "laptop", "percent_off": 90},
        {"id": "other product", "sku": "PH-MI14", "percent_off": 90},
        {"id": "its brand", "brand_id": "apple", "category_id": "smartphone", "amount_off": 10},
    ]
    common = dict.fromkeys(("zh", "en", "description_zh", "description_en"), "x") | {"starts": DAY, "ends": DAY}
    columns = {"brand_id": None, "category_id": None, "sku": None, "percent_off": 0, "amount_off": 0, "min_spend": 0}
    with writing(filled_engine) as connection:
        connection.execute(delete(promotions))
        connection.execute(insert(promotions), [{**common, **columns, **row} for row in rows])
    shop = Shop(filled_engine)
    product = shop.products.get("PH-IP15")
    assert product is not None
    price, used = shop.promotions.line_price(product, 1, DAY)
    assert (price, used and used.id) == (product.price - 10, "its brand")
    assert shop.promotions.price_after(product, DAY) == (price, used)
    price, used = shop.promotions.line_price(product, 3, DAY)
    assert (price, used and used.id) == (product.price * 3 - 50, "shop")
    assert shop.promotions.line_price(product, 3, date(2026, 11, 12)) == (product.price * 3, None)


def test_what_is_listed_for_a_brand_or_a_kind(filled_engine: Engine) -> None:
    rows = [
        {"id": "shop"},
        {"id": "apple", "brand_id": "apple"},
        {"id": "sony", "brand_id": "sony"},
        {"id": "laptops", "category_id": "laptop"},
        {"id": "an iPhone", "sku": "PH-IP15"},
        {"id": "a Xiaomi", "sku": "PH-MI14"},
    ]
    common = dict.fromkeys(("zh", "en", "description_zh", "description_en"), "x") | {"starts": DAY, "ends": DAY}
    columns = {"brand_id": None, "category_id": None, "sku": None, "percent_off": 10}
    with writing(filled_engine) as connection:
        connection.execute(delete(promotions))
        connection.execute(insert(promotions), [{**common, **columns, **row} for row in rows])
    active = Shop(filled_engine).promotions.active

    def ids(**named: str) -> set[str]:
        return {promotion.id for promotion in active(DAY, **named)}

    assert ids() == {row["id"] for row in rows}
    assert ids(brand="apple") == {"shop", "apple", "laptops", "an iPhone"}
    assert ids(brand="huawei") == {"shop", "laptops"}
    assert ids(category="smartphone") == {"shop", "apple", "sony", "an iPhone", "a Xiaomi"}
    assert ids(brand="xiaomi", category="laptop") == {"shop", "laptops"}
    assert ids(sku="PH-IP15", brand="apple", category="smartphone") == {"shop", "apple", "an iPhone"}
