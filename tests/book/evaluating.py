"""A workbook of figures with formulas put into it, as two libraries write it, and what evaluation says of it."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

from quarterbook.book.evaluate import evaluate_package
from quarterbook.book.evaluation import Evaluation
from quarterbook.book.package import Package

Cells = Mapping[str, Any]

ROWS = [
    ("2023/24 Q1", 95, 100, "up"),
    ("2023/24 Q2", 107.5, 100, " Lower is better "),
    ("2023/24 Q3", "n/a", 100, "target"),
    ("2023/24 Q4", None, 100, "up"),
    ("2024/25 Q1", True, 100, "up"),
    ("2024/25 Q2", 12, "Baseline", None),
]
CURRENT, TARGET, WAY = (tuple(row[n] for row in ROWS) for n in (1, 2, 3))
FIGURES: Cells = {
    **dict(zip(("A1", "B1", "C1", "D1"), ("Period", "Actual", "Target", "2023"), strict=True)),
    **{f"{letter}{n}": value for n, row in enumerate(ROWS, 2) for letter, value in zip("ABCD", row, strict=True)},
}
"""The history on the sheet Data: B the figures, C the targets, D the directions, from row 2."""
NAMES = {
    "Amber": "0.2",
    "Current": "Data!$B$2",
    "Figures": "Data!$B$2:$B$7",
    "Doubled": "Data!$C$2*2",
    "Rating": 'RAG(Data!$B$2,Data!$C$2,"up",,0.02)',
    "Column": "History[Target]",
    "Moving": "OFFSET(Data!$B$2,0,0,4,1)",
}
SHEET_NAMES = {"Other": {"Current": "Data!$B$3", "Goal": "Data!$C$3"}}


def by_openpyxl(formulas: Cells, sheet: str = "Other", more: Cells = {}) -> bytes:  # noqa: B006 - it is only read
    book = openpyxl.Workbook()
    data, other = book.active, book.create_sheet("Other")
    data.title = "Data"
    for cell, value in {**FIGURES, **more}.items():
        data[cell] = value
    data.add_table(Table(displayName="History", ref="A1:D7"))
    for cell, formula in formulas.items():
        book[sheet][cell] = f"={formula}"
    for name, text in NAMES.items():
        book.defined_names[name] = DefinedName(name, attr_text=text)
    for owner, names in SHEET_NAMES.items():
        for name, text in names.items():
            book[owner].defined_names[name] = DefinedName(name, attr_text=text)
    assert other is not None
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def by_xlsxwriter(formulas: Cells, sheet: str = "Other", more: Cells = {}) -> bytes:  # noqa: B006 - it is only read
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheets = {name: book.add_worksheet(name) for name in ("Data", "Other")}
        for cell, value in {**FIGURES, **more}.items():
            sheets["Data"].write(cell, value)
        columns = [{"header": FIGURES[f"{letter}1"]} for letter in "ABCD"]
        sheets["Data"].add_table("A1:D7", {"name": "History", "columns": columns})
        for cell, formula in formulas.items():
            sheets[sheet].write_formula(cell, f"={formula}", None, "stale")
        for name, text in NAMES.items():
            book.define_name(name, f"={text}")
        for owner, names in SHEET_NAMES.items():
            for name, text in names.items():
                book.define_name(f"{owner}!{name}", f"={text}")
    return content.getvalue()


Writer = Callable[..., bytes]
WRITERS = pytest.mark.parametrize("write", [by_openpyxl, by_xlsxwriter])


def found_in(data: bytes) -> Evaluation:
    return evaluate_package(Package(data, "book.xlsx"))


def answer(formula: str, write: Writer = by_openpyxl, sheet: str = "Other", cell: str = "J3", **more: Any) -> Any:
    """Return what a formula gives, or the reason for which it has no answer."""
    found = found_in(write({cell: formula}, sheet, **more))
    if found.no_answer:
        assert [(entry.sheet, entry.cell) for entry in found.no_answer] == [(sheet, cell)]
        return found.no_answer[0].reason
    return found[f"{sheet}!{cell}"]


def cell_xml(address: str, formula: str, value: str | None = None, attributes: str = "", kind: str = "") -> str:
    stored = "" if value is None else f"<v>{value}</v>"
    return f'<c r="{address}"{attributes}><f{kind}>{formula}</f>{stored}</c>'


def in_column(*cells: str) -> str:
    return "".join(f'<row r="{n}">{cell}</row>' for n, cell in enumerate(cells, 1))
