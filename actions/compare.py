"""Setting products side by side."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk.events import SlotSet

from actions.base import Events, ShopAction, in_thread, shop
from actions.order_choice import orders_are_the_topic
from actions.order_questions import order_question
from actions.phrases import money, phrase
from actions.product_help import help_to_find
from actions.product_reference import Reference, remember, resolve
from actions.product_search import conditions
from actions.product_view import spec_text, stock_words
from actions.turn import Turn
from catalog.models import Product, Spec
from understanding.answers import compared_properties
from understanding.references import is_position

_MOST_PRODUCTS = 4
_MOST_ROWS = 12


class ActionCompareProducts(ShopAction):
    """Compares two or more products, on everything or on what was asked about."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_compare_products"

    async def answer(self, turn: Turn) -> Events:
        """Compare the products meant; a mere "the first one" is taken for what was listed last."""
        if is_position(turn.text) and turn.customer_id and orders_are_the_topic(turn):
            return await order_question(turn).answer(turn)
        reference = await resolve(turn, several=True)
        products = list(reference.products[:_MOST_PRODUCTS])
        if len(products) < 2 and reference.is_certain:
            products = await _one_of_each_brand(turn) or products
        if len(products) < 2:
            return await self._too_few(turn, reference, products)
        if not reference.is_certain:
            await help_to_find(turn, reference, "compare_products")
        specs, price = await _asked(turn, products)
        turn.say(
            "utter_comparison",
            products=phrase(turn.language, "versus").join(product.names.get(turn.language) for product in products),
            rows="\n".join(_rows(products, specs, price, turn.language)),
        )
        return remember(products, as_list=True)

    async def _too_few(self, turn: Turn, reference: Reference, products: list[Product]) -> Events:
        """Help to find the other product, or ask for it."""
        events = []
        if not products or not reference.is_certain:
            events = await help_to_find(turn, reference, "compare_products")
        if not products:
            return events
        turn.say("utter_ask_compare_with", product=products[0].names.get(turn.language))
        return [*events, SlotSet("focus_product", products[0].sku)]


async def _asked(turn: Turn, products: Sequence[Product]) -> tuple[list[Spec], bool]:
    """The specifications that the comparison is about, and whether it is about the price; nothing for everything."""
    lexicon, category = shop().lexicon, products[0].category.id
    named = [await in_thread(lexicon.spec, words, category) for words in turn.values("attribute")]
    compared = compared_properties(turn.text)
    known = {spec.id: spec for spec in await in_thread(lambda: lexicon.specs)}
    if not named and not compared:
        named = [await in_thread(lexicon.spec, turn.without_entities, category)]
    ids = [spec.id for spec in named if spec] + [name for name in compared if name in known]
    return [known[id] for id in dict.fromkeys(ids)], "price" in compared


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


def _rows(products: Sequence[Product], asked: Sequence[Spec], price: bool, language: str) -> list[str]:
    """One line for each thing compared: what it is, then each product's value."""
    rows, everything = [], not asked and not price
    if price or everything:
        rows.append(_price_row(products, language))
    if everything:
        rows.append(_row(phrase(language, "availability"), [stock_words(p, language) for p in products], language))
    specs = _common_specs(products) if everything else list(asked)
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


def _price_row(products: Sequence[Product], language: str) -> str:
    """The prices, and how much less the cheaper one of two costs."""
    line = _row(phrase(language, "price"), [money(p.price, p.currency) for p in products], language)
    cheaper, dearer = sorted(products, key=lambda product: product.price)[:2]
    if len(products) > 2 or cheaper.price == dearer.price or cheaper.currency != dearer.currency:
        return line
    less = money(dearer.price - cheaper.price, cheaper.currency)
    return line + phrase(language, "cheaper_by", product=cheaper.names.get(language), amount=less)


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
