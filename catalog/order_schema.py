"""The tables of customers, orders and tickets. Times are UTC without zone, to the second."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
)

from catalog.schema import MYSQL_OPTIONS, Money, RowId, metadata

ADDRESS_LENGTH = 500
TITLE_LENGTH = 200

customers = Table(
    "customers",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("username", String(80), nullable=False, unique=True),
    Column("password_hash", String(255), nullable=True),
    Column("demo", Boolean, nullable=False, default=False),
    Column("display_name", String(120), nullable=False),
    Column("language", String(8), nullable=False, default="zh"),
    Column("email", String(200), nullable=False, default=""),
    Column("phone", String(40), nullable=False, default=""),
    Column("newsletter", Boolean, nullable=False, default=False),
    # Counts the changes; a change of the customer's addresses locks this row first.
    Column("version", Integer, nullable=False, default=0),
    **MYSQL_OPTIONS,
)

addresses = Table(
    "addresses",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("recipient", String(120), nullable=False, default=""),
    Column("phone", String(40), nullable=False, default=""),
    Column("text", String(ADDRESS_LENGTH), nullable=False),
    Column("is_default", Boolean, nullable=False, default=False),
    Index("ix_addresses_customer", "customer_id", "is_default"),
    **MYSQL_OPTIONS,
)

orders = Table(
    "orders",
    metadata,
    Column("number", String(40), primary_key=True),
    # The number as it is looked up: capital letters and digits only.
    Column("number_key", String(40), nullable=False, unique=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("state", String(20), nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("delivered_at", DateTime, nullable=True),
    Column("total", Money, nullable=False),
    Column("currency", String(3), nullable=False, default="CNY"),
    Column("shipping_address", String(ADDRESS_LENGTH), nullable=False),
    Column("carrier", String(80), nullable=False, default=""),
    Column("tracking_number", String(80), nullable=False, default=""),
    Column("eta", Date, nullable=True),
    # Counts the changes, so that every guarded UPDATE changes the row.
    Column("version", Integer, nullable=False, default=0),
    CheckConstraint("total >= 0", name="total"),
    Index("ix_orders_customer", "customer_id", "created_at", "number"),
    **MYSQL_OPTIONS,
)

#: Names and prices are those of the day of the order; the product may be gone.
order_items = Table(
    "order_items",
    metadata,
    Column("order_number", ForeignKey("orders.number"), primary_key=True),
    Column("sku", String(60), primary_key=True),
    Column("position", Integer, nullable=False, default=0),
    Column("name_zh", String(200), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("unit_price", Money, nullable=False),
    # What promotions take off the whole line; NULL where the price of a piece is reduced already, or is fixed.
    Column("discount", Money, nullable=True),
    CheckConstraint("quantity > 0", name="quantity"),
    CheckConstraint("unit_price >= 0", name="unit_price"),
    **MYSQL_OPTIONS,
)

order_history = Table(
    "order_history",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("order_number", ForeignKey("orders.number"), nullable=False),
    Column("state", String(20), nullable=False),
    Column("at", DateTime, nullable=False),
    Index("ix_order_history_order", "order_number", "id"),
    **MYSQL_OPTIONS,
)

refunds = Table(
    "refunds",
    metadata,
    Column("order_number", ForeignKey("orders.number"), primary_key=True),
    # From 0, in the order of time.
    Column("position", Integer, primary_key=True, autoincrement=False, server_default="0"),
    Column("state", String(20), nullable=False),
    Column("amount", Money, nullable=False),
    Column("reason", Text, nullable=False),
    Column("requested_at", DateTime, nullable=False),
    # The order's total is lower by this amount already.
    Column("lowered_total", Boolean, nullable=False, server_default=false()),
    CheckConstraint("amount >= 0", name="amount"),
    **MYSQL_OPTIONS,
)

invoices = Table(
    "invoices",
    metadata,
    Column("order_number", ForeignKey("orders.number"), primary_key=True),
    Column("number", String(40), nullable=True, unique=True),
    Column("state", String(20), nullable=False),
    Column("title", String(TITLE_LENGTH), nullable=False),
    Column("amount", Money, nullable=False),
    Column("requested_at", DateTime, nullable=False),
    Column("issued_at", DateTime, nullable=True),
    **MYSQL_OPTIONS,
)

#: Who changed what and when. `request_id` is unique: the same click cannot change anything twice.
audit = Table(
    "audit",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("request_id", String(120), nullable=True, unique=True),
    Column("at", DateTime, nullable=False),
    Column("customer_id", String(40), nullable=False),
    Column("action", String(40), nullable=False),
    # What the request named: an order's number, or the SKU of a new order.
    Column("subject", String(80), nullable=False),
    Column("order_number", String(40), nullable=True),
    # JSON objects of what the change touched.
    Column("old_data", Text, nullable=True),
    Column("new_data", Text, nullable=True),
    Index("ix_audit_order", "order_number", "id"),
    Index("ix_audit_customer", "customer_id", "id"),
    **MYSQL_OPTIONS,
)

tickets = Table(
    "tickets",
    metadata,
    Column("number", String(40), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=True),
    Column("conversation", String(255), nullable=False),
    Column("summary", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("state", String(20), nullable=False),
    Index("ix_tickets_customer", "customer_id"),
    Index("ix_tickets_state", "state", "created_at"),
    **MYSQL_OPTIONS,
)

#: The last number given out, per kind and day.
number_counters = Table(
    "number_counters",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("last", Integer, nullable=False),
    **MYSQL_OPTIONS,
)

#: All of them, in an order in which they can be made.
ORDER_TABLES = (
    customers,
    addresses,
    orders,
    order_items,
    order_history,
    refunds,
    invoices,
    audit,
    tickets,
    number_counters,
)
