"""How products are written in an answer."""

from __future__ import annotations

import json
from collections.abc import Sequence

from actions.phrases import money, phrase, phrases
from catalog.models import Product, SpecValue

_FEW = 5  # pieces from which on stock is not counted out
MAX_BUTTONS = 5  # Slack shows no more


def stock_words(product: Product, language: str) -> str:
    """Stock in words."""
    if product.stock <= 0:
        return phrase(language, "stock.none")
    if product.stock < _FEW:
        return phrase(language, "stock.few", count=product.stock)
    return phrase(language, "stock.plenty")


def product_line(product: Product, position: int, language: str) -> str:
    """One line of a numbered list."""
    return phrase(
        language,
        "product_line",
        position=position,
        name=product.names.get(language),
        stock=stock_words(product, language),
        price=money(product.price, product.currency),
        summary=product.summary.get(language),
    )


def product_list(products: Sequence[Product], language: str) -> str:
    """A numbered list, one product a line."""
    return "\n".join(product_line(product, number, language) for number, product in enumerate(products, start=1))


def product_buttons(
    products: Sequence[Product], language: str, intent: str = "ask_product_details", **asked: str
) -> list[dict[str, str]]:
    """Buttons that ask about each product.

    Args:
        products: The products.
        language: `zh` or `en`.
        intent: What is asked.
        **asked: Entities of the question beside the product (an attribute).
    """
    names = [product.names.get(language) for product in products[:MAX_BUTTONS]]
    return [{"title": name, "payload": payload(intent, product=name, **asked)} for name in names]


def payload(intent: str, **entities: str) -> str:
    """What a button sends."""
    return f"/{intent}{json.dumps(entities, ensure_ascii=False)}" if entities else f"/{intent}"


def spec_text(value: SpecValue, language: str) -> str:
    """A specification's value in words, with its unit."""
    if value.spec.type == "boolean":
        return phrase(language, "supported" if value.text == "yes" else "not_supported")
    if value.spec.type == "number":
        unit = value.spec.unit
        words = phrases()["units"].get(unit)
        return f"{value.text} {words[language] if words else unit}".strip()
    return value.text_for(language)


def spec_lines(product: Product, language: str) -> str:
    """The whole sheet, one specification a line, in the category's order."""
    order = {spec: index for index, spec in enumerate(product.category.specs)}
    values = sorted(product.specs, key=lambda value: order.get(value.spec.id, len(order)))
    return "\n".join(
        phrase(language, "spec_line", name=value.spec.names.get(language), value=spec_text(value, language))
        for value in values
    )
