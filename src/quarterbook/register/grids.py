"""Grids of cells in, rows of the model out: header, rows, and every fault with its place.

A grid is one file of the register as it was found, wherever it came from. All faults are gathered, so that the error
can name the first and say how many more there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quarterbook.cells import trimmed
from quarterbook.errors import BadRegister
from quarterbook.register.kinds import Text
from quarterbook.register.raw import Broken, Cell, Fault, Reading, nearest, shown
from quarterbook.register.tables import Column, Table


@dataclass(frozen=True)
class Grid:
    """One file or sheet as found.

    Attributes:
        place: how messages name it: "history.csv", "register.xlsx sheet history".
        rows: the cells, row 1 (the header) first; numbered as a spreadsheet shows them.
    """

    place: str
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Row:
    """One row that was read: where it stands, and its values by column."""

    line: int
    values: Mapping[str, Any]


@dataclass
class Faults:
    """The faults found so far, in the order in which they were found."""

    lines: list[str] = field(default_factory=list)

    def add(self, place: str, line: int | None, column: str | None, what: str) -> None:
        """Note one fault.

        Args:
            place: the file or sheet.
            line: the row, header 1; None when it is the whole file.
            column: the column's name, None when it is the whole row.
            what: what was found and what to do.
        """
        where = place + (f" row {line}" if line else "") + (f", column {column}" if column else "")
        self.lines.append(f"{where}: {what}")

    def raise_any(self) -> None:
        """Raise the faults, if there are any.

        Raises:
            BadRegister: one line: the first fault, and how many more there are.
        """
        if self.lines:
            more = len(self.lines) - 1
            rest = f" (and {more} more {'fault' if more == 1 else 'faults'})" if more else ""
            raise BadRegister(self.lines[0] + rest)


def rows_of(grid: Grid, table: Table, reading: Reading, faults: Faults) -> list[Row]:
    """Read every row of a grid.

    Args:
        grid: the cells as found.
        table: which columns there are.
        reading: how cells are to be read.
        faults: where every fault is noted.

    Returns:
        The rows without a fault; blank rows are skipped, blank cells have the column's default.
    """
    columns = _header(grid, table, faults)
    return [] if columns is None else list(_rows(grid, columns, table.defaults, reading, faults))


def is_blank(cell: Cell, column: Column) -> bool:
    """Whether a cell holds nothing; a text of spaces is something, but only where any text will do."""
    if cell is None or cell == "":
        return True
    return isinstance(cell, str) and not isinstance(column.kind, Text) and not trimmed(cell)


def _header(grid: Grid, table: Table, faults: Faults) -> list[Column] | None:
    """Return the columns in the order of the grid, or None when a header cell is not understood."""
    known = {column.name: column for column in table.columns}
    cells = list(grid.rows[0]) if grid.rows else []
    while cells and _nothing(cells[-1]):
        cells.pop()
    before = len(faults.lines)
    for position, cell in enumerate(cells, start=1):
        if _nothing(cell):
            faults.add(grid.place, 1, None, f"column {position} has no name; name it or delete it")
        elif cell not in known:
            meant = nearest(str(cell), tuple(known))
            todo = f"did you mean {meant}?" if meant else f"the columns are {', '.join(known)}"
            faults.add(grid.place, 1, None, f"unknown column {shown(cell)}; {todo}")
        elif cell in cells[: position - 1]:
            faults.add(grid.place, 1, None, f"column {cell} is there twice; keep one of them")
    for name in known:
        if name not in table.defaults and name not in cells:
            faults.add(grid.place, 1, None, f"column {name} is missing; add it")
    return None if len(faults.lines) > before else [known[str(cell)] for cell in cells]


def _rows(
    grid: Grid, columns: list[Column], defaults: Mapping[str, Any], reading: Reading, faults: Faults
) -> Iterator[Row]:
    for line, cells in enumerate(grid.rows[1:], start=2):
        if all(_nothing(cell) for cell in cells):
            continue
        if not _fits(cells, columns, grid.place, line, faults):
            continue
        values: dict[str, Any] = {}
        sound = True
        for column, cell in zip(columns, cells, strict=False):
            try:
                values[column.name] = _value(cell, column, defaults, reading)
            except Fault as fault:
                faults.add(grid.place, line, column.name, str(fault))
                sound = False
        if sound:
            yield Row(line, values)


def _fits(cells: Sequence[Cell], columns: list[Column], place: str, line: int, faults: Faults) -> bool:
    """Whether a row has as many cells as the header: fewer is a file cut off, more is a comma that was not quoted."""
    surplus = next((cell for cell in cells[len(columns) :] if not _nothing(cell)), None)
    if surplus is not None:
        what = (
            f"{shown(surplus)} stands beyond the last column; put a text that has commas in quotes, or name the column"
        )
        faults.add(place, line, None, what)
    elif len(cells) < len(columns):
        what = f"{len(cells)} cells where the header has {len(columns)}; the row is cut off, or commas are missing"
        faults.add(place, line, None, what)
    return surplus is None and len(cells) >= len(columns)


def _value(cell: Cell, column: Column, defaults: Mapping[str, Any], reading: Reading) -> Any:
    optional = column.name in defaults
    if is_blank(cell, column) or (not optional and _nothing(cell)):
        if not optional:
            raise Fault(f"blank; every row needs its {column.name}")
        return defaults[column.name]
    if isinstance(cell, Broken):
        raise Fault(f"{cell.found}; {cell.mend}")
    return column.kind.read(cell, reading)


def _nothing(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not trimmed(cell))
