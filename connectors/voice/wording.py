"""What the voice channel says, and its errors."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.answers import json_answer
from connectors.errors import ApiError, asked_language
from speech.audio.sniff import NAMES
from speech.contract import BadAudio, Busy, EngineMissing, EngineTimeout, NothingHeard, SpeechError, TooLong
from speech.settings import VoiceSettings

MESSAGES_FILE = Path(__file__).with_name("messages.yml")

#: A transcript that begins like a command is text, also where the command is on a button.
_SLASHES = "/／⁄∕⧸╱\u200b\ufeff \t\n"
_NOTHING_LEFT = "?"
_PUNCTUATION = re.compile(r"[^\w\s']+")


@lru_cache(maxsize=1)
def wording() -> dict[str, Any]:
    """The content of `messages.yml`."""
    loaded: dict[str, Any] = yaml.safe_load(MESSAGES_FILE.read_text(encoding="utf-8"))
    return loaded


class VoiceError(ApiError):
    """Something to tell the client about a recording; several situations may share one code."""

    def __init__(
        self, key: str, language: str | None = None, headers: dict[str, str] | None = None, **values: object
    ) -> None:
        """Create an error.

        Args:
            key: Key under `errors` in `messages.yml`.
            language: Of the recording, for clients that ask for no other.
            headers: Headers of the answer.
            **values: What is filled into the message.
        """
        entry = wording()["errors"][key]
        Exception.__init__(self, key)
        self.code, self.values, self.headers, self.entry = entry["code"], values, headers, entry
        self.status = entry["status"]
        self.language = language

    def response(self, request: Request | None, **more: Any) -> HTTPResponse:
        """The answer to a request; see the parent class."""
        asked = asked_language(request) if request else None
        message = self.message(asked or self.language)
        body = {"code": self.code, "message": message, "retryable": bool(self.entry.get("retryable"))}
        return json_answer({"error": body, **more}, self.status, self.sent_headers())


def told(error: SpeechError, settings: VoiceSettings, language: str) -> VoiceError:
    """A recogniser's error as clients are told it.

    Args:
        error: The error.
        settings: For the limits that the message names.
        language: Of the recording.
    """
    if isinstance(error, NothingHeard):
        return VoiceError("nothing_heard", language)
    if isinstance(error, TooLong):
        return VoiceError("too_long", language, limit=settings.most_seconds)
    if isinstance(error, BadAudio):
        return VoiceError("audio_format", language, formats=", ".join(NAMES))
    if isinstance(error, Busy):
        seconds = error.retry_after
        return VoiceError("busy", language, {"Retry-After": str(seconds)}, seconds=seconds)
    if isinstance(error, EngineTimeout):
        return VoiceError("timeout", language)
    if isinstance(error, EngineMissing):
        return VoiceError("not_installed", language, spoken=language)
    return VoiceError("not_reachable" if getattr(error, "retryable", False) else "out_of_order", language)


def said(key: str, language: str, **values: object) -> str:
    """A sentence of the channel's own."""
    return str(wording()["said"][key][language]).format(**values)


def button_title(key: str, language: str) -> str:
    """The title of a button."""
    return str(wording()["buttons"][key][language])


def is_answer(kind: str, text: str) -> bool:
    """Whether a text is nothing but a yes or a no, in any of our languages.

    Args:
        kind: `yes` or `no`.
        text: What was said or typed.
    """
    return any(bare(text) in words for words in wording()[kind].values())


def bare(text: str) -> str:
    """A text without punctuation, capital letters and full-width forms."""
    return " ".join(_PUNCTUATION.sub(" ", unicodedata.normalize("NFKC", text).replace("’", "'").lower()).split())


def as_text(said: str) -> str:
    """What was said as a message that is no command, whatever it begins with."""
    return said.lstrip(_SLASHES) or _NOTHING_LEFT
