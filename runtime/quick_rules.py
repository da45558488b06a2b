"""Which rules may hold in a conversation, found without comparing each of them."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import Any

from rasa.core.policies.rule_policy import SHOULD_NOT_BE_SET, RulePolicy
from rasa.shared.core.constants import PREVIOUS_ACTION, USER
from rasa.shared.core.domain import State
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

#: Rules of one model, with room for those of the next.
REMEMBERED = 8192
_KEPT = "_rules_by_their_last_step"

#: The last action and the intent that a rule's last step wants; None where it takes any.
Wanted = tuple[str | None, str | None]


def install_quick_rules() -> None:
    """Have Rasa find the rules that may hold with less work; they are the same ones."""
    RulePolicy._get_possible_keys = _possible_keys


def _possible_keys(policy: RulePolicy, lookup: dict[str, Any], states: list[State]) -> set[str]:
    if not states:
        return set(lookup)
    keys = _likely(policy, lookup, states[-1])
    for turn, state in enumerate(reversed(states)):
        if not any(turn < len(_backwards(key)) for key in keys):
            break
        keys = [key for key in keys if turn >= len(_backwards(key)) or policy._is_rule_applicable(key, turn, state)]
    return set(keys)


def _likely(policy: RulePolicy, lookup: dict[str, Any], state: State) -> list[str]:
    if not state.get(PREVIOUS_ACTION):
        return list(lookup)
    kept: dict[int, tuple[dict[str, Any], dict[Wanted, list[str]]]] = policy.__dict__.setdefault(_KEPT, {})
    if kept.get(id(lookup), (None, None))[0] is not lookup:
        groups = defaultdict(list)
        for key in lookup:
            groups[_wanted(key)].append(key)
        kept[id(lookup)] = lookup, dict(groups)
    groups_of = kept[id(lookup)][1]
    action, intent = state[PREVIOUS_ACTION].get(ACTION_NAME), state.get(USER, {}).get(INTENT)
    which = dict.fromkeys((one, two) for one in (action, None) for two in (intent, None))
    return [key for wanted in which for key in groups_of.get(wanted, ())]


def _wanted(key: str) -> Wanted:
    steps = _backwards(key)
    if not steps or not steps[0].get(PREVIOUS_ACTION):
        return None, None
    return _name(steps[0], PREVIOUS_ACTION, ACTION_NAME), _name(steps[0], USER, INTENT)


def _name(state: State, part: str, feature: str) -> str | None:
    name = state.get(part, {}).get(feature)
    return name if isinstance(name, str) and name not in ("", SHOULD_NOT_BE_SET) else None


@lru_cache(maxsize=REMEMBERED)
def _backwards(key: str) -> tuple[State, ...]:
    return tuple(reversed(RulePolicy._rule_key_to_state(key)))
