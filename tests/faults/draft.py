"""A register that can be changed, indicator by indicator, while it is made."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from faults.words import Writer
from quarterbook.figures import Figures, as_shown, figures_of, tolerances_of
from quarterbook.labels import current_heading, previous_heading, target_heading
from quarterbook.periods import PERIODS_A_YEAR, Period
from quarterbook.register.model import Indicator, Narrative, Observation, Published, Register, Settings, Value
from quarterbook.vocabulary import IN_DEVELOPMENT, RED, REVISED

if TYPE_CHECKING:
    from faults.file import File

_UNTIL_PUBLISHED: Final = timedelta(days=68)
_REPORTS_BACK: Final = 3
"""How many reports before this one the ledger holds, beside that of a year before."""


@dataclass
class Draft:
    """A register on its way to a workbook.

    Attributes:
        settings: the workbook's.
        chance: where all choices come from.
        indicators: number to indicator, in the order of the sheets.
        nouns: number to what commentary calls the thing.
        history: number and period to what was recorded.
        narrative: number and period to what was written.
        ledger: what was published, oldest first.
        busy: the numbers of indicators that something is planted in.
        later: what is still to be done to the file once it is built.
    """

    settings: Settings
    chance: random.Random
    indicators: dict[str, Indicator] = field(default_factory=dict)
    nouns: dict[str, str] = field(default_factory=dict)
    history: dict[tuple[str, Period], Observation] = field(default_factory=dict)
    narrative: dict[tuple[str, Period], Narrative] = field(default_factory=dict)
    ledger: list[Published] = field(default_factory=list)
    busy: set[str] = field(default_factory=set)
    later: list[Callable[[File], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Hire the writer."""
        self.writer = Writer(self.chance, lambda number: self.nouns[number])

    @property
    def reporting(self) -> Period:
        """The reporting period."""
        return self.settings.reporting_period

    @property
    def register(self) -> Register:
        """The register as it stands."""
        return Register(
            self.settings,
            tuple(self.indicators.values()),
            tuple(sorted(self.history.values(), key=lambda row: (list(self.indicators).index(row.number), row.period))),
            tuple(self.narrative.values()),
            tuple(self.ledger),
        )

    # --- reading -------------------------------------------------------------------------------------------------

    def now(self, number: str) -> Period:
        """Return the current period of an indicator."""
        return self.indicators[number].current_period(self.reporting)

    def before(self, number: str) -> Period:
        """Return the period that the current one of an indicator is compared with."""
        return self.indicators[number].previous_period(self.reporting)

    def row(self, number: str, period: Period | None = None) -> Observation:
        """Return what was recorded for a period, the current one unless told otherwise."""
        return self.history[number, period or self.now(number)]

    def rows(self, number: str) -> list[Observation]:
        """Return an indicator's rows, earliest first."""
        return sorted((row for key, row in self.history.items() if key[0] == number), key=lambda row: row.period)

    def figures(self, number: str, reporting: Period | None = None) -> dict[Period, Figures]:
        """Return the figures of an indicator's periods, as a report on `reporting` has them."""
        settings = replace(self.settings, reporting_period=reporting or self.reporting)
        single = Register(settings, (self.indicators[number],), tuple(self.rows(number)))
        return {found.observation.period: found for found in figures_of(single)}

    def current(self, number: str) -> Figures:
        """Return the figures of an indicator's current period."""
        return self.figures(number)[self.now(number)]

    def published(self, number: str) -> list[Published]:
        """Return what was published of an indicator, oldest first."""
        return [row for row in self.ledger if row.number == number]

    def published_for(self, number: str, period: Period) -> Published:
        """Return what was published of an indicator for a period."""
        return next(row for row in self.published(number) if row.period == period)

    def bystander(self, number: str) -> str:
        """Return an indicator with the same current period that nothing is planted in."""
        free = (other.number for other in self if other.number != number and other.number not in self.busy)
        return next(other for other in free if self.now(other) == self.now(number) and self.rows(other))

    # --- changing ------------------------------------------------------------------------------------------------

    def define(self, number: str, **changes: Any) -> None:
        """Change an indicator's settings."""
        self.indicators[number] = replace(self.indicators[number], **changes)

    def record(self, number: str, period: Period | None = None, **changes: Any) -> None:
        """Change what is recorded for a period, the current one unless told otherwise."""
        when = period or self.now(number)
        found = self.history.get((number, when)) or Observation(number=number, period=when)
        self.history[number, when] = replace(found, **changes)

    def write(self, number: str, period: Period | None = None, **changes: str) -> None:
        """Change what is written for a period, the current one unless told otherwise."""
        when = period or self.now(number)
        found = self.narrative.get((number, when)) or Narrative(number=number, period=when)
        self.narrative[number, when] = replace(found, **changes)

    def reprint(self, number: str, period: Period, **changes: Any) -> None:
        """Change what the ledger says was published for a period."""
        place = self.ledger.index(self.published_for(number, period))
        self.ledger[place] = replace(self.ledger[place], **changes)

    # --- what follows from the figures -----------------------------------------------------------------------------

    def settle(self, number: str) -> None:
        """Write commentary and actions of the current period anew, to its figures as they are now."""
        self._tell(number, self.current(number))

    def derive(self) -> None:
        """Write the narrative, and publish the reports before this one, out of the figures."""
        self.narrative.clear()
        self.ledger.clear()
        for report in self._reports():
            for number in self.indicators:
                found = self._published_then(number, report)
                if found is not None:
                    self.ledger.append(self._printed(found, report))
                    self._tell(number, found)
        for number in self.indicators:
            if (number, self.now(number)) not in self.narrative:
                self.settle(number)

    def printed(self, number: str, period: Period) -> Published:
        """Return what a report on a period would print of an indicator, out of its figures as they are now."""
        return self._printed(self.figures(number, period)[period], period)

    def _reports(self) -> list[Period]:
        count = PERIODS_A_YEAR[self.reporting.frequency]
        back = sorted({*range(1, _REPORTS_BACK + 1), count}, reverse=True)
        return [self.reporting.shift(-n) for n in back]

    def _published_then(self, number: str, report: Period) -> Figures | None:
        """Return the figures that a report printed, None when it had none or another had printed them already."""
        period = self.indicators[number].current_period(report)
        known = any(row.period == period for row in self.published(number))
        has_rows = any(key[0] == number for key in self.history)
        if known or (has_rows and (number, period) not in self.history):
            return None
        return self.figures(number, report).get(period)

    def _printed(self, found: Figures, report: Period) -> Published:
        indicator = found.indicator
        target = as_shown(found.target, indicator)
        if target is None and indicator.status == IN_DEVELOPMENT:
            target = indicator.status
        amber, blue = tolerances_of(indicator, self.settings)
        return Published(
            number=indicator.number,
            period=found.observation.period,
            published_on=str(report.last_day + _UNTIL_PUBLISHED),
            target_label=target_heading(indicator),
            target=target,
            direction=indicator.direction,
            status=indicator.status,
            current_label=current_heading(indicator),
            current=as_shown(found.actual, indicator),
            previous_label=previous_heading(indicator, report),
            previous=as_shown(found.previous, indicator),
            change=found.change,
            rag=found.rag,
            basis=indicator.basis,
            comparator=indicator.comparator,
            amber=amber,
            blue=blue,
            published_by="Performance team",
        )

    def _tell(self, number: str, found: Figures) -> None:
        when = found.observation.period
        actions = self.writer.actions(found) if found.rag == RED else ""
        self.narrative[number, when] = Narrative(
            number=number, period=when, commentary=self.writer.commentary(found), actions=actions
        )

    def revised(self, number: str, period: Period, actual: Value, why: str) -> None:
        """Restate the figure of a period that was published, and say so."""
        self.record(number, period, actual=actual, marker=REVISED, note=why)

    def __iter__(self) -> Iterator[Indicator]:
        """Go through the indicators in the order of their sheets."""
        return iter(self.indicators.values())
