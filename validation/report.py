"""Findings as lines for people and for GitHub."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from validation.findings import Finding
from validation.wording import kinds, say, word

FORMATS = ("text", "github")
_GITHUB_LEVELS = {"error": "error", "warning": "warning", "hint": "notice"}


def lines(findings: Iterable[Finding], language: str, form: str = "text") -> Iterable[str]:
    """Write each finding as one line.

    Args:
        findings: What was found.
        language: `zh` or `en`.
        form: `text` (`file:line: error K207 …`) or `github` (workflow commands, shown at the line of a pull request).
    """
    for found in findings:
        kind, said = kinds()[found.kind], " ".join(say(found, language).split())
        if form == "github":
            place = f"file={_property(found.place.file)},line={found.place.line},title={kind.code}"
            yield f"::{_GITHUB_LEVELS[kind.severity]} {place}::{_message(said)}"
        else:
            yield f"{found.place}: {word(kind.severity, language)} {kind.code} {said}"


def summary(findings: Sequence[Finding], language: str) -> str:
    """Say how much was found."""
    if not findings:
        return word("clean", language)
    counts = count(findings)
    said = word("summary", language).format(errors=counts["error"], warnings=counts["warning"])
    if counts["hint"]:
        said += word("hints", language).format(hints=counts["hint"])
    unreadable = any(kinds()[found.kind].code in ("K101", "K102", "K103", "K104") for found in findings)
    return f"{said}\n{word('partly', language)}" if unreadable else said


def count(findings: Iterable[Finding]) -> Counter[str]:
    """How many findings there are of each severity."""
    return Counter(kinds()[found.kind].severity for found in findings)


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
