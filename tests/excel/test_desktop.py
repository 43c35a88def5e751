"""The other engine behind an xlwings book, Excel on a desktop: what is asked of it, and what is made of its answers.

There is no Excel here. Its objects are stood in for as Microsoft and xlwings describe them: `Value2` gives tuples with
errors as whole numbers, and every call has to be one that xlwings has.
"""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest
import xlwings as xw
from test_edit import sample
from test_live import carried, file_view, stored

from quarterbook.book.addresses import range_address
from quarterbook.book.plan import BELOW, Formula, InsertRows, Link, Plan, ReplaceRows, SetCells, Shown
from quarterbook.book.view import Area, SheetView, View
from quarterbook.cells import WorksheetError
from quarterbook.excel.hand import MACROS, carry_out
from quarterbook.excel.live import view_of_book
from quarterbook.excel.spelling import as_shown

CODES = {
    "#DIV/0!": -2146826281,
    "#N/A": -2146826246,
    "#NAME?": -2146826259,
    "#REF!": -2146826265,
    "#VALUE!": -2146826273,
}
DESKTOP = SimpleNamespace(type="desktop")


def open_on_a_desktop(view: View) -> Any:
    names = [_name("", name, area) for name, area in view.names.items()]
    for sheet in view.sheets:
        names += [_name(sheet.name, name, area) for name, area in sheet.names.items()]
    sheets = [_sheet(sheet) for sheet in view.sheets]
    return SimpleNamespace(name=view.name, app=SimpleNamespace(engine=DESKTOP), names=names, sheets=sheets)


def _name(scope: str, name: str, area: Area | None) -> Any:
    refers = "=0.2" if area is None else f"={_quoted(area.sheet)}!{range_address(*area[1:])}"
    return SimpleNamespace(name=f"{_quoted(scope)}!{name}" if scope else name, refers_to=refers)


def _quoted(sheet: str) -> str:
    return sheet if sheet.isalpha() else "'" + sheet.replace("'", "''") + "'"


