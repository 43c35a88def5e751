"""Excel tables as the checks look at them: their rows and cells, and what of them is hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from quarterbook.book import layout
from quarterbook.book.addresses import column_letters
from quarterbook.book.stored import CellValue, Place
from quarterbook.book.structure import Table
from quarterbook.book.typed import Cell, cell_at
from quarterbook.book.view import SheetView
from quarterbook.cells import classify
from quarterbook.checks.pages import Page
from quarterbook.errors import BadPeriod
from quarterbook.periods import Period


def table_of(sheet: SheetView, name: str) -> Table | None:
    """Return a sheet's table of a name, None when it has none."""
    return next((table for table in sheet.tables if table.name.casefold() == name.casefold()), None)


def cells_of(sheet: SheetView, table: Table) -> list[Place]:
    """Return the cells of those rows that hold anything."""
    rows, columns = table.rows, range(table.extent[1], table.extent[3] + 1)
    return sorted(place for place in {*sheet.values, *sheet.formulas} if place[0] in rows and place[1] in columns)


def hidden_lines(shown: Callable[[Cell], CellValue], sheet: SheetView, places: Iterable[Place]) -> dict[str, Place]:
    """Return the hidden rows and columns that hold figures in these cells, each with the first of them."""
    lines: dict[str, Place] = {}
    for row, column in places:
        value = shown(cell_at(sheet, (row, column))) if sheet.features.hides(row, column) else None
        if isinstance(classify(value), float):
            is_row = row in sheet.features.hidden_rows
            lines.setdefault(f"row {row}" if is_row else f"column {column_letters(column)}", (row, column))
    return lines


def rows_to_come(page: Page) -> frozenset[int]:
    """Return the rows of the history that are for periods to come and in which nobody has typed a figure."""
    table = page.history_table
    header = layout.HISTORY_COLUMNS[0].header
    if table is None or page.current is None or header not in table.columns:
        return frozenset()
    column = table.extent[1] + table.columns.index(header)
    typed = {
        place[0]
        for place in cells_of(page.sheet, table)
        if place not in page.sheet.formulas and isinstance(page.sheet.value(*place), float)
    }
    return frozenset(
        row for row in table.rows if row not in typed and _is_later(page.sheet.value(row, column), page.current)
    )


def _is_later(period: CellValue, than: Period) -> bool:
    try:
        return Period.parse(period, than.start_month) > than
    except BadPeriod:
        return False
