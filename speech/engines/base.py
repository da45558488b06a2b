"""What all engines have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from speech.contract import Recognizer


@dataclass(frozen=True)
class EngineInfo:
    """An engine that may or may not be usable here.

    Attributes:
        name: As in `VOICE_ENGINE`.
        languages: Languages it can hear at all.
        offline: Whether the recording stays on this machine.
        missing: What is missing for a language, as a sentence with the way to get it; empty where nothing is.
        create: Makes the recogniser; slow.
    """

    name: str
    languages: tuple[str, ...]
    offline: bool
    missing: Callable[[str, Path], str]
    create: Callable[[Path], Recognizer]


def installed(module: str) -> bool:
    """Whether a module can be imported, without importing it."""
    from importlib.util import find_spec

    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False
