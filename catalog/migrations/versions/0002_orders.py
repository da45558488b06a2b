"""Customers, addresses, orders, refunds, invoices, tickets and the audit of their changes, as in this version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OPTIONS = {
    f"{server}_{option}": value
    for server in ("mysql", "mariadb")
    for option, value in (("engine", "InnoDB"), ("charset", "utf8mb4"), ("collate", "utf8mb4_bin"))
}
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MONEY = sa.Numeric(12, 2).with_variant(sa.Float(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "customers",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("username", sa.String(80), nullable=False),
        sa.Column("password_hash", sa.String(255), nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("display_name", sa.String(120), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("email", sa.String(200), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("newsletter", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint("username", name=op.f("uq_customers_username")),
        **OPTIONS,
    )
    op.create_table(
        "addresses",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("customer_id", sa.String(40), nullable=False),
        sa.Column("recipient", sa.String(120), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addresses")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_addresses_customer_id")),
        **OPTIONS,
    )
    op.create_index("ix_addresses_customer", "addresses", ["customer_id", "is_default"], unique=False)
    op.create_table(
        "orders",
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("number_key", sa.String(40), nullable=False),
        sa.Column("customer_id", sa.String(40), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(), nullable=True),
        sa.Column("total", MONEY, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("shipping_address", sa.String(500), nullable=False),
        sa.Column("carrier", sa.String(80), nullable=False),
        sa.Column("tracking_number", sa.String(80), nullable=False),
        sa.Column("eta", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_orders")),
        sa.UniqueConstraint("number_key", name=op.f("uq_orders_number_key")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_orders_customer_id")),
        sa.CheckConstraint("total >= 0", name=op.f("ck_orders_total")),
        **OPTIONS,
    )
    op.create_index("ix_orders_customer", "orders", ["customer_id", "created_at", "number"], unique=False)
    op.create_table(
        "order_items",
        sa.Column("order_number", sa.String(40), nullable=False),
        sa.Column("sku", sa.String(60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_zh", sa.String(200), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", MONEY, nullable=False),
        sa.PrimaryKeyConstraint("order_number", "sku", name=op.f("pk_order_items")),
        sa.ForeignKeyConstraint(["order_number"], ["orders.number"], name=op.f("fk_order_items_order_number")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_items_quantity")),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_order_items_unit_price")),
        **OPTIONS,
    )
    op.create_table(
        "order_history",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("order_number", sa.String(40), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_history")),
        sa.ForeignKeyConstraint(["order_number"], ["orders.number"], name=op.f("fk_order_history_order_number")),
        **OPTIONS,
    )
    op.create_index("ix_order_history_order", "order_history", ["order_number", "id"], unique=False)
    op.create_table(
        "refunds",
        sa.Column("order_number", sa.String(40), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("amount", MONEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("order_number", name=op.f("pk_refunds")),
        sa.ForeignKeyConstraint(["order_number"], ["orders.number"], name=op.f("fk_refunds_order_number")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_refunds_amount")),
        **OPTIONS,
    )
    op.create_table(
        "invoices",
        sa.Column("order_number", sa.String(40), nullable=False),
        sa.Column("number", sa.String(40), nullable=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("amount", MONEY, nullable=False),
        sa.Column("requested_at", sa.DateTime(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("order_number", name=op.f("pk_invoices")),
        sa.UniqueConstraint("number", name=op.f("uq_invoices_number")),
        sa.ForeignKeyConstraint(["order_number"], ["orders.number"], name=op.f("fk_invoices_order_number")),
        **OPTIONS,
    )
    op.create_table(
        "audit",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("request_id", sa.String(120), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("customer_id", sa.String(40), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("order_number", sa.String(40), nullable=True),
        sa.Column("old_data", sa.Text(), nullable=True),
        sa.Column("new_data", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sa.UniqueConstraint("request_id", name=op.f("uq_audit_request_id")),
        **OPTIONS,
    )
    op.create_index("ix_audit_customer", "audit", ["customer_id", "id"], unique=False)
    op.create_index("ix_audit_order", "audit", ["order_number", "id"], unique=False)
    op.create_table(
        "tickets",
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("customer_id", sa.String(40), nullable=True),
        sa.Column("conversation", sa.String(255), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_tickets")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_tickets_customer_id")),
        **OPTIONS,
    )
    op.create_index("ix_tickets_customer", "tickets", ["customer_id"], unique=False)
    op.create_index("ix_tickets_state", "tickets", ["state", "created_at"], unique=False)
    op.create_table(
        "number_counters",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_number_counters")),
        **OPTIONS,
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("number_counters")
    op.drop_table("tickets")
    op.drop_table("audit")
    op.drop_table("invoices")
    op.drop_table("refunds")
    op.drop_table("order_history")
    op.drop_table("order_items")
    op.drop_table("orders")
    op.drop_table("addresses")
    op.drop_table("customers")
