"""A reader of workbooks that shares no code with the product: the standard library's zip and XML."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from functools import cached_property
from xml.etree import ElementTree

_N = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

Value = float | str | bool | None
Row = dict[str, Value]


class Opened:
    """A workbook file."""

    def __init__(self, data: bytes) -> None:
        self.zip = zipfile.ZipFile(io.BytesIO(data))
        self._cells: dict[str, dict[str, tuple[str | None, Value]]] = {}

    def xml(self, part: str) -> ElementTree.Element:
        """Return the root of a part."""
        return ElementTree.fromstring(self.zip.read(part))

    @cached_property
    def workbook(self) -> ElementTree.Element:
        """The part that lists the sheets."""
        return self.xml("xl/workbook.xml")

    @cached_property
    def sheets(self) -> dict[str, str]:
        """Sheet to part, in order."""
        targets = self.related("xl/workbook.xml")
        return {s.get("name", ""): targets[s.get(f"{_R}id", "")] for s in self.workbook.iter(f"{_N}sheet")}

    def related(self, part: str) -> dict[str, str]:
        """Return what a part refers to."""
        folder, name = posixpath.split(part)
        root = self.xml(f"{folder}/_rels/{name}.rels")
        return {
            e.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, e.get("Target", ""))).lstrip("/")
            for e in root
        }

    @cached_property
    def names(self) -> dict[tuple[str, str], str]:
        """Sheet ("" for the workbook) and name to what the name refers to."""
        order = list(self.sheets)
        found = {}
        for element in self.workbook.iter(f"{_N}definedName"):
            local = element.get("localSheetId")
            found[order[int(local)] if local is not None else "", element.get("name", "")] = element.text or ""
        return found

    @cached_property
    def _texts(self) -> list[str]:
        root = self.xml("xl/sharedStrings.xml")
        return ["".join(t.text or "" for t in item.iter(f"{_N}t")) for item in root.iter(f"{_N}si")]

    def cells(self, sheet: str) -> dict[str, tuple[str | None, Value]]:
        """Return address to formula and stored value."""
        if sheet not in self._cells:
            root = self.xml(self.sheets[sheet])
            self._cells[sheet] = {c.get("r", ""): self._cell(c) for c in root.iter(f"{_N}c")}
        return self._cells[sheet]

    def _cell(self, element: ElementTree.Element) -> tuple[str | None, Value]:
        formula, stored = element.find(f"{_N}f"), element.find(f"{_N}v")
        kind = element.get("t", "n")
        text = stored.text if stored is not None else None
        value: Value = text
        if kind == "s" and text is not None:
            value = self._texts[int(text)]
        elif kind == "inlineStr":
            value = "".join(t.text or "" for t in element.iter(f"{_N}t"))
        elif kind == "b":
            value = text == "1"
        elif kind == "n" and text is not None:
            value = float(text)
        return (formula.text or "") if formula is not None else None, value

    def value(self, sheet: str, address: str) -> Value:
        """Return what is stored in a cell."""
        return self.cells(sheet).get(address, (None, None))[1]

    def formula(self, sheet: str, address: str) -> str | None:
        """Return the formula of a cell."""
        return self.cells(sheet).get(address, (None, None))[0]

    def address(self, sheet: str, name: str) -> str:
        """Return the first cell of a name."""
        return self.names[sheet, name].rpartition("!")[2].replace("$", "").partition(":")[0]

    def named(self, sheet: str, name: str) -> Value:
        """Return what the cell of a name holds."""
        return self.value(sheet, self.address(sheet, name))

    def sheet_of(self, number: str) -> str:
        """Return the sheet of an indicator."""
        return next(s for s, name in self.names if name == "IndicatorNumber" and self.named(s, name) == number)

    def tables(self, sheet: str) -> Iterator[ElementTree.Element]:
        """Yield the tables of a sheet."""
        for part in self.related(self.sheets[sheet]).values():
            if "/tables/" in part:
                yield self.xml(part)

    def rows(self, sheet: str, table: str) -> list[Row]:
        """Return the rows of the table whose name begins so: header to value; the row's number under "row"."""
        root = next(t for t in self.tables(sheet) if t.get("name", "").startswith(table))
        headers = [c.get("name", "") for c in root.iter(f"{_N}tableColumn")]
        first, top, _, bottom = re.fullmatch(r"([A-Z]+)(\d+):([A-Z]+)(\d+)", root.get("ref", "")).groups()  # type: ignore[union-attr]
        start = _number(first)
        return [
            {h: self.value(sheet, f"{_letters(start + n)}{row}") for n, h in enumerate(headers)} | {"row": float(row)}
            for row in range(int(top) + 1, int(bottom) + 1)
        ]


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
