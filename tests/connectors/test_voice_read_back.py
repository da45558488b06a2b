"""The question "did you say …?": answered by voice, by typing and by its buttons, and by nobody else."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from connectors.errors import ApiError
from connectors.rest import RestInput
from connectors.voice.transcripts import PENDING_S, TranscriptStore
from connectors.web.channel import WebInput
from runtime.settings import Settings
from speech.contract import Transcript
from tests.connectors.conftest import Browser, FakeShop
from tests.connectors.recorded import KEPT_S, WEBHOOK, Voice, sound, voice_serving
from tests.serving import FakeAgent

HEARD = "cancel my order"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Voice]:
    web = WebInput(Settings(secret_key="for tests only, for tests only, 1"))
    with voice_serving(tmp_path_factory.mktemp("voice"), RestInput(), web) as voice:
        voice.server.app.ctx.shop = FakeShop()
        voice.says(HEARD, confidence=0.1)
        yield voice


@pytest.fixture
def voice(running: Voice) -> Voice:
    running.server.agent = running.server.app.ctx.agent = FakeAgent()
    return running


class Phone:
    """A customer with a phone app: speaks on the voice channel, types on the REST channel."""

    channel = "rest"

    def __init__(self, voice: Voice, sender: str) -> None:
        self.voice, self.sender = voice, sender

    def speak(self, language: str = "en") -> dict:
        return self.voice.post(WEBHOOK, sender=self.sender, language=language).json()

    def type(self, text: str):
        return self.voice.server.say(text, sender=self.sender)


class Page:
    """A signed-in customer on the web page."""

    channel, sender = "web", "web-C1"

    def __init__(self, voice: Voice) -> None:
        self.browser = Browser(voice.server.url)
        self.browser.sign_in("demo")

    def speak(self, language: str = "en") -> dict:
        return self.browser.post("/api/voice", files={"audio": sound()}, data={"language": language}).json()

    def type(self, text: str):
        return self.browser.say(text)


@pytest.fixture(params=["phone", "page"])
def customer(request: pytest.FixtureRequest, voice: Voice) -> Phone | Page:
    made = Page(voice) if request.param == "page" else Phone(voice, f"phone-{request.node.name}")
    made.type("hello")  # closes what an earlier test left open
    voice.server.agent.received.clear()
    return made


def received(voice: Voice) -> list[str]:
    return [message.text for message in voice.server.agent.received]


def test_an_unsure_transcript_is_read_back_and_not_acted_on(voice: Voice, customer: Phone | Page):
    body = customer.speak()
    assert (body["sender"], body["transcript"]["text"]) == (customer.sender, HEARD)
    assert HEARD in body["messages"][0]["text"]
    assert [button["title"] for button in body["messages"][0]["buttons"]] == ["Yes", "No"]
    assert received(voice) == []


@pytest.mark.parametrize("yes", ["yes", "Yes.", "YES!", "是的", "是的。", "对", "ｙｅｓ", "that's right", HEARD])
def test_a_typed_yes_stands_for_the_transcript(voice: Voice, customer: Phone | Page, yes: str):
    heard = customer.speak()["transcript"]
    assert customer.type(yes).json() == [{"recipient_id": customer.sender, "text": "好的"}]
    message = voice.server.agent.last
    assert (received(voice), message.input_channel) == ([HEARD], customer.channel)
    assert message.metadata["voice"] == {
        "transcript_id": heard["id"], "language": "en", "engine": "fake", "confidence": 0.1, "duration_s": 1.0,
    }  # fmt: skip


def test_the_buttons_do_what_they_say(voice: Voice, customer: Phone | Page):
    yes, no = customer.speak()["messages"][0]["buttons"]
    customer.type(yes["payload"])
    assert received(voice) == [HEARD]
    assert voice.server.agent.last.metadata["voice"]
    customer.speak()
    assert "say it again" in customer.type(no["payload"]).json()[0]["text"]
    assert received(voice) == [HEARD]


@pytest.mark.parametrize("no", ["no", "No!", "不是", "不是。", "不对"])
def test_after_a_typed_no_one_says_it_again(voice: Voice, customer: Phone | Page, no: str):
    customer.speak(language="zh")
    assert "再说一遍" in customer.type(no).json()[0]["text"]
    assert received(voice) == []
    customer.type("yes")
    assert received(voice) == ["yes"]


def test_a_yes_counts_once(voice: Voice, customer: Phone | Page):
    customer.speak()
    customer.type("yes")
    customer.type("yes")
    assert received(voice) == [HEARD, "yes"]
    assert "voice" not in voice.server.agent.last.metadata


def test_two_at_once_count_once(voice: Voice, customer: Phone | Page):
    customer.speak()
    threads = [threading.Thread(target=customer.type, args=("yes",)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(received(voice)) == [HEARD, "yes"]


def test_anything_else_is_a_message_and_closes_the_question(voice: Voice, customer: Phone | Page):
    customer.speak()
    customer.type("where is my parcel")
    customer.type("yes")
    assert received(voice) == ["where is my parcel", "yes"]


def test_a_clicked_yes_closes_the_question(voice: Voice, customer: Phone | Page):
    payload = customer.speak()["messages"][0]["buttons"][0]["payload"]
    customer.type(payload)
    customer.type("yes")
    assert received(voice) == [HEARD, "yes"]


def test_a_spoken_yes_and_a_spoken_no(voice: Voice):
    customer = Phone(voice, "speaker")
    customer.speak()
    try:
        voice.says("yes", confidence=0.2)
        customer.speak()
        assert received(voice) == [HEARD]
        customer.speak()
        assert received(voice) == [HEARD]  # this yes answers nothing, and is unsure itself
        voice.says("No.", confidence=0.9)
        assert "say it again" in customer.speak()["messages"][0]["text"]
        assert received(voice) == [HEARD]
    finally:
        voice.says(HEARD, confidence=0.1)


def test_a_yes_that_could_not_be_acted_on_can_be_repeated(voice: Voice, customer: Phone | Page):
    customer.speak()
    voice.server.agent.failure = ApiError("busy")
    assert customer.type("yes").status_code == 503
    voice.server.agent.failure = None
    customer.type("yes")
    assert received(voice) == [HEARD, HEARD]


def test_a_yes_without_a_question_is_a_message(voice: Voice, customer: Phone | Page):
    customer.type("是的")
    assert received(voice) == ["是的"]
    assert "voice" not in voice.server.agent.last.metadata


def test_nobody_answers_for_somebody_else(voice: Voice):
    asked, page = Phone(voice, "asked"), Page(voice)
    page.type("hello")
    asked.speak()
    page.speak()
    voice.server.agent.received.clear()
    Phone(voice, "other").type("yes")
    assert Phone(voice, "web-C1").type("yes").status_code == 400  # the name of a signed-in customer's conversation
    assert received(voice) == ["yes"]
    asked.type("yes")
    page.type("yes")
    assert received(voice) == ["yes", HEARD, HEARD]
    assert voice.server.agent.last.metadata["customer_id"] == "C1"


def test_clients_cannot_claim_to_have_spoken(voice: Voice):
    claim = {"voice": {"transcript_id": "x", "confidence": 1.0}, "customer_id": "C1"}
    voice.server.say("yes", sender="claims", metadata=claim)
    assert voice.server.agent.last.metadata == {"client": claim}


def test_a_question_ends(tmp_path):
    now = [1000.0]
    store = TranscriptStore(tmp_path / "t.db", 10 * PENDING_S, lambda: now[0])
    assert store.take_asked("a") is None
    assert not (tmp_path / "t.db").exists()
    stored = store.save(Transcript("你好", "zh", 0.5, 1.0, "fake"), "a")
    store.ask("a", stored.id)
    now[0] += PENDING_S + 1
    assert store.take_asked("a") is None


def test_transcripts_that_cannot_be_kept_are_503(voice: Voice, customer: Phone | Page):
    try:
        (voice.folder / "broken.db").write_bytes(b"this is no database" * 99)
        voice.server.app.ctx.transcripts = TranscriptStore(voice.folder / "broken.db", KEPT_S)
        for answer in (customer.speak(), customer.type("yes").json()):
            assert answer["error"]["code"] == "store_unavailable"
        assert received(voice) == []
    finally:
        voice.server.app.ctx.transcripts = TranscriptStore(voice.folder / "voice.db", KEPT_S)
