"""What a range of a sheet shows, as a digest: values, looks, sizes and charts.

Two workbooks in which a range has the same digest print it alike. Formulas are no part of it, their stored values are:
so the digest stays when a formula is merely written in another way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from lxml import etree

from quarterbook.book.addresses import parse_cell, parse_range
from quarterbook.book.package import Package
from quarterbook.book.structure import Structure
from quarterbook.book.view import Area, View

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_XF_PARTS: Final = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}
_NOT_SHOWN: Final = (*_XF_PARTS, "numFmtId", "xfId", "priority", "dxfId")
"""Attributes that are numbers of something kept elsewhere; what they stand for is in the digest."""


class Shown:
    """The digests of a workbook's ranges.

    Args:
        package: the workbook's file.
        structure: what is in it.
        view: its cells.
    """

    def __init__(self, package: Package, structure: Structure, view: View) -> None:
        self._package = package
        self._parts = {sheet.name: sheet.part for sheet in structure.sheets}
        self._view = view

    def digest(self, area: Area) -> str:
        """Return the digest of what a range shows."""
        content = hashlib.sha256(repr(tuple(area)).encode())
        for line in self._lines(area):
            content.update(line.encode() + b"\n")
        return content.hexdigest()

    def _lines(self, area: Area) -> Iterator[str]:
        part = self._parts[area.sheet]
        root = self._package.xml(part)
        values = self._view.by_name[area.sheet.lower()].values
        for column in root.iter(f"{_MAIN}col"):
            first, last = int(column.get("min", "0")), int(column.get("max", "0"))
            if first <= area.last_column and last >= area.first_column:
                yield f"columns {first}-{last} {column.get('width')} {column.get('hidden')}"
        for row in root.iter(f"{_MAIN}row"):
            if area.first_row <= int(row.get("r", "0")) <= area.last_row:
                yield f"row {row.get('r')} {row.get('ht')} {row.get('hidden')}"
        for cell in root.iter(f"{_MAIN}c"):
            place = parse_cell(cell.get("r", ""))
            if place is not None and _is_in(area, *place, *place):
                yield f"{cell.get('r')} {values.get(place)!r} {self._looks[int(cell.get('s', '0'))]}"
        for merged in root.iter(f"{_MAIN}mergeCell"):
            if _touches(area, merged.get("ref", "")):
                yield f"merged {merged.get('ref')}"
        for rules in root.iter(f"{_MAIN}conditionalFormatting"):
            if _touches(area, rules.get("sqref", "")):
                yield f"rules {rules.get('sqref')}"
                yield from (self._rule(rule) for rule in rules)
        yield from self._charts(part, area)

    def _rule(self, rule: etree._Element) -> str:
        look = rule.get("dxfId")
        return _text(rule) + (_text(self._kept("dxfs")[int(look)]) if look is not None else "")

    @cached_property
    def _styles(self) -> etree._Element:
        return self._package.xml("xl/styles.xml")

    def _kept(self, name: str) -> list[etree._Element]:
        """Return what the workbook's styles have under a name."""
        return list(next(self._styles.iter(f"{_MAIN}{name}"), ()))

    @cached_property
    def _looks(self) -> list[str]:
        """What each number of a cell's style stands for."""
        formats = {f.get("numFmtId"): f.get("formatCode") for f in self._styles.iter(f"{_MAIN}numFmt")}
        kept = {name: self._kept(name) for name in _XF_PARTS.values()}
        return [
            " ".join(
                [
                    _text(xf),
                    str(formats.get(xf.get("numFmtId"), xf.get("numFmtId"))),
                    *(_text(kept[name][int(xf.get(number, "0"))]) for number, name in _XF_PARTS.items()),
                ]
            )
            for xf in self._kept("cellXfs")
        ]

    def _charts(self, part: str, area: Area) -> Iterator[str]:
        for drawing in self._related(part, "/drawing"):
            charts = {
                relation_id: relation.target for relation_id, relation in self._package.relationships(drawing).items()
            }
            for anchor in self._package.xml(drawing):
                column, row = (int(anchor.findtext(f"{{*}}from/{{*}}{name}") or 0) + 1 for name in ("col", "row"))
                if not _is_in(area, row, column, row, column):
                    continue
                yield _text(anchor)
                for element in anchor.iter("{*}chart"):
                    target = next(charts[value] for value in element.attrib.values() if value in charts)
                    yield _text(self._package.xml(target))

    def _related(self, part: str, kind: str) -> Iterator[str]:
        relations = self._package.relationships(part).values()
        return (relation.target for relation in relations if relation.kind.endswith(kind))


def _touches(area: Area, references: str) -> bool:
    extents = (parse_range(reference) for reference in references.split())
    return any(extent is not None and _is_in(area, *extent) for extent in extents)


def _is_in(area: Area, first_row: int, first_column: int, last_row: int, last_column: int) -> bool:
    """Whether a range has a cell in common with the area."""
    return (
        first_row <= area.last_row
        and last_row >= area.first_row
        and first_column <= area.last_column
        and last_column >= area.first_column
    )


def _text(element: etree._Element) -> str:
    """Return an element as text, without the numbers that only count what is kept elsewhere."""
    copy = etree.fromstring(etree.tostring(element))
    for name in _NOT_SHOWN:
        if name in copy.attrib:
            del copy.attrib[name]
    return etree.tostring(copy, method="c14n").decode()
