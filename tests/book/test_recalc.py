"""`recalc`: the stored values become what the formulas give, nothing else in the file changes, or nothing at all."""

from __future__ import annotations

import errno
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from lxml import etree
from openpyxl.utils.escape import unescape
from workbooks import (
    MAIN,
    SHEET,
    everything,
    minimal,
    minimal_parts,
    packed_parts_of,
    parts_of,
    relationships_xml,
    sheet_xml,
    text_without_values,
    without_values,
    workbook_xml,
    zipped,
)

from quarterbook import rules
from quarterbook.book.recalc import recalc
from quarterbook.errors import BadFile, QuarterbookError


def shown_by_openpyxl(path: Path, sheet: str) -> dict[str, Any]:
    cells = (cell for row in openpyxl.load_workbook(path, data_only=True)[sheet].rows for cell in row)
    values = {cell.coordinate: cell.value for cell in cells if cell.value is not None}
    return {cell: unescape(value) if isinstance(value, str) else value for cell, value in values.items()}


def shown_by_calamine(path: Path, sheet: str) -> list[list[Any]]:
    return python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def file_of(data: bytes, folder: Path, name: str = "book.xlsx") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


RESULTS: dict[str, Any] = {
    "95%*2": 1.9,
    "1E+99": 1e99,
    "-0.0": 0,
    "0.1+0.2": 0.1 + 0.2,
    "1/3": 1 / 3,
    "10^15": 10**15,
    "2^53": 2**53,
    "1>0": True,
    "1>2": False,
    "1/0": "#DIV/0!",
    "NA()": "#N/A",
    "SQRT(-1)": "#NUM!",
    '1+"x"': "#VALUE!",
    "Nothing": "#NAME?",
    '"a <b> & ""c"" \'d\'"': "a <b> & \"c\" 'd'",
    '"  two  "': "  two  ",
    '"one"&CHAR(10)&"two"&CHAR(13)&CHAR(9)&"."': "one\ntwo\r\t.",
    '"_x000D_ and _x41"': "_x000D_ and _x41",
    'CHAR(1)&"x"&CHAR(31)': "\x01x\x1f",
    '"£5 – é 😀"': "£5 – é 😀",
    '"#N/A"': "#N/A",
    '"1"': "1",
    'RAG(64%,60%,"up")': rules.rag(0.64, 0.6, "up"),
}


