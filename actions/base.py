"""What all actions share: the shop, a view of the turn, and an honest apology when something breaks."""

from __future__ import annotations

import abc
import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from typing import Any, TypeVar

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.person import person_button
from actions.turn import Turn
from catalog.errors import CatalogUnavailable
from catalog.settings import catalog_url
from catalog.shop import Shop

logger = logging.getLogger(__name__)

DATABASE_THREADS = 16  # statements of the actions that run at the same time; waiting ones queue
Events = list[dict[str, Any]]
T = TypeVar("T")


@lru_cache(maxsize=1)
def shop() -> Shop:
    """Return the configured shop; the first call opens it."""
    return Shop.open(catalog_url())


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(DATABASE_THREADS, thread_name_prefix="catalog")


async def in_thread(function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Run a blocking call (a database statement) without holding up other conversations.

    Args:
        function: What to call.
        *args: Its arguments.
        **kwargs: Its keyword arguments.

    Returns:
        What the call returns.
    """
    return await asyncio.get_running_loop().run_in_executor(_threads(), partial(function, *args, **kwargs))


class ShopAction(Action, abc.ABC):
    """An action over the shop's data.

    Subclasses answer in `answer`; a failing database costs the customer an apology, never the conversation.
    """

    @abc.abstractmethod
    def name(self) -> str:
        """Return the action's name in `domain.yml`."""

    @abc.abstractmethod
    async def answer(self, turn: Turn) -> Events:
        """Answer the customer.

        Args:
            turn: The message and the conversation's state.

        Returns:
            Events for the conversation.
        """

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Run the action (called by Rasa)."""
        said = len(dispatcher.messages)
        try:
            return await self.answer(Turn(dispatcher, tracker))
        except CatalogUnavailable:
            logger.exception("%s: the shop's data cannot be reached", self.name())
            apology = "utter_shop_unavailable"
        except Exception:
            # Without this, Rasa drops the action's events and the customer hears nothing.
            logger.exception("%s failed", self.name())
            apology = "utter_internal_error"
        del dispatcher.messages[said:]
        language = Turn(dispatcher, tracker).language
        dispatcher.utter_message(response=apology, buttons=[person_button(language)])
        return []
