"""What the repositories return: frozen dataclasses without behaviour beyond choosing a language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class Names:
    """One text in the shop's two languages."""

    zh: str
    en: str

    def get(self, language: str) -> str:
        """The text in a language, or in the other one where it is empty.

        Args:
            language: `zh` or `en`; everything else counts as English.
        """
        return (self.zh or self.en) if language.startswith("zh") else (self.en or self.zh)


@dataclass(frozen=True)
class Brand:
    """A maker."""

    id: str
    names: Names
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Category:
    """A kind of product with the ids of its specifications, in the order of the sheet."""

    id: str
    names: Names
    aliases: tuple[str, ...] = ()
    specs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tag:
    """A feature word such as "gaming" or "waterproof"."""

    id: str
    names: Names
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spec:
    """A property that products have; `better` is `higher`, `lower` or empty."""

    id: str
    names: Names
    unit: str = ""
    type: str = "text"
    aliases: tuple[str, ...] = ()
    better: str = ""


@dataclass(frozen=True)
class SpecValue:
    """One property of one product; `number` is in the spec's unit."""

    spec: Spec
    text: str
    number: float | None = None

    def text_for(self, language: str) -> str:
        """The stored text in a language (it may hold both, as `中文/English`)."""
        if self.spec.type != "text" or "/" not in self.text:
            return self.text
        left, _, right = self.text.partition("/")
        if not any("\u4e00" <= char <= "\u9fff" for char in left):
            return self.text
        if any("\u4e00" <= char <= "\u9fff" for char in right):
            return self.text
        return (left if language.startswith("zh") else right).strip()

    def display(self, language: str) -> str:
        """The value with its unit in a language; booleans stay `yes` and `no`, whose words are the caller's."""
        if self.spec.type == "number" and self.spec.unit:
            return f"{self.text} {self.spec.unit}"
        return self.text_for(language)


@dataclass(frozen=True)
class Product:
    """One article of the shop with everything about it."""

    sku: str
    names: Names
    brand: Brand
    category: Category
    price: Decimal
    currency: str = "CNY"
    stock: int = 0
    popularity: int = 0
    released: str = ""
    warranty_months: int = 0
    tags: tuple[str, ...] = ()
    summary: Names = Names("", "")
    specs: tuple[SpecValue, ...] = ()
    aliases: tuple[str, ...] = ()

    def spec(self, spec_id: str) -> SpecValue | None:
        """The value of a property, or None where the shop does not know it."""
        return next((value for value in self.specs if value.spec.id == spec_id), None)


@dataclass(frozen=True)
class Term:
    """A technical word with its explanation."""

    id: str
    names: Names
    aliases: tuple[str, ...]
    explanation: Names


@dataclass(frozen=True)
class Promotion:
    """A discount that runs from `starts` to `ends` (both days included)."""

    id: str
    names: Names
    description: Names
    starts: date
    ends: date
    code: str = ""
    brand: str | None = None
    category: str | None = None
    sku: str | None = None
    percent_off: int = 0
    amount_off: Decimal = Decimal(0)
    min_spend: Decimal = Decimal(0)


@dataclass(frozen=True)
class Customer:
    """Somebody with an account."""

    id: str
    username: str
    display_name: str
    language: str
    email: str
    phone: str
    newsletter: bool


@dataclass(frozen=True)
class Address:
    """One delivery address of a customer."""

    id: int
    customer_id: str
    recipient: str
    phone: str
    text: str
    is_default: bool


@dataclass(frozen=True)
class OrderItem:
    """One line of an order; `discount` is for all its pieces, None where `unit_price` is what a piece costs."""

    sku: str
    names: Names
    quantity: int
    unit_price: Decimal
    discount: Decimal | None = None


@dataclass(frozen=True)
class Refund:
    """A refund of an order or of a part; with `lowered_total` the order's total is lower by the amount already."""

    order_number: str
    state: str
    amount: Decimal
    reason: str
    requested_at: datetime
    lowered_total: bool = False


@dataclass(frozen=True)
class Invoice:
    """The invoice of an order; state is `none`, `requested` or `issued`."""

    number: str | None
    order_number: str
    state: str
    title: str
    amount: Decimal
    issued_at: datetime | None = None


@dataclass(frozen=True)
class Order:
    """An order with its lines, its history (state, since when) and its refunds, both oldest first."""

    number: str
    customer_id: str
    state: str
    created_at: datetime
    items: tuple[OrderItem, ...]
    total: Decimal
    currency: str
    shipping_address: str
    carrier: str = ""
    tracking_number: str = ""
    eta: date | None = None
    history: tuple[tuple[str, datetime], ...] = ()
    refunds: tuple[Refund, ...] = ()
    invoice: Invoice | None = None

    @property
    def refund(self) -> Refund | None:
        """The latest refund."""
        return self.refunds[-1] if self.refunds else None


@dataclass(frozen=True)
class Ticket:
    """A request that a person of the shop answers."""

    number: str
    kind: str
    customer_id: str | None
    conversation: str
    summary: str
    language: str
    created_at: datetime
    state: str
