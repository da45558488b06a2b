"""Buying a product, and keeping delivery addresses."""

from __future__ import annotations

from datetime import date

from rasa_sdk.events import SlotSet

from actions.base import Events, in_thread, shop
from actions.order_tasks import ADDRESS_LENGTH
from actions.order_view import items_text
from actions.phrases import money
from actions.product_reference import resolve
from actions.task_form import REQUESTED, TaskForm, TaskSubmit
from actions.turn import Turn
from catalog.errors import InvalidData, NotFound, OutOfStock
from understanding.references import quantity

_SHORTEST_ADDRESS = 6  # characters


def _address(turn: Turn) -> Events:
    text = turn.text.strip()
    return [SlotSet("address", text[:ADDRESS_LENGTH])] if len(text) >= _SHORTEST_ADDRESS and not turn.is_payload else []


def _looks_like_address(turn: Turn) -> bool:
    return turn.intent in ("set_up_shipping_address", "change_shipping_address", "place_order") or any(
        char.isdigit() for char in turn.text
    )


class ValidatePlaceOrderForm(TaskForm):
    """What to buy, how many, and where to send it."""

    form = "place_order_form"
    needs_order = False
    free_text = ("address",)

    async def start(self, turn: Turn) -> Events:
        """Take the product spoken of, the number of pieces, and the default address."""
        assert turn.customer_id is not None
        reference = await resolve(turn)
        if len(reference.products) != 1:
            name = reference.unknown[0] if reference.unknown else ""
            return [SlotSet("task_problem", {"code": "which_product", "number": name}), SlotSet(REQUESTED, None)]
        product = reference.products[0]
        if product.stock <= 0:
            problem = {"code": "out_of_stock", "number": product.names.get(turn.language)}
            return [SlotSet("task_problem", problem), SlotSet(REQUESTED, None)]
        rest = turn.text
        for entity in sorted(turn.entities, key=lambda e: e.get("start", 0), reverse=True):
            if "start" in entity and "end" in entity and not turn.is_payload:
                rest = rest[: entity["start"]] + " " + rest[entity["end"] :]
        count = 1 if turn.is_payload else quantity(rest) or 1
        addresses = await in_thread(shop().customers.addresses, turn.customer_id)
        default = next((address for address in addresses if address.is_default), addresses[0] if addresses else None)
        events = [SlotSet("purchase", product.sku), SlotSet("quantity", count)]
        return events + ([SlotSet("address", default.text)] if default else [])

    async def read(self, turn: Turn, requested: str) -> Events:
        """Read an address."""
        return _address(turn)

    def accepts(self, turn: Turn, requested: str) -> bool:
        """An address may look like any wish."""
        return _looks_like_address(turn)

    async def correct(self, turn: Turn) -> Events:
        """Take another number of pieces or another address instead of yes or no."""
        if turn.intent in ("change_shipping_address", "set_up_shipping_address"):
            return [SlotSet("address", None)]
        count = quantity(turn.text) if turn.intent in ("inform", "change_order") and len(turn.text) < 24 else None
        if count:
            return [SlotSet("quantity", count)]
        return _address(turn) if turn.intent == "inform" else []


class ActionPlaceOrder(TaskSubmit):
    """Places the order."""

    intent = "place_order"

    def name(self) -> str:
        """Return the action's name."""
        return "action_place_order"

    def explain(self, turn: Turn, problem: dict[str, str]) -> None:
        """Say what is missing."""
        if problem["code"] == "out_of_stock":
            turn.say("utter_out_of_stock", product=problem["number"], stock="")
        elif problem["number"]:
            turn.say("utter_product_unknown", name=problem["number"][:60])
        else:
            turn.say("utter_ask_what_to_buy")

    async def carry_out(self, turn: Turn, customer_id: str) -> None:
        """Place the order at today's price."""
        sku, count, address = turn.slot("purchase"), int(turn.slot("quantity")), turn.slot("address")
        product = await in_thread(shop().products.get, sku)
        price = None
        if product is not None:
            price, _ = await in_thread(shop().promotions.price_after, product, date.today())
        try:
            order = await in_thread(
                shop().orders.place,
                customer_id,
                sku,
                count,
                address,
                request_id=self.request_id(turn),
                unit_price=price,
            )
        except (OutOfStock, NotFound, InvalidData):
            turn.say("utter_order_out_of_stock")
            return
        turn.say(
            "utter_order_placed",
            number=order.number,
            items=items_text(order, turn.language),
            total=money(order.total, order.currency),
            address=order.shipping_address,
        )


class ValidateShippingAddressForm(TaskForm):
    """A new or another delivery address."""

    form = "shipping_address_form"
    needs_order = False
    free_text = ("address",)

    async def start(self, turn: Turn) -> Events:
        """Tell adding from changing."""
        return [SlotSet("address_task", "add" if turn.intent == "set_up_shipping_address" else "change")]

    async def read(self, turn: Turn, requested: str) -> Events:
        """Read the address."""
        return _address(turn)

    def accepts(self, turn: Turn, requested: str) -> bool:
        """An address may look like any wish."""
        return _looks_like_address(turn)

    async def correct(self, turn: Turn) -> Events:
        """Take another address instead of yes or no."""
        return _address(turn) if turn.intent in ("inform", "change_shipping_address") else []


class ActionSaveAddress(TaskSubmit):
    """Keeps the address."""

    intent = "change_shipping_address"

    def name(self) -> str:
        """Return the action's name."""
        return "action_save_address"

    async def carry_out(self, turn: Turn, customer_id: str) -> None:
        """Add or change the address."""
        text, customers = turn.slot("address"), shop().customers
        try:
            if turn.slot("address_task") == "add":
                address = await in_thread(customers.add_address, customer_id, text)
            else:
                address = await in_thread(customers.change_default_address, customer_id, text)
        except InvalidData:
            turn.say("utter_address_not_possible")
            return
        turn.say("utter_address_saved", address=address.text)
