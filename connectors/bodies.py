"""Reading and checking what clients send."""

from __future__ import annotations

import json
import math
import unicodedata
from typing import Any

from sanic.request import Request

from connectors.errors import ApiError

JSON_LIMIT_BYTES = 256 * 1024
MESSAGE_LIMIT_CHARACTERS = 2000
SENDER_LIMIT_CHARACTERS = 255
METADATA_LIMIT_BYTES = 4096
METADATA_DEPTH = 8
_LARGEST_INTEGER = 2**63 - 1

#: Conversations of these channels belong to somebody who proved who they are.
WEB_PREFIX = "web-"
SLACK_PREFIX = "slack-"
RESERVED_PREFIXES = (WEB_PREFIX, SLACK_PREFIX)


def json_object(request: Request) -> dict[str, Any]:
    """The request's body.

    Args:
        request: The request.

    Returns:
        The object that the body holds.

    Raises:
        ApiError: It holds none, or is too large.
    """
    if len(request.body) > JSON_LIMIT_BYTES:
        raise ApiError("too_large", limit=f"{JSON_LIMIT_BYTES // 1024} kB")
    try:
        body = json.loads(request.body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ApiError("invalid_json") from error
    if not isinstance(body, dict):
        raise ApiError("invalid_json")
    return body


def clean_text(text: str) -> str:
    """Text without NUL, control characters and halves of surrogate pairs; line breaks and tabs stay."""
    kept = (c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs") else "" for c in text.replace("\r", "\n"))
    return "".join(kept)


def message_text(value: object) -> tuple[str, int]:
    """The customer's message, cleaned and cut to `MESSAGE_LIMIT_CHARACTERS`.

    Args:
        value: What the client sent.

    Returns:
        The message, and how many characters it had where it was cut, else 0.

    Raises:
        ApiError: It is missing, empty or not a string.
    """
    if value is None:
        raise ApiError("message_missing")
    if not isinstance(value, str):
        raise ApiError("message_invalid")
    text = clean_text(value).strip()
    if not text:
        raise ApiError("message_missing")
    if len(text) <= MESSAGE_LIMIT_CHARACTERS:
        return text, 0
    return text[:MESSAGE_LIMIT_CHARACTERS].strip(), len(text)


def sender_id(value: object) -> str:
    """The conversation that a client without a session of ours names.

    Args:
        value: What the client sent.

    Returns:
        The conversation's identifier.

    Raises:
        ApiError: It is missing, cannot be used, or belongs to a channel with signed-in customers.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) <= _LARGEST_INTEGER else ""
    if value is None or value == "":
        raise ApiError("sender_missing")
    if not isinstance(value, str) or not value.strip():
        raise ApiError("sender_invalid", limit=SENDER_LIMIT_CHARACTERS)
    sender = value.strip()
    if len(sender) > SENDER_LIMIT_CHARACTERS or clean_text(sender) != sender or "\n" in sender:
        raise ApiError("sender_invalid", limit=SENDER_LIMIT_CHARACTERS)
    if unicodedata.normalize("NFKC", sender).casefold().startswith(RESERVED_PREFIXES):
        raise ApiError("sender_reserved")
    return sender


def client_metadata(value: object) -> dict[str, Any]:
    """Metadata that a client sent along, as data that every store can keep.

    Args:
        value: What the client sent.

    Returns:
        The metadata; empty where there is none.

    Raises:
        ApiError: It is not an object, or too large.
    """
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ApiError("metadata_invalid", limit=METADATA_LIMIT_BYTES)
    cleaned: dict[str, Any] = _storable(value, METADATA_DEPTH)
    if len(json.dumps(cleaned, ensure_ascii=False).encode("utf-8")) > METADATA_LIMIT_BYTES:
        raise ApiError("metadata_invalid", limit=METADATA_LIMIT_BYTES)
    return cleaned


def _storable(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _LARGEST_INTEGER:
        return str(value)
    if isinstance(value, (dict, list)) and depth == 0:
        raise ApiError("metadata_invalid", limit=METADATA_LIMIT_BYTES)
    if isinstance(value, dict):
        # MongoDB gives `$` at the start and `.` in a field's name a meaning.
        return {clean_text(k).replace(".", "_").replace("$", "_"): _storable(v, depth - 1) for k, v in value.items()}
    if isinstance(value, list):
        return [_storable(item, depth - 1) for item in value]
    return value
