"""A read-only view of a workbook's cells: what the reader of the register and the checks see of it, never a file.

A view is plain data, so there can be several doors to it: `view_of_file` reads a file, a live workbook
would fill in the same fields. Rows and columns count from 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from quarterbook.book.addresses import cell_address, parse_range
from quarterbook.book.features import NOTHING_BESIDES, FeatureReader, Features, document_title
from quarterbook.book.package import Package
from quarterbook.book.stored import CellValue, Formula, Place
from quarterbook.book.structure import Name, Sheet, SheetPart, Structure, Table, read_structure


class Area(NamedTuple):
    """A cell or a range of a sheet."""

    sheet: str
    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def place(self) -> Place:
        """The first cell."""
        return self.first_row, self.first_column

    @property
    def places(self) -> Iterator[Place]:
        """Every cell, row by row."""
        columns = range(self.first_column, self.last_column + 1)
        return ((row, column) for row in range(self.first_row, self.last_row + 1) for column in columns)

    @property
    def address(self) -> str:
        """The address of the first cell, such as B5."""
        return cell_address(*self.place)


@dataclass(frozen=True)
class SheetView:
    """One worksheet.

    Attributes:
        name: its name.
        names: the sheet-level names in lower case; None where a name refers to something else than cells.
        tables: its Excel tables.
        values: the values stored in its cells, those of formulas included. A date is its serial number.
        formulas: its formulas, those that share another cell's text included; a what-if data table's have none.
        features: what else is to be seen: what is hidden, merged, linked, drawn, or shown as a date.
        is_hidden: whether the sheet itself is hidden.
    """

    name: str
    names: Mapping[str, Area | None]
    tables: tuple[Table, ...]
    values: Mapping[Place, CellValue]
    formulas: Mapping[Place, Formula]
    features: Features = NOTHING_BESIDES
    is_hidden: bool = False

    def value(self, row: int, column: int) -> CellValue:
        """Return the value stored in a cell, None for an empty one."""
        return self.values.get((row, column))

    def formula(self, row: int, column: int) -> str | None:
        """Return the formula of a cell without "=", "" where it cannot be written out, None when it has none."""
        formula = self.formulas.get((row, column))
        return None if formula is None else formula.text or ""


@dataclass(frozen=True)
class View:
    """A workbook.

    Attributes:
        name: what messages call it: the path as the user gave it.
        sheets: its worksheets, in order.
        names: the names of the whole workbook, as the sheets' are.
        defined: every defined name as it is written, those that refer to no cells included.
        linked: the other workbooks that it links to.
        title: the title in the document's properties.
        by_hand: whether Excel calculates it only when it is told to.
    """

    name: str
    sheets: tuple[SheetView, ...]
    names: Mapping[str, Area | None]
    defined: tuple[Name, ...] = ()
    linked: tuple[str, ...] = ()
    title: str = ""
    by_hand: bool = False

    @cached_property
    def by_name(self) -> Mapping[str, SheetView]:
        """The worksheets by their name in lower case."""
        return {sheet.name.lower(): sheet for sheet in self.sheets}

    def sheet(self, name: str) -> SheetView | None:
        """Return the worksheet of a name, in any case, or None when there is none."""
        return self.by_name.get(name.lower())


class Reading:
    """A workbook file that is unpacked once: its structure is read then, what its cells show when that is asked for.

    So formulas can already be evaluated while the rest is taken out of what was read.

    Args:
        package: the workbook.

    Attributes:
        structure: what is in it.

    Raises:
        BadFile: when a part is missing or damaged.
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        self._parts: list[SheetPart] = []
        self.structure = read_structure(package, self._parts.append)

    def view(self) -> View:
        """Return the view of its cells. Raises `BadFile` when a part is damaged."""
        structure, besides = self.structure, FeatureReader(self._package)
        names = {key: area_of(name) for key, name in structure.names_of_workbook.items()}
        title = document_title(self._package)
        read = zip(structure.sheets, self._parts, strict=True)
        sheets = tuple(_sheet_view(sheet, part, structure, besides) for sheet, part in read)
        return View(self._package.name, sheets, names, structure.names, structure.links, title, structure.by_hand)


def _sheet_view(sheet: Sheet, part: SheetPart, structure: Structure, besides: FeatureReader) -> SheetView:
    values = part.cells.values()
    return SheetView(
        sheet.name,
        {key: area_of(name) for key, name in structure.names_of_sheet[sheet.name.lower()].items()},
        sheet.tables,
        values.of_cells,
        {(formula.row, formula.column): formula for formula in sheet.formulas},
        besides.read(part, values.dates),
        sheet.is_hidden,
    )


def view_of_file(package: Package) -> tuple[Structure, View]:
    """Read a workbook file. Return what is in it, and the view of its cells.

    Raises:
        BadFile: when a part is missing or damaged.
    """
    reading = Reading(package)
    return reading.structure, reading.view()


def area_of(name: Name) -> Area | None:
    """Return the cells that a defined name refers to, None when it refers to something else, or to nothing."""
    sheet, _, reference = name.text.rpartition("!")
    extent = parse_range(reference)
    if not sheet or extent is None:
        return None
    return Area(sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet, *extent)
