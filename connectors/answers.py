"""JSON answers that people can read as they are, without escaped characters."""

from __future__ import annotations

import json
from typing import Any

from sanic.response import HTTPResponse
from sanic.response import json as sanic_json


def json_answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> HTTPResponse:
    """An answer with a JSON body.

    Args:
        body: What to say.
        status: HTTP status.
        headers: Further headers.
    """
    return sanic_json(body, status=status, headers=headers, dumps=_dumps)


def _dumps(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
