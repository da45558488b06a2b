"""Which rules may hold in a conversation, found without comparing each of them as a whole."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from rasa.core.policies.rule_policy import SHOULD_NOT_BE_SET, RulePolicy
from rasa.shared.core.constants import PREVIOUS_ACTION, USER
from rasa.shared.core.domain import State
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

#: Rules of one model, with room for those of the next.
REMEMBERED = 8192
#: What tells most rules apart: the last action, and the intent.
_TELLING = ((PREVIOUS_ACTION, ACTION_NAME), (USER, INTENT))


def install_quick_rules() -> None:
    """Have Rasa find the rules that may hold with less work; they are the same ones."""
    RulePolicy._get_possible_keys = _possible_keys


def _possible_keys(policy: RulePolicy, lookup: dict[str, Any], states: list[State]) -> set[str]:
    keys = list(lookup)
    for turn, state in enumerate(reversed(states)):
        if not any(turn < len(_backwards(key)) for key in keys):
            break
        keys = [key for key in keys if not _differs(key, turn, state) and _applies(policy, key, turn, state)]
    return set(keys)


def _differs(key: str, turn: int, state: State) -> bool:
    """Whether a rule needs another action or intent than there was."""
    steps = _backwards(key)
    if turn >= len(steps) or not state.get(PREVIOUS_ACTION) or not steps[turn].get(PREVIOUS_ACTION):
        return False
    for part, feature in _TELLING:
        wanted = steps[turn].get(part, {}).get(feature)
        if isinstance(wanted, str) and wanted not in ("", SHOULD_NOT_BE_SET, state.get(part, {}).get(feature)):
            return True
    return False


def _applies(policy: RulePolicy, key: str, turn: int, state: State) -> bool:
    return turn >= len(_backwards(key)) or bool(policy._is_rule_applicable(key, turn, state))


@lru_cache(maxsize=REMEMBERED)
def _backwards(key: str) -> tuple[State, ...]:
    return tuple(reversed(RulePolicy._rule_key_to_state(key)))
