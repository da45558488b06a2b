"""Alembic's environment: runs on the connection that `catalog.engine.upgrade_schema` hands over."""

from __future__ import annotations

from alembic import context

from catalog.migrations.resumable import skip_what_is_done
from catalog.schema import metadata


def run() -> None:
    """Run the migrations on the engine's connection."""
    skip_what_is_done()  # Alembic runs this file anew for every upgrade
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=metadata,
        version_table="catalog_version",
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
