"""What a view of a file shows of its cells: each value as what it is, each formula with its text."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from quarterbook.book.evaluate import evaluate_file
from quarterbook.book.package import Package
from quarterbook.book.shared import moved
from quarterbook.book.stored import CellValue
from quarterbook.book.view import Area, View, view_of_file
from quarterbook.cells import WorksheetError
from quarterbook.errors import BadFile

HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"


def view_of(path: Path) -> View:
    return view_of_file(Package.open(path))[1]


def workbook_with(path: Path, cells: str, **names: str) -> Path:
    """Write a workbook with these cells, as XML, on its one sheet."""
    plain = path.with_name("plain.xlsx")
    workbook = xlsxwriter.Workbook(plain)
    workbook.add_worksheet("Sheet 1").write_rich_string(0, 0, "plain ", workbook.add_format({"bold": True}), "bold")
    for name, text in names.items():
        workbook.define_name(name.replace("__", "!"), text)
    workbook.close()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as target:
        for part in source.namelist():
            is_sheet = part == "xl/worksheets/sheet1.xml"
            target.writestr(part, f"{HEAD}{cells}{TAIL}" if is_sheet else source.read(part))
    return path


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="B2"><v>12.5</v></c>', 12.5),
        ('<c r="B2" t="n"><v>1E-3</v></c>', 0.001),
        ('<c r="B2" t="str"><f>A1</f><v>107,236</v></c>', "107,236"),
        ('<c r="B2" t="str"><f>A1</f><v></v></c>', ""),
        ('<c r="B2" t="inlineStr"><is><t>007</t></is></c>', "007"),
        ('<c r="B2" t="inlineStr"><is><r><t>one </t></r><r><t>two</t></r><rPh><t>said</t></rPh></is></c>', "one two"),
        ('<c r="B2" t="s"><v>0</v></c>', "plain bold"),
        ('<c r="B2" t="inlineStr"><is><t>a_x000D_b</t></is></c>', "a\rb"),
        ('<c r="B2" t="b"><v>1</v></c>', True),
        ('<c r="B2" t="e"><v>#DIV/0!</v></c>', WorksheetError("#DIV/0!")),
        ('<c r="B2" t="e"><f>1/0</f><v>#N/A</v></c>', WorksheetError("#N/A")),
        ('<c r="B2"><v>45200</v></c>', 45200.0),
        ('<c r="B2" s="1"/>', None),
        ('<c r="B2"><f>A1</f></c>', None),
    ],
)
def test_a_value_is_what_the_cell_holds(tmp_path: Path, cell: str, value: CellValue) -> None:
    sheet = view_of(workbook_with(tmp_path / "book.xlsx", f'<row r="2">{cell}</row>')).sheets[0]
    found = sheet.value(2, 2)
    assert (type(found), found) == (type(value), value)


def test_a_text_that_is_not_in_the_workbook_is_damage(tmp_path: Path) -> None:
    path = workbook_with(tmp_path / "book.xlsx", '<row r="2"><c r="B2" t="s"><v>99</v></c></row>')
    with pytest.raises(BadFile, match="'Sheet 1' has a text that is not in the workbook"):
        view_of(path)


def test_a_formula_that_shares_its_text_is_written_out(tmp_path: Path) -> None:
    path = workbook_with(
        tmp_path / "book.xlsx",
        '<row r="2"><c r="B2"><f t="shared" ref="B2:C3" si="7">A1*$D$4</f><v>1</v></c>'
        '<c r="C2"><f t="shared" si="7"/><v>2</v></c></row>'
        '<row r="3"><c r="B3"><f t="shared" si="7"/><v>3</v></c><c r="C3"><f>B3</f><v>4</v></c></row>',
    )
    sheet = view_of(path).sheets[0]
    assert [sheet.formula(*place) for place in ((2, 2), (2, 3), (3, 2), (3, 3))] == [
        "A1*$D$4",
        "B1*$D$4",
        "A2*$D$4",
        "B3",
    ]
    assert sheet.formula(9, 9) is None
    assert sheet.value(3, 2) == 3.0


def test_a_formula_whose_text_another_cell_has_further_down_is_written_out_too(tmp_path: Path) -> None:
    path = workbook_with(
        tmp_path / "book.xlsx",
        '<row r="2"><c r="B2"><f t="shared" si="7"/><v>1</v></c></row>'
        '<row r="3"><c r="B3"><f t="shared" ref="B2:B3" si="7">A2+1</f><v>1</v></c></row>'
        '<row r="4"><c r="B4"><f t="shared" si="8"/><v>1</v></c></row>',
    )
    sheet = view_of(path).sheets[0]
    assert [sheet.formula(row, 2) for row in (2, 3, 4)] == ["A1+1", "A2+1", ""]
    found = evaluate_file(path)
    assert [found.value("Sheet 1", row, 2) for row in (2, 3)] == [1.0, 1.0]
    assert [entry.cell for entry in found.no_answer] == ["B4"]


@pytest.mark.parametrize(
    ("formula", "copied"),
    [
        ("A1+B$2+$C3+$D$4", "C4+D$2+$C6+$D$4"),
        ("SUM(A1:B2)", "SUM(C4:D5)"),
        ("SUM(A:B, $C:C, 1:2, $3:3)", "SUM(C:D, $C:E, 4:5, $3:6)"),
        ("'My A1 sheet'!A1&Sheet2!B2", "'My A1 sheet'!C4&Sheet2!D5"),
        ('IF(A1="B2", "it""s C3", D4)', 'IF(C4="B2", "it""s C3", F7)'),
        ("LOG10(A1)+1E5+Rate2023_1+History1[Actual A1]", "LOG10(C4)+1E5+Rate2023_1+History1[Actual A1]"),
        ("XFD1048576", "#REF!"),
    ],
)
def test_a_copied_formula_keeps_what_is_fixed_and_moves_the_rest(formula: str, copied: str) -> None:
    assert moved(formula, 3, 2) == copied


def test_names_are_the_sheets_or_the_workbooks_and_say_where_they_are(tmp_path: Path) -> None:
    path = workbook_with(
        tmp_path / "book.xlsx",
        "",
        Everywhere="='Sheet 1'!$B$2",
        Constant="=0.1",
        **{"'Sheet 1'__Here": "='Sheet 1'!$C$3:$D$4", "'Sheet 1'__Gone": "='Sheet 1'!#REF!"},
    )
    view = view_of(path)
    assert view.names == {"everywhere": Area("Sheet 1", 2, 2, 2, 2), "constant": None}
    assert view.sheets[0].names == {"here": Area("Sheet 1", 3, 3, 4, 4), "gone": None}
    here = view.sheets[0].names["here"]
    assert here is not None
    assert list(here.places) == [(3, 3), (3, 4), (4, 3), (4, 4)]
    sheet = view.sheet("SHEET 1")
    assert sheet is view.sheets[0]
