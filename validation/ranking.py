"""How sure a model was of what it took a sentence for."""

from __future__ import annotations


class Ranked:
    """Something for which a model ranked intents.

    Attributes:
        ranking: Intents with their confidences, the likeliest first, without the fallback.
    """

    ranking: tuple[tuple[str, float], ...]

    @property
    def confidence(self) -> float:
        """How sure the model was of the likeliest intent."""
        return self.ranking[0][1] if self.ranking else 0.0

    @property
    def margin(self) -> float:
        """How far the likeliest intent was ahead of the next one."""
        return self.confidence - (self.ranking[1][1] if len(self.ranking) > 1 else 0.0)
