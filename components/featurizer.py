"""The sparse features of the pipeline as a Rasa featurizer."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

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

from components.features import sentence_features, token_features
from components.implementation import implementation_fingerprint

_VOCABULARY_FILE = "features.json"
TOKENS, SENTENCE = "tokens", "sentence"
Vocabularies = dict[str, dict[str, int]]


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER], is_trainable=True)
class ShopFeaturizer(SparseFeaturizer, GraphComponent):
    """Adds the features of `components.features`, with a vocabulary each for tokens and for the sentence.

    Rasa's `CountVectorsFeaturizer` gives both the same columns, most of which are empty for single tokens; since the
    weights of all columns are updated at every step, that costs most of the training time. It also has n-grams across
    tokens for sentences only.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Components that must come before (see parent class)."""
        return [SpacyTokenizer]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The code of the features (see parent class)."""
        return implementation_fingerprint()

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Default settings (see parent class).

        `min_count`: how often a feature must occur in the training data to be kept.
        """
        return {**SparseFeaturizer.get_default_config(), "min_count": 3}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        vocabularies: Vocabularies | None = None,
    ) -> None:
        """Create the featurizer; `vocabularies` map a feature to its column, for tokens and for sentences."""
        super().__init__(execution_context.node_name, config)
        self._storage = model_storage
        self._resource = resource
        self._tuning = execution_context.is_finetuning
        self._vocabularies: Vocabularies = vocabularies or {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ShopFeaturizer:
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
    ) -> ShopFeaturizer:
        """Load the vocabulary (see parent class)."""
        with model_storage.read_from(resource) as folder:
            vocabularies = json.loads((folder / _VOCABULARY_FILE).read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, execution_context, vocabularies)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Accept any settings (see parent class)."""

    def train(self, training_data: TrainingData) -> Resource:
        """Learn which features occur."""
        if not self._vocabularies:  # finetuning keeps the columns it was trained with
            docs = [doc for doc in (m.get(SPACY_DOCS[TEXT]) for m in training_data.training_examples) if doc]
            tokens = Counter(feature for doc in docs for row in token_features(doc) for feature in row)
            sentences = Counter(feature for doc in docs for feature in sentence_features(doc))
            self._vocabularies = {TOKENS: self._columns(tokens), SENTENCE: self._columns(sentences)}
        return self._keep()

    def _keep(self) -> Resource:
        with self._storage.write_to(self._resource) as folder:
            (folder / _VOCABULARY_FILE).write_text(json.dumps(self._vocabularies, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def _columns(self, counts: Counter[str]) -> dict[str, int]:
        kept = sorted(feature for feature, count in counts.items() if count >= self._config["min_count"])
        return {feature: column for column, feature in enumerate(kept)}

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add features to the training messages; when fine-tuning, the network that reads them is not trained."""
        if not self._tuning:
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
                sequence = feature_matrix(rows, self._vocabularies[TOKENS])
                sentence = feature_matrix([sentence_features(doc)], self._vocabularies[SENTENCE])
                self.add_features_to_message(sequence, sentence, TEXT, message)
        return messages


def feature_matrix(rows: Iterable[Iterable[str]], vocabulary: dict[str, int]) -> scipy.sparse.coo_matrix:
    """Make a matrix with a row of ones for each set of features.

    Args:
        rows: Feature names; unknown ones are left out.
        vocabulary: Feature to column.

    Returns:
        Shape (rows, vocabulary).
    """
    row_indices, columns, height = [], [], 0
    for height, features in enumerate(rows, start=1):
        known = sorted(vocabulary[feature] for feature in features if feature in vocabulary)
        columns += known
        row_indices += [height - 1] * len(known)
    return scipy.sparse.coo_matrix(
        (np.ones(len(columns)), (row_indices, columns)), shape=(height, max(len(vocabulary), 1))
    )
