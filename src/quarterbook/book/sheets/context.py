"""What the modules of the sheets share while one workbook is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from quarterbook.book import layout
from quarterbook.book.naming import MAX_SHEET_NAME, MAX_TABLE_NAME, Names, quoted, sheet_text, table_text
from quarterbook.book.sheets.places import absolute, fixed
from quarterbook.book.sheets.styles import Styles
from quarterbook.periods import Period
from quarterbook.register.model import Indicator, Observation, Register
from quarterbook.schemes import Scheme


@dataclass(frozen=True, slots=True)
class Page:
    """One indicator's sheet.

    Attributes:
        indicator: the indicator.
        sheet: the sheet's name.
        table: the name of its history table.
        history: the rows of the history table, earliest first, those still to be filled in included.
    """

    indicator: Indicator
    sheet: str
    table: str
    history: tuple[Observation, ...]

    def cell(self, row: int, column: int) -> str:
        """Return the address of one of the sheet's cells, as a formula on another sheet writes it."""
        return absolute(self.sheet, row, column)

    def formula(self, template: str) -> str:
        """Return a formula template with the history table's own name in it."""
        return template.replace(f"{layout.HISTORY_TABLE}[", f"{self.table}[")


@dataclass(slots=True)
class Book:
    """One workbook while it is written.

    Attributes:
        workbook: XlsxWriter's workbook.
        register: what it is built from.
        scheme: how it rates.
        styles: its cell formats.
        pages: the indicators' sheets, in order.
        protect: whether sheets are protected.
        sheets: the sheets by name.
    """

    workbook: xlsxwriter.Workbook
    register: Register
    scheme: Scheme
    styles: Styles
    pages: tuple[Page, ...]
    protect: bool = False
    sheets: dict[str, Worksheet] = field(default_factory=dict)

    @property
    def period(self) -> Period:
        """The reporting period that the workbook is built for."""
        return self.register.settings.reporting_period

    def add_sheets(self) -> None:
        """Add every sheet, in the order in which they stand."""
        front = (layout.COVER, layout.INDEX, layout.KEY)
        back = (layout.CHECKS, layout.PUBLISHED)
        for name in (*front, *(page.sheet for page in self.pages), *back):
            self.sheets[name] = self.workbook.add_worksheet(name)

    def name_cell(self, name: str, sheet: str, row: int, column: int) -> None:
        """Give a cell a name of the whole workbook."""
        self.workbook.define_name(name, f"={absolute(sheet, row, column)}")

    def name_on(self, page: Page, cells: Mapping[str, tuple[int, int]]) -> None:
        """Give cells of an indicator's sheet their sheet-level names."""
        prefix = quoted(page.sheet)
        for name, (row, column) in cells.items():
            self.workbook.define_name(f"{prefix}!{name}", f"={prefix}!{fixed(row, column)}")

    def name_column(self, page: Page, name: str, column: int, rows: range) -> None:
        """Give cells of one column of an indicator's sheet their sheet-level name."""
        place = absolute(page.sheet, rows[0], column, rows[-1], column)
        self.workbook.define_name(f"{quoted(page.sheet)}!{name}", f"={place}")

    def finish(self, sheet: Worksheet) -> None:
        """Do what every sheet ends with."""
        sheet.hide_gridlines(2)
        if self.protect:
            sheet.protect("", PROTECTION)


PROTECTION = {
    "format_columns": True,
    "format_rows": True,
    "insert_hyperlinks": True,
    "sort": True,
    "autofilter": True,
    "objects": False,
    "scenarios": False,
}
"""What stays allowed on a protected sheet: making room to read, sorting and filtering."""


def pages_of(register: Register) -> tuple[Page, ...]:
    """Return the sheets that the register's indicators get, with names that Excel accepts."""
    fixed_names = (layout.COVER, layout.INDEX, layout.KEY, layout.CHECKS, layout.PUBLISHED, "History")
    sheets = Names(MAX_SHEET_NAME, fixed_names)
    tables = Names(MAX_TABLE_NAME)
    return tuple(
        Page(
            indicator,
            sheets.unique(sheet_text(layout.INDICATOR, indicator.number), " "),
            tables.unique(table_text(layout.HISTORY_TABLE, indicator.number), "_"),
            history_rows(register, indicator),
        )
        for indicator in register.indicators
    )


def history_rows(register: Register, indicator: Indicator) -> tuple[Observation, ...]:
    """Return an indicator's observations with a row for every period that is to be filled in."""
    found = register.history_of(indicator.number)
    wanted = indicator.periods_to_fill(register.settings.reporting_period) - {row.period for row in found}
    room = [Observation(number=indicator.number, period=period) for period in wanted]
    return tuple(sorted((*found, *room), key=lambda row: row.period))
