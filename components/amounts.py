"""Normalises the amounts of money that DIET found and tells which of them bound a search."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_ROLE,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from understanding.amounts import parse_amount, price_roles

PRICE = "price"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class AmountNormalizer(GraphComponent, EntityExtractorMixin):
    """Turns the value of each price into a sum with a currency (三千块 → 3000 CNY) and sets its role.

    Whether an amount is an upper or lower limit follows from the words around it; rules tell it more surely
    than a second tagger would.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AmountNormalizer:
        """Create the component (see parent class)."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Normalise the prices of messages."""
        for message in messages:
            prices = [e for e in message.get(ENTITIES, []) if e[ENTITY_ATTRIBUTE_TYPE] == PRICE]
            prices.sort(key=lambda entity: entity[ENTITY_ATTRIBUTE_START])
            spans = [(entity[ENTITY_ATTRIBUTE_START], entity[ENTITY_ATTRIBUTE_END]) for entity in prices]
            for entity, role in zip(prices, price_roles(message.get(TEXT) or "", spans), strict=True):
                amount = parse_amount(str(entity[ENTITY_ATTRIBUTE_VALUE]))
                if amount is not None:
                    entity[ENTITY_ATTRIBUTE_VALUE] = str(amount)
                if role:
                    entity[ENTITY_ATTRIBUTE_ROLE] = role
        return messages
