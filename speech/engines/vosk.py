"""Vosk (Kaldi): offline, with a model put in place by `make voice-model`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from speech.adapt.model_folder import ModelFolder
from speech.contract import SAMPLE_RATE_HZ, Audio, EngineUnavailable, NothingHeard, Transcript
from speech.engines.base import EngineInfo, installed
from speech.engines.writing import written

NAME = "vosk"


class VoskRecognizer:
    """One model per language, loaded anew when another was put in place; a light recogniser per recording."""

    name = NAME

    def __init__(self, root: Path) -> None:
        """Create a recogniser; models are loaded on first use.

        Args:
            root: Folder with the models.
        """
        self._root = root
        self._models: dict[str, tuple[str, Any]] = {}

    def recognize(self, audio: Audio, language: str) -> Transcript:
        """Turn a recording into words; see `speech.contract.Recognizer`."""
        lacking = missing(language, self._root)
        if lacking:
            raise EngineUnavailable(lacking)
        import vosk

        recognizer = vosk.KaldiRecognizer(self._model(language), SAMPLE_RATE_HZ)
        recognizer.SetWords(True)
        recognizer.SetMaxAlternatives(0)
        recognizer.AcceptWaveform(audio.samples.tobytes())
        result = json.loads(recognizer.FinalResult())
        said = str(result.get("text", "")).split()
        if not said:
            raise NothingHeard("no words")
        shares = [float(word.get("conf", 1.0)) for word in result.get("result", [])]
        return Transcript(
            text=written(said, language, self._root),
            language=language,
            confidence=round(max(0.0, min(1.0, sum(shares) / len(shares))), 3) if shares else 0.5,
            duration=round(audio.duration, 3),
            engine=self.name,
            spoken=" ".join(said),
        )

    def _model(self, language: str) -> Any:
        import vosk

        place = ModelFolder(self._root, language)
        fingerprint = place.fingerprint()
        if self._models.get(language, ("",))[0] != fingerprint:
            vosk.SetLogLevel(-1)
            self._models.pop(language, None)
            try:
                self._models[language] = fingerprint, vosk.Model(str(place.vosk))
            except Exception as error:
                raise EngineUnavailable(f"Vosk cannot load its model: {error}") from error
        return self._models[language][1]


def missing(language: str, root: Path) -> str:
    """What Vosk lacks for a language; empty where nothing is."""
    if not installed("vosk"):
        return "Vosk is not installed: pip install vosk"
    if not (ModelFolder(root, language).vosk / "am").exists():
        return f"There is no Vosk model for '{language}': make voice-model LANGUAGE={language}"
    return ""


INFO = EngineInfo(NAME, ("en", "zh"), True, missing, VoskRecognizer)
