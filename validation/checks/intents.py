"""Intents: declared and taught, answered, with enough examples, with words a customer can choose from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from validation.checks.annotations import OUT_OF_SCOPE
from validation.findings import Finding, Word, finding
from validation.project import Project
from validation.registry import check
from validation.text import LANGUAGES, closest
from validation.yaml_tree import Table, Text

_WORDS = "intents."
_NO_WORDS = {OUT_OF_SCOPE}  # nobody chooses these from a list


@check
def declared(project: Project) -> Iterator[Finding]:
    """Intents with examples that the domain does not list, and the reverse."""
    intents = project.domain.intents
    taught = {block.intent: block.place for block in reversed(project.blocks)}
    for intent, place in taught.items():
        if intent.split("/")[0] not in intents:
            yield finding("intent_undeclared", place, intent=intent, near=closest(intent, intents))
    known = {intent.split("/")[0] for intent in taught}
    for intent, place in intents.items():
        if intent not in known:
            yield finding("intent_without_examples", place, intent=intent)


@check
def answered(project: Project) -> Iterator[Finding]:
    """Intents that no rule or story follows: the customer would get no answer."""
    followed = {step.name.split("/")[0] for dialogue in project.dialogues for step in dialogue.intents}
    for intent, place in project.domain.intents.items():
        if intent not in followed:
            yield finding("intent_unanswered", place, intent=intent)


@check
def thin(project: Project) -> Iterator[Finding]:
    """Intents with too few examples in Chinese or English; repeated sentences count once."""
    distinct = {(example.intent, str(example.block.language), example.key) for example in project.examples}
    counts = Counter((intent, language) for intent, language, _ in distinct)
    places = {block.intent: block.place for block in reversed(project.blocks)}
    for intent, place in project.domain.intents.items():
        needed = project.limits.needed(intent)
        for language in LANGUAGES:
            count = counts[intent, language]
            if intent in places and count < needed:
                first = next((b.place for b in project.blocks if b.intent == intent and b.language == language), place)
                yield finding("intent_thin", first, intent=intent, language=Word(language), count=count, needed=needed)


@check
def named(project: Project) -> Iterator[Finding]:
    """Intents without words in `phrases.yml` (the assistant cannot offer them), and words for unknown ones."""
    words = {key.removeprefix(_WORDS): key for key in project.phrases if key.startswith(_WORDS)}
    for intent, place in project.domain.intents.items():
        if words and intent not in words and intent not in _NO_WORDS:
            yield finding("intent_without_words", place, intent=intent)
    for intent, key in words.items():
        if intent not in project.domain.intents:
            yield finding("intent_unknown", key.place, intent=intent, near=closest(intent, project.domain.intents))


@check
def mentioned(project: Project) -> Iterator[Finding]:
    """Intents that rules, stories, slots, forms or actions name and nobody declared."""
    known = project.domain.known_intents
    for dialogue in project.dialogues:
        for step in dialogue.intents:
            if step.name.split("/")[0] not in known:
                yield finding("intent_unknown", step.place, intent=step.name, near=closest(step.name, known))
    for name in _in_domain(project):
        if name not in known:
            yield finding("intent_unknown", name.place, intent=name, near=closest(name, known))
    for use in project.uses.intents:
        if use.name.text is not None and use.name.text not in known:
            yield finding("intent_unknown", use.place, intent=use.name.text, near=closest(use.name.text, known))


def _in_domain(project: Project) -> Iterator[Text]:
    """Intents by which slots are filled or not, and those that forms ignore."""
    for slot in project.domain.slots.values():
        for mapping in slot.rows("mappings"):
            if isinstance(mapping, Table):
                yield from (*mapping.names("intent"), *mapping.names("not_intent"))
    for form in project.domain.forms.values():
        yield from form.names("ignored_intents")
