"""What is confirmed is what happens: prices, fees, and changes whose answer got lost."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import update

from catalog.errors import CatalogUnavailable
from catalog.schema import products
from catalog.shop import Shop
from tests.actions.test_order_tasks import BUY, CANCEL, DEMO


@pytest.fixture
def shop(changeable_shop: Shop) -> Shop:
    """Each test changes a shop of its own."""
    return changeable_shop


def buy(talk):
    return talk("zh", DEMO).task("place_order", "下单买两台[小米14](product)", *BUY)


def test_a_new_price_is_confirmed_again(talk, shop: Shop) -> None:
    turn = buy(talk)
    told = Decimal(turn.slots["told_sums"]["total"])
    with shop.engine.begin() as connection:
        connection.execute(
            update(products).where(products.c.sku == turn.slots["purchase"]).values(price=products.c.price + 100)
        )
    turn.answer("affirm", "确认")
    assert turn.slots["requested_slot"] == "confirmation" and "变化" in turn.said
    now = Decimal(turn.slots["told_sums"]["total"])
    assert now > told
    turn.answer("affirm", "确认")
    assert turn.responses == ["utter_order_placed"]
    assert shop.orders.list_for(DEMO)[0].total == now


def test_a_lost_answer_orders_once(talk, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    turn, place, calls = buy(talk), shop.orders.place, []

    def lost(*args: object, **kwargs: object) -> object:
        calls.append(kwargs["request_id"])
        placed = place(*args, **kwargs)
        if len(calls) == 1:
            raise CatalogUnavailable
        return placed

    monkeypatch.setattr(shop.orders, "place", lost)
    before = len(shop.orders.list_for(DEMO, limit=100))
    turn.answer("affirm", "确认")
    assert turn.responses == ["utter_order_placed"]
    assert len(calls) == 2 and len(set(calls)) == 1
    assert len(shop.orders.list_for(DEMO, limit=100)) == before + 1


def test_what_is_not_known_is_not_claimed(talk, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise CatalogUnavailable

    turn = buy(talk)
    monkeypatch.setattr(shop.orders, "place", fail)
    turn.answer("affirm", "确认")
    assert turn.responses == ["utter_task_unfinished"] and turn.slots["task"] is None


@pytest.mark.parametrize(
    ("state", "response"),
    [
        ("pending_payment", "utter_order_cancelled"),
        ("paid", "utter_order_cancelled_refund"),
        ("packed", "utter_order_cancelled_fee"),
    ],
)
def test_a_cancelled_order_is_told_as_it_is(talk, shop: Shop, state: str, response: str) -> None:
    order = next(o for o in shop.orders.list_for(DEMO, "cancel") if o.state == state)
    turn = talk("zh", DEMO).task("cancel_order", f"取消[{order.number}](order_number)", *CANCEL)
    turn.answer("affirm", "确认")
    assert turn.responses == [response]
