"""How entities are marked in examples: brackets, token borders, known entities and roles."""

from __future__ import annotations

from collections.abc import Iterator

from understanding.tokens import TOKEN, token_borders
from validation.annotations import Span
from validation.examples import Example
from validation.findings import Finding, Place, finding
from validation.project import Project
from validation.registry import check, file_check
from validation.text import closest, shortened
from validation.yaml_tree import Table

OUT_OF_SCOPE = "out_of_scope"
_ALL_OR_NONE = ("true", "false")  # instead of a list of entities


@file_check
def one_a_line(project: Project) -> Iterator[Finding]:
    """Examples that are not written below `|`: YAML puts their lines together, and they become one example."""
    for document in project.content:
        for item in document.table.rows("nlu"):
            written = item.text("examples") if isinstance(item, Table) else None
            if written is not None and written.style != "|" and not written.is_null:
                yield finding("examples_run_together", written.place)


@file_check
def lines(project: Project) -> Iterator[Finding]:
    """Lines that are no examples, and empty ones."""
    for block in project.blocks:
        for line in block.lost:
            yield finding("example_lost", line.place, text=shortened(line.strip()))
    for example in project.examples:
        if not example.plain.strip():
            yield finding("example_empty", example.place, intent=example.intent)


@file_check
def brackets(project: Project) -> Iterator[Finding]:
    """Annotations that are not written right; Rasa takes them for words of the customer."""
    for example in project.examples:
        for kind, text in example.slips:
            yield finding(kind, example.place, text=shortened(text))


@file_check
def borders(project: Project) -> Iterator[Finding]:
    """Annotations that begin or end inside a token: training would leave them out."""
    for example in project.examples:
        if example.slips or not example.spans:
            continue
        starts, ends = token_borders(example.plain)
        for span in example.spans:
            if span.start not in starts or span.end not in ends:
                yield finding("annotation_misaligned", example.place, text=span.text, token=_token(example.plain, span))


def _token(plain: str, span: Span) -> str:
    """The words that an annotation cuts, or whose white space it takes along."""
    tokens = [match for match in TOKEN.finditer(plain) if match.start() < span.end and match.end() > span.start]
    return "".join(match[0] for match in tokens).strip()


@check
def labels(project: Project) -> Iterator[Finding]:
    """Entities and roles that the domain does not know, and annotations where there may be none."""
    for example in project.examples:
        for span in example.spans:
            yield from _label(project, span.entity, span.role, span.group, example.place)
        if example.intent == OUT_OF_SCOPE and example.spans:
            yield finding("annotated_out_of_scope", example.place, text=example.spans[0].text)


@check
def labels_of_steps(project: Project) -> Iterator[Finding]:
    """Entities that rules, stories, slots and intents name."""
    for dialogue in project.dialogues:
        for step in dialogue.steps:
            for name, role in step.entities:
                yield from _label(project, name, role, None, name.place)
    for slot in project.domain.slots.values():
        for mapping in slot.rows("mappings"):
            entity = mapping.text("entity") if hasattr(mapping, "text") else None
            if entity is not None:
                yield from _label(project, entity, mapping.text("role"), mapping.text("group"), entity.place)
    for options in project.domain.intent_options.values():
        for name in (*options.names("use_entities"), *options.names("ignore_entities")):
            if name.style or name.lower() not in _ALL_OR_NONE:
                yield from _label(project, name, None, None, name.place)
    for use in project.uses.entities:
        if use.name.text is not None:
            yield from _label(project, use.name.text, None, None, use.place)


@check
def unused(project: Project) -> Iterator[Finding]:
    """Entities that no example shows."""
    shown = {span.entity for example in project.examples for span in example.spans}
    for name, entity in project.domain.entities.items():
        if name not in shown:
            yield finding("entity_unused", entity.place, entity=name)


def _label(project: Project, entity: str, role: str | None, group: str | None, place: Place) -> Iterator[Finding]:
    known = project.domain.entities.get(entity)
    if known is None:
        yield finding("entity_unknown", place, entity=entity, near=closest(entity, project.domain.entities))
        return
    for name, names in ((role, known.roles), (group, known.groups)):
        if name is not None and name not in names:
            yield finding("role_unknown", place, entity=entity, role=name, near=closest(name, names))


def marked(project: Project) -> Iterator[tuple[Example, Span]]:
    """Every marked piece with its example."""
    for example in project.examples:
        for span in example.spans:
            yield example, span
