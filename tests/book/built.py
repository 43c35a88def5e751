"""A workbook built from a register, as a second library sees it and as it was evaluated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from quarterbook.book.build import build_workbook
from quarterbook.book.evaluation import Evaluation
from quarterbook.book.recalc import recalc
from quarterbook.demo import example_register
from quarterbook.register.files import read_register
from quarterbook.register.model import Register
from registers import odd_register, plain_register

REGISTERS: Mapping[str, Callable[[], Register]] = {
    "example": lambda: read_register(example_register()),
    "odd": odd_register,
    "300 indicators": lambda: plain_register(300),
}
"""The registers that every promise about a built workbook is held against."""


@dataclass(frozen=True)
class Built:
    """A workbook built from a register, as openpyxl sees it and as it was evaluated."""

    register: Register
    path: Path
    book: Workbook
    evaluation: Evaluation

    def sheet_of(self, number: str) -> str:
        """Return the sheet of an indicator."""
        position = [indicator.number for indicator in self.register.indicators].index(number)
        return self.indicator_sheets[position]

    @property
    def indicator_sheets(self) -> list[str]:
        """The indicators' sheets in their order."""
        return [name for name in self.book.sheetnames if name.startswith("Indicator")]

    def cell(self, sheet: str, name: str) -> Any:
        """Return the cell that a sheet-level name refers to."""
        return self.book[sheet][self.book[sheet].defined_names[name].attr_text.rpartition("!")[2].replace("$", "")]

    def value(self, sheet: str, name: str, rows_above: int = 0) -> Any:
        """Return what the cell of a name shows, or the cell some rows above it."""
        cell = self.cell(sheet, name)
        return self.shown(sheet, cell.row - rows_above, cell.column)

    def shown(self, sheet: str, row: int, column: int) -> Any:
        """Return what a cell shows, formula or not."""
        found = self.evaluation.values[sheet].get((row, column))
        return self.book[sheet].cell(row, column).value if found is None else found


def built(register: Register, path: Path, **options: Any) -> Built:
    """Build a workbook and evaluate it."""
    build_workbook(register, path, **options)
    result = recalc(path)
    assert result.no_answer == ()
    return Built(register, path, load_workbook(path), result.evaluation)
