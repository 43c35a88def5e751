"""Reading the cells of a worksheet that is written plainly straight from its text, much faster than from parsed XML.

Excel and the libraries that write workbooks write rows and cells in one plain manner: no comments, no prefixes, nothing
in a cell but a formula and a value. A regular expression says what that is; a sheet's rows are nothing but that, to the
last character, or they are left to `sheet_tree`. All the rest of a sheet is for the XML parser in any case.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from quarterbook.book.addresses import parse_cell
from quarterbook.book.sheet_cells import Cells
from quarterbook.book.stored import unescaped, whole_number

_HEAD: Final = re.compile(
    rb"(?:<\?xml version=\"1\.0\" encoding=\"(?i:utf-8)\"(?: standalone=\"(?:yes|no)\")?\?>\s*)?<(?=[A-Za-z])"
)
_SIGNS: Final = ("<!", "<?")
"""What begins a comment, a declaration and the like."""
_NOWHERE: Final = ("]]>", "\ufffe", "\uffff")
"""What no XML may hold; the end of a CDATA section begins nowhere here."""
_CONTROLS: Final = bytes(byte for byte in range(32) if byte not in b"\t\n")
"""Characters that no XML may hold, and the one that its parser would change: a carriage return."""
_OPEN, _CLOSE = "<sheetData>", "</sheetData>"

_ATTRIBUTES: Final = r"(?: [a-zA-Z0-9]++=\"[^\"<&\n\t]*+\")*+"
_ROW: Final = r"<row r=\"([0-9]++)\"((?: (?:x14ac:)?[a-zA-Z]++=\"[^\"<&\n\t]*+\")*+)"
_NUMBER: Final = '="[0-9]++"'
_KIND: Final = ' t="(?:b|e|n|str|s|inlineStr)"'
_CELL: Final = (
    rf"<c r=\"([A-Z]{{1,3}}[1-9][0-9]{{0,6}})\"((?: s{_NUMBER})?+"
    rf"(?: cm{_NUMBER}(?:{_KIND})?+|(?:{_KIND})?+(?: cm{_NUMBER})?+)(?: vm{_NUMBER})?+)"
)
_FORMULA: Final = rf"(<f{_ATTRIBUTES})(?:/>|>([^<]*+)</f>)"
_VALUE: Final = r"(?:(<v>[^<]*+)</v>|(<is><t(?: xml:space=\"preserve\")?+>[^<]*+)</t></is>)"


def _uncaptured(pattern: str) -> str:
    return re.sub(r"\((?!\?)", "(?:", pattern)


_ROWS: Final = re.compile(
    _uncaptured(rf"\s*+(?:{_ROW}(?:/>|>(?:{_CELL}(?:/>|>(?:{_FORMULA})?+(?:{_VALUE})?+</c>))*+</row>)\s*+)*+")
)
_EACH_ROW: Final = re.compile(_ROW)
_EACH_FULL_CELL: Final = re.compile(rf"{_CELL}>(?:{_FORMULA})?+(?:{_VALUE})?+")
_EACH_CELL: Final = re.compile(_CELL)
_EACH_ATTRIBUTE: Final = re.compile(r" ([\w:]+)=\"([^\"]*)\"")
_IN_LINE: Final = "inlineStr"
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class _NotPlain(Exception):
    """The sheet is written in some other manner after all."""


class _About(NamedTuple):
    """What the attributes of a cell say: the kind of its value, whether it is marked a dynamic array, its style."""

    kind: str | None
    has_metadata: bool
    style: str | None


class PlainSheet(NamedTuple):
    """A worksheet that is written plainly.

    Attributes:
        rows: the text of its rows.
        rest: the worksheet without them, for the XML parser.
    """

    rows: str
    rest: bytes


def plain_sheet(data: bytes) -> PlainSheet | None:
    """Return the two parts of a worksheet, or None when it is not written plainly."""
    head = _HEAD.match(data)
    if head is None or len(data.translate(None, _CONTROLS)) + head[0].count(b"\r") != len(data):
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    start = text.find(_OPEN) + len(_OPEN)
    end = text.find(_CLOSE, start)
    if start < len(_OPEN) or end < 0 or _ROWS.fullmatch(text, start, end) is None:
        return None
    before, rows, after = text[len(head[0]) : start], text[start:end], text[end:]
    if _OPEN in after or any(sign in rest for rest in (before, after) for sign in _SIGNS):
        return None
    if any(sign in text for sign in _NOWHERE):
        return None
    return PlainSheet(rows, (text[:start] + after).encode())


class TextReader:
    """Reads the plain sheets of one workbook. They have the same few attributes and formulas, so these are kept.

    Args:
        date_styles: the numbers of the cell styles that show a date or a time.
    """

    def __init__(self, date_styles: Collection[str]) -> None:
        self._date_styles = date_styles
        self._of_cells: dict[str, _About] = {}
        self._of_formulas: dict[str, Mapping[str, str]] = {}
        self._of_rows: dict[str, Mapping[str, str]] = {}
        self._texts: dict[str, str] = {}

    def read(self, rows: str, cells: Cells, prefixes: Collection[str | None]) -> bool:
        """Read the rows of a plain sheet. Return whether they turned out to be plain to the end.

        Args:
            rows: their text.
            cells: filled in; of no use when the answer is no.
            prefixes: the prefixes that the sheet declares.

        Raises:
            BadFile: when a cell is damaged.
        """
        try:
            self._read_rows(rows, cells, prefixes)
            self._read_cells(rows, cells)
        except _NotPlain:
            return False
        return True

    def _read_rows(self, rows: str, cells: Cells, prefixes: Collection[str | None]) -> None:
        hidden = []
        for number, written in _EACH_ROW.findall(rows):
            about = self._of_rows.get(written)
            if about is None:
                about = self._of_rows[written] = _attributes(written, "r")
            if "x14ac:" in written and "x14ac" not in prefixes:
                raise _NotPlain
            if about.get("hidden") in ("1", "true"):
                hidden.append(whole_number(number, 0))
        cells.has_hidden_rows = bool(hidden)
        cells.hidden_rows = frozenset(hidden) - {0}

    def _read_cells(self, rows: str, cells: Cells) -> None:
        of_cells, of_formulas = self._of_cells, self._of_formulas
        values, wants_values = cells.values, cells.wants_values
        for address, written, formula, text, value, inline in _EACH_FULL_CELL.findall(rows):
            where, about = parse_cell(address), of_cells.get(written) or self._about(written)
            if where is None or (about.kind == _IN_LINE) != bool(inline):
                raise _NotPlain
            shown = None
            if value and (wants_values or formula):
                shown = cells.value(about.kind, value[3:] if "&" not in value else self._text(value[3:]))
                if wants_values:
                    values[where] = shown
            elif inline and wants_values:
                values[where] = unescaped(self._text(inline[inline.index(">", len("<is>")) + 1 :]))
            if formula:
                of_formula = of_formulas.get(formula)
                if of_formula is None:
                    of_formula = of_formulas[formula] = _attributes(formula[2:])
                cached = None if about.kind == "s" else shown
                cells.add_formula(where, self._text(text) or None, of_formula, about.has_metadata, cached)
        cells.finish()
        if wants_values and any(f' s="{style}"' in rows for style in self._date_styles):
            places = {parse_cell(cell) for cell, written in _EACH_CELL.findall(rows) if self._is_date(written)}
            cells.dates = frozenset(place for place in places if place is not None)

    def _is_date(self, written: str) -> bool:
        return self._about(written).style in self._date_styles

    def _about(self, written: str) -> _About:
        if written not in self._of_cells:
            found = _attributes(written)
            self._of_cells[written] = _About(found.get("t"), "cm" in found, found.get("s"))
        return self._of_cells[written]

    def _text(self, written: str) -> str:
        """Return a text with its entities put in."""
        if "&" not in written:
            return written
        text = self._texts.get(written)
        if text is None:
            first, *others = written.split("&")
            text = self._texts[written] = first + "".join(map(_with_character, others))
        return text


def _with_character(written: str) -> str:
    """Return what follows an ampersand with the character that it begins with."""
    name, _, rest = written.partition(";")
    if name not in _ENTITIES:
        raise _NotPlain
    return _ENTITIES[name] + rest


def _attributes(written: str, *others: str) -> dict[str, str]:
    """Return the attributes of an element, which must be all different, and from some others."""
    found = _EACH_ATTRIBUTE.findall(written)
    names = [*others, *(name for name, _ in found)]
    if len(set(names)) < len(names) or "xmlns" in names:
        raise _NotPlain
    return dict(found)
