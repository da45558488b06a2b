"""Puts the entities that DIET found in order, by the rules of the annotation guide."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.tokens import Doc

from components.entity_spans import Span, as_entity, as_span, tidy


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class EntityRules(GraphComponent, EntityExtractorMixin):
    """Mends the spans: joins torn names, drops splinters, and tells terms from attributes by the intent.

    The rules are those by which the examples are annotated (a technical term exists only where its meaning is asked
    for, a brand in front of a model belongs to it, nothing is marked in what is out of scope).
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityRules:
        """Create the component (see parent class)."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Mend the entities of messages."""
        for message in messages:
            found = message.get(ENTITIES) or []
            text, doc = message.get(TEXT) or "", message.get(SPACY_DOCS[TEXT])
            intent = (message.get(INTENT) or {}).get("name") or ""
            spans = [as_span(entity) for entity in found]
            mended = tidy(text, spans, intent, names_in(doc))
            message.set(ENTITIES, [as_entity(text, span) for span in mended], add_to_output=True)
        return messages


def names_in(doc: Doc | None) -> list[Span]:
    """The names that the gazetteer marked in a document, one span a kind.

    Args:
        doc: A document of the shop's spaCy pipeline.

    Returns:
        Spans with the kind of name as label.
    """
    spans: list[Span] = []
    for token in doc or ():
        for mark in token._.gazetteer:
            prefix, _, kind = mark.partition("-")
            end = token.idx + len(token)
            if prefix == "B":
                spans.append(Span(token.idx, end, kind, 1.0))
            else:
                index = next(i for i in reversed(range(len(spans))) if spans[i].label == kind)
                spans[index] = Span(spans[index].start, end, kind, 1.0)
    return spans
