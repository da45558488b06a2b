"""Which engines there are, and which of them is used for a language."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from speech.contract import Audio, NothingHeard, Recognizer, Transcript
from speech.engines import cloud, sphinx, vosk, whisper
from speech.engines.base import EngineInfo
from speech.fake import SCRIPT_VARIABLE, FakeRecognizer
from speech.settings import AUTO, VoiceSettings, VoiceSettingsError

#: The engines of `auto`, the best first; what leaves this machine is only used where it is named.
BEST_FIRST = ("whisper", "vosk", "sphinx")


def _fake_missing(_language: str, _root: Path) -> str:
    return "" if os.environ.get(SCRIPT_VARIABLE) is not None else f"The fake engine needs {SCRIPT_VARIABLE}"


def _fake(_root: Path) -> Recognizer:
    return FakeRecognizer.scripted(os.environ.get(SCRIPT_VARIABLE, ""))


ENGINES: dict[str, EngineInfo] = {
    info.name: info
    for info in (
        sphinx.INFO,
        vosk.INFO,
        whisper.INFO,
        cloud.GOOGLE_INFO,
        cloud.AZURE_INFO,
        EngineInfo("fake", ("en", "zh"), True, _fake_missing, _fake),
    )
}


@dataclass(frozen=True)
class Choice:
    """The engines of a language.

    Attributes:
        engines: Usable ones in the order in which they are tried.
        reason: Why these, for people to read.
    """

    engines: tuple[str, ...]
    reason: str


def check_names(settings: VoiceSettings) -> None:
    """Refuse names of engines that do not exist.

    Raises:
        VoiceSettingsError: There is no such engine.
    """
    for name in settings.engines:
        if name != AUTO and name not in ENGINES:
            known = ", ".join((AUTO, *ENGINES))
            raise VoiceSettingsError(f"VOICE_ENGINE names '{name}'; it must be one or more of {known}.")


def choose(settings: VoiceSettings, language: str) -> Choice:
    """Choose the engines of a language.

    Args:
        settings: `VOICE_ENGINE` and where the models are.
        language: `zh` or `en`.

    Returns:
        The choice; without engines where none can be used.
    """
    named: list[str] = []
    for name in settings.engines:
        named += BEST_FIRST if name == AUTO else (name,)
    usable: list[str] = []
    lacking: list[str] = []
    for name in dict.fromkeys(named):
        info = ENGINES[name]
        why = info.missing(language, settings.models) if language in info.languages else "other languages only"
        (lacking if why else usable).append(f"{name}: {why}" if why else name)
    how = "the best installed" if AUTO in settings.engines else "named in VOICE_ENGINE"
    found = f"{', '.join(usable)} ({how})" if usable else "none can be used"
    return Choice(tuple(usable), "; ".join([found, *lacking]))


class Recognizers:
    """The recognisers of one process, each made on first use."""

    def __init__(self, models: Path) -> None:
        """Create the collection.

        Args:
            models: Folder with the models.
        """
        self._models = models
        self._made: dict[str, Recognizer] = {}

    def recognize(self, engine: str, audio: Audio, language: str) -> Transcript:
        """Let an engine turn a recording into words; see `speech.contract.Recognizer`."""
        if engine not in self._made:
            self._made[engine] = ENGINES[engine].create(self._models)
        transcript = self._made[engine].recognize(audio, language)
        if not transcript.text.strip():
            raise NothingHeard("no words")
        return transcript
