"""Which of several guesses at a recording is handed to the assistant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.voice.meant import decided, intents_of, meant
from speech.contract import Alternative
from tests.connectors.recorded import TRANSCRIPTS, WEBHOOK, Voice, voice_serving
from tests.serving import FakeAgent


def guesses(*confidences: float) -> list[Alternative]:
    return [Alternative(f"guess {place}", confidence) for place, confidence in enumerate(confidences)]


def test_the_likeliest_guess_stays_where_its_intent_wins():
    intents = [{"refund": 0.9, "track": 0.1}, {"refund": 0.4, "track": 0.6}]
    assert meant(guesses(0.6, 0.3), intents) == 0


def test_several_guesses_outvote_one():
    intents = [{"goodbye": 0.5, "refund": 0.4}, {"refund": 0.9}, {"refund": 0.8}]
    assert meant(guesses(0.5, 0.4, 0.2), intents) == 1


def test_an_unlikely_guess_does_not_win_by_being_understood_well():
    assert meant(guesses(0.8, 0.1), [{"refund": 0.6, "track": 0.2}, {"track": 1.0}]) == 0


def test_nothing_is_chosen_where_no_guess_has_an_intent():
    assert meant(guesses(0.5, 0.4), [{}, {}]) == 0


def test_it_is_decided_where_the_rest_cannot_outvote():
    intents = [{"refund": 0.9, "track": 0.05}]
    assert decided(guesses(0.8, 0.4, 0.2), intents)
    assert not decided(guesses(0.5, 0.4, 0.2), intents)
    assert not decided(guesses(0.8, 0.4, 0.2), [])


def test_it_is_not_decided_while_no_guess_is_for_the_intent_that_wins():
    intents = [{"track": 0.55, "refund": 0.45}, {"pay": 0.55, "refund": 0.45}]
    assert not decided(guesses(0.5, 0.4, 0.1), intents)
    assert meant(guesses(0.5, 0.4, 0.1), [*intents, {"refund": 1.0}]) == 2


def test_the_intent_that_stands_for_none_does_not_vote():
    ranking = [{"name": "nlu_fallback", "confidence": 0.7}, {"name": "refund", "confidence": 0.3}, {"name": None}]
    assert intents_of({"intent_ranking": ranking}) == {"refund": 0.3}


class ReadingAgent(FakeAgent):
    """Understands texts by the words in them."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    async def parse_message(self, text: str) -> dict[str, Any]:
        self.read.append(text)
        name, confidence = ("refund", 0.9) if "money" in text else ("out_of_scope", 0.3)
        return {"intent_ranking": [{"name": name, "confidence": confidence}]}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Voice]:
    with voice_serving(tmp_path_factory.mktemp("voice")) as voice:
        yield voice


@pytest.fixture
def voice(running: Voice) -> Voice:
    running.server.agent = running.server.app.ctx.agent = ReadingAgent()
    running.says("i want my monkey back", 0.5, alternatives=["i want my money back", "i want my mummy back"])
    return running


def test_the_assistant_gets_the_guess_that_it_understands(voice: Voice):
    body = voice.post(WEBHOOK, sender="a", language="en").json()["transcript"]
    assert (body["text"], body["confidence"]) == ("i want my money back", 0.5)
    assert [other["text"] for other in body["alternatives"]] == ["i want my monkey back", "i want my mummy back"]
    assert voice.server.agent.last.text == "i want my money back"


def test_what_is_sure_is_read_once(voice: Voice):
    voice.says("money back please", 0.9, alternatives=["monkey back please"])
    assert voice.post(WEBHOOK, sender="c", language="en").json()["transcript"]["text"] == "money back please"
    assert voice.server.agent.read == ["money back please"]


def test_a_transcript_alone_is_chosen_likewise_and_the_assistant_is_not_asked(voice: Voice):
    body = voice.post(TRANSCRIPTS, language="en").json()
    assert body["text"] == "i want my money back"
    assert voice.server.agent.received == []


def test_without_a_model_what_was_heard_is_taken(voice: Voice, caplog: pytest.LogCaptureFixture):
    voice.server.agent = voice.server.app.ctx.agent = FakeAgent()  # cannot read
    assert voice.post(TRANSCRIPTS, language="en").json()["text"] == "i want my monkey back"
    assert "could not be compared" in caplog.text


def test_a_guess_that_looks_like_a_command_is_read_as_text(voice: Voice):
    voice.says("/refund", 0.5, alternatives=["/ money"])
    assert voice.post(WEBHOOK, sender="b", language="en").status_code == 200
    assert voice.server.agent.read == ["refund", "money"]
    assert voice.server.agent.last.text == "money"
