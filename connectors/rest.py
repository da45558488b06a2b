"""The REST channel: Rasa's shape, with checked input and honest errors."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput as RasaRestInput
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.answers import json_answer
from connectors.blueprint import ChannelBlueprint
from connectors.bodies import client_metadata, json_object, message_text, sender_id
from connectors.voice.read_back import hand_over


class RestInput(RasaRestInput):
    """`POST /webhooks/rest/webhook`.

    Differences to Rasa's: bad input is a 400, a failure is a 500 or 503 and never `200 []`; typed commands are text;
    the client can choose neither its channel nor who it is; answers are not streamed.
    """

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The channel's routes.

        Args:
            on_new_message: Rasa's handler of messages.
        """
        routes = ChannelBlueprint("rest_channel")

        @routes.get("/", name="health")
        async def health(_request: Request) -> HTTPResponse:
            return json_answer({"status": "ok"})

        @routes.post("/webhook", name="webhook")
        async def webhook(request: Request) -> HTTPResponse:
            body = json_object(request)
            sender = sender_id(body.get("sender"))
            text, cut_from = message_text(body.get("message"))
            metadata = rest_metadata(body.get("metadata"), cut_from)
            answers = await hand_over(
                request.app, on_new_message, channel=self.name(), sender=sender, message=text, metadata=metadata
            )
            return json_answer(answers)

        return routes


def rest_metadata(value: object, cut_from: int) -> dict[str, Any]:
    """Metadata of a message from a client that has not proved who it is.

    Args:
        value: What the client sent; kept under `client`, where no action takes it for identity.
        cut_from: How many characters the message had, where it was cut; else 0.

    Returns:
        The message's metadata.
    """
    metadata: dict[str, Any] = {}
    client = client_metadata(value)
    if client:
        metadata["client"] = client
    if cut_from:
        metadata["truncated_from"] = cut_from
    return metadata
