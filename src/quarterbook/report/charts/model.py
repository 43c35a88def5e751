"""What a chart draws, without a word on how: periods, series of figures, markers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from quarterbook.figures import figure_text
from quarterbook.periods import Period
from quarterbook.register.model import Indicator

ACTUAL: Final = "actual"
AIM: Final = "target"
LAST_YEAR: Final = "last_year"
NEIGHBOURS: Final = "neighbours"
ENGLAND: Final = "england"
ROLES: Final = (ACTUAL, AIM, LAST_YEAR, NEIGHBOURS, ENGLAND)
"""What a series can be, what matters most first."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line: a figure, or none, for each of the chart's periods. A percentage is a fraction.

    Attributes:
        role: one of `ROLES`; decides how it is drawn.
        name: what it is called.
        values: the figures, rounded as the report shows them.
    """

    role: str
    name: str
    values: tuple[float | None, ...]

    @property
    def known(self) -> tuple[int, ...]:
        """The positions that have a figure."""
        return tuple(n for n, value in enumerate(self.values) if value is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The chart of one indicator.

    Attributes:
        indicator: its measure and decimals say how figures are written.
        periods: what the axis shows, earliest first.
        current: how many of the periods are not still to come.
        series: the lines; the actual figures are the first, and always there.
        markers: Provisional, Estimated, Revised or "" for each period.
        is_year: whether it shows one financial year, cumulative.
        is_part: whether the figures are parts of a whole, which 100% bounds.
    """

    indicator: Indicator
    periods: tuple[Period, ...]
    current: int
    series: tuple[Series, ...]
    markers: tuple[str, ...]
    is_year: bool = False
    is_part: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether no figure is there to draw."""
        return not any(series.known for series in self.series)

    @property
    def actual(self) -> Series:
        """The actual figures."""
        return self.series[0]

    def of_role(self, role: str) -> Series | None:
        """Return the series of a role, None where the chart has none."""
        return next((series for series in self.series if series.role == role), None)

    def text_of(self, value: float) -> str:
        """Return a figure as it is written."""
        return figure_text(value, self.indicator)
