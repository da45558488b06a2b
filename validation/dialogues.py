"""Rules and stories as lists of steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from validation.findings import Place
from validation.yaml_tree import Rows, Table, Text


@dataclass(frozen=True)
class Step:
    """One step of a rule or story.

    Attributes:
        kind: `intent`, `action`, `loop`, `slot`, or `other`.
        name: The intent, action, form (empty for none) or slot.
        place: Its line.
        value: The value of a slot, where one is named.
        entities: Entities named with an intent: name and role.
        alternative: Number of the `or` it belongs to; 0 for none.
    """

    kind: str
    name: str
    place: Place
    value: str | None = None
    entities: tuple[tuple[Text, str | None], ...] = ()
    alternative: int = 0

    @property
    def key(self) -> tuple[str, str, str | None]:
        """What makes it the same step as another one."""
        return self.kind, self.name, self.value


@dataclass(frozen=True)
class Dialogue:
    """A rule or a story.

    Attributes:
        kind: `rule` or `story`.
        name: Its name.
        place: Where it begins.
        steps: Its steps.
        conditions: What has to hold before a rule applies.
        waits: Whether the customer is to speak after it.
        at_start: Whether it is for the beginning of a conversation only.
    """

    kind: str
    name: str
    place: Place
    steps: tuple[Step, ...]
    conditions: tuple[Step, ...] = ()
    waits: bool = True
    at_start: bool = False

    @property
    def intents(self) -> list[Step]:
        """The steps in which the customer speaks."""
        return [step for step in self.steps if step.kind == "intent"]


def read_dialogues(kind: str, items: Iterable[object]) -> list[Dialogue]:
    """Collect the rules or the stories of all files.

    Args:
        kind: `rule` or `story`.
        items: The entries under `rules` or `stories`.
    """
    found = []
    for item in items:
        name = item.text(kind) if isinstance(item, Table) else None
        if not isinstance(item, Table) or name is None:
            continue
        steps, conditions = (tuple(_steps(item.rows(key))) for key in ("steps", "condition"))
        waits, at_start = item.text("wait_for_user_input") != "false", item.text("conversation_start") == "true"
        found.append(Dialogue(kind, str(name), name.place, steps, conditions, waits, at_start))
    return found


def _steps(rows: Rows, alternative: int = 0) -> Iterator[Step]:
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Table):
            continue
        if "or" in row:
            yield from _steps(row.rows("or"), number)
            continue
        yield from _step(row, alternative)


def _step(row: Table, alternative: int) -> Iterator[Step]:
    place = row.place
    intent, action = row.text("intent"), row.text("action")
    if intent is not None:
        yield Step("intent", intent.lstrip("/"), place, entities=tuple(_entities(row)), alternative=alternative)
    elif action is not None:
        yield Step("action", action, place)
    elif "active_loop" in row:
        loop = row.text("active_loop")
        yield Step("loop", "" if loop is None or loop.is_null else loop, place)
    elif "slot_was_set" in row:
        for slot in row.rows("slot_was_set"):
            if isinstance(slot, Text):
                yield Step("slot", slot, slot.place, alternative=alternative)
            elif isinstance(slot, Table):
                for name, value in slot.items():
                    yield Step("slot", name, name.place, str(value), alternative=alternative)
    else:
        yield Step("other", "", place)


def _entities(row: Table) -> Iterator[tuple[Text, str | None]]:
    for entity in row.rows("entities"):
        if isinstance(entity, Text):
            yield entity, None
        elif isinstance(entity, Table):
            role = entity.text("role")
            for name in entity:
                if name not in ("role", "group", "value"):
                    yield name, role
