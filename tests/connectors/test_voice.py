"""The voice channel's HTTP contract, around a recogniser that says what it is told."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import requests

from connectors.voice.transcripts import TranscriptStore
from speech.contract import Transcript
from speech.engines.registry import ENGINES
from tests.connectors.recorded import TRANSCRIPTS, WEBHOOK, Voice, sound, voice_serving, wav
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


@pytest.mark.parametrize("path", [WEBHOOK, TRANSCRIPTS])
def test_somebody_elses_transcript_is_unknown(voice: Voice, path: str):
    body = voice.post(path, sender="a", language="en").json()
    id = body.get("transcript", body)["id"]
    for query in ("", "?sender=", "?sender=a"):
        assert voice.server.get(f"{TRANSCRIPTS}/{id}{query}").status_code == 200
    for query in ("?sender=b", "?sender=A", "?sender=web-C1"):
        assert voice.server.get(f"{TRANSCRIPTS}/{id}{query}").status_code == 404


@pytest.mark.parametrize(
    ("sender", "code"), [("web-C1", "sender_reserved"), ("x" * 300, "sender_invalid"), ("a\nb", "sender_invalid")]
)
def test_a_transcript_cannot_be_put_under_any_name(voice: Voice, sender: str, code: str):
    answer = voice.post(TRANSCRIPTS, sender=sender)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


def test_transcripts_end(tmp_path: Path):
    now = [1000.0]
    store = TranscriptStore(tmp_path / "t.db", 60, lambda: now[0])
    stored = store.save(Transcript("你好", "zh", 0.5, 1.0, "fake"), "a")
    assert store.find(stored.id) == stored
    now[0] += 61
    assert store.find(stored.id) is None
    assert (tmp_path / "t.db").stat().st_mode & 0o077 == 0


def test_transcripts_are_kept_for_all_threads_and_in_a_new_file_where_theirs_is_gone(tmp_path: Path):
    store = TranscriptStore(tmp_path / "t.db", 60)
    with ThreadPoolExecutor(4) as pool:
        stored = list(pool.map(lambda n: store.save(Transcript(str(n), "en", 0.5, 1.0, "fake"), "a"), range(20)))
        assert list(pool.map(store.find, [each.id for each in stored])) == stored
        for file in tmp_path.iterdir():
            file.unlink()
        assert list(pool.map(store.find, [each.id for each in stored])) == [None] * 20
        again = store.save(stored[0].transcript, "a")
        assert list(pool.map(store.find, [again.id] * 8)) == [again] * 8


@pytest.mark.parametrize("command", ["/restart", " ／greet", "/affirm{}", "//stop"])
def test_a_spoken_slash_is_text(voice: Voice, command: str):
    voice.server.agent.answers = [{"text": "x", "buttons": [{"title": "a", "payload": "/restart"}]}]
    voice.post(WEBHOOK, sender="s", language="en")
    voice.says(command)
    voice.post(WEBHOOK, sender="s", language="en")
    assert not voice.server.agent.last.text.startswith(("/", "／"))


def test_no_engine_is_503_and_not_retryable(voice: Voice):
    voice.says("x", engines=("vosk",))
    answer = voice.post(TRANSCRIPTS, language="zh")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["retryable"]) == (503, "engine_unavailable", False)
    assert "not installed" in error["message"] or "尚未安装" in error["message"]
    assert "Retry-After" not in answer.headers


def test_an_engine_that_breaks_down_is_not_told_as_missing(voice: Voice, caplog: pytest.LogCaptureFixture):
    voice.says("x", confidence="no number")
    answer = voice.post(TRANSCRIPTS, language="en")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["retryable"]) == (503, "engine_unavailable", True)
    assert "not available at the moment" in error["message"]
    assert int(answer.headers["Retry-After"]) > 0
    assert "no number" in caplog.text and "ValueError" in caplog.text


def test_without_a_language_the_one_that_can_be_heard_is_taken(voice: Voice, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(ENGINES, "fake", replace(ENGINES["fake"], languages=("en",)))
    assert voice.post(TRANSCRIPTS).json()["language"] == "en"
    assert voice.post(TRANSCRIPTS, language="zh").status_code == 503
    model = voice.server.get(MODEL).json()
    assert (model["engine"], model["default_language"]) == ("fake", "en")


def test_without_a_language_the_configured_one_comes_first(voice: Voice):
    for language in ("zh", "en"):
        voice.says("x", language=language)
        assert voice.post(TRANSCRIPTS).json()["language"] == language
        assert voice.server.get(MODEL).json()["default_language"] == language


def test_too_slow_is_503_and_the_next_request_is_served(voice: Voice):
    voice.says("x", seconds=5, engine_seconds=1)
    answer = voice.post(TRANSCRIPTS)
    assert (answer.status_code, answer.json()["error"]["retryable"]) == (503, True)
    assert int(answer.headers["Retry-After"]) > 0
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


def test_an_assistant_that_is_not_ready_says_when_to_come_again(voice: Voice):
    voice.server.agent.ready = False
    answer = voice.post(WEBHOOK, sender="a", language="en")
    assert (answer.status_code, answer.json()["error"]["retryable"]) == (503, True)
    assert int(answer.headers["Retry-After"]) > 0


def test_a_worker_killed_while_it_decodes_costs_its_own_request_only(voice: Voice):
    voice.says("x", engines=("sphinx",), jobs=1)
    assert voice.post(TRANSCRIPTS, language="en").status_code in (201, 422)
    (process,) = voice.processes
    answers: list[requests.Response] = []
    upload = threading.Thread(target=lambda: answers.append(voice.post(TRANSCRIPTS, babble(50), language="en")))
    before = processor_seconds(process)
    upload.start()
    wait_until(lambda: processor_seconds(process) > before + 0.5)
    assert answers == [] and voice.server.app.ctx.speech.pool.state.running == 1
    os.kill(process, signal.SIGKILL)
    upload.join()
    assert (answers[0].status_code, answers[0].json()["error"]["retryable"]) == (503, True)
    assert int(answers[0].headers["Retry-After"]) > 0
    assert voice.post(TRANSCRIPTS, language="en").status_code in (201, 422)
    assert len(voice.processes) == 1 and process not in voice.processes


def babble(seconds: float) -> bytes:
    """A WAV file that gives a recogniser much to do."""
    noise = np.random.default_rng(0).normal(0, 3000, int(seconds * 16000))
    return wav(noise * (1 + np.sin(np.arange(len(noise)) / 900)))


def processor_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) / os.sysconf("SC_CLK_TCK")


def wait_until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.02)


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
