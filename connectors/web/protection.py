"""What browsers are told, and what is asked of requests that change something."""

from __future__ import annotations

from urllib.parse import urlsplit

from sanic.request import Request
from sanic.response import BaseHTTPResponse

from connectors.errors import ApiError

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' https: data:",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_ASSETS = "/assets/"


async def add_headers(request: Request, response: BaseHTTPResponse) -> None:
    """Put the security headers on every answer; answers with a customer's data are never cached."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if not request.path.startswith(_ASSETS):
        response.headers.setdefault("Cache-Control", "no-store")


def require_json(request: Request) -> None:
    """Refuse bodies that a form of another site could send.

    Raises:
        ApiError: The body is not declared as JSON.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise ApiError("json_only")


def require_same_origin(request: Request) -> None:
    """Refuse requests that a page of another site makes.

    The session's cookie is not sent along with those by browsers of today (`SameSite`); this is for the others.

    Raises:
        ApiError: The request comes from another site.
    """
    if request.headers.get("sec-fetch-site") == "cross-site":
        raise ApiError("wrong_origin")
    origin = request.headers.get("origin")
    if origin is None:
        return
    hosts = {request.headers.get("host", "").lower(), request.headers.get("x-forwarded-host", "").lower()}
    try:
        host = urlsplit(origin).netloc.lower()
    except ValueError:
        host = ""
    if not host or host not in hosts:
        raise ApiError("wrong_origin")
