"""Buttons: what they send has to be understood."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from validation.findings import Finding, Place, finding
from validation.project import Project
from validation.registry import check
from validation.text import closest, without_placeholders
from validation.yaml_tree import Table

_PAYLOAD = re.compile(r"/(?P<intent>[^\s{/@]+(?:/[^\s{@]+)?)\s*(?P<entities>\{.*\})?\s*", re.DOTALL)


@check
def of_responses(project: Project) -> Iterator[Finding]:
    """Buttons under the answers of the domain."""
    for variations in project.domain.responses.values():
        for variation in variations:
            for key in ("buttons", "quick_replies"):
                for button in variation.table.rows(key):
                    if isinstance(button, Table):
                        yield from _sent(project, button)


@check
def of_actions(project: Project) -> Iterator[Finding]:
    """Buttons that the actions make."""
    for use in project.uses.buttons:
        if use.name.text is not None:
            yield from _goal(project, use.name.text, use.values or (), use.place)


def _sent(project: Project, button: Table) -> Iterator[Finding]:
    """What a button sends; words without a slash are sent as if the customer had typed them."""
    payload = button.text("payload")
    if payload is None or payload.is_null or not payload.strip():
        yield finding("payload_missing", button.where("payload"), title=button.text("title") or "")
    elif payload.startswith("/"):
        yield from _payload(project, payload, payload.place)
    elif payload.partition("{")[0].strip() in project.domain.intents:
        yield finding("payload_without_slash", payload.place, payload=payload.strip())


def _payload(project: Project, payload: str, place: Place) -> Iterator[Finding]:
    match = _PAYLOAD.fullmatch(payload)
    if match is None:
        yield finding("payload_broken", place, payload=payload)
        return
    entities: Iterable[str] = ()
    if match["entities"]:
        try:
            entities = json.loads(match["entities"])
        except json.JSONDecodeError:
            if without_placeholders(match["entities"]) == match["entities"] or '"' not in match["entities"]:
                yield finding("payload_broken", place, payload=payload)
                return
            entities = re.findall(r'"(\w+)"\s*:', match["entities"])
    yield from _goal(project, match["intent"], entities, place)


def _goal(project: Project, intent: str, entities: Iterable[str], place: Place) -> Iterator[Finding]:
    known = project.domain.known_intents
    if intent not in known:
        yield finding("button_intent_unknown", place, intent=intent, near=closest(intent, known))
    for entity in sorted(entities):
        if entity not in project.domain.entities:
            yield finding("button_entity_unknown", place, entity=entity, near=closest(entity, project.domain.entities))
