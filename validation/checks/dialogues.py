"""Rules and stories by themselves: their actions and forms, their names, one wish a rule."""

from __future__ import annotations

from collections.abc import Iterator

from validation.dialogues import Dialogue
from validation.findings import Finding, Place, Word, finding
from validation.project import Project
from validation.registry import check, file_check
from validation.text import closest


@check
def actions(project: Project) -> Iterator[Finding]:
    """Actions that nobody declared; answers (`utter_…`) are looked at elsewhere."""
    known = project.domain.known_actions
    for dialogue in project.dialogues:
        for step in dialogue.steps:
            if step.kind == "action" and step.name not in known and not step.name.startswith("utter_"):
                yield finding("action_unknown", step.place, action=step.name, near=closest(step.name, known))


@check
def forms(project: Project) -> Iterator[Finding]:
    """Forms that nobody declared."""
    known = project.domain.forms
    for dialogue in project.dialogues:
        for step in (*dialogue.conditions, *dialogue.steps):
            if step.kind == "loop" and step.name and step.name not in known:
                yield finding("form_unknown", step.place, form=step.name, near=closest(step.name, known))


@file_check
def names(project: Project) -> Iterator[Finding]:
    """Names that are given twice."""
    for dialogues in (project.rules, project.stories):
        first: dict[str, Place] = {}
        for dialogue in dialogues:
            if dialogue.name in first:
                yield finding("name_twice", dialogue.place, name=dialogue.name, where=first[dialogue.name])
            first.setdefault(dialogue.name, dialogue.place)


@file_check
def complete(project: Project) -> Iterator[Finding]:
    """Rules with more than one wish of the customer, and rules and stories without an answer."""
    for dialogue in (*project.rules, *project.stories):
        turns = _turns(dialogue)
        if dialogue.kind == "rule" and turns > 1:
            yield finding("rule_too_long", dialogue.place, name=dialogue.name)
        if not any(step.kind in ("action", "other") for step in dialogue.steps):
            yield finding("dialogue_without_answer", dialogue.place, name=dialogue.name, kind=Word(dialogue.kind))


def _turns(dialogue: Dialogue) -> int:
    """How often the customer speaks; the alternatives of an `or` are one time."""
    return sum(step.kind == "intent" and step.alternative <= 1 for step in dialogue.steps)
