"""One indicator and its sheet; one row of what was published: what most checks look at."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from quarterbook.book.contents import Row, history_table
from quarterbook.book.layout import HISTORY_COLUMNS
from quarterbook.book.stored import Place
from quarterbook.book.structure import Table
from quarterbook.book.typed import Cell, cell_at
from quarterbook.book.view import SheetView
from quarterbook.cells import trimmed
from quarterbook.errors import BadPeriod
from quarterbook.periods import Period
from quarterbook.register.model import Indicator, Published
from quarterbook.vocabulary import ANNUAL, PERIOD_WORDS, PREVIOUS_HEADING, SAME_PERIOD_LAST_YEAR


@dataclass(frozen=True)
class Page:
    """One indicator and its sheet.

    Attributes:
        indicator: the indicator.
        sheet: its sheet.
        current: the period whose figure is current; None where its frequency is none that is known.
        previous: the comparator's period, likewise.
    """

    indicator: Indicator
    sheet: SheetView
    current: Period | None
    previous: Period | None

    @property
    def number(self) -> str:
        """The indicator's number."""
        return self.indicator.number

    @cached_property
    def history_table(self) -> Table | None:
        """The table of its history, None where its sheet has none."""
        return history_table(self.sheet)

    @cached_property
    def periods(self) -> Mapping[Period, Cell]:
        """The cells of its history that name a period, those of rows that say nothing else too."""
        table, header = self.history_table, HISTORY_COLUMNS[0].header
        if table is None or self.current is None or header not in table.columns:
            return {}
        column = table.extent[1] + table.columns.index(header)
        found: dict[Period, Cell] = {}
        for row in table.rows:
            cell = self.cell_at((row, column))
            with suppress(BadPeriod):
                found.setdefault(Period.parse(cell.stored, self.current.start_month), cell)
        return found

    def named(self, name: str) -> Cell | None:
        """Return the cell of one of the sheet's own names, None where the name refers to no cell of this sheet."""
        area = self.sheet.names.get(name.lower())
        if area is None or area.sheet.lower() != self.sheet.name.lower():
            return None
        return cell_at(self.sheet, area.place)

    def cell_at(self, place: Place) -> Cell:
        """Return a cell of the sheet."""
        return cell_at(self.sheet, place)


@dataclass(frozen=True)
class Printed:
    """One row of the ledger of what was published.

    Attributes:
        row: what was published.
        cells: its cells.
        indicator: the indicator as it is set up now; None where there is none of this number any more.
    """

    row: Published
    cells: Row
    indicator: Indicator | None

    @property
    def compared(self) -> Period | None:
        """The period that the previous figure is of; None where the row does not say and the indicator is gone.

        By the comparator stored in the row; else by the heading that was printed, because the indicator may have been
        compared otherwise then; else by the indicator's comparator.
        """
        row = self.row
        last_year, before = row.period.same_period_last_year(), row.period.previous()
        if row.comparator:
            return last_year if row.comparator == SAME_PERIOD_LAST_YEAR else before
        named = period_in(row.previous_label, row.period.start_month)
        if named in (last_year, before):
            return named
        if named is None and heads_previous(row.previous_label):
            return before
        return None if self.indicator is None else self.indicator.compared_with(row.period)


def period_in(label: str, month: int) -> Period | None:
    """Return the period that a heading names, None where it names none."""
    try:
        return Period.parse(label.partition("(")[0].strip(), month)
    except BadPeriod:
        return None


def heads_previous(label: str) -> bool:
    """Whether a heading says that its figure is of the period before: "Previous Quarter", but not "Previous Year"."""
    text = trimmed(label)
    return text.startswith(PREVIOUS_HEADING.lower()) and PERIOD_WORDS[ANNUAL].lower() not in text
