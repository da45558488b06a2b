"""Takes work out of every turn of Rasa's that has nothing to do with what a customer said."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event

_resolve: Callable[..., type[Event] | None] = Event.resolve_by_type
_validate = RemoteAction._validate_action_result


def install_quick_turns() -> None:
    """Have Rasa check the answers of actions, and read events, with less work. What comes of it is the same.

    Rasa checks the schema of actions' answers, which never changes, against the schema of schemas before it checks
    each answer: half the time of a turn. And it lists all classes of events for every event of a conversation that
    it loads.
    """
    RemoteAction._validate_action_result = _checked
    Event.resolve_by_type = staticmethod(_event_class)


def _checked(action: RemoteAction, result: Any) -> bool:
    if best_match(_validator().iter_errors(result)) is None:
        return True
    return bool(_validate(action, result))  # which tells what is wrong in Rasa's words


@lru_cache(maxsize=1)
def _validator() -> Any:
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def _event_class(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    return _known_class(type_name) or _resolve(type_name, default)


@lru_cache(maxsize=256)
def _known_class(type_name: str) -> type[Event] | None:
    try:
        return _resolve(type_name)
    except ValueError:
        return None
