"""Questions about a certain product: price, stock, details, warranty, promotions."""

from __future__ import annotations

import abc
from collections.abc import Sequence

from actions.base import Events, ShopAction, in_thread, shop
from actions.compare import ActionCompareProducts
from actions.person import person_button
from actions.phrases import day, money, phrase
from actions.product_help import help_to_find
from actions.product_reference import Reference, remember, resolve
from actions.product_search import conditions, show
from actions.product_view import spec_lines, spec_text, stock_words
from actions.turn import Turn
from catalog.models import Product, Promotion
from catalog.shop_time import today
from understanding.answers import colours, has_colour
from understanding.references import mentions


class ProductQuestion(ShopAction):
    """A question about a product: finds the product first, then answers."""

    async def answer(self, turn: Turn) -> Events:
        """Answer for the products meant, or help to find them."""
        reference = await resolve(turn)
        if not reference.products:
            return await self.without_product(turn, reference)
        for product in reference.products[:3]:
            await self.about(turn, product)
        remembered = remember(reference.products[:1])
        if reference.is_certain:
            return remembered
        return [*await help_to_find(turn, reference, self.intent()), *remembered]

    @abc.abstractmethod
    async def about(self, turn: Turn, product: Product) -> None:
        """Answer for one product."""

    async def without_product(self, turn: Turn, reference: Reference) -> Events:
        """Say that the product is not known and what is near, or ask which one is meant."""
        return await help_to_find(turn, reference, self.intent())

    def intent(self) -> str:
        """The intent that this action answers; buttons repeat it."""
        return self.name().removeprefix("action_")


class ActionAskPrice(ProductQuestion):
    """What a product costs, with a running promotion."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_ask_price"

    async def answer(self, turn: Turn) -> Events:
        """Tell the price, or the difference where products were compared before."""
        shown = turn.slot("shown_products", [])
        if mentions(turn.text, "difference") and len(shown) > 1 and len(turn.values("product")) != 1:
            return await ActionCompareProducts().answer(turn)
        return await super().answer(turn)

    async def about(self, turn: Turn, product: Product) -> None:
        """Tell the price."""
        reduced, promotion = await in_thread(shop().promotions.price_after, product, today())
        name, price = product.names.get(turn.language), money(product.price, product.currency)
        if promotion is not None and reduced < product.price:
            turn.say(
                "utter_price_reduced",
                product=name,
                price=price,
                reduced=money(reduced, product.currency),
                promotion=promotion.names.get(turn.language),
                ends=day(turn.language, promotion.ends),
            )
        else:
            turn.say("utter_price", product=name, price=price)


class ActionAskAvailability(ProductQuestion):
    """Whether a product can be delivered."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_ask_availability"

    async def about(self, turn: Turn, product: Product) -> None:
        """Tell the stock, or whether there is the colour asked for."""
        if tell_colours(turn, product):
            return
        response = "utter_in_stock" if product.stock > 0 else "utter_out_of_stock"
        turn.say(response, product=product.names.get(turn.language), stock=stock_words(product, turn.language))

    async def without_product(self, turn: Turn, reference: Reference) -> Events:
        """List what is in stock where a kind or a brand was named."""
        if reference.is_certain:
            filters = await conditions(turn)
            if filters.category or filters.brands:
                return await show(turn, filters, intent=self.intent())
        return await help_to_find(turn, reference, self.intent())


class ActionAskProductDetails(ProductQuestion):
    """One specification or the whole sheet."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_ask_product_details"

    async def about(self, turn: Turn, product: Product) -> None:
        """Tell what was asked about."""
        name, lexicon = product.names.get(turn.language), shop().lexicon
        asked = turn.values("attribute")
        if not asked and tell_colours(turn, product):
            return
        if not asked and not mentions(turn.text, "all_details") and not turn.is_payload:
            spec = await in_thread(lexicon.spec, turn.text, product.category.id)
            asked = [turn.text] if spec else []
        if not asked or (mentions(" ".join(asked), "all_details") and len(asked) == 1):
            turn.say(
                "utter_product_sheet",
                product=name,
                price=money(product.price, product.currency),
                stock=stock_words(product, turn.language),
                summary=product.summary.get(turn.language),
                specs=spec_lines(product, turn.language),
            )
            return
        for words in asked:
            spec = await in_thread(lexicon.spec, words, product.category.id)
            value = product.spec(spec.id) if spec else None
            label = spec.names.get(turn.language) if spec else words[:40]
            if value is None:
                offer = [person_button(turn.language)]
                turn.say("utter_spec_unknown", offer, product=name, attribute=label)
            else:
                turn.say("utter_spec", product=name, attribute=label, value=spec_text(value, turn.language))


class ActionCheckWarranty(ProductQuestion):
    """How long a product is covered; the rules where none is named."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_check_warranty"

    async def answer(self, turn: Turn) -> Events:
        """Tell the warranty of the product meant; the rules where they are asked for."""
        if mentions(turn.text, "general_rules") and not turn.values("product"):
            return await self.without_product(turn, Reference())
        return await super().answer(turn)

    async def about(self, turn: Turn, product: Product) -> None:
        """Tell the warranty."""
        turn.say("utter_warranty_of_product", product=product.names.get(turn.language), months=product.warranty_months)

    async def without_product(self, turn: Turn, reference: Reference) -> Events:
        """Tell the general rules, after what is near to a name that the shop does not have."""
        events = [] if reference.is_certain else await help_to_find(turn, reference, self.intent())
        if not reference.line and not reference.beyond:
            turn.say("utter_warranty_policy")
        return events


def tell_colours(turn: Turn, product: Product) -> bool:
    """Tell whether a product comes in the colours that the message names, if it names any.

    Args:
        turn: The message.
        product: The product.

    Returns:
        Whether that was the question.
    """
    asked, value, name = colours(turn.text), product.spec("colors"), product.names.get(turn.language)
    if asked and value is None:
        label = shop().lexicon.label("spec", "colors", turn.language)
        turn.say("utter_spec_unknown", [person_button(turn.language)], product=name, attribute=label)
    elif value is not None:
        for colour in asked:
            turn.say(
                "utter_colour" if has_colour(value.text, colour) else "utter_no_colour",
                product=name,
                colour=phrase(turn.language, f"colour.{colour}"),
                colours=value.text_for(turn.language),
            )
    return bool(asked)


class ActionAskPromotion(ShopAction):
    """Running promotions, for a product, a brand, a kind, or all."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_ask_promotion"

    async def answer(self, turn: Turn) -> Events:
        """List the promotions that run today."""
        reference = (
            await resolve(turn)
            if turn.values("product") or not (turn.values("brand") or turn.values("category"))
            else Reference()
        )
        filters = await conditions(turn)
        product = reference.products[0] if reference.products else None
        running: Sequence[Promotion]
        if product is not None:
            running = await in_thread(
                shop().promotions.active,
                today(),
                sku=product.sku,
                brand=product.brand.id,
                category=product.category.id,
            )
        else:
            brand = filters.brands[0] if filters.brands else None
            running = await in_thread(shop().promotions.active, today(), brand=brand, category=filters.category)
        if not running:
            turn.say("utter_no_promotion")
            return []
        lines = [
            phrase(
                turn.language,
                "promotion_line",
                name=promotion.names.get(turn.language),
                code=promotion.code or "-",
                description=promotion.description.get(turn.language),
                ends=day(turn.language, promotion.ends),
            )
            for promotion in running[:6]
        ]
        turn.say("utter_promotions", promotions="\n".join(lines))
        return remember([product]) if product else []
