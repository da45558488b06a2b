"""Parts of pipelines that only experiments use."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from components.featurizer import ShopFeaturizer


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER], is_trainable=True)
class FeaturizerWithout(ShopFeaturizer):
    """The shop's featurizer with some of its features left out.

    Which ones says `without`: a regular expression for the beginning of their names, see `components.features`.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Default settings (see parent class)."""
        return {**ShopFeaturizer.get_default_config(), "without": None}

    def _columns(self, counts: Counter[str]) -> dict[str, int]:
        left_out = re.compile(self._config["without"])
        return super()._columns(Counter({name: count for name, count in counts.items() if not left_out.match(name)}))
