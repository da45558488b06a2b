"""One customer message, from a channel to Rasa and back: guarded, measured, and never failing silently."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, OutputChannel, UserMessage
from rasa.core.lock_store import LockError
from sanic import Sanic

from catalog.errors import CatalogUnavailable
from connectors.errors import ApiError
from connectors.payloads import guarded_text
from runtime import failures
from runtime.metrics import metrics
from stores.conversations import StoreUnavailable

logger = logging.getLogger(__name__)

Handler = Callable[[UserMessage], Awaitable[Any]]
Messages = list[dict[str, Any]]


async def converse(
    app: Sanic,
    handler: Handler,
    *,
    channel: str,
    sender: str,
    text: str,
    metadata: dict[str, Any],
    output: OutputChannel | None = None,
) -> Messages:
    """Hand a message to the assistant.

    Args:
        app: The app with the agent.
        handler: Rasa's handler of messages.
        channel: Name of the channel.
        sender: The conversation.
        text: What the customer said.
        metadata: What the channel knows of it; `customer_id` only where the channel has proved it.
        output: Where the answers go; they are collected where nothing is given.

    Returns:
        The collected answers, in Rasa's REST shape.

    Raises:
        ApiError: The message could not be handled.
    """
    collector = output or CollectingOutputChannel()
    started = perf_counter()
    status = "ok"
    try:
        await _handle(app, handler, channel, sender, text, metadata, collector)
        return list(collector.messages) if isinstance(collector, CollectingOutputChannel) else []
    except ApiError as error:
        status = error.code
        raise
    except BaseException:
        status = "cancelled"
        raise
    finally:
        metrics().messages.add(channel, status)
        metrics().seconds.observe(channel, value=perf_counter() - started)


async def _handle(
    app: Sanic,
    handler: Handler,
    channel: str,
    sender: str,
    text: str,
    metadata: dict[str, Any],
    collector: OutputChannel,
) -> None:
    agent = getattr(app.ctx, "agent", None)
    if agent is None or not agent.is_ready():
        raise ApiError("not_ready", parts="model")
    with failures.turn() as failed:
        try:
            safe = await guarded_text(app, sender, text)
            await handler(UserMessage(safe, collector, sender, input_channel=channel, metadata=metadata))
        except Exception as error:
            raise _told(error, channel) from error
    if failed and isinstance(collector, CollectingOutputChannel) and not collector.messages:
        raise _told(failed[0], channel, otherwise="action_failed") from failed[0]


def _told(error: BaseException, channel: str, otherwise: str = "internal_error") -> ApiError:
    if isinstance(error, ApiError):
        return error
    cause = error.__context__ if isinstance(error, LockError) else error
    if isinstance(cause, StoreUnavailable):
        code = "store_unavailable"
    elif isinstance(error, LockError):
        code = "busy"
    elif isinstance(error, CatalogUnavailable):
        code = "catalog_unavailable"
    else:
        code = otherwise
    trace = None if code in ("store_unavailable", "busy") else error
    logger.error(
        "A message on %s could not be handled (%s): %s", channel, code, failures.one_line(error), exc_info=trace
    )
    return ApiError(code)
