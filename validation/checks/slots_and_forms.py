"""Slots, forms and the session: known, used, and set up so that they can work."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from validation.findings import Finding, Place, finding
from validation.project import DOMAIN, Project
from validation.registry import check
from validation.text import closest, placeholders
from validation.yaml_tree import Table, Text

_TYPES = {"text", "bool", "categorical", "float", "list", "any"}
_MAPPINGS = {"from_entity", "from_intent", "from_trigger_intent", "from_text", "custom"}
_EXPIRATION, _CARRY_OVER = "session_expiration_time", "carry_over_slots_to_new_session"
_USING_PACKAGES = ("connectors", "server", "components", "stores")


@check
def known_slots(project: Project) -> Iterator[Finding]:
    """Slots that something names and nobody declared."""
    known = project.domain.known_slots
    for name, place in chain(_in_dialogues(project), _in_forms(project), _in_conditions(project), _in_actions(project)):
        if name not in known:
            yield finding("slot_unknown", place, slot=name, near=closest(name, known))


@check
def unused_slots(project: Project) -> Iterator[Finding]:
    """Slots that nothing reads or sets."""
    domain = project.domain
    used = {name for name, _ in chain(_in_dialogues(project), _in_forms(project), _in_conditions(project))}
    used |= project.uses.texts
    used |= {name for ways in domain.responses.values() for way in ways for name in placeholders(way.text or "")}
    left = {name: place for name, place in domain.slot_places.items() if name not in used}
    source = "".join(_sources(project)) if left else ""
    for name, place in left.items():
        if f'"{name}"' not in source and f"'{name}'" not in source:
            yield finding("slot_unused", place, slot=name)


@check
def slot_settings(project: Project) -> Iterator[Finding]:
    """Types and mappings that Rasa does not know."""
    for slot in project.domain.slots.values():
        kind = slot.text("type")
        if kind is not None and "." not in kind and kind not in _TYPES:
            yield finding("slot_type_unknown", kind.place, type=kind, near=closest(kind, _TYPES))
        for mapping in slot.rows("mappings"):
            if not isinstance(mapping, Table):
                continue
            kind = mapping.text("type")
            if kind is not None and kind not in _MAPPINGS:
                yield finding("slot_mapping_unknown", kind.place, type=kind, near=closest(kind, _MAPPINGS))
            for condition in mapping.rows("conditions"):
                loop = condition.text("active_loop") if isinstance(condition, Table) else None
                if loop is not None and not loop.is_null and loop not in project.domain.forms:
                    yield finding("form_unknown", loop.place, form=loop, near=closest(loop, project.domain.forms))


@check
def forms(project: Project) -> Iterator[Finding]:
    """Forms that no rule starts, and slots of forms that nothing asks for."""
    domain = project.domain
    started = {step.name for dialogue in project.dialogues for step in dialogue.steps if step.kind == "action"}
    for name, content in domain.forms.items():
        if name not in started:
            yield finding("form_unused", domain.form_places[name], form=name)
        for slot in content.rows("required_slots"):
            ways = (f"action_ask_{name}_{slot}", f"utter_ask_{name}_{slot}", f"action_ask_{slot}", f"utter_ask_{slot}")
            if not any(way in domain.actions or way in domain.responses for way in ways):
                yield finding("form_slot_not_asked", slot.place, form=name, slot=slot)


@check
def session(project: Project) -> Iterator[Finding]:
    """How long a conversation lasts, and whether the next one remembers it."""
    content = project.domain.session
    if content is None:
        yield finding("session_missing", Place(DOMAIN))
        return
    minutes, carry_over = content.text(_EXPIRATION), content.text(_CARRY_OVER)
    if minutes is None or not _is_number(minutes):
        yield finding("session_wrong", content.where(_EXPIRATION), key=_EXPIRATION, example="60")
    if carry_over is None or carry_over not in ("true", "false"):
        yield finding("session_wrong", content.where(_CARRY_OVER), key=_CARRY_OVER, example="true / false")


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def _in_dialogues(project: Project) -> Iterator[tuple[str, Place]]:
    for dialogue in project.dialogues:
        for step in (*dialogue.conditions, *dialogue.steps):
            if step.kind == "slot":
                yield step.name, step.place


def _in_forms(project: Project) -> Iterator[tuple[str, Place]]:
    for content in project.domain.forms.values():
        for slot in content.rows("required_slots"):
            if isinstance(slot, Text):
                yield slot, slot.place


def _in_conditions(project: Project) -> Iterator[tuple[str, Place]]:
    for variation in chain.from_iterable(project.domain.responses.values()):
        for condition in variation.table.rows("condition"):
            name = condition.text("name") if isinstance(condition, Table) else None
            if name is not None:
                yield name, name.place


def _in_actions(project: Project) -> Iterator[tuple[str, Place]]:
    for use in project.uses.slots:
        if use.name.text is not None:
            yield use.name.text, use.place


def _sources(project: Project) -> Iterator[str]:
    """Source of the other packages that may read slots."""
    for package in _USING_PACKAGES:
        for path in (project.root / package).rglob("*.py"):
            yield path.read_text(encoding="utf-8")
