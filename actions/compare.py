"""Setting products side by side."""

from __future__ import annotations

from collections.abc import Sequence

from actions.base import Events, ShopAction, in_thread, shop
from actions.phrases import money, phrase
from actions.product_questions import help_to_find
from actions.product_reference import Reference, remember, resolve
from actions.product_search import conditions
from actions.product_view import spec_text, stock_words
from actions.turn import Turn
from catalog.models import Product, Spec

_MOST_PRODUCTS = 4
_MOST_ROWS = 12


class ActionCompareProducts(ShopAction):
    """Compares two or more products, on everything or on what was asked about."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_compare_products"

    async def answer(self, turn: Turn) -> Events:
        """Compare the products meant."""
        reference = await resolve(turn, several=True)
        products = list(reference.products[:_MOST_PRODUCTS])
        if len(products) < 2 and not reference.unknown:
            products = await _one_of_each_brand(turn) or products
        for name in reference.unknown:
            turn.say("utter_product_unknown", name=name[:60])
        if len(products) < 2:
            if not products:
                return await help_to_find(turn, Reference(), "compare_products")
            turn.say("utter_ask_compare_with", product=products[0].names.get(turn.language))
            return remember(products)
        asked = [
            await in_thread(shop().lexicon.spec, words, products[0].category.id) for words in turn.values("attribute")
        ]
        specs = [spec for spec in asked if spec is not None]
        turn.say(
            "utter_comparison",
            products=phrase(turn.language, "versus").join(product.names.get(turn.language) for product in products),
            rows="\n".join(_rows(products, specs, turn.language)),
        )
        return remember(products, as_list=True)


async def _one_of_each_brand(turn: Turn) -> list[Product]:
    """The best-selling product of each brand named ("华为和小米的手机哪个好")."""
    filters = await conditions(turn)
    if len(filters.brands) < 2:
        return []
    found = []
    for brand in filters.brands[:_MOST_PRODUCTS]:
        query = type(filters)(brands=(brand,), category=filters.category, sort="popularity").query(1)
        found += list((await in_thread(shop().search.search, query)).products)
    return found


def _rows(products: Sequence[Product], asked: Sequence[Spec], language: str) -> list[str]:
    """One line for each thing compared: what it is, then each product's value."""
    rows = []
    if not asked:
        rows.append(_row(phrase(language, "price"), [money(p.price, p.currency) for p in products], language))
        rows.append(_row(phrase(language, "availability"), [stock_words(p, language) for p in products], language))
    specs = list(asked) or _common_specs(products)
    for spec in specs[:_MOST_ROWS]:
        values = [product.spec(spec.id) for product in products]
        texts = [spec_text(value, language) if value else phrase(language, "unknown") for value in values]
        line = _row(spec.names.get(language), texts, language)
        numbers = [value.number if value else None for value in values]
        if spec.better and None not in numbers and len(set(numbers)) > 1:
            best = (max if spec.better == "higher" else min)(range(len(products)), key=lambda i: numbers[i] or 0.0)
            line += phrase(language, "better", product=products[best].names.get(language))
        rows.append(line)
    return rows


def _row(label: str, values: list[str], language: str) -> str:
    return phrase(language, "compare_line", label=label, values=phrase(language, "compare_separator").join(values))


def _common_specs(products: Sequence[Product]) -> list[Spec]:
    """Specifications that at least two of the products have, in the first one's order, differing ones first."""
    common = [v.spec for v in products[0].specs if sum(p.spec(v.spec.id) is not None for p in products) >= 2]
    order = {spec: index for index, spec in enumerate(products[0].category.specs)}

    def rank(spec: Spec) -> tuple[bool, int]:
        texts = {value.text for product in products if (value := product.spec(spec.id))}
        return len(texts) == 1, order.get(spec.id, len(order))

    return sorted(common, key=rank)
