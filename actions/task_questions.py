"""The questions that the forms ask."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from actions.base import Events, ShopAction, in_thread, shop
from actions.order_tasks import (
    ValidateCancelOrderForm,
    ValidateChangeOrderForm,
    ValidateInvoiceForm,
    ValidateRefundForm,
)
from actions.order_view import confirm_buttons, items_text, order_buttons, order_lines
from actions.phrases import money, phrase, phrases
from actions.task_form import OFFERED, ORDER, TaskForm
from actions.turn import Turn
from catalog.models import Order

_ORDER_FORMS: dict[str, type[TaskForm]] = {
    form.form: form
    for form in (ValidateCancelOrderForm, ValidateChangeOrderForm, ValidateInvoiceForm, ValidateRefundForm)
}


class ActionAskOrderNumber(ShopAction):
    """Asks which order, with those as buttons on which the task is possible."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_ask_order_number"

    async def answer(self, turn: Turn) -> Events:
        """Ask."""
        form = _ORDER_FORMS[(turn.tracker.active_loop or {})["name"]]
        orders = await in_thread(shop().orders.list_for, turn.customer_id or "", form.order_action, OFFERED)
        turn.say(
            "utter_ask_which_order", order_buttons(orders, turn.language), orders=order_lines(orders, turn.language)
        )
        return []


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
        """Ask."""
        form: str = (turn.tracker.active_loop or {})["name"]
        buttons = confirm_buttons(turn.language)
        if form == "place_order_form":
            await _confirm_purchase(turn)
        elif form == "shipping_address_form":
            turn.say(f"utter_confirm_address_{turn.slot('address_task')}", buttons, address=turn.slot("address"))
        else:
            order = await in_thread(shop().orders.get, turn.customer_id or "", turn.slot(ORDER))
            if order is None:  # gone since it was chosen
                turn.say("utter_order_unknown", number=turn.slot(ORDER))
                return []
            await _confirm_order_task(turn, form, order)
        return []


async def _confirm_purchase(turn: Turn) -> None:
    product = await in_thread(shop().products.get, turn.slot("purchase"))
    if product is None:  # taken out of the catalogue since it was chosen
        turn.say("utter_order_out_of_stock")
        return
    price, _ = await in_thread(shop().promotions.price_after, product, date.today())
    turn.say(
        "utter_confirm_purchase",
        confirm_buttons(turn.language),
        product=product.names.get(turn.language),
        quantity=turn.slot("quantity"),
        total=money(price * Decimal(turn.slot("quantity")), product.currency),
        address=turn.slot("address"),
    )


async def _confirm_order_task(turn: Turn, form: str, order: Order) -> None:
    fee = await in_thread(shop().orders.cancellation_fee, order) if form == "cancel_order_form" else Decimal(0)
    response = f"utter_confirm_{form.removesuffix('_form')}"
    if form == "change_order_form":
        response = f"utter_confirm_change_{turn.slot('change_kind')}"
    turn.say(
        response,
        confirm_buttons(turn.language),
        number=order.number,
        items=items_text(order, turn.language),
        total=money(order.total, order.currency),
        fee=money(fee, order.currency),
        value=turn.slot("change_value", ""),
        reason=turn.slot("refund_reason", ""),
        title=turn.slot("invoice_title", ""),
    )
