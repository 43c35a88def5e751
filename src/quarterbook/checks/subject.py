"""What the checks look at: the register, where it stands in the workbook, and a read-only view of the cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from quarterbook.book.contents import Contents, Places
from quarterbook.book.evaluation import NoAnswer
from quarterbook.book.stored import CellValue, Place
from quarterbook.book.structure import Name
from quarterbook.book.typed import Cell, cell_at
from quarterbook.book.view import SheetView, View
from quarterbook.checks.defined import BROKEN, DefinedNames
from quarterbook.checks.pages import Page, Printed
from quarterbook.checks.series import Point, points
from quarterbook.checks.siblings import Odd, odd_cells
from quarterbook.errors import QuarterbookError
from quarterbook.figures import Figures, figures_of
from quarterbook.periods import PERIODS_A_YEAR, Period
from quarterbook.register.model import Indicator, Narrative, Observation, Register, Value
from quarterbook.schemes import Scheme, scheme_of
from quarterbook.vocabulary import TARGETED

Values = Mapping[str, Mapping[Place, CellValue]]


class NotEvaluated(Exception):
    """The formulas are still being evaluated, so nobody can say what they give."""


@dataclass(frozen=True)
class Subject:
    """One workbook.

    Attributes:
        view: its cells.
        contents: what was read of it.
        evaluated: gives the values of the formulas, and the formulas that have none; raises `NotEvaluated` while they
            are not to be waited for.
    """

    view: View
    contents: Contents
    evaluated: Callable[[], tuple[Values, Sequence[NoAnswer]]]

    @cached_property
    def _evaluation(self) -> tuple[Values, Sequence[NoAnswer]]:
        return self.evaluated()

    @property
    def values(self) -> Values:
        """Sheet name to place to the value of every formula that was evaluated."""
        return self._evaluation[0]

    @property
    def unanswered(self) -> Sequence[NoAnswer]:
        """The formulas that were not evaluated."""
        return self._evaluation[1]

    def prepare(self) -> None:
        """Work out what needs no formula's value, while somebody else evaluates."""
        for page in self.pages:
            self.series(page)
        self.figures, self.odd_cells, self.all_printed  # noqa: B018 - kept for the checks

    @property
    def register(self) -> Register:
        """The register, as far as it could be read."""
        return self.contents.register

    @property
    def places(self) -> Places:
        """Where the register stands in the workbook."""
        return self.contents.places

    @property
    def reporting(self) -> Period:
        """The reporting period."""
        return self.register.settings.reporting_period

    @cached_property
    def scheme(self) -> Scheme | None:
        """How the house rates; None where the settings name a scheme that there is not."""
        try:
            return scheme_of(self.register.settings.other)
        except QuarterbookError:
            return None

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The indicators in the order of their sheets."""
        return tuple(self._page(indicator) for indicator in self.register.indicators)

    def _page(self, indicator: Indicator) -> Page:
        sheet = self.places.sheets[indicator.number]
        if indicator.frequency not in PERIODS_A_YEAR:
            return Page(indicator, sheet, None, None)
        current = indicator.current_period(self.reporting)
        return Page(indicator, sheet, current, indicator.compared_with(current))

    @cached_property
    def page_of(self) -> Mapping[str, Page]:
        """The indicators' pages by their number."""
        return {page.number: page for page in self.pages}

    @cached_property
    def _numbers(self) -> Mapping[str, str]:
        return {page.sheet.name: page.number for page in self.pages}

    def number_of(self, sheet: SheetView) -> str:
        """Return the number of the indicator whose sheet it is, "" where it is none's."""
        return self._numbers.get(sheet.name, "")

    @cached_property
    def figures(self) -> Mapping[tuple[str, Period], Figures]:
        """What follows from the register, by number and period; nothing where the scheme is none that is known."""
        if self.scheme is None:
            return {}
        return {(found.indicator.number, found.observation.period): found for found in figures_of(self.register)}

    @cached_property
    def _series(self) -> dict[str, list[Point]]:
        return {}

    def series(self, page: Page) -> list[Point]:
        """Return the periods of an indicator's own frequency that have a row, earliest first."""
        found = self._series.get(page.number)
        if found is None:
            found = self._series[page.number] = points(page, self.register)
        return found

    @cached_property
    def history(self) -> Mapping[tuple[str, Period], Observation]:
        """The rows of history by number and period."""
        return {(row.number, row.period): row for row in self.register.history}

    @cached_property
    def narrative(self) -> Mapping[tuple[str, Period], Narrative]:
        """What was written, by number and period."""
        return {(row.number, row.period): row for row in self.register.narrative}

    @cached_property
    def printed(self) -> tuple[Printed, ...]:
        """The ledger, row by row as it stands."""
        by_number = self.register.by_number
        return tuple(
            Printed(row, cells, by_number.get(row.number))
            for row, cells in zip(self.register.published, self.places.published, strict=True)
        )

    @cached_property
    def last_printed(self) -> Mapping[tuple[str, Period], Printed]:
        """What was published for a number and a period: the last row where it was published again."""
        return {(printed.row.number, printed.row.period): printed for printed in self.printed}

    @cached_property
    def all_printed(self) -> Mapping[tuple[str, Period], tuple[Printed, ...]]:
        """Every row of the ledger by number and period: more than one where it was published again."""
        found: dict[tuple[str, Period], tuple[Printed, ...]] = {}
        for printed in self.printed:
            key = printed.row.number, printed.row.period
            found[key] = (*found.get(key, ()), printed)
        return found

    def printed_of(self, number: str, period: Period | None) -> Printed | None:
        """Return what was published for an indicator in a period, None where nothing was."""
        return None if period is None else self.last_printed.get((number, period))

    @cached_property
    def broken_names(self) -> tuple[Name, ...]:
        """The names whose reference is broken; those of Excel's own and functions aside."""
        return tuple(
            name
            for name in self.view.defined
            if BROKEN in name.text and not name.name.lower().startswith("_xl") and "LAMBDA(" not in name.text.upper()
        )

    @cached_property
    def used_names(self) -> frozenset[Name]:
        """The names that formulas use."""
        return DefinedNames(self.view).used()

    @cached_property
    def odd_cells(self) -> Sequence[Odd]:
        """The cells that have not what their siblings have."""
        return list(odd_cells(self.view, self.pages, self.scheme))

    def value(self, cell: Cell) -> CellValue:
        """Return what a cell shows once the workbook is calculated: its formula's value, or what was typed."""
        if cell.formula is None:
            return cell.stored
        return self.values.get(cell.sheet, {}).get(cell.place, cell.stored)

    def rated_against(self, indicator: Indicator, target: Value) -> Value:
        """Return what the rating is worked out against, as the sheet's formula has it: the target, else the status."""
        return target if indicator.status.lower() in ("", TARGETED.lower()) else indicator.status

    def of_year(self, page: Page, year: int) -> Iterator[tuple[Period, Observation | None]]:
        """Yield the periods of a financial year, first first, with what was recorded for each."""
        if page.current is not None:
            for period in Period(year, page.current.frequency, 1, page.current.start_month).of_year():
                yield period, self.history.get((page.number, period))

    def named(self, name: str) -> Cell | None:
        """Return the cell of one of the workbook's names, None where it refers to no cell."""
        area = self.view.names.get(name.lower())
        sheet = self.view.sheet(area.sheet) if area is not None else None
        return None if area is None or sheet is None else cell_at(sheet, area.place)
