"""Steps of a migration are left out where a run that was interrupted has done them.

MySQL and MariaDB keep every step at once, whatever becomes of the rest of the migration.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from alembic.operations import Operations, ops
from sqlalchemy import inspect


@cache
def skip_what_is_done() -> None:
    """Let Alembic look whether a table, a column or an index is there before it makes or drops it."""
    for kind, is_done in _DONE.items():
        _guard(kind, is_done)


def _guard(kind: type[ops.MigrateOperation], is_done: Callable[[Any, Any], bool]) -> None:
    original: Callable[[Operations, Any], Any] = Operations._to_impl.dispatch(kind)

    def step(operations: Operations, operation: Any) -> Any:
        if not is_done(inspect(operations.get_bind()), operation):
            return original(operations, operation)
        return operation.to_table(operations.migration_context) if kind is ops.CreateTableOp else None

    Operations.implementation_for(kind, replace=True)(step)


def _has_index(found: Any, table: str, name: str | None) -> bool:
    return found.has_table(table) and name in {index["name"] for index in found.get_indexes(table)}


_DONE: dict[type[ops.MigrateOperation], Callable[[Any, Any], bool]] = {
    ops.CreateTableOp: lambda found, step: found.has_table(step.table_name),
    ops.AddColumnOp: lambda found, step: (
        step.column.name in {column["name"] for column in found.get_columns(step.table_name)}
    ),
    ops.CreateIndexOp: lambda found, step: _has_index(found, step.table_name, step.index_name),
    ops.DropIndexOp: lambda found, step: not _has_index(found, step.table_name, step.index_name),
}
