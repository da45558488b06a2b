"""A condition on a property of a product."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SpecFilter:
    """One condition on a property.

    Attributes:
        spec: Id of the property.
        op: `min` (at least), `max` (at most), `eq` (about, for numbers; the same, for yes and no).
        number: The bound in the property's unit, or None for a text.
        text: `yes` or `no` for booleans, otherwise empty.
    """

    spec: str
    op: str
    number: float | None = None
    text: str = ""

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """The lowest and the highest number that fits (a "1 TB" disk may hold 1000 or 1024 GB)."""
        if self.number is None:
            return None, None
        # A number that is not whole is rounded, or was given in another unit.
        usual = 0.0 if self.number.is_integer() else 0.01
        slack = {"storage": 0.03, "screen_size": 0.02}.get(self.spec, usual) * abs(self.number)
        if self.op == "min":
            return self.number - slack, None
        if self.op == "max":
            return None, self.number + slack
        return self.number - (slack or 1e-6), self.number + (slack or 1e-6)
