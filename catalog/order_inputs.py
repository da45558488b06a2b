"""Texts and numbers that customers give: cleaned, or refused."""

from __future__ import annotations

from catalog.errors import Finding, InvalidData
from catalog.order_schema import ADDRESS_LENGTH
from catalog.order_states import MAX_QUANTITY


def clean_text(text: str, limit: int) -> str:
    """A text without control characters and doubled spaces, cut to a length in characters."""
    printable = "".join(char if char.isprintable() else " " for char in text[: limit * 4])
    return " ".join(printable.split())[:limit]


def require_address(text: str) -> str:
    """An address without control characters and doubled spaces.

    Raises:
        InvalidData: It is empty, or longer than the 500 characters that can be stored.
    """
    cleaned = clean_text(text, ADDRESS_LENGTH + 1)
    if not cleaned or len(cleaned) > ADDRESS_LENGTH:
        message = f"The address must have 1 to {ADDRESS_LENGTH} characters."
        raise InvalidData([Finding("request", 0, "address", message)])
    return cleaned


def require_quantity(quantity: int) -> None:
    """Refuse impossible numbers of pieces.

    Raises:
        InvalidData: The quantity is not a whole number from 1 to 999.
    """
    if not isinstance(quantity, int) or isinstance(quantity, bool) or not 1 <= quantity <= MAX_QUANTITY:
        message = f"The quantity must be a whole number from 1 to {MAX_QUANTITY}."
        raise InvalidData([Finding("request", 0, "quantity", message)])
