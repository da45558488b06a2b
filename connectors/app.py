"""What every Sanic app of ours gets, however it was started: `python -m server`, `rasa run` or `rasa shell`.

Our channels call `install` when Rasa registers them; `server.rasa_commands` calls `adopt_running_app` for commands
that register none of them (`rasa shell`).
"""

from __future__ import annotations

import asyncio
import logging
import os
from typing import Any

from rasa.core.tracker_store import FailSafeTrackerStore
from sanic import Sanic
from sanic.exceptions import SanicException

from runtime.actions_endpoint import InProcessActions, RemoteActions, reachable
from runtime.quick_turns import install_quick_turns, keep_what_stays, release_what_stays
from stores.conversations import StrictTrackerStore, read_settings

logger = logging.getLogger(__name__)

#: Upper bound of any request's body; the channels have lower ones of their own.
BODY_LIMIT_BYTES = 20 * 1024 * 1024
RESPONSE_TIMEOUT_S = 120
AGENT_WAIT_S = 300
AGENT_POLL_S = 0.1


def install(app: Sanic) -> None:
    """Give an app our limits, error answers, health routes and the wiring of its agent. Safe to call twice.

    Args:
        app: An app that is not running yet.
    """
    if getattr(app.ctx, "kefu_installed", False):
        return
    app.ctx.kefu_installed = True
    app.ctx.settings = read_settings()
    app.config.REQUEST_MAX_SIZE = BODY_LIMIT_BYTES
    app.config.RESPONSE_TIMEOUT = RESPONSE_TIMEOUT_S
    from connectors.errors import install_error_answers
    from connectors.framing import install_framing
    from connectors.health import install_health

    install_framing(app)
    install_error_answers(app)
    install_health(app)
    app.register_listener(_prepare_on_start, "after_server_start")


async def _prepare_on_start(app: Sanic, _loop: Any = None) -> None:
    await prepare(app)


async def prepare(app: Sanic) -> None:
    """Wire the loaded agent: strict store, and actions that work. Safe to call twice.

    Args:
        app: A running app with an agent.
    """
    agent = getattr(app.ctx, "agent", None)
    if agent is None or getattr(app.ctx, "prepared_agent", None) is agent:
        return
    if getattr(app.ctx, "prepared_agent", None) is not None:
        release_what_stays()
    app.ctx.prepared_agent = agent
    install_quick_turns()
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore):
        # The wrapper answers a failing store with an empty conversation in memory. There is no public way past it.
        store = store._tracker_store
    if not isinstance(store, StrictTrackerStore):
        logger.warning("Conversations are kept in %s, not where the settings say.", type(store).__name__)
        store = StrictTrackerStore(store)
    endpoint = await _action_endpoint(agent.action_endpoint)
    for holder in (agent, agent.processor):
        if holder is not None:
            holder.tracker_store = store
            holder.action_endpoint = endpoint
    keep_what_stays()


async def _action_endpoint(configured: Any) -> Any:
    url = os.environ.get("ACTION_SERVER_URL", "").strip()
    if url:
        return RemoteActions(url)
    if isinstance(configured, (InProcessActions, RemoteActions)):
        return configured
    address = getattr(configured, "url", None)
    if address and await reachable(address):
        return RemoteActions(address)
    return InProcessActions()


def adopt_running_app() -> None:
    """Wire the agent of the app that is starting right now, once it is loaded; nothing outside of an app."""
    try:
        app = Sanic.get_app()
        loop = asyncio.get_running_loop()
    except (SanicException, RuntimeError):
        return
    app.ctx.adoption = loop.create_task(_prepare_later(app))


async def _prepare_later(app: Sanic) -> None:
    for _ in range(int(AGENT_WAIT_S / AGENT_POLL_S)):
        if getattr(app.ctx, "agent", None) is not None:
            await prepare(app)
            return
        await asyncio.sleep(AGENT_POLL_S)
