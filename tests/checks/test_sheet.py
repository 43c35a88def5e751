"""Findings go to the Checks sheet, linked, and nothing else in the file is touched."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from quarterbook.book import layout
from quarterbook.book.lint import lint
from quarterbook.checks import Finding
from quarterbook.checks.finding import ERROR, WARNING
from quarterbook.errors import QuarterbookError
from quarterbook.master import open_master

MASTER = Path(__file__).parents[2] / "workbook" / "master.xlsx"
DAY = date(2024, 3, 7)


def finding(**fields: str) -> Finding:
    known = {
        "code": "ROL001",
        "severity": ERROR,
        "indicator": "36",
        "sheet": "Indicator 36",
        "cell": "B44",
        "message": "Something is wrong",
        "expected": "1",
        "found": "2",
        "fix": "Mend it",
    }
    return Finding(**{**known, **fields})


def rows_of(path: Path) -> list[tuple[object, ...]]:
    sheet = load_workbook(path)[layout.CHECKS]
    extent = sheet.tables[layout.CHECKS_TABLE].ref
    return [tuple(cell.value for cell in row) for row in sheet[extent]][1:]


def changed_parts(one: Path, other: Path) -> set[str]:
    before, after = zipfile.ZipFile(one), zipfile.ZipFile(other)
    assert set(before.namelist()) == set(after.namelist())
    return {name for name in after.namelist() if before.read(name) != after.read(name)}


def test_findings_fill_the_table_and_link_to_their_cells(tmp_path: Path) -> None:
    out = tmp_path / "checked.xlsx"
    found = [finding(), finding(severity=WARNING, sheet="Published", cell="", indicator=""), finding(sheet="", cell="")]
    open_master(MASTER).write_findings(found, DAY, out)
    rows = rows_of(out)
    assert [row[0] for row in rows] == ["ROL001"] * 3
    assert rows[0] == ("ROL001", "error", "36", "Indicator 36", "B44", "Something is wrong", "1", "2", "Mend it")
    sheet = load_workbook(out)[layout.CHECKS]
    links = {link.hyperlink.location for row in sheet.iter_rows() for link in row if link.hyperlink is not None}
    assert {"'Indicator 36'!B44", "'Published'!A1"} <= links
    assert sheet["A2"].value.startswith("Checked on 2024-03-07: 2 errors, 1 warning.")


def test_nothing_but_the_checks_sheet_changes(tmp_path: Path) -> None:
    out = tmp_path / "checked.xlsx"
    book = open_master(MASTER)
    book.write_findings(book.validate(), DAY, out)
    parts = changed_parts(MASTER, out)
    assert {part for part in parts if part.startswith("xl/worksheets/")} == {
        sheet.part for sheet in book.structure.sheets if sheet.name == layout.CHECKS
    }
    assert parts - {part for part in parts if part.startswith(("xl/worksheets/", "xl/tables/"))} <= {
        "xl/sharedStrings.xml",  # texts are added, none is changed
        "xl/workbook.xml",  # the print area of the sheet grows with the table
    }
    again = open_master(out)
    assert again.register == book.register
    assert again.validate() == book.validate()
    assert list(lint(out)) == list(lint(MASTER))


def test_checking_again_replaces_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "checked.xlsx"
    open_master(MASTER).write_findings([finding(), finding(code="ROL002")], DAY, out)
    open_master(out).write_findings([finding(code="RAG001")], DAY, out)
    assert [row[0] for row in rows_of(out)] == ["RAG001"]
    open_master(out).write_findings([], DAY, out)
    assert [row for row in rows_of(out) if any(row)] == []
    assert "nothing found" in load_workbook(out)[layout.CHECKS]["A2"].value


def test_what_cells_hold_stays_text(tmp_path: Path) -> None:
    out = tmp_path / "checked.xlsx"
    evil = finding(message="=1+1", found='=HYPERLINK("http://127.0.0.1")', expected="@SUM(A1)", fix="+1")
    open_master(MASTER).write_findings([evil], DAY, out)
    sheet = load_workbook(out)[layout.CHECKS]
    row = next(row for row in sheet.iter_rows(min_row=6, max_row=6))
    assert {cell.data_type for cell in row if cell.value is not None} == {"s"}
    assert not open_master(out).view.by_name[layout.CHECKS.lower()].formulas


def test_a_workbook_without_the_table_is_refused_and_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "master.xlsx"
    with zipfile.ZipFile(MASTER) as before, zipfile.ZipFile(path, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(b'"Findings"', b'"Remarks"'))
    content = path.read_bytes()
    with pytest.raises(QuarterbookError, match="there is no table Findings"):
        open_master(path).write_findings([finding()], DAY)
    assert path.read_bytes() == content
