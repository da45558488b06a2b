"""Cancelling an order, changing it, asking for a refund, asking for an invoice."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.base import Events, in_thread, shop
from actions.order_view import items_text
from actions.phrases import money, phrases
from actions.task_form import ORDER, TaskForm, TaskSubmit
from actions.turn import Turn
from catalog.errors import NotFound, OutOfStock, TransitionNotAllowed
from catalog.models import Order
from understanding.cues import matcher
from understanding.references import quantity

TITLE_LENGTH = 100  # characters of an invoice title
ADDRESS_LENGTH = 300  # characters of an address
REASON_LENGTH = 200  # characters of a reason


class ValidateCancelOrderForm(TaskForm):
    """Which order to cancel, and whether to."""

    form = "cancel_order_form"
    order_action = "cancel"


class ActionCancelOrder(TaskSubmit):
    """Cancels the order."""

    intent = "cancel_order"

    def name(self) -> str:
        """Return the action's name."""
        return "action_cancel_order"

    async def carry_out(self, turn: Turn, customer_id: str) -> None:
        """Cancel and say what is paid back."""
        number = turn.slot(ORDER)
        try:
            order = await in_thread(shop().orders.cancel, customer_id, number, request_id=self.request_id(turn))
        except (NotFound, TransitionNotAllowed):
            turn.say("utter_cancel_order_not_allowed", number=number)
            return
        turn.say("utter_order_cancelled", number=order.number, items=items_text(order, turn.language))


class ValidateChangeOrderForm(TaskForm):
    """Which order to change, what about it, and to what."""

    form = "change_order_form"
    order_action = "change_quantity"
    free_text = ("change_value",)

    async def start(self, turn: Turn) -> Events:
        """Take what is to be changed where the first message says so."""
        kind = _change_kind(turn.text)
        return [SlotSet("change_kind", kind)] if kind else []

    async def read(self, turn: Turn, requested: str) -> Events:
        """Read what to change, then the new value."""
        if requested == "change_kind":
            kind = _change_kind(turn.text)
            return [SlotSet("change_kind", kind)] if kind else []
        return _change_value(turn)

    def accepts(self, turn: Turn, requested: str) -> bool:
        """An address may look like any wish."""
        return turn.intent in ("set_up_shipping_address", "change_shipping_address", "change_order", "place_order")

    async def correct(self, turn: Turn) -> Events:
        """Take another value instead of yes or no."""
        return _change_value(turn) if turn.intent == "inform" else []


def _change_kind(text: str) -> str | None:
    lowered = text.lower()
    return next((kind for kind, words in phrases()["change_words"].items() if matcher(words).search(lowered)), None)


def _change_value(turn: Turn) -> Events:
    if turn.slot("change_kind") == "quantity":
        count = quantity(turn.text)
        return [SlotSet("change_value", str(count))] if count else []
    text = turn.text.strip()
    return [SlotSet("change_value", text[:ADDRESS_LENGTH])] if len(text) >= 4 and not turn.is_payload else []


class ActionChangeOrder(TaskSubmit):
    """Changes the quantity or the address of an order."""

    intent = "change_order"

    def name(self) -> str:
        """Return the action's name."""
        return "action_change_order"

    async def carry_out(self, turn: Turn, customer_id: str) -> None:
        """Change the order."""
        number, orders, value = turn.slot(ORDER), shop().orders, turn.slot("change_value")
        request_id = self.request_id(turn)
        try:
            if turn.slot("change_kind") == "quantity":
                order = await _change_quantity(customer_id, number, int(value), request_id)
            else:
                order = await in_thread(orders.change_address, customer_id, number, value, request_id=request_id)
        except OutOfStock:
            turn.say("utter_order_out_of_stock")
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


async def _change_quantity(customer_id: str, number: str, count: int, request_id: str) -> Order:
    """Change how many pieces of its first product an order has."""
    orders = shop().orders
    order = await in_thread(orders.get, customer_id, number)
    sku = order.items[0].sku if order else ""
    return await in_thread(orders.change_quantity, customer_id, number, sku, count, request_id=request_id)


class ValidateRefundForm(TaskForm):
    """Which order to give back, and why."""

    form = "refund_form"
    order_action = "request_refund"
    free_text = ("refund_reason",)

    async def read(self, turn: Turn, requested: str) -> Events:
        """Take the reason in the customer's words."""
        text = turn.text.strip()
        return [SlotSet("refund_reason", text[:REASON_LENGTH])] if len(text) >= 2 and not turn.is_payload else []

    def accepts(self, turn: Turn, requested: str) -> bool:
        """A reason sounds like a fault or a complaint."""
        return turn.intent in (
            "report_fault",
            "complaint",
            "get_refund",
            "review",
            "change_order",
            "cancel_order",
            "thank",
        )


class ActionRequestRefund(TaskSubmit):
    """Asks for the refund."""

    intent = "get_refund"

    def name(self) -> str:
        """Return the action's name."""
        return "action_request_refund"

    async def carry_out(self, turn: Turn, customer_id: str) -> None:
        """Request the refund."""
        number, reason = turn.slot(ORDER), turn.slot("refund_reason")
        try:
            refund = await in_thread(
                shop().orders.request_refund, customer_id, number, reason, request_id=self.request_id(turn)
            )
        except (NotFound, TransitionNotAllowed):
            turn.say("utter_get_refund_not_allowed", number=number)
            return
        turn.say("utter_refund_requested", number=number, amount=money(refund.amount))


class ValidateInvoiceForm(TaskForm):
    """For which order an invoice, and on whose name."""

    form = "invoice_form"
    order_action = "request_invoice"
    free_text = ("invoice_title",)

    async def read(self, turn: Turn, requested: str) -> Events:
        """Take the title in the customer's words."""
        text = turn.text.strip()
        return [SlotSet("invoice_title", text[:TITLE_LENGTH])] if len(text) >= 2 and not turn.is_payload else []

    def accepts(self, turn: Turn, requested: str) -> bool:
        """A company's name may look like any wish."""
        return turn.intent in ("get_invoice", "edit_account", "search_product")

    async def correct(self, turn: Turn) -> Events:
        """Take another title instead of yes or no."""
        return [SlotSet("invoice_title", turn.text.strip()[:TITLE_LENGTH])] if turn.intent == "inform" else []


class ActionRequestInvoice(TaskSubmit):
    """Asks for the invoice."""

    intent = "get_invoice"

    def name(self) -> str:
        """Return the action's name."""
        return "action_request_invoice"

    async def carry_out(self, turn: Turn, customer_id: str) -> None:
        """Request the invoice."""
        number, title = turn.slot(ORDER), turn.slot("invoice_title")
        try:
            invoice = await in_thread(
                shop().orders.request_invoice, customer_id, number, title, request_id=self.request_id(turn)
            )
        except (NotFound, TransitionNotAllowed):
            turn.say("utter_get_invoice_not_allowed", number=number)
            return
        response = "utter_invoice_issued" if invoice.state == "issued" else "utter_invoice_requested"
        turn.say(
            response, number=number, title=invoice.title, amount=money(invoice.amount), invoice=invoice.number or ""
        )
