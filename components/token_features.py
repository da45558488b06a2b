"""Sparse token features for bilingual shop talk: catalogue marks, token shape, neighbours."""
from __future__ import annotations

import json
from collections import Counter
from typing import Any, Iterable

import numpy as np
import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.nlu.tokenizers.spacy_tokenizer import SpacyTokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.tokens import Doc

from components.token_shape import shape

_VOCABULARY_FILE = "features.json"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER], is_trainable=True)
class ShopTokenFeaturizer(SparseFeaturizer, GraphComponent):
    """Adds what Rasa's featurizers cannot see.

    For each token: the marks of the gazetteer, its shape (amount, model number, order number …), and the pairs it
    forms with its neighbours; Rasa's `CountVectorsFeaturizer` has n-grams across tokens for sentences only, and
    single Chinese characters say little. For the sentence: which kinds of names and shapes occur in it.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Components that must come before (see parent class)."""
        return [SpacyTokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Default settings (see parent class).

        `min_count`: how often a feature must occur in the training data to be kept.
        """
        return {**SparseFeaturizer.get_default_config(), "min_count": 2}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        vocabulary: dict[str, int] | None = None,
    ) -> None:
        """Create the featurizer; `vocabulary` maps a feature to its column."""
        super().__init__(execution_context.node_name, config)
        self._storage = model_storage
        self._resource = resource
        self._vocabulary = vocabulary or {}

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> ShopTokenFeaturizer:
        """Create an untrained featurizer (see parent class)."""
        return cls(config, model_storage, resource, execution_context)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ShopTokenFeaturizer:
        """Load the vocabulary (see parent class)."""
        with model_storage.read_from(resource) as folder:
            vocabulary = json.loads((folder / _VOCABULARY_FILE).read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, execution_context, vocabulary)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Accept any settings (see parent class)."""

    def train(self, training_data: TrainingData) -> Resource:
        """Learn which features occur."""
        counts: Counter[str] = Counter()
        for message in training_data.training_examples:
            doc = message.get(SPACY_DOCS[TEXT])
            if doc:
                for features in token_features(doc):
                    counts.update(features)
        if not self._vocabulary:  # finetuning keeps the columns it was trained with
            kept = sorted(feature for feature, count in counts.items() if count >= self._config["min_count"])
            self._vocabulary = {feature: column for column, feature in enumerate(kept)}
        with self._storage.write_to(self._resource) as folder:
            (folder / _VOCABULARY_FILE).write_text(json.dumps(self._vocabulary, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add features to the training messages."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add features to messages."""
        for message in messages:
            doc = message.get(SPACY_DOCS[TEXT])
            if doc is None:
                continue
            rows = token_features(doc)
            if rows:
                marks = {feature for row in rows for feature in row if not feature.startswith("pair:")}
                self.add_features_to_message(self._matrix(rows), self._matrix([marks]), TEXT, message)
        return messages

    def _matrix(self, rows: Iterable[Iterable[str]]) -> scipy.sparse.coo_matrix:
        """One row of ones for each set of features; shape (rows, vocabulary)."""
        row_indices, columns, height = [], [], 0
        for height, features in enumerate(rows, start=1):
            for feature in features:
                column = self._vocabulary.get(feature)
                if column is not None:
                    row_indices.append(height - 1)
                    columns.append(column)
        return scipy.sparse.coo_matrix(
            (np.ones(len(columns)), (row_indices, columns)), shape=(height, max(len(self._vocabulary), 1))
        )


def token_features(doc: Doc) -> list[set[str]]:
    """List the features of each token that is not white space.

    Args:
        doc: A document of the shop's spaCy pipeline.

    Returns:
        One set of feature names a token.
    """
    tokens = [token for token in doc if not token.is_space]
    shapes = [shape(token.text) for token in tokens]
    words = [token.lower_ if kind == "word" or len(token) == 1 else kind for token, kind in zip(tokens, shapes)]
    padded = ["^", *words, "$"]
    rows = []
    for index, token in enumerate(tokens):
        features = {f"shape:{shapes[index]}", f"pair:{padded[index]}_{padded[index + 1]}"}
        features.add(f"pair:{padded[index + 1]}_{padded[index + 2]}>")
        features.update(f"name:{mark}" for mark in token._.gazetteer)
        if index:
            features.update(f"before:{mark}" for mark in tokens[index - 1]._.gazetteer)
            features.add(f"before-shape:{shapes[index - 1]}")
        if index + 1 < len(tokens):
            features.update(f"after:{mark}" for mark in tokens[index + 1]._.gazetteer)
            features.add(f"after-shape:{shapes[index + 1]}")
        rows.append(features)
    return rows
