"""Sessions of signed-in customers: a signed cookie that scripts cannot read."""

from __future__ import annotations

import time
from dataclasses import dataclass

import jwt
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.errors import ApiError

COOKIE = "kefu_session"
LIFETIME_S = 12 * 3600
ALGORITHM = "HS256"
ISSUER = "kefu"
_TOKEN_LIMIT_CHARACTERS = 2048


@dataclass(frozen=True)
class Session:
    """Who is signed in.

    Attributes:
        customer_id: The customer.
        name: How the page greets them.
        language: The customer's own language, `zh` or `en`.
    """

    customer_id: str
    name: str
    language: str


class Sessions:
    """Makes and reads the session's cookie."""

    def __init__(self, key: bytes, secure: bool) -> None:
        """Create the sessions of an app.

        Args:
            key: What signs them.
            secure: Whether browsers may send the cookie over https only.
        """
        self._key = key
        self._secure = secure

    def start(self, response: HTTPResponse, session: Session) -> None:
        """Put a session's cookie on an answer."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "sub": session.customer_id,
            "name": session.name,
            "lang": session.language,
            "iat": now,
            "exp": now + LIFETIME_S,
        }
        self._set(response, jwt.encode(claims, self._key, algorithm=ALGORITHM), LIFETIME_S)

    def end(self, response: HTTPResponse) -> None:
        """Take the cookie away."""
        self._set(response, "", 0)

    def find(self, request: Request) -> Session | None:
        """The session of a request; None where there is none, it is over, or it was not signed by us."""
        token = request.cookies.get(COOKIE) or ""
        if not token or len(token) > _TOKEN_LIMIT_CHARACTERS:
            return None
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                options={"require": ["exp", "sub", "iss"]},
            )
        except (jwt.PyJWTError, ValueError):
            return None
        return Session(str(claims["sub"]), str(claims.get("name", "")), str(claims.get("lang", "")))

    def require(self, request: Request) -> Session:
        """The session of a request.

        Raises:
            ApiError: There is none.
        """
        session = self.find(request)
        if session is None:
            raise ApiError("not_signed_in")
        return session

    def _set(self, response: HTTPResponse, value: str, lifetime_s: int) -> None:
        response.cookies[COOKIE] = value
        cookie = response.cookies[COOKIE]
        cookie["path"] = "/"
        cookie["httponly"] = True
        cookie["samesite"] = "Lax"
        cookie["max-age"] = lifetime_s
        if self._secure:
            cookie["secure"] = True
