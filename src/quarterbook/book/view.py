"""A read-only view of a workbook's cells: what the reader of the register and the checks see of it, never a file.

A view is plain data, so there can be several doors to it: `view_of_file` reads a file in one pass, a live workbook
would fill in the same fields. Rows and columns count from 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from lxml import etree

from quarterbook.book.addresses import cell_address, parse_range
from quarterbook.book.features import NOTHING_BESIDES, FeatureReader, Features, document_title
from quarterbook.book.package import Package
from quarterbook.book.shared import moved
from quarterbook.book.structure import (
    CellValue,
    Formula,
    Name,
    Structure,
    Table,
    place_of,
    read_structure,
    stored_value,
    unescaped,
)
from quarterbook.errors import BadFile

Place = tuple[int, int]
"""Row and column of a cell."""


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


def view_of_file(package: Package) -> tuple[Structure, View]:
    """Read a workbook file in one pass. Return what is in it, and the view of its cells.

    Raises:
        BadFile: when a part is missing or damaged.
    """
    cells: dict[str, _Cells] = {}
    features: dict[str, Features] = {}
    texts, besides = _shared_texts(package), FeatureReader(package)

    def see(sheet: str, part: str, root: etree._Element) -> None:
        features[sheet] = besides.read(part, root)
        cells[sheet] = _Cells(root, texts, f"{package.name}: damaged workbook, sheet {sheet!r}")

    structure = read_structure(package, see)
    sheets = tuple(
        SheetView(
            sheet.name,
            {key: area_of(name) for key, name in structure.names_of_sheet[sheet.name.lower()].items()},
            sheet.tables,
            cells[sheet.name].values,
            dict(cells[sheet.name].written_out(sheet.formulas)),
            features[sheet.name],
            sheet.is_hidden,
        )
        for sheet in structure.sheets
    )
    names = {key: area_of(name) for key, name in structure.names_of_workbook.items()}
    title = document_title(package)
    return structure, View(package.name, sheets, names, structure.names, structure.links, title, structure.by_hand)


def area_of(name: Name) -> Area | None:
    """Return the cells that a defined name refers to, None when it refers to something else, or to nothing."""
    sheet, _, reference = name.text.rpartition("!")
    extent = parse_range(reference)
    if not sheet or extent is None:
        return None
    return Area(sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet, *extent)


class _Cells:
    """What is read of a worksheet while its part is parsed."""

    def __init__(self, root: etree._Element, texts: list[str], place: str) -> None:
        namespace = f"{{{etree.QName(root).namespace}}}"
        self.values: dict[Place, CellValue] = {}
        for element in root.iter(f"{namespace}v", f"{namespace}is"):
            cell = element.getparent()
            where = place_of(cell) if cell is not None else None
            if cell is None or where is None:
                raise BadFile(f"{place} has a value in a cell without an address")
            kind = cell.get("t")
            if kind == "s":
                self.values[where] = _shared_text(texts, element.text, place)
            elif kind == "inlineStr":
                self.values[where] = _text_of(element)
            else:
                self.values[where] = stored_value(kind, element.text)
        self._shared: dict[str, tuple[Place, str]] = {}
        self._sharing: dict[Place, str] = {}
        for element in root.iter(f"{namespace}f"):
            number = element.get("si")
            cell = element.getparent() if number is not None else None
            where = place_of(cell) if cell is not None else None
            if where is None or number is None:
                continue
            if element.text:
                self._shared[number] = where, element.text
            else:
                self._sharing[where] = number

    def written_out(self, formulas: tuple[Formula, ...]) -> Iterator[tuple[Place, Formula]]:
        """Yield every formula by its place, with the text that it shares with another cell's."""
        for formula in formulas:
            place = formula.row, formula.column
            first = self._shared.get(self._sharing.get(place, ""))
            if formula.text is None and first is not None:
                (row, column), text = first
                yield place, replace(formula, text=moved(text, place[0] - row, place[1] - column))
            else:
                yield place, formula


def _shared_texts(package: Package) -> list[str]:
    """Return the texts that cells refer to by number."""
    for relationship in package.relationships(package.workbook_part).values():
        if relationship.kind.endswith("/sharedStrings") and not relationship.external:
            return [_text_of(item) for item in package.xml(relationship.target) if _is(item, "si")]
    return []


def _shared_text(texts: list[str], number: str | None, place: str) -> str:
    try:
        return texts[int(number or "")]
    except (ValueError, IndexError):
        raise BadFile(f"{place} has a text that is not in the workbook") from None


def _text_of(item: etree._Element) -> str:
    """Return the plain text of a rich one; how it is pronounced (`rPh`) is not part of it."""
    pieces = []
    for child in item:
        if _is(child, "t"):
            pieces.append(child.text or "")
        elif _is(child, "r"):
            pieces += [part.text or "" for part in child if _is(part, "t")]
    return "".join(unescaped(piece) for piece in pieces)


def _is(element: etree._Element, name: str) -> bool:
    return str(element.tag).endswith(f"}}{name}")
