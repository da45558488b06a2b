"""Takes work out of every turn of Rasa's that has nothing to do with what a customer said."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from functools import lru_cache
from graphlib import TopologicalSorter
from types import SimpleNamespace
from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.core.policies import memoization, rule_policy
from rasa.engine.graph import GraphNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import Event
from rasa.shared.core.slots import Slot
from threadpoolctl import threadpool_limits

from runtime.quick_history import install_quick_history
from runtime.quick_rules import install_quick_rules

_resolve: Callable[..., type[Event] | None] = Event.resolve_by_type
_validate = RemoteAction._validate_action_result

#: Nodes of a graph, each after those whose results it takes.
Plan = Sequence[tuple[str, GraphNode, tuple[str, ...]]]


def install_quick_turns() -> None:
    """Have Rasa check the answers of actions, read events and run its graph with less work; the results are the same.

    Rasa checks the schema of actions' answers, which never changes, against the schema of schemas before it checks
    each answer: half the time of a turn. It lists all classes of events for every event of a conversation that it
    loads. For each run of its graph it works out anew which components are asked for and in which order. And it copies
    all slots ten times in a turn, in the way of `copy` for any kind of object.
    """
    RemoteAction._validate_action_result = _checked
    Event.resolve_by_type = staticmethod(_event_class)
    DaskGraphRunner.run = _run
    Slot.__copy__ = _copied
    install_quick_history()
    install_quick_rules()
    # They copy the whole conversation for a line of the log, also where that is not written.
    rule_policy.copy = memoization.copy = SimpleNamespace(deepcopy=lambda states: states)
    # The matrices of one sentence are so small that sharing them between threads takes longer than multiplying them.
    threadpool_limits(1, user_api="blas")


def keep_what_stays() -> None:
    """Have the garbage collector leave alone what is there now: the model, the actions, the libraries.

    Looking through all of it stops every conversation for half a second, again and again.
    """
    gc.freeze()


def release_what_stays() -> None:
    """Collect what `keep_what_stays` kept and nobody needs any more: for when another model is loaded."""
    gc.unfreeze()
    gc.collect()


def _run(
    runner: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
) -> dict[str, Any]:
    wanted = tuple(targets or runner._graph_schema.target_names)
    plans: dict[tuple[str, ...], Plan] = runner.__dict__.setdefault("_plans", {})
    if wanted not in plans:
        plans[wanted] = _plan(runner, wanted)
    results = dict(inputs or {})
    for name, node, needs in plans[wanted]:
        results[name] = node(*((need, results[need]) if need in results else need for need in needs))[1]
    return {target: results[target] for target in wanted}


def _plan(runner: DaskGraphRunner, targets: tuple[str, ...]) -> Plan:
    nodes = runner._graph_schema.minimal_graph_schema(list(targets)).nodes
    order = TopologicalSorter({name: [*node.needs.values()] for name, node in nodes.items()}).static_order()
    return [
        (name, runner._instantiated_nodes[name], tuple(nodes[name].needs.values())) for name in order if name in nodes
    ]


def _checked(action: RemoteAction, result: Any) -> bool:
    if isinstance(result, dict) and isinstance(result.get("events", []), list):
        rest, events = _validators()
        others = {key: value for key, value in result.items() if key != "events"}
        if rest.is_valid(others) and all(_is_event(event, events) for event in result.get("events", [])):
            return True
    return bool(_validate(action, result))  # which tells what is wrong in Rasa's words


def _is_event(event: Any, validators: dict[str, Any]) -> bool:
    name = event.get("event") if isinstance(event, dict) else None
    return isinstance(name, str) and name in validators and bool(validators[name].is_valid(event))


@lru_cache(maxsize=1)
def _validators() -> tuple[Any, dict[str, Any]]:
    # An event is one of the kinds that the schema lists; its name tells which, so that not all have to be tried.
    schema = RemoteAction.action_response_format_spec()
    make = validator_for(schema)
    make.check_schema(schema)
    kinds = schema["properties"]["events"]["items"]
    common = {key: value for key, value in kinds.items() if key != "oneOf"}
    events = {kind["properties"]["event"]["const"]: make({**common, "allOf": [kind]}) for kind in kinds["oneOf"]}
    return make(schema), events


def _copied(slot: Slot) -> Slot:
    copied = object.__new__(type(slot))
    copied.__dict__.update(slot.__dict__)
    return copied


def _event_class(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    return _known_class(type_name) or _resolve(type_name, default)


@lru_cache(maxsize=256)
def _known_class(type_name: str) -> type[Event] | None:
    try:
        return _resolve(type_name)
    except ValueError:
        return None
