"""The course of an order in an import file: its states and when they began."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from catalog.order_fields import Fields
from catalog.order_states import (
    CANCELLED,
    DELIVERED,
    ORDER_STATES,
    PACKED,
    PAID,
    PENDING_PAYMENT,
    REFUND_REQUESTED,
    REFUNDED,
    RETURNED,
    SHIPPED,
)

MAX_DAYS = 3650

_ON_THE_WAY = (PENDING_PAYMENT, PAID, PACKED, SHIPPED, DELIVERED)
#: The states that an order went through, and days from one to the next where the file does not say.
_PATHS: Mapping[str, tuple[str, ...]] = {
    **{state: _ON_THE_WAY[: index + 1] for index, state in enumerate(_ON_THE_WAY)},
    CANCELLED: (PENDING_PAYMENT, CANCELLED),
    REFUND_REQUESTED: (*_ON_THE_WAY, REFUND_REQUESTED),
    REFUNDED: (*_ON_THE_WAY, REFUND_REQUESTED, REFUNDED),
    RETURNED: (*_ON_THE_WAY, REFUND_REQUESTED, RETURNED),
}
_STEP_DAYS = {PACKED: 1, DELIVERED: 2, REFUND_REQUESTED: 2, REFUNDED: 3, RETURNED: 3}


def course(fields: Fields, number: str, state: str, today: date) -> list[dict[str, Any]]:
    """The states that an order went through: those of the file, or a usual course that is never after today.

    Args:
        fields: The order's entry.
        number: Its number.
        state: Its state, the last one of the course.
        today: The day from which `days_ago` counts.

    Returns:
        Rows of `order_history`, oldest first, never empty.
    """
    days_ago = fields.whole("days_ago", 0, MAX_DAYS)
    given = fields.part("history")
    if given is None:
        steps, at = [], days_ago
        for step in _PATHS.get(state, (PENDING_PAYMENT,)):
            at = max(0, at - _STEP_DAYS.get(step, 0))
            steps.append((step, at))
    else:
        given.known(ORDER_STATES)
        steps = [(PENDING_PAYMENT, days_ago)]
        steps += [(str(name), given.whole(str(name), 0, MAX_DAYS)) for name in given.row.values]
        if steps[-1][0] != state:
            fields.add("history", f"The last state must be '{state}', as in 'state'.")
        if any(later[1] > earlier[1] for earlier, later in pairwise(steps)):
            fields.add("history", "The states must come in the order of time, none before 'days_ago'.")
    return [
        {"order_number": number, "state": name, "at": moment(today, days, index)}
        for index, (name, days) in enumerate(steps)
    ]


def moment(today: date, days_ago: int, step: int) -> datetime:
    """A time on a day: in the morning (UTC), later for later steps; just after midnight where it is today."""
    start, minutes = (time(2, 0), 17 * step) if days_ago else (time(0, 0), step)
    return datetime.combine(today - timedelta(days=days_ago), start) + timedelta(minutes=minutes)
