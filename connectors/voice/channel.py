"""The voice channel: recordings in, transcripts and answers out."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.shared.exceptions import InvalidConfigException
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.answers import json_answer
from connectors.blueprint import ChannelBlueprint
from connectors.bodies import sender_id
from connectors.errors import ApiError
from connectors.voice.asking import may_read
from connectors.voice.measures import measures
from connectors.voice.parts import service, store
from connectors.voice.receiving import install_receiving
from connectors.voice.speaking import spoken_answer
from connectors.voice.transcripts import StoredTranscript, kept
from connectors.voice.turn import hear, take_turn
from connectors.voice.uploads import check_recording, field
from runtime.metrics import metrics
from speech.adapt.model_folder import ModelFolder
from speech.service import SpeechService
from speech.settings import LANGUAGES, VoiceSettings, VoiceSettingsError

SPEECH_PATH = "/webhooks/voice/speech"


class VoiceInput(InputChannel):
    """`/webhooks/voice/…`."""

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return "voice"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> VoiceInput:
        """Make the channel; its settings come from the environment and are checked now.

        Raises:
            InvalidConfigException: A setting cannot be used.
        """
        try:
            SpeechService(VoiceSettings.from_env())
        except VoiceSettingsError as error:
            raise InvalidConfigException(str(error)) from error
        return cls()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The channel's routes.

        Args:
            on_new_message: Rasa's handler of messages.
        """
        routes = _VoiceBlueprint("voice_channel")
        routes.listener(_start, "after_server_start")
        routes.listener(_close, "before_server_stop")

        @routes.get("/", name="health")
        async def health(_request: Request) -> HTTPResponse:
            return json_answer({"status": "ok"})

        @routes.post("/webhook", name="webhook")
        async def webhook(request: Request) -> HTTPResponse:
            check_recording(request)
            sender = sender_id(field(request, "sender"))
            answer = await take_turn(
                request, on_new_message, channel=self.name(), sender=sender, metadata={}, speech_path=SPEECH_PATH
            )
            return json_answer(answer)

        @routes.post("/transcripts", name="transcribe")
        async def transcribe(request: Request) -> HTTPResponse:
            sender = field(request, "sender")
            stored, _ = await hear(request, owner=sender_id(sender) if sender else "")
            return json_answer(stored.body(), 201, {"Location": f"{request.path.rstrip('/')}/{stored.id}"})

        @routes.get("/transcripts/<transcript_id:str>", name="transcript")
        async def transcript(request: Request, transcript_id: str) -> HTTPResponse:
            return json_answer((await _found(request, transcript_id)).body())

        @routes.get("/speech/<transcript_id:str>", name="speech")
        async def speech(request: Request, transcript_id: str) -> HTTPResponse:
            return await spoken_answer(await _found(request, transcript_id))

        @routes.get("/model", name="model")
        async def model(request: Request) -> HTTPResponse:
            return json_answer(await asyncio.to_thread(model_body, service(request.app)))

        return routes


class _VoiceBlueprint(ChannelBlueprint):
    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        super().register(app, options)
        install_receiving(app)


def model_body(speech: SpeechService) -> dict[str, Any]:
    """What the recogniser was adapted to, for each language that can be heard.

    Args:
        speech: The recognisers.
    """
    languages: dict[str, Any] = {}
    for language in LANGUAGES:
        choice = speech.choice(language)
        manifest = ModelFolder(speech.settings.models, language).manifest()
        languages[language] = {
            "engine": choice.engines[0] if choice.engines else None,
            "reason": choice.reason,
            "vocabulary": manifest.vocabulary if manifest else 0,
            "ngrams": manifest.ngrams if manifest else 0,
            "built_at": manifest.built_at if manifest else None,
            "sources": manifest.sources if manifest else {},
        }
    usual = speech.usual_language()
    return {"engine": languages[usual]["engine"], "default_language": usual, "languages": languages}


async def _found(request: Request, transcript_id: str) -> StoredTranscript:
    stored = await kept(store(request.app).find, transcript_id)
    if stored is None or not may_read(request, stored.owner):
        raise ApiError("not_found")
    return stored


async def _start(app: Sanic, _loop: Any = None) -> None:
    metrics().add_source("voice", lambda: measures().text(service(app).pool.state))
    app.ctx.speech_warm_up = asyncio.get_running_loop().create_task(service(app).warm_up())


async def _close(app: Sanic, _loop: Any = None) -> None:
    task = getattr(app.ctx, "speech_warm_up", None)
    if task is not None:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await task
    await service(app).close()
