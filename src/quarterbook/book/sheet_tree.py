"""Reading the cells of any worksheet, from its parsed XML."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from lxml import etree

from quarterbook.book.addresses import cell_address, parse_cell
from quarterbook.book.sheet_cells import Cells, Formulas, SharedTexts, Values
from quarterbook.book.stored import Place, stored_value, unescaped, whole_number
from quarterbook.errors import BadFile


def read_tree(data: etree._Element, place: str, texts: SharedTexts | None, date_styles: Collection[str]) -> Cells:
    """Read all rows of a worksheet; every cell is visited once.

    Args:
        data: the element that holds the rows.
        place: how messages call the sheet.
        texts: the texts that its cells refer to; None where only formulas are wanted.
        date_styles: the numbers of the cell styles that show a date or a time.

    Raises:
        BadFile: when a cell is damaged.
    """
    _write_in_addresses(data)
    formulas, values = Formulas(place), Values({}, _of_style(data, date_styles))
    namespace = f"{{{etree.QName(data).namespace}}}"
    cell_tag, formula_tag, value_tag, text_tag = (f"{namespace}{name}" for name in ("c", "f", "v", "is"))
    cell: Any = None
    beside = where = kind = None
    for element in data.iter(formula_tag, value_tag, text_tag) if texts is not None else data.iter(formula_tag):
        parent = element.getparent()
        if parent is not None and parent is not cell:
            cell, where, kind = parent, parse_cell(parent.get("r", "")), parent.get("t")
        if cell is None or (where is None and cell.tag != cell_tag):
            continue
        if element.tag == formula_tag:
            if where is None:
                raise BadFile(f"{place} has a formula at no address")
            beside = element.getnext()
            if beside is None or beside.tag != value_tag:
                beside = cell.find(value_tag)
            cached = None if kind == "s" or beside is None else stored_value(kind, beside.text)
            formulas.add(where, element.text or None, _attributes(element), bool(cell.get("cm")), cached)
        elif texts is not None:
            where = where or _implied(cell, place)
            values.of_cells[where] = text_of(element) if kind == "inlineStr" else texts.value(kind, element.text)
    hidden = [row for row in data if row.get("hidden") in ("1", "true")]
    numbers = frozenset(whole_number(row.get("r"), 0) for row in hidden) - {0}
    return Cells(formulas.all(), numbers, bool(hidden), lambda: values)


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()} if element.keys() else {}


def _implied(cell: etree._Element, place: str) -> Place:
    where = place_of(cell)
    if where is None:
        raise BadFile(f"{place} has a value in a cell without an address")
    return where


def _of_style(data: etree._Element, styles: Collection[str]) -> frozenset[Place]:
    if not styles:
        return frozenset()
    namespace = f"{{{etree.QName(data).namespace}}}"
    cells = (cell for cell in data.iterfind(f"{namespace}row/{namespace}c") if cell.get("s") in styles)
    return frozenset(place for cell in cells if (place := parse_cell(cell.get("r", ""))) is not None)


def text_of(item: etree._Element) -> str:
    """Return the plain text of a rich one; how it is pronounced (`rPh`) is not part of it."""
    pieces = []
    for child in item:
        name = _local(child)
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            pieces += [part.text or "" for part in child if _local(part) == "t"]
    return "".join(unescaped(piece) for piece in pieces)


def place_of(cell: etree._Element) -> Place | None:
    """Return (row, column) of a cell's element, or None when its address is none."""
    address = cell.get("r")
    return _implied_place(cell) if address is None else parse_cell(address)


def _implied_place(cell: etree._Element) -> Place:
    """Return where a cell without an address stands: it follows the one before it."""
    column, row, number = 1, cell.getparent(), 0
    for before in cell.itersiblings(preceding=True):
        place = parse_cell(before.get("r", ""))
        if place is not None:
            column += place[1]
            break
        column += 1
    while row is not None and "r" not in row.attrib:
        row, number = row.getprevious(), number + 1
    return number + (whole_number(row.get("r"), 1) if row is not None else 0), column


def _write_in_addresses(data: etree._Element) -> None:
    """Give every cell its address in a sheet that has none (few writers do this): it follows the one before it."""
    first = next(data.iter("{*}c"), None)
    if first is None or "r" in first.attrib:
        return
    number = 0
    for row in data.iterchildren("{*}row"):
        number = whole_number(row.get("r"), number + 1)
        row.set("r", str(number))
        column = 0
        for cell in row.iterchildren("{*}c"):
            place = parse_cell(cell.get("r", ""))
            column = place[1] if place is not None else column + 1
            if "r" not in cell.attrib:
                cell.set("r", cell_address(number, column))


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
