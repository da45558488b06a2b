"""Who may read a transcript: the customer who is signed in, or who holds its identifier, which nobody can guess."""

from __future__ import annotations

from sanic.request import Request

from connectors.bodies import RESERVED_PREFIXES
from connectors.web.channel import conversation_of
from connectors.web.session import COOKIE, Sessions


def may_read(request: Request, owner: str) -> bool:
    """Whether a request may read what belongs to a conversation.

    Args:
        request: Its session proves who asks; the `sender` that it names proves nothing, but another one is refused.
        owner: The conversation; empty where it is nobody's.

    Returns:
        Whether it may.
    """
    if owner.startswith(RESERVED_PREFIXES):
        return owner == signed_in_customer(request)
    named = str(request.args.get("sender") or "").strip()
    return not owner or named in ("", owner)


def signed_in_customer(request: Request) -> str:
    """The conversation of the customer who is signed in on the web page; empty where nobody is."""
    if COOKIE not in request.cookies:
        return ""
    settings = request.app.ctx.settings
    session = Sessions(settings.signing_key(), settings.secure_cookies).find(request)
    return conversation_of(session) if session is not None else ""
