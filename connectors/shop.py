"""The shop's data as the server uses it: signing in, readiness, and the set-up of an empty database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sanic import Sanic

if TYPE_CHECKING:
    from catalog.shop import Shop


def shop(app: Sanic) -> Shop:
    """The shop of an app; the first call opens it.

    Args:
        app: The app that keeps it.

    Returns:
        The shop; nothing is connected until its first use.
    """
    if getattr(app.ctx, "shop", None) is None:
        from catalog.settings import catalog_url
        from catalog.shop import Shop

        app.ctx.shop = Shop.open(catalog_url())
    opened: Shop = app.ctx.shop
    return opened
