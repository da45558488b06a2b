"""Questions about a certain product: price, stock, details, warranty, promotions."""

from __future__ import annotations

import abc
from collections.abc import Sequence
from datetime import date

from actions.base import Events, ShopAction, in_thread, shop
from actions.phrases import day, money, phrase
from actions.product_reference import Reference, remember, resolve
from actions.product_search import conditions, show
from actions.product_view import product_buttons, product_list, spec_lines, spec_text, stock_words
from actions.turn import Turn
from catalog.models import Product, Promotion
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
        for name in reference.unknown:
            turn.say("utter_product_unknown", name=name[:60])
        return remember(reference.products[:1])

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

    async def about(self, turn: Turn, product: Product) -> None:
        """Tell the price."""
        reduced, promotion = await in_thread(shop().promotions.price_after, product, date.today())
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
        """Tell the stock; offer others where there is none."""
        response = "utter_in_stock" if product.stock > 0 else "utter_out_of_stock"
        turn.say(response, product=product.names.get(turn.language), stock=stock_words(product, turn.language))

    async def without_product(self, turn: Turn, reference: Reference) -> Events:
        """List what is in stock where a kind or a brand was named."""
        if not reference.unknown:
            filters = await conditions(turn)
            if filters.category or filters.brands:
                return await show(turn, filters)
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
                turn.say("utter_spec_unknown", product=name, attribute=label)
            else:
                turn.say("utter_spec", product=name, attribute=label, value=spec_text(value, turn.language))


class ActionCheckWarranty(ProductQuestion):
    """How long a product is covered; the rules where none is named."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_check_warranty"

    async def about(self, turn: Turn, product: Product) -> None:
        """Tell the warranty."""
        turn.say("utter_warranty_of_product", product=product.names.get(turn.language), months=product.warranty_months)

    async def without_product(self, turn: Turn, reference: Reference) -> Events:
        """Tell the general rules."""
        for name in reference.unknown:
            turn.say("utter_product_unknown", name=name[:60])
        turn.say("utter_warranty_policy")
        return []


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
                date.today(),
                sku=product.sku,
                brand=product.brand.id,
                category=product.category.id,
            )
        else:
            brand = filters.brands[0] if filters.brands else None
            running = await in_thread(shop().promotions.active, date.today(), brand=brand, category=filters.category)
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


async def help_to_find(turn: Turn, reference: Reference, intent: str) -> Events:
    """Offer the near products for a name the shop does not know, or ask which product is meant."""
    if reference.unknown and reference.near:
        turn.say(
            "utter_product_near",
            product_buttons(reference.near, turn.language, intent),
            name=reference.unknown[0][:60],
            products=product_list(reference.near, turn.language),
        )
        return remember(reference.near, as_list=True)[1:]
    if reference.unknown:
        turn.say("utter_product_unknown", name=reference.unknown[0][:60])
        return []
    filters = await conditions(turn)
    if filters.category or filters.brands:
        return await show(turn, filters, "utter_which_of_these")
    turn.say("utter_ask_which_product")
    return []
