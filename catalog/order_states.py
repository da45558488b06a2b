"""The states of an order, of its refund and its invoice, and which action is allowed in which state."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from catalog.errors import TransitionNotAllowed
from catalog.models import Order

PENDING_PAYMENT = "pending_payment"
PAID = "paid"
PACKED = "packed"
SHIPPED = "shipped"
DELIVERED = "delivered"
CANCELLED = "cancelled"
REFUND_REQUESTED = "refund_requested"
REFUNDED = "refunded"
RETURNED = "returned"

ORDER_STATES = (
    PENDING_PAYMENT,
    PAID,
    PACKED,
    SHIPPED,
    DELIVERED,
    CANCELLED,
    REFUND_REQUESTED,
    REFUNDED,
    RETURNED,
)
#: A refund is asked for, approved by the shop (or by itself, after a cancellation), then paid back or rejected.
REFUND_STATES = ("requested", "approved", "refunded", "rejected")
INVOICE_STATES = ("none", "requested", "issued")

#: How long after delivery a refund can be asked for.
RETURN_PERIOD = timedelta(days=30)
#: Largest number of pieces of one product in one order.
MAX_QUANTITY = 999
PACKED_FEE_RATE = Decimal("0.01")
PACKED_FEE_MAXIMUM = Decimal("50.00")
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Action:
    """Something that a customer may do with an order.

    Attributes:
        name: Name of the action, as in the audit table.
        states: States in which it is allowed.
        becomes: The state afterwards; None where the state stays as it is.
        within: How long after delivery it is allowed; None for ever.
    """

    name: str
    states: tuple[str, ...]
    becomes: str | None = None
    within: timedelta | None = None

    def allowed(self, state: str, delivered_at: datetime | None, now: datetime) -> bool:
        """Whether the action is allowed.

        Args:
            state: The order's state.
            delivered_at: When the order arrived, or None.
            now: The time, in the same zone as `delivered_at`.
        """
        if state not in self.states:
            return False
        if state != DELIVERED or self.within is None:
            return True
        return delivered_at is not None and now - delivered_at <= self.within


ACTIONS: Mapping[str, Action] = MappingProxyType(
    {
        action.name: action
        for action in (
            Action("cancel", (PENDING_PAYMENT, PAID, PACKED), becomes=CANCELLED),
            Action("change_address", (PENDING_PAYMENT, PAID)),
            Action("change_quantity", (PENDING_PAYMENT, PAID)),
            Action(
                "request_refund",
                (PAID, PACKED, SHIPPED, DELIVERED),
                becomes=REFUND_REQUESTED,
                within=RETURN_PERIOD,
            ),
            Action("request_invoice", (PAID, PACKED, SHIPPED, DELIVERED)),
        )
    }
)


def cancellation_fee(number: str, state: str, total: Decimal) -> Decimal:
    """What it costs to cancel an order now: nothing before it is packed, then 1 %, at most 50.

    Args:
        number: The order's number (for the error).
        state: The order's state.
        total: The order's total, in its currency.

    Returns:
        The fee in the order's currency, with two decimals.

    Raises:
        TransitionNotAllowed: An order in this state cannot be cancelled.
    """
    if state not in ACTIONS["cancel"].states:
        raise TransitionNotAllowed(number, state, "cancel")
    if state != PACKED:
        return Decimal("0.00")
    return min((total * PACKED_FEE_RATE).quantize(CENT, ROUND_HALF_UP), PACKED_FEE_MAXIMUM)


def refundable(order: Order) -> Decimal:
    """What can still be paid back of an order: its total, less what is or will be paid back of that already.

    A paid order never gets dearer, and where it gets cheaper the difference is a refund: its total is never more than
    what was paid for it, less those differences.

    Args:
        order: The order as it is.

    Returns:
        The amount in the order's currency; 0 where nothing was paid.
    """
    if order.state in (PENDING_PAYMENT, CANCELLED):
        return Decimal("0.00")
    back = (refund.amount for refund in order.refunds if refund.state != "rejected" and not refund.lowered_total)
    return max(Decimal("0.00"), order.total - sum(back))


def fold_order_number(text: str) -> str:
    """Bring an order number to the form in which numbers are compared.

    Case, spaces, `#`, hyphens and full-width characters make no difference.

    Args:
        text: What the customer wrote.

    Returns:
        Capital letters and digits only; empty where nothing is left, or more than a number can hold.
    """
    folded = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text[:200]).upper())
    return folded if len(folded) <= 40 else ""
