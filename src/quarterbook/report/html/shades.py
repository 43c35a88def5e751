"""Colours on a dark page: a council's colour made lighter until it can be read there."""

from __future__ import annotations

from colorsys import hls_to_rgb, rgb_to_hls
from typing import Final

from quarterbook.report.house import contrast

DARK_PAGE: Final = "#14191E"
CONTRAST: Final = 7.0
"""Above the least of 4.5: a colour that only just reaches it looks dull on a dark page."""
_STEPS: Final = 50


def in_the_dark(colour: str, ground: str = DARK_PAGE) -> str:
    """Return a colour `#RRGGBB`, made just so much lighter that it can be read on a dark ground; its hue stays."""
    hue, lightness, saturation = rgb_to_hls(*(int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)))
    lighter = colour
    for step in range(_STEPS + 1):
        if contrast(lighter, ground) >= CONTRAST:
            break
        mixed = hls_to_rgb(hue, lightness + (1 - lightness) * step / _STEPS, saturation)
        lighter = "#" + "".join(f"{round(255 * channel):02X}" for channel in mixed)
    return lighter
