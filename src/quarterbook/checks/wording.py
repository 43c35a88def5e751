"""How findings say figures: as the report shows them, never raw."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from quarterbook.cells import classify, direction_of, trimmed
from quarterbook.figures import figure_text
from quarterbook.register.model import Indicator
from quarterbook.register.raw import number_text
from quarterbook.vocabulary import BASELINE, CONTEXTUAL, DOWN, TARGET, UP

_BETTER: Final = {UP: "higher is better", DOWN: "lower is better", TARGET: "close to target is best"}
_LONGEST: Final = 80
_LONG_NUMBER: Final = 1e15
"""From here on a number is said as a spreadsheet would, not digit by digit."""


def shown_value(value: Any) -> str:
    """Return a cell's value as a finding says it: a number to its last digit, a text on one line, "blank" for none."""
    if value is None or value == "":
        return "blank"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float | int):
        return number_text(value)
    return one_line(str(value))


def one_line(text: str) -> str:
    """Return a text on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def figure(value: Any, indicator: Indicator | None) -> str:
    """Return a figure as its indicator shows it, with as many more digits as it has; "blank" for none."""
    if isinstance(value, bool) or not isinstance(value, float | int) or indicator is None:
        return shown_value(value)
    if abs(value) >= _LONG_NUMBER:
        return number_text(value)
    text = figure_text(float(value), indicator)
    places = indicator.decimals + (2 if text.endswith("%") else 0)
    return text if round(value, places) == round(value, 10) else f"{text} ({number_text(value)})"


def iso_day(text: str) -> date | None:
    """Return the day that a text says as 2024-03-07, None where it is written otherwise or is no day."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text.strip()):
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def word_of(value: Any, words: Iterable[str]) -> str | None:
    """Return which of the words of the key a cell says, in capitals or not; None where it says none of them."""
    said = trimmed(value) if isinstance(value, str) else None
    return next((word for word in words if word.lower() == said), None)


def against(indicator: Indicator, current: Any, aim: Any) -> str:
    """Return "64% against a target of 60% (higher is better)"."""
    better = _BETTER.get(direction_of(indicator.direction) or "")
    told = f" ({better})" if better else ""
    if isinstance(classify(aim), float):
        return f"{figure(current, indicator)} against a {aim_word(indicator)} of {figure(aim, indicator)}{told}"
    return f"{figure(current, indicator)} with {shown_value(aim)} for its target{told}"


def aim_word(indicator: Indicator) -> str:
    """Return what the figure beside the current one is: a target or a baseline."""
    return "baseline" if indicator.status in (BASELINE, CONTEXTUAL) else "target"
