"""Properties and feature words know their product's kind, so that those of one kind are found in one step."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

#: Table, index before, index after with its columns. The new one is made first: a foreign key is never without one.
INDEXES = [
    (
        "product_specs",
        "ix_product_specs_number",
        "ix_product_specs_category",
        ["spec_id", "category_id", "number", "product_id"],
    ),
    ("product_tags", "ix_product_tags_tag", "ix_product_tags_category", ["tag_id", "category_id", "product_id"]),
    (
        "products",
        "ix_products_category_price",
        "ix_products_category_price_listing",
        ["category_id", "price", "id", "stock"],
    ),
]


def upgrade() -> None:
    """Add the kind to the tables of features, and replace the indexes."""
    for table in ("product_specs", "product_tags"):
        op.add_column(table, sa.Column("category_id", sa.String(40), nullable=False, server_default=""))
        kind = f"SELECT products.category_id FROM products WHERE products.id = {table}.product_id"
        op.execute(f"UPDATE {table} SET category_id = ({kind})")
    for table, old, new, columns in INDEXES:
        op.create_index(new, table, columns, unique=False)
        op.drop_index(old, table_name=table)
    if op.get_bind().dialect.name == "sqlite":
        # Or it takes a new index that it knows nothing of for the best one.
        op.execute("PRAGMA analysis_limit=1000")
        op.execute("ANALYZE")
