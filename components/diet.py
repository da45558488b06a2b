"""Rasa's DIET, trained with less work."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.diet_classifier import DIETClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.utils.tensorflow.constants import FEATURIZERS
from rasa.utils.tensorflow.models import RasaModel

from components.batches import better_batches
from components.forward_pass import ForwardPass
from components.implementation import implementation_fingerprint
from components.network import QuickDIET


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True
)
class ShopDIETClassifier(DIETClassifier):
    """Rasa's `DIETClassifier`; it differs in how batches are put together, and in `QuickDIET`.

    Sentences of similar length come into one batch (with `batch_strategy: sequence`): a batch is padded to its
    longest sentence, so in a random one most of the work goes into padding. And sparse features are stacked without
    a Python loop over examples.

    Fine-tuning leaves it as it is: a step over all examples takes longer than the linear models of the ensembles need
    to learn them anew, and these have the larger say.
    """

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The code of the network (see parent class)."""
        return implementation_fingerprint()

    @staticmethod
    def model_class() -> type[RasaModel]:
        """The network (see parent class)."""
        return QuickDIET

    def _predict(self, message: Message) -> dict[str, Any] | None:
        if not isinstance(self.model, ForwardPass):
            predicted: dict[str, Any] | None = super()._predict(message)
            return predicted
        sequence, sentence = message.get_sparse_features(TEXT, self.component_config[FEATURIZERS])
        if sequence is None or sentence is None:
            return None
        return self.model(sequence.features, sentence.features)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ShopDIETClassifier:
        """Load a trained network; none for fine-tuning, which does not need it (see parent class)."""
        if execution_context.is_finetuning:
            return cls(config, model_storage, resource, execution_context)
        loaded: ShopDIETClassifier = super().load(config, model_storage, resource, execution_context, **kwargs)
        return loaded

    def train(self, training_data: TrainingData) -> Resource:
        """Train; when fine-tuning, what was trained stays where it is (see parent class)."""
        if self.finetune_mode:
            return self._resource
        with better_batches():
            return super().train(training_data)
