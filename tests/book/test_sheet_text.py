"""Sheets that are written plainly are read from their text: what is read is what the XML parser would have given."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any
from unittest.mock import patch
from xml.sax.saxutils import escape

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.book.registers import odd_register

from quarterbook.book.build import build_workbook
from quarterbook.book.package import Package
from quarterbook.book.read import open_book
from quarterbook.book.sheet_text import plain_sheet
from quarterbook.book.view import view_of_file
from quarterbook.errors import BadFile

PART = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<worksheet xmlns="{MAIN}"'
PRESERVED = ' xml:space="preserve"'
ODD = [
    *("<", ">", "&", '"', "'", " ", "/", "=", "\n", "\t", "\r", "\x00", "\x0b", "\ufffe", "é", "0", "A", "]]>"),
    *("&amp;", "&lt;", "&quot;", "&apos;", "&#10;", "&#x41;", "&nbsp;", "&amp", "_x000D_", "<!--x-->", "<![CDATA[x]]>"),
    *("<?x y?>", "<!DOCTYPE x>", ' s="1"', ' s="2"', ' t="s"', ' t="d"', ' t="inlineStr"', ' t="e"', ' cm="1"'),
    *(' r="A1"', ' r="XFE1"', ' hidden="1"', ' x14ac:dyDescent="0.2"', ' xmlns="x"', PRESERVED),
    *("<c>", "<c/>", "</c>", '<c r="B2"/>', '<c r="B2"></c>', "<v>", "</v>", "<v/>", "<v>2</v>", "<f>", "</f>", "<f/>"),
    *("<f>A1</f>", '<f t="shared" si="0"/>', "<is><t>x</t></is>", "<row>", "</row>", '<row r="9"/>', '<row r="9">'),
    *("<sheetData>", "</sheetData>", "<sheetData/>", "<x:c/>", "<mergeCells/>"),
]


def plain_parts() -> dict[str, bytes]:
    """Return the parts of a small workbook with texts, formulas of every kind, dates and hidden rows."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        date = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row("A1", ["Q1 & Q2", 0.5, True, "107,236", '<"quoted">'])
        sheet.write_number("A2", 45200, date)
        sheet.write_blank("B2", None, date)
        sheet.write_formula("C2", '=A1&"<&>"', None, "Q1 & Q2<&>")
        sheet.write_formula("D2", "=1/0", None, "#DIV/0!")
        sheet.write_array_formula("A3:B3", "{=A1:B1}", None, 1)
        sheet.write_dynamic_array_formula("A4", "=FILTER(A1:B1,A1:B1<>0)", None, 2)
        sheet.set_row(4, None, None, {"hidden": True})
        sheet.write("A5", "hidden")
    with zipfile.ZipFile(buffer) as source:
        return {name: source.read(name) for name in source.namelist()}


PARTS = plain_parts()


def package_of(sheet: bytes | str) -> Package:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, content in PARTS.items():
            target.writestr(name, sheet if name == PART else content)
    return Package(buffer.getvalue(), "a.xlsx")


def read(package: Package) -> Any:
    """Return all that is read of a workbook, or why it is refused."""
    try:
        return view_of_file(package)
    except BadFile as error:
        return str(error)


def parsed(package: Package) -> Any:
    """Return what the XML parser alone gives."""
    with patch("quarterbook.book.structure.plain_sheet", return_value=None):
        return read(package)


def agrees(sheet: bytes | str) -> None:
    package = package_of(sheet)
    assert read(package) == parsed(package)


@pytest.mark.parametrize("writer", ["xlsxwriter", "openpyxl", "ours"])
def test_the_libraries_sheets_are_plain_and_read_alike(writer: str, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    if writer == "xlsxwriter":
        path.write_bytes(package_of(PARTS[PART]).data)
    elif writer == "openpyxl":
        openpyxl.load_workbook(io.BytesIO(package_of(PARTS[PART]).data)).save(path)
    else:
        build_workbook(odd_register(), path)
    package = Package.open(path)
    sheets = [name for name in package.part_names if name.startswith("xl/worksheets/sheet")]
    assert [name for name in sheets if plain_sheet(package.read(name)) is None] == []
    structure, view = read(package)
    assert any(sheet.formulas for sheet in structure.sheets)
    assert any(sheet.values for sheet in view.sheets)
    assert (structure, view) == parsed(package)


def test_what_is_read_from_the_text() -> None:
    view = read(package_of(PARTS[PART]))[1].sheets[0]
    assert [view.value(1, column) for column in range(1, 6)] == ["Q1 & Q2", 0.5, True, "107,236", '<"quoted">']
    assert view.formula(2, 3) == 'A1&"<&>"'
    assert view.features.dates == {(2, 1), (2, 2)}
    assert view.features.hidden_rows == {5}


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=9).map(escape)
contents = st.one_of(
    st.just("/>"),
    st.builds("{0}><v>{1}</v></c>".format, st.sampled_from(["", ' t="n"', ' t="str"', ' t="b"']), texts),
    st.builds(' t="s"><v>{0}</v></c>'.format, st.integers(0, 2)),
    st.builds(' t="str"><f>{0}</f><v>{1}</v></c>'.format, texts, texts),
    st.builds('><f t="shared" ref="A1:A9" si="{0}">{1}</f><v>1</v></c>'.format, st.integers(0, 2), texts),
    st.builds('><f t="shared" si="{0}"/><v>1</v></c>'.format, st.integers(0, 2)),
    st.builds(
        ' t="inlineStr"><is><t{0}>{1}</t></is></c>'.format, st.sampled_from(["", ' xml:space="preserve"']), texts
    ),
    st.just(' cm="1"><f t="array" ref="A1">B1:C1</f><v>1</v></c>'),
)
rows = st.lists(st.lists(st.tuples(st.sampled_from(["", ' s="0"', ' s="1"']), contents), max_size=5), max_size=5)


