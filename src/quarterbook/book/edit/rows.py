"""Inserting whole rows into a sheet of a file: everything below moves down, and every reference to it follows."""

from __future__ import annotations

from typing import Final

from quarterbook.book.addresses import cell_address, parse_range
from quarterbook.book.edit.draft import Draft, children, local
from quarterbook.book.edit.following import follow
from quarterbook.book.edit.grid import Grid
from quarterbook.book.edit.references import Inserted
from quarterbook.book.plan import ABOVE, InsertRows
from quarterbook.book.sheet_tree import place_of
from quarterbook.errors import QuarterbookError

_RANGES: Final = ("ref", "sqref", "activeCell")
_COMMENTS: Final = ("comments", "threadedComment")


def insert_rows(draft: Draft, edit: InsertRows) -> None:
    """Carry out one edit.

    Raises:
        QuarterbookError: when there is no such sheet, or it has something below that cannot be moved in a file.
    """
    grid = Grid(draft, edit.sheet)
    inserted = Inserted(edit.sheet, edit.row, edit.count)
    _check_comments(draft, grid, inserted)
    follow(draft, inserted)
    _move_cells(grid, inserted)
    _move_what_belongs(draft, grid, inserted)
    below = Grid(draft, edit.sheet)
    model = edit.row - 1 if edit.like == ABOVE else edit.row + edit.count
    for row in range(edit.row, edit.row + edit.count):
        below.dress_row_like(row, model)


def _check_comments(draft: Draft, grid: Grid, inserted: Inserted) -> None:
    for kind in _COMMENTS:
        for _, related in draft.related(grid.part, kind):
            for element in draft.xml(related.target).iter("{*}comment", "{*}threadedComment"):
                extent = parse_range(element.get("ref", ""))
                if extent is not None and extent[0] >= inserted.row:
                    raise QuarterbookError(
                        f"{draft.name}: {grid.sheet} has a comment at {element.get('ref')}, which cannot be moved down "
                        f"in a file; insert a row at {inserted.row} in Excel first"
                    )


def _move_cells(grid: Grid, inserted: Inserted) -> None:
    for row in grid.data:
        number = inserted.moved(int(row.get("r", "0")))
        row.set("r", str(number))
        for cell in row:
            place = place_of(cell) if local(cell) == "c" else None
            if place is not None:
                cell.set("r", cell_address(number, place[1]))
    for element in grid.root.iter():
        if local(element) in ("", "c", "row"):
            continue
        for attribute in _RANGES:
            if attribute in element.attrib:
                element.set(attribute, inserted.ranges(element.get(attribute, "")))
        if local(element) == "sqref" and element.text:
            element.text = inserted.ranges(element.text)
    for row_break in children(grid.root, "rowBreaks", "brk"):
        row_break.set("id", str(inserted.moved(int(row_break.get("id", "0")) + 1) - 1))
    for pane in children(grid.root, "sheetViews", "sheetView", "pane"):
        if int(float(pane.get("ySplit", "0"))) >= inserted.row and "topLeftCell" in pane.attrib:
            pane.set("ySplit", str(int(float(pane.get("ySplit", "0"))) + inserted.count))
            pane.set("topLeftCell", inserted.range(pane.get("topLeftCell", "")))


def _move_what_belongs(draft: Draft, grid: Grid, inserted: Inserted) -> None:
    """Move the sheet's tables, and what floats on it."""
    for _, table in draft.related(grid.part, "table"):
        for element in draft.edit(table.target).iter():
            if local(element) and "ref" in element.attrib:
                element.set("ref", inserted.ranges(element.get("ref", "")))
    for _, drawing in draft.related(grid.part, "drawing"):
        for element in draft.edit(drawing.target).iter("{*}row"):
            if (element.text or "").isdigit():  # counts from 0
                element.text = str(inserted.moved(int(element.text or "0") + 1) - 1)
