"""Questions about orders that change nothing: where is it, what would cancelling cost, the invoice, the refund."""

from __future__ import annotations

import abc

from rasa_sdk.events import SlotSet

from actions.base import Events, ShopAction, in_thread, shop
from actions.order_choice import (
    FOCUS,
    numbers_at,
    order_spoken_of,
    orders_are_the_topic,
    orders_shown,
    with_what_is_named,
)
from actions.order_view import items_text, order_buttons, order_lines, state_text
from actions.phrases import day, money, phrase
from actions.turn import Turn
from catalog.errors import TransitionNotAllowed
from catalog.models import Order
from catalog.shop_time import local_day
from understanding.references import mentions

_LISTED = 5
_LOOKED_AT = 20  # orders in which the one meant is looked for
_OPEN = ("pending_payment", "paid", "packed", "shipped")


class OrderQuestion(ShopAction):
    """A question about one order of the signed-in customer."""

    question: str  # the intent that asks it

    def name(self) -> str:
        """Return the action's name."""
        return f"action_{self.question}"

    async def answer(self, turn: Turn) -> Events:
        """Find the order and answer, or ask which one."""
        asked = SlotSet("order_question", self.question)
        if turn.customer_id is None:
            await self.as_guest(turn)
            return [asked]
        number = turn.value("order_number") or next(iter(numbers_at(turn)), None)
        if number:
            order = await in_thread(shop().orders.get, turn.customer_id, number)
            if order is None:
                turn.say("utter_order_unknown", number=number[:40])
                return [asked]
            return [asked, *await self._tell(turn, order)]
        orders = await in_thread(shop().orders.list_for, turn.customer_id, None, _LOOKED_AT)
        fitting = [order for order in orders if self.concerns(order)]
        named = await with_what_is_named(turn, orders)
        meant = [order for order in named if self.concerns(order)] or named or fitting
        another = mentions(turn.text, "other_one")
        if another:
            meant = [order for order in meant if order.number != turn.slot(FOCUS)]
        if not meant:
            turn.say("utter_no_other_order" if another and fitting else f"utter_{self.question}_no_order")
            return [asked]
        if len(meant) == 1:
            return [asked, *await self._tell(turn, meant[0])]
        shown = meant[:_LISTED]
        buttons = order_buttons(shown, turn.language, self.question)
        turn.say("utter_ask_which_order", buttons, orders=order_lines(shown, turn.language))
        return [asked, *orders_shown(shown)]

    async def _tell(self, turn: Turn, order: Order) -> Events:
        """Answer for one order, and remember it."""
        await self.about(turn, order)
        return order_spoken_of(order)

    async def as_guest(self, turn: Turn) -> None:
        """Ask a guest to sign in."""
        turn.say("utter_sign_in")

    def concerns(self, order: Order) -> bool:
        """Whether the question can be about this order when none is named."""
        return True

    @abc.abstractmethod
    async def about(self, turn: Turn, order: Order) -> None:
        """Answer for one order."""


class ActionTrackOrder(OrderQuestion):
    """Where an order is."""

    question = "track_order"

    def concerns(self, order: Order) -> bool:
        """Only what is still under way."""
        return order.state in _OPEN

    async def about(self, turn: Turn, order: Order) -> None:
        """Tell the state, the carrier and the day."""
        turn.say(
            "utter_order_status",
            number=order.number,
            state=state_text(order, turn.language),
            items=items_text(order, turn.language),
            total=money(order.total, order.currency),
            placed=day(turn.language, local_day(order.created_at)),
        )
        if order.tracking_number and order.state == "shipped":
            eta = day(turn.language, order.eta) if order.eta else phrase(turn.language, "soon")
            turn.say("utter_order_parcel", carrier=order.carrier, tracking=order.tracking_number, eta=eta)


class ActionCheckCancellationFee(OrderQuestion):
    """What cancelling would cost."""

    question = "check_cancellation_fee"

    async def as_guest(self, turn: Turn) -> None:
        """Tell a guest the rule."""
        turn.say("utter_cancellation_policy")

    def concerns(self, order: Order) -> bool:
        """Only what can still be cancelled."""
        return order.state in ("pending_payment", "paid", "packed")

    async def answer(self, turn: Turn) -> Events:
        """Tell the rule, too, where no order is named."""
        if turn.customer_id is not None and not turn.values("order_number") and not orders_are_the_topic(turn):
            turn.say("utter_cancellation_policy")
        return await super().answer(turn)

    async def about(self, turn: Turn, order: Order) -> None:
        """Tell the fee of this order."""
        try:
            fee = await in_thread(shop().orders.cancellation_fee, order)
        except TransitionNotAllowed:
            turn.say("utter_cancel_order_not_allowed", number=order.number)
            return
        turn.say(
            "utter_cancellation_fee",
            number=order.number,
            fee=money(fee, order.currency),
            state=state_text(order, turn.language),
        )


class ActionCheckInvoice(OrderQuestion):
    """Whether there is an invoice."""

    question = "check_invoice"

    def concerns(self, order: Order) -> bool:
        """Only orders with an invoice."""
        return order.invoice is not None and order.invoice.state != "none"

    async def about(self, turn: Turn, order: Order) -> None:
        """Tell the state of the invoice."""
        invoice = order.invoice
        if invoice is None or invoice.state == "none":
            turn.say("utter_invoice_none", number=order.number)
        elif invoice.state == "requested":
            turn.say(
                "utter_invoice_requested",
                number=order.number,
                title=invoice.title,
                amount=money(invoice.amount, order.currency),
                invoice="",
            )
        else:
            turn.say(
                "utter_invoice_issued",
                number=order.number,
                title=invoice.title,
                amount=money(invoice.amount, order.currency),
                invoice=invoice.number or "",
            )


class ActionTrackRefund(OrderQuestion):
    """Where a refund is."""

    question = "track_refund"

    def concerns(self, order: Order) -> bool:
        """Only orders with a refund."""
        return order.refund is not None

    async def about(self, turn: Turn, order: Order) -> None:
        """Tell the state of the refund."""
        refund = order.refund
        if refund is None:
            turn.say("utter_refund_none", number=order.number)
            return
        turn.say(
            "utter_refund_status",
            number=order.number,
            amount=money(refund.amount, order.currency),
            state=phrase(turn.language, f"refund_state.{refund.state}"),
            requested=day(turn.language, local_day(refund.requested_at)),
        )


_QUESTIONS: dict[str, type[OrderQuestion]] = {
    question.question: question
    for question in (ActionTrackOrder, ActionCheckCancellationFee, ActionCheckInvoice, ActionTrackRefund)
}


def order_question(turn: Turn) -> OrderQuestion:
    """The question asked about an order last."""
    return _QUESTIONS.get(turn.slot("order_question"), ActionTrackOrder)()
