"""Changing the cached values of a worksheet part and nothing else, byte for byte.

The part is not parsed and written again, because that would rewrite quotes, namespaces and white space that are not
ours. The cells to change are found in the text and only their value and type are replaced.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Final
from xml.sax.saxutils import escape

from quarterbook.book.addresses import cell_address, parse_cell, range_address
from quarterbook.book.stored import CellValue, Place, stored_value
from quarterbook.cells import WorksheetError
from quarterbook.errors import BadFile

Extent = tuple[int, int, int, int]

_ATTRIBUTES = r"""(?P<attributes>(?:[^<>"'/]+|"[^"]*"|'[^']*'|/(?!>))*+)"""


def _element(name: str) -> re.Pattern[str]:
    """Return what finds an element: its prefix `p`, its attributes, and its body, None when it closes itself."""
    start = rf"<(?P<p>[A-Za-z_][\w.-]*:)?{name}(?=[\s/>]){_ATTRIBUTES}"
    return re.compile(rf"{start}(?:/>|>(?P<body>.*?)</(?P=p)?{name}\s*>)", re.DOTALL)


_DATA, _ROW, _CELL, _FORMULA = map(_element, ("sheetData", "row", "c", "f"))
_VALUE = _element("(?:v|is)")
_ADDRESS = re.compile(r'\sr\s*=\s*["\']([A-Za-z]+[0-9]+)["\']')
_ROW_NUMBER = re.compile(r'\sr\s*=\s*["\']([0-9]{1,7})["\']')
_KIND = re.compile(r'\st\s*=\s*["\']([^"\']*)["\']')
_TYPE = re.compile(r'\s(?:t|vm)\s*=\s*(?:"[^"]*"|\'[^\']*\')')
_FORMULA_REF = re.compile(r'(<(?:[\w.-]+:)?f\s[^>]*?(?<=\s)ref\s*=\s*["\'])[^"\']*(["\'])')
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TEXT_ELSEWHERE: Final = ("s", "inlineStr")
_NOT_STORED_AS_SUCH: Final = {"#SPILL!", "#CALC!"}
"""Errors that Excel stores as #VALUE! with metadata of its own; the file format has no such code."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)|\r")


def with_values(
    part: bytes,
    values: Mapping[Place, CellValue],
    extents: Mapping[Place, Extent],
    emptied: frozenset[Place],
    name: str,
) -> tuple[bytes, int]:
    """Return a worksheet part with other cached values.

    Args:
        part: the XML of the worksheet.
        values: (row, column) to the value that the cell shall show. Cells that are not there are added.
        extents: (row, column) of a dynamic array formula to the range that it fills now.
        emptied: cells that an array no longer fills; their value goes, their format stays.
        name: what to call the part in messages.

    Returns:
        The part, the same bytes save for those values, and how many cells have changed.

    Raises:
        BadFile: when the cells cannot be told apart safely (then nothing is changed).
    """
    encoding = _encoding(part)
    try:
        text = part.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        raise BadFile(f"{name}: is in an encoding that cannot be changed safely; save it in Excel first") from None
    found = _DATA.search(_COMMENT.sub(lambda comment: " " * len(comment[0]), text) if "<!--" in text else text)
    body = found and found["body"] and text[found.start("body") : found.end("body")]
    if found is None or (body and ("<!" in body or "<?" in body)):
        raise BadFile(f"{name}: is written in a way that cannot be changed safely; save it in Excel first")
    patch = _Patch(values, extents, emptied, name)
    prefix = found["p"] or ""
    rows = patch.rows(body or "", prefix)
    if body:
        start, end = found.span("body")
    else:
        start, end = found.span()
        rows = f"<{prefix}sheetData{found['attributes'].rstrip()}>{rows}</{prefix}sheetData>" if rows else found[0]
    return (text[:start] + rows + text[end:]).encode(encoding, "xmlcharrefreplace"), patch.changed


def same_value(stored: CellValue, found: CellValue) -> bool:
    """Whether a stored value is what was found, type included."""
    if isinstance(found, WorksheetError):
        return isinstance(stored, WorksheetError) and stored == _stored_error(found)
    return type(stored) is type(found) and stored == found


def value_xml(value: CellValue, prefix: str = "") -> tuple[str, str]:
    """Return the type attribute (with a leading space, or nothing) and the value element of a cell's value."""
    opening, closing = f"<{prefix}v>", f"</{prefix}v>"
    if value is None:
        return "", ""
    if isinstance(value, bool):
        return ' t="b"', f"{opening}{int(value)}{closing}"
    if isinstance(value, WorksheetError):
        return ' t="e"', f"{opening}{_stored_error(value)}{closing}"
    if isinstance(value, str):
        return ' t="str"', f"{opening}{escape(stored_text(value))}{closing}"
    return "", f"{opening}{number_text(value)}{closing}"


def number_text(value: float) -> str:
    """Return a number as the file format writes it: the shortest text that reads back as the same number."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)


def stored_text(text: str) -> str:
    """Return a text with what XML cannot hold written as the file format escapes it (`_x000D_`)."""
    return _CONTROL.sub(_escaped, text)


class _Patch:
    """The changes to one sheet, taken off the list as the rows go by; what is left at the end is added."""

    def __init__(
        self, values: Mapping[Place, CellValue], extents: Mapping[Place, Extent], emptied: frozenset[Place], name: str
    ) -> None:
        self.changed = 0
        self.name = name
        self.left: dict[int, dict[int, CellValue]] = {}
        for (row, column), value in values.items():
            self.left.setdefault(row, {})[column] = value
        self.extents = extents
        self.emptied_rows = {row for row, _ in emptied}
        self.emptied = emptied

    def rows(self, body: str, prefix: str) -> str:
        """Return the rows of a sheet with the changes made."""
        pieces, at, last = [], 0, 0
        for found in _ROW.finditer(body):
            number = _ROW_NUMBER.search(found["attributes"])
            row = int(number[1]) if number else last + 1
            self._check_order(last, row)
            last = row
            pieces.append(body[at : found.start()])
            pieces.extend(self._new_row(before, prefix) for before in sorted(self.left) if before < row)
            at = found.end()
            if row not in self.left and (row not in self.emptied_rows or found["body"] is None):
                pieces.append(found[0])
            elif found["body"] is None:
                attributes = found["attributes"].rstrip()
                pieces.append(f"<{prefix}row{attributes}>{self._cells('', row, prefix)}</{prefix}row>")
            else:
                start, end = found.start("body") - found.start(), found.end("body") - found.start()
                pieces.append(found[0][:start] + self._cells(found["body"], row, prefix) + found[0][end:])
        pieces.append(body[at:])
        pieces.extend(self._new_row(row, prefix) for row in sorted(self.left))
        return "".join(pieces)

    def _check_order(self, last: int, this: int) -> None:
        if this <= last:
            raise BadFile(f"{self.name}: its rows or cells are out of order; save it in Excel first")

    def _new_row(self, row: int, prefix: str) -> str:
        return f'<{prefix}row r="{row}">{self._cells("", row, prefix)}</{prefix}row>'

    def _cells(self, body: str, row: int, prefix: str) -> str:
        values = self.left.pop(row, {})
        pieces, at, last = [], 0, 0
        for found in _CELL.finditer(body):
            address = _ADDRESS.search(found["attributes"])
            place = parse_cell(address[1]) if address else None
            column = place[1] if place else last + 1
            self._check_order(last, column if place is None or place[0] == row else 0)
            last = column
            pieces.append(body[at : found.start()])
            pieces.extend(self._new_cell(row, new, values.pop(new), prefix) for new in sorted(values) if new < column)
            at = found.end()
            cell = found[0]
            if column in values or (row, column) in self.emptied:
                cell = _changed(found, values.pop(column, None), self.extents.get((row, column)))
                self.changed += cell != found[0]
            pieces.append(cell)
        pieces.append(body[at:])
        pieces.extend(self._new_cell(row, column, values[column], prefix) for column in sorted(values))
        return "".join(pieces)

    def _new_cell(self, row: int, column: int, value: CellValue, prefix: str) -> str:
        self.changed += 1
        kind, element = value_xml(value, prefix)
        return f'<{prefix}c r="{cell_address(row, column)}"{kind}>{element}</{prefix}c>'


def _changed(found: re.Match[str], value: CellValue, extent: Extent | None) -> str:
    """Return a cell with another value: its formula, its format and all else as they were."""
    prefix, attributes, body = found["p"] or "", found["attributes"], found["body"] or ""
    if extent is not None:
        body = _FORMULA_REF.sub(lambda ref: f"{ref[1]}{range_address(*extent)}{ref[2]}", body, count=1)
    formula = _FORMULA.search(body)
    start, end = formula.span() if formula else (0, 0)
    before, after = body[:start], body[end:]
    if not _shows(attributes, before + after, value):
        kind, element = value_xml(value, prefix)
        attributes = _TYPE.sub("", attributes).rstrip() + kind
        before = _VALUE.sub("", before)
        after = _VALUE.sub(lambda _: element, after, count=1) if _VALUE.search(after) else element + after
        body = before + body[start:end] + after
    if body == (found["body"] or "") and attributes == found["attributes"]:
        return found[0]
    return f"<{prefix}c{attributes}>{body}</{prefix}c>" if body else f"<{prefix}c{attributes}/>"


def _shows(attributes: str, body: str, value: CellValue) -> bool:
    """Whether a cell shows a value already."""
    found, type_ = _VALUE.search(body), _KIND.search(attributes)
    kind = type_[1] if type_ else None
    if found is None or not (found["body"] or kind == "str"):
        return value is None
    return kind not in _TEXT_ELSEWHERE and same_value(stored_value(kind, unescape(found["body"] or "")), value)


def _stored_error(error: WorksheetError) -> str:
    return "#VALUE!" if error in _NOT_STORED_AS_SUCH else str(error)


def _escaped(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"


def _encoding(part: bytes) -> str:
    """Return the encoding of an XML part: UTF-8 unless its declaration says otherwise."""
    declared = re.match(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)[\"']", part)
    return declared[1].decode("ascii") if declared else "utf-8"
