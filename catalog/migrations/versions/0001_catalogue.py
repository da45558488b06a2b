"""The catalogue's tables and the full-text index over the token column."""

from __future__ import annotations

from alembic import op

from catalog.schema import CATALOGUE_TABLES

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQLITE = "CREATE VIRTUAL TABLE IF NOT EXISTS product_search USING fts5(tokens, tokenize='ascii', detail='none')"

# The tokens are written by us, ASCII only and at least three characters long, so that InnoDB's minimum token
# size, its stop words and the missing n-gram parser of MariaDB play no part.
MYSQL = """
CREATE TABLE IF NOT EXISTS product_search (
    product_id BIGINT NOT NULL PRIMARY KEY,
    tokens MEDIUMTEXT NOT NULL,
    FULLTEXT INDEX ft_product_search_tokens (tokens)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
"""


def upgrade() -> None:
    """Create what is missing."""
    connection = op.get_bind()
    for table in CATALOGUE_TABLES:
        table.create(connection, checkfirst=True)
    op.execute(SQLITE if connection.dialect.name == "sqlite" else MYSQL)


def downgrade() -> None:
    """Drop the catalogue's tables."""
    connection = op.get_bind()
    op.execute("DROP TABLE IF EXISTS product_search")
    for table in reversed(CATALOGUE_TABLES):
        table.drop(connection, checkfirst=True)
