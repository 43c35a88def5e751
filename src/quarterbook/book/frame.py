"""The figures of a register as one tidy pandas frame: a row for each indicator and period (`docs/analysts.md`)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from quarterbook.cells import Cell, classify, direction_of
from quarterbook.errors import QuarterbookError
from quarterbook.figures import Figures, figures_of, tolerances_of
from quarterbook.periods import PERIODS_A_YEAR
from quarterbook.register.model import Register
from quarterbook.register.raw import shown
from quarterbook.register.tables import HISTORY, INDICATORS, NARRATIVE
from quarterbook.vocabulary import CHANGES, QUARTERLY, RATINGS

try:
    import pandas as pd
except ImportError as error:
    raise QuarterbookError(
        'to_frame needs pandas, which is not installed: pip install "quarterbook[pandas]"'
    ) from error

_TEXT: Final = "string"
_NUMBER: Final = "float64"
_WHOLE: Final = "Int64"
_TRUTH: Final = "bool"
_DAY: Final = "datetime64[us]"
_WORDS: Final = "category"
_FIGURES: Final = (
    "actual",
    "target",
    "previous",
    "last_year",
    "in_period",
    "numerator",
    "denominator",
    "statistical_neighbours_mean",
    "england_mean",
)
_SAYS: Final = {column.name: column.says for table in (NARRATIVE, HISTORY, INDICATORS) for column in table.columns}


@dataclass(frozen=True)
class FrameColumn:
    """One column of the frame.

    Attributes:
        name: its name; where the register has a column of the same name, it says the same.
        dtype: its pandas type, the same whatever the register holds.
        value: gives a row's value.
        says: what it holds.
    """

    name: str
    dtype: str
    value: Callable[[Figures, Register], Any]
    says: str


def _indicator(name: str, dtype: str = _TEXT) -> FrameColumn:
    return FrameColumn(name, dtype, lambda row, _: getattr(row.indicator, name), _SAYS[name])


def _observation(name: str, dtype: str = _TEXT) -> FrameColumn:
    return FrameColumn(name, dtype, lambda row, _: getattr(row.observation, name), _SAYS[name])


def _figure(name: str, says: str = "") -> FrameColumn:
    return FrameColumn(name, _NUMBER, lambda row, _: _number(_recorded(row, name)), says or _SAYS[name])


def _narrative(name: str) -> FrameColumn:
    def text(row: Figures, register: Register) -> str:
        found: str = getattr(register.narrative_of(row.indicator.number, row.observation.period), name)
        return found

    return FrameColumn(name, _TEXT, text, _SAYS[name])


COLUMNS: Final = (
    _indicator("number"),
    _indicator("title"),
    _indicator("service"),
    _indicator("owner"),
    _indicator("measure"),
    _indicator("decimals", _WHOLE),
    FrameColumn(
        "direction",
        _TEXT,
        lambda row, _: direction_of(row.indicator.direction) or row.indicator.direction,
        "Which way is better: up, down, target or none; as it is spelt where it is none of them.",
    ),
    _indicator("frequency"),
    _indicator("basis"),
    FrameColumn("target_basis", _TEXT, lambda row, _: row.indicator.aim_basis, "What the target covers."),
    _indicator("comparator"),
    _indicator("status"),
    FrameColumn("annual_target", _NUMBER, lambda row, _: _number(row.indicator.annual_target), _SAYS["annual_target"]),
    FrameColumn(
        "amber",
        _NUMBER,
        lambda row, register: _number(tolerances_of(row.indicator, register.settings)[0]),
        "The Amber tolerance that holds: the indicator's own, else the workbook's.",
    ),
    FrameColumn(
        "blue",
        _NUMBER,
        lambda row, register: _number(tolerances_of(row.indicator, register.settings)[1]),
        "The Blue margin that holds, likewise.",
    ),
    FrameColumn("period", _TEXT, lambda row, _: str(row.observation.period), _SAYS["period"]),
    FrameColumn("financial_year", _TEXT, lambda row, _: row.observation.period.financial_year, "Such as 2023/24."),
    FrameColumn(
        "quarter",
        _WHOLE,
        lambda row, _: _quarter(row),
        "The quarter of the financial year in which the period ends; blank for a year.",
    ),
    FrameColumn("first_day", _DAY, lambda row, _: row.observation.period.first_day, "The period's first day."),
    FrameColumn("last_day", _DAY, lambda row, _: row.observation.period.last_day, "The period's last day."),
    FrameColumn(
        "is_current", _TRUTH, lambda row, _: row.is_current, "Whether the report shows this period's figure as current."
    ),
    _figure("actual", "The figure; numerator ÷ denominator where only they are given."),
    _figure("target", "The target, or what follows from the annual one; for Baseline and Contextual the baseline."),
    FrameColumn(
        "rag", _WORDS, lambda row, _: row.rag, "The rating, by the workbook's scheme and its tolerances today."
    ),
    FrameColumn("change", _WORDS, lambda row, _: row.change, "The change in performance since `previous`."),
    FrameColumn(
        "variance",
        _NUMBER,
        lambda row, _: _number(row.variance),
        "How far on the good side of the target, as a fraction of it.",
    ),
    _figure("previous", "The figure of the comparator's period."),
    _figure("last_year", "The figure of the same period of the year before."),
    _figure("in_period"),
    _figure("numerator"),
    _figure("denominator"),
    _figure("statistical_neighbours_mean"),
    _figure("england_mean"),
    _observation("marker"),
    _observation("note"),
    _narrative("commentary"),
    _narrative("actions"),
    FrameColumn(
        "not_numbers",
        _TEXT,
        lambda row, _: _not_numbers(row),
        'The texts that stand where a number is expected, such as `actual: "n/a"`; the column itself is blank there.',
    ),
)
"""The columns of the frame, in order."""

_CATEGORIES: Final = {"rag": RATINGS, "change": CHANGES}


def frame_of(register: Register) -> pd.DataFrame:
    """Return a register's figures as a frame with the columns of `COLUMNS`.

    Raises:
        QuarterbookError: when the settings pick a rating scheme that there is not.
    """
    rows = list(figures_of(register))
    return pd.DataFrame(
        {
            column.name: pd.Series([column.value(row, register) for row in rows], dtype=_dtype(column))
            for column in COLUMNS
        }
    )


def _dtype(column: FrameColumn) -> Any:
    words = _CATEGORIES.get(column.name)
    return column.dtype if words is None else pd.CategoricalDtype(list(words))


def _recorded(row: Figures, name: str) -> Any:
    """Return what stands for a figure: worked out where it is worked out, else as it was recorded."""
    return getattr(row, name) if hasattr(row, name) else getattr(row.observation, name)


def _number(value: Any) -> float:
    number = classify(value)
    return math.nan if isinstance(number, Cell) else number


def _quarter(row: Figures) -> int | None:
    period = row.observation.period
    quarters = PERIODS_A_YEAR[QUARTERLY]
    return -(-period.number * quarters // period.count) if period.count >= quarters else None


def _not_numbers(row: Figures) -> str:
    texts = {name: _recorded(row, name) for name in _FIGURES}
    return "; ".join(f"{name}: {shown(text)}" for name, text in texts.items() if isinstance(text, str))
