"""The cells of one worksheet part while they are changed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from lxml import etree

from quarterbook.book.addresses import cell_address, parse_range, range_address
from quarterbook.book.edit.draft import Draft, children, local
from quarterbook.book.edit.links import link, unlink
from quarterbook.book.edit.metadata import dynamic_mark
from quarterbook.book.edit.styles import with_number_format
from quarterbook.book.engine import MAX_TEXT
from quarterbook.book.patch import number_text
from quarterbook.book.plan import Bare, Content, Formula, Link, Shown
from quarterbook.book.shared import moved
from quarterbook.book.sheet_tree import place_of
from quarterbook.book.stored import Place
from quarterbook.errors import BadFile, QuarterbookError

Extent = tuple[int, int, int, int]


class Grid:
    """One worksheet's cells.

    Args:
        draft: the workbook file.
        sheet: the worksheet's name.

    Raises:
        QuarterbookError: when there is no such worksheet.
    """

    def __init__(self, draft: Draft, sheet: str) -> None:
        self.draft = draft
        self.sheet = sheet
        self.part = draft.sheet_part(sheet)
        self.root = draft.edit(self.part)
        self.namespace = etree.QName(self.root).namespace
        found = children(self.root, "sheetData")
        if not found:
            raise BadFile(f"{draft.name}: damaged workbook, sheet {sheet!r} has no cells' element")
        self.data = found[0]
        self._number_rows()
        self._rows = {int(row.get("r", "0")): row for row in self.data}

    def set(self, place: Place, content: Content) -> None:
        """Give a cell another content; its format stays, but for the number format that the content may ask for.

        Raises:
            QuarterbookError: when the cell is part of an array, or cannot hold the content.
        """
        if isinstance(content, Shown):
            shown = self._cell_at(place)
            shown.set("s", str(with_number_format(self.draft, int(shown.get("s", "0")), content.number_format)))
            content = content.content
        self._release(place)
        cell = self._cell_at(place) if content is not None else self.cell(place)
        if cell is None:
            return
        self._empty(cell)
        if content is None or isinstance(content, Link):
            unlink(self.root, place)
        if isinstance(content, Link):
            link(self.root, place, content)
            content = content.text
        self._fill(cell, place, content)

    def cell(self, place: Place) -> etree._Element | None:
        """Return the element of a cell, None when there is none."""
        row, address = self._rows.get(place[0]), cell_address(*place)
        return None if row is None else next((cell for cell in _cells(row) if cell.get("r") == address), None)

    def is_blank(self, place: Place) -> bool:
        """Whether a cell holds neither a value nor a formula (a format it may have)."""
        cell = self.cell(place)
        return cell is None or not len(cell)

    def first_filled(self, extent: Extent) -> Place | None:
        """Return the first cell of a range that holds anything."""
        for row in range(extent[0], extent[2] + 1):
            for column in range(extent[1], extent[3] + 1) if row in self._rows else ():
                if not self.is_blank((row, column)):
                    return row, column
        return None

    def dress_like(self, row: int, model: int, columns: Iterable[int]) -> None:
        """Give cells of a row the formats of another row. Its height stays its own, to fit what is put there."""
        for column in columns:
            before = self.cell((model, column))
            style = None if before is None else before.get("s")
            if style is not None:
                self._cell_at((row, column)).set("s", style)
            elif (cell := self.cell((row, column))) is not None:
                cell.attrib.pop("s", "")

    def dress_row_like(self, row: int, model: int) -> None:
        """Give a whole row the formats and the height of another row."""
        if model not in self._rows:
            return
        self.dress_like(row, model, [place[1] for place in map(place_of, _cells(self._rows[model])) if place])
        for name in ("ht", "customHeight"):
            if name in self._rows[model].attrib:
                self._row_at(row).set(name, self._rows[model].get(name, ""))

    def set_height(self, row: int, points: float) -> None:
        """Make a row so high."""
        element = self._row_at(row)
        element.set("ht", f"{points:g}")
        element.set("customHeight", "1")

    def write_shared_out(self) -> None:
        """Write formulas that several cells share out into each of them."""
        for cell in [cell for row in self.data for cell in _cells(row)]:
            place = place_of(cell)
            if place is not None:
                self._hand_on(place)

    def clear(self, extent: Extent) -> None:
        """Take the cells of a range away, formats and all."""
        for row in range(extent[0], extent[2] + 1):
            for column in range(extent[1], extent[3] + 1):
                cell = self.cell((row, column))
                if cell is not None:
                    self.set((row, column), None)
                    self._rows[row].remove(cell)

    def unhide(self, first_row: int, last_row: int) -> None:
        """Show rows that a filter hid."""
        for row in range(first_row, last_row + 1):
            if row in self._rows:
                self._rows[row].attrib.pop("hidden", "")

    def reach(self, row: int, column: int) -> None:
        """Extend the range that the sheet says it uses, so that it holds a cell."""
        for element in children(self.root, "dimension"):
            extent = parse_range(element.get("ref", ""))
            if extent is not None:
                last = max(extent[2], row), max(extent[3], column)
                element.set("ref", range_address(extent[0], extent[1], *last))

    # --- Rows and cells ----------------------------------------------------------------------------------------

    def _number_rows(self) -> None:
        """Write the addresses that a few writers leave out."""
        for row in list(self.data):
            if not local(row):  # a comment
                self.data.remove(row)
        number = 0
        for row in self.data:
            number = int(row.get("r", number + 1))
            row.set("r", str(number))
            column = 0
            for cell in _cells(row):
                place = place_of(cell) if "r" in cell.attrib else (number, column + 1)
                if place is None:
                    raise BadFile(f"{self.draft.name}: damaged workbook, sheet {self.sheet!r} has a cell without place")
                column = place[1]
                cell.set("r", cell_address(number, column))

    def _row_at(self, number: int) -> etree._Element:
        if number not in self._rows:
            row = etree.Element(f"{{{self.namespace}}}row", r=str(number))
            following = min((other for other in self._rows if other > number), default=None)
            if following is None:
                self.data.append(row)
            else:
                self._rows[following].addprevious(row)
            self._rows[number] = row
        return self._rows[number]

    def _cell_at(self, place: Place) -> etree._Element:
        """Return the element of a cell, made where it is missing."""
        found = self.cell(place)
        if found is not None:
            return found
        row = self._row_at(place[0])
        row.attrib.pop("spans", "")  # a hint about which columns are filled, wrong from now on
        cell = etree.Element(f"{{{self.namespace}}}c", r=cell_address(*place))
        for other in _cells(row):
            where = place_of(other)
            if where is not None and where[1] > place[1]:
                other.addprevious(cell)
                break
        else:
            row.insert(sum(1 for _ in _cells(row)), cell)
        self.reach(*place)
        return cell

    # --- Contents ----------------------------------------------------------------------------------------------

    def _fill(self, cell: etree._Element, place: Place, content: Bare) -> None:
        if content is None or isinstance(content, Link):
            return
        if isinstance(content, Formula):
            formula = etree.SubElement(cell, f"{{{self.namespace}}}f")
            formula.text = content.text
            if content.dynamic:
                formula.set("t", "array")
                formula.set("ref", cell_address(*place))
                cell.set("cm", str(dynamic_mark(self.draft)))
        elif isinstance(content, str):
            self._check_text(place, content)
            cell.set("t", "s")
            etree.SubElement(cell, f"{{{self.namespace}}}v").text = str(self.draft.texts.plain(content))
        elif isinstance(content, bool):
            cell.set("t", "b")
            etree.SubElement(cell, f"{{{self.namespace}}}v").text = str(int(content))
        else:
            if not math.isfinite(content):
                raise QuarterbookError(f"{self._named(place)} would get {content}, which no cell can hold")
            etree.SubElement(cell, f"{{{self.namespace}}}v").text = number_text(float(content))

    def _check_text(self, place: Place, text: str) -> None:
        length = len(text.encode("utf-16-le", "surrogatepass")) // 2
        if length > MAX_TEXT:
            raise QuarterbookError(
                f"{self._named(place)} would get a text of {length:,} characters; a cell holds {MAX_TEXT:,}, shorten it"
            )
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            raise QuarterbookError(f"{self._named(place)} would get a text with half a character in it; type it again")

    def _release(self, place: Place) -> None:
        """Make a cell one that can be changed by itself: no part of an array, no bearer of others' formula.

        Raises:
            QuarterbookError: when it lies within an array that starts elsewhere.
        """
        for first, formula, extent in list(self._arrays()):
            if extent[0] <= place[0] <= extent[2] and extent[1] <= place[1] <= extent[3]:
                if first != place:
                    raise QuarterbookError(
                        f"{self._named(place)} shows part of the result of the formula in "
                        f"{cell_address(*first)} and cannot be changed by itself"
                    )
                spilled = (cell for cell in self._cells_of(extent) if cell.find(formula.tag) is None)
                for cell in spilled:
                    self._empty(cell)
        self._hand_on(place)

    def _empty(self, cell: etree._Element) -> None:
        """Take what a cell holds."""
        if cell.get("t") == "s":
            self.draft.texts.release()
        for child in list(cell):
            cell.remove(child)
        for name in ("t", "cm", "vm"):
            cell.attrib.pop(name, "")

    def _arrays(self) -> Iterator[tuple[Place, etree._Element, Extent]]:
        for formula in self.data.iter(f"{{{self.namespace}}}f"):
            if formula.get("t") == "array":
                extent, cell = parse_range(formula.get("ref", "")), formula.getparent()
                where = place_of(cell) if cell is not None else None
                if extent is not None and where is not None and extent[:2] != extent[2:]:
                    yield where, formula, extent

    def _cells_of(self, extent: Extent) -> Iterator[etree._Element]:
        for row in range(extent[0], extent[2] + 1):
            for column in range(extent[1], extent[3] + 1):
                cell = self.cell((row, column))
                if cell is not None:
                    yield cell

    def _hand_on(self, place: Place) -> None:
        """Write a formula that other cells share with this one out into each of them."""
        cell = self.cell(place)
        formula = None if cell is None else next((child for child in cell if local(child) == "f"), None)
        if formula is None or formula.get("t") != "shared" or not formula.text:
            return
        text, number = formula.text, formula.get("si")
        for name in ("t", "ref", "si"):
            formula.attrib.pop(name, "")
        for other in list(self.data.iter(f"{{{self.namespace}}}f")):
            parent = other.getparent()
            where = place_of(parent) if parent is not None else None
            if other is not formula and other.get("si") == number and where is not None:
                other.text = moved(text, where[0] - place[0], where[1] - place[1])
                other.attrib.clear()

    def _named(self, place: Place) -> str:
        return f"{self.draft.name}: {self.sheet}!{cell_address(*place)}"


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return (child for child in row if local(child) == "c")
