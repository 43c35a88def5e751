"""Colours on a dark page: a council's colour made lighter until it can be read there."""

from __future__ import annotations

from typing import Final

from quarterbook.report.house import LEAST_CONTRAST, contrast

DARK_PAGE: Final = "#14191E"
_STEPS: Final = 20


def in_the_dark(colour: str, ground: str = DARK_PAGE) -> str:
    """Return a colour `#RRGGBB`, mixed with as little white as gives it the least contrast with a dark ground."""
    channels = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
    mixed = colour
    for step in range(_STEPS + 1):
        mixed = "#" + "".join(f"{round(value + (255 - value) * step / _STEPS):02X}" for value in channels)
        if contrast(mixed, ground) >= LEAST_CONTRAST:
            break
    return mixed
