"""Processes that transcribe, and the chain of engines that works in them."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from speech.contract import (
    BadAudio,
    Busy,
    EngineFailed,
    EngineMissing,
    EngineTimeout,
    EngineUnavailable,
    Transcript,
)
from speech.fake import SCRIPT_VARIABLE
from speech.pool import Pool, WorkerDied
from speech.service import SpeechService
from speech.settings import VoiceSettings

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


def test_no_engine_for_the_language(tmp_path: Path):
    with pytest.raises(EngineMissing, match="make voice-model LANGUAGE=zh"):
        asyncio.run(SpeechService(VoiceSettings(models=tmp_path)).transcribe(WAV, "zh"))


def test_of_two_failures_the_one_that_may_pass_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(SCRIPT_VARIABLE, "x")
    code = "print(json.dumps({'error': 'engine_unavailable', 'retryable': q['engine'] == 'google', 'seconds': 0}))"

    async def run() -> None:
        pool = answering(code)
        try:
            await SpeechService(VoiceSettings(engines=("google", "fake")), pool).transcribe(WAV, "en")
        finally:
            await pool.close()

    with pytest.raises(EngineUnavailable) as error:
        asyncio.run(run())
    assert error.value.retryable


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("time.sleep(30)", EngineTimeout),
        ("os.kill(os.getpid(), 9)", WorkerDied),
        ("os.kill(os.getpid(), 11)", BadAudio),
        ("print('no json')", WorkerDied),
        ("print(json.dumps({'error': 'bad_audio', 'seconds': 0}))", BadAudio),
        ("print(json.dumps({'error': 'crashed', 'seconds': 0}))", BadAudio),
        ("print(json.dumps({'error': 'failed', 'seconds': 0}))", EngineFailed),
        ("print(json.dumps({'error': 'engine_unavailable', 'seconds': 0}))", EngineUnavailable),
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


@pytest.mark.parametrize(
    ("settings", "niceness", "scheduler"),
    [({}, 19, os.SCHED_IDLE), ({"niceness": 10}, 10, os.SCHED_OTHER), ({"niceness": 0}, 0, os.SCHED_OTHER)],
)
def test_those_who_type_go_first(settings: dict[str, int], niceness: int, scheduler: int):
    async def run() -> tuple[int, int]:
        pool = Pool(VoiceSettings(jobs=1, **settings))
        try:
            await pool.warm_up("fake", "en")
            (process,) = pool.process_ids
            return os.getpriority(os.PRIO_PROCESS, process) - os.getpriority(os.PRIO_PROCESS, 0), (
                os.sched_getscheduler(process)
            )
        finally:
            await pool.close()

    assert asyncio.run(run()) == (niceness, scheduler)
