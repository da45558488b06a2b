"""Finding and recommending products."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import SlotSet

from actions.base import Events, ShopAction, in_thread, shop
from actions.filters import Filters, read_filters
from actions.follow_ups import follow_up
from actions.phrases import joined, money, phrase
from actions.product_reference import focused_product, remember, resolve
from actions.product_view import product_buttons, product_list
from actions.turn import Turn
from catalog.search import SearchResult
from understanding.answers import has_colour

LIST_LENGTH = 5
_REMEMBERED = 100  # products that are not shown again
_COLOURED = 100  # products whose colours are looked at


class ActionSearchProduct(ShopAction):
    """Lists products for any mix of kind, brand, price, feature and name."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_search_product"

    async def answer(self, turn: Turn) -> Events:
        """Search and show a list."""
        filters = await conditions(turn)
        if filters.is_empty and not filters.text.strip():
            return await ask_for_a_kind(turn)
        return await show(turn, filters)


class ActionRecommendProduct(ShopAction):
    """Recommends the most popular products that fit the need."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_recommend_product"

    async def answer(self, turn: Turn) -> Events:
        """Recommend from what fits, what is in stock and what others buy."""
        if turn.values("product") and len(turn.values("product")) > 1:
            reference = await resolve(turn, several=True)
            if len(reference.products) > 1:
                best = max(reference.products, key=lambda product: product.popularity)
                turn.say(
                    "utter_recommend_one_of",
                    product=best.names.get(turn.language),
                    summary=best.summary.get(turn.language),
                )
                return remember([best])
        filters = await needs(turn)
        if filters.is_empty:
            return await ask_for_a_kind(turn)
        return await show(turn, replace(filters, text="", in_stock=True, sort="popularity"), "utter_recommendations")


async def needs(turn: Turn) -> Filters:
    """The need that a recommendation is for: this message's, or the last search's where it tells none."""
    new = await in_thread(read_filters, turn, shop().lexicon)
    if new.is_empty:
        last = Filters.from_slot(turn.slot("search_filters"))
        return replace(last, exclude=(), relaxed=()) if last else new
    return new


async def conditions(turn: Turn) -> Filters:
    """The conditions of this message together with those of the search it follows up."""
    lexicon = shop().lexicon
    new = await in_thread(read_filters, turn, lexicon)
    return follow_up(new, Filters.from_slot(turn.slot("search_filters")), await focused_product(turn), turn)


async def show(
    turn: Turn, filters: Filters, response: str = "utter_search_results", intent: str = "ask_product_details"
) -> Events:
    """Search, show the list, and remember both.

    Args:
        turn: The message.
        filters: What to look for.
        response: The sentence above the list.
        intent: What a button under the list asks about its product.
    """
    result = await _found(filters)
    products = list(result.products)
    wanted = await in_thread(wish, filters, turn)
    again = bool(filters.exclude)
    if again and (not products or (result.relaxed and not filters.relaxed)):
        turn.say("utter_no_more", wish=wanted)
        return []
    if not products:
        turn.say("utter_nothing_found", wish=wanted)
        return []
    lines, buttons = product_list(products, turn.language), product_buttons(products, turn.language, intent)
    left = result.total - len(products)
    if again:
        turn.say("utter_more_results", buttons, products=lines, wish=wanted)
    elif result.relaxed:
        turn.say("utter_search_near", buttons, products=lines, wish=wanted, dropped=_dropped(result, turn))
    else:
        turn.say(response, buttons, products=lines, wish=wanted, count=_count(result, result.total, turn))
    if left > 0 or result.more:
        turn.say("utter_search_more", count=_count(result, left, turn))
    seen = (*filters.exclude, *(product.sku for product in products))
    kept = replace(filters, exclude=seen[-_REMEMBERED:], relaxed=result.relaxed)
    return [SlotSet("search_filters", kept.to_slot()), *remember(products, as_list=True)]


async def _found(filters: Filters) -> SearchResult:
    """The products that meet the conditions; colours, which the search does not know, are looked at here."""
    if not filters.colours:
        return await in_thread(shop().search.search, filters.query(LIST_LENGTH))
    result = await in_thread(shop().search.search, filters.query(_COLOURED))
    coloured = [
        product
        for product in result.products
        if (value := product.spec("colors")) and all(has_colour(value.text, colour) for colour in filters.colours)
    ]
    return replace(result, products=tuple(coloured[:LIST_LENGTH]), total=len(coloured), more=False)


async def ask_for_a_kind(turn: Turn) -> Events:
    """Ask what kind of product, with the shop's kinds as buttons."""
    categories = (await in_thread(lambda: shop().lexicon.categories))[:LIST_LENGTH]
    buttons = [
        {
            "title": category.names.get(turn.language),
            "payload": f'/search_product{{"category": "{category.names.get(turn.language)}"}}',
        }
        for category in categories
    ]
    names = [category.names.get(turn.language) for category in await in_thread(lambda: shop().lexicon.categories)]
    turn.say("utter_ask_kind", buttons, kinds=joined(turn.language, names))
    return []


def wish(filters: Filters, turn: Turn) -> str:
    """The conditions in words, for the sentence above the list."""
    language, lexicon = turn.language, shop().lexicon
    parts = [lexicon.label("brand", brand, language) for brand in filters.brands]
    parts += [phrase(language, f"colour.{colour}") for colour in filters.colours]
    parts += [lexicon.label("tag", tag, language) for tag in filters.tags]
    if filters.category:
        parts.append(lexicon.label("category", filters.category, language))
    if filters.price_min and filters.price_max:
        parts.append(phrase(language, "price_between", low=money(filters.price_min), high=money(filters.price_max)))
    elif filters.price_max:
        parts.append(phrase(language, "price_up_to", high=money(filters.price_max)))
    elif filters.price_min:
        parts.append(phrase(language, "price_from", low=money(filters.price_min)))
    unwanted = [lexicon.label("brand", brand, language) for brand in filters.not_brands]
    unwanted += [lexicon.label("tag", tag, language) for tag in filters.not_tags]
    if unwanted:
        parts.append(phrase(language, "without", names=joined(language, unwanted)))
    return phrase(language, "wish_separator").join(parts) or filters.text[:40] or phrase(language, "products")


def _count(result: SearchResult, number: int, turn: Turn) -> str:
    """A number of products found, in words where nobody counted further."""
    return phrase(turn.language, "found.over", count=number) if result.more else str(number)


def _dropped(result: SearchResult, turn: Turn) -> str:
    """Which conditions had to go, in words."""
    return joined(turn.language, [phrase(turn.language, f"condition.{name}") for name in result.relaxed])
