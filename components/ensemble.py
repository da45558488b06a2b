"""What components share that train a linear model beside the network."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.tokens import Doc
from typing_extensions import Self

from components.ahead import Ahead, digest
from components.implementation import implementation_fingerprint


class Ensemble(GraphComponent, ABC):
    """A component with a model in one file; without examples to learn from there is no model.

    Attributes:
        FILE: Name of the model's file.
        ahead: Where another process puts models that it trains meanwhile.
    """

    FILE = "model"
    ahead: ClassVar[Ahead | None] = None

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: Any = None) -> None:
        """Create the component; `model` is missing until it is trained."""
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        """Create an untrained component (see parent class)."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Self:
        """Load the trained model (see parent class)."""
        with model_storage.read_from(resource) as folder:
            path = folder / cls.FILE
            return cls(config, model_storage, resource, cls.read_model(path) if path.is_file() else None)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The code of the model (see parent class)."""
        return implementation_fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        """Train the linear model; when fine-tuning too, since it takes seconds."""
        examples = self.examples(training_data)
        with self._storage.write_to(self._resource) as folder:
            path = folder / self.FILE
            if self.teaches(examples):
                if not self._taken(examples, path):
                    self.fit(examples, path)
                self._model = self.read_model(path)
        return self._resource

    def train_ahead(self, training_data: TrainingData, ahead: Ahead) -> None:
        """Train the linear model for another process, in which the same component has the same settings.

        Args:
            training_data: Examples with their documents.
            ahead: Where the model is put.
        """
        examples = self.examples(training_data)
        if self.teaches(examples):
            ahead.put(self._digest(examples), self.FILE, lambda path: self.fit(examples, path))

    def _taken(self, examples: Sequence[tuple[Doc, Any]], path: Path) -> bool:
        if self.ahead is None or type(self).__name__ not in self.ahead.promised:
            return False
        return self.ahead.take(self._digest(examples), path)

    def _digest(self, examples: Sequence[tuple[Doc, Any]]) -> str:
        return digest(examples, type(self).__name__, sorted(self._config.items()), self.starts_from())

    def starts_from(self) -> Any:
        """What else a training depends on, of a model that was trained before."""
        return None

    @staticmethod
    @abstractmethod
    def examples(training_data: TrainingData) -> list[tuple[Doc, Any]]:
        """Documents with what is to be learned from each."""

    @staticmethod
    @abstractmethod
    def teaches(examples: Sequence[tuple[Doc, Any]]) -> bool:
        """Whether there is anything to learn from examples."""

    @abstractmethod
    def fit(self, examples: Sequence[tuple[Doc, Any]], path: Path) -> None:
        """Train a model from examples and write it to a file."""

    @staticmethod
    @abstractmethod
    def read_model(path: Path) -> Any:
        """Read a trained model from its file."""
