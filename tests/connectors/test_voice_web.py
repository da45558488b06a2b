"""Recordings of signed-in customers on the web page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.voice.speaking import can_speak
from connectors.web.channel import WebInput
from runtime.settings import Settings
from tests.connectors.conftest import Browser, FakeShop
from tests.connectors.recorded import TRANSCRIPTS, WEBHOOK, Voice, sound, voice_serving
from tests.serving import FakeAgent

HEARD = "where is my order"
ERRORS = [
    ({}, 400, "no_audio"),
    ({"files": {"audio": ("a.wav", b"")}}, 400, "no_audio"),
    ({"files": {"sound": ("a.wav", sound())}}, 400, "no_audio"),
    ({"json": {"audio": "x"}}, 400, "no_audio"),
    ({"files": [("audio", ("a", sound())), ("audio", ("b", sound()))]}, 400, "two_recordings"),
    ({"files": {"audio": sound()}, "data": {"language": "fr"}}, 400, "language_invalid"),
    ({"files": {"audio": ("a.wav", b"RIFF")}}, 415, "audio_format"),
    ({"files": {"audio": sound(61.5, 8000)}}, 413, "too_long"),
    ({"files": {"audio": sound(1) + bytes(11 * 2**20)}}, 413, "too_large"),
    ({"files": {"audio": sound(2, amplitude=0)}}, 422, "nothing_heard"),
]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Voice]:
    settings = Settings(secret_key="for tests only, for tests only, 1")
    with voice_serving(tmp_path_factory.mktemp("voice"), WebInput(settings)) as voice:
        voice.server.app.ctx.settings = settings
        voice.server.app.ctx.shop = FakeShop()
        voice.says(HEARD)
        yield voice


@pytest.fixture
def voice(running: Voice) -> Voice:
    running.server.agent = running.server.app.ctx.agent = FakeAgent()
    return running


@pytest.fixture
def page(voice: Voice) -> Browser:
    browser = Browser(voice.server.url)
    browser.sign_in("demo")
    return browser


def test_a_recording_is_answered_in_the_shape_of_the_contract(voice: Voice, page: Browser):
    files = {"audio": ("blob", sound(), "audio/webm")}
    answer = page.post("/api/voice", files=files, data={"language": "en", "sender": "web-C2", "customer_id": "C2"})
    body = answer.json()
    assert answer.status_code == 200 and set(body) == {"sender", "transcript", "messages"}
    assert body["sender"] == "web-C1"
    assert body["transcript"]["text"] == HEARD and body["transcript"]["duration_s"] == 1.0
    assert body["messages"] == [{"recipient_id": "web-C1", "text": "好的"}]
    message = voice.server.agent.last
    assert (message.text, message.sender_id, message.input_channel) == (HEARD, "web-C1", "web")
    assert message.metadata["customer_id"] == "C1"
    assert message.metadata["voice"]["transcript_id"] == body["transcript"]["id"]


def test_what_was_said_stands_in_the_history(page: Browser):
    page.post("/api/voice", files={"audio": sound()})
    shown = page.get("/api/history").json()["messages"]
    assert [message["text"] for message in shown] == [HEARD, "好的"]


@pytest.mark.parametrize(("options", "status", "code"), ERRORS, ids=[str(code) for _, _, code in ERRORS])
def test_errors_have_the_shape_of_the_contract(voice: Voice, page: Browser, options: dict, status: int, code: str):
    answer = page.post("/api/voice", headers={"Accept-Language": "en"}, **options)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (status, code)
    assert error["message"].isascii() and voice.server.agent.received == []


def test_nobody_but_the_customer_may_speak_for_them(voice: Voice, page: Browser):
    assert Browser(voice.server.url).post("/api/voice", files={"audio": sound()}).status_code == 401
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert page.post("/api/voice", files={"audio": sound()}, headers=headers).status_code == 403
    assert voice.post(WEBHOOK, sender="web-C1").status_code == 400
    assert voice.server.agent.received == []


def test_the_transcript_is_the_customers_and_nobody_elses(voice: Voice, page: Browser):
    transcript = page.post("/api/voice", files={"audio": sound()}).json()["transcript"]
    address = f"{TRANSCRIPTS}/{transcript['id']}"
    assert page.get(address).json() == transcript
    other = Browser(voice.server.url)
    other.sign_in("alice")
    assert other.get(address).status_code == 404
    for query in ("", "?sender=web-C1", "?sender=web-C2", "?sender=WEB-C1"):
        assert voice.server.get(address + query).status_code == 404
        assert other.get(address + query).status_code == 404


def test_a_spoken_answer_is_nobody_elses(voice: Voice, page: Browser):
    assert can_speak(), "espeak-ng is not installed: run scripts/browser.py"
    address = page.post("/api/voice", files={"audio": sound()}, data={"speak": "true"}).json()["speech"]["url"]
    answer = page.get(address)
    assert answer.headers["Content-Type"] == "audio/wav" and answer.content[:4] == b"RIFF"
    other = Browser(voice.server.url)
    assert other.get(address).status_code == 401
    other.sign_in("alice")
    assert other.get(address).status_code == 404
    assert voice.server.get(address.replace("/api/", "/webhooks/voice/")).status_code == 404


def test_the_page_knows_how_long_one_may_speak(page: Browser):
    assert 'data-voice-seconds="60"' in page.get("/chat").text
