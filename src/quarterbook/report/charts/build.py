"""The chart of an indicator, made from its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from quarterbook.cells import Cell, classify
from quarterbook.figures import Figures, as_shown, target_of
from quarterbook.labels import target_heading
from quarterbook.periods import Period
from quarterbook.register.model import Indicator, Observation, Value
from quarterbook.report.charts.model import ACTUAL, AIM, ENGLAND, LAST_YEAR, NEIGHBOURS, Chart, Series
from quarterbook.vocabulary import ANNUAL, MONTHLY, PERCENT, QUARTERLY

MOST_PERIODS: Final = {MONTHLY: 36, QUARTERLY: 40, ANNUAL: 20}
"""Frequency to how many periods a chart shows at most."""

_NAMES: Final = {
    ACTUAL: "Actual",
    LAST_YEAR: "Year before",
    NEIGHBOURS: "Statistical neighbours mean",
    ENGLAND: "England mean",
}


@dataclass(frozen=True, slots=True)
class Fixed:
    """What was published for a period, which a chart shows whatever the history says by now."""

    actual: Value
    target: Value = None


def chart_of(
    indicator: Indicator, rows: Sequence[Figures], reporting: Period, published: Mapping[Period, Fixed] | None = None
) -> Chart:
    """Return an indicator's chart: its periods up to the current one, or for a cumulative one the financial year.

    Args:
        indicator: the indicator.
        rows: its figures, period by period.
        reporting: the reporting period.
        published: the figures of the periods that are to be shown as published.
    """
    fixed = published or {}
    current = indicator.current_period(reporting)
    found = {row.observation.period: row for row in rows if row.observation.period.frequency == current.frequency}

    def number(value: Value) -> float | None:
        plain = classify(as_shown(value, indicator))
        return None if isinstance(plain, Cell) else plain

    def actual(period: Period) -> float | None:
        if period > current:
            return None
        if period in fixed:
            return number(fixed[period].actual)
        return number(found[period].actual) if period in found else None

    def target(period: Period) -> float | None:
        if period in fixed and fixed[period].target is not None:
            return number(fixed[period].target)
        if period in found:
            return number(found[period].target)
        return number(target_of(indicator, Observation(number=indicator.number, period=period), reporting))

    def recorded(period: Period, field: str) -> float | None:
        return number(getattr(found[period].observation, field)) if period in found and period <= current else None

    is_year = indicator.is_cumulative and indicator.frequency != ANNUAL
    known = [
        period
        for period in (*found, *fixed)
        if period <= current and (actual(period) is not None or target(period) is not None)
    ]
    periods = current.of_year() if is_year else _up_to(current, known)
    series = [
        Series(ACTUAL, _NAMES[ACTUAL], tuple(map(actual, periods))),
        Series(AIM, target_heading(indicator), tuple(map(target, periods))),
    ]
    if is_year:
        series.append(
            Series(LAST_YEAR, _NAMES[LAST_YEAR], tuple(actual(period.same_period_last_year()) for period in periods))
        )
    for role, field in ((NEIGHBOURS, "statistical_neighbours_mean"), (ENGLAND, "england_mean")):
        series.append(Series(role, _NAMES[role], tuple(recorded(period, field) for period in periods)))
    return Chart(
        indicator=indicator,
        periods=tuple(periods),
        current=sum(period <= current for period in periods),
        series=(series[0], *(each for each in series[1:] if each.known)),
        markers=tuple(
            found[period].observation.marker if period in found and period <= current else "" for period in periods
        ),
        is_year=is_year,
        is_part=indicator.measure == PERCENT and any(row.observation.denominator is not None for row in rows),
    )


def _up_to(current: Period, known: Sequence[Period]) -> list[Period]:
    """Return the periods from the first known one to the current one, the last of them where there are too many."""
    first = min([*known, current])
    span = (current.year - first.year) * current.count + current.number - first.number + 1
    span = min(span, MOST_PERIODS[current.frequency])
    return [current.shift(n - span + 1) for n in range(span)]
