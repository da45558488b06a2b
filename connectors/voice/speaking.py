"""Spoken answers with espeak-ng, where it is installed."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from typing import Any

from sanic.response import HTTPResponse, raw

from connectors.errors import ApiError
from connectors.voice.transcripts import StoredTranscript

PROGRAM = "espeak-ng"
#: More than this is not read out.
MOST_CHARACTERS = 600
SPEAK_TIMEOUT_S = 15.0
AT_ONCE = 1
MEDIA_TYPE = "audio/wav"

_VOICES = {"en": "en-us", "zh": "cmn"}
_turns: dict[asyncio.AbstractEventLoop, asyncio.Semaphore] = {}


def can_speak() -> bool:
    """Whether answers can be spoken here."""
    return shutil.which(PROGRAM) is not None


def text_of(messages: list[dict[str, Any]]) -> str:
    """What is read out of the assistant's messages."""
    return " ".join(str(message["text"]) for message in messages if message.get("text"))[:MOST_CHARACTERS]


async def speak(text: str, language: str) -> bytes | None:
    """Read a text out.

    Args:
        text: The text; handed over on standard input, so that it can be no option.
        language: `zh` or `en`.

    Returns:
        A WAV file; None where it could not be made.
    """
    if not can_speak() or not text.strip():
        return None
    turns = _turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE))
    async with turns:
        process = await asyncio.create_subprocess_exec(
            PROGRAM, "-v", _VOICES[language], "--stdin", "--stdout",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            sound, _ = await asyncio.wait_for(process.communicate(text.encode()), SPEAK_TIMEOUT_S)
        except asyncio.TimeoutError:
            return None
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
    return sound or None


async def spoken_answer(stored: StoredTranscript) -> HTTPResponse:
    """What the assistant said to a transcript, as sound.

    Raises:
        ApiError: It said nothing, or it cannot be spoken.
    """
    sound = await speak(stored.answer, stored.transcript.language)
    if sound is None:
        raise ApiError("not_found")
    return raw(sound, content_type=MEDIA_TYPE, headers={"Cache-Control": "private, no-store"})
