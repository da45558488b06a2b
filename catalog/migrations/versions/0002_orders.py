"""Customers, addresses, orders, refunds, invoices, tickets and the audit of their changes.

The tables are written out here as they were in this version; `catalog.order_schema` has them as they are now.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from catalog.schema import MYSQL_OPTIONS, Money, RowId
from catalog.schema import metadata as current

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = sa.MetaData(naming_convention=current.naming_convention)


def _table(name: str, *parts: object) -> None:
    sa.Table(name, TABLES, *parts, **MYSQL_OPTIONS)


def _text(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length), nullable=False)


def _order_key(**options: bool) -> sa.Column:
    return sa.Column("order_number", sa.ForeignKey("orders.number"), nullable=False, **options)


_table(
    "customers",
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("username", sa.String(80), nullable=False, unique=True),
    sa.Column("password_hash", sa.String(255), nullable=True),
    sa.Column("demo", sa.Boolean, nullable=False),
    _text("display_name", 120),
    _text("language", 8),
    _text("email", 200),
    _text("phone", 40),
    sa.Column("newsletter", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)
_table(
    "addresses",
    sa.Column("id", RowId, primary_key=True, autoincrement=True),
    sa.Column("customer_id", sa.ForeignKey("customers.id"), nullable=False),
    _text("recipient", 120),
    _text("phone", 40),
    _text("text", 500),
    sa.Column("is_default", sa.Boolean, nullable=False),
    sa.Index("ix_addresses_customer", "customer_id", "is_default"),
)
_table(
    "orders",
    sa.Column("number", sa.String(40), primary_key=True),
    sa.Column("number_key", sa.String(40), nullable=False, unique=True),
    sa.Column("customer_id", sa.ForeignKey("customers.id"), nullable=False),
    _text("state", 20),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("delivered_at", sa.DateTime, nullable=True),
    sa.Column("total", Money, nullable=False),
    _text("currency", 3),
    _text("shipping_address", 500),
    _text("carrier", 80),
    _text("tracking_number", 80),
    sa.Column("eta", sa.Date, nullable=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.CheckConstraint("total >= 0", name="total"),
    sa.Index("ix_orders_customer", "customer_id", "created_at", "number"),
)
_table(
    "order_items",
    _order_key(primary_key=True),
    sa.Column("sku", sa.String(60), primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    _text("name_zh", 200),
    _text("name_en", 200),
    sa.Column("quantity", sa.Integer, nullable=False),
    sa.Column("unit_price", Money, nullable=False),
    sa.CheckConstraint("quantity > 0", name="quantity"),
    sa.CheckConstraint("unit_price >= 0", name="unit_price"),
)
_table(
    "order_history",
    sa.Column("id", RowId, primary_key=True, autoincrement=True),
    _order_key(),
    _text("state", 20),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Index("ix_order_history_order", "order_number", "id"),
)
_table(
    "refunds",
    _order_key(primary_key=True),
    _text("state", 20),
    sa.Column("amount", Money, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("requested_at", sa.DateTime, nullable=False),
    sa.CheckConstraint("amount >= 0", name="amount"),
)
_table(
    "invoices",
    _order_key(primary_key=True),
    sa.Column("number", sa.String(40), nullable=True, unique=True),
    _text("state", 20),
    _text("title", 200),
    sa.Column("amount", Money, nullable=False),
    sa.Column("requested_at", sa.DateTime, nullable=False),
    sa.Column("issued_at", sa.DateTime, nullable=True),
)
_table(
    "audit",
    sa.Column("id", RowId, primary_key=True, autoincrement=True),
    sa.Column("request_id", sa.String(120), nullable=True, unique=True),
    sa.Column("at", sa.DateTime, nullable=False),
    _text("customer_id", 40),
    _text("action", 40),
    _text("subject", 80),
    sa.Column("order_number", sa.String(40), nullable=True),
    sa.Column("old_data", sa.Text, nullable=True),
    sa.Column("new_data", sa.Text, nullable=True),
    sa.Index("ix_audit_order", "order_number", "id"),
    sa.Index("ix_audit_customer", "customer_id", "id"),
)
_table(
    "tickets",
    sa.Column("number", sa.String(40), primary_key=True),
    _text("kind", 40),
    sa.Column("customer_id", sa.ForeignKey("customers.id"), nullable=True),
    _text("conversation", 255),
    sa.Column("summary", sa.Text, nullable=False),
    _text("language", 8),
    sa.Column("created_at", sa.DateTime, nullable=False),
    _text("state", 20),
    sa.Index("ix_tickets_customer", "customer_id"),
    sa.Index("ix_tickets_state", "state", "created_at"),
)
_table(
    "number_counters",
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
)


def upgrade() -> None:
    """Create what is missing."""
    TABLES.create_all(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    """Drop these tables."""
    TABLES.drop_all(op.get_bind(), checkfirst=True)
