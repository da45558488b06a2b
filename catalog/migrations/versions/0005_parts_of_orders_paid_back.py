"""An order may be paid back in several parts, and a line of it may be reduced as a whole."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MONEY = sa.Numeric(12, 2).with_variant(sa.Float(), "sqlite")


def upgrade() -> None:
    """Number the refunds of an order, and add the reduction to its lines."""
    op.add_column("order_items", sa.Column("discount", MONEY, nullable=True))
    if "position" in {column["name"] for column in sa.inspect(op.get_bind()).get_columns("refunds")}:
        return  # done by a run that was interrupted
    if op.get_bind().dialect.name == "sqlite":
        _make_anew()
    else:
        # One statement: it is done or it is not.
        op.execute(
            "ALTER TABLE refunds ADD COLUMN position INTEGER NOT NULL DEFAULT 0, "
            "ADD COLUMN lowered_total BOOL NOT NULL DEFAULT false, "
            "DROP PRIMARY KEY, ADD PRIMARY KEY (order_number, position)"
        )


def _make_anew() -> None:
    op.rename_table("refunds", "refunds_before")
    op.create_table(
        "refunds",
        sa.Column("order_number", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("amount", MONEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(), nullable=False),
        sa.Column("lowered_total", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("order_number", "position", name=op.f("pk_refunds")),
        sa.ForeignKeyConstraint(["order_number"], ["orders.number"], name=op.f("fk_refunds_order_number")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_refunds_amount")),
    )
    op.execute(
        "INSERT INTO refunds (order_number, state, amount, reason, requested_at) "
        "SELECT order_number, state, amount, reason, requested_at FROM refunds_before"
    )
    op.drop_table("refunds_before")
