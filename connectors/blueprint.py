"""A blueprint that prepares the app it is registered with."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, Sanic


class ChannelBlueprint(Blueprint):
    """The blueprint of our channels: the app gets limits, error answers, health routes and working actions.

    Rasa registers the channels of `credentials.yml` and knows nothing else of ours; so this is how `rasa run` gets the
    same app as `python -m server`.
    """

    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        """Register with an app; see the parent class."""
        from connectors.app import install

        install(app)
        super().register(app, options)  # type: ignore[no-untyped-call]
