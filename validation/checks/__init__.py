"""The checks, one family a module."""

from validation.checks import (
    actions,
    annotations,
    buttons,
    components,
    contradictions,
    dialogues,
    duplicates,
    hints,
    intents,
    languages,
    marking_rules,
    phrases,
    responses,
    slots_and_forms,
    structure,
)

__all__ = [
    "actions",
    "annotations",
    "buttons",
    "components",
    "contradictions",
    "dialogues",
    "duplicates",
    "hints",
    "intents",
    "languages",
    "marking_rules",
    "phrases",
    "responses",
    "slots_and_forms",
    "structure",
]
