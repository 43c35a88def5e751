"""What a reader sees of a worksheet besides its cells: what is hidden, merged, linked, drawn, or shown as a date.

Plain data, like the cells: the checks look at it, and a live workbook can fill in the same fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from quarterbook.book.addresses import parse_range
from quarterbook.book.package import Package
from quarterbook.book.stored import whole_number
from quarterbook.book.structure import SheetPart

Extent = tuple[int, int, int, int]
"""First row, first column, last row, last column."""


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """A link that is laid over a cell.

    Attributes:
        place: (row, column) of the cell.
        target: the address outside the workbook; "" for a place inside.
        location: the place inside the workbook, such as `'Indicator 36'!A1`; "" for an address outside.
    """

    place: tuple[int, int]
    target: str
    location: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart or a picture.

    Attributes:
        place: (row, column) of the cell at its upper left corner.
        name: what Excel calls it, such as "Chart 1".
        alternative: its alternative text.
        is_decorative: whether it is marked as of no meaning, so that it needs no alternative text.
    """

    place: tuple[int, int]
    name: str
    alternative: str
    is_decorative: bool


@dataclass(frozen=True, slots=True)
class Features:
    """What there is to see on one worksheet besides its cells.

    Attributes:
        hidden_rows: the rows that are hidden or filtered away.
        hidden_columns: the columns that are hidden, as (first, last).
        merged: the ranges that are merged into one cell.
        links: the links laid over cells.
        drawings: the charts and pictures.
        dates: the cells whose number format shows a date or a time.
    """

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    merged: tuple[Extent, ...] = ()
    links: tuple[Hyperlink, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    dates: frozenset[tuple[int, int]] = frozenset()

    def hides(self, row: int, column: int) -> bool:
        """Whether a cell is not seen because its row or column is hidden."""
        return row in self.hidden_rows or any(first <= column <= last for first, last in self.hidden_columns)


NOTHING_BESIDES: Final = Features()


class FeatureReader:
    """Reads the features of a workbook's sheets.

    Args:
        package: the workbook file.
    """

    def __init__(self, package: Package) -> None:
        self._package = package

    def read(self, sheet: SheetPart, dates: frozenset[tuple[int, int]]) -> Features:
        """Return the features of a worksheet; `dates` are the cells that show a date or a time."""
        blocks: dict[str, list[etree._Element]] = {}
        for element in self._package.parsed(sheet.part, sheet.xml):
            blocks.setdefault(_local(element), []).append(element)
        links, drawings = _inside(blocks, "hyperlinks", "hyperlink"), blocks.get("drawing", [])
        targets = {key: relation.target for key, relation in sheet.relationships.items()}
        return Features(
            sheet.cells.hidden_rows,
            tuple(
                (whole_number(column.get("min"), 0), whole_number(column.get("max"), 0))
                for column in _inside(blocks, "cols", "col")
                if _is_hidden(column)
            ),
            tuple(
                extent
                for merged in _inside(blocks, "mergeCells", "mergeCell")
                if (extent := parse_range(merged.get("ref", ""))) is not None
            ),
            tuple(
                _link(place[:2], targets.get(_relation(link), ""), link.get("location", ""))
                for link in links
                if (place := parse_range(link.get("ref", ""))) is not None
            ),
            tuple(
                drawn
                for element in drawings
                if (target := targets.get(_relation(element))) in self._package.part_names
                for drawn in _drawn(self._package.xml(target))
            ),
            dates,
        )


def _link(place: tuple[int, int], target: str, location: str) -> Hyperlink:
    """Return a link; some programs write a place inside the workbook as an address: "#'Indicator 36'!A1"."""
    if target.startswith("#"):
        return Hyperlink(place, "", target[1:])
    return Hyperlink(place, target, location)


def _drawn(root: etree._Element) -> Iterator[Drawing]:
    """Yield the charts and pictures of a drawing part; a text box says what it says, a slicer is a control.

    A group that has an alternative text, or is decorative, speaks for what is in it.
    """
    for anchor in root:
        start = anchor.find("{*}from")
        row, column = (
            (whole_number(start.findtext(f"{{*}}{name}"), 0) for name in ("row", "col"))
            if start is not None
            else (0, 0)
        )
        seen: set[etree._Element] = set()
        for shape in anchor.iter("{*}grpSp", "{*}graphicFrame", "{*}pic"):
            about = next(shape.iter("{*}cNvPr"), None)
            data = next(shape.iter("{*}graphicData"), None)
            is_group = etree.QName(shape).localname == "grpSp"
            if about is None or shape in seen or (data is not None and "slicer" in data.get("uri", "")):
                continue
            decorative = any(mark.get("val") in ("1", "true") for mark in about.iter("{*}decorative"))
            alternative = about.get("descr", "").strip() or about.get("title", "").strip()
            if is_group and not (alternative or decorative):
                continue
            seen.update(shape.iter())
            yield Drawing((row + 1, column + 1), about.get("name", ""), alternative, decorative)


def _inside(blocks: Mapping[str, list[etree._Element]], block: str, name: str) -> list[etree._Element]:
    """Return the elements of a name in the blocks of a name."""
    return [element for found in blocks.get(block, ()) for element in found if _local(element) == name]


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") in ("1", "true")


def _relation(element: etree._Element) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith("}id")), "")


def document_title(package: Package) -> str:
    """Return the title in the document's properties, "" when it has none."""
    for relation in package.relationships("").values():
        if relation.kind.endswith("/core-properties") and relation.target in package.part_names:
            root = package.xml(relation.target)
            return next((element.text or "" for element in root if str(element.tag).endswith("}title")), "").strip()
    return ""
