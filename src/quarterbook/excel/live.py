"""The live workbook as a view: what the file reader gives, out of xlwings' object model instead.

Two kinds of Excel stand behind an xlwings `Book`. Excel on a desktop answers every question. An Office.js add-in sends
one message with values, names and tables but no formulas: the task pane sends these beside it. What neither tells apart
is listed in `docs/excel-server.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from quarterbook.book.addresses import parse_cell, parse_range
from quarterbook.book.stored import PLAIN, CellValue, Formula, Place
from quarterbook.book.structure import Name, Table
from quarterbook.book.view import Area, SheetView, View, area_of
from quarterbook.cells import WorksheetError, date_serial
from quarterbook.errors import QuarterbookError
from quarterbook.excel.spelling import as_stored
from quarterbook.excel.unseen import LiveFeatures, LiveView

if TYPE_CHECKING:
    import xlwings as xw

Formulas = Mapping[str, Mapping[str, str]]
"""Sheet name to cell address to formula as Excel shows it, "=" included: what the task pane sends along."""

_ERRORS: Final = {
    -2146826288: "#NULL!",
    -2146826281: "#DIV/0!",
    -2146826273: "#VALUE!",
    -2146826265: "#REF!",
    -2146826259: "#NAME?",
    -2146826252: "#NUM!",
    -2146826246: "#N/A",
}
"""The whole numbers as which a desktop Excel hands over errors; every figure is a float there."""

_OTHER_ERROR: Final = WorksheetError("#ERROR!")
_ERROR_TEXTS: Final = frozenset({*_ERRORS.values(), "#SPILL!", "#CALC!", "#FIELD!", "#BUSY!", "#BLOCKED!", "#UNKNOWN!"})


def is_remote(book: xw.Book) -> bool:
    """Whether a book came as a message from an Office.js add-in, and is answered with one."""
    return bool(book.app.engine.type == "remote")


def view_of_book(book: xw.Book, formulas: Formulas | None = None) -> View:
    """Read a live workbook.

    Args:
        book: the workbook.
        formulas: its formulas, where Excel itself cannot be asked for them.

    Raises:
        QuarterbookError: when the formulas can neither be asked for nor were sent: without them every typed-over
            formula would look as it should, and every formula as if it were typed over.
    """
    remote = is_remote(book)
    if remote and formulas is None:
        raise QuarterbookError(
            f"{book.name}: its formulas did not come along; use the buttons of Quarterbook's task pane"
        )
    defined = tuple(_names(book))
    ours, names = _areas(defined)
    sheets = []
    for sheet in book.sheets:
        values, features = _remote_values(sheet) if remote else (_desktop_values(sheet), LiveFeatures())
        told = _desktop_formulas(sheet) if formulas is None else formulas.get(sheet.name, {})
        sheets.append(_sheet_view(sheet, values, told, names.get(sheet.name.lower(), {}), features))
    return LiveView(str(book.name), tuple(sheets), ours, defined)


def _sheet_view(
    sheet: xw.Sheet,
    values: dict[Place, CellValue],
    told: Mapping[str, str],
    names: Mapping[str, Area | None],
    features: LiveFeatures,
) -> SheetView:
    tables = tuple(_tables(sheet, values))
    formulas: dict[Place, Formula] = {}
    for address, shown in told.items():
        place = parse_cell(address)
        if place is None or not shown.startswith("="):
            continue
        values.setdefault(place, "")  # a formula always has a result: what came as nothing is an empty text
        text = as_stored(shown[1:], next((table.name for table in tables if _holds(table, place)), ""))
        formulas[place] = Formula(*place, text, PLAIN, None, values[place])
    return SheetView(sheet.name, names, tables, values, formulas, features, is_hidden=not sheet.visible)


# --- Values ------------------------------------------------------------------------------------------------------


def _remote_values(sheet: xw.Sheet) -> tuple[dict[Place, CellValue], LiveFeatures]:
    """Return what the cells of a sheet hold, as far as the message says, and which of them it shows as dates."""
    used = sheet.used_range
    grid = used.options(ndim=2, err_to_str=True).value
    dates = frozenset(
        (row, column)
        for row, cells in enumerate(grid, start=used.row)
        for column, value in enumerate(cells, start=used.column)
        if isinstance(value, datetime)
    )
    return dict(_filled(grid, used.row, used.column)), LiveFeatures(dates=dates, knows_dates=True)


def _desktop_values(sheet: xw.Sheet) -> dict[Place, CellValue]:
    """Return what the cells of a sheet hold.

    Asked for with `Value2`: `Value` rounds what is shown as currency to four decimals and makes dates of numbers.
    """
    used = sheet.used_range
    return dict(_filled(_grid(used.api.Value2), used.row, used.column))


def _desktop_formulas(sheet: xw.Sheet) -> dict[str, str]:
    used = sheet.used_range
    cells = _filled(_grid(used.formula2), used.row, used.column)
    return {
        Area(sheet.name, *place, *place).address: formula
        for place, formula in cells
        if isinstance(formula, str) and formula.startswith("=")
    }


def _grid(value: Any) -> Any:
    """Return rows of cells; one cell comes bare."""
    return value if isinstance(value, list | tuple) else ((value,),)


def _filled(grid: Any, top: int, left: int) -> Iterator[tuple[Place, CellValue]]:
    for row, cells in enumerate(grid, start=top):
        for column, value in enumerate(cells, start=left):
            if value is not None and value != "":
                yield (row, column), _cell_value(value)


def _cell_value(value: Any) -> CellValue:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return WorksheetError(value) if value in _ERROR_TEXTS else value
    if isinstance(value, int) and value < 0 and value in range(min(_ERRORS), min(_ERRORS) + 100):
        return WorksheetError(_ERRORS.get(value, _OTHER_ERROR))
    if isinstance(value, datetime):
        serial = date_serial(value)
        return serial if isinstance(serial, float | int) else str(value)
    return float(value)


# --- Names and tables --------------------------------------------------------------------------------------------

_Areas = dict[str, Area | None]


def _names(book: xw.Book) -> Iterator[Name]:
    """Yield every defined name, written as a file writes it."""
    for name in book.names:
        scope, _, local = name.name.rpartition("!")
        text = as_stored((name.refers_to or "").removeprefix("="))
        yield Name(local, text, _unquoted(scope) if scope else None)


def _areas(defined: tuple[Name, ...]) -> tuple[_Areas, dict[str, _Areas]]:
    """Return what the names of the whole workbook refer to, and those of each sheet by its name in lower case."""
    ours: _Areas = {}
    of_sheets: dict[str, _Areas] = {}
    for name in defined:
        own = ours if name.sheet is None else of_sheets.setdefault(name.sheet.lower(), {})
        own[name.name.lower()] = area_of(name)
    return ours, of_sheets


def _tables(sheet: xw.Sheet, values: Mapping[Place, CellValue]) -> Iterator[Table]:
    for table in sheet.tables:
        extent = parse_range(table.range.address.rpartition("!")[2])
        if extent is None:
            continue
        top, left, _, right = extent
        has_header = bool(table.show_headers)
        headers = [values.get((top, column)) for column in range(left, right + 1)] if has_header else []
        columns = tuple("" if header is None else str(header) for header in headers)
        yield Table(table.name, sheet.name, extent, columns, has_header, bool(table.show_totals))


def _holds(table: Table, place: Place) -> bool:
    top, left, bottom, right = table.extent
    return top <= place[0] <= bottom and left <= place[1] <= right


def _unquoted(sheet: str) -> str:
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
