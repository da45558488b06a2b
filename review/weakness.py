"""Which turns were weak, and what the customer turned out to want."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz

from review.turns import FALLBACK, Turn
from validation.text import folded

#: Reasons by name, in the order in which they are told.
REASONS = ("fallback", "low_margin", "corrected", "rephrased", "thumbs_down", "handed_over")
#: A likeliest intent that is less ahead of the next one is weak.
LOW_MARGIN = 0.2
_SOON_S = 120  # a message within this time may be a second try of the one before
_AFTER_S = 900  # a person asked for within this time was asked for because of the answer before
_LONGEST = 300  # characters; longer messages are letters, not examples
_ALIKE, _ALMOST_SAME = 55, 75  # percent
_SURE = 0.6  # confidence from which on a second try tells what the first one meant
_CLICK_WEIGHT, _SECOND_TRY_WEIGHT = 3.0, 1.5


@dataclass
class WeakTurn:
    """A turn worth a look.

    Attributes:
        turn: The turn.
        reasons: Why it was weak.
        evidence: What the customer turned out to want, with weights.
    """

    turn: Turn
    reasons: list[str] = field(default_factory=list)
    evidence: dict[str, float] = field(default_factory=dict)


def weak_turns(turns: Sequence[Turn], since: float, low_margin: float = LOW_MARGIN) -> list[WeakTurn]:
    """Find the weak turns of a conversation.

    Args:
        turns: All its turns, oldest first.
        since: Turns before are left out.
        low_margin: Below which lead of the likeliest intent a turn is weak.
    """
    found = []
    for number, turn in enumerate(turns):
        if turn.time < since or not _usable(turn):
            continue
        following = turns[number + 1] if number + 1 < len(turns) else None
        if following is not None and following.session != turn.session:
            following = None
        reasons = [*_own_reasons(turn, low_margin), *(_reasons_after(turn, following) if following else ())]
        if reasons:
            evidence = _evidence(turn, following, reasons) if following else {}
            found.append(WeakTurn(turn, sorted(reasons, key=REASONS.index), evidence))
    return found


def _usable(turn: Turn) -> bool:
    """Whether a turn can be an example at all."""
    text = turn.text.strip()
    if turn.clicked or not text or len(text) > _LONGEST or text in _cues()["thumbs_down"]["texts"]:
        return False
    return not (turn.filled or turn.asked in _cues()["free_slots"])


def _own_reasons(turn: Turn, low_margin: float) -> list[str]:
    reasons = ["thumbs_down"] if turn.feedback in _cues()["thumbs_down"]["feedback"] else []
    if turn.intent == FALLBACK:
        return ["fallback", *reasons]
    return ["low_margin", *reasons] if turn.ranking and turn.margin < low_margin else reasons


def _reasons_after(turn: Turn, following: Turn) -> list[str]:
    cues, pause = _cues(), following.time - turn.time
    reasons = []
    if (following.clicked and turn.intent == FALLBACK) or (not following.clicked and _corrects(following.text)):
        reasons.append("corrected")
    if not following.clicked and pause <= _SOON_S and _rephrases(turn, following):
        reasons.append("rephrased")
    if not turn.feedback and _dislikes(following):
        reasons.append("thumbs_down")
    person = cues["person"]
    leaves = following.intent in person["intents"] or any(action in person["actions"] for action in following.actions)
    if leaves and pause <= _AFTER_S and turn.intent not in person["intents"]:
        reasons.append("handed_over")
    return reasons


def _dislikes(turn: Turn) -> bool:
    """Whether a message is a thumbs down for the answer before, or came with one."""
    cues, client = _cues()["thumbs_down"], turn.metadata.get("client")
    said = [held.get("feedback") for held in (turn.metadata, client) if isinstance(held, Mapping)]
    return turn.text.strip() in cues["texts"] or any(str(one).lower() in cues["feedback"] for one in said)


def _corrects(text: str) -> bool:
    lowered = folded(text)
    words = _cues()["corrects"]
    return any(cue in lowered for cue in words["zh"]) or bool(_whole_words(tuple(words["en"])).search(lowered))


def _rephrases(turn: Turn, following: Turn) -> bool:
    """Whether a message says again what the one before said; the same question about another product does not."""
    one, other = folded(turn.text), folded(following.text)
    alike = max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other))
    if turn.intent != following.intent:
        return bool(alike >= _ALIKE)
    values = [sorted((mark.entity, mark.value) for mark in each.marks) for each in (turn, following)]
    return bool(alike >= _ALMOST_SAME and values[0] == values[1])


def _evidence(turn: Turn, following: Turn, reasons: Sequence[str]) -> dict[str, float]:
    """What the next message says about the meaning of this one."""
    told = following.intent
    if told in (FALLBACK, *_cues()["not_a_wish"]):
        return {}
    if following.clicked:
        offered = {name for name, _ in turn.ranking}
        return {told: _CLICK_WEIGHT} if turn.intent == FALLBACK and (told in offered or not offered) else {}
    again = "rephrased" in reasons or "corrected" in reasons
    return {told: _SECOND_TRY_WEIGHT} if again and following.confidence >= _SURE else {}


@lru_cache(maxsize=1)
def _cues() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("cues.yml").read_text(encoding="utf-8"))
    return loaded


@lru_cache(maxsize=4)
def _whole_words(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(re.escape(word) for word in words)})(?![a-z0-9])")
