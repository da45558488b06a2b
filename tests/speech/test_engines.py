"""Engines at their libraries' boundary, the choice among them, and the chain."""

from __future__ import annotations

import json
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
    EngineUnavailable,
    NothingHeard,
    Transcript,
)
from speech.engines import base, cloud, vosk, whisper
from speech.engines.registry import Choice, choose
from speech.fake import FakeRecognizer
from speech.service import CHOICE_KEPT_S, SpeechService
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
    (ModelFolder(tmp_path, "en").vosk / "am" / "final.mdl").write_text("another")
    engine.recognize(AUDIO, "en")
    assert len(loaded) == 2
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
        {"VOICE_DECODE_MEGABYTES": "1"},
        {"VOICE_UPLOAD_TIMEOUT": "0"},
    ],
)
def test_settings_that_cannot_be_used(environ: dict[str, str]):
    with pytest.raises(VoiceSettingsError, match=next(iter(environ))):
        VoiceSettings.from_env(environ)


@pytest.mark.parametrize(("processors", "jobs"), [(1, 1), (2, 1), (3, 2), (64, 4)])
def test_one_processor_is_left_to_those_who_type(processors: int, jobs: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("os.sched_getaffinity", lambda _pid: set(range(processors)))
    assert VoiceSettings.from_env({}).jobs == VoiceSettings().jobs == jobs
    assert VoiceSettings.from_env({"VOICE_JOBS": "7"}).jobs == 7


def test_engines_are_not_looked_for_at_each_recording(monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []
    now = [100.0]
    monkeypatch.setattr("speech.service.time", SimpleNamespace(monotonic=lambda: now[0]))
    service = SpeechService(VoiceSettings())
    monkeypatch.setattr("speech.service.choose", lambda _settings, language: asked.append(language) or Choice((), ""))
    for language in ("zh", "zh", "en", "zh"):
        service.choice(language)
    assert asked == ["zh", "en"]
    now[0] += CHOICE_KEPT_S + 1
    service.choice("zh")
    assert asked == ["zh", "en", "zh"]


def test_unknown_engine():
    with pytest.raises(VoiceSettingsError, match="siri"):
        SpeechService(VoiceSettings.from_env({"VOICE_ENGINE": "auto,siri"}))


def test_the_fake_says_what_it_is_told():
    fake = FakeRecognizer(["a", NothingHeard(), "b"])
    assert fake.recognize(AUDIO, "en").text == "a"
    with pytest.raises(NothingHeard):
        fake.recognize(AUDIO, "en")
    assert fake.recognize(AUDIO, "zh").text == fake.recognize(AUDIO, "zh").text == "b"
