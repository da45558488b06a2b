"""`/healthz`, `/readyz` and `/metrics`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, text

from connectors.answers import json_answer
from connectors.errors import ApiError
from connectors.shop import shop
from runtime.actions_endpoint import reachable
from runtime.failures import one_line
from runtime.metrics import CONTENT_TYPE, metrics

logger = logging.getLogger(__name__)

CHECK_TIMEOUT_S = 6.0
OK = "ok"

Check = Callable[[Sanic], Awaitable[None]]


class NotReady(Exception):
    """A part of the system is not ready."""


def install_health(app: Sanic) -> None:
    """Add the routes to an app."""
    app.add_route(_healthz, "/healthz", name="healthz")
    app.add_route(_readyz, "/readyz", name="readyz")
    app.add_route(_metrics, "/metrics", name="metrics")


async def checks(app: Sanic) -> dict[str, str]:
    """Ask every configured part for a sign of life.

    Args:
        app: The app with its agent.

    Returns:
        Part by name: `ok`, or `failed` (the reason is logged; it may name hosts).
    """
    parts: dict[str, Check] = {
        "model": _model,
        "catalog": _catalog,
        "conversations": _store("tracker_store"),
        "locks": _store("lock_store"),
    }
    if app.ctx.settings.action_server_url:
        parts["action_server"] = _action_server
    outcomes = await asyncio.gather(*(_outcome(name, check, app) for name, check in parts.items()))
    return dict(zip(parts, outcomes, strict=True))


async def _outcome(name: str, check: Check, app: Sanic) -> str:
    try:
        await asyncio.wait_for(check(app), CHECK_TIMEOUT_S)
    except Exception as error:
        logger.warning("Not ready: %s: %s", name, one_line(error))
        return "failed"
    return OK


async def _model(app: Sanic) -> None:
    agent = getattr(app.ctx, "agent", None)
    if agent is None or not agent.is_ready():
        raise NotReady("no model is loaded")


async def _catalog(app: Sanic) -> None:
    await asyncio.to_thread(shop(app).ping)


def _store(attribute: str) -> Check:
    async def check(app: Sanic) -> None:
        store = getattr(getattr(app.ctx, "agent", None), attribute, None)
        if store is None:
            raise NotReady("no model is loaded")
        ping = getattr(store, "ping", None)
        if ping is not None:
            await asyncio.to_thread(ping)

    return check


async def _action_server(app: Sanic) -> None:
    if not await reachable(app.ctx.settings.action_server_url):
        raise NotReady("nothing listens at ACTION_SERVER_URL")


async def _healthz(_request: Request) -> HTTPResponse:
    return json_answer({"status": OK})


async def _readyz(request: Request) -> HTTPResponse:
    found = await checks(request.app)
    failed = [name for name, outcome in found.items() if outcome != OK]
    if failed:
        error = ApiError("not_ready", parts=", ".join(failed))
        return error.response(request, checks=found)
    return json_answer({"status": "ready", "checks": found})


async def _metrics(_request: Request) -> HTTPResponse:
    return text(metrics().text(), content_type=CONTENT_TYPE)
