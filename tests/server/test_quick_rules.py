"""The rules that may hold are those that Rasa finds."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from rasa.core.policies.rule_policy import SHOULD_NOT_BE_SET, RulePolicy

from runtime.quick_rules import _possible_keys

RASAS = RulePolicy._get_possible_keys


class Rules(RulePolicy):
    """Only the comparison of rules."""

    def __init__(self) -> None:
        pass


def some_state(chance: random.Random, rule: bool) -> dict[str, Any]:
    unset = [SHOULD_NOT_BE_SET] if rule else []
    state: dict[str, Any] = {}
    if chance.random() < 0.8:
        state["prev_action"] = {"action_name": chance.choice(["action_listen", "action_a", "form_x"])}
    if chance.random() < 0.7:
        state["user"] = {"intent": chance.choice(["greet", "order"])}
        if chance.random() < 0.3:
            names = ["product"]
            state["user"]["entities"] = names if rule else tuple(names)
    if chance.random() < 0.4:
        state["slots"] = {"product": chance.choice([[1.0], *unset]) if rule else (1.0,)}
    if chance.random() < 0.4:
        state["active_loop"] = {"name": chance.choice(["form_x", *unset])}
    return state


@pytest.mark.parametrize("seed", range(40))
def test_the_same_rules_may_hold(seed: int):
    chance = random.Random(seed)
    rules = [[some_state(chance, True) for _ in range(chance.randint(1, 4))] for _ in range(300)]
    ours = Rules()
    lookup = {json.dumps(rule): "action_a" for rule in rules}
    for length in (0, 1, 2, 5):
        states = [some_state(chance, False) for _ in range(length)]
        if chance.random() < 0.7:  # one that a rule was made for
            states += json.loads(chance.choice(list(lookup)), object_hook=_as_said)
        for rules_of in (lookup, dict(list(lookup.items())[:50])):
            assert _possible_keys(ours, rules_of, states) == RASAS(Rules(), rules_of, states)


def _as_said(part: dict[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in part.items()
        if value != SHOULD_NOT_BE_SET
    }