@pytest.mark.parametrize("stale", [None, 7, "stale", True])
def test_every_kind_of_result_is_read_back_by_others(stale: Any, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        for row, formula in enumerate(RESULTS):
            sheet.write_formula(row, 1, f"={formula}", None, "" if stale is None else stale)
    done = recalc(path)
    assert done.no_answer == ()
    assert done.formulas == len(RESULTS)
    found = shown_by_openpyxl(path, "S")
    assert {formula: found.get(f"B{n}") for n, formula in enumerate(RESULTS, 1)} == RESULTS
    by_calamine = [row[1] for row in shown_by_calamine(path, "S")]
    for value, expected in zip(by_calamine, RESULTS.values(), strict=True):
        if type(expected) in (int, float, bool):
            assert (value, isinstance(value, bool)) == (expected, isinstance(expected, bool))


def test_an_empty_text_is_stored_as_one(tmp_path: Path) -> None:
    path = file_of(minimal(sheet_xml('<row r="1"><c r="A1"><f>IF(TRUE,"")</f><v>5</v></c></row>')), tmp_path)
    assert recalc(path).changed == 1
    assert b'<c r="A1" t="str"><f>IF(TRUE,"")</f><v></v></c>' in parts_of(path)[SHEET]
    assert recalc(path).changed == 0


@pytest.mark.parametrize("written", ["openpyxl", "xlsxwriter"])
def test_workbooks_of_other_programs_get_the_rules_answers(written: str, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    figures = [(95, 100, "up"), (95, 100, "down"), (None, 100, "up"), ("n/a", None, "up"), (0, 0, "target")]
    if written == "openpyxl":
        plain = openpyxl.Workbook()
        for n, row in enumerate(figures, 1):
            plain.active.append([*row, f"=RAG(A{n},B{n},C{n})", f'=IF(TRUE,VARIANCE(A{n},B{n},C{n})&"")'])
        plain.active.title = "S"
        plain.save(path)
    else:
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("S")
            for n, row in enumerate(figures):
                sheet.write_row(n, 0, row)
                sheet.write_dynamic_array_formula(n, 3, n, 3, f"=RAG(A{n + 1},B{n + 1},C{n + 1})")
                sheet.write_formula(n, 4, f'=IF(TRUE,VARIANCE(A{n + 1},B{n + 1},C{n + 1})&"")')
    assert recalc(path).changed == 2 * len(figures)
    found = shown_by_openpyxl(path, "S")
    assert [found[f"D{n}"] for n in range(1, 6)] == [rules.rag(*row) for row in figures]
    assert [found[f"E{n}"] for n in range(1, 6)] == [str(rules.variance(*row)).removesuffix(".0") for row in figures]


def spilling(formula: str, ref: str, followers: str) -> bytes:
    return minimal(
        sheet_xml(
            f'<row r="2"><c r="B2" s="1" cm="1"><f t="array" ref="{ref}">{formula}</f><v>1</v></c>'
            f'<c r="D2"><v>40</v></c></row>{followers}'
        )
    )


def test_an_array_grows_into_cells_and_rows_that_were_not_there(tmp_path: Path) -> None:
    path = file_of(spilling("_xlfn.SEQUENCE(4,2)", "B2", '<row r="4" ht="20"><c r="D4" s="3"/></row>'), tmp_path)
    assert recalc(path).changed == 8
    assert shown_by_openpyxl(path, "S1") == {
        "B2": 1, "C2": 2, "D2": 40, "B3": 3, "C3": 4, "B4": 5, "C4": 6, "B5": 7, "C5": 8,
    }  # fmt: skip
    text = parts_of(path)[SHEET].decode()
    assert 'ref="B2:C5"' in text
    assert '<row r="4" ht="20"><c r="B4"><v>5</v></c><c r="C4"><v>6</v></c><c r="D4" s="3"/></row>' in text
    before = path.stat().st_mtime_ns, path.stat().st_ino
    assert recalc(path).changed == 0
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before


def test_an_array_shrinks_and_the_cells_that_it_leaves_keep_their_format(tmp_path: Path) -> None:
    followers = (
        '<row r="3"><c r="B3" s="2" t="str"><v>old</v></c></row><row r="4"><c r="B4" s="2" t="e"><v>#N/A</v></c></row>'
        '<row r="5"><c r="B5" t="b"><v>1</v></c></row>'
    )
    path = file_of(spilling("_xlfn.SEQUENCE(2)", "B2:B5", followers), tmp_path)
    assert recalc(path).changed == 4  # the formula's range, and three cells
    text = parts_of(path)[SHEET].decode()
    assert 'ref="B2:B3"' in text
    assert '<c r="B3" s="2"><v>2</v></c>' in text
    assert '<c r="B4" s="2"/>' in text
    assert '<c r="B5"/>' in text
    assert recalc(path).changed == 0


def test_a_blocked_array_shows_its_error_and_takes_nothing_away(tmp_path: Path) -> None:
    path = file_of(spilling("_xlfn.SEQUENCE(3)", "B2", '<row r="4"><c r="B4"><v>9</v></c></row>'), tmp_path)
    done = recalc(path)
    assert done.no_answer == ()
    assert shown_by_openpyxl(path, "S1") == {"B2": "#VALUE!", "D2": 40, "B4": 9}
    assert recalc(path).changed == 0


def test_an_array_that_finds_no_room_any_more_empties_what_it_had_filled(tmp_path: Path) -> None:
    followers = '<row r="3"><c r="B3"><v>2</v></c></row><row r="4"><c r="B4"><v>9</v></c></row>'
    path = file_of(spilling("_xlfn.SEQUENCE(3)", "B2:B3", followers), tmp_path)
    recalc(path)
    assert shown_by_openpyxl(path, "S1") == {"B2": "#VALUE!", "D2": 40, "B4": 9}
    assert 'ref="B2"' in parts_of(path)[SHEET].decode()


def test_an_array_of_a_fixed_range_fills_it_and_no_more(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="array" ref="B1:B2">A1:A2*2</f><v>0</v></c>'
        '<c r="C1"><f t="array" ref="C1:C2">RAG(A1,1,"up")</f><v>0</v></c>'
        '<c r="D1"><f t="array" ref="D1:D3">A1:A2*2</f><v>70</v></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c><c r="D2"><v>80</v></c></row>'
    )
    path = file_of(minimal(sheet_xml(rows)), tmp_path)
    done = recalc(path)
    assert [entry.cell for entry in done.no_answer] == ["D1"]
    rag = rules.rag(1, 1, "up")
    assert shown_by_openpyxl(path, "S1") == {
        "A1": 1, "B1": 2, "C1": rag, "D1": 70, "A2": 2, "B2": 4, "C2": rag, "D2": 80,
    }  # fmt: skip


def test_a_spilled_cell_that_held_a_shared_text_is_replaced_once(tmp_path: Path) -> None:
    sheet = sheet_xml(
        '<row r="1"><c r="A1" cm="1"><f t="array" ref="A1:A2">YEAR_TO_DATE({1;2})</f><v>1</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>0</v></c></row>'
    )
    parts = minimal_parts(sheet)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}"><si><t>old</t></si></sst>'
    parts["xl/_rels/workbook.xml.rels"] = relationships_xml(
        ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "sharedStrings", "sharedStrings.xml")
    )
    path = file_of(zipped(parts), tmp_path)
    assert recalc(path).changed == 1
    assert shown_by_openpyxl(path, "S1") == {"A1": 1, "A2": 3}
    assert recalc(path).changed == 0


