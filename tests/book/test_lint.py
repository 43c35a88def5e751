"""Every fault that the lint knows, seeded into a sound workbook; and a sound workbook has none."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from quarterbook.book.lint import MAX_LIST, MAX_TEXT, lint
from quarterbook.demo import built
from quarterbook.errors import BadFile
from quarterbook.excel.build import macro_workbook
from quarterbook.functions import REGISTRY
from registers import plain_register

SHEET = "xl/worksheets/sheet1.xml"
TABLE = "xl/tables/table1.xml"
BOOK = "xl/workbook.xml"

SEEDED = {
    "table header is not the cell's text": (TABLE, 'name="Actual"', 'name="Other"', "is not what the header cell says"),
    "two table columns of one name": (TABLE, 'name="Actual"', 'name="PERIOD"', "two columns of one name"),
    "table range of another width": (TABLE, 'ref="A1:B3"', 'ref="A1:C3"', "not one title a column"),
    "table name like a cell": (TABLE, 'displayName="History1"', 'displayName="H1"', "not one that Excel accepts"),
    "table name taken by a name": (TABLE, 'displayName="History1"', 'displayName="Tolerance"', "taken twice"),
    "name like a cell": (BOOK, 'name="Tolerance"', 'name="T2023"', "'T2023' is not one that Excel accepts"),
    "name with a space": (BOOK, 'name="Tolerance"', 'name="My tolerance"', "is not one that Excel accepts"),
    "name defined twice": (BOOK, 'name="Share"', 'name="TOLERANCE"', "defined 2 times"),
    "name of a sheet that is not there": (BOOK, "First!$D$2", "Frist!$D$2", "refers to a sheet 'Frist'"),
    "sheet name too long": (BOOK, 'name="Second"', f'name="{"S" * 32}"', "is not one that Excel accepts"),
    "two sheets of one name": (BOOK, 'name="Second"', 'name="FIRST"', "two sheets 'FIRST'"),
    "merged ranges overlap": (SHEET, 'ref="A12:B12"', 'ref="A10:B12"', "merged ranges overlap"),
    "merged range over a table": (SHEET, 'ref="A12:B12"', 'ref="A3:B4"', "a merged range and a table overlap"),
    "cells out of order": (SHEET, 'r="D2"', 'r="A2"', "out of order"),
    "rows out of order": (SHEET, '<row r="6"', '<row r="2"', "row 2 is out of order"),
    "format that is not there": (SHEET, '<c r="D2"', '<c r="D2" s="99"', "has a format that is not there"),
    "conditional format that is not there": (SHEET, 'dxfId="0"', 'dxfId="7"', "conditional format uses a format"),
    "list too long": (SHEET, '"Up,Down"', f'"{"x" * (MAX_LIST + 1)}"', "the list of the validation"),
    "prompt title too long": (SHEET, 'promptTitle="Direction"', f'promptTitle="{"x" * 33}"', "the promptTitle"),
    "prefix left out": (SHEET, "_xlfn.XLOOKUP(", "XLOOKUP(", "XLOOKUP must be stored as _xlfn.XLOOKUP"),
    "half a prefix": (SHEET, "_xlfn.XLOOKUP(", "_xlfn.FILTER(", "FILTER must be stored as _xlfn._xlws.FILTER"),
    "not a formula": (SHEET, "Tolerance+1", "Tolerance+(1", "is not a formula"),
    "word that is nothing": (SHEET, "Tolerance+1", "Tolerence+1", "refers to tolerence, which is not defined"),
    "argument of a LAMBDA like a cell": (BOOK, "_xlpm.share", "_xlpm.s1", "cannot call an argument 's1'"),
    "relationship that leads nowhere": (
        "xl/worksheets/_rels/sheet1.xml.rels",
        "table1.xml",
        "table9.xml",
        "table9.xml",
    ),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lint") / "sound.xlsx"
    book = xlsxwriter.Workbook(path, {"use_future_functions": True})
    sheet = book.add_worksheet("First")
    book.add_worksheet("Second")
    sheet.add_table(
        "A1:B3",
        {
            "name": "History1",
            "columns": [{"header": "Period"}, {"header": "Actual"}],
            "data": [["2023/24 Q1", 88], ["2023/24 Q2", 147]],
        },
    )
    book.define_name("Tolerance", "=First!$D$2")
    book.define_name("Share", "=_xlfn.LAMBDA(_xlpm.share, _xlpm.share * Tolerance)")
    book.define_name("RAG", f"={REGISTRY['RAG'].lambda_text}")
    sheet.write("D2", 0.1)
    sheet.write_dynamic_array_formula("D6", '=RAG(History1[Actual], 100, "up")')
    sheet.write_formula("D7", '=XLOOKUP("2023/24 Q2", History1[Period], History1[Actual])')
    sheet.write_formula("D8", "=Tolerance+1+SUM($A:$B)+Second!A1")
    sheet.merge_range("A10:B10", "one")
    sheet.merge_range("A12:B12", "two")
    sheet.data_validation("E2", {"validate": "list", "source": ["Up", "Down"], "input_title": "Direction"})
    bold = book.add_format({"bold": True})
    sheet.conditional_format("D2:D9", {"type": "cell", "criteria": ">", "value": 1, "format": bold})
    book.close()
    return path


def test_sound_workbook_has_no_faults(sound: Path) -> None:
    assert lint(sound) == []


@pytest.mark.parametrize("fault", SEEDED)
def test_seeded_fault_is_found(fault: str, sound: Path, tmp_path: Path) -> None:
    part, old, new, expected = SEEDED[fault]
    seeded = tmp_path / "seeded.xlsx"
    with zipfile.ZipFile(sound) as source, zipfile.ZipFile(seeded, "w") as out:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                assert old.encode() in text, f"{old} is not in {part}: the seed would change nothing"
                text = text.replace(old.encode(), new.encode(), 1)
            out.writestr(name, text)
    assert any(expected in line for line in found_in(seeded)), found_in(seeded)


def found_in(path: Path) -> list[str]:
    """Return the faults of a workbook, or the one that it cannot be read for."""
    try:
        return lint(path)
    except BadFile as error:
        return [str(error)]


def test_texts_longer_than_a_cell_are_found(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_formula("A1", '=REPT("x", 40000)', None, "x" * (MAX_TEXT + 1))
    book.close()
    assert [line for line in lint(path) if "32,767" in line]


def test_a_function_that_is_a_name_and_a_macro_is_found(sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "both.xlsm"
    path.write_bytes(macro_workbook(sound.read_bytes(), "both.xlsm"))
    assert lint(path) == ["RAG is a name of the workbook and a macro in it too"]


def test_a_workbook_whose_functions_are_macros_alone_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "macros.xlsm"
    path.write_bytes(built(plain_register(2), path)[0])
    assert lint(path) == []
