"""Buying a product."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import SlotSet

from actions.addresses import address_told
from actions.base import Events, in_thread, shop
from actions.order_view import items_text
from actions.phrases import money
from actions.product_help import help_to_find
from actions.product_reference import remember, resolve
from actions.product_view import product_buttons, product_list
from actions.task_form import Offer, TaskForm
from actions.task_state import ask_again, impossible
from actions.task_submit import TaskSubmit
from actions.turn import Turn
from catalog.errors import InvalidData, NotFound, OutOfStock
from catalog.models import Product
from catalog.shop_time import today
from understanding.quantities import quantity


class ValidatePlaceOrderForm(TaskForm):
    """What to buy, how many, and where to send it."""

    form = "place_order_form"
    intents = ("place_order",)

    async def start(self, turn: Turn) -> Events:
        """Take the product spoken of, the number of pieces, and the default address."""
        assert turn.customer_id is not None
        reference = await resolve(turn)
        if len(reference.products) != 1:
            return impossible("which_product")
        product, count = reference.products[0], quantity(turn.without_entities) or 1
        if product.stock < count:
            return impossible("out_of_stock" if product.stock <= 0 else "not_enough", product.sku)
        addresses = await in_thread(shop().customers.addresses, turn.customer_id)
        default = next((address for address in addresses if address.is_default), addresses[0] if addresses else None)
        address = address_told(turn) or (default.text if default else None)
        return [SlotSet("purchase", product.sku), SlotSet("quantity", count), SlotSet("address", address)]

    async def certain(self, turn: Turn, requested: str) -> Events:
        """An address, whatever it is taken for."""
        address = address_told(turn) if requested == "address" else None
        return [SlotSet("address", address)] if address else []

    async def correct(self, turn: Turn) -> Events:
        """Take another number of pieces or another address instead of yes or no."""
        address = address_told(turn)
        if address:
            return [SlotSet("address", address)]
        if turn.intent in ("change_shipping_address", "set_up_shipping_address"):
            return [SlotSet("address", None)]
        speaks = (self.speaks_to_form(turn) and turn.intent not in self.intents) or turn.intent == "change_order"
        count = quantity(turn.without_entities) if speaks else None
        if not count or count == turn.slot("quantity"):
            return []
        product = await _product(turn)
        if product is not None and product.stock < count:
            turn.say("utter_not_enough_stock", product=product.names.get(turn.language), stock=product.stock)
            return ask_again(turn)
        return [SlotSet("quantity", count)]

    async def again(self, turn: Turn) -> Events:
        """Start anew with what the message names."""
        return await self._start(turn)

    async def offer(self, turn: Turn) -> Offer | None:
        """The product, the number of pieces, today's price for all of them, and the address."""
        product, count = await _product(turn), int(turn.slot("quantity", 1))
        if product is None:
            return None
        total, _ = await in_thread(shop().promotions.line_price, product, count, today())
        values = {
            "product": product.names.get(turn.language),
            "quantity": count,
            "total": money(total, product.currency),
            "address": turn.slot("address"),
        }
        return Offer("utter_confirm_purchase", values, {"total": str(total)})


async def _product(turn: Turn) -> Product | None:
    """The product chosen, as it is now."""
    sku = turn.slot("purchase")
    return await in_thread(shop().products.get, sku) if sku else None


class ActionPlaceOrder(TaskSubmit):
    """Places the order."""

    intent = "place_order"

    def name(self) -> str:
        """Return the action's name."""
        return "action_place_order"

    async def explain(self, turn: Turn, problem: dict[str, Any]) -> Events:
        """Say what is missing, and help to find the product."""
        if problem["code"] == "which_product":
            reference = await resolve(turn)
            if len(reference.products) > 1:
                buttons = product_buttons(reference.products, turn.language, self.intent)
                turn.say("utter_one_at_a_time", buttons, products=product_list(reference.products, turn.language))
                return remember(reference.products, as_list=True)
            return await help_to_find(turn, reference, self.intent, ask="utter_ask_what_to_buy")
        product = await in_thread(shop().products.get, problem["number"])
        name = product.names.get(turn.language) if product else problem["number"]
        if product is not None and problem["code"] == "not_enough":
            turn.say("utter_not_enough_stock", product=name, stock=product.stock)
        else:
            turn.say("utter_out_of_stock", product=name, stock="")
        return remember([product]) if product else []

    async def carry_out(self, turn: Turn, customer_id: str) -> None:
        """Place the order at the price that the customer agreed to."""
        try:
            order = await in_thread(
                shop().orders.place,
                customer_id,
                turn.slot("purchase"),
                int(turn.slot("quantity")),
                turn.slot("address"),
                request_id=self.request_id(turn),
                line_price=self.told(turn, "total"),
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
