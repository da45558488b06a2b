"""Two opinions about the entities: the network's, and a linear model's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.tokens import Doc

from components.ensemble import Ensemble
from components.entity_spans import Span, as_entity, as_span
from components.linear_tagger import LinearTagger, Tagged


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True)
class SpanEnsemble(Ensemble, EntityExtractorMixin):
    """Keeps the spans that the extractor before it and a linear model agree on, and the surer ones of the others.

    Alone, the network marks too much in sentences that are unlike the examples.
    """

    FILE = "spans.crfsuite"

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Default settings.

        `alone`: from which confidence a span counts that only the linear model found. `seconded`: how likely the
        linear model must think that every token of a span belongs to some entity, for a span that it did not find.
        """
        return {"alone": 0.8, "seconded": 0.3}

    @staticmethod
    def read_model(path: Path) -> LinearTagger:
        """Read a trained model from its file (see parent class)."""
        return LinearTagger(path.read_bytes())

    @staticmethod
    def examples(training_data: TrainingData) -> list[tuple[Doc, list[Span]]]:
        """Documents with their spans (see parent class)."""
        return [
            (each.get(SPACY_DOCS[TEXT]), [as_span(entity) for entity in each.get(ENTITIES) or ()])
            for each in training_data.nlu_examples
            if each.get(SPACY_DOCS[TEXT])
        ]

    @staticmethod
    def teaches(examples: Sequence[tuple[Doc, list[Span]]]) -> bool:
        """Whether there is a span (see parent class)."""
        return any(spans for _, spans in examples)

    def fit(self, examples: Sequence[tuple[Doc, list[Span]]], path: Path) -> None:
        """Train the model of spans (see parent class)."""
        LinearTagger.train(examples, path)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the entities of messages."""
        for message in messages:
            doc = message.get(SPACY_DOCS[TEXT])
            if self._model and doc:
                found = [as_span(entity) for entity in message.get(ENTITIES) or ()]
                agreed = self._agreed(found, self._model.read(doc))
                message.set(ENTITIES, [as_entity(doc.text, span) for span in agreed], add_to_output=True)
        return messages

    def _agreed(self, found: Sequence[Span], tagged: Tagged) -> list[Span]:
        places = {(span.start, span.end, span.label) for span in found}
        kept = [
            span
            for span in tagged.spans
            if (span.start, span.end, span.label) in places or span.confidence >= self._config["alone"]
        ]
        for span in found:
            free = not any(span.start < other.end and other.start < span.end for other in kept)
            if free and tagged.least_inside(span.start, span.end) >= self._config["seconded"]:
                kept.append(span)
        return sorted(kept, key=lambda span: span.start)
