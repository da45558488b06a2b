"""Answers: there in both languages, with the same places for values, and used."""

from __future__ import annotations

from collections.abc import Iterator

from understanding.language import detect_language
from validation.findings import Finding, Place, Word, finding
from validation.project import Project
from validation.registry import check
from validation.text import LANGUAGES, closest, placeholders, shortened, without_placeholders

_PREFIX = "utter_"
_BRACES = "{}｛｝"


@check
def both_languages(project: Project) -> Iterator[Finding]:
    """Answers that are missing in a language, or whose text says no language."""
    for name, variations in project.domain.responses.items():
        texts = [v for v in variations if v.text is not None and v.channel is None]
        there = {v.language for v in texts if (v.text or "").strip()}
        for variation in texts:
            if variation.language not in LANGUAGES:
                yield finding("response_without_language", variation.place, response=name)
                there.add(detect_language(without_placeholders(variation.text or "")))
        for language in LANGUAGES:
            if language not in there:
                place = project.domain.response_places[name]
                yield finding("response_language_missing", place, response=name, language=Word(language))


@check
def written_as_said(project: Project) -> Iterator[Finding]:
    """Texts that are in another language than their condition."""
    for name, variations in project.domain.responses.items():
        for variation in variations:
            found = detect_language(without_placeholders(variation.text or ""))
            if variation.language in LANGUAGES and found not in (None, variation.language):
                yield finding(
                    "response_in_other_language", variation.place, response=name, stated=Word(variation.language or ""),
                    found=Word(found or ""),
                )  # fmt: skip


@check
def same_places(project: Project) -> Iterator[Finding]:
    """Texts in which a place for a value is missing or broken."""
    for name, variations in project.domain.responses.items():
        by_language = {
            language: [v for v in variations if v.language == language and v.text is not None] for language in LANGUAGES
        }
        everywhere = {place for v in variations for place in placeholders(v.text or "")}
        for language, texts in by_language.items():
            missing = everywhere - {place for v in texts for place in placeholders(v.text or "")}
            if texts and missing:
                words = {"response": name, "language": Word(language), "names": _braced(missing)}
                yield finding("response_places_differ", texts[0].place, **words)
        for variation in variations:
            if any(brace in without_placeholders(variation.text or "") for brace in _BRACES):
                yield finding("place_broken", variation.place, text=shortened(variation.text or ""))


@check
def existing(project: Project) -> Iterator[Finding]:
    """Answers that rules, stories or actions want and the domain does not have."""
    responses = project.domain.responses
    for name, place in _steps(project):
        if name not in responses:
            yield finding("response_missing", place, response=name, near=closest(name, responses))
    reported = set()
    for use in project.uses.responses:
        wanted = use.name.text or use.name.pattern.pattern.replace(".+", "…").replace("\\", "")
        if not any(use.name.fits(name) for name in responses) and (wanted, use.place) not in reported:
            reported.add((wanted, use.place))
            near = closest(wanted, responses) if use.name.text else ""
            yield finding("response_missing", use.place, response=wanted, near=near)


@check
def used(project: Project) -> Iterator[Finding]:
    """Answers that nothing says."""
    wanted = {name for name, _ in _steps(project)}
    for form, content in project.domain.forms.items():
        for slot in content.rows("required_slots"):
            wanted |= {f"utter_ask_{slot}", f"utter_ask_{form}_{slot}"}
    wanted |= {"utter_default", "utter_ask_rephrase", "utter_restart"}
    for name, place in project.domain.response_places.items():
        if name not in wanted and not any(use.name.fits(name) for use in project.uses.responses):
            yield finding("response_unused", place, response=name)


@check
def filled(project: Project) -> Iterator[Finding]:
    """Places that no value comes for: the customer would see the braces."""
    slots, reported = project.domain.known_slots, set()
    for name, variations in project.domain.responses.items():
        wanted = {place for v in variations for place in placeholders(v.text or "")} - slots
        calls = [use for use in project.uses.responses if use.name.text == name and use.values is not None]
        for use in calls:
            missing = wanted - (use.values or frozenset())
            if missing and (name, use.place) not in reported:
                reported.add((name, use.place))
                yield finding("place_not_filled", use.place, response=name, names=_braced(missing))
    for name, place in _steps(project):
        variations = project.domain.responses.get(name, [])
        missing = {field for v in variations for field in placeholders(v.text or "")} - slots
        if missing:
            yield finding("place_not_filled", place, response=name, names=_braced(missing))


def _steps(project: Project) -> Iterator[tuple[str, Place]]:
    """Answers that rules and stories give."""
    for dialogue in project.dialogues:
        for step in dialogue.steps:
            if step.kind == "action" and step.name.startswith(_PREFIX):
                yield step.name, step.place


def _braced(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))
