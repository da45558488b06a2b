"""Where custom actions run: in this process, or on an action server of their own. Both note failures of the turn."""

from __future__ import annotations

import asyncio
import importlib
import json
import logging
import pkgutil
from typing import Any
from urllib.parse import urlsplit

from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from runtime import failures
from runtime.metrics import metrics

logger = logging.getLogger(__name__)

#: Below the 60 s after which Rasa lets another message into the same conversation.
ACTION_TIMEOUT_S = 45
REACH_TIMEOUT_S = 1.0
PACKAGE = "actions"


class ActionsNotLoaded(RuntimeError):
    """The package with the custom actions cannot be imported."""


class InProcessActions(EndpointConfig):
    """An action endpoint that calls the actions directly.

    The call and its result go through JSON as they would on the wire: an action can neither change live objects of
    Rasa nor hand over what the conversation's store could not keep.
    """

    def __init__(self, package: str = PACKAGE) -> None:
        """Import the actions.

        Args:
            package: Package with the actions.

        Raises:
            ActionsNotLoaded: A module of the package cannot be imported.
        """
        from rasa_sdk.executor import ActionExecutor

        super().__init__(url="http://in-process", enable_selective_domain=True)
        self.executor = ActionExecutor()
        _import_all(package)
        self.executor.register_package(package)

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Run the action that Rasa asks for.

        Args:
            method: Unused; part of the interface.
            subpath: Unused; part of the interface.
            content_type: Unused; part of the interface.
            compress: Unused; part of the interface.
            **kwargs: `json` holds the action's call.

        Returns:
            Events and responses of the action.

        Raises:
            ClientResponseError: 400 where the action rejects its execution, 404 where it does not exist.
        """
        from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

        call = json.loads(json.dumps(kwargs["json"]))
        name = str(call.get("next_action"))
        try:
            result = await asyncio.wait_for(self.executor.run(call), ACTION_TIMEOUT_S)
            answer = json.loads(json.dumps(result))
        except ActionExecutionRejection as error:
            metrics().actions.add(name, "rejected")
            body = {"action_name": error.action_name, "error": error.message}
            raise ClientResponseError(400, error.message, json.dumps(body)) from error
        except ActionNotFoundException as error:
            known = ", ".join(sorted(self.executor.actions)) or "none"
            logger.error("domain.yml names the action '%s', the package has none of that name (%s).", name, known)
            _failed(name, error)
            raise ClientResponseError(404, f"No action '{name}'", "") from error
        except asyncio.TimeoutError as error:
            logger.error("The action '%s' took longer than %s s and was given up.", name, ACTION_TIMEOUT_S)
            _failed(name, error)
            raise ClientResponseError(504, f"The action '{name}' took too long", "") from error
        except Exception as error:
            _failed(name, error)
            raise
        metrics().actions.add(name, "ok")
        return answer


class RemoteActions(EndpointConfig):
    """An action server of its own."""

    def __init__(self, url: str) -> None:
        """Describe the server.

        Args:
            url: Its webhook; `/webhook` is added where the URL has no path.
        """
        bare = urlsplit(url).path in ("", "/")
        super().__init__(url=url.rstrip("/") + "/webhook" if bare else url, enable_selective_domain=True)

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        """Call the server; see the parent class."""
        name = str((kwargs.get("json") or {}).get("next_action"))
        try:
            answer = await super().request(*args, **kwargs)
        except Exception as error:
            if isinstance(error, ClientResponseError) and error.status == 400:
                metrics().actions.add(name, "rejected")
            else:
                _failed(name, error)
            raise
        metrics().actions.add(name, "ok")
        return answer


async def reachable(url: str, timeout_s: float = REACH_TIMEOUT_S) -> bool:
    """Whether something listens at a URL's host and port.

    Args:
        url: http or https URL.
        timeout_s: Seconds to wait.

    Returns:
        True if a connection could be made.
    """
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(parts.hostname, port), timeout_s)
    except (OSError, asyncio.TimeoutError):
        return False
    writer.close()
    return True


def _failed(name: str, error: BaseException) -> None:
    metrics().actions.add(name, "failed")
    failures.note(error)


def _import_all(package: str) -> None:
    # Rasa's executor ends the process without the reason when an import fails, so everything is imported here first.
    module = package
    try:
        loaded = importlib.import_module(package)
        for found in pkgutil.walk_packages(getattr(loaded, "__path__", []), f"{package}."):
            module = found.name
            importlib.import_module(module)
    except Exception as error:
        reason = f"{type(error).__name__}: {failures.one_line(error)}"
        raise ActionsNotLoaded(f"The actions cannot be loaded; importing {module} failed with {reason}") from error
