"""Custom actions: declared in the domain, written in `actions/`, and used."""

from __future__ import annotations

from collections.abc import Iterator

from validation.domain import DEFAULT_ACTIONS
from validation.findings import Finding, finding
from validation.project import CONFIG, Project
from validation.registry import check
from validation.text import closest
from validation.yaml_tree import Table, Text


@check
def written(project: Project) -> Iterator[Finding]:
    """Custom actions of the domain for which no class in `actions/` returns the name."""
    classes = project.code.action_names()
    domain = project.domain
    done = {*classes, *domain.forms, *domain.responses, *DEFAULT_ACTIONS}
    for name, place in domain.actions.items():
        if name not in done:
            near = closest(name, set(classes) - set(domain.actions))
            yield finding("action_without_code", place, action=name, near=near)


@check
def declared(project: Project) -> Iterator[Finding]:
    """Classes whose action the domain does not list: Rasa would never call them."""
    for name, place in project.code.action_names().items():
        if name not in project.domain.actions:
            yield finding("action_undeclared", place, action=name)


@check
def used(project: Project) -> Iterator[Finding]:
    """Actions that no rule, story, form or slot calls."""
    domain = project.domain
    called = {step.name for dialogue in project.dialogues for step in dialogue.steps if step.kind == "action"}
    for form, content in domain.forms.items():
        called.add(f"validate_{form}")
        for slot in content.rows("required_slots"):
            called |= {f"action_ask_{slot}", f"action_ask_{form}_{slot}"}
    for slot in domain.slots.values():
        called |= {str(mapping.get("action")) for mapping in slot.rows("mappings") if isinstance(mapping, dict)}
    called |= set(_policy_actions(project))
    for name, place in domain.actions.items():
        if name not in called and name not in DEFAULT_ACTIONS:
            yield finding("action_unused", place, action=name)


@check
def policies(project: Project) -> Iterator[Finding]:
    """Actions that the policies' settings name and nobody declared."""
    known = project.domain.known_actions
    for name in _policy_actions(project):
        if name not in known:
            yield finding("action_unknown", name.place, action=name, near=closest(name, known))


def _policy_actions(project: Project) -> Iterator[Text]:
    """Actions that the policies' settings name (`core_fallback_action_name`)."""
    for policy in project.document(CONFIG).table.rows("policies"):
        for key, value in policy.items() if isinstance(policy, Table) else ():
            if key.endswith("_action_name") and isinstance(value, Text):
                yield value
