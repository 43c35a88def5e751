"""The model: indicators, their history, narrative and what was published, for one reporting period.

It knows nothing of Excel. A register is read from CSV or XLSX (`quarterbook.register.files`), or out of a master
workbook, and a workbook is built from it. The fields are the columns of the register's files, in their order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from quarterbook.periods import APRIL, Period
from quarterbook.vocabulary import (
    CUMULATIVE,
    DEFAULT_AMBER,
    DEFAULT_BLUE,
    IN_PERIOD,
    NUMBER,
    PREVIOUS_PERIOD,
    QUARTERLY,
    SAME_PERIOD_LAST_YEAR,
    TARGETED,
)

Value = float | str | None
"""What a figure's cell holds: a number (a percentage is a fraction), a text such as "n/a", or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One measure: what it is, how it is measured and how it is rated. One row of `indicators`."""

    number: str
    title: str
    service: str = ""
    owner: str = ""
    measure: str = NUMBER
    decimals: int = 0
    direction: str
    """Any spelling of `vocabulary.DIRECTIONS`, kept as it is spelt."""
    frequency: str = QUARTERLY
    basis: str = IN_PERIOD
    target_basis: str = ""
    """Blank means: as `basis`. Use `aim_basis` for the answer."""
    annual_target: Value = None
    profile: tuple[float, ...] = ()
    comparator: str = PREVIOUS_PERIOD
    status: str = TARGETED
    amber: Value = None
    blue: Value = None
    description: str = ""
    useful_links: tuple[str, ...] = ()

    @property
    def aim_basis(self) -> str:
        """What the target covers: `target_basis`, or `basis` where that is blank."""
        return self.target_basis or self.basis

    @property
    def is_cumulative(self) -> bool:
        """Whether the figures are for the financial year to date."""
        return self.basis == CUMULATIVE

    def current_period(self, reporting: Period) -> Period:
        """Return the period whose figure is current when `reporting` is the reporting period."""
        return reporting.latest(self.frequency)

    def previous_period(self, reporting: Period) -> Period:
        """Return the comparator's period when `reporting` is the reporting period."""
        return self.compared_with(self.current_period(reporting))

    def compared_with(self, period: Period) -> Period:
        """Return the comparator's period of any period."""
        return period.same_period_last_year() if self.comparator == SAME_PERIOD_LAST_YEAR else period.previous()

    def periods_to_fill(self, reporting: Period) -> frozenset[Period]:
        """Return the periods that are to be filled in when `reporting` is the reporting period.

        Those are the periods of its financial year, and the current one where it lies before that year (an annual
        indicator within the year).
        """
        year = Period(reporting.year, self.frequency, 1, reporting.start_month).of_year()
        return frozenset((self.current_period(reporting), *year))

    def target_follows(self, period: Period, reporting: Period) -> bool:
        """Return whether a period without a target of its own has one that follows from the annual target.

        Only a period of the reporting period's financial year has: the annual target is that year's.
        """
        return self.annual_target is not None and period.year == reporting.year and period.frequency == self.frequency


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """The figures of one indicator in one period. One row of `history`."""

    number: str
    period: Period
    actual: Value = None
    in_period: Value = None
    numerator: Value = None
    denominator: Value = None
    target: Value = None
    statistical_neighbours_mean: Value = None
    england_mean: Value = None
    marker: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrative:
    """What an officer wrote about one indicator in one period. One row of `narrative`."""

    number: str
    period: Period
    commentary: str = ""
    actions: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a report printed for one indicator. One row of `published`: kept as published, never recomputed."""

    number: str
    period: Period
    published_on: str = ""
    target_label: str = ""
    target: Value = None
    direction: str = ""
    status: str = ""
    current_label: str = ""
    current: Value = None
    previous_label: str = ""
    previous: Value = None
    change: str = ""
    rag: str = ""
    basis: str = ""
    comparator: str = ""
    amber: Value = None
    blue: Value = None
    commentary_hash: str = ""
    actions_hash: str = ""
    published_by: str = ""
    reason: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What holds for the whole workbook. The keys of `settings`; `other` keeps the ones not named here."""

    organisation: str = ""
    committee: str = ""
    title: str = ""
    reporting_period: Period
    amber_tolerance: float = DEFAULT_AMBER
    blue_margin: float = DEFAULT_BLUE
    year_start_month: int = APRIL
    other: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Register:
    """A whole master workbook as data. Order is kept: it is the order of the sheets."""

    settings: Settings
    indicators: tuple[Indicator, ...]
    history: tuple[Observation, ...] = ()
    narrative: tuple[Narrative, ...] = ()
    published: tuple[Published, ...] = ()

    @cached_property
    def by_number(self) -> dict[str, Indicator]:
        """The indicators by their number."""
        return {indicator.number: indicator for indicator in self.indicators}

    @cached_property
    def _history(self) -> dict[str, tuple[Observation, ...]]:
        rows: dict[str, list[Observation]] = {indicator.number: [] for indicator in self.indicators}
        for observation in self.history:
            rows.setdefault(observation.number, []).append(observation)
        return {number: tuple(sorted(found, key=lambda row: row.period)) for number, found in rows.items()}

    @cached_property
    def _narrative(self) -> dict[tuple[str, Period], Narrative]:
        return {(row.number, row.period): row for row in self.narrative}

    def history_of(self, number: str) -> tuple[Observation, ...]:
        """Return an indicator's observations, earliest period first."""
        return self._history.get(number, ())

    def narrative_of(self, number: str, period: Period) -> Narrative:
        """Return what was written about an indicator in a period; blank where nothing was."""
        return self._narrative.get((number, period)) or Narrative(number=number, period=period)
