"""Cell formats: giving a cell another number format, and bringing the formats of another workbook in.

Formats are only ever added at the end of their list, because every cell refers to its format by number.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Final

from lxml import etree

from quarterbook.book.edit.draft import Draft, children, local
from quarterbook.book.edit.keys import key_of
from quarterbook.book.package import Package
from quarterbook.errors import BadFile

_BUILT_IN: Final = {
    "General": 0,
    "0": 1,
    "0.00": 2,
    "#,##0": 3,
    "#,##0.00": 4,
    "0%": 9,
    "0.00%": 10,
    "@": 49,
}
"""The number formats that have a number of their own and are not listed in the file."""
_FIRST_OWN: Final = 164
"""The first number of a format that a workbook brings itself."""


def with_number_format(draft: Draft, style: int, number_format: str) -> int:
    """Return the number of the cell format that is like another one but for its number format."""
    sheet = _StyleSheet(draft)
    new = deepcopy(sheet.format(style))
    new.set("numFmtId", str(sheet.number_format(number_format)))
    new.set("applyNumberFormat", "1")
    return sheet.added("cellXfs", new)


class Imported:
    """The formats of another workbook, brought in as cells and rules ask for them.

    Args:
        draft: the workbook that gets them.
        source: the workbook that has them.
    """

    def __init__(self, draft: Draft, source: Package) -> None:
        self._sheet = _StyleSheet(draft)
        self._source = source
        self._root = source.xml(_part_of(source))
        self._codes = {e.get("numFmtId"): e.get("formatCode", "") for e in children(self._root, "numFmts", "numFmt")}
        self._cells: dict[int, int] = {0: 0}
        self._rules: dict[int, int] = {}

    def cell(self, style: int) -> int:
        """Return the number that a cell format of the source has here; that of a plain cell is each workbook's own."""
        if style not in self._cells:
            new = deepcopy(_nth(self._source, self._root, "cellXfs", style))
            for attribute, group in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
                element = _nth(self._source, self._root, group, int(new.get(attribute, "0")))
                new.set(attribute, str(self._sheet.added(group, deepcopy(element))))
            code = self._codes.get(new.get("numFmtId"))
            if code is not None:
                new.set("numFmtId", str(self._sheet.number_format(code)))
            new.set("xfId", "0")
            self._cells[style] = self._sheet.added("cellXfs", new)
        return self._cells[style]

    def rule(self, style: int) -> int:
        """Return the number that the format of a conditional format has here."""
        if style not in self._rules:
            new = deepcopy(_nth(self._source, self._root, "dxfs", style))
            for number in children(new, "numFmt"):
                number.set("numFmtId", str(self._sheet.number_format(number.get("formatCode", ""))))
            self._rules[style] = self._sheet.added("dxfs", new)
        return self._rules[style]


class _StyleSheet:
    """The part of a workbook that lists its formats."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._root = draft.edit(_part_of(draft))
        self._namespace = etree.QName(self._root).namespace

    def format(self, style: int) -> etree._Element:
        return _nth(self._draft, self._root, "cellXfs", style)

    def added(self, group: str, element: etree._Element) -> int:
        """Return the number of a format in its list, added where none is like it."""
        found = children(self._root, group)
        if not found:
            raise BadFile(f"{self._draft.name}: damaged workbook, its list of formats has no {group}")
        listed = [child for child in found[0] if local(child)]
        wanted = key_of(element)
        for number, other in enumerate(listed):
            if key_of(other) == wanted:
                return number
        found[0].append(element)
        found[0].set("count", str(len(listed) + 1))
        return len(listed)

    def number_format(self, code: str) -> int:
        """Return the number of a number format, added where there is none yet."""
        if code in _BUILT_IN:
            return _BUILT_IN[code]
        groups = children(self._root, "numFmts")
        if not groups:
            self._root.insert(0, etree.Element(f"{{{self._namespace}}}numFmts", count="0"))
            groups = children(self._root, "numFmts")
        listed = children(groups[0], "numFmt")
        for element in listed:
            if element.get("formatCode") == code:
                return int(element.get("numFmtId", "0"))
        number = max([_FIRST_OWN - 1, *(int(element.get("numFmtId", "0")) for element in listed)]) + 1
        etree.SubElement(groups[0], f"{{{self._namespace}}}numFmt", numFmtId=str(number), formatCode=code)
        groups[0].set("count", str(len(listed) + 1))
        return number


def _part_of(package: Package) -> str:
    for relationship in package.relationships(package.workbook_part).values():
        if relationship.kind.endswith("/styles") and not relationship.external:
            return relationship.target
    raise BadFile(f"{package.name}: this workbook has no list of cell formats; open it in Excel and save it")


def _nth(package: Package, root: etree._Element, group: str, number: int) -> etree._Element:
    found = [child for child in children(root, group) for child in child if local(child)]
    if not 0 <= number < len(found):
        raise BadFile(f"{package.name}: damaged workbook, its {group} have no number {number}")
    return found[number]
