"""What follows from a register: the figures, the rating and the change of every indicator in every period.

The master workbook's formulas give the same for the current period. Here they are worked out for all of them, for data
frames, checks and reports.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from quarterbook.cells import Cell, classify
from quarterbook.periods import PERIODS_A_YEAR, Period
from quarterbook.register.model import Indicator, Observation, Register, Settings, Value
from quarterbook.rules import change, pro_rata_target, variance
from quarterbook.schemes import scheme_of
from quarterbook.vocabulary import CUMULATIVE, CURRENCY, IN_DEVELOPMENT, PERCENT, RATE, ROLLING, SNAPSHOT, TARGETED

_WHOLE: Final = 2.0**53
"""From here on a double has no decimals to round."""
MINUS: Final = "\u2212"
"""A minus sign, which screen readers speak; most skip a hyphen."""
POUND: Final = "£"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One indicator in one period. A percentage is a fraction; nothing is rounded but where it says so.

    Attributes:
        indicator: the indicator.
        observation: what was recorded for the period; blank where nothing was.
        is_current: whether it is the period whose figure is current.
        actual: the figure, worked out of numerator and denominator where they give it.
        target: the target, worked out of the annual one where it follows from that.
        previous: the figure of the comparator's period.
        last_year: the figure of the same period last year.
        rag: the rating that the register's scheme gives, out of the figures rounded as the workbook shows them.
        change: the change in performance, likewise.
        variance: how far on the good side of the target, likewise, or why there is no such number.
    """

    indicator: Indicator
    observation: Observation
    is_current: bool
    actual: Value
    target: Value
    previous: Value
    last_year: Value
    rag: str
    change: str
    variance: float | str


def figures_of(register: Register) -> Iterator[Figures]:
    """Yield the figures of every period that has a row, and of the current one; indicator by indicator, earliest first.

    Raises:
        QuarterbookError: when the settings pick a rating scheme that there is not.
    """
    scheme = scheme_of(register.settings.other)
    reporting = register.settings.reporting_period
    for indicator in register.indicators:
        rows = {row.period: row for row in register.history_of(indicator.number)}
        current = indicator.current_period(reporting) if indicator.frequency in PERIODS_A_YEAR else None
        if current is not None:
            rows.setdefault(current, Observation(number=indicator.number, period=current))
        actuals = {period: actual_of(row) for period, row in rows.items()}
        for period in sorted(rows):
            actual, target = actuals[period], target_of(indicator, rows[period], reporting)
            previous = actuals.get(indicator.compared_with(period))
            last_year = actuals.get(period.same_period_last_year())
            shown, aim, before, year_ago = (
                as_shown(value, indicator) for value in (actual, target, previous, last_year)
            )
            if aim is None and indicator.status == IN_DEVELOPMENT:
                aim = indicator.status
            rated_against = aim if indicator.status in ("", TARGETED) else indicator.status
            amber, blue = tolerances_of(indicator, register.settings)
            yield Figures(
                indicator=indicator,
                observation=rows[period],
                is_current=period == current,
                actual=actual,
                target=target,
                previous=previous,
                last_year=last_year,
                rag=scheme.rate(
                    shown,
                    rated_against,
                    indicator.direction,
                    amber,
                    blue,
                    measure=indicator.measure,
                    last_year=year_ago,
                ),
                change=change(shown, before, indicator.direction, aim),
                variance=variance(shown, rated_against, indicator.direction),
            )


def actual_of(observation: Observation) -> Value:
    """Return a period's figure: as it was recorded, else numerator ÷ denominator where both are numbers."""
    if observation.actual is not None:
        return observation.actual
    part, whole = classify(observation.numerator), classify(observation.denominator)
    if isinstance(part, Cell) or isinstance(whole, Cell) or whole == 0:
        return None
    return part / whole


def target_of(indicator: Indicator, observation: Observation, reporting: Period) -> Value:
    """Return a period's target: its own, else what follows from the annual target.

    A percentage, a rate, a level and a rolling year have no pro rata part. Of the others, a cumulative target is what
    is due by the end of the period, any other what falls due in the period alone.

    Args:
        indicator: the indicator.
        observation: the row of the period.
        reporting: the reporting period: the annual target is its financial year's.
    """
    period, annual = observation.period, indicator.annual_target
    if observation.target is not None or not indicator.target_follows(period, reporting):
        return observation.target
    whole = indicator.measure in (PERCENT, RATE) or indicator.aim_basis in (ROLLING, SNAPSHOT)
    if whole or isinstance(classify(annual), Cell):
        return annual
    profile = indicator.profile or None
    due = pro_rata_target(annual, period.number, period.count, profile)
    if indicator.aim_basis == CUMULATIVE or period.number == 1:
        return due
    before = pro_rata_target(annual, period.number - 1, period.count, profile)
    return due - before if isinstance(due, float) and isinstance(before, float) else due


def as_shown(value: Value, indicator: Indicator) -> Value:
    """Return a figure rounded to its indicator's decimals (a percentage: two more), ties away from zero."""
    number = classify(value)
    if isinstance(number, Cell) or abs(number) >= _WHOLE:
        return value
    places = places_of(indicator)
    # By the digits that are written, as a worksheet's ROUND does it: 2.675 is 2.68, whatever the double behind it.
    return float(Decimal(repr(number)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def places_of(indicator: Indicator) -> int:
    """Return to how many decimal places an indicator's figures are shown: two more for a percentage, a fraction."""
    return indicator.decimals + (2 if indicator.measure == PERCENT else 0)


def tolerances_of(indicator: Indicator, settings: Settings) -> tuple[Value, Value]:
    """Return the Amber tolerance and the Blue margin of an indicator: its own, else the workbook's."""
    return (
        settings.amber_tolerance if indicator.amber is None else indicator.amber,
        settings.blue_margin if indicator.blue is None else indicator.blue,
    )


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
