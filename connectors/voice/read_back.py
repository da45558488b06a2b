"""Messages on their way to the assistant: unsure transcripts are read back first ("did you say …?").

What a customer says next, spoken, typed or with a button, is looked at here before the assistant gets it: a yes stands
for the transcript that was asked about, a no asks to say it again, and anything else is a message of its own. Which
transcript was asked about is known to the server alone, so that a yes can mean nothing that was not read back.
"""

from __future__ import annotations

from typing import Any

from sanic import Sanic

from connectors.bodies import message_text
from connectors.conversation import Handler, Messages, converse
from connectors.errors import ApiError
from connectors.voice.parts import service, store
from connectors.voice.transcripts import StoredTranscript, kept
from connectors.voice.wording import as_text, bare, button_title, is_answer, said


async def hand_over(
    app: Sanic,
    handler: Handler,
    *,
    channel: str,
    sender: str,
    message: str | StoredTranscript,
    metadata: dict[str, Any],
) -> Messages:
    """Hand what a customer typed or said to the assistant, or read it back.

    Args:
        app: The app with the agent.
        handler: Rasa's handler of messages.
        channel: Name of the channel.
        sender: The conversation; whoever calls this has checked whose it is.
        message: What was typed, or the transcript of what was said.
        metadata: What the channel knows; `customer_id` only where it has proved it.

    Returns:
        The answers, in Rasa's REST shape.

    Raises:
        ApiError: The message could not be handled; a question that it answered is open again.
    """
    heard = message if isinstance(message, StoredTranscript) else None
    text = message.transcript.text if isinstance(message, StoredTranscript) else message
    asked = await kept(store(app).take_asked, sender)
    if asked is not None and is_answer("no", text):
        return [{"recipient_id": sender, "text": said("say_again", (heard or asked).transcript.language)}]
    if asked is not None and (is_answer("yes", text) or bare(text) == bare(asked.transcript.text)):
        heard = asked
    else:
        asked = None
        if heard is not None and heard.transcript.confidence < service(app).settings.confirm_below:
            await kept(store(app).ask, sender, heard.id)
            return [_question(sender, heard.transcript.text, heard.transcript.language)]
    if heard is not None:
        text, _ = message_text(as_text(heard.transcript.text))
        metadata = {**metadata, "voice": _metadata(heard)}
    try:
        return await converse(app, handler, channel=channel, sender=sender, text=text, metadata=metadata)
    except ApiError:
        if asked is not None:
            await kept(store(app).ask, sender, asked.id)
        raise


def _metadata(heard: StoredTranscript) -> dict[str, Any]:
    transcript = heard.transcript
    return {
        "transcript_id": heard.id,
        "language": transcript.language,
        "engine": transcript.engine,
        "confidence": transcript.confidence,
        "duration_s": round(transcript.duration, 3),
    }


def _question(sender: str, text: str, language: str) -> dict[str, Any]:
    return {
        "recipient_id": sender,
        "text": said("read_back", language, text=text),
        "buttons": [
            {"title": button_title("yes_button", language), "payload": as_text(text)},
            {"title": button_title("no_button", language), "payload": button_title("no_button", language)},
        ],
    }
