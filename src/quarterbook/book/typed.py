"""What people typed into a master workbook, found by names and headers and taken as it was typed.

Never by addresses: officers insert rows and columns and move blocks. What reads otherwise than it was meant, or cannot
be read at all, gets a remark with its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from quarterbook.book import layout
from quarterbook.book.addresses import cell_address
from quarterbook.book.remarks import Kind, Remark, Weight
from quarterbook.book.stored import CellValue, Place
from quarterbook.book.structure import Table
from quarterbook.book.view import SheetView, View
from quarterbook.cells import WorksheetError
from quarterbook.errors import BadPeriod
from quarterbook.periods import APRIL, Period
from quarterbook.register import kinds as register_kinds
from quarterbook.register.grids import is_blank
from quarterbook.register.kinds import (
    Choice,
    Direction,
    Figure,
    IndicatorNumber,
    ReportingPeriod,
    Text,
    Weights,
    Whole,
)
from quarterbook.register.raw import Fault, Reading, number_text, shown
from quarterbook.register.tables import Column

_LONGEST_FORMULA: Final = 60


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: where it is, the value stored in it, and its formula (without "=") if it has one."""

    sheet: str
    place: Place
    stored: CellValue
    formula: str | None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it, not even a formula."""
        return self.formula is None and self.stored in (None, "")


class Typed:
    """What was typed into a workbook.

    Args:
        view: the workbook.
        evaluated: gives the value of a formula for which the workbook stores none; raises KeyError where it has none.

    Attributes:
        view: the workbook.
        remarks: what is to be known about what was read so far.
        month: the month that financial years start in; periods are read with it.
    """

    def __init__(self, view: View, evaluated: Callable[[str, Place], CellValue]) -> None:
        self.view = view
        self.remarks: list[Remark] = []
        self.month = APRIL
        self._evaluated = evaluated

    def remark(self, where: Cell | str, what: str, weight: Weight, kind: Kind) -> None:
        """Note something about a cell, or about a sheet ("" is the workbook)."""
        if isinstance(where, Cell):
            self.remarks.append(Remark(where.sheet, cell_address(*where.place), what, weight, kind))
        else:
            self.remarks.append(Remark(where, "", what, weight, kind))

    def named(self, name: str, sheet: SheetView | None = None) -> list[Cell]:
        """Return the cells that a sheet's own name, or one of the workbook, refers to; none is remarked."""
        area = (sheet or self.view).names.get(name.lower())
        home = self.view.sheet(area.sheet) if area is not None else None
        if area is None or home is None:
            what = f"the name {name} is missing or refers to no cell; give its cell this name again"
            self.remark(sheet.name if sheet else "", what, Weight.LOST, Kind.NAME_MISSING)
            return []
        return [cell_at(home, place) for place in area.places]

    def table(self, name: str) -> Table | None:
        """Return a table by its name; that there is none is remarked."""
        tables = (table for sheet in self.view.sheets for table in sheet.tables)
        found = next((table for table in tables if table.name.casefold() == name.casefold()), None)
        if found is None:
            self.remark(
                "", f"there is no table {name}; give the table this name again", Weight.LOST, Kind.TABLE_MISSING
            )
        return found

    def rows(self, table: Table, columns: Sequence[layout.Column]) -> Iterator[dict[str, Cell]]:
        """Yield the rows of a table that hold anything: cells by field. Columns are found by their headers."""
        sheet = self.view.by_name[table.sheet.lower()]
        positions = self._positions(sheet, table, columns)
        if positions is None:
            return
        for row in table.rows:
            cells = {field: cell_at(sheet, (row, column)) for field, column in positions.items()}
            if not all(cell.is_empty for cell in cells.values()):
                yield cells
        if "period" in positions:
            below = cell_at(sheet, (table.extent[2] + 1, positions["period"]))
            if self._period(below.stored) is not None:
                what = f"a row stands below the table {table.name}; drag the table's corner over it"
                self.remark(below, what, Weight.LOST, Kind.BELOW_TABLE)

    def _positions(self, sheet: SheetView, table: Table, columns: Sequence[layout.Column]) -> dict[str, int] | None:
        """Return the column of each field, None when one is missing."""
        there = {header.strip().casefold(): table.extent[1] + n for n, header in enumerate(table.columns)}
        wanted = {column.header.casefold(): column for column in columns}
        missing = [column.header for header, column in wanted.items() if header not in there]
        for header in missing:
            what = f'the table {table.name} has no column "{header}"; give the column its header again'
            self.remark(sheet.name, what, Weight.LOST, Kind.COLUMN_MISSING)
        for header, position in there.items():
            cells = [] if header in wanted else [cell_at(sheet, (row, position)) for row in table.rows]
            first = next((cell for cell in cells if not cell.is_empty), None)
            if first is not None:
                what = f'the column "{header}" of the table {table.name} has no place in a register and is left out'
                self.remark(first, what, Weight.TOLD, Kind.COLUMN_OF_ONES_OWN)
        return None if missing else {column.field: there[header] for header, column in wanted.items()}

    def read(self, cell: Cell, column: Column, default: Any, blank: Weight | None = None) -> Any:
        """Return what a cell says, as the register's column has it.

        Args:
            cell: the cell.
            column: what the register holds there.
            default: what a blank cell means, and one that cannot be read.
            blank: the weight of the remark that the cell is blank; None when a blank cell is as good as any.
        """
        value = self._value(cell)
        if is_blank(value, column):
            if blank is not None and cell.formula is None:
                meant = "; fill it in" if blank else f"; taken for {default}"
                self.remark(cell, f"the {column.name.replace('_', ' ')} is blank{meant}", blank, Kind.BLANK)
            return default
        if cell.formula is not None:
            what = f"the formula ={_short(cell.formula)} gives {shown(value)}; the register has the value alone"
            self.remark(cell, what, Weight.TOLD, Kind.FORMULA)
        try:
            return column.kind.read(value, Reading(typed=True, start_month=self.month))
        except Fault as fault:
            return self._otherwise(cell, value, column, default, str(fault))

    def _value(self, cell: Cell) -> CellValue:
        if cell.formula is None or cell.stored is not None:
            return cell.stored
        try:
            return self._evaluated(cell.sheet, cell.place)
        except KeyError:
            what = f"the formula ={_short(cell.formula)} was never calculated; open the workbook in Excel and save it"
            self.remark(cell, what, Weight.LOST, Kind.NEVER_CALCULATED)
            return None

    def _otherwise(self, cell: Cell, value: CellValue, column: Column, default: Any, fault: str) -> Any:
        """Return what can be kept of a value that the register's column does not accept."""
        kind, about = column.kind, _about(column.kind)
        if isinstance(value, WorksheetError):
            fault = f"{value} is a worksheet error; mend its formula, or clear the cell"
            about = Kind.WORKSHEET_ERROR
        period = self._period(value) if isinstance(kind, ReportingPeriod) else None
        if period is not None:
            what = f"{shown(value)} is taken for {period}; write it so, or no formula finds it"
            self.remark(cell, what, Weight.TOLD, about)
            return period
        if isinstance(kind, ReportingPeriod | Whole | Weights) or (isinstance(kind, Figure) and not kind.words):
            self.remark(cell, fault, Weight.LOST, about)
            return default
        if isinstance(kind, Text | IndicatorNumber) and isinstance(value, float | bool):
            text = plain(value)
            self.remark(cell, f"{text} is taken for a text", Weight.TOLD, about)
            return text
        self.remark(cell, fault, Weight.MEND, about)
        return value if isinstance(kind, Figure) and not isinstance(value, bool) else plain(value)

    def _period(self, value: CellValue) -> Period | None:
        """Return the period that a text says in any spelling, None when it says none."""
        try:
            return Period.parse(value, self.month)
        except BadPeriod:
            return None


def plain(value: CellValue) -> str:
    """Return the text that a value is shown as, a number to its last digit."""
    if isinstance(value, bool):
        return str(value).upper()
    return number_text(value) if isinstance(value, float) else str(value or "")


def _about(kind: register_kinds.Kind) -> Kind:
    """Return what a remark is about when a cell cannot be read as this kind of column."""
    match kind:
        case ReportingPeriod():
            return Kind.PERIOD
        case Figure() | Whole():
            return Kind.FIGURE
        case Weights():
            return Kind.PROFILE
        case Choice() | Direction():
            return Kind.VOCABULARY
        case _:
            return Kind.NUMBER_FOR_TEXT


def cell_at(sheet: SheetView, place: Place) -> Cell:
    """Return a cell of a sheet."""
    return Cell(sheet.name, place, sheet.value(*place), sheet.formula(*place))


def _short(formula: str) -> str:
    line = " ".join(formula.split())
    return line if len(line) <= _LONGEST_FORMULA else f"{line[:_LONGEST_FORMULA]}…"
