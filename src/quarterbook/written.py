"""A figure as a reader sees it: a percentage as one, thousands apart, pounds, its indicator's decimals."""

from __future__ import annotations

from typing import Any, Final

from quarterbook.cells import Cell, classify
from quarterbook.figures import as_shown
from quarterbook.register.model import Indicator
from quarterbook.vocabulary import CURRENCY, PERCENT

MINUS: Final = "\u2212"
"""A minus sign, which screen readers speak; most skip a hyphen."""
POUND: Final = "£"


def figure_text(value: Any, indicator: Indicator, decimals: int | None = None) -> str:
    """Return what a cell holds as its indicator shows it: "107,236", "95.3%", "−£1,200", "n/a"; "" for nothing.

    Args:
        value: a number (a percentage is a fraction), a text such as "n/a", or nothing.
        indicator: its measure and decimals decide.
        decimals: how many decimals to show instead of the indicator's.
    """
    number = classify(value)
    if isinstance(value, str | bool) or isinstance(number, Cell):
        return "" if value is None else str(value)
    places = indicator.decimals if decimals is None else decimals
    rounded = as_shown(number, indicator) if decimals is None else number
    text = f"{abs(float(rounded or 0.0)):,.{places}{'%' if indicator.measure == PERCENT else 'f'}}"
    sign = MINUS if number < 0 and any(digit in "123456789" for digit in text) else ""
    return f"{sign}{POUND if indicator.measure == CURRENCY else ''}{text}"