def _sheet(sheet: SheetView) -> Any:
    places = [*sheet.values, *sheet.formulas] or [(1, 1)]
    (top, bottom), (left, right) = ((min(n), max(n)) for n in zip(*places, strict=True))
    grid = tuple(
        tuple(_value2(sheet.value(row, column)) for column in range(left, right + 1)) for row in range(top, bottom + 1)
    )
    shown = tuple(
        tuple(_shown(sheet, row, column) for column in range(left, right + 1)) for row in range(top, bottom + 1)
    )
    one = top == bottom and left == right
    used = SimpleNamespace(
        row=top,
        column=left,
        api=SimpleNamespace(Value2=grid[0][0] if one else grid),
        formula2=shown[0][0] if one else shown,
    )
    tables = [
        SimpleNamespace(
            name=table.name,
            range=SimpleNamespace(address=re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", range_address(*table.extent))),
            show_headers=table.has_header,
            show_totals=table.has_totals,
        )
        for table in sheet.tables
    ]
    return SimpleNamespace(name=sheet.name, used_range=used, tables=tables, visible=not sheet.is_hidden)


def _value2(value: Any) -> Any:
    return CODES[value] if isinstance(value, WorksheetError) else value


def _shown(sheet: SheetView, row: int, column: int) -> Any:
    formula = sheet.formula(row, column)
    return f"={as_shown(formula)}" if formula else sheet.value(row, column) or ""


def test_a_workbook_on_a_desktop_has_the_view_of_its_file() -> None:
    file = file_view(stored(sample()))
    live = view_of_book(open_on_a_desktop(file))
    assert [carried(sheet) for sheet in live.sheets] == [carried(sheet) for sheet in file.sheets]
    assert live.names == file.names


def test_errors_are_told_from_figures() -> None:
    values: dict[Any, Any] = {(1, n): WorksheetError(text) for n, text in enumerate(CODES, 1)}
    values |= {(2, 1): -2146826281.0, (2, 2): True, (2, 3): 45200.0, (2, 4): "#N/A is a text"}
    sheet = SheetView("Data", {}, (), values, {})
    live = view_of_book(open_on_a_desktop(View("book.xlsx", (sheet,), {}))).sheets[0]
    assert live.values == values
    assert {place: type(value) for place, value in live.values.items()} == {p: type(v) for p, v in values.items()}


def test_an_error_that_is_not_known_is_an_error_still() -> None:
    used = SimpleNamespace(row=1, column=1, api=SimpleNamespace(Value2=-2146826243), formula2="=A2#")  # #SPILL!
    sheet = SimpleNamespace(name="Data", used_range=used, tables=[], visible=True)
    book: Any = SimpleNamespace(name="b", app=SimpleNamespace(engine=DESKTOP), names=[], sheets=[sheet])
    assert isinstance(view_of_book(book).sheets[0].value(1, 1), WorksheetError)


@pytest.fixture
def desktop() -> tuple[Any, dict[str, Any]]:
    """A book whose objects have what xlwings' have, and no more, and one range for each address."""
    ranges: dict[str, Any] = {}

    def range_at(first: Any, last: Any = None) -> Any:
        address = range_address(*first, *(last or first))
        return ranges.setdefault(address, Mock(spec=xw.Range, name=address))

    sheet = Mock(spec=xw.Sheet)
    sheet.range.side_effect = range_at
    table = Mock(spec=xw.main.Table)
    sheet.tables = {"Figures": table}
    book = Mock(spec=xw.Book)
    book.sheets = {"Data": sheet}
    book.app = Mock(spec=xw.App)
    book.app.engine = DESKTOP
    return book, {"ranges": ranges, "table": table}


def test_what_is_asked_of_a_desktop(desktop: tuple[Any, dict[str, Any]]) -> None:
    book, asked = desktop
    row = {"Period": "only", "Actual": 1.0, "Target": None, "Share": 2.0}
    content = {
        (20, 1): Link("36", "'Indicator 36'!A1", "Go"),
        (21, 1): Shown(Formula("_xlfn.LET(_xlpm.x,1,_xlpm.x)", True), "0%"),
    }
    plan = Plan(
        (
            SetCells("Data", {**content, (22, 1): Formula("B4"), (23, 1): "1/2"}),
            InsertRows("Data", 9, 2, BELOW),
            ReplaceRows("Figures", (row,)),
            ReplaceRows("Figures", (row, row, row)),
        )
    )
    carry_out(book, plan, file_view(stored(sample())))
    ranges = asked["ranges"]
    ranges["A20"].add_hyperlink.assert_called_once_with("#'Indicator 36'!A1", "36", "Go")
    assert ranges["A20"].value == [["'36"]]
    assert (ranges["A21"].formula2, ranges["A21"].number_format) == ("=LET(x,1,x)", "0%")
    assert ranges["A22"].formula == "=B4"
    assert ranges["A23"].value == [["'1/2"]]
    ranges["A9:XFD10"].insert.assert_called_once_with("down", "format_from_right_or_below")
    ranges["A9:XFD10"].paste.assert_called_once_with("formats")
    ranges["A5:D6"].clear.assert_called_once_with()
    ranges["A5:D6"].paste.assert_called_once_with("formats")
    assert [call.args[0] for call in asked["table"].resize.call_args_list] == [ranges["A3:D4"], ranges["A3:D6"]]
    assert book.app.cut_copy_mode is False


def test_the_task_panes_script_has_what_the_server_asks_for() -> None:
    script = (Path(__file__).parents[2] / "addin" / "server" / "static" / "js" / "main.js").read_text()
    made = set(re.findall(r"async function (quarterbook\w+)\(context, ", script))
    assert made == set(MACROS.values())
    registered = re.search(r"\[(quarterbook[^\]]+)\]\.forEach", script)
    assert registered is not None
    assert set(re.split(r",\s*", registered[1].strip().rstrip(","))) == made
