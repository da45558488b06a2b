"""A small shop with customers and orders, for the tests of the order side (the fixtures are in `order_fixtures`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, insert, select
from sqlalchemy.engine import Engine

from catalog.customers import CustomerRepository
from catalog.engine import create_catalog_engine, reading, writing
from catalog.order_schema import ORDER_TABLES, audit
from catalog.orders import OrderRepository
from catalog.schema import brands, categories, products
from catalog.tickets import TicketRepository

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=timezone.utc)
ZH, EN, LI = "C1", "C2", "C3"
STOCK = 10
PRICES = {"PHONE": "3699.00", "MOUSE": "59.90", "TV": "9000.00"}

CUSTOMERS = """
- id: C1
  username: demo
  password: demo
  demo: true
  display_name: 王小明
  phone: "13800010001"
  newsletter: true
  addresses:
    - {text: 北京市海淀区中关村大街27号}
    - {text: 石家庄市长安区中山东路188号}
- {id: C2, username: Alice, password: wonderland, display_name: Alice, language: en, addresses: [{text: 1 Main Road}]}
- {id: C3, username: lina, display_name: 李娜, addresses: [{text: 深圳市南山区}]}
"""

ORDERS = """
- {number: SO20261101001, customer: C1, state: pending_payment, days_ago: 1, items: [{sku: PHONE}]}
- number: SO20261101002
  customer: C1
  state: paid
  days_ago: 2
  items: [{sku: PHONE, quantity: 2}, {sku: MOUSE, quantity: 1}]
  invoice: {state: requested, title: 个人}
- {number: SO20261101003, customer: C1, state: packed, days_ago: 3, items: [{sku: PHONE}]}
- number: SO20261101004
  customer: C1
  state: shipped
  days_ago: 4
  items: [{sku: PHONE}]
  carrier: 顺丰速运
  tracking_number: SF1
  eta_in_days: 2
- number: SO20261101005
  customer: C1
  state: delivered
  days_ago: 33
  history: {paid: 33, delivered: 29}
  items: [{sku: PHONE}]
  invoice: {state: issued, title: 个人, number: FP1}
- number: SO20261101006
  customer: C1
  state: delivered
  days_ago: 40
  history: {paid: 40, delivered: 31}
  items: [{sku: PHONE}]
- {number: SO20261101007, customer: C1, state: cancelled, days_ago: 41, items: [{sku: PHONE}]}
- number: SO20261101008
  customer: C1
  state: refund_requested
  days_ago: 42
  items: [{sku: PHONE}]
  refund: {reason: 太大, days_ago: 1}
- {number: SO20261101009, customer: C1, state: refunded, days_ago: 43, items: [{sku: PHONE}], refund: {state: refunded}}
- {number: SO20261102001, customer: C2, state: paid, days_ago: 1, items: [{sku: PHONE}]}
- {number: SO20261102002, customer: C2, state: packed, days_ago: 1, items: [{sku: TV}]}
"""


@dataclass
class OrderShop:
    """The repositories over one database, and looks into its tables."""

    engine: Engine
    url: str
    now: list[datetime] = field(default_factory=lambda: [NOW])

    def __post_init__(self) -> None:
        self.orders = OrderRepository(self.engine, lambda: self.now[0])
        self.customers = CustomerRepository(self.engine, lambda: self.now[0])
        self.tickets = TicketRepository(self.engine, lambda: self.now[0])

    def stock(self, sku: str) -> int:
        with reading(self.engine) as connection:
            return int(connection.execute(select(products.c.stock).where(products.c.sku == sku)).scalar_one())

    def count(self, table: Table, *conditions: Any) -> int:
        with reading(self.engine) as connection:
            return int(connection.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one())

    def audit(self, request_id: str) -> list[Any]:
        with reading(self.engine) as connection:
            return list(connection.execute(select(audit).where(audit.c.request_id == request_id)))

    def dump(self) -> dict[str, list[Any]]:
        """Everything in the tables, to see that nothing changed."""
        with reading(self.engine) as connection:
            return {table.name: list(connection.execute(select(table))) for table in (*ORDER_TABLES, products)}

    def another_worker(self) -> OrderShop:
        """The same database through an engine of its own, as another process has it."""
        return OrderShop(create_catalog_engine(self.url), self.url)


def add_products(engine: Engine, prices: dict[str, str], stock: int = STOCK) -> None:
    """Put products into a shop that has no import."""
    with writing(engine) as connection:
        connection.execute(insert(brands).values(id="b", zh="牌", en="Brand", position=0))
        connection.execute(insert(categories).values(id="c", zh="类", en="Kind", position=0))
        rows = [
            {
                "sku": sku,
                "brand_id": "b",
                "category_id": "c",
                "name_zh": f"商品 {sku}",
                "name_en": f"Product {sku}",
                "price": price,
                "stock": stock,
                "summary_zh": "",
                "summary_en": "",
            }
            for sku, price in prices.items()
        ]
        connection.execute(insert(products), rows)


def write_files(folder: Path, customers: str = CUSTOMERS, orders: str = ORDERS) -> Path:
    """A shop folder with these two files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "customers.yml").write_text(customers, encoding="utf-8")
    (folder / "orders.yml").write_text(orders, encoding="utf-8")
    return folder
