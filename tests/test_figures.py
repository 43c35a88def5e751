"""What follows from a register, period by period; and the workbook's formulas give the same for the current one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quarterbook.figures import Figures, actual_of, as_shown, figures_of, target_of
from quarterbook.periods import Period
from quarterbook.register import Indicator, Observation, Register, Settings
from quarterbook.vocabulary import (
    ANNUAL,
    BASELINE,
    CUMULATIVE,
    IN_DEVELOPMENT,
    IN_PERIOD,
    MONTHLY,
    NUMBER,
    PERCENT,
    RATE,
    ROLLING,
    SAME_PERIOD_LAST_YEAR,
    SNAPSHOT,
)

Q1, Q2, Q3 = (Period.parse(f"2023/24 Q{n}") for n in (1, 2, 3))
UP = Indicator(number="1", title="Visits", direction="up")


def figures(indicator: Indicator, *rows: Observation, other: dict[str, str] | None = None) -> list[Figures]:
    return list(figures_of(Register(Settings(reporting_period=Q3, other=other or {}), (indicator,), rows)))


def row(period: Period, **values: object) -> Observation:
    return Observation(number="1", period=period, **values)  # type: ignore[arg-type]


def test_every_period_with_a_row_and_the_current_one_are_there_earliest_first() -> None:
    found = figures(UP, row(Q2, actual=2.0), row(Q1, actual=1.0))
    assert [(entry.observation.period, entry.is_current) for entry in found] == [(Q1, False), (Q2, False), (Q3, True)]
    assert found[-1].rag == "No data"


def test_rating_and_change_follow_from_the_figures_as_they_are_shown() -> None:
    share = replace(UP, measure=PERCENT)
    before, now = figures(share, row(Q2, actual=0.5549, target=0.55), row(Q3, actual=0.5451, target=0.55))[-2:]
    assert (before.rag, now.rag, now.change) == ("Green", "Green", "Unchanged")
    sharper = figures(replace(share, decimals=2), row(Q2, actual=0.5549), row(Q3, actual=0.5451, target=0.55))[-1]
    assert (sharper.rag, sharper.change, sharper.actual) == ("Amber", "Declining", 0.5451)


def test_the_comparator_says_which_figure_is_the_previous_one() -> None:
    rows = (row(Q3.same_period_last_year(), actual=10.0), row(Q2, actual=30.0), row(Q3, actual=20.0))
    assert figures(UP, *rows)[-1].change == "Declining"
    assert figures(replace(UP, comparator=SAME_PERIOD_LAST_YEAR), *rows)[-1].change == "Improving"


def test_own_tolerances_come_before_the_workbooks() -> None:
    now = row(Q3, actual=97.0, target=100.0)
    assert figures(UP, now)[-1].rag == "Amber"
    assert figures(replace(UP, amber=0.02), now)[-1].rag == "Red"


def test_the_scheme_decides_the_rating() -> None:
    now = row(Q3, actual=120.0, target=100.0)
    assert (figures(UP, now)[-1].rag, figures(UP, now, other={"scheme": "three-colour"})[-1].rag) == ("Blue", "Green")


@pytest.mark.parametrize("status", [BASELINE, IN_DEVELOPMENT])
def test_a_status_stands_in_place_of_a_rating(status: str) -> None:
    found = figures(replace(UP, status=status), row(Q2, actual=1.0), row(Q3, actual=2.0, target=5.0))[-1]
    assert (found.rag, found.change, found.variance) == (status, "Improving", status)


@pytest.mark.parametrize(
    ("observation", "actual"),
    [
        (row(Q3, numerator=1.0, denominator=4.0), 0.25),
        (row(Q3, actual=0.3, numerator=1.0, denominator=4.0), 0.3),
        (row(Q3, actual="n/a", numerator=1.0, denominator=4.0), "n/a"),
        (row(Q3, numerator=1.0, denominator=0.0), None),
        (row(Q3, numerator=1.0), None),
        (row(Q3, numerator="1", denominator=4.0), None),
    ],
)
def test_a_figure_that_was_not_recorded_follows_from_its_parts(observation: Observation, actual: object) -> None:
    assert actual_of(observation) == actual


@pytest.mark.parametrize(
    ("measure", "basis", "target"),
    [
        (NUMBER, CUMULATIVE, 300.0),
        (NUMBER, IN_PERIOD, 200.0),
        (NUMBER, ROLLING, 1000.0),
        (NUMBER, SNAPSHOT, 1000.0),
        (PERCENT, CUMULATIVE, 1000.0),
        (RATE, IN_PERIOD, 1000.0),
    ],
)
def test_a_target_follows_from_the_annual_one(measure: str, basis: str, target: float) -> None:
    indicator = replace(UP, measure=measure, basis=basis, annual_target=1000.0, profile=(1.0, 2.0, 3.0, 4.0))
    assert target_of(indicator, row(Q2), Q3) == target
    assert target_of(indicator, row(Q2, target=7.0), Q3) == 7.0
    assert target_of(indicator, row(Q2.same_period_last_year()), Q3) is None


def test_an_annual_target_that_is_no_number_is_no_target() -> None:
    indicator = replace(UP, annual_target="n/a")
    assert figures(indicator, row(Q3, actual=1.0))[-1].rag == "No target"


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [(2.675, 2, 2.68), (-2.5, 0, -3.0), (0.125, 2, 0.13), (1e300, 0, 1e300), (12.0, 10, 12.0), ("n/a", 1, "n/a")],
)
def test_figures_are_rounded_by_their_digits_ties_away_from_zero(value: object, decimals: int, shown: object) -> None:
    assert as_shown(value, replace(UP, decimals=decimals)) == shown  # type: ignore[arg-type]


def test_a_percentage_is_rounded_to_two_places_more() -> None:
    assert as_shown(570 / 889, replace(UP, measure=PERCENT, decimals=1)) == 0.641


def test_the_current_period_of_each_frequency_has_ended_by_the_end_of_the_reporting_period() -> None:
    current = {
        frequency: figures(replace(UP, frequency=frequency))[-1].observation.period for frequency in (MONTHLY, ANNUAL)
    }
    assert {frequency: str(period) for frequency, period in current.items()} == {
        MONTHLY: "2023/24 M09",
        ANNUAL: "2022/23",
    }
