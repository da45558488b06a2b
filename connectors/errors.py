"""Errors as clients see them: `{"error": {"code", "message"}}` in the language asked for; `retryable` with a 503."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.answers import json_answer

logger = logging.getLogger(__name__)

MESSAGES_FILE = Path(__file__).with_name("messages.yml")
LANGUAGES = ("zh", "en")
BOTH = " / "
UNAVAILABLE = 503
#: After so many seconds a client may try again where that may help, unless the error itself says when.
RETRY_AFTER_S = 3

#: Codes for what Sanic itself raises, by status; anything else below 500 is a `bad_request`.
CODES_BY_STATUS = {
    404: "not_found",
    405: "method_not_allowed",
    408: "request_timeout",
    413: "too_large",
    415: "unsupported_media_type",
    503: "unavailable",
}


@lru_cache(maxsize=1)
def messages() -> dict[str, dict[str, Any]]:
    """The content of `messages.yml`."""
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(MESSAGES_FILE.read_text(encoding="utf-8"))
    return loaded


class ApiError(Exception):
    """Something to tell the client.

    Attributes:
        code: Key in `messages.yml`.
        status: HTTP status.
    """

    def __init__(self, code: str, *, headers: dict[str, str] | None = None, **values: object) -> None:
        """Create an error.

        Args:
            code: Key in `messages.yml`.
            headers: Headers of the answer.
            **values: What is filled into the message.
        """
        self.code, self.values, self.headers = code, values, headers
        self.entry = messages()[code]
        self.status: int = self.entry["status"]
        super().__init__(code)

    def message(self, language: str | None) -> str:
        """The sentence in a language, or in all of them where none was asked for."""
        wanted = [language] if language else LANGUAGES
        return BOTH.join(str(self.entry[key]).format(**self.values) for key in wanted)

    def response(self, request: Request | None, **more: Any) -> HTTPResponse:
        """The answer to a request.

        Args:
            request: The request, for its language.
            **more: Further fields beside `error`.
        """
        message = self.message(asked_language(request) if request else None)
        body: dict[str, Any] = {"code": self.code, "message": message}
        if self.status == UNAVAILABLE:
            body["retryable"] = bool(self.entry.get("retryable"))
        return json_answer({"error": body, **more}, self.status, self.sent_headers())

    def sent_headers(self) -> dict[str, str]:
        """The headers of the answer: also when to try again, where that may help."""
        again = (
            {"Retry-After": str(RETRY_AFTER_S)} if self.status == UNAVAILABLE and self.entry.get("retryable") else {}
        )
        return {**again, **(self.headers or {})}


def asked_language(request: Request) -> str | None:
    """The first of our languages that a request's `Accept-Language` prefers.

    Args:
        request: The request.

    Returns:
        `zh` or `en`; None where neither is asked for.
    """
    preferred: list[tuple[float, int, str]] = []
    for place, part in enumerate(request.headers.get("accept-language", "")[:200].split(",")):
        tag, _, parameter = part.strip().partition(";")
        language = tag.strip().lower().split("-")[0]
        if language in LANGUAGES:
            preferred.append((-_quality(parameter), place, language))
    return min(preferred)[2] if preferred else None


def install_error_answers(app: Sanic) -> None:
    """Answer every exception of an app in our shape, without a stack trace."""
    app.error_handler.add(Exception, answer_exception)


def answer_exception(request: Request, error: Exception) -> HTTPResponse:
    """Turn an exception into an answer; unexpected ones are logged."""
    if isinstance(error, ApiError):
        return error.response(request)
    if isinstance(error, SanicException):
        status = error.status_code or 500
        code = CODES_BY_STATUS.get(status) or ("bad_request" if status < 500 else "internal_error")
        if status < 500 or status == 503:
            limit = f"{request.app.config.REQUEST_MAX_SIZE // 2**20} MB"
            answer = ApiError(code, limit=limit)
            answer.headers = dict(getattr(error, "headers", None) or {}) or None
            return answer.response(request)
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return ApiError("internal_error").response(request)


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
