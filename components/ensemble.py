"""What components share that train a linear model beside the network."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from typing_extensions import Self

from components.implementation import implementation_fingerprint


class Ensemble(GraphComponent, ABC):
    """A component with a model in one file; without examples to learn from there is no model.

    Attributes:
        FILE: Name of the model's file.
    """

    FILE = "model"

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

    @staticmethod
    @abstractmethod
    def read_model(path: Path) -> Any:
        """Read a trained model from its file."""
