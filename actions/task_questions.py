"""The questions that the forms ask."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.address_tasks import ValidateShippingAddressForm
from actions.base import Events, ShopAction
from actions.change_order import ValidateChangeOrderForm
from actions.order_choice import orders_shown
from actions.order_form import OrderForm
from actions.order_tasks import ValidateCancelOrderForm, ValidateInvoiceForm, ValidateRefundForm
from actions.order_view import confirm_buttons, item_buttons, order_buttons, order_lines
from actions.phrases import phrase, phrases
from actions.purchase_tasks import ValidatePlaceOrderForm
from actions.task_form import TaskForm
from actions.task_state import ORDER, TOLD, active_form
from actions.turn import Turn

_ORDER_FORMS: dict[str, OrderForm] = {
    form.form: form
    for form in (ValidateCancelOrderForm(), ValidateChangeOrderForm(), ValidateInvoiceForm(), ValidateRefundForm())
}
_FORMS: dict[str, TaskForm] = {
    **_ORDER_FORMS,
    **{form.form: form for form in (ValidatePlaceOrderForm(), ValidateShippingAddressForm())},
}


class ActionAskOrderNumber(ShopAction):
    """Asks which order, with those as buttons on which the task is possible."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_ask_order_number"

    async def answer(self, turn: Turn) -> Events:
        """Ask."""
        orders = await _ORDER_FORMS[active_form(turn) or ""].candidates(turn)
        turn.say(
            "utter_ask_which_order", order_buttons(orders, turn.language), orders=order_lines(orders, turn.language)
        )
        return orders_shown(orders)


class ActionAskChangeKind(ShopAction):
    """Asks what to change about an order."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_ask_change_kind"

    async def answer(self, turn: Turn) -> Events:
        """Ask."""
        titles = [phrase(turn.language, f"change_kind.{kind}") for kind in phrases()["change_kind"]]
        turn.say("utter_ask_change_kind", [{"title": title, "payload": title} for title in titles])
        return []


class ActionAskChangeItem(ShopAction):
    """Asks which product of an order to change."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_ask_change_item"

    async def answer(self, turn: Turn) -> Events:
        """Ask."""
        order = await ValidateChangeOrderForm().order(turn)
        turn.say("utter_ask_change_item", item_buttons(order, turn.language) if order else [], number=turn.slot(ORDER))
        return []


class ActionAskChangeValue(ShopAction):
    """Asks for the new quantity or address."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_ask_change_value"

    async def answer(self, turn: Turn) -> Events:
        """Ask."""
        turn.say(f"utter_ask_new_{turn.slot('change_kind')}")
        return []


class ActionAskRefundReason(ShopAction):
    """Asks why an order is given back."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_ask_refund_reason"

    async def answer(self, turn: Turn) -> Events:
        """Ask."""
        reasons = [phrase(turn.language, f"refund_reason.{reason}") for reason in phrases()["refund_reason"]]
        turn.say("utter_ask_refund_reason", [{"title": reason, "payload": reason} for reason in reasons])
        return []


class ActionAskConfirmation(ShopAction):
    """Tells what is about to happen and asks for a yes."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_ask_confirmation"

    async def answer(self, turn: Turn) -> Events:
        """Ask, and remember which sums were told."""
        offer = await _FORMS[active_form(turn) or ""].offer(turn)
        if offer is None:
            turn.say("utter_task_subject_gone")
            return []
        turn.say(offer.response, confirm_buttons(turn.language), **offer.values)
        return [SlotSet(TOLD, offer.sums)]
