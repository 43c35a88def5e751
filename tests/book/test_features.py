"""What is read of a sheet besides its cells, out of files that others write."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.chart import LineChart, Reference
from workbooks import MAIN, OFFICE, PNG, minimal_parts, relationships_xml, zipped

from quarterbook.book.features import Drawing, Features, Hyperlink
from quarterbook.book.package import Package
from quarterbook.book.view import View, view_of_file

DRAWING = "xl/drawings/drawing1.xml"


def view(data: bytes) -> View:
    return view_of_file(Package(data, "other.xlsx"))[1]


def by_xlsxwriter(fill: Callable[[xlsxwriter.Workbook, Any], None]) -> View:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as made:
        fill(made, made.add_worksheet("Data"))
    return view(buffer.getvalue())


def by_openpyxl(fill: Callable[[Any, Any], None]) -> View:
    made = openpyxl.Workbook()
    made.active.title = "Data"
    fill(made, made.active)
    buffer = io.BytesIO()
    made.save(buffer)
    return view(buffer.getvalue())


def only_sheet(seen: View) -> Features:
    return seen.sheets[0].features


def test_what_xlsxwriter_writes_is_seen() -> None:
    def fill(made: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_column("C:E", None, None, {"hidden": True})
        sheet.merge_range("A10:B11", "merged")
        sheet.write_url("A1", "https://example.org/a b", string="out")
        sheet.write_url("A2", "internal:'Data'!B5")
        sheet.write_url("A3", "external:c:\\reports\\q3.xlsx#Sheet1!A1")
        sheet.insert_image("J2", "dot.png", {"image_data": io.BytesIO(PNG), "description": "A dot"})
        sheet.insert_image("J5", "dot.png", {"image_data": io.BytesIO(PNG), "decorative": True})
        sheet.insert_textbox("J9", "says it itself")
        chart = made.add_chart({"type": "line"})
        chart.add_series({"values": "=Data!$A$1:$A$3"})
        sheet.insert_chart("B7", chart)
        made.set_properties({"title": "Seen"})
        made.add_worksheet("Gone").hide()

    seen = by_xlsxwriter(fill)
    features = only_sheet(seen)
    assert features.hidden_rows == {4}
    assert features.hidden_columns == ((3, 5),)
    assert features.hides(4, 1)
    assert features.hides(1, 5)
    assert not features.hides(1, 6)
    assert features.merged == ((10, 1, 11, 2),)
    out, within, outside = features.links
    assert (out.place, out.target, out.location) == ((1, 1), "https://example.org/a%20b", "")
    assert within == Hyperlink((2, 1), "", "'Data'!B5")
    assert outside.target.startswith("file:")
    assert outside.location == "Sheet1!A1"
    assert sorted(features.drawings, key=lambda drawing: drawing.place) == [
        Drawing((2, 10), "Picture 1", "A dot", is_decorative=False),
        Drawing((5, 10), "Picture 2", "", is_decorative=True),
        Drawing((7, 2), "Chart 3", "", is_decorative=False),
    ]
    assert seen.title == "Seen"
    assert [sheet.is_hidden for sheet in seen.sheets] == [False, True]


def test_what_openpyxl_writes_is_seen() -> None:
    def fill(made: Any, sheet: Any) -> None:
        for row in range(1, 6):
            sheet.cell(row, 1, row)
        sheet.row_dimensions[4].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet.column_dimensions.group("E", "G", hidden=True)
        sheet.merge_cells("A10:B11")
        sheet["A1"].hyperlink = "https://example.org/"
        sheet["A2"].hyperlink = "#Data!B5"
        chart = LineChart()
        chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=5))
        sheet.add_chart(chart, "B7")
        made.properties.title = "Seen"
        made.create_sheet("Gone").sheet_state = "veryHidden"

    seen = by_openpyxl(fill)
    features = only_sheet(seen)
    assert features.hidden_rows == {4}
    assert [features.hides(1, column) for column in range(1, 9)] == [n in (3, 5, 6, 7) for n in range(1, 9)]
    assert features.merged == ((10, 1, 11, 2),)
    assert features.links == (Hyperlink((1, 1), "https://example.org/", ""), Hyperlink((2, 1), "", "Data!B5"))
    assert [(drawing.place, drawing.alternative) for drawing in features.drawings] == [((7, 2), "")]
    assert seen.title == "Seen"
    assert [sheet.is_hidden for sheet in seen.sheets] == [False, True]


DATES = (
    "dd/mm/yyyy",
    "d mmm yy",
    "[$-809]dd mmmm yyyy",
    "hh:mm",
    "[h]:mm",
    "mm:ss.0",
    "yyyy",
    '"on" d/m',
    "General;dd/mm/yy",
)
FIGURES = (
    "0",
    "#,##0.00",
    "0%",
    '0 "days"',
    "0.0E+00",
    "[Red]0",
    "£#,##0;[Red]-£#,##0",
    r"0\d",
    "_-* #,##0_-",
    "@",
    "General",
)


@pytest.mark.parametrize("write", ["xlsxwriter", "openpyxl"])
def test_figures_shown_as_dates_are_told_from_other_formats(write: str) -> None:
    formats = (*DATES[:-1], *FIGURES)

    def with_xlsxwriter(made: xlsxwriter.Workbook, sheet: Any) -> None:
        for row, code in enumerate(formats):
            sheet.write_number(row, 0, 45017, made.add_format({"num_format": code}))

    def with_openpyxl(_: Any, sheet: Any) -> None:
        for row, code in enumerate(formats, start=1):
            sheet.cell(row, 1, 45017).number_format = code

    seen = by_xlsxwriter(with_xlsxwriter) if write == "xlsxwriter" else by_openpyxl(with_openpyxl)
    dates = [code for row, code in enumerate(formats, start=1) if (row, 1) in only_sheet(seen).dates]
    assert dates == list(DATES[:-1])


def test_dates_and_excels_own_formats_are_shown_as_dates() -> None:
    def fill(_: Any, sheet: Any) -> None:
        for row, value in enumerate((date(2023, 4, 1), datetime(2023, 4, 1, 12), time(9, 30), 5), start=1):
            sheet.cell(row, 1, value)

    assert only_sheet(by_openpyxl(fill)).dates == {(1, 1), (2, 1), (3, 1)}

    def own(made: xlsxwriter.Workbook, sheet: Any) -> None:
        for number in range(50):
            sheet.write_number(number, 0, 45017, made.add_format({"num_format": number}))

    shown = {row - 1 for row, _ in only_sheet(by_xlsxwriter(own)).dates}
    assert shown == {14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47} | {27, 28, 29, 30, 31, 32, 33, 34, 35, 36}


# --- Files that no program should write ----------------------------------------------------------------------------


def drawn(inside: str) -> tuple[Drawing, ...]:
    """Return what is seen of a drawing."""
    sheet = f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetData/><drawing r:id="rId1"/></worksheet>'
    parts = minimal_parts(sheet)
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = relationships_xml(("rId1", "drawing", "../drawings/drawing1.xml"))
    space = "http://schemas.openxmlformats.org/drawingml/2006"
    parts[DRAWING] = f'<x:wsDr xmlns:x="{space}/spreadsheetDrawing" xmlns:a="{space}/main">{inside}</x:wsDr>'
    return only_sheet(view(zipped(parts))).drawings


def picture(name: str, text: str = "") -> str:
    return f'<x:pic><x:nvPicPr><x:cNvPr id="1" name="{name}" descr="{text}"/></x:nvPicPr></x:pic>'


def test_a_group_speaks_for_what_is_in_it() -> None:
    about = '<x:nvGrpSpPr><x:cNvPr id="9" name="Group 1" descr="{}"/></x:nvGrpSpPr>'
    inside = f"<x:grpSp>{about}{picture('Picture 1')}{picture('Picture 2')}</x:grpSp>"
    anchor = "<x:absoluteAnchor><!-- a note -->{}</x:absoluteAnchor>"
    whole = drawn(anchor.format(inside.format("The crest and the name of the council")))
    assert [(one.name, one.place) for one in whole] == [("Group 1", (1, 1))]
    assert [one.name for one in drawn(anchor.format(inside.format("")))] == ["Picture 1", "Picture 2"]


def test_an_old_title_counts_and_a_slicer_is_no_picture() -> None:
    old = '<x:pic><x:nvPicPr><x:cNvPr id="1" name="Picture 1" title="The crest"/></x:nvPicPr></x:pic>'
    slicer = (
        '<x:graphicFrame><x:nvGraphicFramePr><x:cNvPr id="2" name="Service"/></x:nvGraphicFramePr><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/drawing/2010/slicer"/></a:graphic></x:graphicFrame>'
    )
    found = drawn(f"<x:twoCellAnchor><x:from><x:col>2</x:col><x:row>x</x:row></x:from>{old}{slicer}</x:twoCellAnchor>")
    assert [(one.alternative, one.place) for one in found] == [("The crest", (1, 3))]


def test_odd_attributes_are_passed_over() -> None:
    rows = f'<row r="²" hidden="1"/><row hidden="1"/><row r="3" hidden="true"/><row r="{"9" * 5000}" hidden="1"/>'
    sheet = (
        f'<worksheet xmlns="{MAIN}"><cols><col hidden="1" min="٣" max="x"/></cols><sheetData>{rows}</sheetData>'
        '<mergeCells><mergeCell ref="nowhere"/><mergeCell/></mergeCells>'
        '<hyperlinks><hyperlink ref="A0"/><hyperlink/><hyperlink ref="B2"/></hyperlinks><drawing/></worksheet>'
    )
    features = only_sheet(view(zipped(minimal_parts(sheet))))
    assert features.hidden_rows == {3}
    assert features.merged == ()
    assert features.links == (Hyperlink((2, 2), "", ""),)
    assert features.drawings == ()
    assert not features.hides(1, 1)


def test_thousands_of_date_styles_are_read() -> None:
    sheet = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" s="6000"><v>1</v></c></row></sheetData></worksheet>'
    )
    parts = minimal_parts(sheet)
    many = '<xf numFmtId="14"/>' * 6_001
    parts["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}"><cellXfs>{many}</cellXfs></styleSheet>'
    assert only_sheet(view(zipped(parts))).dates == {(1, 1)}
