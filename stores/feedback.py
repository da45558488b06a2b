"""A customer's opinion of an answer, kept as an event of the conversation."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.events import SkipEventInMDStoryMixin

UP, DOWN = "up", "down"
OPINIONS = (UP, DOWN)


class FeedbackGiven(SkipEventInMDStoryMixin):
    """The customer said what they think of an answer; nothing is answered, and no policy looks at it.

    A conversation that holds one can be read only where this module was imported: `stores.conversations` does.

    Attributes:
        opinion: `up` or `down`.
        of: Time of the customer's message that was answered, in seconds since 1970.
    """

    type_name = "feedback"

    def __init__(
        self, opinion: str, of: float, timestamp: float | None = None, metadata: dict[str, Any] | None = None
    ) -> None:
        """Create an event.

        Args:
            opinion: `up` or `down`.
            of: Time of the customer's message that was answered, in seconds since 1970.
            timestamp: When the opinion was given; now by default.
            metadata: Rasa's own notes, such as the model.
        """
        super().__init__(timestamp, metadata)
        self.opinion, self.of = opinion, of

    def __str__(self) -> str:
        return f"FeedbackGiven(opinion: {self.opinion}, of: {self.of})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FeedbackGiven) and (self.opinion, self.of) == (other.opinion, other.of)

    def __hash__(self) -> int:
        return hash((self.opinion, self.of))

    def as_dict(self) -> dict[str, Any]:
        """The event as stores keep it."""
        return {**super().as_dict(), "opinion": self.opinion, "of": self.of}

    @classmethod
    def _from_parameters(cls, parameters: dict[str, Any]) -> FeedbackGiven:
        opinion, of = str(parameters["opinion"]), float(parameters["of"])
        return cls(opinion, of, parameters.get("timestamp"), parameters.get("metadata"))
