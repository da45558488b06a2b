"""Receives uploads: what is no form is refused by its head alone, and what stops coming is told so."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from sanic import Sanic
from sanic.exceptions import RequestTimeout
from sanic.request import Request

from connectors.errors import ApiError
from connectors.voice.form import MULTIPART
from connectors.voice.parts import service

#: Sent by Sanic when it knows who handles a request, and before anything of its body is read.
ROUTED = "http.routing.after"
VOICE_PATHS = "/webhooks/voice/"
#: However steadily it trickles in, an upload is over by then, in seconds.
WHOLE_UPLOAD_S = 300


def install_receiving(app: Sanic) -> None:
    """Receive the uploads of an app that is not running yet within a time."""
    app.add_signal(_receive, ROUTED)


async def _receive(request: Request, **_: Any) -> None:
    stream = request.stream
    if stream is None or not stream.request_body:
        return
    if not request.headers.get("content-type", "").lower().startswith(MULTIPART):
        if request.path.startswith(VOICE_PATHS):
            raise ApiError("no_audio")
        return
    try:
        request.body = await _body(stream, service(request.app).settings.upload_seconds)
    except asyncio.TimeoutError as error:
        stream.keep_alive = False
        raise RequestTimeout("The upload stopped.") from error


async def _body(stream: Any, pause_s: float) -> bytes:
    pieces: list[bytes] = []
    until = time.monotonic() + WHOLE_UPLOAD_S
    while stream.request_body:
        if stream.protocol.transport.is_closing():  # wait_for may have swallowed the cancellation
            raise asyncio.CancelledError
        left = min(pause_s, until - time.monotonic())
        pieces.append(await asyncio.wait_for(stream.read(), left) or b"")
    return b"".join(pieces)
