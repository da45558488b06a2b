"""Two opinions about the intent: the network's, and a linear classifier's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import SPACY_DOCS
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.tokens import Doc

from components.ensemble import Ensemble
from components.features import character_features, sentence_features
from components.linear_classifier import LinearClassifier


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class IntentEnsemble(Ensemble, IntentClassifier):
    """Mixes the confidences of the classifier before it with those of a linear one over the same words.

    The two err in different sentences: the network is often too sure of the nearest example, the linear classifier
    weighs words and pieces of words. The confidences are averaged, so that they stay confidences.
    """

    FILE = "linear.npz"

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Default settings.

        `weight`: the linear classifier's share, from 0 to 1. `min_count`: how often a feature must occur in the
        training data to be kept. `ranking_length`: intents that are told of a message; 0 for all.
        """
        return {"weight": 0.7, "min_count": 2, "ranking_length": 10}

    @staticmethod
    def read_model(path: Path) -> LinearClassifier:
        """Read a trained model from its file (see parent class)."""
        return LinearClassifier.load(path)

    @staticmethod
    def examples(training_data: TrainingData) -> list[tuple[Doc, str]]:
        """Documents with their intents (see parent class)."""
        return [
            (each.get(SPACY_DOCS[TEXT]), str(each.get(INTENT)))
            for each in training_data.intent_examples
            if each.get(INTENT) and each.get(SPACY_DOCS[TEXT])
        ]

    @staticmethod
    def teaches(examples: Sequence[tuple[Doc, str]]) -> bool:
        """Whether there are two intents to tell apart (see parent class)."""
        return len({intent for _, intent in examples}) > 1

    def starts_from(self) -> float | None:
        """The sharpness that was found before, when fine-tuning (see parent class)."""
        return self._model.sharpness if self._model else None

    def fit(self, examples: Sequence[tuple[Doc, str]], path: Path) -> None:
        """Train the classifier; when fine-tuning, as sharp as it was (see parent class)."""
        rows, labels = [_features(doc) for doc, _ in examples], [intent for _, intent in examples]
        LinearClassifier.fit(rows, labels, self._config["min_count"], self.starts_from()).save(path)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intents of messages."""
        for message in messages:
            if self._model and message.get(SPACY_DOCS[TEXT]):
                told = {each["name"]: float(each["confidence"]) for each in message.get(INTENT_RANKING_KEY) or ()}
                self._set(message, self._mixed(told, self._model.confidences(_features(message.get(SPACY_DOCS[TEXT])))))
        return messages

    def _mixed(self, told: dict[str, float], linear: dict[str, float]) -> dict[str, float]:
        weight = self._config["weight"] if told else 1.0
        names = dict.fromkeys([*told, *linear])
        return {name: weight * linear.get(name, 0.0) + (1 - weight) * told.get(name, 0.0) for name in names}

    def _set(self, message: Message, confidences: dict[str, float]) -> None:
        ranking = sorted(confidences.items(), key=lambda item: item[1], reverse=True)
        entries = [{"name": name, "confidence": confidence} for name, confidence in ranking]
        message.set(INTENT, dict(entries[0]), add_to_output=True)
        length = self._config["ranking_length"] or len(entries)
        message.set(INTENT_RANKING_KEY, entries[:length], add_to_output=True)


def _features(doc: Doc) -> set[str]:
    return sentence_features(doc) | character_features(doc.text)
