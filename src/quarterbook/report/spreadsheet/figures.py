"""Figures as published data: a number with its format, or the shorthand that says why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from quarterbook.cells import Cell, classify, trimmed
from quarterbook.figures import POUND
from quarterbook.register.model import Value
from quarterbook.report.charts.model import ACTUAL, AIM, ENGLAND, LAST_YEAR, NEIGHBOURS, Chart
from quarterbook.report.model import Figure, Section
from quarterbook.vocabulary import CONTEXTUAL, CURRENCY, DIRECTION_SHOWN, IN_DEVELOPMENT, NUMBER, PERCENT, RATE

NOT_AVAILABLE: Final = "[x]"
NOT_APPLICABLE: Final = "[z]"
CONFIDENTIAL: Final = "[c]"
SHORTHAND: Final = {
    NOT_AVAILABLE: "not available: nothing was reported",
    NOT_APPLICABLE: "not applicable",
    CONFIDENTIAL: "confidential",
}
"""The shorthand of the Analysis Function's guidance on symbols in tables, and what it means here."""

UNITS: Final = {NUMBER: "Number", PERCENT: "Percentage", CURRENCY: "Pounds", RATE: "Rate"}
_PLAIN_DIRECTION: Final = {shown: words for shown in DIRECTION_SHOWN.values() if (words := shown.partition(" ")[2])}


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is published: rounded; a percentage is a fraction.

    Attributes:
        value: the number.
        form: the number format that shows it as the report prints it.
    """

    value: float
    form: str

    @property
    def width(self) -> int:
        """How many characters wide it is, with its sign: a column that is too narrow shows no digit of it."""
        decimals = len(self.form.rstrip("%").partition(".")[2])
        shown = self.value * 100 if self.form.endswith("%") else self.value
        return len(f"{shown:,.{decimals}f}") + 3


Published = Number | str
"""A figure, or a text in its place."""


def figure_of(figure: Figure, missing: str = NOT_AVAILABLE) -> Published:
    """Return a figure of the headline table; a text that somebody typed in its place stays, unless it says "none"."""
    return published(figure.value, figure.text, missing)


def published(value: Value | float, text: str, missing: str = NOT_AVAILABLE) -> Published:
    """Return a figure as it is published.

    Args:
        value: the figure, rounded.
        text: the same as the report prints it: its format follows from it.
        missing: what stands for a figure that is not there.
    """
    number = classify(value)
    if not isinstance(number, Cell):
        return Number(number, form_of(text))
    if number is Cell.INVALID:
        return text
    typed = trimmed(str(value or "")).lower()
    return typed if typed in SHORTHAND else missing


def form_of(text: str) -> str:
    """Return the number format that shows a number as this text does: "£1,200.50" gives £#,##0.00."""
    digits = text.rstrip("%")
    decimals = len(digits.partition(".")[2])
    form = f"#,##0{'.' if decimals else ''}{'0' * decimals}"
    if text != digits:
        return form.replace("#,##", "") + "%"
    return f"{POUND}{form}" if POUND in text else form


def target_of(section: Section) -> Published:
    """Return the target; an indicator that is shown for context or still in development needs none."""
    needs_none = section.status in (CONTEXTUAL, IN_DEVELOPMENT)
    return figure_of(section.target, NOT_APPLICABLE if needs_none else NOT_AVAILABLE)


def benchmark_of(section: Section, label: str) -> Published:
    """Return the mean that has this heading."""
    return next((figure_of(figure) for figure in section.benchmarks if figure.label == label), NOT_AVAILABLE)


def direction_of(section: Section) -> str:
    """Return the direction for improvement without its arrow: a screen reader may not say it."""
    return _PLAIN_DIRECTION.get(section.direction, section.direction)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The figures of one indicator and period."""

    period: str
    label: str
    is_current: bool
    actual: Published
    target: Published
    year_before: Published
    neighbours: Published
    england: Published
    marker: str


def rows_of(section: Section) -> Iterator[Row]:
    """Yield an indicator's figures, period by period, as its chart shows them; the current ones as its table does."""
    chart = section.chart
    for n, period in enumerate(chart.periods):
        is_current = period == section.period
        actual = _value(chart, ACTUAL, n)
        target = _value(chart, AIM, n)
        yield Row(
            period=str(period),
            label=period.label,
            is_current=is_current,
            actual=figure_of(section.current) if is_current else actual,
            target=target_of(section) if is_current else target,
            year_before=_value(chart, LAST_YEAR, n) if chart.is_year else NOT_APPLICABLE,
            neighbours=_value(chart, NEIGHBOURS, n),
            england=_value(chart, ENGLAND, n),
            marker=section.marker if is_current else chart.markers[n],
        )


def _value(chart: Chart, role: str, n: int) -> Published:
    """Return the figure of a line and period; nothing applies yet to a period that is still to come."""
    series = chart.of_role(role)
    value = series.values[n] if series else None
    if value is None:
        return NOT_AVAILABLE if n < chart.current else NOT_APPLICABLE
    return published(value, chart.text_of(value))
