"""The voice channel's HTTP contract, around a recogniser that says what it is told."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from connectors.voice.transcripts import TranscriptStore
from speech.contract import Transcript
from tests.connectors.recorded import TRANSCRIPTS, WEBHOOK, Voice, sound, voice_serving
from tests.serving import FakeAgent

MODEL = "/webhooks/voice/model"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Voice]:
    with voice_serving(tmp_path_factory.mktemp("voice")) as voice:
        yield voice


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


def test_the_model_says_what_it_was_adapted_to(voice: Voice):
    body = voice.server.get(MODEL).json()
    assert body["engine"] == "fake"
    assert set(body["languages"]["en"]) >= {"vocabulary", "ngrams", "built_at", "sources", "reason"}


def test_metrics(voice: Voice):
    voice.says("where is my order")
    before = measured(voice)
    voice.post(TRANSCRIPTS, sound(2.0))
    voice.post(TRANSCRIPTS, b"no recording")
    after = measured(voice)

    def grown(series: str) -> float:
        return after.get(series, 0.0) - before.get(series, 0.0)

    assert grown('kefu_voice_recordings_total{outcome="ok"}') == 1
    assert grown('kefu_voice_recordings_total{outcome="audio_format"}') == 1
    assert grown('kefu_voice_audio_seconds_total{engine="fake"}') == pytest.approx(2.0)
    assert grown('kefu_voice_attempts_total{engine="fake",outcome="ok"}') == 1
    assert grown('kefu_voice_real_time_factor_count{engine="fake"}') == 1
    assert (after["kefu_voice_queue"], after["kefu_voice_running"]) == (0, 0)


def measured(voice: Voice) -> dict[str, float]:
    """The series of `/metrics`."""
    lines = voice.server.get("/metrics").text.splitlines()
    assert all(lines)
    return {series: float(value) for series, value in (line.rsplit(" ", 1) for line in lines if line[0] != "#")}


def test_a_spoken_answer_where_espeak_is_installed(voice: Voice):
    from connectors.voice.speaking import can_speak

    body = voice.post(WEBHOOK, sender="a", language="zh", speak="true").json()
    if not can_speak():
        assert "speech" not in body
        return
    answer = voice.server.get(body["speech"]["url"])
    assert answer.headers["Content-Type"] == "audio/wav"
    assert answer.content[:4] == b"RIFF"
