"""Recordings out of multipart requests."""

from __future__ import annotations

from dataclasses import dataclass

from sanic.request import File, Request

from connectors.errors import LANGUAGES, ApiError
from connectors.voice.wording import VoiceError
from speech.settings import VoiceSettings

AUDIO_FIELD = "audio"
_TRUE = ("true", "1", "yes", "on")


@dataclass(frozen=True)
class Upload:
    """A recording as it was sent.

    Attributes:
        data: The file.
        language: `zh` or `en`.
        speak: Whether the answer is wanted as sound too.
    """

    data: bytes
    language: str
    speak: bool


def read_upload(request: Request, settings: VoiceSettings) -> Upload:
    """The recording of a request.

    Args:
        request: A multipart request.
        settings: The limits, and the language of requests that name none.

    Returns:
        The recording.

    Raises:
        ApiError: There is none, it is empty or too large, or the language is not one of ours.
    """
    file = check_recording(request)
    language = field(request, "language").lower() or settings.language
    if len(file.body) > settings.most_bytes:
        raise VoiceError("too_large", language, limit=settings.most_megabytes)
    return Upload(file.body, language, field(request, "speak").lower() in _TRUE)


def field(request: Request, name: str) -> str:
    """A text field of a multipart request; empty where there is none."""
    return str((request.form or {}).get(name) or "").strip()


def check_recording(request: Request) -> File:
    """The file with the recording.

    Args:
        request: A multipart request.

    Returns:
        The file.

    Raises:
        ApiError: There is none, it is empty, there are several, or the language is not one of ours.
    """
    recording = uploaded_file(request, AUDIO_FIELD)
    if recording is None:
        raise ApiError("no_audio")
    if len(request.files.getlist(AUDIO_FIELD)) > 1:
        raise VoiceError("two_recordings")
    if field(request, "language").lower() not in ("", *LANGUAGES):
        raise ApiError("language_invalid", languages=", ".join(LANGUAGES))
    return recording


def uploaded_file(request: Request, name: str) -> File | None:
    """A file of a multipart request.

    Args:
        request: The request.
        name: Name of the field.

    Returns:
        The file; None where there is none, or it is empty.
    """
    file = (request.files or {}).get(name)
    return file if file is not None and file.body else None
