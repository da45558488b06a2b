"""Rasa's turn with less work: same results."""

from __future__ import annotations

import copy
import gc
from typing import Any

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.policies import memoization, rule_policy
from rasa.engine.exceptions import GraphComponentException
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet, UserUttered, deserialise_events
from rasa.shared.core.slots import ListSlot, Slot, TextSlot
from rasa.shared.core.trackers import DialogueStateTracker

from runtime.quick_turns import install_quick_turns, keep_what_stays, release_what_stays
from stores.feedback import FeedbackGiven

ACTION = RemoteAction("action_x", None)
PATCHED = (
    (RemoteAction, "_validate_action_result"),
    (Event, "resolve_by_type"),
    (DaskGraphRunner, "run"),
    (Domain, "states_for_tracker_history"),
    (DialogueStateTracker, "applied_events"),
    (rule_policy.RulePolicy, "_get_possible_keys"),
    (rule_policy, "copy"),
    (memoization, "copy"),
)
DASKS = DaskGraphRunner.run


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for owner, name in PATCHED:
        monkeypatch.setattr(owner, name, owner.__dict__[name])
    monkeypatch.setattr(Slot, "__copy__", None, raising=False)
    install_quick_turns()
    install_quick_turns()


@pytest.mark.parametrize(
    "answer",
    [{}, {"events": [], "responses": [{"text": "你好"}]}, {"events": [{"event": "slot", "name": "price", "value": 1}]}],
)
def test_a_good_answer_is_good(answer: dict):
    assert ACTION._validate_action_result(answer) is True


@pytest.mark.parametrize(
    "answer",
    [
        {"responses": "你好"},
        {"responses": ["你好"]},
        {"events": {}},
        {"events": [{"x": 1}]},
        {"events": [{"event": "slot", "name": 1, "value": 1}]},
        {"events": [{"event": "slot", "name": "price"}]},
        {"events": [{"event": "nonsense"}]},
        {"events": [{"event": ["slot"]}]},
        {"events": ["slot"]},
        [],
    ],
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


class Adding(GraphComponent):
    """Adds up its inputs."""

    @classmethod
    def create(cls, config: dict[str, Any], **_kwargs: Any) -> Adding:
        made = cls()
        made.more = config["more"]
        return made

    def add(self, left: int, right: int = 0) -> int:
        if left < 0:
            raise ValueError("negative")
        return left + right + self.more


def adding(more: int, **needs: str) -> SchemaNode:
    return SchemaNode(needs, Adding, "create", "add", {"more": more}, eager=True, is_input=not needs)


def runner() -> DaskGraphRunner:
    nodes = {
        "both": adding(100, left="first", right="second"),
        "second": adding(20, left="first", right="given"),
        "first": adding(1, left="given"),
        "apart": adding(5, left="other"),
    }
    context = ExecutionContext(GraphSchema(nodes), "model")
    return DaskGraphRunner.create(GraphSchema(nodes), None, context)  # type: ignore[arg-type]


@pytest.mark.parametrize("targets", [["both"], ["second", "first"], ["first"], ["given"]])
def test_the_graph_gives_what_dask_gives(targets: list[str]):
    inputs = {"given": 3}
    graph = runner()
    for _ in range(2):
        assert graph.run(inputs=inputs, targets=targets) == DASKS(runner(), inputs=inputs, targets=targets)


def test_what_is_not_asked_for_does_not_run_and_what_fails_is_told():
    assert runner().run({"given": 3}, ["first"]) == {"first": 4}
    with pytest.raises(GraphComponentException):
        runner().run({"given": -1}, ["both"])


def test_a_copied_slot_is_one_of_its_own():
    slots = [TextSlot("price", [{}], initial_value="1"), ListSlot("shown", [{}])]
    for slot in slots:
        copied = copy.copy(slot)
        assert type(copied) is type(slot) and vars(copied) == vars(slot)
        copied.value = None
        assert slot.value == slot.initial_value


def test_what_stays_is_left_alone_by_the_collector():
    gc.unfreeze()
    keep_what_stays()
    assert gc.get_freeze_count() > 1000
    release_what_stays()
    assert gc.get_freeze_count() == 0
