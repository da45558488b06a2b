"""The voice channel's HTTP contract, around a recogniser that says what it is told."""

from __future__ import annotations

import io
import os
import signal
import threading
import time
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import requests

from connectors.voice.channel import VoiceInput
from connectors.voice.transcripts import TranscriptStore
from speech.contract import Transcript
from speech.fake import SCRIPT_VARIABLE
from speech.service import SpeechService
from speech.settings import VoiceSettings
from tests.serving import FakeAgent, Server, serving

WEBHOOK = "/webhooks/voice/webhook"
TRANSCRIPTS = "/webhooks/voice/transcripts"
MODEL = "/webhooks/voice/model"


def sound(seconds: float = 1.0, rate: int = 16000, amplitude: float = 8000) -> bytes:
    """A WAV file with a tone."""
    times = np.arange(int(seconds * rate)) / rate
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((amplitude * np.sin(2 * np.pi * 440 * times)).astype("<i2").tobytes())
    return out.getvalue()


class Voice:
    """A running server with the voice channel, and a way to change what its recogniser says."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server, self.folder = server, folder

    def says(self, text: str, confidence: float = 0.9, seconds: float = 0.0, **settings: object) -> None:
        os.environ[SCRIPT_VARIABLE] = f"{text}|{confidence}|{seconds}"
        old: SpeechService | None = getattr(self.server.app.ctx, "speech", None)
        for process in old.pool.process_ids if old else ():
            os.kill(process, signal.SIGKILL)
        settings = {"engines": ("fake",), "models": self.folder, "niceness": 0, **settings}
        self.server.app.ctx.speech = SpeechService(VoiceSettings(**settings))
        self.server.app.ctx.transcripts = TranscriptStore(self.folder / "voice.db", 60)

    def post(self, path: str, audio: bytes | None = None, **data: str) -> requests.Response:
        files = {"audio": ("a.bin", sound() if audio is None else audio)}
        return self.server.post(path, files=files, data=data)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Voice]:
    with serving([VoiceInput()], FakeAgent()) as server:
        yield Voice(server, tmp_path_factory.mktemp("voice"))


@pytest.fixture
def voice(running: Voice) -> Voice:
    running.server.agent = running.server.app.ctx.agent = FakeAgent()
    running.says("how much is it")
    return running


def test_a_recording_is_answered(voice: Voice):
    answer = voice.post(WEBHOOK, sender="a", language="en")
    body = answer.json()
    assert answer.status_code == 200
    assert body["sender"] == "a"
    assert body["messages"] == [{"recipient_id": "a", "text": "好的"}]
    heard = body["transcript"]
    assert {key: heard[key] for key in ("text", "language", "engine", "confidence", "duration_s")} == {
        "text": "how much is it",
        "language": "en",
        "engine": "fake",
        "confidence": 0.9,
        "duration_s": 1.0,
    }
    message = voice.server.agent.last
    assert (message.text, message.sender_id, message.input_channel) == ("how much is it", "a", "voice")
    assert message.metadata["voice"]["transcript_id"] == heard["id"]
    assert "customer_id" not in message.metadata


def test_transcripts_are_kept_and_the_assistant_is_not_troubled(voice: Voice):
    made = voice.post(TRANSCRIPTS, language="zh")
    assert made.status_code == 201
    assert voice.server.get(f"{TRANSCRIPTS}/{made.json()['id']}").json() == made.json()
    assert voice.server.agent.received == []
    assert voice.server.get(f"{TRANSCRIPTS}/unknown").status_code == 404


def test_somebody_elses_transcript_is_unknown(voice: Voice):
    id = voice.post(WEBHOOK, sender="a", language="en").json()["transcript"]["id"]
    assert voice.server.get(f"{TRANSCRIPTS}/{id}?sender=a").status_code == 200
    assert voice.server.get(f"{TRANSCRIPTS}/{id}?sender=b").status_code == 404


def test_transcripts_end_and_belong_to_one(tmp_path: Path):
    now = [1000.0]
    store = TranscriptStore(tmp_path / "t.db", 60, lambda: now[0])
    stored = store.save(Transcript("你好", "zh", 0.5, 1.0, "fake"), "a")
    assert store.find(stored.id, "a") == store.find(stored.id) == stored
    assert store.find(stored.id, "b") is None
    now[0] += 61
    assert store.find(stored.id) is None
    assert (tmp_path / "t.db").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("command", ["/restart", " ／greet", "/affirm{}", "//stop"])
def test_a_spoken_slash_is_text(voice: Voice, command: str):
    voice.server.agent.answers = [{"text": "x", "buttons": [{"title": "a", "payload": "/restart"}]}]
    voice.post(WEBHOOK, sender="s", language="en")
    voice.says(command)
    voice.post(WEBHOOK, sender="s", language="en")
    assert not voice.server.agent.last.text.startswith(("/", "／"))


def test_an_unsure_transcript_is_read_back_and_acted_on_after_yes(voice: Voice):
    voice.says("cancel my order", confidence=0.1)
    first = voice.post(WEBHOOK, sender="r", language="en").json()
    assert "cancel my order" in first["messages"][0]["text"]
    assert first["messages"][0]["buttons"][0]["payload"] == "cancel my order"
    assert voice.server.agent.received == []
    voice.says("yes", confidence=0.2)
    voice.post(WEBHOOK, sender="r", language="en")
    assert voice.server.agent.last.text == "cancel my order"
    voice.post(WEBHOOK, sender="r", language="en")
    assert len(voice.server.agent.received) == 1  # the second yes answers nothing, and is unsure itself


def test_after_a_no_one_says_it_again(voice: Voice):
    voice.says("取消订单", confidence=0.1)
    assert "您是说" in voice.post(WEBHOOK, sender="n").json()["messages"][0]["text"]
    voice.says("不是。", confidence=0.9)
    assert "再说一遍" in voice.post(WEBHOOK, sender="n").json()["messages"][0]["text"]
    assert voice.server.agent.received == []


@pytest.mark.parametrize("path", [WEBHOOK, TRANSCRIPTS])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"json": {"audio": "x"}},
        {"data": {"sender": "a"}},
        {"files": {"audio": ("a.wav", b"")}},
        {"files": {"sound": ("a.wav", b"RIFF")}},
        {"data": b"--x\r\nbroken", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
        {"data": b"xx", "headers": {"Content-Type": "multipart/form-data"}},
    ],
)
def test_no_recording_is_400(voice: Voice, path: str, options: dict):
    answer = voice.server.post(path, **options)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "no_audio")


def test_other_bad_requests(voice: Voice):
    assert voice.post(WEBHOOK).json()["error"]["code"] == "sender_missing"
    assert voice.post(WEBHOOK, sender="web-C1").json()["error"]["code"] == "sender_reserved"
    assert voice.post(TRANSCRIPTS, language="fr").json()["error"]["code"] == "language_invalid"
    two = [("audio", ("a", sound())), ("audio", ("b", sound()))]
    answer = voice.server.post(TRANSCRIPTS, files=two)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "two_recordings")


def broken() -> list[tuple[str, bytes, int]]:
    good = sound(0.5)
    cases = [(f"header cut at {n}", good[:n], 415) for n in range(1, 44)]
    cases += [
        ("header only", good[:44], 415),
        ("a text", b"how much is the phone?" * 9, 415),
        ("zeros", bytes(5000), 415),
        ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(500), 415),
        ("a text as WAV", b"RIFF\xff\xff\x00\x00WAVE" + b"text " * 99, 415),
        ("a text as MP3", b"ID3\x03" + b"text " * 99, 415),
        ("a text as FLAC", b"fLaC" + b"text " * 99, 415),
        ("a text as Ogg", b"OggS" + b"text " * 99, 415),
        ("a text as WebM", b"\x1aE\xdf\xa3" + b"text " * 99, 415),
        ("a text as M4A", b"\0\0\0\x20ftypM4A " + b"text " * 99, 415),
        ("a text as AMR", b"#!AMR\n" + b"\xff" * 99, 415),
        ("0 Hz", good[:24] + bytes(8) + good[32:], 415),
        ("0 channels", good[:22] + bytes(2) + good[24:], 415),
        ("silence", sound(2, amplitude=0), 422),
        ("a click", sound(0.01), 422),
        ("61 seconds", sound(61.5, 8000), 413),
        ("11 MB", sound(1) + bytes(11 * 2**20), 413),
        ("19 MB", b"\0" * (19 * 2**20), 413),
    ]
    return cases


@pytest.mark.parametrize(("name", "data", "status"), broken(), ids=[name for name, _, _ in broken()])
def test_broken_input_is_the_clients_fault(voice: Voice, name: str, data: bytes, status: int):
    started = time.monotonic()
    answer = voice.post(TRANSCRIPTS, data)
    took = time.monotonic() - started
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]["message"]
    assert took < 5  # 2 seconds on a machine of its own; the first answer waits for a process to start


def test_more_than_any_request_may_have_is_413(voice: Voice):
    def endless() -> Iterator[bytes]:
        for _ in range(200):
            yield bytes(2**20)

    try:
        answer = requests.post(voice.server.url + TRANSCRIPTS, data=endless(), timeout=20)
    except requests.ConnectionError:
        pass  # the server hung up before everything was sent
    else:
        assert answer.status_code == 413
    assert voice.post(TRANSCRIPTS).status_code == 201


def test_no_engine_is_503_and_not_retryable(voice: Voice):
    voice.says("x", engines=("vosk",))
    error = voice.post(TRANSCRIPTS, language="zh").json()["error"]
    assert (error["code"], error["retryable"]) == ("engine_unavailable", False)


def test_too_slow_is_503_and_the_next_request_is_served(voice: Voice):
    voice.says("x", seconds=5, engine_seconds=1)
    answer = voice.post(TRANSCRIPTS)
    assert (answer.status_code, answer.json()["error"]["retryable"]) == (503, True)
    voice.says("x")
    assert voice.post(TRANSCRIPTS).status_code == 201


def test_a_full_queue_says_when_to_come_again(voice: Voice):
    voice.says("x", seconds=1, jobs=1, queue=1)
    answers: list[requests.Response] = []
    threads = [threading.Thread(target=lambda: answers.append(voice.post(TRANSCRIPTS))) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused = [answer for answer in answers if answer.status_code == 503]
    assert sorted(answer.status_code for answer in answers) == [201, 201, 503, 503, 503]
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in refused)


def test_a_killed_worker_costs_its_own_request_only(voice: Voice):
    voice.says("x", seconds=3, jobs=1)
    answers: list[requests.Response] = []
    thread = threading.Thread(target=lambda: answers.append(voice.post(TRANSCRIPTS)))
    thread.start()
    pool = voice.server.app.ctx.speech.pool
    deadline = time.monotonic() + 10
    while not pool.process_ids and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1)
    os.kill(pool.process_ids[0], signal.SIGKILL)
    thread.join()
    assert (answers[0].status_code, answers[0].json()["error"]["retryable"]) == (503, True)
    assert voice.post(TRANSCRIPTS).status_code == 201


def test_a_client_that_hangs_up_leaves_the_pool_whole(voice: Voice):
    voice.says("x", seconds=2, jobs=1)
    with pytest.raises(requests.Timeout):
        requests.post(voice.server.url + TRANSCRIPTS, files={"audio": sound()}, timeout=0.5)
    assert voice.post(TRANSCRIPTS).status_code == 201


def test_nothing_is_left_in_the_temporary_folder(voice: Voice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    voice.says("x")
    assert voice.post(TRANSCRIPTS).status_code == 201
    assert voice.post(TRANSCRIPTS, b"RIFF1234WAVEnothing").status_code == 415
    assert list(tmp_path.iterdir()) == []


def test_the_model_says_what_it_was_adapted_to(voice: Voice):
    body = voice.server.get(MODEL).json()
    assert body["engine"] == "fake"
    assert set(body["languages"]["en"]) >= {"vocabulary", "ngrams", "built_at", "sources", "reason"}


def test_metrics(voice: Voice):
    voice.post(TRANSCRIPTS)
    assert "kefu_voice_queue" in voice.server.get("/webhooks/voice/metrics").text


def test_a_spoken_answer_where_espeak_is_installed(voice: Voice):
    from connectors.voice.speaking import can_speak

    body = voice.post(WEBHOOK, sender="a", language="zh", speak="true").json()
    if not can_speak():
        assert "speech" not in body
        return
    answer = voice.server.get(body["speech"]["url"])
    assert answer.headers["Content-Type"] == "audio/wav"
    assert answer.content[:4] == b"RIFF"
