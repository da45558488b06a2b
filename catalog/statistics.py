"""What the database knows of its own tables when it chooses an index."""

from __future__ import annotations

from sqlalchemy.engine import Connection

#: Rows of each index that SQLite looks at: a million products take it a tenth of a second.
LOOKED_AT = 1000


def refresh_statistics(connection: Connection) -> None:
    """Let SQLite look at its tables again, after many rows have been written; MySQL and MariaDB do that by themselves.

    Args:
        connection: To the shop's database, in a transaction.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA analysis_limit={LOOKED_AT}")
        connection.exec_driver_sql("ANALYZE")
