"""Refuses requests whose end nobody can tell.

Sanic 21.12 takes lengths as they come: a negative one keeps its event loop busy for ever, and with it every customer;
one that is no number, and a coding that it does not know, end in its own error.
"""

from __future__ import annotations

from sanic import Sanic
from sanic.exceptions import InvalidUsage
from sanic.request import Request

#: Sent by Sanic when a request's head was read, and before anything of its body is.
HEAD_READ = "http.lifecycle.request"
CHUNKED = "chunked"


def install_framing(app: Sanic) -> None:
    """Check the head of every request of an app."""
    app.add_signal(check_length, HEAD_READ)


async def check_length(request: Request) -> None:
    """Check how a request says where its body ends.

    Raises:
        InvalidUsage: Not as a whole number of bytes, not in pieces, or in several ways at once.
    """
    lengths = request.headers.getall("content-length", [])
    codings = request.headers.getall("transfer-encoding", [])
    told = [*lengths, *codings]
    if not told:
        return
    length_is_number = bool(lengths) and lengths[0].isascii() and lengths[0].isdigit()
    if len(told) > 1 or not (length_is_number or codings == [CHUNKED]):
        raise InvalidUsage("The length of the body cannot be told.")