def test_what_has_no_answer_keeps_every_byte(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" t="str" vm="1"><f>NOSUCH(1)</f><v>kept _x000D_ &amp; whole</v></c>'
        '<c r="B1"><f>Other!A1</f><v>1.50</v></c>'
        '<c r="C1" cm="1"><f t="array" ref="C1:C2">NOSUCH(2)</f><v>5</v></c></row>'
        '<row r="2"><c r="C2" s="1"><v>6.0</v></c></row>'
    )
    path = file_of(minimal(sheet_xml(rows)), tmp_path)
    before = path.read_bytes()
    done = recalc(path)
    assert (done.formulas, done.changed, len(done.no_answer)) == (3, 0, 3)
    assert path.read_bytes() == before


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A workbook with everything in it, before and after."""
    folder = tmp_path_factory.mktemp("whole")
    everything(folder / "before.xlsm")
    done = recalc(folder / "before.xlsm", folder / "after.xlsm")
    assert done.no_answer == ()
    assert done.changed > 10
    return folder / "before.xlsm", folder / "after.xlsm"


def test_every_other_part_stays_packed_as_it_was(whole: tuple[Path, Path]) -> None:
    before, after = map(packed_parts_of, whole)
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == {
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
    }
    assert len(before) > 35
    for path in whole:
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None


def test_of_the_sheets_only_values_types_and_spill_ranges_change(whole: tuple[Path, Path]) -> None:
    before, after = (parts_of(path) for path in whole)
    for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        assert before[name] != after[name]
        assert without_values(before[name]) == without_values(after[name])
        assert text_without_values(before[name]) == text_without_values(after[name])


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # what openpyxl would lose
def test_the_workbook_with_everything_shows_the_rules_answers(whole: tuple[Path, Path]) -> None:
    found = shown_by_openpyxl(whole[1], "Data")
    figures = [95, 100, 106, None]
    assert [found[f"D{n}"] for n in range(2, 6)] == [rules.rag(figure, 100, "up") for figure in figures]
    assert [found[f"E{n}"] for n in range(2, 6)] == [rules.variance(figure, 100, "up") for figure in figures]
    assert [found.get(f"F{n}", "") for n in range(2, 6)] == rules.year_to_date(figures)
    assert shown_by_openpyxl(whole[1], "Table")["D1"] == f"{rules.rag(95, 100, 'down')}!"


def test_a_second_recalculation_changes_nothing(whole: tuple[Path, Path], tmp_path: Path) -> None:
    path = file_of(whole[1].read_bytes(), tmp_path, "book.xlsm")
    about = path.stat().st_mtime_ns, path.stat().st_ino
    assert recalc(path).changed == 0
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == about  # not written at all
    recalc(path, tmp_path / "copy.xlsm")
    assert parts_of(tmp_path / "copy.xlsm") == parts_of(path)


STALE = minimal(sheet_xml('<row r="1"><c r="A1"><f>1+1</f><v>1</v></c></row>'))


def test_output_leaves_the_input_alone(tmp_path: Path) -> None:
    path, out = file_of(STALE, tmp_path), tmp_path / "out.xlsx"
    about = path.stat().st_mtime_ns, path.stat().st_ino
    recalc(path, out)
    assert path.read_bytes() == STALE
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == about
    assert shown_by_openpyxl(out, "S1") == {"A1": 2}
    recalc(out, tmp_path / "again.xlsx")
    assert parts_of(tmp_path / "again.xlsx") == parts_of(out)


def test_permissions_stay_and_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    path = file_of(STALE, tmp_path / "real")
    path.chmod(0o640)
    link = tmp_path / "link.xlsx"
    link.symlink_to(path)
    recalc(link)
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert shown_by_openpyxl(path, "S1") == {"A1": 2}
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["link.xlsx", "real"]
    assert list((tmp_path / "real").iterdir()) == [path]


def full(*_: Any, **__: Any) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device")


def refused(*_: Any, **__: Any) -> Any:
    raise PermissionError(errno.EACCES, "Permission denied")


def interrupted(*_: Any, **__: Any) -> Any:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("place", "failure", "error"),
    [
        ("os.fsync", full, QuarterbookError),
        ("pathlib.Path.replace", refused, QuarterbookError),
        ("pathlib.Path.chmod", refused, QuarterbookError),
        ("tempfile.mkstemp", full, QuarterbookError),
        ("pathlib.Path.replace", interrupted, KeyboardInterrupt),
    ],
)
def test_a_failure_leaves_the_file_as_it_was_and_nothing_beside_it(
    place: str, failure: Callable[..., Any], error: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file_of(STALE, tmp_path)
    monkeypatch.setattr(place, failure)
    with pytest.raises(error) as caught:
        recalc(path)
    monkeypatch.undo()
    assert path.read_bytes() == STALE
    assert list(tmp_path.iterdir()) == [path]
    if error is QuarterbookError:
        assert str(caught.value).startswith(f"{path}: cannot be written (")


def test_a_sheet_that_cannot_be_changed_safely_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    backwards = '<row r="2"><c r="A2"><f>1+1</f><v>1</v></c></row><row r="1"><c r="A1"><f>1+2</f><v>1</v></c></row>'
    path = file_of(minimal(sheet_xml('<row r="1"><c r="A1"><f>1+1</f></c></row>'), sheet_xml(backwards)), tmp_path)
    before = path.read_bytes()
    with pytest.raises(BadFile, match=r"sheet 'S2': its rows or cells are out of order"):
        recalc(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


ROWS = '<row r="1"><c r="A1"><v>2</v></c><c r="B1"><f>RAG(A1,1,"up")</f><v>0</v></c></row>'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def variant(
    sheet: str = "", workbook: str = "xl/workbook.xml", part: str = SHEET, target: str = "", office: str = ""
) -> bytes:
    """Return a workbook whose parts stand elsewhere or are written otherwise."""
    parts = minimal_parts(sheet or sheet_xml(ROWS))
    types = str(parts["[Content_Types].xml"]).replace("/xl/workbook.xml", f"/{workbook}").replace(SHEET, part)
    parts["[Content_Types].xml"] = types
    parts["_rels/.rels"] = relationships_xml(("rId1", "officeDocument", office or workbook))
    folder, _, name = workbook.rpartition("/")
    moved = {
        workbook: parts.pop("xl/workbook.xml"),
        part: parts.pop(SHEET),
        f"{folder}/_rels/{name}.rels".lstrip("/"): relationships_xml(("rId1", "worksheet", target or f"/{part}")),
    }
    parts.pop("xl/_rels/workbook.xml.rels")
    return zipped({**parts, **moved})


VARIANTS = {
    "absolute target": variant(),
    "relative target": variant(target="worksheets/sheet1.xml"),
    "roundabout target": variant(target="./x/../worksheets/sheet1.xml"),
    "absolute workbook": variant(office="/xl/workbook.xml"),
    "workbook elsewhere": variant(workbook="book/wb.xml", part="book/pages/first.xml", target="pages/first.xml"),
    "workbook at the root": variant(workbook="wb.xml", part="s.xml", target="s.xml"),
    "prefixed": variant(sheet_xml(ROWS).replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")),
    "single quotes": variant(sheet_xml(ROWS.replace('"up"', "&quot;up&quot;")).replace('"', "'")),
    "no addresses": variant(sheet_xml(ROWS.replace(' r="1"', "").replace(' r="A1"', "").replace(' r="B1"', ""))),
    "inline text beside": variant(
        sheet_xml(ROWS.replace("</row>", '<c r="C1" t="inlineStr"><is><t>x</t></is></c></row>'))
    ),
    "comment before": variant("<!-- <row/> -->" + sheet_xml(ROWS)),
    "latin-1": variant('<?xml version="1.0" encoding="ISO-8859-1"?>' + sheet_xml(ROWS)),
    "byte order mark": variant("\ufeff" + sheet_xml(ROWS)),
    "stored, not packed": zipped(minimal_parts(sheet_xml(ROWS)), zipfile.ZIP_STORED),
}


@pytest.mark.parametrize("kind", VARIANTS)
def test_workbooks_put_together_in_other_ways_are_recalculated(kind: str, tmp_path: Path) -> None:
    path = file_of(VARIANTS[kind], tmp_path)
    before = parts_of(path)
    assert recalc(path).changed == 1
    after = parts_of(path)
    assert [before[name] == after[name] for name in before].count(False) == 1
    part = next(data for name, data in after.items() if data != before[name])
    assert [element.text for element in etree.fromstring(part).iter(f"{{{MAIN}}}v")][:2] == ["2", rules.rag(2, 1, "up")]
    assert recalc(path).changed == 0


STRICT = {
    name: (content if isinstance(content, bytes) else content.encode())
    .replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    )
    .replace(RELATION.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships")
    for name, content in minimal_parts(sheet_xml(ROWS)).items()
}
UNREAD = {
    "strict": zipped(STRICT),
    "UTF-16": zipped(
        {**minimal_parts(""), SHEET: ('<?xml version="1.0" encoding="UTF-16"?>' + sheet_xml(ROWS)).encode("utf-16")}
    ),
    "comment among the cells": minimal(sheet_xml(f"<!-- x -->{ROWS}")),
    "no worksheet": zipped({**minimal_parts(), "xl/workbook.xml": workbook_xml({})}),
}


@pytest.mark.parametrize("kind", UNREAD)
def test_what_is_not_read_is_said_and_left(kind: str, tmp_path: Path) -> None:
    path = file_of(UNREAD[kind], tmp_path)
    with pytest.raises(BadFile) as caught:
        recalc(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == UNREAD[kind]
    assert list(tmp_path.iterdir()) == [path]
