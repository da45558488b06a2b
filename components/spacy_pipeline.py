"""Rasa's spaCy loader over a pipeline of our own, built at training and kept inside the model archive."""

from __future__ import annotations

from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.utils.spacy_utils import SpacyModel, SpacyNLP
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.language import Language

from components.gazetteer import Gazetteer
from components.implementation import implementation_fingerprint
from components.names import catalogue_names, common_names, names_fingerprint
from components.tokenizer import BilingualTokenizer

_CONFIG = {"nlp": {"tokenizer": {"@tokenizers": "kefu.BilingualTokenizer.v1"}}}


def build_pipeline(names: dict[str, list[str]]) -> Language:
    """Make the spaCy pipeline: bilingual tokens and the catalogue's names.

    Args:
        names: Names by kind, see `components.names`.

    Returns:
        A pipeline without statistical parts (loads in milliseconds).
    """
    nlp = spacy.blank("xx", config=_CONFIG)
    tokenize = BilingualTokenizer(nlp.vocab)
    tokenised = {
        kind: [[token.lower_ for token in tokenize(name) if not token.is_space] for name in known]
        for kind, known in names.items()
    }
    nlp.add_pipe("kefu_gazetteer")
    # spaCy creates components from configuration only; the names are data and go in by the component's own state.
    nlp.get_pipe("kefu_gazetteer").__init__(tokenised)  # type: ignore[misc]
    return nlp


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER], is_trainable=True)
class ShopSpacyNLP(SpacyNLP):
    """Gives each message its spaCy document, from a pipeline that travels inside the Rasa model.

    Rasa's own `SpacyNLP` refers to a pipeline outside the model and notices only a change of its name. Here the
    pipeline is a trained resource: its fingerprint covers the catalogue's names, so a stale one cannot be used.
    """

    def __init__(self, model: SpacyModel | None, config: dict[str, Any], storage: ModelStorage, resource: Resource):
        """Create the component.

        Args:
            model: The loaded pipeline; `None` until trained.
            config: The component's settings.
            storage: Where the pipeline is kept.
            resource: Under which name.
        """
        self._model = model
        self._config = config
        self._storage = storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ShopSpacyNLP:
        """Create an untrained component (see parent class)."""
        return cls(None, {**cls.get_default_config(), **config}, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ShopSpacyNLP:
        """Load the pipeline from the model (see parent class)."""
        with model_storage.read_from(resource) as folder:
            model = SpacyModel(model=spacy.load(folder), model_name=f"{resource.name}-{implementation_fingerprint()}")
        return cls(model, {**cls.get_default_config(), **config}, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Everything outside the configuration on which the trained pipeline depends."""
        return _origin(catalogue_names())

    def train(self, training_data: TrainingData) -> Resource:
        """Build the pipeline from the names and keep it in the model; when fine-tuning, only if names changed."""
        names = catalogue_names()
        origin = _origin(names)
        pipeline = self._model.model if self._model else None
        if pipeline is None or pipeline.meta.get("origin") != origin:
            pipeline = build_pipeline({**names, **common_names()})
            pipeline.meta["origin"] = origin
        with self._storage.write_to(self._resource) as folder:
            pipeline.to_disk(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add documents to the training messages.

        Rasa puts a message for every action of the stories among the examples. They are left out here: with them the
        whole pipeline would be trained again after each change of a rule.
        """
        examples = training_data.filter_training_examples(lambda message: not message.is_core_or_domain_message())
        return super().process_training_data(examples, self._model)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add documents to incoming messages."""
        processed: list[Message] = super().process(messages, self._model)
        return processed


def _origin(names: dict[str, list[str]]) -> str:
    """What a pipeline is made of: our code and the names."""
    return f"{implementation_fingerprint()}:{names_fingerprint(names)}"


__all__ = ["Gazetteer", "ShopSpacyNLP", "build_pipeline"]
