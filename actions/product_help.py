"""Helping a customer to the product they mean: near ones, models of a line, lists of a kind."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import SlotSet

from actions.base import Events
from actions.phrases import phrase
from actions.product_reference import Reference, remember
from actions.product_search import conditions, show
from actions.product_view import product_buttons, product_list
from actions.turn import Turn

_MOST = 5  # models of a line that are listed


async def help_to_find(
    turn: Turn, reference: Reference, intent: str, *, ask: str = "utter_ask_which_product"
) -> Events:
    """Offer what is near to the name given, or ask which product is meant.

    Args:
        turn: The message.
        reference: What it points at, without a product that could be answered for.
        intent: The question; buttons repeat it.
        ask: The response where nothing is named at all.

    Returns:
        Events for the conversation.
    """
    if reference.beyond:
        turn.say("utter_list_is_shorter", count=reference.beyond)
        return []
    if reference.line:
        return _choose(turn, reference, intent)
    if reference.unknown:
        return name_unknown(turn, reference, intent)
    filters = await conditions(turn)
    if filters.category or filters.brands:
        # Amounts and words of a question ("how much is …") are no conditions.
        listed = await show(turn, replace(filters, text=""), "utter_which_of_these", intent)
        return [*listed, SlotSet("focus_product", None)]
    turn.say(ask)
    return []


def name_unknown(turn: Turn, reference: Reference, intent: str) -> Events:
    """Say which names the shop does not know, and what comes near to them."""
    *others, last = reference.unknown
    for name in others:
        turn.say("utter_product_unknown", name=name[:60])
    if not reference.near:
        turn.say("utter_product_unknown", name=last[:60])
        return []
    turn.say(
        "utter_product_near",
        product_buttons(reference.near, turn.language, intent, **_asked(turn, intent)),
        name=last[:60],
        products=product_list(reference.near, turn.language),
    )
    return [event for event in remember(reference.near, as_list=True) if event["name"] != "focus_product"]


def _choose(turn: Turn, reference: Reference, intent: str) -> Events:
    """Ask which model of a line is meant."""
    products = reference.line[:_MOST]
    turn.say(
        "utter_which_of_these",
        product_buttons(products, turn.language, intent, **_asked(turn, intent)),
        products=product_list(products, turn.language),
        wish=next(iter(turn.values("product")), phrase(turn.language, "products"))[:60],
    )
    return [*remember(products, as_list=True), SlotSet("focus_product", None)]


def _asked(turn: Turn, intent: str) -> dict[str, str]:
    """What a button asks beside the product's name."""
    attribute = turn.value("attribute")
    return {"attribute": attribute} if attribute and intent == "ask_product_details" else {}
