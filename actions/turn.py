"""One customer message as the actions see it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from understanding.amounts import Amount, parse_amount
from understanding.quantities import NAME


class Turn:
    """The customer's message, the conversation's slots, and the way to answer.

    Attributes:
        language: In which language to answer, `zh` or `en`.
        text: What the customer wrote.
        intent: What they want.
        customer_id: Who is signed in; `None` for a guest. Only our own channels can set it.
    """

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        """Create a view of the turn.

        Args:
            dispatcher: Collects what is said.
            tracker: The conversation.
        """
        self.dispatcher = dispatcher
        self.tracker = tracker
        message = tracker.latest_message or {}
        language = tracker.get_slot("language")
        self.language: str = language if language in ("zh", "en") else "zh"
        self.text: str = message.get("text") or ""
        self.intent: str = (message.get("intent") or {}).get("name") or ""
        self.metadata: dict[str, Any] = message.get("metadata") or {}
        customer = self.metadata.get("customer_id")
        self.customer_id: str | None = customer if isinstance(customer, str) and customer else None

    @property
    def is_payload(self) -> bool:
        """Whether the customer pressed a button instead of writing."""
        return self.text.startswith("/")

    @property
    def entities(self) -> list[dict[str, Any]]:
        """The entities of the message, in order of appearance."""
        found: list[dict[str, Any]] = (self.tracker.latest_message or {}).get("entities") or []
        return sorted(found, key=lambda entity: entity.get("start", 0))

    def values(self, entity: str) -> list[str]:
        """Values of one kind of entity, without repetition."""
        values = [str(e["value"]) for e in self.entities if e.get("entity") == entity and e.get("value")]
        return list(dict.fromkeys(values))

    def value(self, entity: str) -> str | None:
        """The first value of one kind of entity."""
        return next(iter(self.values(entity)), None)

    @property
    def without_entities(self) -> str:
        """The text without its names and numbers of orders; `NAME` stands where a product was named."""
        if self.is_payload:
            return ""
        rest = self.text
        for entity in reversed(self.entities):
            start, end = entity.get("start"), entity.get("end")
            if start is not None and end is not None and entity.get("entity") != "attribute":
                mark = NAME if entity.get("entity") in ("product", "category") else " "
                rest = rest[:start] + mark + rest[end:]
        return rest

    def amounts(self) -> list[tuple[Amount, str | None]]:
        """The sums of money of the message with their roles (`min`, `max` or none)."""
        parsed = [(parse_amount(str(e["value"])), e.get("role")) for e in self.entities if e.get("entity") == "price"]
        return [(amount, role) for amount, role in parsed if amount is not None]

    def slot(self, name: str, default: Any = None) -> Any:
        """A slot's value, or a default where it is empty."""
        value = self.tracker.get_slot(name)
        return default if value is None else value

    def say(self, response: str, buttons: Iterable[dict[str, str]] | None = None, **variables: Any) -> None:
        """Say a response of `domain.yml` in the customer's language.

        Args:
            response: Its name, `utter_…`.
            buttons: Buttons under the message.
            **variables: Values for its placeholders.
        """
        values = {name: str(value) if isinstance(value, Decimal) else value for name, value in variables.items()}
        self.dispatcher.utter_message(response=response, buttons=list(buttons or []), **values)
