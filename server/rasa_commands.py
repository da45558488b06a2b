"""What `endpoints.yml` names, so that Rasa's own commands get our stores and actions."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.domain import Domain

from connectors.app import adopt_running_app
from stores.conversations import ConfiguredTrackerStore


class AdoptingTrackerStore(ConfiguredTrackerStore):
    """The configured store; also wires the app of a command that registers none of our channels (`rasa shell`)."""

    def __init__(
        self, host: str | None = None, domain: Domain | None = None, event_broker: Any = None, **kwargs: Any
    ) -> None:
        """Open the store; see the parent class."""
        super().__init__(host, domain, event_broker, **kwargs)
        adopt_running_app()
