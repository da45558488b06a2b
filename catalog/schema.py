"""The tables of the catalogue side (one MetaData for the whole package)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Computed,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

CENT = Decimal("0.01")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: Options of every table on MySQL and MariaDB (ignored elsewhere).
MYSQL_OPTIONS: dict[str, str] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_bin",
    "mariadb_engine": "InnoDB",
    "mariadb_charset": "utf8mb4",
    "mariadb_collate": "utf8mb4_bin",
}

#: Row numbers: 64 bit on the servers, the rowid on SQLite.
RowId = BigInteger().with_variant(Integer, "sqlite")


class Money(TypeDecorator):
    """An amount with two decimals: `Numeric(12, 2)` on the servers; a rounded number on SQLite."""

    impl = Numeric(12, 2)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine:
        """The type on a database."""
        return dialect.type_descriptor(Float(asdecimal=False) if dialect.name == "sqlite" else Numeric(12, 2))

    def process_bind_param(self, value: Decimal | int | str | None, dialect: Dialect) -> Decimal | float | None:
        """Round to cents on the way in."""
        if value is None:
            return None
        amount = Decimal(value).quantize(CENT, ROUND_HALF_UP)
        return float(amount) if dialect.name == "sqlite" else amount

    def process_result_value(self, value: float | Decimal | None, dialect: Dialect) -> Decimal | None:
        """Always a `Decimal` on the way out."""
        return None if value is None else Decimal(str(value)).quantize(CENT, ROUND_HALF_UP)


def _named(name: str, *extra: Column) -> Table:
    return Table(
        name,
        metadata,
        Column("id", String(40), primary_key=True),
        Column("zh", String(120), nullable=False),
        Column("en", String(120), nullable=False),
        *extra,
        Column("position", Integer, nullable=False, default=0),
        **MYSQL_OPTIONS,
    )


brands = _named("brands")
categories = _named("categories")
tags = _named("tags")
specs = _named(
    "specs",
    Column("unit", String(20), nullable=False, default=""),
    Column("type", String(10), nullable=False, default="text"),
    Column("better", String(10), nullable=False, default=""),
)
terms = _named(
    "terms",
    Column("explain_zh", Text, nullable=False),
    Column("explain_en", Text, nullable=False),
)

category_specs = Table(
    "category_specs",
    metadata,
    Column("category_id", ForeignKey("categories.id"), primary_key=True),
    Column("spec_id", ForeignKey("specs.id"), primary_key=True),
    Column("position", Integer, nullable=False, default=0),
    **MYSQL_OPTIONS,
)

#: Other names of brands, categories, tags, specs and terms (kind tells of which).
lexicon_aliases = Table(
    "lexicon_aliases",
    metadata,
    Column("kind", String(12), primary_key=True),
    Column("owner_id", String(40), primary_key=True),
    Column("alias", String(120), primary_key=True),
    Column("position", Integer, nullable=False, default=0),
    **MYSQL_OPTIONS,
)

products = Table(
    "products",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("sku", String(60), nullable=False, unique=True),
    Column("brand_id", ForeignKey("brands.id"), nullable=False),
    Column("category_id", ForeignKey("categories.id"), nullable=False),
    Column("name_zh", String(200), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("price", Money, nullable=False),
    Column("currency", String(3), nullable=False, default="CNY"),
    Column("stock", Integer, nullable=False, default=0),
    Column("popularity", Integer, nullable=False, default=0),
    Column("released", String(10), nullable=False, default=""),
    Column("warranty_months", Integer, nullable=False, default=0),
    Column("summary_zh", Text, nullable=False),
    Column("summary_en", Text, nullable=False),
    # Products in stock come first, then the popular ones; the database keeps it up to date.
    Column(
        "rank_value",
        Integer,
        Computed("popularity + (CASE WHEN stock > 0 THEN 1000000 ELSE 0 END)", persisted=True),
    ),
    CheckConstraint("stock >= 0", name="stock"),
    CheckConstraint("price >= 0", name="price"),
    # Price and stock at the end: a list is made from the index alone.
    Index("ix_products_listing", "rank_value", "id", "price", "stock"),
    Index("ix_products_popularity", "popularity", "id"),
    Index("ix_products_price", "price", "id"),
    Index("ix_products_category_listing", "category_id", "rank_value", "id", "price", "stock", "brand_id"),
    Index("ix_products_category_price_listing", "category_id", "price", "id", "stock"),
    Index("ix_products_brand_listing", "brand_id", "rank_value", "id", "price", "stock"),
    Index("ix_products_brand_category_listing", "brand_id", "category_id", "rank_value", "id", "price", "stock"),
    **MYSQL_OPTIONS,
)

product_aliases = Table(
    "product_aliases",
    metadata,
    Column("product_id", ForeignKey("products.id", ondelete="CASCADE"), primary_key=True),
    Column("alias", String(200), primary_key=True),
    Column("position", Integer, nullable=False, default=0),
    **MYSQL_OPTIONS,
)

product_tags = Table(
    "product_tags",
    metadata,
    Column("product_id", ForeignKey("products.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tags.id"), primary_key=True),
    Column("position", Integer, nullable=False, default=0),
    #: The product's own, kept here too so that an index can tell which products of a kind have a feature.
    Column("category_id", String(40), nullable=False, server_default=""),
    Index("ix_product_tags_category", "tag_id", "category_id", "product_id"),
    **MYSQL_OPTIONS,
)

product_specs = Table(
    "product_specs",
    metadata,
    Column("product_id", ForeignKey("products.id", ondelete="CASCADE"), primary_key=True),
    Column("spec_id", ForeignKey("specs.id"), primary_key=True),
    Column("text", String(400), nullable=False),
    Column("number", Float(53), nullable=True),
    Column("category_id", String(40), nullable=False, server_default=""),
    Index("ix_product_specs_category", "spec_id", "category_id", "number", "product_id"),
    **MYSQL_OPTIONS,
)

#: Folded names and aliases of products: the lookup of a name written in full is one step in an index.
product_keys = Table(
    "product_keys",
    metadata,
    Column("product_id", ForeignKey("products.id", ondelete="CASCADE"), primary_key=True),
    Column("name_key", String(200), primary_key=True),
    Index("ix_product_keys_key", "name_key", "product_id"),
    **MYSQL_OPTIONS,
)

#: Every token of the full-text column with the number of products that have it: rare ones are looked up first,
#: and those that are words (`kw…`) are what typos are compared with.
search_tokens = Table(
    "search_tokens",
    metadata,
    Column("token", String(84), primary_key=True),
    Column("products", Integer, nullable=False, default=0),
    **MYSQL_OPTIONS,
)

promotions = Table(
    "promotions",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("zh", String(200), nullable=False),
    Column("en", String(200), nullable=False),
    Column("description_zh", Text, nullable=False),
    Column("description_en", Text, nullable=False),
    Column("starts", Date, nullable=False),
    Column("ends", Date, nullable=False),
    Column("code", String(40), nullable=False, default=""),
    Column("brand_id", ForeignKey("brands.id"), nullable=True),
    Column("category_id", ForeignKey("categories.id"), nullable=True),
    Column("sku", ForeignKey("products.sku"), nullable=True),
    Column("percent_off", Integer, nullable=False, default=0),
    Column("amount_off", Money, nullable=False, default=0),
    Column("min_spend", Money, nullable=False, default=0),
    Index("ix_promotions_dates", "starts", "ends"),
    **MYSQL_OPTIONS,
)

#: The tables above, for the first migration (others may add theirs to the same MetaData).
CATALOGUE_TABLES: tuple[Table, ...] = tuple(metadata.sorted_tables)
