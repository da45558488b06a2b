"""Files that are missing or no YAML, unknown and repeated keys, values of the wrong kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from validation import schema
from validation.findings import Finding, Place, Word, finding
from validation.project import CONFIG, DOMAIN, Document, Project
from validation.registry import file_check
from validation.schema import Either, Fields, ListOf, Named, Scalar, Shape
from validation.text import LANGUAGES, closest
from validation.yaml_tree import Rows, Table, Text

_NEWEST = [3, 1]  # the format that Rasa 3.6 reads
_NUMBERS = re.compile(r"\d+(?:\.\d+)*")
_BOOLEAN = re.compile(r"(?i:yes|no|on|off|true|false)")


@file_check
def unreadable_files(project: Project) -> Iterator[Finding]:
    """Files that are not there or cannot be read."""
    yield from project.missing
    for document in project.documents.values():
        if document.problem is not None:
            yield document.problem
    for place, problem in project.code.broken:
        yield finding("code_syntax", place, problem=problem)


@file_check
def repeated_keys(project: Project) -> Iterator[Finding]:
    """Keys that stand twice in a table: the first of the two is lost without a word."""
    for document in project.documents.values():
        for table in _tables(document.root):
            for first, second in table.repeated:
                yield finding("key_repeated", second.place, key=second, first=first.place.line)


@file_check
def repeated_entries(project: Project) -> Iterator[Finding]:
    """Names that stand twice in a list of the domain."""
    table = project.document(DOMAIN).table
    for key in ("intents", "entities", "actions"):
        seen: dict[str, Place] = {}
        for row in table.rows(key):
            for name in row if isinstance(row, Table) else [row]:
                if isinstance(name, Text) and name in seen:
                    yield finding("key_repeated", name.place, key=name, first=seen[name].line)
                elif isinstance(name, Text):
                    seen[name] = name.place


@file_check
def shapes(project: Project) -> Iterator[Finding]:
    """Unknown keys, missing ones, and values of the wrong kind."""
    for document in project.content:
        yield from _document(document, schema.DOMAIN if document.name == DOMAIN else schema.DATA)
    yield from _document(project.document(CONFIG), schema.CONFIG)


@file_check
def versions(project: Project) -> Iterator[Finding]:
    """Formats that Rasa does not know yet: it skips the whole file."""
    for document in project.content:
        version = document.table.text("version")
        if version is not None and _NUMBERS.fullmatch(version):
            numbers = [int(number) for number in version.split(".")]
            if numbers[:2] > _NEWEST or (numbers[:2] == _NEWEST and any(numbers[2:])):
                newest = ".".join(map(str, _NEWEST))
                yield finding("version_too_new", version.place, version=version, newest=newest)


@file_check
def switches(project: Project) -> Iterator[Finding]:
    """Bare `yes` and `no` in files with words: they are read as true and false, not as words."""
    for document in project.wordings:
        for table in _tables(document.root):
            for key, value in table.items():
                for text in (key, value) if key in LANGUAGES else (key,):
                    if isinstance(text, Text) and not text.style and _BOOLEAN.fullmatch(text):
                        yield finding("word_is_switch", text.place, word=text)


def _tables(root: Any) -> Iterator[Table]:
    if isinstance(root, Table):
        yield root
    for child in root.values() if isinstance(root, Table) else root if isinstance(root, Rows) else ():
        yield from _tables(child)


def _document(document: Document, shape: Shape) -> Iterator[Finding]:
    if document.root is not None:
        yield from _fits(document.root, shape)


def _fits(value: Any, shape: Shape) -> Iterator[Finding]:
    if isinstance(shape, Either):
        shape = next((option for option in shape.shapes if _is_kind(value, option)), shape.shapes[0])
    if not _is_kind(value, shape):
        # A name without anything under it ("actions:") means that there is none.
        if not (isinstance(value, Text) and value.is_null):
            yield finding("shape_wrong", value.place, expected=_expected(shape))
    elif isinstance(shape, ListOf):
        for entry in value:
            yield from _fits(entry, shape.entry)
    elif isinstance(shape, Named):
        for entry in value.values():
            yield from _fits(entry, shape.value)
    elif isinstance(shape, Fields):
        yield from _fields(value, shape)


def _fields(table: Table, shape: Fields) -> Iterator[Finding]:
    custom = shape is schema.SLOT and "." in (table.text("type") or "")
    for key, value in table.items():
        if key in shape.known:
            yield from _fits(value, shape.known[key])
        elif not custom:
            yield finding("key_unknown", key.place, key=key, near=closest(key, shape.known))
    for name in shape.required:
        if name not in table:
            yield finding("key_missing", table.place, key=name)
    if shape.one_of and not set(shape.one_of) & set(table):
        yield finding("key_missing", table.place, key=" / ".join(shape.one_of))


def _is_kind(value: Any, shape: Shape) -> bool:
    if isinstance(shape, Scalar):
        return isinstance(value, Text)
    if isinstance(shape, ListOf):
        return isinstance(value, Rows)
    if isinstance(shape, (Named, Fields)):
        return isinstance(value, Table)
    return True


def _expected(shape: Shape) -> Word:
    return Word("text" if isinstance(shape, Scalar) else "list" if isinstance(shape, ListOf) else "table")
