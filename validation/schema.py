"""What may stand where in the content's files: the keys Rasa 3 knows, and lists, tables and texts in their places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Scalar:
    """A text, a number, true or false."""


@dataclass(frozen=True)
class Anything:
    """Not looked at."""


@dataclass(frozen=True)
class ListOf:
    """A list whose entries all look the same."""

    entry: Shape


@dataclass(frozen=True)
class Named:
    """A table with any keys whose values all look the same."""

    value: Shape


@dataclass(frozen=True)
class Fields:
    """A table with certain keys.

    Attributes:
        known: What may stand under which key.
        required: Keys that have to be there.
        one_of: Keys of which one has to be there.
    """

    known: Mapping[str, Shape]
    required: tuple[str, ...] = ()
    one_of: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Either:
    """One of several; tables and lists are told apart by what they are."""

    shapes: tuple[Shape, ...]


Shape = Scalar | Anything | ListOf | Named | Fields | Either
TEXT, ANY = Scalar(), Anything()
TEXTS = ListOf(TEXT)

_BUTTON = Fields({"title": TEXT, "payload": TEXT, "type": TEXT}, required=("title",))
_CONDITION = Fields({"type": TEXT, "name": TEXT, "value": ANY}, required=("type", "name", "value"))
_VARIATION = Fields(
    {
        "id": TEXT, "text": TEXT, "image": TEXT, "custom": ANY, "buttons": ListOf(_BUTTON), "button_type": TEXT,
        "quick_replies": ListOf(_BUTTON), "attachment": ANY, "elements": ANY, "channel": TEXT, "metadata": ANY,
        "condition": ListOf(_CONDITION),
    },
    one_of=("text", "image", "custom", "buttons", "quick_replies", "attachment", "elements"),
)  # fmt: skip
RESPONSES = Named(ListOf(_VARIATION))

_LOOP_CONDITION = Fields({"active_loop": TEXT, "requested_slot": TEXT})
_MAPPING = Fields(
    {
        "type": TEXT, "intent": ANY, "not_intent": ANY, "entity": TEXT, "role": TEXT, "group": TEXT, "value": ANY,
        "action": TEXT, "conditions": ListOf(_LOOP_CONDITION),
    },
    required=("type",),
)  # fmt: skip
# A slot type of one's own may have settings of its own, so other keys are allowed there: see `checks.structure`.
SLOT = Fields(
    {
        "type": TEXT, "influence_conversation": TEXT, "initial_value": ANY, "values": ListOf(ANY), "min_value": TEXT,
        "max_value": TEXT, "value_reset_delay": TEXT, "mappings": ListOf(_MAPPING),
    },
    required=("type", "mappings"),
)  # fmt: skip
_INTENT = Named(Fields({"use_entities": ANY, "ignore_entities": ANY}))
_ENTITY = Named(Fields({"roles": TEXTS, "groups": TEXTS, "influence_conversation": TEXT}))
_SESSION = Fields({"session_expiration_time": TEXT, "carry_over_slots_to_new_session": TEXT})
DOMAIN = Fields(
    {
        "version": TEXT,
        "intents": ListOf(Either((TEXT, _INTENT))),
        "entities": ListOf(Either((TEXT, _ENTITY))),
        "slots": Named(SLOT),
        "forms": Named(Fields({"required_slots": TEXTS, "ignored_intents": ANY})),
        "actions": ListOf(Either((TEXT, Named(Fields({"send_domain": TEXT}))))),
        "responses": RESPONSES,
        "e2e_actions": TEXTS,
        "session_config": _SESSION,
        "config": Fields({"store_entities_as_slots": TEXT}),
    }
)

_EXAMPLES = Either((TEXT, ListOf(Fields({"text": TEXT, "metadata": ANY}, required=("text",)))))
_NLU = Fields(
    {"intent": TEXT, "synonym": TEXT, "regex": TEXT, "lookup": TEXT, "metadata": Named(ANY), "examples": _EXAMPLES},
    required=("examples",), one_of=("intent", "synonym", "regex", "lookup"),
)  # fmt: skip
_SLOTS_SET = ListOf(Either((TEXT, Named(ANY))))
_STEP_FIELDS: dict[str, Shape] = {
    "intent": TEXT, "user": TEXT, "entities": ListOf(Either((TEXT, Named(ANY)))), "action": TEXT, "active_loop": TEXT,
    "slot_was_set": _SLOTS_SET, "metadata": ANY,
}  # fmt: skip
_STEP_KINDS = ("intent", "user", "action", "active_loop", "slot_was_set", "or")
_OR = ListOf(Fields(_STEP_FIELDS))
_RULE_STEP = Fields({**_STEP_FIELDS, "or": _OR}, one_of=_STEP_KINDS)
_STORY_STEP = Fields(
    {**_STEP_FIELDS, "or": _OR, "bot": TEXT, "checkpoint": TEXT}, one_of=(*_STEP_KINDS, "bot", "checkpoint")
)
_RULE = Fields(
    {
        "rule": TEXT, "steps": ListOf(_RULE_STEP), "metadata": ANY, "conversation_start": TEXT,
        "wait_for_user_input": TEXT, "condition": ListOf(Fields({"active_loop": TEXT, "slot_was_set": _SLOTS_SET})),
    },
    required=("rule", "steps"),
)  # fmt: skip
_STORY = Fields({"story": TEXT, "steps": ListOf(_STORY_STEP), "metadata": ANY}, required=("story", "steps"))
DATA = Fields(
    {
        "version": TEXT, "nlu": ListOf(_NLU), "rules": ListOf(_RULE), "stories": ListOf(_STORY), "responses": RESPONSES,
    }
)  # fmt: skip

_PART = Named(ANY)
CONFIG = Fields(
    {
        "recipe": TEXT, "version": TEXT, "assistant_id": TEXT, "language": TEXT, "pipeline": ListOf(_PART),
        "policies": ListOf(_PART), "importers": ListOf(_PART), "spaces": ANY,
    },
    required=("assistant_id", "language", "pipeline", "policies"),
)  # fmt: skip
