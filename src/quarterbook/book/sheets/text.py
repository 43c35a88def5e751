"""How much room a text needs: Excel does not fit the height of merged cells by itself."""

from __future__ import annotations

import math
import re

from quarterbook.book.sheets.styles import LINE

MAX_ROW_HEIGHT = 409.0
"""The greatest height, in points, that a row can have."""

_BREAKS = re.compile(r"\r\n|\r|\n")
_NOT_IN_ATTRIBUTES = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]")
_FULL = 1.12
"""Letters to a character's width: the width counts digits, and words do not fill the line to its end."""


def lines_of(text: str, width: float) -> int:
    """Return how many lines a text takes in a cell of this width (in characters)."""
    room = max(1.0, width * _FULL)
    return sum(max(1, math.ceil(len(line) / room)) for line in _BREAKS.split(text))


def heights_for(text: str, width: float, least_lines: int) -> list[float]:
    """Return the heights, in points, of the rows that a text needs: several where one cannot be high enough."""
    height = (max(least_lines, lines_of(text, width)) + 0.6) * LINE
    rows = math.ceil(height / MAX_ROW_HEIGHT)
    return [round(height / rows, 2)] * rows


def alt_text(text: str) -> str:
    """Return a text for those who do not see a chart or a table; a file cannot hold control characters there."""
    return _NOT_IN_ATTRIBUTES.sub(" ", text)
