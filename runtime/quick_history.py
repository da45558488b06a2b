"""The states of a conversation, which the policies ask for several times in a turn, with the earlier ones kept.

Rasa's `Domain.states_for_tracker_history` plays the whole conversation again for each policy and each action of a turn.
Within a turn a conversation only grows, so the states that were there stay as they are.
"""

from __future__ import annotations

from typing import Any

from rasa.shared.core.constants import PREVIOUS_ACTION
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    Event,
    Restarted,
    SessionStarted,
    UserUtteranceReverted,
)
from rasa.shared.core.trackers import DialogueStateTracker

_KEPT = "states_kept"
_STARTING = (Restarted, SessionStarted)
#: Where one of these occurs, events before it may not count; in a loop, also its own actions.
_UNDOING = (ActionReverted, UserUtteranceReverted, ActiveLoop)
_rasas_applied_events = DialogueStateTracker.applied_events
#: Whether slots that nobody set are left out, and whether turns that only rules know are.
Kind = tuple[bool, bool]


def install_quick_history() -> None:
    """Have Rasa keep the states of a conversation while a turn lasts; the states are the same."""
    Domain.states_for_tracker_history = _states
    DialogueStateTracker.applied_events = _applied_events


def _applied_events(tracker: DialogueStateTracker) -> list[Event]:
    events = list(tracker.events)
    kinds = {type(event) for event in events}
    if any(issubclass(kind, _UNDOING) for kind in kinds):
        applied: list[Event] = _rasas_applied_events(tracker)
        return applied
    starts = tuple(kind for kind in kinds if issubclass(kind, _STARTING))
    if starts:
        last = next(place for place in range(len(events) - 1, -1, -1) if type(events[place]) in starts)
        return events[last + 1 :]
    return events


def _states(
    domain: Domain,
    tracker: DialogueStateTracker,
    omit_unset_slots: bool = False,
    ignore_rule_only_turns: bool = False,
    rule_only_data: dict[str, Any] | None = None,
) -> list[State]:
    kept: dict[Kind, _Replay] = tracker.__dict__.setdefault(_KEPT, {})
    kind = (omit_unset_slots, ignore_rule_only_turns)
    events = tracker.applied_events()
    replay = kept.get(kind)
    if replay is None or not replay.continues(domain, rule_only_data, events):
        replay = kept[kind] = _Replay(domain, tracker, omit_unset_slots, ignore_rule_only_turns, rule_only_data)
    return replay.states(events)


class _Replay:
    """A conversation played from its start, that goes on where it stopped. As in `states_for_tracker_history`."""

    def __init__(
        self,
        domain: Domain,
        tracker: DialogueStateTracker,
        omit_unset_slots: bool,
        ignore_rule_only_turns: bool,
        rule_only_data: dict[str, Any] | None,
    ) -> None:
        self._domain = domain
        self._tracker = tracker.init_copy()
        self._omit_unset_slots = omit_unset_slots
        self._ignore_rule_only_turns = ignore_rule_only_turns
        self._rule_only_data = rule_only_data
        self._played: list[Event] = []
        self._states: list[State] = []
        self._last_action: Any = None
        self._hidden = False

    def continues(self, domain: Domain, rule_only_data: dict[str, Any] | None, events: list[Event]) -> bool:
        """Whether what was played is the beginning of a conversation."""
        return (
            domain is self._domain
            and rule_only_data == self._rule_only_data
            and len(self._played) <= len(events)
            and all(played is event for played, event in zip(self._played, events, strict=False))
        )

    def states(self, events: list[Event]) -> list[State]:
        """The states before each action, and the present one.

        Args:
            events: All that count, those that were played first.
        """
        for event in events[len(self._played) :]:
            if isinstance(event, ActionExecuted):
                state = self._state(event.hide_rule_turn)
                if state is not None:
                    self._states.append(state)
            self._tracker.update(event)
            self._played.append(event)
        before = self._last_action, self._hidden
        present = self._state(False)
        self._last_action, self._hidden = before
        # Whoever asks changes what they got, down to the parts of a state.
        all_states = self._states if present is None else [*self._states, present]
        return [{kind: dict(part) for kind, part in state.items()} for state in all_states]

    def _state(self, hide_rule_turn: bool) -> State | None:
        domain, tracker = self._domain, self._tracker
        if self._ignore_rule_only_turns:
            if not self._hidden:
                self._last_action = domain._get_prev_action_sub_state(tracker)
            if not tracker.followup_action and tracker.latest_action_name != tracker.active_loop_name:
                self._hidden = hide_rule_turn
            if self._hidden:
                return None
        state = domain.get_active_state(tracker, omit_unset_slots=self._omit_unset_slots)
        if self._ignore_rule_only_turns:
            domain._remove_rule_only_features(state, self._rule_only_data)
            if self._states:
                domain._substitute_rule_only_user_input(state, self._states[-1])
            if self._last_action:
                state[PREVIOUS_ACTION] = self._last_action
        cleaned: State = domain._clean_state(state)
        return cleaned
