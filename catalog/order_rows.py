"""Checks the entries of `customers.yml` and `orders.yml` and makes the rows of the tables from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from catalog.order_courses import MAX_DAYS, course, moment
from catalog.order_fields import Fields
from catalog.order_schema import ADDRESS_LENGTH, TITLE_LENGTH
from catalog.order_states import (
    DELIVERED,
    INVOICE_STATES,
    MAX_QUANTITY,
    ORDER_STATES,
    REFUND_REQUESTED,
    REFUND_STATES,
    REFUNDED,
    fold_order_number,
)

CUSTOMER_FIELDS = (
    "id",
    "username",
    "password",
    "demo",
    "display_name",
    "language",
    "email",
    "phone",
    "newsletter",
    "addresses",
)
ADDRESS_FIELDS = ("recipient", "phone", "text", "default")
ORDER_FIELDS = (
    "number",
    "customer",
    "state",
    "days_ago",
    "history",
    "items",
    "address",
    "carrier",
    "tracking_number",
    "eta_in_days",
    "refund",
    "invoice",
)


@dataclass(frozen=True)
class Item:
    """A product as orders need it: names and price of today."""

    name_zh: str
    name_en: str
    price: Decimal
    currency: str


@dataclass
class CustomerRows:
    """A customer with its addresses; `password` is what the file says."""

    customer: dict[str, Any]
    password: str
    addresses: list[dict[str, Any]]


@dataclass
class OrderRows:
    """An order with everything that belongs to it, as rows."""

    order: dict[str, Any]
    items: list[dict[str, Any]] = field(default_factory=list)
    history: list[dict[str, Any]] = field(default_factory=list)
    refund: dict[str, Any] | None = None
    invoice: dict[str, Any] | None = None


def customer_rows(fields: Fields, fold_username: Any) -> CustomerRows:
    """Check one entry of `customers.yml`.

    Args:
        fields: The entry; its findings get what is wrong.
        fold_username: Brings a user name to the stored form.
    """
    fields.known(CUSTOMER_FIELDS)
    customer_id = fields.text("id", 40, required=True)
    customer = {
        "id": customer_id,
        "username": fold_username(fields.text("username", 80, required=True)),
        "demo": fields.yes("demo"),
        "display_name": fields.text("display_name", 120, required=True),
        "language": fields.choice("language", ("zh", "en"), "zh"),
        "email": fields.text("email", 200),
        "phone": fields.text("phone", 40),
        "newsletter": fields.yes("newsletter"),
    }
    rows: list[dict[str, Any]] = []
    for part in fields.parts("addresses"):
        part.known(ADDRESS_FIELDS)
        rows.append(
            {
                "customer_id": customer_id,
                "recipient": part.text("recipient", 120) or customer["display_name"],
                "phone": part.text("phone", 40) or customer["phone"],
                "text": part.text("text", ADDRESS_LENGTH, required=True),
                "is_default": part.yes("default"),
            }
        )
    defaults = sum(row["is_default"] for row in rows)
    if defaults > 1:
        fields.add("addresses", "More than one address is the default; keep one 'default: true'.")
    elif rows and not defaults:
        rows[0]["is_default"] = True
    return CustomerRows(customer, fields.text("password", 200), rows)


def order_rows(fields: Fields, products: Mapping[str, Item], default_address: str, today: date) -> OrderRows:
    """Check one entry of `orders.yml`.

    Args:
        fields: The entry; its findings get what is wrong.
        products: The shop's products by SKU.
        default_address: The customer's, for orders without an address.
        today: The day from which `days_ago` and `eta_in_days` count.
    """
    fields.known(ORDER_FIELDS)
    number = fields.text("number", 40, required=True)
    if number and fold_order_number(number) != number:
        fields.add("number", f"An order number has capital letters and digits only; change '{number}'.")
    state = fields.choice("state", ORDER_STATES)
    items = _items(fields, number, products)
    total = sum((item["quantity"] * item["unit_price"] for item in items), Decimal("0.00"))
    history = course(fields, number, state, today)
    address = fields.text("address", ADDRESS_LENGTH) or default_address
    if not address:
        fields.add("address", "The customer has no default address; fill in 'address'.")
    eta = fields.row.values.get("eta_in_days")
    currencies = {products[item["sku"]].currency for item in items if item["sku"] in products}
    if len(currencies) > 1:
        fields.add("items", "The products of one order must have the same currency.")
    order = {
        "number": number,
        "number_key": fold_order_number(number),
        "customer_id": fields.text("customer", 40, required=True),
        "state": state,
        "created_at": history[0]["at"],
        "delivered_at": next((entry["at"] for entry in history if entry["state"] == DELIVERED), None),
        "total": total,
        "currency": next(iter(currencies), "CNY"),
        "shipping_address": address,
        "carrier": fields.text("carrier", 80),
        "tracking_number": fields.text("tracking_number", 80),
        "eta": None if eta is None else today + timedelta(days=fields.whole("eta_in_days", -MAX_DAYS, MAX_DAYS)),
    }
    return OrderRows(order, items, history, *_money_back_and_invoice(fields, number, state, total, today))


def _items(fields: Fields, number: str, products: Mapping[str, Item]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for position, part in enumerate(fields.parts("items")):
        part.known(("sku", "quantity", "unit_price"))
        sku = part.text("sku", 60, required=True)
        quantity = part.whole("quantity", 1, MAX_QUANTITY, 1)
        product = products.get(sku)
        if product is None:
            if sku:
                part.add("sku", f"The shop has no product '{sku}'; import the products first or correct the SKU.")
            continue
        if any(row["sku"] == sku for row in rows):
            part.add("sku", f"Product '{sku}' is twice in the order; add up the quantities.")
        rows.append(
            {
                "order_number": number,
                "sku": sku,
                "position": position,
                "name_zh": product.name_zh,
                "name_en": product.name_en,
                "quantity": quantity,
                "unit_price": part.amount("unit_price", product.price),
            }
        )
    if not fields.row.values.get("items"):
        fields.add("items", "The order has no items; add at least one with 'sku' and 'quantity'.")
    return rows


def _at_most(part: Fields, amount: Decimal, total: Decimal) -> Decimal:
    if amount > total:
        part.add("amount", f"'amount' is more than the order's total of {total}; correct it.")
    return amount


def _money_back_and_invoice(
    fields: Fields, number: str, state: str, total: Decimal, today: date
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    refund = invoice = None
    part = fields.part("refund")
    if part is not None:
        part.known(("state", "reason", "days_ago", "amount"))
        refund = {
            "order_number": number,
            "state": part.choice("state", REFUND_STATES, "requested"),
            "amount": _at_most(part, part.amount("amount", total), total),
            "reason": part.text("reason", 2000),
            "requested_at": moment(today, part.whole("days_ago", 0, MAX_DAYS, 0), 8),
        }
    elif state in (REFUND_REQUESTED, REFUNDED):
        fields.add("refund", f"An order in state '{state}' needs a 'refund'.")
    part = fields.part("invoice")
    if part is not None:
        part.known(("state", "title", "number", "days_ago"))
        invoice_state = part.choice("state", INVOICE_STATES)
        at = moment(today, part.whole("days_ago", 0, MAX_DAYS, 0), 9)
        issued = invoice_state == "issued"
        if invoice_state and invoice_state != "none":
            invoice = {
                "order_number": number,
                "number": part.text("number", 40, required=issued) or None,
                "state": invoice_state,
                "title": part.text("title", TITLE_LENGTH),
                "amount": total,
                "requested_at": at,
                "issued_at": at if issued else None,
            }
    return refund, invoice
