"""The headless path end to end: workbooks as other programs write them, through evaluation and recalculation."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.workbook.defined_name import DefinedName

import quarterbook as qb
from quarterbook.functions import REGISTRY

ROWS = [
    (95_100, 107_236, "up"),
    (0.64, 0.60, "Higher is better"),
    ("n/a", 5, "down"),
    (True, 1, "up"),
    (0, 0, "target"),
]


def by_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for n, row in enumerate(ROWS, start=1):
        for column, value in enumerate(row, start=1):
            sheet.cell(n, column, value)
        sheet.cell(n, 4, f"=RAG(A{n},B{n},C{n})")
        sheet.cell(n, 5, f'=IF(TRUE,"is "&rag(A{n},B{n},C{n},,0.2),"")')
    book.create_sheet("Other")["A1"] = f"=_xldudf_COUNCIL_RAG({sheet.title}!A1,{sheet.title}!B1,{sheet.title}!C1)"
    book.defined_names["Margin"] = DefinedName("Margin", attr_text="0.2")
    book["Other"]["A2"] = f"=[1]!RAG({sheet.title}!A2,{sheet.title}!B2,{sheet.title}!C2,,Margin)"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def by_xlsxwriter() -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet, other = book.add_worksheet("Sheet"), book.add_worksheet("Other")
    for n, row in enumerate(ROWS):
        for column, value in enumerate(row):
            sheet.write(n, column, value)
        sheet.write_dynamic_array_formula(n, 3, n, 3, f"=RAG(A{n + 1},B{n + 1},C{n + 1})", None, "stale")
        sheet.write_formula(n, 4, f'=IF(TRUE,"is "&RAG(A{n + 1},B{n + 1},C{n + 1},,0.2),"")', None, "stale")
    book.define_name("Margin", "=0.2")
    other.write_formula("A1", "=_xldudf_RAG(Sheet!A1,Sheet!B1,Sheet!C1)")
    other.write_formula("A2", "=RAG(Sheet!A2,Sheet!B2,Sheet!C2,,Margin)")
    book.close()
    return content.getvalue()


@pytest.mark.parametrize("written", [by_openpyxl, by_xlsxwriter])
def test_recalc_stores_the_rules_answers(written: Any, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(written())
    assert qb.recalc(path).no_answer == ()
    book = openpyxl.load_workbook(path, data_only=True)
    first, other = book.worksheets
    for n, row in enumerate(ROWS, start=1):
        assert first.cell(n, 4).value == qb.rag(*row)
        assert first.cell(n, 5).value == f"is {qb.rag(*row, None, 0.2)}"
    assert [other["A1"].value, other["A2"].value] == [qb.rag(*ROWS[0]), qb.rag(*ROWS[1], None, 0.2)]


def test_an_openpyxl_workbook_in_memory_is_evaluated_and_not_changed() -> None:
    book = openpyxl.load_workbook(io.BytesIO(by_openpyxl()))
    before = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    found = qb.evaluate(book)
    assert found[f"{book.worksheets[0].title}!D1"] == qb.rag(*ROWS[0])
    assert [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()] == before


def test_what_cannot_be_answered_is_named_and_keeps_its_value(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("S")
    book.define_name("VARIANCE", "=_xlfn.LAMBDA(_xlpm.x, _xlpm.x + 1)")
    cells = {
        "A1": ("=NOSUCHFUNCTION(1)", 7),
        "A2": ("=[Other.xlsx]Sheet1!$A$1", 8),
        "A3": ("=A3+1", 9),
        "A4": ('=VARIANCE(1,2,"up")', 10),
    }
    for cell, (formula, value) in cells.items():
        sheet.write_formula(cell, formula, None, value)
    sheet.write_formula("B1", "=A1+1", None, 0)
    book.close()
    before = path.read_bytes()
    evaluation = qb.evaluate_file(path)
    assert {entry.cell for entry in evaluation.no_answer} == set(cells)
    assert evaluation["S!B1"] == 8
    assert path.read_bytes() == before
    with pytest.raises(KeyError, match="defines VARIANCE itself"):
        evaluation["S!A4"]


def test_our_own_lambda_names_do_not_stand_in_the_way(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(path)
    for function in REGISTRY.values():
        book.define_name(function.name, f"={function.lambda_text}")
    book.add_worksheet("S").write_dynamic_array_formula("A1", '=RAG(64%, 60%, "up")')
    book.close()
    assert qb.evaluate_file(path)["S!A1"] == "Blue"


THREADED = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">
<threadedComment ref="A1" personId="{1}" id="{2}"><text>Is this final?</text></threadedComment>
</ThreadedComments>"""
CUSTOM = b'<?xml version="1.0"?><council xmlns="urn:example:council"><kept>yes</kept></council>'


