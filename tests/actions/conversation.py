"""A conversation with the actions alone: what Rasa would hand them, without a model."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

_ANNOTATION = re.compile(r"\[([^\]]+)\]\((\w+)(?::(\w+))?\)")
_DOMAIN = Path(__file__).parents[2] / "domain.yml"


def annotated(text: str) -> tuple[str, list[dict[str, Any]]]:
    """Split `[三千](price:max)以下` into the text and its entities."""
    plain, entities, position = "", [], 0
    for match in _ANNOTATION.finditer(text):
        plain += text[position : match.start()]
        entity = {"entity": match[2], "value": match[1], "start": len(plain), "end": len(plain) + len(match[1])}
        if match[3]:
            entity["role"] = match[3]
        entities.append(entity)
        plain += match[1]
        position = match.end()
    return plain + text[position:], entities


class Conversation:
    """Keeps slots and events between turns and renders what was said.

    Attributes:
        said: What the last action said, as rendered text.
        buttons: Buttons of the last action.
        responses: Names of the responses used by the last action.
        slots: The conversation's slots.
    """

    def __init__(self, language: str = "zh", customer_id: str | None = None) -> None:
        self.executor = ActionExecutor()
        self.executor.register_package("actions")
        self.slots: dict[str, Any] = {"language": language}
        self.events: list[dict[str, Any]] = []
        self.customer_id = customer_id
        self.form: str | None = None
        self.said = ""
        self.buttons: list[dict[str, str]] = []
        self.responses: list[str] = []
        self._domain = yaml.safe_load(_DOMAIN.read_text(encoding="utf-8"))
        self._turn = 0

    def user(self, intent: str, text: str, ranking: list[str] | None = None) -> Conversation:
        """Let the customer say something; `text` may be annotated."""
        plain, entities = annotated(text)
        self._turn += 1
        metadata = {"customer_id": self.customer_id} if self.customer_id else {}
        self.message = {
            "text": plain,
            "intent": {"name": intent, "confidence": 0.9},
            "entities": entities,
            "metadata": metadata,
            "message_id": f"m{self._turn}",
            "intent_ranking": [{"name": name} for name in ranking or [intent]],
        }
        self.events.append({"event": "action", "name": "action_listen"})
        self.events.append({"event": "user", "text": plain, "parse_data": self.message, "metadata": metadata})
        return self

    def run(self, action: str) -> Conversation:
        """Run an action on the last message and take over its events."""
        tracker = Tracker(
            sender_id="test",
            slots=dict(self.slots),
            latest_message=self.message,
            events=list(self.events),
            paused=False,
            followup_action=None,
            active_loop={"name": self.form} if self.form else {},
            latest_action_name="action_listen",
        )
        dispatcher = CollectingDispatcher()
        run = self.executor.actions[action]
        self.new_events = asyncio.run(run(dispatcher, tracker, {})) or []
        for event in self.new_events:
            if event.get("event") == "slot":
                self.slots[event["name"]] = event["value"]
            if event.get("event") == "active_loop":
                self.form = event["name"]
        self.events.append({"event": "action", "name": action})
        self.responses = [message["response"] for message in dispatcher.messages]
        self.buttons = [button for message in dispatcher.messages for button in message.get("buttons") or []]
        self.said = "\n".join(self._render(message) for message in dispatcher.messages)
        for name in self.responses:
            self.events.append({"event": "bot", "metadata": {"utter_action": name}})
        return self

    def ask(self, intent: str, text: str, action: str | None = None) -> Conversation:
        """One question and its answer."""
        return self.user(intent, text).run(action or f"action_{intent}")

    def _render(self, message: dict[str, Any]) -> str:
        for variation in self._domain["responses"][message["response"]]:
            if variation["condition"][0]["value"] == self.slots["language"]:
                return re.sub(r"{(\w+)}", lambda match: str(message[match[1]]), variation["text"])
        raise AssertionError(f"{message['response']} has no text in {self.slots['language']}")

    # ------------------------------------------------------------------ forms, as Rasa's FormAction drives them
    def task(self, intent: str, text: str, form: str, submit: str) -> Conversation:
        """Start a task."""
        self._submit = submit
        self.user(intent, text)
        return self._advance(form)

    def switch(self, intent: str, text: str, form: str, submit: str) -> Conversation:
        """Start another task in the middle of one: Rasa asks the form under way first, which has to decline."""
        self.answer(intent, text)
        assert self.rejected, f"the form took {text!r} as an answer"
        self._submit = submit
        return self._advance(form)

    def follow_up(self, form: str) -> Conversation:
        """Start the task that the last action handed over to, on the same message."""
        return self._advance(form)

    def answer(self, intent: str, text: str) -> Conversation:
        """Answer the form's question."""
        assert self.form
        self.user(intent, text)
        return self._advance(self.form)

    def _advance(self, form: str) -> Conversation:
        starts = self.form != form  # the form is under way only after its first validation
        self.run(f"validate_{form}")
        self.form = form
        said = self.said
        self.rejected = not starts and not any(
            event["name"] != "requested_slot" for event in self.new_events if event.get("event") == "slot"
        )
        if self.rejected:
            return self
        ended = any(e.get("name") == "requested_slot" and e.get("value") is None for e in self.new_events)
        required = self._domain["forms"][form]["required_slots"]
        missing = None if ended else next((slot for slot in required if self.slots.get(slot) is None), None)
        self.slots["requested_slot"] = missing
        if missing is None:
            self.form = None
            self.run(self._submit)
        elif f"action_ask_{missing}" in self.executor.actions:
            self.run(f"action_ask_{missing}")
        else:
            self.said = self._render({"response": f"utter_ask_{missing}"})
            self.responses = [f"utter_ask_{missing}"]
        self.said = f"{said}\n{self.said}".strip()
        return self
