"""Small words of `phrases.yml` and other files with words in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validation.findings import Finding, Word, finding
from validation.project import Project
from validation.registry import check, file_check
from validation.text import LANGUAGES, closest, placeholders, shortened, without_placeholders
from validation.yaml_tree import Rows, Table, Text


@file_check
def both_languages(project: Project) -> Iterator[Finding]:
    """Words that are missing in a language, or with other places for values there."""
    for document in project.wordings:
        for key, entry in _bilingual(document.table):
            for language in LANGUAGES:
                if not str(entry.get(language, "")):  # type: ignore[call-overload]
                    yield finding("phrase_language_missing", key.place, key=key, language=Word(language))
            yield from _places(key, entry)
    for key, value in project.phrases.items():
        if isinstance(value, Text):
            for language in LANGUAGES:
                yield finding("phrase_language_missing", value.place, key=key, language=Word(language))


def _bilingual(table: Table) -> Iterator[tuple[Text, Table]]:
    """Every entry that has a text in one of the languages, by its key."""
    for key, value in table.items():
        if isinstance(value, Table):
            if set(LANGUAGES) & set(value):
                yield key, value
            else:
                yield from _bilingual(value)


def _places(key: Text, entry: Table) -> Iterator[Finding]:
    texts = {language: entry.text(language) for language in LANGUAGES}
    everywhere = {name for text in texts.values() for name in placeholders(text or "")}
    for language, text in texts.items():
        missing = everywhere - placeholders(text or "")
        if text and missing:
            names = ", ".join(f"{{{name}}}" for name in sorted(missing))
            yield finding("phrase_places_differ", text.place, key=key, language=Word(language), names=names)
        if text and any(brace in without_placeholders(text) for brace in "{}｛｝"):
            yield finding("place_broken", text.place, text=shortened(text))


@check
def existing(project: Project) -> Iterator[Finding]:
    """Phrases that actions want and `phrases.yml` does not have."""
    keys = _keys(project)
    for use in project.uses.phrases:
        if not any(use.name.fits(key) for key in keys):
            wanted = use.name.text or use.name.pattern.pattern.replace(".+", "…").replace("\\", "")
            yield finding("phrase_missing", use.place, key=wanted, near=closest(wanted, keys) if use.name.text else "")


@check
def used(project: Project) -> Iterator[Finding]:
    """Phrases that no action says."""
    uses = project.uses.phrases
    for key, value in project.phrases.items():
        groups = {key.rsplit(".", depth)[0] for depth in range(key.count(".") + 1)}
        wanted = any(use.name.fits(name) for use in uses for name in groups)
        # A group whose name stands somewhere in the source may be picked there in a way that we do not see.
        if not wanted and not groups & project.uses.texts and not _is_list(value, key, project):
            yield finding("phrase_unused", key.place, key=key)


def _is_list(value: Any, key: str, project: Project) -> bool:
    """Whether an entry is a list of words that is read as part of its group."""
    return isinstance(value, Rows) and key.split(".")[0] in project.uses.texts


def _keys(project: Project) -> set[str]:
    """Keys of entries and of groups."""
    keys = set()
    for key in project.phrases:
        parts = key.split(".")
        keys |= {".".join(parts[:length]) for length in range(1, len(parts) + 1)}
    return keys
