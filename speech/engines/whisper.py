"""Whisper through faster-whisper: offline once its model was put in place."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any

import numpy as np

from speech.contract import Audio, EngineUnavailable, NothingHeard, Transcript
from speech.engines.base import EngineInfo, installed

NAME = "whisper"
#: Name or folder of the model; only a model that is on this machine is loaded.
MODEL_VARIABLE, DEFAULT_MODEL = "VOICE_WHISPER_MODEL", "whisper"
#: Above this Whisper itself thinks that nobody speaks.
NO_SPEECH = 0.6
THREADS = 2


class WhisperRecognizer:
    """One model for all languages, loaded once."""

    name = NAME

    def __init__(self, root: Path) -> None:
        """Create a recogniser; the model is loaded on first use.

        Args:
            root: Folder with the models.
        """
        self._root = root
        self._model: Any = None

    def recognize(self, audio: Audio, language: str) -> Transcript:
        """Turn a recording into words; see `speech.contract.Recognizer`."""
        lacking = missing(language, self._root)
        if lacking:
            raise EngineUnavailable(lacking)
        if self._model is None:
            from faster_whisper import WhisperModel

            try:
                self._model = WhisperModel(
                    str(model_folder(self._root)),
                    device="cpu",
                    compute_type="int8",
                    cpu_threads=THREADS,
                    local_files_only=True,
                )
            except Exception as error:
                raise EngineUnavailable(f"Whisper cannot load its model: {error}") from error
        samples = audio.samples.astype(np.float32) / 32768.0
        segments, _ = self._model.transcribe(samples, language=language, condition_on_previous_text=False)
        heard = [segment for segment in segments if segment.no_speech_prob < NO_SPEECH]
        text = "".join(segment.text for segment in heard).strip()
        if not text:
            raise NothingHeard("no words")
        confidence = math.exp(sum(segment.avg_logprob for segment in heard) / len(heard))
        return Transcript(text, language, round(min(1.0, confidence), 3), round(audio.duration, 3), self.name)


def model_folder(root: Path) -> Path:
    """Where Whisper's model lies: `VOICE_WHISPER_MODEL`, or `whisper` beside the other models."""
    given = os.environ.get(MODEL_VARIABLE, "").strip()
    return Path(given) if given else root / DEFAULT_MODEL


def missing(language: str, root: Path) -> str:
    """What Whisper lacks; empty where nothing is."""
    if not installed("faster_whisper"):
        return "Whisper is not installed: pip install faster-whisper"
    if not (model_folder(root) / "model.bin").exists():
        return f"There is no Whisper model in {model_folder(root)}: put one there or set {MODEL_VARIABLE}"
    return ""


INFO = EngineInfo(NAME, ("en", "zh"), True, missing, WhisperRecognizer)
