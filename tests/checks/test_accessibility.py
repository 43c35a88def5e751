"""ACC: can everybody read the workbook?"""

from __future__ import annotations

import pytest
from patched import MAIN, OFFICE, Patched, book, codes_of, only

from quarterbook.checks.finding import INFO, WARNING

SHEET = "Indicator 36"
DRAWING = "xl/drawings/drawing1.xml"


def described(text: str) -> Patched:
    """Return a workbook whose chart has this alternative text."""
    return book().replaced(DRAWING, r'(<xdr:cNvPr [^>]*?)descr="[^"]*"', rf'\g<1>descr="{text}"')


@pytest.mark.parametrize("text", ["", "  "])
def test_a_chart_without_alternative_text(text: str) -> None:
    found = only(described(text).findings("ACC001", "ACC002"))
    assert (found.code, found.severity, found.indicator, found.sheet) == ("ACC001", WARNING, "36", SHEET)
    assert found.cell == "A8"
    assert "no alternative text" in found.message
    assert found.expected


@pytest.mark.parametrize("text", ["Chart 1", "chart", "image003.png", "Picture", "7", "Object 2"])
def test_alternative_text_that_says_nothing(text: str) -> None:
    found = only(described(text).findings("ACC001", "ACC002"))
    assert (found.code, found.severity, found.indicator, found.sheet) == ("ACC002", WARNING, "36", SHEET)
    assert (found.cell, found.found) == ("A8", text)
    assert f'"{text}"' in found.message


@pytest.mark.parametrize("text", ["Visits by quarter", "Chart of visits", "Example Council’s crest", "Red line falls"])
def test_alternative_text_that_says_something(text: str) -> None:
    assert described(text).findings() == []


def test_a_decorative_picture_needs_no_alternative_text() -> None:
    mark = (
        '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:ext uri="{C183D7F6-B498-43B3-'
        '948B-1728B52AA6E4}"><adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative"'
        ' val="1"/></a:ext></a:extLst>'
    )
    workbook = described("").replaced(DRAWING, r"(<xdr:cNvPr [^>]*?)/>", rf"\g<1>>{mark}</xdr:cNvPr>")
    assert workbook.findings("ACC001", "ACC002") == []


def test_merged_cells_in_a_table() -> None:
    workbook = book()
    row = workbook.place(SHEET, "Actual 2023/24 Q2")[0]
    merged = workbook.inserted(workbook.part(SHEET), "</mergeCells>", f'<mergeCell ref="G{row}:H{row}"/>')
    found = only(merged.findings("ACC003"))
    assert (found.severity, found.indicator, found.sheet, found.cell) == (WARNING, "36", SHEET, f"G{row}")
    assert found.found == f"G{row}:H{row}"
    assert "inside the table History36" in found.message


def test_merged_cells_around_a_table_are_fine() -> None:
    workbook = book()
    top = workbook.sheet(SHEET).tables[0].extent[0]
    part = workbook.part(SHEET)
    assert workbook.sheet(SHEET).features.merged  # the boxes
    assert workbook.inserted(part, "</mergeCells>", f'<mergeCell ref="K{top}:L{top}"/>').findings("ACC003") == []


@pytest.mark.parametrize("name", ["Sheet1", "sheet 2", "Sheet1 (2)", "Table 3"])
def test_a_sheet_with_the_name_that_excel_gave_it(name: str) -> None:
    found = only(with_another_sheet(name).findings("ACC004"))
    assert (found.severity, found.sheet, found.cell, found.found) == (WARNING, name, "", name)
    assert name in found.message


def test_a_sheet_with_a_name_of_its_own() -> None:
    for name in ("Notes", "Sheet music", "Table 3 Libraries", "2023"):
        assert with_another_sheet(name).findings() == []


def with_another_sheet(name: str) -> Patched:
    workbook = book()
    parts: dict[str, bytes] = {
        "xl/worksheets/sheet99.xml": f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode()
    }
    workbook = Patched(workbook.package.with_parts(parts))
    relation = f'<Relationship Id="rIdX" Type="{OFFICE}/worksheet" Target="worksheets/sheet99.xml"/>'
    workbook = workbook.inserted("xl/_rels/workbook.xml.rels", "</Relationships>", relation)
    return workbook.inserted("xl/workbook.xml", "</sheets>", f'<sheet name="{name}" sheetId="99" r:id="rIdX"/>')


def test_a_workbook_without_a_title() -> None:
    found = only(book().replaced("docProps/core.xml", "<dc:title>[^<]*</dc:title>", "").findings("ACC005"))
    assert (found.severity, found.sheet, found.cell) == (INFO, "", "")
    assert "no title" in found.message
    assert codes_of(book().replaced("docProps/core.xml", ">Report<", "> <").findings("ACC005")) == ["ACC005"]


def test_a_table_without_its_header_row() -> None:
    workbook = book()
    part = next(
        n for n in workbook.package.part_names if "/tables/" in n and b"OtherSettings" in workbook.package.read(n)
    )
    found = only(workbook.replaced(part, "<table ", '<table headerRowCount="0" ').findings("ACC006"))
    assert (found.severity, found.sheet, found.indicator) == (WARNING, "Cover", "")
    assert found.cell
    assert "OtherSettings has no header row" in found.message


@pytest.mark.parametrize("extent", ["C5:D5", "C4:D4", "G4:G5", "F4:G5"])
def test_merged_cells_in_the_headline(extent: str) -> None:
    workbook = book()
    workbook = workbook.inserted(workbook.part(SHEET), "</mergeCells>", f'<mergeCell ref="{extent}"/>')
    found = only(workbook.findings("ACC003"))
    assert (found.severity, found.indicator, found.sheet) == (WARNING, "36", SHEET)
    assert (found.cell, found.found) == (extent[:2], extent)
    assert "inside the headline table" in found.message


@pytest.mark.parametrize("extent", ["A1:J1", "L4:M5", "A3:F3"])
def test_merged_cells_beside_the_headline(extent: str) -> None:
    workbook = book()
    workbook = workbook.replaced(workbook.part(SHEET), '<mergeCell ref="A1:J1"/>', f'<mergeCell ref="{extent}"/>')
    assert workbook.findings("ACC003") == []
