"""How findings say figures: as the report shows them, never raw."""

from __future__ import annotations

from typing import Any, Final

from quarterbook.cells import classify, direction_of
from quarterbook.figures import figure_text
from quarterbook.register.model import Indicator
from quarterbook.register.raw import number_text
from quarterbook.vocabulary import BASELINE, CONTEXTUAL, DOWN, TARGET, UP

_BETTER: Final = {UP: "higher is better", DOWN: "lower is better", TARGET: "close to target is best"}
_LONGEST: Final = 80


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
    text = figure_text(float(value), indicator)
    places = indicator.decimals + (2 if text.endswith("%") else 0)
    return text if round(value, places) == round(value, 10) else f"{text} ({number_text(value)})"


def against(indicator: Indicator, current: Any, aim: Any) -> str:
    """Return "64% against a target of 60% (higher is better)"."""
    better = _BETTER.get(direction_of(indicator.direction) or "")
    told = f" ({better})" if better else ""
    if isinstance(classify(aim), float):
        return f"{figure(current, indicator)} against {aim_word(indicator)} of {figure(aim, indicator)}{told}"
    return f"{figure(current, indicator)} with {shown_value(aim)} for its target{told}"


def aim_word(indicator: Indicator) -> str:
    """Return what the figure beside the current one is: a target or a baseline."""
    return "a baseline" if indicator.status in (BASELINE, CONTEXTUAL) else "a target"
