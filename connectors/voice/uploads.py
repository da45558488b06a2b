"""Recordings out of multipart requests."""

from __future__ import annotations

from dataclasses import dataclass

from sanic.request import Request

from connectors.errors import LANGUAGES, ApiError
from connectors.voice.form import form_of
from connectors.voice.wording import VoiceError
from speech.settings import VoiceSettings

AUDIO_FIELD = "audio"
_TRUE = ("true", "1", "yes", "on")


@dataclass(frozen=True)
class Upload:
    """A recording as it was sent.

    Attributes:
        data: The file.
        language: `zh` or `en`; None where the request names none.
        speak: Whether the answer is wanted as sound too.
    """

    data: bytes
    language: str | None
    speak: bool


def read_upload(request: Request, settings: VoiceSettings) -> Upload:
    """The recording of a request.

    Args:
        request: A multipart request.
        settings: The limits.

    Returns:
        The recording.

    Raises:
        ApiError: There is none, it is empty or too large, or the language is not one of ours.
    """
    data = check_recording(request)
    language = field(request, "language").lower() or None
    if len(data) > settings.most_bytes:
        raise VoiceError("too_large", language, limit=settings.most_megabytes)
    return Upload(data, language, field(request, "speak").lower() in _TRUE)


def field(request: Request, name: str) -> str:
    """A text field of a multipart request; empty where there is none."""
    return form_of(request).fields.get(name, "").strip()


def check_recording(request: Request) -> bytes:
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
    if len(form_of(request).files[AUDIO_FIELD]) > 1:
        raise VoiceError("two_recordings")
    if field(request, "language").lower() not in ("", *LANGUAGES):
        raise ApiError("language_invalid", languages=", ".join(LANGUAGES))
    return recording


def uploaded_file(request: Request, name: str) -> bytes | None:
    """A file of a multipart request.

    Args:
        request: The request.
        name: Name of the field.

    Returns:
        The file; None where there is none, or it is empty.
    """
    files = form_of(request).files.get(name, [])
    return files[0] if files and files[0] else None