@given(rows, st.sampled_from(["", ' hidden="1"', ' spans="1:5" ht="12"', ' x14ac:dyDescent="0.25"']), st.booleans())
@settings(max_examples=300)
def test_whatever_is_written_is_read_as_the_parser_reads_it(
    cells: list[list[tuple[str, str]]], about: str, declares: bool
) -> None:
    written = "".join(
        f'<row r="{row}"{about}>'
        + "".join(f'<c r="{"ABCDE"[n]}{row}"{style}{content}' for n, (style, content) in enumerate(of_row))
        + "</row>"
        for row, of_row in enumerate(cells, 1)
    )
    prefix = ' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"' if declares else ""
    agrees(f"{HEAD}{prefix}><sheetData>{written}</sheetData></worksheet>")


@given(st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from([0, 0, 1, 3, 9]), st.sampled_from(ODD)), max_size=3))
@settings(max_examples=1500)
def test_a_damaged_sheet_is_read_as_the_parser_reads_it_or_refused_as_it_refuses(
    edits: list[tuple[int, int, str]],
) -> None:
    sheet = PARTS[PART].decode()
    for at, length, text in edits:
        start = at % len(sheet)
        sheet = sheet[:start] + text + sheet[start + length :]
    agrees(sheet.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1" s="1" s="2"/></row>',
        '<row r="1" r="2"><c r="A1"/></row>',
        '<row r="1" ht="1" ht="2"/>',
        '<row r="1"><c r="A1"><f t="shared" si="0" si="1">B1</f></c></row>',
        '<row r="1"><c r="A1"><v>1]]></v></c></row>',
        '<row r="1"><c r="A1"><v>&#0;</v></c></row>',
        '<row r="1"><c r="A1"><v>&other;</v></c></row>',
        '<row r="1"><c r="A1"><v>\x01</v></c></row>',
        '<row r="1" x14ac:dyDescent="1"/>',
        '<row r="1"><c r="A1"></row></c>',
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
        '<row r="1"><c r="B1" cm="1"><f t="array" ref="A1">1</f></c></row>',
    ],
)
def test_what_no_parser_takes_is_not_read_from_the_text_either(cells: str) -> None:
    package = package_of(f"{HEAD}><sheetData>{cells}</sheetData></worksheet>")
    assert isinstance(read(package), str)
    assert read(package) == parsed(package)


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        ('<row r="1"><c r="A1"><v>1</v><!-- a comment --></c></row>', 1.0),
        ('<row r="1"><c r="A1" t="str"><v><![CDATA[<text>]]></v></c></row>', "<text>"),
        ('<row r="1"><c t="str" r="A1"><v>first</v></c></row>', "first"),
        ("<row><c><v>1</v></c></row>", 1.0),
        ('<row r="1"><c r="A1" t="str"><v>a\r\nb&#10;c</v></c></row>', "a\nb\nc"),
        ('<row r="1"><c r="A1" t="inlineStr"><is><r><t>in </t></r><r><t>line</t></r></is></c></row>', "in line"),
        ('<row r="1"><c r="A1"><is><t>in line</t></is></c></row>', None),
        ('<row r="1"><c r="A1" t="inlineStr"><v>1</v></c></row>', ""),
        ("<row r='1'><c r='A1'><v>1</v></c></row>", 1.0),
        ('<row r="1"><c xmlns="other" r="A1"><v>1</v></c></row>', None),
    ],
)
def test_what_is_sound_but_not_plain_is_left_to_the_parser(cells: str, value: object) -> None:
    package = package_of(f"{HEAD}><sheetData>{cells}</sheetData></worksheet>")
    assert read(package)[1].sheets[0].value(1, 1) == value
    assert read(package) == parsed(package)


@pytest.mark.parametrize(
    "first", ["<sheetData/>", '<sheetData xmlns:x="x"></sheetData>', "<sheetData>rows</sheetData>"]
)
def test_only_the_first_place_for_rows_is_read(first: str) -> None:
    second = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
    for rest in (second, f"<extLst><ext>{second}</ext></extLst>"):
        package = package_of(f"{HEAD}>{first}{rest}</worksheet>")
        assert read(package)[1].sheets[0].value(1, 1) is None
        assert read(package) == parsed(package)


ROWS_OF_ONE = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'


@pytest.mark.parametrize(
    "body",
    [
        f'<sheetData a="1">rows</sheetData><extLst>{ROWS_OF_ONE}</extLst>',
        f'<extLst>{ROWS_OF_ONE}</extLst><sheetData a="1">rows</sheetData>',
        f'<sheetData a="1">rows<row r="1"><c r="A1"><v>2</v></c></row></sheetData><extLst>{ROWS_OF_ONE}</extLst>',
        f'<x:sheetData>rows<x:row r="1"><x:c r="A1"><x:v>2</x:v></x:c></x:row></x:sheetData>{ROWS_OF_ONE}',
    ],
)
def test_no_other_place_is_taken_for_that_of_the_rows(body: str) -> None:
    agrees(f'{HEAD} xmlns:x="{MAIN}">{body}</worksheet>')


def test_a_damaged_cell_is_told_every_time_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "master.xlsx"
    build_workbook(odd_register(), path)
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts[PART] = parts[PART].replace(b't="s"><v>', b't="s"><v>99999', 1)
    with zipfile.ZipFile(path, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)
    book = open_book(path)
    for _ in range(2):
        with pytest.raises(BadFile, match="has a text that is not in the workbook"):
            _ = book.register
