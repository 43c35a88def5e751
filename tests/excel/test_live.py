"""Two doors, one view: a workbook as an add-in sends it, and the same workbook as a file."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from channel import message, opened

from quarterbook.book.build import workbook_bytes
from quarterbook.book.contents import contents_of
from quarterbook.book.package import Package
from quarterbook.book.recalc import recalculated
from quarterbook.book.structure import Name
from quarterbook.book.view import SheetView, View, view_of_file
from quarterbook.cells import WorksheetError
from quarterbook.demo import example_register
from quarterbook.errors import QuarterbookError
from quarterbook.excel.live import view_of_book
from quarterbook.excel.spelling import as_shown, as_stored
from quarterbook.excel.unseen import NotSeen
from quarterbook.register.files import read_register
from registers import odd_register

REGISTERS = {"example": lambda: read_register(example_register()), "odd": odd_register}


def stored(data: bytes) -> bytes:
    package = Package(data, "book.xlsx")
    return package.with_parts(recalculated(package)[0])


def file_view(data: bytes) -> View:
    return view_of_file(Package(data, "book.xlsx"))[1]


def live_view(data: bytes) -> View:
    sent, formulas = message(data)
    return view_of_book(opened(sent), formulas)


def carried(sheet: SheetView) -> dict[str, Any]:
    """Return all of a sheet that the channel carries: an empty text that no formula gave is a blank there."""
    return {
        "name": sheet.name,
        "names": {name: area for name, area in sheet.names.items() if not name.startswith("_xlnm.")},
        "tables": sheet.tables,
        "values": {place: value for place, value in sheet.values.items() if value != "" or place in sheet.formulas},
        "formulas": {place: formula.text for place, formula in sheet.formulas.items()},
        "is_hidden": sheet.is_hidden,
        "types": {place: type(value) for place, value in sheet.values.items() if value != ""},
    }


def is_carried(name: Name) -> bool:
    return "LAMBDA" not in name.text and not name.name.startswith("_xlnm.")


@pytest.mark.parametrize("register", ["example", "odd"])
def test_a_live_workbook_has_the_view_of_its_file(register: str) -> None:
    data = stored(workbook_bytes(REGISTERS[register]()))
    file, live = file_view(data), live_view(data)
    assert [carried(sheet) for sheet in live.sheets] == [carried(sheet) for sheet in file.sheets]
    assert live.names == file.names
    assert {n for n in live.defined if "LAMBDA" not in n.text} == {n for n in file.defined if is_carried(n)}
    for one, other in zip(live.sheets, file.sheets, strict=True):
        assert one.features.dates == other.features.dates & set(one.values)
    assert (live.name, sum(len(sheet.formulas) for sheet in live.sheets) > 500) == ("book.xlsx", True)


def test_the_register_is_read_out_of_a_live_workbook() -> None:
    data = stored(workbook_bytes(REGISTERS["example"]()))
    live, file = (contents_of(view, lambda *place: {}[place]) for view in (live_view(data), file_view(data)))
    assert (live.register, live.remarks) == (file.register, file.remarks)
    assert len(live.register.indicators) == 19


def test_what_a_cell_can_hold_arrives_as_what_it_is(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Sue's notes")
    sheet.write_row("B2", [1.5, "36", None, True])
    sheet.write_string("D2", "=not a formula")
    sheet.write_formula("B3", "=1/0", None, "#DIV/0!")
    sheet.write_formula("C3", '=IF(B2>1,"","x")', None, "")
    sheet.write("D3", 45200.25, book.add_format({"num_format": "dd/mm/yyyy hh:mm"}))
    sheet.write_formula("E3", '="#N/A said"', None, "#N/A said")
    book.define_name("Sue's notes!Own", "='Sue''s notes'!$B$2:$C$3")
    book.define_name("Rate", "=0.2")
    book.close()
    view = live_view(buffer.getvalue())
    page = view.sheets[0]
    assert page.values == {
        (2, 2): 1.5,
        (2, 3): "36",
        (2, 4): "=not a formula",
        (2, 5): True,
        (3, 2): WorksheetError("#DIV/0!"),
        (3, 3): "",
        (3, 4): 45200.25,
        (3, 5): "#N/A said",
    }
    assert type(page.value(3, 2)) is WorksheetError
    assert set(page.formulas) == {(3, 2), (3, 3), (3, 5)}
    assert page.names["own"] is not None
    assert page.names["own"].address == "B2"
    assert view.names == {"rate": None}


def test_without_formulas_nothing_is_made_up() -> None:
    sent, _ = message(stored(workbook_bytes(REGISTERS["example"]())))
    with pytest.raises(QuarterbookError, match=r"^book\.xlsx: its formulas did not come along; use the buttons"):
        view_of_book(opened(sent))


@pytest.mark.parametrize(
    ("shown", "in_a_file"),
    [
        ("RAG(B5, C5, \"up\")", "RAG(B5, C5, \"up\")"),
        ("LET(x, XLOOKUP(P, A:A, B:B), IF(x=\"\", \"x, LET(\", x))",
         "_xlfn.LET(_xlpm.x, _xlfn.XLOOKUP(P, A:A, B:B), IF(_xlpm.x=\"\", \"x, LET(\", _xlpm.x))"),
        ("SORT(FILTER(A1:A9,A1:A9>0))", "_xlfn._xlws.SORT(_xlfn._xlws.FILTER(A1:A9,A1:A9>0))"),
        ("SUM(B4#)&\"A1#\"", "SUM(_xlfn.ANCHORARRAY(B4))&\"A1#\""),
        ("[@Actual]/[@[In period]]", "Figures[[#This Row],[Actual]]/Figures[[#This Row],[In period]]"),
        ("SUM(Other[@Actual])", "SUM(Other[[#This Row],[Actual]])"),
        ("LAMBDA(a, b, a+b)(1, 2)", "_xlfn.LAMBDA(_xlpm.a, _xlpm.b, _xlpm.a+_xlpm.b)(1, 2)"),
        ("LET(a, 1, Sheet1!a + a)", "_xlfn.LET(_xlpm.a, 1, Sheet1!a + _xlpm.a)"),
    ],
)  # fmt: skip
def test_formulas_are_spelled_as_a_file_spells_them(shown: str, in_a_file: str) -> None:
    assert as_stored(shown, "Figures") == in_a_file
    assert as_stored(as_shown(in_a_file), "Figures") == in_a_file


@pytest.mark.parametrize("register", ["example", "odd"])
def test_every_formula_of_ours_survives_being_shown(register: str) -> None:
    formulas = [
        f.text or "" for s in file_view(workbook_bytes(REGISTERS[register]())).sheets for f in s.formulas.values()
    ]
    assert len(formulas) > 500
    assert [text for text in formulas if as_stored(as_shown(text)) != text] == []
    assert [text for text in formulas if "_xl" in as_shown(text)] == []


def test_what_is_not_seen_is_not_said_to_be_nothing() -> None:
    live = live_view(stored(workbook_bytes(REGISTERS["example"]())))
    features = live.sheets[0].features
    looks = (lambda: live.title, lambda: live.linked, lambda: features.hides(1, 1), lambda: features.drawings)
    for look in looks:
        with pytest.raises(NotSeen):
            look()
