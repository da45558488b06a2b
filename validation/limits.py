"""Numbers that the checks go by, from `limits.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

LIMITS_FILE = Path(__file__).with_name("limits.yml")


@dataclass(frozen=True)
class Limits:
    """See `limits.yml`."""

    examples: int
    product_examples: int
    near_same: int
    fillers: tuple[str, ...]
    product_intents: tuple[str, ...]

    @classmethod
    def read(cls, path: Path = LIMITS_FILE) -> Limits:
        """Read the limits from a file."""
        kept = YAML(typ="safe").load(path)
        fillers, intents = tuple(kept["fillers"]), tuple(kept["product_intents"])
        return cls(kept["examples"], kept["product_examples"], kept["near_same"], fillers, intents)

    def needed(self, intent: str) -> int:
        """How many examples an intent needs in each language."""
        return self.product_examples if intent in self.product_intents else self.examples
