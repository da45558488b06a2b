"""Engines at their libraries' boundary, the choice among them, and the chain."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from speech.adapt.model_folder import ModelFolder
from speech.audio.level import silence
from speech.contract import (
    Alternative,
    Audio,
    BadAudio,
    Busy,
    EngineTimeout,
    EngineUnavailable,
    NothingHeard,
    Transcript,
)
from speech.engines import base, cloud, vosk, whisper
from speech.engines.registry import choose
from speech.fake import SCRIPT_VARIABLE, FakeRecognizer
from speech.pool import Pool, WorkerDied
from speech.service import SpeechService
from speech.settings import VoiceSettings, VoiceSettingsError

AUDIO = Audio(silence(1), 1.0)


def fake_module(monkeypatch: pytest.MonkeyPatch, name: str, **members: Any) -> None:
    module = ModuleType(name)
    module.__dict__.update(members)
    module.__spec__ = SimpleNamespace()  # type: ignore[assignment]
    monkeypatch.setitem(sys.modules, name, module)


def test_a_transcript_goes_through_json():
    heard = Transcript("你好", "zh", 0.5, 1.5, "fake", (Alternative("您好", 0.25),), "你好")
    assert Transcript.from_json(json.loads(json.dumps(heard.to_json()))) == heard


def test_vosk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    assert "pip install vosk" in vosk.missing("zh", tmp_path)
    loaded: list[str] = []
    result = {"text": "i want one", "result": [{"conf": 0.5}, {"conf": 1.0}, {"conf": 0.9}]}

    class Recognizer:
        def __init__(self, model: object, rate: int) -> None:
            assert rate == 16000

        SetWords = SetMaxAlternatives = AcceptWaveform = lambda self, value: None

        def FinalResult(self) -> str:  # noqa: N802
            return json.dumps(result)

    fake_module(monkeypatch, "vosk", Model=lambda path: loaded.append(path), KaldiRecognizer=Recognizer,
                SetLogLevel=lambda level: None)  # fmt: skip
    assert "make voice-model LANGUAGE=en" in vosk.missing("en", tmp_path)
    (ModelFolder(tmp_path, "en").vosk / "am").mkdir(parents=True)
    engine = vosk.VoskRecognizer(tmp_path)
    heard = engine.recognize(AUDIO, "en")
    engine.recognize(AUDIO, "en")
    assert (heard.text, heard.confidence) == ("I want one", 0.8)
    assert len(loaded) == 1
    result["text"] = ""
    with pytest.raises(NothingHeard):
        engine.recognize(AUDIO, "en")


def test_whisper(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    assert "pip install faster-whisper" in whisper.missing("en", tmp_path)

    class Model:
        def __init__(self, path: str, **options: Any) -> None:
            assert options["local_files_only"]

        def transcribe(self, samples: np.ndarray, language: str, **_: Any) -> tuple[list[SimpleNamespace], None]:
            assert samples.dtype == np.float32
            segment = SimpleNamespace(text=" Where is my order?", avg_logprob=-0.1, no_speech_prob=0.01)
            noise = SimpleNamespace(text=" you", avg_logprob=-2.0, no_speech_prob=0.9)
            return ([segment, noise] if language == "en" else [noise]), None

    fake_module(monkeypatch, "faster_whisper", WhisperModel=Model)
    assert "There is no Whisper model" in whisper.missing("en", tmp_path)
    (tmp_path / "whisper").mkdir()
    (tmp_path / "whisper" / "model.bin").touch()
    engine = whisper.WhisperRecognizer(tmp_path)
    heard = engine.recognize(AUDIO, "en")
    assert (heard.text, heard.confidence) == ("Where is my order?", 0.905)
    with pytest.raises(NothingHeard):
        engine.recognize(AUDIO, "zh")


def test_google(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    import speech_recognition as sr

    answer: Any = {"alternative": [{"transcript": "hello", "confidence": 0.9}, {"transcript": "yellow"}]}
    monkeypatch.setattr(sr.Recognizer, "recognize_google", lambda *_, **__: answer, raising=False)
    engine = cloud.GOOGLE_INFO.create(tmp_path)
    heard = engine.recognize(AUDIO, "en")
    assert (heard.text, heard.confidence, heard.alternatives[0].text) == ("hello", 0.9, "yellow")
    answer = []
    with pytest.raises(NothingHeard):
        engine.recognize(AUDIO, "en")

    def down(*_: Any, **__: Any) -> None:
        raise sr.RequestError("no connection")

    monkeypatch.setattr(sr.Recognizer, "recognize_google", down, raising=False)
    with pytest.raises(EngineUnavailable) as error:
        engine.recognize(AUDIO, "en")
    assert error.value.retryable


def test_azure_needs_a_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    import speech_recognition as sr

    monkeypatch.delenv(cloud.AZURE_KEY_VARIABLE, raising=False)
    with pytest.raises(EngineUnavailable, match=cloud.AZURE_KEY_VARIABLE):
        cloud.AZURE_INFO.create(tmp_path).recognize(AUDIO, "zh")
    monkeypatch.setenv(cloud.AZURE_KEY_VARIABLE, "k")
    monkeypatch.setattr(sr.Recognizer, "recognize_azure", lambda *_, **__: ("你好", 0.7), raising=False)
    assert cloud.AZURE_INFO.create(tmp_path).recognize(AUDIO, "zh").text == "你好"


def test_the_choice_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    choice = choose(VoiceSettings(models=tmp_path), "zh")
    assert choice.engines == ()
    assert "make voice-model LANGUAGE=zh" in choice.reason
    monkeypatch.setattr(base, "installed", lambda module: False)
    named = choose(VoiceSettings(engines=("google",), models=tmp_path), "en")
    assert named.engines == ("google",)


@pytest.mark.parametrize(
    "environ",
    [
        {"VOICE_MAX_SECONDS": "x"},
        {"VOICE_JOBS": "0"},
        {"VOICE_CONFIRM_BELOW": "2"},
        {"VOICE_LANGUAGE": "fr"},
        {"VOICE_MAX_MEGABYTES": "-1"},
    ],
)
def test_settings_that_cannot_be_used(environ: dict[str, str]):
    with pytest.raises(VoiceSettingsError, match=next(iter(environ))):
        VoiceSettings.from_env(environ)


def test_unknown_engine():
    with pytest.raises(VoiceSettingsError, match="siri"):
        SpeechService(VoiceSettings.from_env({"VOICE_ENGINE": "auto,siri"}))


def test_the_fake_says_what_it_is_told():
    fake = FakeRecognizer(["a", NothingHeard(), "b"])
    assert fake.recognize(AUDIO, "en").text == "a"
    with pytest.raises(NothingHeard):
        fake.recognize(AUDIO, "en")
    assert fake.recognize(AUDIO, "zh").text == fake.recognize(AUDIO, "zh").text == "b"


WAV = b"RIFF\x24\x00\x00\x00WAVE"


def answering(code: str) -> Pool:
    """A pool whose worker runs a few lines of Python for each question."""
    loop = f"import sys,json,os,time\nfor line in sys.stdin.buffer:\n q=json.loads(line)\n sys.stdin.buffer.read(q['bytes'])\n {code}\n sys.stdout.flush()\n"  # noqa: E501
    return Pool(VoiceSettings(jobs=1, queue=1, engine_seconds=1), lambda settings: [sys.executable, "-c", loop])


def test_the_chain_goes_on_to_the_next_engine(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(SCRIPT_VARIABLE, "x")
    heard = Transcript("hi", "en", 0.9, 1.0, "google").to_json()
    code = (
        "print(json.dumps({'error': 'engine_unavailable', 'detail': 'x', 'seconds': 0} "
        f"if q['engine'] == 'fake' else {{'transcript': {heard!r}, 'seconds': 0}}))"
    )
    attempts: list[str] = []
    settings = VoiceSettings(engines=("fake", "google"), engine_seconds=5)

    async def run() -> Transcript:
        pool = answering(code)
        service = SpeechService(settings, pool, lambda attempt: attempts.append(f"{attempt.engine} {attempt.outcome}"))
        try:
            return await service.transcribe(WAV, "en")
        finally:
            await pool.close()

    assert asyncio.run(run()).engine == "google"
    assert attempts == ["fake engine_unavailable", "google ok"]


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("time.sleep(30)", EngineTimeout),
        ("os.kill(os.getpid(), 9)", WorkerDied),
        ("os.kill(os.getpid(), 11)", BadAudio),
        ("print('no json')", WorkerDied),
        ("print(json.dumps({'error': 'bad_audio', 'seconds': 0}))", BadAudio),
        ("print(json.dumps({'error': 'failed', 'seconds': 0}))", EngineUnavailable),
    ],
)
def test_what_a_worker_may_do(monkeypatch: pytest.MonkeyPatch, code: str, error: type[Exception]):
    monkeypatch.setenv(SCRIPT_VARIABLE, "x")

    async def run() -> None:
        pool = answering(code)
        try:
            await SpeechService(VoiceSettings(engines=("fake",), engine_seconds=1), pool).transcribe(WAV, "en")
        finally:
            await pool.close()
            assert pool.process_ids == []

    with pytest.raises(error):
        asyncio.run(run())


def test_more_than_the_queue_holds_is_told_at_once():
    async def run() -> list[object]:
        pool = answering("time.sleep(0.3); print(json.dumps({'seconds': 0}))")
        question = {"engine": "fake", "language": "en"}
        try:
            return await asyncio.gather(*(pool.run(question, b"", 5) for _ in range(4)), return_exceptions=True)
        finally:
            await pool.close()

    outcomes = asyncio.run(run())
    assert sum(isinstance(outcome, dict) for outcome in outcomes) == 2
    assert sum(isinstance(outcome, Busy) for outcome in outcomes) == 2


def test_an_idle_worker_that_was_killed_is_replaced():
    async def run() -> dict[str, Any]:
        pool = answering("print(json.dumps({'pid': os.getpid()}))")
        question = {"engine": "fake", "language": "en"}
        try:
            first = await pool.run(question, b"", 5)
            os.kill(first["pid"], signal.SIGKILL)
            await asyncio.sleep(0.3)
            second = await pool.run(question, b"", 5)
            assert first != second
            return second
        finally:
            await pool.close()

    assert asyncio.run(run())["pid"]
