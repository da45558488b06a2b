"""What is remembered of a task under way: the slots that all forms share, and how a task is left."""

from __future__ import annotations

from rasa_sdk.events import ActiveLoop, SlotSet

from actions.base import Events
from actions.turn import Turn

REQUESTED = "requested_slot"
TASK, ORDER, CONFIRMATION, PROBLEM, MISSES = "task", "order_number", "confirmation", "task_problem", "task_misses"
REJECTED = "rejected_orders"  # orders that the customer did not mean
TOLD = "told_sums"  # sums told when the confirmation was asked for; empty as long as it was not
REQUEST = "task_request"  # the request id of the change
TASK_SLOTS = (
    TASK,
    ORDER,
    CONFIRMATION,
    PROBLEM,
    MISSES,
    REJECTED,
    TOLD,
    REQUEST,
    "change_kind",
    "change_item",
    "change_value",
    "refund_reason",
    "invoice_title",
    "address",
    "address_task",
    "purchase",
    "quantity",
)


def clear_task() -> Events:
    """Events that forget everything about the task."""
    return [SlotSet(name, None) for name in TASK_SLOTS]


def leave_task() -> Events:
    """Events that end the form and forget everything about the task."""
    return [ActiveLoop(None), SlotSet(REQUESTED, None), *clear_task()]


def active_form(turn: Turn) -> str | None:
    """The form under way."""
    return (turn.tracker.active_loop or {}).get("name")


def in_task(turn: Turn) -> bool:
    """Whether a task is under way."""
    return bool(active_form(turn))


def impossible(code: str, number: str = "") -> Events:
    """Events that end the form because the task is not possible.

    Args:
        code: Why.
        number: What it is about, as the customer wrote it.
    """
    return [SlotSet(PROBLEM, {"code": code, "number": number[:60]}), SlotSet(REQUESTED, None)]


def declined() -> Events:
    """Events that end the form because the customer said no."""
    return [SlotSet(CONFIRMATION, False), SlotSet(REQUESTED, None)]


def ask_again(turn: Turn) -> Events:
    """Events that change nothing but make the form ask its question again."""
    return [SlotSet(MISSES, turn.slot(MISSES, 0))]


def ends(events: Events) -> bool:
    """Whether events end the form."""
    return any(event.get("name") == REQUESTED for event in events)