def full_workbook(path: Path) -> None:
    """Write a workbook with what openpyxl would lose: charts with alt text, sparklines, rich text, foreign parts."""
    plain = path.with_suffix(".plain.xlsx")
    book = xlsxwriter.Workbook(plain)
    sheet = book.add_worksheet("S")
    sheet.write_column("A1", [88, 147, 147, 151])
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=S!$A$1:$A$4"})
    sheet.insert_chart("H2", chart, {"description": "Rose from 88 to 151"})
    sheet.add_sparkline("F1", {"range": "S!A1:A4"})
    sheet.conditional_format("A1:A4", {"type": "icon_set", "icon_style": "3_traffic_lights"})
    sheet.conditional_format("A1:A4", {"type": "data_bar", "data_bar_2010": True})
    bold = book.add_format({"bold": True})
    sheet.write_rich_string("E1", "plain and ", bold, "bold")
    sheet.write_comment("A2", "a note")
    sheet.data_validation("G1", {"validate": "list", "source": ["up", "down"]})
    sheet.write_formula("B1", '=RAG(A1, 100, "up")', bold, "stale")
    sheet.write_formula("B2", "=A2/0", None, 1)
    sheet.write_formula("B3", "=A3>1", None, "stale")
    sheet.write_formula("B4", '=" a & <b> "', None, 4)
    sheet.write_dynamic_array_formula("C1:C2", "=YEAR_TO_DATE(A1:A4)", None, 1)
    book.close()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "[Content_Types].xml":
                override = (
                    b'<Override PartName="/xl/threadedComments/threadedComment1.xml" ContentType="application/xml"/>'
                )
                content = content.replace(b"</Types>", override + b"</Types>")
            out.writestr(entry, content)
        out.writestr("xl/threadedComments/threadedComment1.xml", THREADED)
        out.writestr("customXml/item1.xml", CUSTOM)
    plain.unlink()


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # what openpyxl would lose
def test_recalc_changes_stored_values_and_nothing_else(tmp_path: Path) -> None:
    path, out = tmp_path / "book.xlsx", tmp_path / "out.xlsx"
    full_workbook(path)
    before = path.read_bytes()
    done = qb.recalc(path, out)
    assert done.no_answer == ()
    assert path.read_bytes() == before
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out) as new:
        assert old.namelist() == new.namelist()
        changed = [name for name in old.namelist() if old.read(name) != new.read(name)]
        assert changed == ["xl/worksheets/sheet1.xml"]
        texts = [package.read(changed[0]).decode() for package in (old, new)]
    stored = re.compile(r'<c r="C[34]"[^>]*>.*?</c>| t="\w+"|<v>.*?</v>| ref="C1:C\d"', re.DOTALL)
    shells = [stored.sub("", text) for text in texts]
    assert shells[0] == shells[1]
    sheet = openpyxl.load_workbook(out, data_only=True)["S"]
    assert [sheet[f"B{n}"].value for n in range(1, 5)] == [qb.rag(88, 100, "up"), "#DIV/0!", True, " a & <b> "]
    assert [sheet[f"C{n}"].value for n in range(1, 5)] == qb.year_to_date([88, 147, 147, 151])
    again = out.read_bytes()
    assert qb.recalc(out).changed == 0
    assert out.read_bytes() == again


def with_part(name: str, change: Callable[[bytes], bytes]) -> bytes:
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(by_xlsxwriter())) as source,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out,
    ):
        for entry in source.namelist():
            out.writestr(entry, change(source.read(entry)) if entry == name else source.read(entry))
    return content.getvalue()


def declaring(declarations: bytes) -> Callable[[bytes], bytes]:
    return lambda part: re.sub(rb"^<\?xml[^>]*\?>\s*", b"<!DOCTYPE x [" + declarations + b"]>", part)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)
LAUGHS = declaring(b'<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">')
OUTSIDE = declaring(b'<!ENTITY a SYSTEM "file:///etc/hostname">')

BAD_FILES: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "text": lambda: b"number,title\n36,Users\n",
    "cut off": lambda: by_xlsxwriter()[:3000],
    "old format": lambda: OLE,
    "encrypted": lambda: OLE + "EncryptedPackage".encode("utf-16-le"),
    "no workbook": lambda: with_part("_rels/.rels", lambda _: b"<Relationships/>"),
    "broken sheet": lambda: with_part("xl/worksheets/sheet1.xml", lambda part: part[:-20]),
    "entities": lambda: with_part("xl/workbook.xml", LAUGHS),
    "entities in a sheet": lambda: with_part("xl/worksheets/sheet1.xml", LAUGHS),
    "entities in the texts": lambda: with_part("xl/sharedStrings.xml", OUTSIDE),
    "bomb": lambda: with_part("xl/styles.xml", lambda part: part + bytes(600 * 2**20)),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_gives_one_line_and_stays_as_it_is(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.xlsx"
    path.write_bytes(BAD_FILES[kind]())
    before = path.read_bytes()
    command = [sys.executable, "-m", "quarterbook", "recalc", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "bad.xlsx" in done.stderr
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
