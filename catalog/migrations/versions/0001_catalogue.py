"""The catalogue's tables and the full-text index over the token column, as they were in this version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

OPTIONS = {
    f"{server}_{option}": value
    for server in ("mysql", "mariadb")
    for option, value in (("engine", "InnoDB"), ("charset", "utf8mb4"), ("collate", "utf8mb4_bin"))
}
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MONEY = sa.Numeric(12, 2).with_variant(sa.Float(), "sqlite")

SQLITE_SEARCH = "CREATE VIRTUAL TABLE product_search USING fts5(tokens, tokenize='ascii', detail='none')"

# The tokens are written by us, ASCII only and at least three characters long, so that InnoDB's minimum token
# size, its stop words and the missing n-gram parser of MariaDB play no part.
MYSQL_SEARCH = """
CREATE TABLE IF NOT EXISTS product_search (
    product_id BIGINT NOT NULL PRIMARY KEY,
    tokens MEDIUMTEXT NOT NULL,
    FULLTEXT INDEX ft_product_search_tokens (tokens)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
"""


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "brands",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("zh", sa.String(120), nullable=False),
        sa.Column("en", sa.String(120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brands")),
        **OPTIONS,
    )
    op.create_table(
        "categories",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("zh", sa.String(120), nullable=False),
        sa.Column("en", sa.String(120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
        **OPTIONS,
    )
    op.create_table(
        "lexicon_aliases",
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("owner_id", sa.String(40), nullable=False),
        sa.Column("alias", sa.String(120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "owner_id", "alias", name=op.f("pk_lexicon_aliases")),
        **OPTIONS,
    )
    op.create_table(
        "search_tokens",
        sa.Column("token", sa.String(84), nullable=False),
        sa.Column("products", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_search_tokens")),
        **OPTIONS,
    )
    op.create_table(
        "specs",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("zh", sa.String(120), nullable=False),
        sa.Column("en", sa.String(120), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("type", sa.String(10), nullable=False),
        sa.Column("better", sa.String(10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_specs")),
        **OPTIONS,
    )
    op.create_table(
        "tags",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("zh", sa.String(120), nullable=False),
        sa.Column("en", sa.String(120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        **OPTIONS,
    )
    op.create_table(
        "terms",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("zh", sa.String(120), nullable=False),
        sa.Column("en", sa.String(120), nullable=False),
        sa.Column("explain_zh", sa.Text(), nullable=False),
        sa.Column("explain_en", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
        **OPTIONS,
    )
    op.create_table(
        "category_specs",
        sa.Column("category_id", sa.String(40), nullable=False),
        sa.Column("spec_id", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("category_id", "spec_id", name=op.f("pk_category_specs")),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_category_specs_category_id")),
        sa.ForeignKeyConstraint(["spec_id"], ["specs.id"], name=op.f("fk_category_specs_spec_id")),
        **OPTIONS,
    )
    op.create_table(
        "products",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("sku", sa.String(60), nullable=False),
        sa.Column("brand_id", sa.String(40), nullable=False),
        sa.Column("category_id", sa.String(40), nullable=False),
        sa.Column("name_zh", sa.String(200), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("price", MONEY, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=False),
        sa.Column("popularity", sa.Integer(), nullable=False),
        sa.Column("released", sa.String(10), nullable=False),
        sa.Column("warranty_months", sa.Integer(), nullable=False),
        sa.Column("summary_zh", sa.Text(), nullable=False),
        sa.Column("summary_en", sa.Text(), nullable=False),
        sa.Column(
            "rank_value",
            sa.Integer(),
            sa.Computed("popularity + (CASE WHEN stock > 0 THEN 1000000 ELSE 0 END)", persisted=True),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("sku", name=op.f("uq_products_sku")),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_products_brand_id")),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_products_category_id")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_products_price")),
        sa.CheckConstraint("stock >= 0", name=op.f("ck_products_stock")),
        **OPTIONS,
    )
    op.create_index(
        "ix_products_brand_category_rank", "products", ["brand_id", "category_id", "rank_value", "id"], unique=False
    )
    op.create_index("ix_products_brand_rank", "products", ["brand_id", "rank_value", "id"], unique=False)
    op.create_index("ix_products_category_price", "products", ["category_id", "price", "id"], unique=False)
    op.create_index("ix_products_category_rank", "products", ["category_id", "rank_value", "id"], unique=False)
    op.create_index("ix_products_popularity", "products", ["popularity", "id"], unique=False)
    op.create_index("ix_products_price", "products", ["price", "id"], unique=False)
    op.create_index("ix_products_rank", "products", ["rank_value", "id"], unique=False)
    op.create_table(
        "product_aliases",
        sa.Column("product_id", ROW_ID, nullable=False),
        sa.Column("alias", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("product_id", "alias", name=op.f("pk_product_aliases")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_product_aliases_product_id"), ondelete="CASCADE"
        ),
        **OPTIONS,
    )
    op.create_table(
        "product_keys",
        sa.Column("product_id", ROW_ID, nullable=False),
        sa.Column("name_key", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("product_id", "name_key", name=op.f("pk_product_keys")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_product_keys_product_id"), ondelete="CASCADE"
        ),
        **OPTIONS,
    )
    op.create_index("ix_product_keys_key", "product_keys", ["name_key", "product_id"], unique=False)
    op.create_table(
        "product_specs",
        sa.Column("product_id", ROW_ID, nullable=False),
        sa.Column("spec_id", sa.String(40), nullable=False),
        sa.Column("text", sa.String(400), nullable=False),
        sa.Column("number", sa.Float(53), nullable=True),
        sa.PrimaryKeyConstraint("product_id", "spec_id", name=op.f("pk_product_specs")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_product_specs_product_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["spec_id"], ["specs.id"], name=op.f("fk_product_specs_spec_id")),
        **OPTIONS,
    )
    op.create_index("ix_product_specs_number", "product_specs", ["spec_id", "number", "product_id"], unique=False)
    op.create_table(
        "product_tags",
        sa.Column("product_id", ROW_ID, nullable=False),
        sa.Column("tag_id", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("product_id", "tag_id", name=op.f("pk_product_tags")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_product_tags_product_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_product_tags_tag_id")),
        **OPTIONS,
    )
    op.create_index("ix_product_tags_tag", "product_tags", ["tag_id", "product_id"], unique=False)
    op.create_table(
        "promotions",
        sa.Column("id", sa.String(60), nullable=False),
        sa.Column("zh", sa.String(200), nullable=False),
        sa.Column("en", sa.String(200), nullable=False),
        sa.Column("description_zh", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("brand_id", sa.String(40), nullable=True),
        sa.Column("category_id", sa.String(40), nullable=True),
        sa.Column("sku", sa.String(60), nullable=True),
        sa.Column("percent_off", sa.Integer(), nullable=False),
        sa.Column("amount_off", MONEY, nullable=False),
        sa.Column("min_spend", MONEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotions")),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_promotions_brand_id")),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_promotions_category_id")),
        sa.ForeignKeyConstraint(["sku"], ["products.sku"], name=op.f("fk_promotions_sku")),
        **OPTIONS,
    )
    op.create_index("ix_promotions_dates", "promotions", ["starts", "ends"], unique=False)
    op.execute(SQLITE_SEARCH if op.get_bind().dialect.name == "sqlite" else MYSQL_SEARCH)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("product_search")
    op.drop_table("promotions")
    op.drop_table("product_tags")
    op.drop_table("product_specs")
    op.drop_table("product_keys")
    op.drop_table("product_aliases")
    op.drop_table("products")
    op.drop_table("category_specs")
    op.drop_table("terms")
    op.drop_table("tags")
    op.drop_table("specs")
    op.drop_table("search_tokens")
    op.drop_table("lexicon_aliases")
    op.drop_table("categories")
    op.drop_table("brands")
