"""One try at an indicator: settings and figures by chance, each shape of measure in its own way."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from faults import measures
from faults.measures import Measure
from faults.wants import Want
from quarterbook.periods import PERIODS_A_YEAR, Period
from quarterbook.register.model import Indicator, Observation, Settings
from quarterbook.vocabulary import (
    AMBER,
    ANNUAL,
    BASELINE,
    BLUE,
    CONTEXTUAL,
    CUMULATIVE,
    CURRENCY,
    GREEN,
    IN_DEVELOPMENT,
    IN_PERIOD,
    MONTHLY,
    NONE,
    NUMBER,
    PERCENT,
    PREVIOUS_PERIOD,
    RATE,
    RED,
    ROLLING,
    SAME_PERIOD_LAST_YEAR,
    SNAPSHOT,
    TARGET,
    TARGETED,
    UP,
)

_YEARS_BACK: Final = 2

_BASES: Final = {
    measures.RUNNING: CUMULATIVE,
    measures.SPENT: CUMULATIVE,
    measures.LEVEL: SNAPSHOT,
    measures.ROLLING_YEAR: ROLLING,
}
_MEASURES: Final = {
    measures.PERCENTAGE: PERCENT,
    measures.SPENT: PERCENT,
    measures.MONEY: CURRENCY,
    measures.PER_HEAD: RATE,
}
_OFF: Final[Mapping[str, tuple[float, float]]] = {
    RED: (-0.28, -0.125),
    AMBER: (-0.09, -0.02),
    GREEN: (0.006, 0.045),
    BLUE: (0.065, 0.2),
}
"""How far on the good side of the target a figure of each rating is, by the bands of the published key."""
_OFF_NEAR: Final[Mapping[str, tuple[float, float]]] = {RED: (0.12, 0.24), AMBER: (0.06, 0.092), GREEN: (0.006, 0.045)}
_USUAL: Final = (RED, AMBER, AMBER, GREEN, GREEN, GREEN, GREEN, BLUE)

_ADDED_UP: Final = (measures.COUNT, measures.MONEY)
"""Shapes whose periods add up to a year."""


def _no_target(_: Period) -> None:
    """Say that no period has a target."""


class Attempt:
    """One try."""

    def __init__(self, chance: random.Random, measure: Measure, want: Want, settings: Settings, usual: str) -> None:
        self.chance, self.measure, self.want, self.settings = chance, measure, want, settings
        self.shape = measure.shape
        self.frequency = want.frequency or usual
        self.count = PERIODS_A_YEAR[self.frequency]
        self.current = settings.reporting_period.latest(self.frequency)
        start = Period(self.current.year - _YEARS_BACK, self.frequency, 1, self.current.start_month)
        self.periods = [start]
        while self.periods[-1] < self.current:
            self.periods.append(self.periods[-1].next())
        self.direction = want.direction or measure.direction
        self.status = want.status or (CONTEXTUAL if self.direction == NONE else TARGETED)
        self.scale = {MONTHLY: 1 / 3, ANNUAL: 4.0}.get(self.frequency, 1.0) if self.shape in _SCALED else 1.0

    def of(self, number: str, title: str) -> tuple[Indicator, tuple[Observation, ...]]:
        """Return the indicator and its history."""
        chance, measure = self.chance, self.measure
        cumulative = self.shape in (measures.RUNNING, measures.SPENT)
        share = chance.random()
        indicator = Indicator(
            number=number,
            title=title,
            service=measure.service,
            owner=chance.choice(("Performance team", "Head of service", "Business support")),
            measure=_MEASURES.get(self.shape, NUMBER),
            decimals=chance.choice((0, 1)) if self.shape == measures.PERCENTAGE else measure.decimals,
            direction=self.direction,
            frequency=self.frequency,
            basis=_BASES.get(self.shape, IN_PERIOD),
            comparator=self.want.comparator
            or (SAME_PERIOD_LAST_YEAR if cumulative or share < 0.2 else PREVIOUS_PERIOD),
            status=self.status,
            amber=chance.choice((0.05, 0.15)) if self._own_tolerance() else None,
            blue=chance.choice((0.03, 0.1)) if self._own_tolerance() else None,
            description=f"{title}: taken from the case system of {measure.service} at the end of each period.",
            useful_links=tuple(chance.sample(measures.LINKS, chance.choice((0, 1, 1, 2)))),
        )
        if self.status == IN_DEVELOPMENT and chance.random() < 0.5:
            return indicator, ()
        indicator, rows = _SHAPES[self.shape](self, indicator)
        return indicator, tuple(replace(row, number=number) for row in rows)

    def _own_tolerance(self) -> bool:
        return self.want.now is None and self.status == TARGETED and self.chance.random() < 0.08

    # --- shapes ------------------------------------------------------------------------------------------------

    def added_up(self, indicator: Indicator) -> tuple[Indicator, tuple[Observation, ...]]:
        """Figures of each period alone that vary with the season."""
        places = indicator.decimals
        season = [self.chance.uniform(0.86, 1.14) for _ in range(self.count)]
        base = self.chance.uniform(self.measure.low, self.measure.high) * self.scale
        values = {
            period: round(base * season[period.number - 1] * self.chance.uniform(0.93, 1.07), places)
            for period in self.periods
        }
        if self.status in (BASELINE, CONTEXTUAL):
            return self._against_baseline(indicator, values)
        aim = values[self.current] / self._off()
        mode = self.want.targets or self.chance.choice(("typed", "typed", "annual", "profile"))
        if self.status != TARGETED:
            return indicator, self._rows(values, _no_target)
        if mode == "typed" or self.frequency == ANNUAL or self.shape == measures.PER_HEAD:
            return indicator, self._rows(values, self._steady(aim, places))
        weights = [round(100 * part / self.count) for part in season] if mode == "profile" else [1] * self.count
        whole = self.count * round(aim * sum(weights) / weights[self.current.number - 1] / self.count)
        indicator = replace(
            indicator,
            annual_target=float(whole),
            profile=tuple(map(float, weights)) if mode == "profile" else (),
        )
        before = round(whole * self.chance.uniform(0.95, 1.05))

        def last_year(period: Period) -> float | None:
            if period.year == self.current.year:
                return None
            return float(round(before * weights[period.number - 1] / sum(weights)))

        note = "Targets follow the seasons: profiled over the year." if mode == "profile" else ""
        return indicator, tuple(
            replace(row, note=note) if row.target is not None else row for row in self._rows(values, last_year)
        )

    def percentage(self, indicator: Indicator) -> tuple[Indicator, tuple[Observation, ...]]:
        """Shares with or without their numerator and denominator."""
        places = indicator.decimals + 2
        aim = round(self.chance.uniform(self.measure.low, self.measure.high), 2)
        ratio = self._off()
        shares = {
            period: min(aim * (ratio if period == self.current else ratio * self.chance.uniform(0.9, 1.1)), 0.985)
            for period in self.periods
        }
        parts = self.want.parts or self.chance.choice(("given", "typed", "none"))
        whole = self.chance.randrange(240, 2400)
        rows = []
        target = self._steady(aim, 2)
        for period, share in shares.items():
            row = Observation(number=indicator.number, period=period)
            if self.status == TARGETED:
                row = replace(row, target=target(period))
            if parts == "none":
                rows.append(replace(row, actual=round(share, places)))
                continue
            denominator = round(whole * self.chance.uniform(0.9, 1.1))
            numerator = round(share * denominator)
            actual = round(numerator / denominator, places) if parts == "typed" else None
            rows.append(replace(row, actual=actual, numerator=float(numerator), denominator=float(denominator)))
        return indicator, self._with_means(rows)

    def running(self, indicator: Indicator) -> tuple[Indicator, tuple[Observation, ...]]:
        """The year to date, with each period's own figure beside it."""
        season = [self.chance.uniform(0.8, 1.2) for _ in range(self.count)]
        base = self.chance.uniform(self.measure.low, self.measure.high) * self.scale
        alone = {
            period: float(max(1, round(base * season[period.number - 1] * self.chance.uniform(0.9, 1.1))))
            for period in self.periods
        }
        so_far = {
            period: sum(value for other, value in alone.items() if other.year == period.year and other <= period)
            for period in self.periods
        }
        weights = [float(round(100 * part / self.count)) for part in season]

        def share(period: Period) -> float:
            return sum(weights[: period.number]) / sum(weights)

        rows = self._rows(so_far, _no_target)
        rows = tuple(replace(row, in_period=alone[row.period]) for row in rows)
        if self.status in (BASELINE, CONTEXTUAL):
            return indicator, tuple(
                replace(row, target=round(self._total(alone, row.period.year - 1) * row.period.number / self.count, 0))
                if row.period.year > self.periods[0].year
                else row
                for row in rows
            )
        mode = self.want.targets or self.chance.choice(("typed", "annual", "profile", "profile"))
        if mode == "annual":
            weights = [1.0] * self.count
        whole = float(round(so_far[self.current] / self._off() / share(self.current)))
        before = whole * self.chance.uniform(0.93, 1.05)
        if mode != "typed":
            profile = () if mode == "annual" else tuple(weights)
            indicator = replace(indicator, annual_target=whole, profile=profile)

        def target(period: Period) -> float | None:
            if period.year != self.current.year:
                return float(round(before * share(period)))
            return float(round(whole * share(period))) if mode == "typed" else None

        return indicator, tuple(replace(row, target=target(row.period)) for row in rows)

    def level(self, indicator: Indicator) -> tuple[Indicator, tuple[Observation, ...]]:
        """A level that moves a little from period to period."""
        return self._wandering(indicator, 0.05)

    def rolling(self, indicator: Indicator) -> tuple[Indicator, tuple[Observation, ...]]:
        """Twelve months' figures, of which most are those of the period before."""
        return self._wandering(indicator, 0.03)

    def near(self, indicator: Indicator) -> tuple[Indicator, tuple[Observation, ...]]:
        """Figures on either side of a target."""
        aim = round(self.chance.uniform(self.measure.low, self.measure.high) * self.scale)
        values = {
            period: float(round(aim * self._off()))
            if period == self.current
            else float(round(aim * self._off_by(GREEN)))
            for period in self.periods
        }
        return indicator, self._rows(values, self._steady(aim, 0))

    def spent(self, indicator: Indicator) -> tuple[Indicator, tuple[Observation, ...]]:
        """A share of the year's programme that grows to the end of the year."""
        whole = float(self.chance.randrange(120, 900))
        pace = {year: self.chance.uniform(0.86, 1.0) for year in range(self.periods[0].year, self.current.year + 1)}
        rows = []
        for period in self.periods:
            aim = period.number / self.count
            ratio = self._off() if period == self.current else pace[period.year] * self.chance.uniform(0.97, 1.03)
            numerator = float(min(round(whole * aim * ratio), whole))
            rows.append(
                Observation(
                    number=indicator.number,
                    period=period,
                    numerator=numerator,
                    denominator=whole,
                    target=round(aim, 4) if self.status == TARGETED else None,
                    note=f"{numerator:.0f} of {whole:.0f} sites" if period.number == self.count else "",
                )
            )
        return indicator, tuple(rows)

    # --- parts -------------------------------------------------------------------------------------------------

    def _wandering(self, indicator: Indicator, step: float) -> tuple[Indicator, tuple[Observation, ...]]:
        value = self.chance.uniform(self.measure.low, self.measure.high)
        values = {}
        for period in self.periods:
            values[period] = float(round(value))
            value *= self.chance.uniform(1 - step, 1 + step)
        if self.status != TARGETED:
            return indicator, self._rows(values, _no_target)
        return indicator, self._rows(values, self._steady(values[self.current] / self._off(), 0))

    def _against_baseline(
        self, indicator: Indicator, values: dict[Period, float]
    ) -> tuple[Indicator, tuple[Observation, ...]]:
        """Give each year the year before as its baseline, an equal part a period."""
        for period in [period for period in self.periods if period.number == self.count]:
            values[period] -= self._total(values, period.year) % self.count
        first = self.periods[0].year
        parts = {year: self._total(values, year - 1) / self.count for year in range(first + 1, self.current.year + 1)}
        year = self.periods[-1].year - 1
        total = self._total(values, year)
        says = f" The baseline is the total of {year}/{(year + 1) % 100:02d}, {total:,.0f}, divided by {self.count}."
        indicator = replace(indicator, description=indicator.description + says)
        return indicator, self._rows(values, lambda period: parts.get(period.year))

    @staticmethod
    def _total(values: Mapping[Period, float], year: int) -> float:
        return sum(value for period, value in values.items() if period.year == year)

    def _steady(self, aim: float, places: int) -> Callable[[Period], float | None]:
        """Return the target of a period: one for this year, one a little easier for the years before."""
        if self.status != TARGETED:
            return _no_target
        before = round(aim * self.chance.uniform(0.95, 1.04), places)
        this = round(aim, places)
        return lambda period: float(this if period.year == self.current.year else before)

    def _rows(
        self, values: Mapping[Period, float], target: Callable[[Period], float | None]
    ) -> tuple[Observation, ...]:
        return tuple(
            Observation(number="", period=period, actual=float(value), target=target(period))
            for period, value in values.items()
        )

    def _with_means(self, rows: list[Observation]) -> tuple[Observation, ...]:
        """Put benchmarks beside some of the percentages: one a year, as they are published."""
        if self.chance.random() < 0.5:
            return tuple(rows)
        middle = (self.measure.low + self.measure.high) / 2
        means = {
            year: (
                round(middle * self.chance.uniform(0.95, 1.05), 2),
                round(middle * self.chance.uniform(0.95, 1.05), 2),
            )
            for year in sorted({row.period.year for row in rows})
        }
        return tuple(
            replace(
                row,
                statistical_neighbours_mean=means[row.period.year][0],
                england_mean=means[row.period.year][1],
            )
            for row in rows
        )

    def _off(self) -> float:
        """Return how many times the target the current figure is."""
        return self._off_by(self.chance.choice(self.want.now or _USUAL))

    def _off_by(self, rating: str) -> float:
        if self.direction == TARGET:
            off = self.chance.uniform(*_OFF_NEAR.get(rating, _OFF_NEAR[GREEN]))
            return 1 + self.chance.choice((-off, off))
        off = self.chance.uniform(*_OFF.get(rating, _OFF[GREEN]))
        return 1 + off if self.direction in (UP, NONE) else 1 - off


_SCALED: Final = (*_ADDED_UP, measures.RUNNING, measures.NEAR)
_SHAPES: Final = {
    measures.COUNT: Attempt.added_up,
    measures.MONEY: Attempt.added_up,
    measures.PER_HEAD: Attempt.added_up,
    measures.PERCENTAGE: Attempt.percentage,
    measures.RUNNING: Attempt.running,
    measures.LEVEL: Attempt.level,
    measures.ROLLING_YEAR: Attempt.rolling,
    measures.NEAR: Attempt.near,
    measures.SPENT: Attempt.spent,
}
