"""Slack: Rasa's channel behind the same guard, off until its settings are there."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.channels.slack import SlackInput as RasaSlackInput
from sanic import Blueprint
from sanic.blueprint_group import BlueprintGroup
from sanic.request import Request

from connectors.blueprint import ChannelBlueprint
from connectors.bodies import SLACK_PREFIX, message_text
from connectors.conversation import converse
from connectors.errors import ApiError
from stores.conversations import read_settings

logger = logging.getLogger(__name__)


class SlackInput(RasaSlackInput):
    """`/webhooks/slack/webhook`, on when `SLACK_TOKEN` and `SLACK_SIGNING_SECRET` are set.

    Replies follow in threads only where `use_threads` in `credentials.yml` says so.
    """

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """Make the channel.

        Args:
            credentials: Options of `credentials.yml`; token and secret come from the environment.

        Returns:
            The channel, or one without routes while Slack is off.
        """
        settings = read_settings()
        if not settings.slack_on:
            return SlackOff()
        secrets = {"slack_token": settings.slack_token, "slack_signing_secret": settings.slack_signing_secret}
        return super().from_credentials({**(credentials or {}), **secrets})

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> BlueprintGroup:
        """Rasa's routes, after our preparation of the app.

        Args:
            on_new_message: Rasa's handler of messages.
        """
        return Blueprint.group(ChannelBlueprint("slack_preparation"), super().blueprint(on_new_message))

    async def process_message(
        self,
        request: Request,
        on_new_message: Callable[[UserMessage], Awaitable[Any]],
        text: str,
        sender_id: str | None,
        metadata: dict[str, Any] | None,
    ) -> Any:
        """Hand on a message from Slack; see the parent class."""

        async def guarded(message: UserMessage) -> None:
            await self._converse(request, on_new_message, message)

        sender = f"{SLACK_PREFIX}{sender_id}"
        return await super().process_message(request, guarded, text, sender, metadata)

    async def _converse(
        self, request: Request, handler: Callable[[UserMessage], Awaitable[Any]], message: UserMessage
    ) -> None:
        try:
            text, cut_from = message_text(message.text)
            metadata = {**(message.metadata or {}), **({"truncated_from": cut_from} if cut_from else {})}
            await converse(
                request.app,
                handler,
                channel=self.name(),
                sender=message.sender_id,
                text=text,
                metadata=metadata,
                output=message.output_channel,
            )
        except ApiError as error:
            # Runs in the background, after Slack was answered: the customer has to be told in the conversation.
            await _tell(message, error)


class SlackOff(InputChannel):
    """Slack while it is off: no routes."""

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return "slack"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """No routes."""
        return ChannelBlueprint("slack_channel")


async def _tell(message: UserMessage, error: ApiError) -> None:
    if error.status < 500:
        return
    try:
        await message.output_channel.send_text_message(message.sender_id, error.message(None))
    except Exception as failure:
        logger.error("Slack did not take a message: %s", type(failure).__name__)
