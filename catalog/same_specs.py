"""Properties that say the same of different kinds of products."""

from __future__ import annotations

import re

from catalog.normalize import tidy

#: A laptop's battery is told in Wh, a phone's in mAh.
_SAME = {
    "battery_capacity": ("battery_energy",),
    "battery_energy": ("battery_capacity",),
    "output_power": ("power",),
    "power": ("output_power",),
    "rear_camera": ("pixels",),
    "pixels": ("rear_camera",),
    "charging_port": ("ports",),
    "ports": ("charging_port",),
    "dimensions": ("screen_size", "case_size"),
    "screen_size": ("case_size",),
    "case_size": ("screen_size",),
}
#: How thick a screen is says nothing of its size.
_ANOTHER_MEASURE = re.compile(r"[厚薄高宽长占]|thick|thin|tall|wide|width|height|depth|long|length")


def same_of(spec: str, text: str) -> tuple[str, ...]:
    """The properties that answer for one that a kind of product does not have.

    Args:
        spec: Id of the property asked about.
        text: The question.
    """
    if spec == "dimensions" and _ANOTHER_MEASURE.search(tidy(text)):
        return ()
    return _SAME.get(spec, ())
