"""The states of a conversation are those that Rasa works out, however the conversation grew."""

from __future__ import annotations

import random
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActionReverted,
    ActiveLoop,
    Event,
    FollowupAction,
    LoopInterrupted,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from runtime.quick_history import _applied_events, _states

DOMAIN = Domain.from_dict(
    {
        "intents": ["greet", "order"],
        "entities": ["product"],
        "actions": ["action_a", "action_b"],
        "forms": {"form_x": {"required_slots": ["product"]}},
        "slots": {
            "product": {"type": "text", "mappings": [{"type": "from_entity", "entity": "product"}]},
            "sort": {"type": "categorical", "values": ["price"], "mappings": [{"type": "custom"}]},
        },
    }
)
RULES = {"rule_only_slots": ["sort"], "rule_only_loops": ["form_x"]}
RASAS = Domain.states_for_tracker_history
RASAS_APPLIED = DialogueStateTracker.applied_events


def some_event(chance: random.Random) -> Event:
    intent = {"name": chance.choice(["greet", "order"]), "confidence": 1.0}
    entity = {"entity": "product", "value": "tv", "start": 0, "end": 2}
    return chance.choice(
        [
            lambda: UserUttered("tv", intent, [entity]),
            lambda: UserUttered("hello", intent),
            lambda: ActionExecuted("action_listen"),
            lambda: ActionExecuted(chance.choice(["action_a", "action_b"]), hide_rule_turn=chance.random() < 0.5),
            lambda: ActionExecuted("form_x", hide_rule_turn=chance.random() < 0.5),
            lambda: SlotSet("product", chance.choice(["tv", None])),
            lambda: SlotSet("sort", "price"),
            lambda: ActiveLoop(chance.choice(["form_x", None])),
            lambda: ActionExecutionRejected("form_x"),
            lambda: LoopInterrupted(chance.random() < 0.5),
            lambda: FollowupAction("action_b"),
            lambda: (
                chance.choice([UserUtteranceReverted, ActionReverted, Restarted, SessionStarted])()
                if chance.random() < 0.3
                else ActionExecuted("action_listen")
            ),
        ]
    )()


@pytest.mark.parametrize("seed", range(30))
def test_the_states_are_those_of_rasa(seed: int):
    chance = random.Random(seed)
    tracker = DialogueStateTracker("alice", DOMAIN.slots)
    for _ in range(40):
        tracker.update(some_event(chance))
        arguments: dict[str, Any] = {"omit_unset_slots": chance.random() < 0.5}
        if chance.random() < 0.5:
            arguments |= {"ignore_rule_only_turns": True, "rule_only_data": RULES}
        states = _states(DOMAIN, tracker, **arguments)
        assert states == RASAS(DOMAIN, tracker, **arguments)
        states[-1].get("user", {}).clear()  # as the featurizer changes what it gets


@pytest.mark.parametrize("seed", range(30))
def test_the_events_that_count_are_those_of_rasa(seed: int):
    chance = random.Random(seed)
    undoing = seed % 3 == 0
    tracker = DialogueStateTracker("alice", DOMAIN.slots)
    for _ in range(40):
        event = some_event(chance)
        if undoing or not isinstance(event, ActionReverted | UserUtteranceReverted | ActiveLoop):
            tracker.update(event)
        ours, theirs = _applied_events(tracker), RASAS_APPLIED(tracker)
        assert [id(each) for each in ours] == [id(each) for each in theirs]


def test_another_domain_or_other_rules_are_played_anew():
    tracker = DialogueStateTracker("alice", DOMAIN.slots)
    for event in (ActionExecuted("action_listen"), UserUttered("hi", {"name": "greet"}), SlotSet("sort", "price")):
        tracker.update(event)
    for rules in (RULES, None, {"rule_only_slots": [], "rule_only_loops": []}):
        assert _states(DOMAIN, tracker, False, True, rules) == RASAS(DOMAIN, tracker, False, True, rules)
    other = Domain.from_dict({"intents": ["greet"], "actions": ["action_a"]})
    assert _states(other, tracker) == RASAS(other, tracker)
    assert _states(DOMAIN, tracker) == RASAS(DOMAIN, tracker)
