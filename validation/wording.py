"""The words of findings, in both languages, from `messages.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from validation.findings import Finding, Word

MESSAGES_FILE = Path(__file__).with_name("messages.yml")
LANGUAGES = ("en", "zh")
SEVERITIES = ("error", "warning", "hint")


@dataclass(frozen=True)
class Kind:
    """A kind of finding.

    Attributes:
        name: Its key in `messages.yml`.
        code: Its code, which content teams can look up.
        severity: `error`, `warning` or `hint`.
        wrong: What is wrong, by language.
        do: What to do about it, by language.
    """

    name: str
    code: str
    severity: str
    wrong: dict[str, str]
    do: dict[str, str]


@lru_cache(maxsize=1)
def _messages() -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(MESSAGES_FILE)
    return loaded


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    """All kinds of findings by name."""
    return {name: Kind(name, **entry) for name, entry in _messages()["findings"].items()}


def word(name: str, language: str) -> str:
    """A word in a language."""
    said: str = _messages()["words"][name][language]
    return said


def say(finding: Finding, language: str) -> str:
    """Put a finding into words: what is wrong and what to do.

    Args:
        finding: The finding.
        language: `zh` or `en`.
    """
    kind = kinds()[finding.kind]
    values = {
        name: word(value, language) if isinstance(value, Word) else str(value) for name, value in finding.values.items()
    }
    parts = [kind.wrong[language].format(**values)]
    if values.get("near"):
        parts.append(word("near", language).format(near=values["near"]))
    parts.append(kind.do[language].format(**values))
    return ("" if language == "zh" else " ").join(part for part in parts if part)
