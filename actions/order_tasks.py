"""Cancelling an order, asking for a refund, asking for an invoice."""

from __future__ import annotations

from decimal import Decimal

from rasa_sdk.events import SlotSet

from actions.base import Events, in_thread, shop
from actions.order_form import OrderForm
from actions.order_view import items_text
from actions.phrases import money, phrases
from actions.task_form import Offer
from actions.task_state import ORDER
from actions.task_submit import TaskSubmit
from actions.turn import Turn
from catalog.errors import NotFound, TransitionNotAllowed
from catalog.order_states import refundable
from understanding.answers import is_only, is_question, looks_like_company, looks_like_name, without_refusal
from understanding.references import mentions

TITLE_LENGTH = 100  # characters of an invoice title
REASON_LENGTH = 200  # characters of a reason


class ValidateCancelOrderForm(OrderForm):
    """Which order to cancel, and whether to."""

    form = "cancel_order_form"
    intents = ("cancel_order",)
    order_action = "cancel"

    async def offer(self, turn: Turn) -> Offer | None:
        """The order, and what cancelling costs."""
        order = await self.order(turn)
        if order is None:
            return None
        try:
            fee = await in_thread(shop().orders.cancellation_fee, order)
        except TransitionNotAllowed:  # sent off since it was chosen; carrying it out will say so
            fee = Decimal(0)
        values = {
            "number": order.number,
            "items": items_text(order, turn.language),
            "total": money(order.total, order.currency),
            "fee": money(fee, order.currency),
        }
        return Offer("utter_confirm_cancel_order", values, {"total": str(order.total), "fee": str(fee)})


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
        items, fee = items_text(order, turn.language), self.told(turn, "fee")
        if order.refund is None:
            turn.say("utter_order_cancelled", number=order.number, items=items)
            return
        turn.say(
            "utter_order_cancelled_fee" if fee else "utter_order_cancelled_refund",
            number=order.number,
            items=items,
            amount=money(order.refund.amount, order.currency),
            fee=money(fee, order.currency),
        )


class ValidateRefundForm(OrderForm):
    """Which order to give back, and why."""

    form = "refund_form"
    intents = ("get_refund",)
    order_action = "request_refund"

    async def certain(self, turn: Turn, requested: str) -> Events:
        """One of the reasons offered, also before the order is clear."""
        offered = [words[language] for words in phrases()["refund_reason"].values() for language in ("zh", "en")]
        return _reason(turn) if requested in (ORDER, "refund_reason") and turn.text.strip() in offered else []

    async def read(self, turn: Turn, requested: str) -> Events:
        """Take the reason in the customer's words."""
        return _reason(turn) if len(turn.text.strip()) >= 2 and not turn.is_payload else []

    def accepts(self, turn: Turn, requested: str) -> bool:
        """A reason sounds like a fault or a complaint."""
        if turn.is_payload or turn.value("order_number") or is_question(turn.text):
            return False
        return turn.intent in ("report_fault", "complaint", "review") or mentions(turn.text, "reasons")

    def declines(self, turn: Turn, requested: str) -> bool:
        """A mere no; "I do not like it" is a reason."""
        if is_only(turn.text, "refusals"):
            return True
        return turn.intent == "deny" and not mentions(turn.text, "reasons")

    async def offer(self, turn: Turn) -> Offer | None:
        """The order, what is asked back, and the reason."""
        order = await self.order(turn)
        if order is None:
            return None
        amount = refundable(order)
        values = {
            "number": order.number,
            "items": items_text(order, turn.language),
            "total": money(amount, order.currency),
            "reason": turn.slot("refund_reason", ""),
        }
        return Offer("utter_confirm_refund", values, {"total": str(amount)})


def _reason(turn: Turn) -> Events:
    return [SlotSet("refund_reason", turn.text.strip()[:REASON_LENGTH])]


class ActionRequestRefund(TaskSubmit):
    """Asks for the refund."""

    intent = "get_refund"

    def name(self) -> str:
        """Return the action's name."""
        return "action_request_refund"

    async def carry_out(self, turn: Turn, customer_id: str) -> None:
        """Request the refund."""
        number, reason, orders = turn.slot(ORDER), turn.slot("refund_reason"), shop().orders
        try:
            refund = await in_thread(
                orders.request_refund, customer_id, number, reason, request_id=self.request_id(turn)
            )
        except (NotFound, TransitionNotAllowed):
            turn.say("utter_get_refund_not_allowed", number=number)
            return
        order = await in_thread(orders.get, customer_id, number)
        currency = order.currency if order else "CNY"
        turn.say("utter_refund_requested", number=number, amount=money(refund.amount, currency))


class ValidateInvoiceForm(OrderForm):
    """For which order an invoice, and on whose name."""

    form = "invoice_form"
    intents = ("get_invoice",)
    order_action = "request_invoice"

    async def certain(self, turn: Turn, requested: str) -> Events:
        """A company's name, whatever it is taken for."""
        if requested != "invoice_title" or turn.is_payload or turn.intent == "stop":
            return []
        title = without_refusal(turn.text)
        return _title(title) if looks_like_company(title) else []

    async def read(self, turn: Turn, requested: str) -> Events:
        """Take the title in the customer's words."""
        text = turn.text.strip()
        return _title(text) if len(text) >= 2 and not turn.is_payload and looks_like_name(text) else []

    async def correct(self, turn: Turn) -> Events:
        """Take another title instead of yes or no."""
        title = without_refusal(turn.text)
        if turn.is_payload or turn.value("order_number") or is_only(title, "refusals") or is_only(title, "assents"):
            return []
        if looks_like_company(title):
            return _title(title)
        said = turn.intent == "inform" or (turn.intent == "deny" and title != turn.text.strip())
        return _title(title) if said and len(title) >= 2 and looks_like_name(title) else []

    async def offer(self, turn: Turn) -> Offer | None:
        """The order and the title."""
        order = await self.order(turn)
        if order is None:
            return None
        title, total = turn.slot("invoice_title", ""), money(order.total, order.currency)
        values = {"number": order.number, "title": title, "total": total}
        return Offer("utter_confirm_invoice", values, {"total": str(order.total)})


def _title(text: str) -> Events:
    return [SlotSet("invoice_title", text[:TITLE_LENGTH])]


class ActionRequestInvoice(TaskSubmit):
    """Asks for the invoice."""

    intent = "get_invoice"

    def name(self) -> str:
        """Return the action's name."""
        return "action_request_invoice"

    async def carry_out(self, turn: Turn, customer_id: str) -> None:
        """Request the invoice."""
        number, title, orders = turn.slot(ORDER), turn.slot("invoice_title"), shop().orders
        try:
            invoice = await in_thread(
                orders.request_invoice, customer_id, number, title, request_id=self.request_id(turn)
            )
        except (NotFound, TransitionNotAllowed):
            turn.say("utter_get_invoice_not_allowed", number=number)
            return
        order = await in_thread(orders.get, customer_id, number)
        turn.say(
            "utter_invoice_issued" if invoice.state == "issued" else "utter_invoice_requested",
            number=number,
            title=invoice.title,
            amount=money(invoice.amount, order.currency if order else "CNY"),
            invoice=invoice.number or "",
        )
