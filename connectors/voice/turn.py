"""One recording: understood, kept, and handed to the assistant. Shared by the voice channel and the web page."""

from __future__ import annotations

import asyncio
from typing import Any

from sanic.request import Request

from connectors.conversation import Handler
from connectors.errors import ApiError
from connectors.voice.meant import most_sensible
from connectors.voice.measures import measures
from connectors.voice.parts import service, store
from connectors.voice.read_back import hand_over
from connectors.voice.speaking import can_speak, text_of
from connectors.voice.transcripts import StoredTranscript, kept
from connectors.voice.uploads import Upload, read_upload
from connectors.voice.wording import told
from speech.contract import SpeechError, Transcript


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
    outcome = "cancelled"
    try:
        upload = read_upload(request, service(request.app).settings)
        stored = await kept(store(request.app).save, await _transcript(request, upload), owner)
        outcome = "ok"
    except ApiError as error:
        outcome = error.code
        raise
    finally:
        measures().recordings.add(outcome)
    return stored, upload


async def _transcript(request: Request, upload: Upload) -> Transcript:
    speech = service(request.app)
    language = upload.language
    if language is None:
        language = await asyncio.to_thread(speech.usual_language)
    try:
        transcript = await speech.transcribe(upload.data, language)
    except SpeechError as error:
        raise told(error, speech.settings, language) from error
    return await most_sensible(request.app, transcript)


async def take_turn(
    request: Request, handler: Handler, *, channel: str, sender: str, metadata: dict[str, Any], speech_path: str
) -> dict[str, Any]:
    """Understand a recording and let the assistant answer it.

    Args:
        request: A multipart request.
        handler: Rasa's handler of messages.
        channel: Name of the channel.
        sender: The conversation; whoever calls this has checked whose it is.
        metadata: What the channel knows; `customer_id` only where it has proved it.
        speech_path: Where the channel gives spoken answers, by the transcript's id.

    Returns:
        The body of the answer: `sender`, `transcript`, `messages`, and `speech` where it was asked for.

    Raises:
        ApiError: There is nothing to answer, or it could not be handled.
    """
    stored, upload = await hear(request, sender)
    messages = await hand_over(request.app, handler, channel=channel, sender=sender, message=stored, metadata=metadata)
    body: dict[str, Any] = {"sender": sender, "transcript": stored.body(), "messages": messages}
    if upload.speak and can_speak() and text_of(messages):
        await kept(store(request.app).set_answer, stored.id, text_of(messages))
        body["speech"] = {"url": f"{speech_path}/{stored.id}"}
    return body
