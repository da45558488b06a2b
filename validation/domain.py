"""What `domain.yml` declares: intents, entities, slots, forms, actions, responses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from validation.findings import Place
from validation.yaml_tree import Rows, Table, Text, empty_table

DEFAULT_INTENTS = {"nlu_fallback", "restart", "back", "session_start"}
DEFAULT_SLOTS = {"requested_slot", "session_started_metadata"}
DEFAULT_ACTIONS = {
    "action_listen", "action_restart", "action_session_start", "action_default_fallback", "action_deactivate_loop",
    "action_revert_fallback_events", "action_default_ask_affirmation", "action_default_ask_rephrase", "action_back",
    "action_two_stage_fallback", "action_unlikely_intent", "action_extract_slots", "action_validate_slot_mappings",
    "...",
}  # fmt: skip


@dataclass(frozen=True)
class Entity:
    """An entity with its roles and groups."""

    place: Place
    roles: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Variation:
    """One way to say a response.

    Attributes:
        place: Where it stands.
        text: Its text, if it has one.
        language: For which language it is; `None` where it does not say.
        channel: For which channel; `None` for all.
        table: The whole entry.
    """

    place: Place
    text: Text | None
    language: str | None
    channel: str | None
    table: Table


@dataclass
class Domain:
    """The declarations, each name with its place or its content."""

    intents: dict[str, Place] = field(default_factory=dict)
    intent_options: dict[str, Table] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    slots: dict[str, Table] = field(default_factory=dict)
    slot_places: dict[str, Place] = field(default_factory=dict)
    forms: dict[str, Table] = field(default_factory=dict)
    form_places: dict[str, Place] = field(default_factory=dict)
    actions: dict[str, Place] = field(default_factory=dict)
    responses: dict[str, list[Variation]] = field(default_factory=dict)
    response_places: dict[str, Place] = field(default_factory=dict)
    session: Table | None = None

    @property
    def known_actions(self) -> set[str]:
        """Everything that a rule or story may name as an action."""
        return {*self.actions, *self.forms, *self.responses, *DEFAULT_ACTIONS}

    @property
    def known_intents(self) -> set[str]:
        """Everything that a rule or story may name as an intent."""
        return {*self.intents, *DEFAULT_INTENTS}

    @property
    def known_slots(self) -> set[str]:
        """The declared slots and Rasa's own."""
        return {*self.slots, *DEFAULT_SLOTS}

    def add(self, root: Table) -> None:
        """Take over the declarations of `domain.yml`."""
        for name, place, options in _named(root.rows("intents")):
            self.intents[name], self.intent_options[name] = place, options
        for name, place, options in _named(root.rows("entities")):
            roles, groups = (frozenset(map(str, options.rows(key))) for key in ("roles", "groups"))
            self.entities[name] = Entity(place, roles, groups)
        self.actions.update({name: place for name, place, _ in _named(root.rows("actions"))})
        for name, value in root.table("slots").items():
            self.slots[name] = value if isinstance(value, Table) else empty_table(name.place)
            self.slot_places[name] = name.place
        for name, value in root.table("forms").items():
            self.forms[name] = value if isinstance(value, Table) else empty_table(name.place)
            self.form_places[name] = name.place
        if "session_config" in root:
            self.session = root.table("session_config")
        self.add_responses(root)

    def add_responses(self, root: Table) -> None:
        """Take over the responses of one file."""
        for name, value in root.table("responses").items():
            entries = value if isinstance(value, Rows) else []
            self.responses[name] = [_variation(entry) for entry in entries if isinstance(entry, Table)]
            self.response_places[name] = name.place


def _named(rows: Rows) -> Iterator[tuple[str, Place, Table]]:
    """Names of a list whose entries are names, or names with options."""
    for row in rows:
        if isinstance(row, Text):
            yield row, row.place, empty_table(row.place)
        elif isinstance(row, Table):
            for name in row:
                yield name, name.place, row.table(name)


def _variation(entry: Table) -> Variation:
    language = None
    for condition in entry.rows("condition"):
        if isinstance(condition, Table) and condition.text("name") == "language":
            language = condition.text("value")
    text = entry.text("text")
    return Variation(text.place if text is not None else entry.place, text, language, entry.text("channel"), entry)
