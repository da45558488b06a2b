"""The voice channel's routes. There is no speech recogniser yet: good requests are answered `engine_unavailable`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import File, Request
from sanic.response import HTTPResponse

from connectors.answers import json_answer
from connectors.blueprint import ChannelBlueprint
from connectors.bodies import sender_id
from connectors.errors import LANGUAGES, ApiError

AUDIO_FIELD = "audio"


class VoiceInput(InputChannel):
    """`/webhooks/voice/…`."""

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return "voice"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The channel's routes.

        Args:
            on_new_message: Rasa's handler of messages.
        """
        routes = ChannelBlueprint("voice_channel")

        @routes.get("/", name="health")
        async def health(_request: Request) -> HTTPResponse:
            return json_answer({"status": "ok"})

        @routes.post("/webhook", name="webhook")
        async def webhook(request: Request) -> HTTPResponse:
            check_recording(request)
            sender_id(request.form.get("sender") if request.form else None)
            raise ApiError("engine_unavailable")

        @routes.post("/transcripts", name="transcribe")
        async def transcribe(request: Request) -> HTTPResponse:
            check_recording(request)
            raise ApiError("engine_unavailable")

        @routes.get("/transcripts/<transcript_id:str>", name="transcript")
        async def transcript(_request: Request, transcript_id: str) -> HTTPResponse:
            raise ApiError("not_found")

        @routes.get("/model", name="model")
        async def model(_request: Request) -> HTTPResponse:
            raise ApiError("engine_unavailable")

        return routes


def check_recording(request: Request) -> File:
    """The recording of a request.

    Args:
        request: A multipart request.

    Returns:
        The file.

    Raises:
        ApiError: There is none, it is empty, or the language asked for is not one of ours.
    """
    recording = uploaded_file(request, AUDIO_FIELD)
    if recording is None:
        raise ApiError("no_audio")
    language = request.form.get("language") if request.form else None
    if language not in (None, "", *LANGUAGES):
        raise ApiError("language_invalid", languages=", ".join(LANGUAGES))
    return recording


def uploaded_file(request: Request, field: str) -> File | None:
    """A file of a multipart request.

    Args:
        request: The request.
        field: Name of the field.

    Returns:
        The file; None where there is none, or it is empty.
    """
    files = request.files or {}
    file = files.get(field)
    return file if file is not None and file.body else None
