"""One indicator and its sheet; one row of what was published: what most checks look at."""

from __future__ import annotations

from dataclasses import dataclass

from quarterbook.book.contents import Row
from quarterbook.book.typed import Cell, cell_at
from quarterbook.book.view import Place, SheetView
from quarterbook.periods import Period
from quarterbook.register.model import Indicator, Published


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
