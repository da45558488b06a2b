"""Addresses that customers write."""

from __future__ import annotations

from actions.turn import Turn
from understanding.answers import address_in, without_refusal

_LONGEST = 300  # characters


def address_told(turn: Turn) -> str | None:
    """The address that the message holds."""
    address = None if turn.is_payload else address_in(without_refusal(turn.text))
    return address[:_LONGEST] if address else None
