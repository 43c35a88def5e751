"""What the formulas of a workbook give, and which of them have no answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from quarterbook.book.addresses import cell_address, parse_cell
from quarterbook.book.stored import CellValue
from quarterbook.book.structure import Structure


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """A formula that was not evaluated, and why. Its stored value stays.

    Attributes:
        sheet: the sheet's name.
        cell: the address, such as "B5".
        reason: what stands in the way, as the end of a sentence about the cell.
    """

    sheet: str
    cell: str
    reason: str

    def __str__(self) -> str:
        """Return one line for people."""
        return f"{self.sheet}!{self.cell} was not evaluated and keeps its stored value: {self.reason}"


@dataclass
class Evaluation:
    """What the formulas of a workbook give.

    Attributes:
        values: sheet name to (row, column) to value, for every formula that was evaluated and every cell that one
            spills into; rows and columns count from 1.
        spills: sheet name to (row, column) of a formula to the range that it fills, where that is more than its cell.
        no_answer: the formulas that were not evaluated.
        structure: the workbook's sheets, names, tables and formulas.
    """

    structure: Structure
    values: dict[str, dict[tuple[int, int], CellValue]] = field(default_factory=dict)
    spills: dict[str, dict[tuple[int, int], tuple[int, int, int, int]]] = field(default_factory=dict)
    no_answer: list[NoAnswer] = field(default_factory=list)

    def value(self, sheet: str, row: int, column: int) -> CellValue:
        """Return the value of a formula's cell. Raises KeyError when it is no formula or has no answer."""
        return self.values[sheet][row, column]

    def __getitem__(self, reference: str) -> CellValue:
        """Return the value at a reference such as "Index!B5" or "'Indicator 36'!F4", in any case.

        Raises:
            KeyError: when it is no reference to a cell, or the cell holds no formula, or one without an answer.
        """
        before, _, address = reference.rpartition("!")
        place = parse_cell(address)
        if place is None or not before:
            raise KeyError(f"{reference!r} is not the address of a cell such as \"'Indicator 36'!F4\"")
        wanted = before[1:-1].replace("''", "'") if before.startswith("'") else before
        sheet = next((name for name in self.values if name.lower() == wanted.lower()), None)
        if sheet is None:
            raise KeyError(f"{reference}: there is no worksheet {wanted!r}; there are {', '.join(self.values)}")
        if place not in self.values[sheet]:
            cell = sheet, cell_address(*place)
            reasons = [str(entry) for entry in self.no_answer if (entry.sheet, entry.cell) == cell]
            raise KeyError(reasons[0] if reasons else f"{reference} is not a formula of this workbook")
        return self.values[sheet][place]
