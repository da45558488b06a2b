"""Recordings, and a recogniser that says what a test tells it."""

from __future__ import annotations

import io
import os
import signal
import wave
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import requests
from rasa.core.channels.channel import InputChannel
from sanic import Sanic

from connectors.voice.channel import VoiceInput
from connectors.voice.measures import measures
from connectors.voice.transcripts import TranscriptStore
from speech.fake import SCRIPT_VARIABLE
from speech.service import SpeechService
from speech.settings import VoiceSettings
from tests.serving import FakeAgent, Server, serving

WEBHOOK = "/webhooks/voice/webhook"
TRANSCRIPTS = "/webhooks/voice/transcripts"
KEPT_S = 60


def sound(seconds: float = 1.0, rate: int = 16000, amplitude: float = 8000) -> bytes:
    """A WAV file with a tone."""
    times = np.arange(int(seconds * rate)) / rate
    return wav(amplitude * np.sin(2 * np.pi * 440 * times), rate)


def wav(samples: np.ndarray, rate: int = 16000) -> bytes:
    """A WAV file with 16 bits."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.clip(samples, -32768, 32767).astype("<i2").tobytes())
    return out.getvalue()


class Voice:
    """A running server with the voice channel, and a way to change what its recogniser says."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server, self.folder = server, folder

    def says(
        self,
        text: str,
        confidence: float = 0.9,
        seconds: float = 0.0,
        alternatives: Iterable[str] = (),
        **settings: object,
    ) -> None:
        """Let the recogniser say a text from now on."""
        os.environ[SCRIPT_VARIABLE] = "|".join((text, str(confidence), str(seconds), *alternatives))
        old: SpeechService | None = getattr(self.server.app.ctx, "speech", None)
        for process in old.pool.process_ids if old else ():
            os.kill(process, signal.SIGKILL)
        settings = {"engines": ("fake",), "models": self.folder, "niceness": 0, **settings}
        self.server.app.ctx.speech = SpeechService(VoiceSettings(**settings), observer=measures())
        self.server.app.ctx.transcripts = TranscriptStore(self.folder / "voice.db", KEPT_S)

    def post(self, path: str, audio: bytes | None = None, **data: str) -> requests.Response:
        """Upload a recording."""
        files = {"audio": ("a.bin", sound() if audio is None else audio)}
        return self.server.post(path, files=files, data=data)

    @property
    def processes(self) -> set[int]:
        """Ids of the processes that transcribe."""
        return set(self.server.app.ctx.speech.pool.process_ids)


@contextmanager
def voice_serving(folder: Path, *others: InputChannel) -> Iterator[Voice]:
    """Serve the voice channel and others around a recogniser that says nothing yet.

    Args:
        folder: Where transcripts are kept.
        *others: Further channels.
    """

    def prepare(app: Sanic) -> None:
        app.ctx.speech = SpeechService(VoiceSettings(engines=("fake",), models=folder))
        app.ctx.transcripts = TranscriptStore(folder / "voice.db", KEPT_S)

    with serving([*others, VoiceInput()], FakeAgent(), prepare) as server:
        yield Voice(server, folder)
