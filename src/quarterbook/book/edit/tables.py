"""Rows of Excel tables in a file: appending to a table, and giving it other rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lxml import etree

from quarterbook.book.addresses import cell_address, parse_range, range_address
from quarterbook.book.edit.draft import Draft, children, local
from quarterbook.book.edit.following import follow
from quarterbook.book.edit.grid import Grid
from quarterbook.book.edit.references import Resized
from quarterbook.book.edit.rows import insert_rows
from quarterbook.book.plan import AppendRows, Content, Formula, InsertRows, ReplaceRows, Row
from quarterbook.book.stored import unescaped
from quarterbook.errors import BadFile, QuarterbookError

_WITH_RANGES: Final = ("conditionalFormatting", "dataValidation", "ignoredError", "protectedRange")
"""The elements of a worksheet whose ranges grow and shrink with a table."""


def append_rows(draft: Draft, edit: AppendRows) -> None:
    """Carry out one edit.

    Raises:
        QuarterbookError: when there is no such table or column, or something is in the way that cannot be moved.
    """
    if not edit.rows:
        return
    table = _Table(draft, edit.table)
    row = table.last
    while row >= table.first and table.is_blank(row):
        row -= 1
    table.fill(row + 1, edit.rows)


def replace_rows(draft: Draft, edit: ReplaceRows) -> None:
    """Carry out one edit. A filter that hid rows is taken off, since it was about other rows.

    Raises:
        QuarterbookError: as for `append_rows`.
    """
    table = _Table(draft, edit.table)
    table.show_all()
    table.shrink_to(max(len(edit.rows), 1))
    table.empty()
    table.fill(table.first, edit.rows or (dict.fromkeys(table.headers),))


class _Table:
    """One Excel table of a draft.

    Attributes:
        headers: the headers of its columns.
        first: the first row below the header.
        last: the last row above the totals.
        left: the first column.
        right: the last column.

    Raises:
        QuarterbookError: when there is no such table.
    """

    def __init__(self, draft: Draft, name: str) -> None:
        self._draft = draft
        self._name = name
        found = (place for place in draft.tables() if _is_called(draft, place[1], name))
        place = next(found, None)
        if place is None:
            raise QuarterbookError(f"{draft.name}: there is no table {name}")
        self._sheet, part = place
        self._root = draft.edit(part)
        columns = children(self._root, "tableColumns", "tableColumn")
        self.headers = [unescaped(column.get("name", "")) for column in columns]
        formulas = [children(column, "calculatedColumnFormula") for column in columns]
        self._formulas = {
            header: Formula(found[0].text or "") for header, found in zip(self.headers, formulas, strict=True) if found
        }
        self._measure()

    def _measure(self) -> None:
        extent = parse_range(self._root.get("ref", ""))
        if extent is None:
            raise BadFile(f"{self._draft.name}: damaged workbook, its table {self._name} has no range")
        self._top, self.left, bottom, self.right = extent
        self._totals = int(self._root.get("totalsRowCount", "0"))
        self.first = self._top + int(self._root.get("headerRowCount", "1"))
        self.last = bottom - self._totals
        self._grid = Grid(self._draft, self._sheet)

    def is_blank(self, row: int) -> bool:
        """Whether no cell of a row holds anything."""
        return self._grid.first_filled((row, self.left, row, self.right)) is None

    def fill(self, start: int, rows: Sequence[Row]) -> None:
        """Put rows into the table from a row on, growing it where they do not fit."""
        self._check_headers(rows)
        model = self.last
        self._grow(start + len(rows) - 1 - self.last)
        for number, row in enumerate(rows, start=start):
            if number > model:
                self._grid.dress_like(number, model, range(self.left, self.right + 1))
            for column, header in enumerate(self.headers, start=self.left):
                content: Content = row[header] if header in row else self._formulas.get(header)
                self._grid.set((number, column), content)

    def shrink_to(self, count: int) -> None:
        """Take the rows after so many away.

        Raises:
            QuarterbookError: when a totals row stands below them.
        """
        last = self.first + count - 1
        if last >= self.last:
            return
        if self._totals:
            raise QuarterbookError(
                f"{self._draft.name}: the table {self._name} has a totals row; turn it off in Excel first"
            )
        self._grid.clear((last + 1, self.left, self.last, self.right))
        self._end_at(last)

    def empty(self) -> None:
        """Take what the cells of its rows hold; how they look stays."""
        for row in range(self.first, self.last + 1):
            for column in range(self.left, self.right + 1):
                self._grid.set((row, column), None)

    def show_all(self) -> None:
        """Take filters off and show the rows that they hid."""
        for filtered in children(self._root, "autoFilter"):
            for condition in list(filtered):
                filtered.remove(condition)
        for order in children(self._root, "sortState"):
            self._root.remove(order)
        self._grid.unhide(self.first, self.last)

    def _check_headers(self, rows: Sequence[Row]) -> None:
        unknown = next((header for row in rows for header in row if header not in self.headers), None)
        if unknown is not None:
            raise QuarterbookError(
                f"{self._draft.name}: the table {self._name} on sheet {self._sheet!r} has no column {unknown!r}; "
                f"it has {', '.join(self.headers)}"
            )

    def _grow(self, count: int) -> None:
        """Add rows at the end; what stands there moves down."""
        if count <= 0:
            return
        below = self.last + 1
        if self._totals or self._in_the_way(below, self.last + count):
            self._check_neighbours(below)
            insert_rows(self._draft, InsertRows(self._sheet, below, count))
            self._grid = Grid(self._draft, self._sheet)
        self._end_at(self.last + count)

    def _in_the_way(self, first: int, last: int) -> bool:
        if self._grid.first_filled((first, self.left, last, self.right)) is not None:
            return True
        merged = [cell.get("ref", "") for cell in children(self._grid.root, "mergeCells", "mergeCell")]
        extents = [parse_range(ref) for ref in [*merged, *(root.get("ref", "") for root in self._neighbours())]]
        return any(
            extent[0] <= last and extent[2] >= first and extent[1] <= self.right and extent[3] >= self.left
            for extent in extents
            if extent is not None
        )

    def _check_neighbours(self, row: int) -> None:
        for other in self._neighbours():
            extent = parse_range(other.get("ref", ""))
            if extent is not None and extent[0] < row <= extent[2]:
                raise QuarterbookError(
                    f"{self._draft.name}: the table {self._name} on sheet {self._sheet!r} cannot grow, because "
                    f"{cell_address(row, self.left)} is taken and {other.get('displayName')} stands beside it; "
                    "move what stands below the table"
                )

    def _neighbours(self) -> list[etree._Element]:
        parts = [table.target for _, table in self._draft.related(self._grid.part, "table")]
        roots = [self._draft.xml(part) for part in parts]
        return [root for root in roots if root is not self._root]

    def _end_at(self, last: int) -> None:
        """Make the table, and what is laid over its columns, end in another row."""
        resized = Resized(self._sheet, (self.left, self.right), self.first, self.last, last)
        self._root.set("ref", range_address(self._top, self.left, last + self._totals, self.right))
        for filtered in children(self._root, "autoFilter"):
            filtered.set("ref", range_address(self._top, self.left, last, self.right))
        for element in self._grid.root.iter():
            if local(element) in _WITH_RANGES and "sqref" in element.attrib:
                element.set("sqref", resized.ranges(element.get("sqref", "")))
            elif local(element) == "sqref" and element.text:
                element.text = resized.ranges(element.text)
        follow(self._draft, resized)
        self.last = last


def _is_called(draft: Draft, part: str, name: str) -> bool:
    root = draft.xml(part)
    return (root.get("displayName") or root.get("name") or "").casefold() == name.casefold()
