"""Cases as workbook files: the inputs in cells, a formula beside them that refers to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from parity.cases import Case
from quarterbook.cells import WorksheetError
from quarterbook.functions import REGISTRY

SHEET = "Cases"
RESULTS = 30
"""The first column (from 0) of the results; the inputs are to the left of it."""

_AS_FORMULA = {
    "#DIV/0!": "=1/0",
    "#N/A": "=NA()",
    "#NAME?": "=#NAME?",
    "#NULL!": "=#NULL!",
    "#NUM!": "=SQRT(-1)",
    "#REF!": "=#REF!",
    "#VALUE!": '="x"+1',
}


class _Exact(float):
    """A number written with all its digits: XlsxWriter's usual 16 lose the last bits that the edges are about."""

    def __format__(self, _: str) -> str:
        return repr(float(self))


@dataclass(frozen=True)
class Placed:
    """A case and where its results are: row and column from 0, and how many rows and columns it fills."""

    case: Case
    row: int
    height: int
    width: int


def write(path: Path, cases: list[Case], names: Mapping[str, str] | None = None) -> list[Placed]:
    """Write the cases to a workbook.

    Args:
        path: the file to write.
        cases: what to put in it, one below the other.
        names: the functions as LAMBDA names, for a judge: every argument is passed. Without them the functions are left
            to the evaluator, and blank optional arguments are left off or skipped.
    """
    placed = []
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(SHEET)
        for name, text in (names or {}).items():
            book.define_name(name, f"={text}")
        row = 0
        for case in cases:
            expected = case.expected
            place = Placed(case, row, len(expected), len(expected[0]))
            references, column, deepest = [], 0, place.height
            for argument in case.all_arguments:
                grid = argument if isinstance(argument, list) else [[argument]]
                _write_grid(sheet, row, column, grid)
                last = (row + len(grid) - 1, column + len(grid[0]) - 1)
                range_given = isinstance(argument, list) and last != (row, column)
                references.append(xl_range(row, column, *last) if range_given else xl_rowcol_to_cell(row, column))
                column, deepest = last[1] + 1, max(deepest, len(grid))
            assert column <= RESULTS
            formula = f"={case.function}({','.join(references if names else _given(case, references))})"
            if names or (place.height, place.width) != (1, 1):
                last = (row + place.height - 1, RESULTS + place.width - 1)
                sheet.write_dynamic_array_formula(row, RESULTS, *last, formula)
            else:
                sheet.write_formula(row, RESULTS, formula)
            placed.append(place)
            row += deepest
    return placed


def _given(case: Case, references: list[str]) -> list[str]:
    """Return the arguments as an officer might pass them: blank optional ones skipped, or left off at the end."""
    function = REGISTRY[case.function]
    given = [
        "" if n >= function.min_args and value is None else reference
        for n, (value, reference) in enumerate(zip(case.all_arguments, references, strict=True))
    ]
    while len(given) > function.min_args and not given[-1]:
        given.pop()
    return given


def _write_grid(sheet: Any, row: int, column: int, grid: list[list[Any]]) -> None:
    for y, cells in enumerate(grid, start=row):
        for x, value in enumerate(cells, start=column):
            if isinstance(value, WorksheetError):
                sheet.write_formula(y, x, _AS_FORMULA[value], None, str(value))
            elif isinstance(value, str):
                if not value or "\r" in value:  # a file has no other way to hold these than a formula
                    sheet.write_formula(y, x, _as_text_formula(value), None, value)
                else:
                    sheet.write_string(y, x, value)
            elif isinstance(value, bool):
                sheet.write_boolean(y, x, value)
            elif value is not None:
                sheet.write_number(y, x, _Exact(value))


def _as_text_formula(text: str) -> str:
    parts = [f'"{part}"' for part in text.replace('"', '""').split("\r")]
    return "=" + "&CHAR(13)&".join(parts)
