"""Stored values are changed in a worksheet's text, and not a byte besides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from workbooks import MAIN, sheet_xml

from quarterbook.book.patch import number_text, same_value, value_xml, with_values
from quarterbook.book.stored import CellValue, stored_value
from quarterbook.cells import WorksheetError
from quarterbook.errors import BadFile

Place = tuple[int, int]

ROW = '<row r="2"><c r="B2"><f>1+1</f><v>1</v></c></row>'


def patched(
    sheet: str | bytes,
    values: Mapping[Place, CellValue],
    extents: Mapping[Place, tuple[int, int, int, int]] = {},
    emptied: frozenset[Place] = frozenset(),
) -> tuple[str, int]:
    part, changed = with_values(sheet if isinstance(sheet, bytes) else sheet.encode(), values, extents, emptied, "book")
    return part.decode(), changed


def read_back(sheet: str) -> dict[str, CellValue]:
    """Return what another parser finds in the cells that have an address."""
    found: dict[str, CellValue] = {}
    for cell in etree.fromstring(sheet.encode()).iter(f"{{{MAIN}}}c"):
        value = cell.find(f"{{{MAIN}}}v")
        found[cell.get("r", "")] = None if value is None else stored_value(cell.get("t"), value.text)
    return found


VALUES: list[CellValue] = [
    0.0,
    -0.0,
    1.0,
    -3.0,
    0.1 + 0.2,
    1 / 3,
    1e99,
    1e-300,
    5e-324,
    1.7976931348623157e308,
    2.0**53,
    123456789012345678.0,
    True,
    False,
    "",
    " two  spaces ",
    "a <b> & \"c\" 'd' ]]>",
    "line\nline\r\nline\rtab\t.",
    "_x000D_ and _x41_ and _X000d_ and __x0041_",
    "\x00\x01\x1f\x7f\ufffe\uffff",
    "£5 – “é” 😀 日本",
    "=1+1",
    "#N/A",
    "1",
    "TRUE",
    *map(WorksheetError, ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")),
]


@pytest.mark.parametrize("before", ["<v>1</v>", "", '<v xml:space="preserve"> x</v>', "<v/>"])
@pytest.mark.parametrize("value", VALUES, ids=ascii)
def test_every_value_comes_back_as_it_was_stored(value: CellValue, before: str) -> None:
    sheet = sheet_xml(ROW.replace("<v>1</v>", before))
    changed, count = patched(sheet, {(2, 2): value})
    back = read_back(changed)["B2"]
    assert type(back) is type(value)
    assert back == value
    assert count == (changed != sheet)
    assert patched(changed, {(2, 2): value}) == (changed, 0)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_comes_back_to_the_last_bit(number: float) -> None:
    assert float(number_text(number)) == number


@given(st.text())
def test_every_text_comes_back(text: str) -> None:
    changed, _ = patched(sheet_xml(ROW), {(2, 2): text})
    assert read_back(changed)["B2"] == text


@pytest.mark.parametrize("error", ["#SPILL!", "#CALC!"])
def test_an_error_that_the_format_does_not_know_is_stored_as_excel_stores_it(error: str) -> None:
    changed, count = patched(sheet_xml(ROW), {(2, 2): WorksheetError(error)})
    assert read_back(changed)["B2"] == WorksheetError("#VALUE!")
    assert count == 1
    assert patched(changed, {(2, 2): WorksheetError(error)}) == (changed, 0)


@pytest.mark.parametrize("first", VALUES[::3], ids=ascii)
@pytest.mark.parametrize("second", VALUES[1::3], ids=ascii)
def test_types_change_in_every_direction(first: CellValue, second: CellValue) -> None:
    once, _ = patched(sheet_xml(ROW), {(2, 2): first})
    twice, _ = patched(once, {(2, 2): second})
    assert read_back(twice)["B2"] == second
    assert twice == patched(sheet_xml(ROW), {(2, 2): second})[0]


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B2" s="5" cm="1"><f t="array" ref="B2">1</f><v>1</v></c>',
        '<c s="5" r="B2" t="str" vm="3"><f ca="1">1</f><v>x</v></c>',
        "<c r='B2' s='5'><f>\"a>b\"</f></c>",
        '<c r="B2" s="5">\n  <f>1</f>\n  <v>1</v>\n  <extLst><ext><y:v xmlns:y="urn:y">1</y:v></ext></extLst>\n</c>',
        '<c r="B2" s="5" t="inlineStr"><f>1</f><is><t>x</t></is></c>',
        '<c r="B2" s="5" t="s"><f>1</f><v>4</v></c>',
        '<c r="B2" s="5"><v>7</v><f>1</f></c>',
        '<c r="B2" s="5" note="a > b / c"><f>1</f><v>1</v></c>',
        '<c r="b2" s="5"><f/></c>',
        '<c r="B2" s="5"/>',
    ],
)
def test_all_else_of_a_cell_stays(cell: str) -> None:
    around = f'<row r="2" spans="1:3" ht="15"><c r="A2"/>{cell}<c r="C2"><v>9</v></c></row>'
    sheet = sheet_xml(around, before="<dimension ref='A1'/>", after="<!-- the end --><pageMargins/>")
    changed, _ = patched(sheet, {(2, 2): 4.0})
    place = sheet.index(cell)
    assert changed[:place] == sheet[:place]
    rest = len(sheet) - place - len(cell)
    assert changed[-rest:] == sheet[-rest:]
    before, after = (etree.fromstring(text[place : len(text) - rest]) for text in (sheet, changed))
    assert (after.find("v").text, after.get("t")) == ("4", None)
    assert [element.tag for element in after if element.tag == "v"] == ["v"]
    for element in (before, after):
        for name in ("t", "vm"):
            element.attrib.pop(name, None)
        for value in [*element.findall("v"), *element.findall("is")]:
            element.remove(value)
    assert _without_spaces(before) == _without_spaces(after)


def _without_spaces(element: etree._Element) -> str:
    return re.sub(r"\s+", "", etree.tostring(element).decode())


@pytest.mark.parametrize("value", [None, 5.0])
def test_a_cell_that_shows_the_value_already_is_left_as_it_is(value: CellValue) -> None:
    cells = {
        None: '<c r="B2" s="1" ><f>1</f></c>',
        5.0: "<c t='n'  r='B2'><f>1</f><v >5.000</v></c>",
    }
    sheet = sheet_xml(f'<row r="2">{cells[value]}</row>')
    assert patched(sheet, {(2, 2): value}) == (sheet, 0)


def test_an_emptied_cell_keeps_its_format() -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="array" ref="A1:A4">x</f><v>1</v></c></row>'
        '<row r="2"><c r="A2" s="7" t="s"><v>3</v></c></row>'
        '<row r="3"><c r="A3" t="inlineStr"><is><t>x</t></is></c></row>'
        '<row r="4"><c r="A4" s="7"/></row>'
    )
    changed, count = patched(sheet_xml(rows), {}, {}, frozenset({(2, 1), (3, 1), (4, 1), (9, 9)}))
    assert '<c r="A2" s="7"/>' in changed
    assert '<c r="A3"/>' in changed
    assert '<c r="A4" s="7"/>' in changed
    assert count == 2


def test_cells_and_rows_that_were_not_there_come_in_their_order() -> None:
    rows = '<row r="2" s="4"><c r="B2"><v>1</v></c></row><row r="4"/><row r="6"><c r="C6"/></row>'
    values: dict[Place, CellValue] = {
        (row, column): float(row * 10 + column) for row in range(1, 8) for column in (1, 3)
    }
    changed, count = patched(sheet_xml(rows), values)
    places = [cell.get("r") for cell in etree.fromstring(changed.encode()).iter(f"{{{MAIN}}}c")]
    assert places == ["A1", "C1", "A2", "B2", "C2", "A3", "C3", "A4", "C4", "A5", "C5", "A6", "C6", "A7", "C7"]
    assert [row.get("r") for row in etree.fromstring(changed.encode())[0]] == list("1234567")
    assert count == len(values)
    assert read_back(changed) == {f"{'AC'[c == 3]}{r}": v for (r, c), v in values.items()} | {"B2": 1.0}
    assert patched(changed, values) == (changed, 0)


@pytest.mark.parametrize("data", ["<sheetData/>", "<sheetData />", "<sheetData></sheetData>", '<sheetData x="/"/>'])
def test_an_empty_sheet_can_be_filled(data: str) -> None:
    sheet = f'<worksheet xmlns="{MAIN}"><cols/>{data}<pageMargins/></worksheet>'
    changed, count = patched(sheet, {(1, 1): 5.0})
    assert read_back(changed) == {"A1": 5.0}
    assert count == 1
    assert patched(sheet, {}) == (sheet, 0)


def test_the_range_of_an_array_grows_and_shrinks() -> None:
    rows = (
        '<row r="1"><c r="A1" cm="1"><f t="array" aca="1" ref="A1:A2" ca="1">SEQUENCE(3)</f><v>1</v></c></row>'
        '<row r="2"><c r="A2" s="2"><v>2</v></c></row>'
    )
    values: dict[Place, CellValue] = {(1, 1): 1.0, (2, 1): 2.0, (3, 1): 3.0}
    grown, count = patched(sheet_xml(rows), values, {(1, 1): (1, 1, 3, 1)})
    assert count == 2
    assert grown == sheet_xml(rows.replace("A1:A2", "A1:A3") + '<row r="3"><c r="A3"><v>3</v></c></row>')
    shrunk, count = patched(grown, {(1, 1): 1.0}, {(1, 1): (1, 1, 1, 1)}, frozenset({(2, 1), (3, 1)}))
    assert count == 3
    assert 'ref="A1"' in shrunk
    assert read_back(shrunk) == {"A1": 1.0, "A2": None, "A3": None}


STYLES = {
    "prefixed": lambda text: re.sub(r"<(/?)(\w)", r"<\1x:\2", text).replace("xmlns=", "xmlns:x="),
    "prefix like an element": lambda text: re.sub(r"<(/?)(\w)", r"<\1c:\2", text).replace("xmlns=", "xmlns:c="),
    "single quotes": lambda text: text.replace('"', "'"),
    "pretty": lambda text: text.replace("><", ">\n    <"),
    "spaces in tags": lambda text: re.sub(r"(</?\w+)>", r"\1 >", text).replace('="', ' = "'),
    "declared": lambda text: f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n{text}',
    "byte order mark": lambda text: f"\ufeff{text}",
    "comments outside": lambda text: (
        f"<!-- <sheetData><row> -->{text.replace('<sheetData', '<!-- x --><sheetData')}<!-- y -->"
    ),
}


@pytest.mark.parametrize("style", STYLES)
def test_the_xml_may_be_written_in_many_ways(style: str) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="2"><f>A1&gt;0</f><v>1</v></c></row><row r="2"><c r="A2"/></row>'
    )
    sheet = STYLES[style](sheet_xml(rows))
    values: dict[Place, CellValue] = {(1, 2): "é", (2, 2): 7.0, (3, 1): False}
    changed, count = patched(sheet, values)
    assert read_back(changed) == {"A1": 1.0, "A2": None, "B1": "é", "B2": 7.0, "A3": False}
    assert count == 3
    assert patched(changed, values) == (changed, 0)
    start = sheet.index("<", sheet.index("row") + 30) - 20
    assert changed[:start] == sheet[:start]


def test_cells_without_addresses_follow_one_another() -> None:
    sheet = sheet_xml(
        '<row><c><v>1</v></c><c><f>1</f></c></row><row r="4"><c r="C4"/><c><f>2</f></c></row><row><c/></row>'
    )
    changed, _ = patched(sheet, {(1, 2): 5.0, (4, 4): 6.0, (5, 1): 7.0})
    expected = sheet.replace("<f>1</f>", "<f>1</f><v>5</v>").replace("<f>2</f>", "<f>2</f><v>6</v>")
    assert changed == expected.replace("<row><c/></row>", "<row><c><v>7</v></c></row>")


def test_an_encoding_is_kept() -> None:
    text = '<?xml version="1.0" encoding="ISO-8859-1"?>' + sheet_xml('<row r="1"><c r="A1"><f>"é"</f><v/></c></row>')
    part, _ = with_values(text.encode("latin-1"), {(1, 1): "é – 日"}, {}, frozenset(), "book")
    assert read_back(part.decode("latin-1").partition("?>")[2])["A1"] == "é – 日"
    assert part.startswith('<?xml version="1.0" encoding="ISO-8859-1"?>'.encode("latin-1"))


REFUSED = {
    "no data": f'<worksheet xmlns="{MAIN}"/>',
    "rows out of order": sheet_xml('<row r="2"/><row r="1"/>'),
    "a row twice": sheet_xml('<row r="2"/><row r="2"/>'),
    "cells out of order": sheet_xml('<row r="1"><c r="B1"/><c r="A1"/></row>'),
    "a cell twice": sheet_xml('<row r="1"><c r="A1"/><c r="A1"/></row>'),
    "a cell in the wrong row": sheet_xml('<row r="1"><c r="A2"/></row>'),
    "a comment among the cells": sheet_xml('<row r="1"><!-- <c r="A1"/> --></row>'),
    "CDATA": sheet_xml('<row r="1"><c r="A1"><v><![CDATA[</c>]]></v></c></row>'),
    "an instruction": sheet_xml('<row r="1"><?x </row> ?></row>'),
    "UTF-16": ('<?xml version="1.0" encoding="UTF-16"?>' + sheet_xml("")).encode("utf-16"),
    "an unknown encoding": f'<?xml version="1.0" encoding="x-none"?>{sheet_xml("")}',
    "not in its encoding": sheet_xml('<row r="1"><c r="A1"><v>').encode()
    + b"\xff</v></c></row></sheetData></worksheet>",
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_told_apart_safely_is_refused(what: str) -> None:
    with pytest.raises(BadFile, match=r"^book: "):
        patched(REFUSED[what], {(1, 1): 1.0})


@pytest.mark.parametrize(
    ("stored", "found", "same"),
    [
        (1.0, 1.0, True),
        (1.0, True, False),
        ("1", 1.0, False),
        (None, "", False),
        (None, None, True),
        ("#N/A", WorksheetError("#N/A"), False),
        (WorksheetError("#N/A"), WorksheetError("#N/A"), True),
        (WorksheetError("#VALUE!"), WorksheetError("#SPILL!"), True),
        (WorksheetError("#SPILL!"), WorksheetError("#N/A"), False),
        (0.0, -0.0, True),
    ],
)
def test_values_are_the_same_only_with_their_type(stored: Any, found: Any, same: bool) -> None:
    assert same_value(stored, found) is same


def test_whole_numbers_are_written_whole() -> None:
    assert [number_text(value) for value in (5.0, -0.0, 1e15, 1e16, 1e99)] == ["5", "0", str(10**15), "1e+16", "1e+99"]
    assert value_xml(None) == ("", "")
