"""Keeping delivery addresses."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet

from actions.addresses import address_told
from actions.base import Events, in_thread, shop
from actions.change_order import ValidateChangeOrderForm
from actions.task_form import Offer, TaskForm
from actions.task_state import impossible
from actions.task_submit import TaskSubmit
from actions.turn import Turn
from catalog.errors import InvalidData
from understanding.references import mentions


class ValidateShippingAddressForm(TaskForm):
    """A new or another delivery address."""

    form = "shipping_address_form"
    intents = ("set_up_shipping_address", "change_shipping_address")

    async def start(self, turn: Turn) -> Events:
        """Tell adding from changing, and the account's address from an order's."""
        if turn.value("order_number") or mentions(turn.text, "this_order"):
            return impossible("of_order")
        kind = "add" if turn.intent == "set_up_shipping_address" else "change"
        return [SlotSet("address_task", kind), SlotSet("address", address_told(turn))]

    async def certain(self, turn: Turn, requested: str) -> Events:
        """An address, whatever it is taken for."""
        address = address_told(turn) if requested == "address" else None
        return [SlotSet("address", address)] if address else []

    async def correct(self, turn: Turn) -> Events:
        """Take another address instead of yes or no."""
        address = address_told(turn)
        return [SlotSet("address", address)] if address and address != turn.slot("address") else []

    async def again(self, turn: Turn) -> Events:
        """Start anew: adding may have become changing."""
        return await self._start(turn)

    async def offer(self, turn: Turn) -> Offer | None:
        """The address."""
        return Offer(f"utter_confirm_address_{turn.slot('address_task')}", {"address": turn.slot("address")})


class ActionSaveAddress(TaskSubmit):
    """Keeps the address."""

    intent = "change_shipping_address"

    def name(self) -> str:
        """Return the action's name."""
        return "action_save_address"

    async def explain(self, turn: Turn, problem: dict[str, Any]) -> Events:
        """Hand over to the task that changes an order."""
        return [FollowupAction(ValidateChangeOrderForm.form)]

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
