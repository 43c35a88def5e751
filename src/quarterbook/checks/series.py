"""Series of figures, as several families of checks look at them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from quarterbook.cells import Cell, classify
from quarterbook.checks.pages import Page
from quarterbook.checks.subject import Subject
from quarterbook.figures import actual_of, target_of
from quarterbook.periods import Period
from quarterbook.register.model import Observation
from quarterbook.rules import same
from quarterbook.vocabulary import ANNUAL, PERCENT, RATE

DIGITS: Final = 3
"""A figure of so many digits does not come out the same twice by chance."""


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a series.

    Attributes:
        period: the period.
        row: what was recorded.
        actual: the figure, None where it is none.
        alone: the figure of the period alone that stands beside a cumulative one, None where there is none.
        target: the target or baseline, None where there is none.
    """

    period: Period
    row: Observation
    actual: float | None
    alone: float | None
    target: float | None


def points(subject: Subject, page: Page) -> list[Point]:
    """Return the periods of an indicator's own frequency that have a row, earliest first."""
    if page.current is None:
        return []
    return [
        Point(
            row.period,
            row,
            _number(actual_of(row)),
            _number(row.in_period),
            _number(target_of(page.indicator, row, subject.reporting)),
        )
        for row in subject.register.history_of(page.number)
        if row.period.frequency == page.current.frequency
    ]


def by_year(series: Sequence[Point]) -> Iterator[list[Point]]:
    """Yield the periods of each financial year, first first."""
    for year in sorted({point.period.year for point in series}):
        yield [point for point in series if point.period.year == year]


def adds_up(page: Page) -> bool:
    """Whether the figures of several periods can be added: percentages and rates cannot, a year has no parts."""
    return page.indicator.frequency != ANNUAL and page.indicator.measure not in (PERCENT, RATE)


def digits(number: float) -> int:
    """Return how many significant digits a figure has: 2 for 120, 3 for 789."""
    return len(f"{abs(number):.10e}".partition("e")[0].replace(".", "").strip("0"))


def near(one: float, other: float, places: int) -> bool:
    """Whether two figures are the same but for the rounding to so many decimal places."""
    return same(one, other) or abs(one - other) <= 0.5000001 * 10**-places


def _number(value: float | str | None) -> float | None:
    number = classify(value)
    return None if isinstance(number, Cell) else number
