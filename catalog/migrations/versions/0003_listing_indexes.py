"""Indexes that answer the usual conditions of a list without a look at the products themselves."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

#: Before and after. The new one is made first: a foreign key is never without an index.
INDEXES = {
    "ix_products_rank": ("ix_products_listing", ["rank_value", "id", "price", "stock"]),
    "ix_products_category_rank": (
        "ix_products_category_listing",
        ["category_id", "rank_value", "id", "price", "stock", "brand_id"],
    ),
    "ix_products_brand_rank": ("ix_products_brand_listing", ["brand_id", "rank_value", "id", "price", "stock"]),
    "ix_products_brand_category_rank": (
        "ix_products_brand_category_listing",
        ["brand_id", "category_id", "rank_value", "id", "price", "stock"],
    ),
}


def upgrade() -> None:
    """Replace the indexes."""
    for old, (new, columns) in INDEXES.items():
        op.create_index(new, "products", columns, unique=False)
        op.drop_index(old, table_name="products")
