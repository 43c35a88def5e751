"""What the Published ledger holds for a report: of its period, of earlier ones, and for its charts."""

from __future__ import annotations

from collections.abc import Sequence

from quarterbook.cells import Cell, classify
from quarterbook.periods import Period
from quarterbook.register.model import Indicator, Published
from quarterbook.report.charts.build import Fixed


class Ledger:
    """The ledger's rows by indicator and period. Of several publications of one period the last one counts."""

    def __init__(self, rows: Sequence[Published]) -> None:
        self._rows: dict[str, dict[Period, Published]] = {}
        for row in rows:
            self._rows.setdefault(row.number, {})[row.period] = row

    def row(self, number: str, period: Period) -> Published | None:
        """Return what was published of an indicator for a period."""
        return self._rows.get(number, {}).get(period)

    def before(self, number: str, period: Period) -> Published | None:
        """Return what was last published of an indicator for an earlier period of the same frequency."""
        earlier = [
            found for found in self._rows.get(number, {}) if found < period and found.frequency == period.frequency
        ]
        return self._rows[number][max(earlier)] if earlier else None

    def fixed(self, indicator: Indicator, row: Published) -> dict[Period, Fixed]:
        """Return the figures that the chart beside a published row shows whatever the history says by now.

        Those are the row's own, and what had been published by then of other periods. What the row prints as the
        previous figure counts only where nothing had been published of that period: a wrong one must not rewrite it.
        """
        found = {
            period: Fixed(other.current, other.target)
            for period, other in self._rows.get(indicator.number, {}).items()
            if other.published_on <= row.published_on and not isinstance(classify(other.current), Cell)
        }
        before = indicator.compared_with(row.period)
        if not isinstance(classify(row.previous), Cell):
            found.setdefault(before, Fixed(row.previous, None))
        found[row.period] = Fixed(row.current, row.target)
        return found
