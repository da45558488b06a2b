"""Rasa's turn with less work: same results."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event, SlotSet, UserUttered, deserialise_events

from runtime.quick_turns import install_quick_turns
from stores.feedback import FeedbackGiven

ACTION = RemoteAction("action_x", None)


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    checked, resolve = RemoteAction._validate_action_result, Event.resolve_by_type
    install_quick_turns()
    install_quick_turns()
    yield
    RemoteAction._validate_action_result, Event.resolve_by_type = checked, staticmethod(resolve)


@pytest.mark.parametrize(
    "answer",
    [{}, {"events": [], "responses": [{"text": "你好"}]}, {"events": [{"event": "slot", "name": "price", "value": 1}]}],
)
def test_a_good_answer_is_good(answer: dict):
    assert ACTION._validate_action_result(answer) is True


@pytest.mark.parametrize(
    "answer", [{"responses": "你好"}, {"responses": ["你好"]}, {"events": {}}, {"events": [{"x": 1}]}, []]
)
def test_what_is_wrong_is_told_as_rasa_tells_it(answer: object):
    with pytest.raises(ValidationError, match="Failed to validate Action server response"):
        ACTION._validate_action_result(answer)


def test_events_are_read_as_before():
    events = [SlotSet("price", 1.5), UserUttered("你好"), FeedbackGiven("up", 1.0)]
    assert deserialise_events([event.as_dict() for event in events]) == events
    assert Event.resolve_by_type("nonsense", SlotSet) is SlotSet
    assert Event.resolve_by_type("topic") is None
    with pytest.raises(ValueError, match="nonsense"):
        Event.resolve_by_type("nonsense")


def test_an_event_that_is_defined_later_is_known():
    with pytest.raises(ValueError, match="later"):
        Event.resolve_by_type("later")

    class Later(SlotSet):
        type_name = "later"

    assert Event.resolve_by_type("later") is Later
