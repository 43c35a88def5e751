"""The doors: each takes a workbook of cases and gives, for every case, rows of values as Python holds them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cellrune
import formulon
from formulon import ErrorCode, ValueKind
from xlsxwriter.utility import xl_rowcol_to_cell

from parity.workbooks import RESULTS, SHEET, Placed
from quarterbook.book.evaluate import evaluate_file
from quarterbook.cells import WorksheetError

_FORMULON_ERRORS = {
    ErrorCode.NULL: "#NULL!",
    ErrorCode.DIV0: "#DIV/0!",
    ErrorCode.VALUE: "#VALUE!",
    ErrorCode.REF: "#REF!",
    ErrorCode.NAME: "#NAME?",
    ErrorCode.NUM: "#NUM!",
    ErrorCode.NA: "#N/A",
    ErrorCode.SPILL: "#SPILL!",
    ErrorCode.CALC: "#CALC!",
}

Answers = list[list[list[Any]]]


def headless(path: Path, placed: list[Placed]) -> Answers:
    """Quarterbook's own evaluator, with the Python functions in the cells."""
    found = evaluate_file(path)
    assert found.no_answer == []
    return [
        [
            [found.value(SHEET, place.row + y + 1, RESULTS + x + 1) for x in range(place.width)]
            for y in range(place.height)
        ]
        for place in placed
    ]


def cellrune_judge(path: Path, placed: list[Placed]) -> Answers:
    """The LAMBDA names in cellrune."""
    book = cellrune.Workbook.open_path(path)
    report = book.calculate()
    assert report["unavailable_count"] == 0
    return [
        [
            [_from_cellrune(cell) for cell in row]
            for row in book.read_values(
                SHEET,
                xl_rowcol_to_cell(place.row, RESULTS),
                xl_rowcol_to_cell(place.row + place.height - 1, RESULTS + place.width - 1),
            )
        ]
        for place in placed
    ]


def formulon_judge(path: Path, placed: list[Placed]) -> Answers:
    """The LAMBDA names in formulon."""
    with formulon.Workbook.load(path.read_bytes()) as book:
        book.recalc()
        return [
            [
                [_from_formulon(book.get_value(0, place.row + y, RESULTS + x)) for x in range(place.width)]
                for y in range(place.height)
            ]
            for place in placed
        ]


def _from_cellrune(cell: Any) -> Any:
    return WorksheetError(cell["value"]) if cell["kind"] == "error" else cell.get("value")


def _from_formulon(value: formulon.Value) -> Any:
    if value.kind == ValueKind.ERROR:
        return WorksheetError(_FORMULON_ERRORS.get(value.error_code, "#ERROR"))
    return value.to_python()
