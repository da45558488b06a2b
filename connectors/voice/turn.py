"""One recording: understood, kept, and handed to the assistant. Shared by the voice channel and the web page."""

from __future__ import annotations

import asyncio
from typing import Any

from sanic import Sanic
from sanic.request import Request

from connectors.bodies import message_text
from connectors.conversation import Handler, converse
from connectors.voice.measures import measures
from connectors.voice.speaking import can_speak, text_of
from connectors.voice.transcripts import StoredTranscript, TranscriptStore
from connectors.voice.uploads import Upload, read_upload
from connectors.voice.wording import button_title, is_answer, said, told
from speech.contract import SpeechError
from speech.service import SpeechService
from speech.settings import VoiceSettings

SPEECH_PATH = "/webhooks/voice/speech"
STORE_FILE = "voice.db"
#: A transcript that begins like a command is text, also where the command is on a button.
_SLASHES = "/／⁄∕⧸╱\u200b\ufeff \t\n"
_NOTHING_LEFT = "?"


def service(app: Sanic) -> SpeechService:
    """The recognisers of an app; the first call makes them."""
    if getattr(app.ctx, "speech", None) is None:
        app.ctx.speech = SpeechService(VoiceSettings.from_env(), observer=measures())
    made: SpeechService = app.ctx.speech
    return made


def store(app: Sanic) -> TranscriptStore:
    """The transcripts of an app; the first call opens their file."""
    if getattr(app.ctx, "transcripts", None) is None:
        keep_s = service(app).settings.keep_hours * 3600
        app.ctx.transcripts = TranscriptStore(app.ctx.settings.var / STORE_FILE, keep_s)
    made: TranscriptStore = app.ctx.transcripts
    return made


async def hear(request: Request, owner: str) -> tuple[StoredTranscript, Upload]:
    """Understand the recording of a request and keep the transcript.

    Args:
        request: A multipart request.
        owner: The conversation that the transcript belongs to; empty for whoever knows its id.

    Returns:
        The transcript as it is kept, and the recording.

    Raises:
        ApiError: There is no usable recording, nothing was understood, or no engine can work.
    """
    speech = service(request.app)
    upload = read_upload(request, speech.settings)
    try:
        transcript = await speech.transcribe(upload.data, upload.language)
    except SpeechError as error:
        raise told(error, speech.settings, upload.language) from error
    stored = await asyncio.to_thread(store(request.app).save, transcript, owner)
    return stored, upload


async def take_turn(
    request: Request, handler: Handler, *, channel: str, sender: str, metadata: dict[str, Any]
) -> dict[str, Any]:
    """Understand a recording and let the assistant answer it.

    Args:
        request: A multipart request.
        handler: Rasa's handler of messages.
        channel: Name of the channel.
        sender: The conversation; whoever calls this has checked whose it is.
        metadata: What the channel knows; `customer_id` only where it has proved it.

    Returns:
        The body of the answer: `sender`, `transcript`, `messages`, and `speech` where it was asked for.

    Raises:
        ApiError: There is nothing to answer, or it could not be handled.
    """
    stored, upload = await hear(request, sender)
    messages = await _answer(request.app, handler, stored, channel, sender, metadata)
    body: dict[str, Any] = {"sender": sender, "transcript": stored.body(), "messages": messages}
    if upload.speak and can_speak() and text_of(messages):
        await asyncio.to_thread(store(request.app).set_answer, stored.id, text_of(messages))
        body["speech"] = {"url": f"{SPEECH_PATH}/{stored.id}"}
    return body


async def _answer(
    app: Sanic, handler: Handler, stored: StoredTranscript, channel: str, sender: str, metadata: dict[str, Any]
) -> list[dict[str, Any]]:
    heard, language = stored.transcript, stored.transcript.language
    asked = await asyncio.to_thread(store(app).take_asked, sender)
    if asked is not None and is_answer("no", heard.text, language):
        return [{"recipient_id": sender, "text": said("say_again", language)}]
    if asked is not None and is_answer("yes", heard.text, language):
        stored, heard = asked, asked.transcript
    elif heard.confidence < service(app).settings.confirm_below:
        await asyncio.to_thread(store(app).ask, sender, stored.id)
        return [_read_back(sender, heard.text, language)]
    text, _ = message_text(heard.text.lstrip(_SLASHES) or _NOTHING_LEFT)
    voice = {
        "transcript_id": stored.id,
        "language": heard.language,
        "engine": heard.engine,
        "confidence": heard.confidence,
        "duration_s": round(heard.duration, 3),
    }
    return await converse(
        app, handler, channel=channel, sender=sender, text=text, metadata={**metadata, "voice": voice}
    )


def _read_back(sender: str, text: str, language: str) -> dict[str, Any]:
    safe = text.lstrip(_SLASHES) or _NOTHING_LEFT
    return {
        "recipient_id": sender,
        "text": said("read_back", language, text=text),
        "buttons": [
            {"title": button_title("yes_button", language), "payload": safe},
            {"title": button_title("no_button", language), "payload": button_title("no_button", language)},
        ],
    }
