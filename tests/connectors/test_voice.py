from __future__ import annotations

import pytest

from tests.serving import Server

WEBHOOK = "/webhooks/voice/webhook"
TRANSCRIPTS = "/webhooks/voice/transcripts"
RECORDING = {"audio": ("a.wav", b"RIFF....WAVE")}


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
def test_no_recording_is_400(server: Server, path: str, options: dict):
    answer = server.post(path, **options)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "no_audio")


def test_a_recording_without_a_sender_is_400(server: Server):
    assert server.post(WEBHOOK, files=RECORDING).json()["error"]["code"] == "sender_missing"
    reserved = server.post(WEBHOOK, files=RECORDING, data={"sender": "web-C1"})
    assert reserved.json()["error"]["code"] == "sender_reserved"


def test_a_language_that_we_do_not_speak_is_400(server: Server):
    answer = server.post(TRANSCRIPTS, files=RECORDING, data={"language": "fr"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "language_invalid")


@pytest.mark.parametrize(("path", "data"), [(WEBHOOK, {"sender": "a", "language": "zh"}), (TRANSCRIPTS, {})])
def test_a_good_request_is_told_that_there_is_no_engine(server: Server, path: str, data: dict):
    answer = server.post(path, files=RECORDING, data=data)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["retryable"]) == (503, "engine_unavailable", False)
    assert server.agent.received == []


def test_model_and_transcripts(server: Server):
    assert server.get("/webhooks/voice/model").json()["error"]["code"] == "engine_unavailable"
    assert server.get(f"{TRANSCRIPTS}/unknown").status_code == 404
