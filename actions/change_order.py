"""Changing the quantity or the address of an order."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import SlotSet

from actions.addresses import address_told
from actions.base import Events, in_thread, shop
from actions.order_choice import items_named
from actions.order_form import OrderForm
from actions.order_view import items_text
from actions.phrases import money, phrases
from actions.task_form import Offer
from actions.task_state import ORDER, ask_again, ends
from actions.task_submit import TaskSubmit
from actions.turn import Turn
from catalog.errors import AlreadyPaid, NotFound, OutOfStock, TransitionNotAllowed
from catalog.order_states import PENDING_PAYMENT
from understanding.cues import matcher
from understanding.quantities import bare_number, quantity

WHOLE_ORDER = "*"  # stands for the product where the change is about none of them
_SHORT = 12  # characters of a message that is an answer with a number in it


class ValidateChangeOrderForm(OrderForm):
    """Which order to change, what about it, and to what."""

    form = "change_order_form"
    intents = ("change_order",)
    order_action = "change_quantity"

    async def answer(self, turn: Turn) -> Events:
        """Fill the slots; which product it is about follows from the order where it has only one."""
        events = await super().answer(turn)
        return events if not events or ends(events) else [*events, *await self._item(turn, events)]

    def order_changed(self) -> Events:
        """Forget the product."""
        return [SlotSet("change_item", None)]

    async def start(self, turn: Turn) -> Events:
        """Take what is to be changed, and to what, where the first message says so."""
        kind, address = _change_kind(turn.text), address_told(turn)
        count = quantity(turn.without_entities) if kind != "address" else None
        if kind is None:
            kind = "address" if address else "quantity" if count else None
        value = address if kind == "address" else str(count) if count else None
        return [SlotSet("change_kind", kind), SlotSet("change_value", value)] if kind else []

    async def certain(self, turn: Turn, requested: str) -> Events:
        """A number where one is asked for, an address, a product of the order."""
        said = turn.without_entities
        if requested == "change_kind":
            kind = _change_kind(turn.text) if self.accepts(turn, requested) or turn.intent == "inform" else None
            return [SlotSet("change_kind", kind), *self.order_changed()] if kind else []
        if requested == "change_item" and bare_number(said):
            return await self.read(turn, requested)
        if requested == "change_value" and turn.slot("change_kind") == "quantity":
            count = bare_number(said) or (quantity(said) if len(said) <= _SHORT else None)
            return await self._quantity(turn, count)
        if requested == "change_value":
            address = address_told(turn)
            return [SlotSet("change_value", address)] if address else []
        return []

    async def again(self, turn: Turn) -> Events:
        """Take what the wish tells this time ("change the quantity")."""
        return await self.start(turn) or ask_again(turn)

    async def read(self, turn: Turn, requested: str) -> Events:
        """Read what to change, which product, or the new value."""
        if requested == "change_kind":
            kind = _change_kind(turn.text)
            return [SlotSet("change_kind", kind)] if kind else []
        if requested == "change_item":
            order = await self.order(turn)
            named = await items_named(turn, order) if order else []
            return [SlotSet("change_item", named[0].sku)] if len(named) == 1 else []
        if turn.slot("change_kind") == "quantity":
            return await self._quantity(turn, quantity(turn.without_entities))
        return []

    def accepts(self, turn: Turn, requested: str) -> bool:
        """What to change, and a number, may look like another wish."""
        if requested == "change_value":
            wish = turn.intent in ("change_order", "place_order") and not turn.values("product")
            return wish and quantity(turn.without_entities) is not None
        looks_like = {
            "change_kind": ("change_order", "change_shipping_address"),
            "change_item": ("change_order", "ask_product_details", "search_product"),
        }
        return turn.intent in looks_like.get(requested, ())

    async def correct(self, turn: Turn) -> Events:
        """Take another value instead of yes or no."""
        if turn.slot("change_kind") == "quantity":
            count = quantity(turn.without_entities) if self.speaks_to_form(turn) else None
            return await self._quantity(turn, count) if str(count) != turn.slot("change_value") else []
        address = address_told(turn)
        return [SlotSet("change_value", address)] if address and address != turn.slot("change_value") else []

    async def offer(self, turn: Turn) -> Offer | None:
        """The order, what changes, and what it costs then."""
        order = await self.order(turn)
        if order is None:
            return None
        values: dict[str, Any] = {"number": order.number, "value": turn.slot("change_value")}
        if turn.slot("change_kind") != "quantity":
            return Offer("utter_confirm_change_address", values)
        item = next((item for item in order.items if item.sku == turn.slot("change_item")), None)
        if item is None:
            return None
        total = await in_thread(shop().orders.total_with, order, item.sku, int(turn.slot("change_value")))
        values |= {
            "product": item.names.get(turn.language),
            "current": item.quantity,
            "total": money(total, order.currency),
        }
        return Offer("utter_confirm_change_quantity", values, {"total": str(total)})

    async def _item(self, turn: Turn, events: Events) -> Events:
        """The product to change, where the order and the message leave only one."""
        told = {event["name"]: event["value"] for event in events if event.get("event") == "slot"}
        number, kind = (told.get(name, turn.slot(name)) for name in (ORDER, "change_kind"))
        if not number or not kind or told.get("change_item", turn.slot("change_item")):
            return []
        if kind != "quantity":
            return [SlotSet("change_item", WHOLE_ORDER)]
        order = await in_thread(shop().orders.get, turn.customer_id or "", number)
        if order is None:
            return []
        items = list(order.items)
        if len(items) > 1:
            items = await items_named(turn, order) if turn.values("product") else []
        return [SlotSet("change_item", items[0].sku)] if len(items) == 1 else []

    async def _quantity(self, turn: Turn, count: int | None) -> Events:
        """Take a number of pieces, unless the order is paid and would get more."""
        order = await self.order(turn) if count else None
        item = next((item for item in order.items if item.sku == turn.slot("change_item")), None) if order else None
        if not count or order is None or item is None:
            return []
        if order.state != PENDING_PAYMENT and count > item.quantity:
            turn.say("utter_change_order_only_fewer", number=order.number)
            return ask_again(turn)
        return [SlotSet("change_value", str(count))]


def _change_kind(text: str) -> str | None:
    lowered = text.lower()
    return next((kind for kind, words in phrases()["change_words"].items() if matcher(words).search(lowered)), None)


class ActionChangeOrder(TaskSubmit):
    """Changes the quantity or the address of an order."""

    intent = "change_order"

    def name(self) -> str:
        """Return the action's name."""
        return "action_change_order"

    async def carry_out(self, turn: Turn, customer_id: str) -> None:
        """Change the order."""
        number, orders, value = turn.slot(ORDER), shop().orders, turn.slot("change_value")
        request = self.request_id(turn)
        try:
            if turn.slot("change_kind") == "quantity":
                sku, count = turn.slot("change_item"), int(value)
                order = await in_thread(orders.change_quantity, customer_id, number, sku, count, request_id=request)
            else:
                order = await in_thread(orders.change_address, customer_id, number, value, request_id=request)
        except OutOfStock:
            turn.say("utter_change_order_out_of_stock", number=number)
            return
        except AlreadyPaid:
            turn.say("utter_change_order_only_fewer", number=number)
            return
        except (NotFound, TransitionNotAllowed):
            turn.say("utter_change_order_not_allowed", number=number)
            return
        turn.say(
            "utter_order_changed",
            number=order.number,
            items=items_text(order, turn.language),
            total=money(order.total, order.currency),
            address=order.shipping_address,
        )
        if turn.slot("change_kind") == "quantity" and order.refund and order.refund.lowered_total:
            turn.say("utter_change_order_paid_back", amount=money(order.refund.amount, order.currency))
