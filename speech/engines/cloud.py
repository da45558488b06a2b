"""Recognisers on other people's machines, through the SpeechRecognition package. Used only where named."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from speech.contract import SAMPLE_RATE_HZ, Alternative, Audio, EngineUnavailable, NothingHeard, Transcript
from speech.engines.base import EngineInfo, installed

GOOGLE, AZURE = "google", "azure"
GOOGLE_KEY_VARIABLE = "VOICE_GOOGLE_KEY"
AZURE_KEY_VARIABLE, AZURE_REGION_VARIABLE = "VOICE_AZURE_KEY", "VOICE_AZURE_REGION"
DEFAULT_AZURE_REGION = "eastasia"
#: Where a service tells no confidence.
UNTOLD_CONFIDENCE = 0.8
CALL_TIMEOUT_S = 15

_TAGS = {"en": "en-US", "zh": "zh-CN"}

Call = Callable[[Any, Any, str], tuple[str, float, list[tuple[str, float]]]]


class CloudRecognizer:
    """One service behind the contract."""

    def __init__(self, name: str, call: Call, lacking: Callable[[str, Path], str], root: Path) -> None:
        """Create a recogniser.

        Args:
            name: Name of the engine.
            call: Asks the service: recogniser and audio of SpeechRecognition, and the language's tag.
            lacking: What is missing for a language.
            root: Folder with the models.
        """
        self.name, self._call, self._lacking, self._root = name, call, lacking, root

    def recognize(self, audio: Audio, language: str) -> Transcript:
        """Turn a recording into words; see `speech.contract.Recognizer`."""
        lacking = self._lacking(language, self._root)
        if lacking:
            raise EngineUnavailable(lacking)
        import speech_recognition as sr

        recognizer = sr.Recognizer()
        recognizer.operation_timeout = CALL_TIMEOUT_S
        data = sr.AudioData(audio.samples.tobytes(), SAMPLE_RATE_HZ, 2)
        try:
            text, confidence, others = self._call(recognizer, data, _TAGS[language])
        except sr.UnknownValueError as error:
            raise NothingHeard("not understood") from error
        except sr.RequestError as error:
            raise EngineUnavailable(f"{self.name}: {error}", retryable=True) from error
        except (OSError, TimeoutError) as error:
            raise EngineUnavailable(f"{self.name}: {error}", retryable=True) from error
        if not text.strip():
            raise NothingHeard("no words")
        alternatives = tuple(Alternative(other, share) for other, share in others if other != text)
        return Transcript(text.strip(), language, confidence, round(audio.duration, 3), self.name, alternatives)


def _ask_google(recognizer: Any, data: Any, tag: str) -> tuple[str, float, list[tuple[str, float]]]:
    key = os.environ.get(GOOGLE_KEY_VARIABLE, "").strip() or None
    answer = recognizer.recognize_google(data, key=key, language=tag, show_all=True)
    guesses = answer.get("alternative", []) if isinstance(answer, dict) else []
    told = [(str(g.get("transcript", "")), float(g.get("confidence", UNTOLD_CONFIDENCE))) for g in guesses]
    return (*told[0], [(text, share * 0.5) for text, share in told[1:4]]) if told else ("", 0.0, [])


def _ask_azure(recognizer: Any, data: Any, tag: str) -> tuple[str, float, list[tuple[str, float]]]:
    region = os.environ.get(AZURE_REGION_VARIABLE, "").strip() or DEFAULT_AZURE_REGION
    text, confidence = recognizer.recognize_azure(
        data, key=os.environ[AZURE_KEY_VARIABLE].strip(), language=tag, location=region
    )
    return str(text), float(confidence), []


def google_missing(_language: str, _root: Path) -> str:
    """What Google's service lacks; empty where nothing is."""
    return "" if installed("speech_recognition") else "Google needs SpeechRecognition: pip install SpeechRecognition"


def azure_missing(_language: str, _root: Path) -> str:
    """What Microsoft's service lacks; empty where nothing is."""
    if not installed("speech_recognition"):
        return "Azure needs SpeechRecognition: pip install SpeechRecognition"
    return "" if os.environ.get(AZURE_KEY_VARIABLE, "").strip() else f"Azure needs its key in {AZURE_KEY_VARIABLE}"


GOOGLE_INFO = EngineInfo(
    GOOGLE, ("en", "zh"), False, google_missing, lambda root: CloudRecognizer(GOOGLE, _ask_google, google_missing, root)
)
AZURE_INFO = EngineInfo(
    AZURE, ("en", "zh"), False, azure_missing, lambda root: CloudRecognizer(AZURE, _ask_azure, azure_missing, root)
)
