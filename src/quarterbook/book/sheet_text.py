"""Reading the cells of a worksheet that is written plainly straight from its text, quicker than from parsed XML.

Excel and the libraries that write workbooks write rows and cells in one plain manner: no comments, no prefixes, nothing
in a cell but a formula and a value. A regular expression says what that is; a sheet's rows are nothing but that, to the
last character, or they are left to `sheet_tree`. All the rest of a sheet is for the XML parser in any case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Final, NamedTuple, cast

from lxml import etree

from quarterbook.book.addresses import parse_cell
from quarterbook.book.sheet_cells import NO_CELLS, Cells, Formulas, SharedTexts, Values
from quarterbook.book.stored import CellValue, Formula, Place, stored_value, unescaped, whole_number

_HEAD: Final = re.compile(
    rb"(?:<\?xml version=\"1\.0\" encoding=\"(?i:utf-8)\"(?: standalone=\"(?:yes|no)\")?\?>\s*)?<(?=[A-Za-z])"
)
_SIGNS: Final = ("<!", "<?")
"""What begins a comment, a declaration and the like."""
_NOWHERE: Final = ("]]>", "\ufffe", "\uffff")
"""What no XML may hold; the end of a CDATA section begins nowhere here."""
_CONTROLS: Final = bytes(byte for byte in range(32) if byte not in b"\t\n")
"""Characters that no XML may hold, and the one that its parser would change: a carriage return."""
_ROWS_TAG: Final = "sheetData"
_OPEN, _CLOSE = f"<{_ROWS_TAG}>", f"</{_ROWS_TAG}>"
_STAND_IN: Final = "rows"
"""What stands in the rest of a sheet in place of its rows, to know the place again."""

_QUOTED: Final = r"=\"[^\"<&\n\t]{0,9999}+\""
_ATTRIBUTES: Final = rf"(?: [a-zA-Z][a-zA-Z0-9]{{0,99}}+{_QUOTED}){{0,99}}+"
_TEXT: Final = "[^<]{0,999999}+"
"""Longer ones are left to the parser, which has limits of its own."""
_STRAY: Final = re.compile("&(?!(?:amp|lt|gt|quot|apos);)")
"""An ampersand that begins none of the entities that are read here; only texts may hold one at all."""
_NUMBER: Final = '="[0-9]{1,9}+"'
_ROW_ATTRIBUTES: Final = rf"(?: (?:x14ac:)?[a-zA-Z]{{1,99}}+{_QUOTED}){{0,99}}+"
_ROW: Final = rf"<row r{_NUMBER}{_ROW_ATTRIBUTES}"
_ADDRESS: Final = r"(?:[A-Z]{1,2}|[A-W][A-Z]{2})[1-9][0-9]{0,5}"
"""Columns from XAA and rows from 1,000,000 on are left to the parser: not all of them are there."""


_METADATA: Final = f" cm{_NUMBER}"
_IN_LINE: Final = ' t="inlineStr"'
_KIND: Final = '(?: t="(?:b|e|n|str|s)")?+'


def _cell(kind: str) -> str:
    """Return the start of a cell's element; its attributes stand in the order of Excel or in that of XlsxWriter."""
    kind_and_metadata = f"(?:{_METADATA}{kind}|{kind}(?:{_METADATA})?+)"
    return rf"<c r=\"{_ADDRESS}\"(?: s{_NUMBER})?+{kind_and_metadata}(?: vm{_NUMBER})?+"


_FORMULA: Final = rf"<f{_ATTRIBUTES}(?:/>|>{_TEXT}</f>)"
_CELL: Final = (
    rf"(?:{_cell(_KIND)}(?:/>|>(?:{_FORMULA})?+(?:<v>{_TEXT}</v>)?+</c>)"
    rf"|{_cell(_IN_LINE)}>(?:{_FORMULA})?+<is><t(?: xml:space=\"preserve\")?+>{_TEXT}</t></is></c>)"
)
_ROWS: Final = re.compile(rf"\s*+(?:{_ROW}(?:/>|>(?:{_CELL})*+</row>)\s*+)*+")

# In rows that are nothing but these, the same things are found by less.
_EACH_ROW: Final = re.compile(rf"<row r=\"([0-9]++)\"({_ROW_ATTRIBUTES})")
_EACH_CELL: Final = re.compile(r"<c r=\"([A-Z0-9]++)\"([^/>]*+)")
_EACH_FORMULA: Final = re.compile(rf"<c r=\"([A-Z0-9]++)\"([^>]*+)>(<f{_ATTRIBUTES})/?>(?:([^<]*+)</f>)?+(<v>[^<]*+)?+")
_EACH_VALUE: Final = re.compile(
    rf"<c r=\"([A-Z0-9]++)\"([^>]*+)>(?:<f{_ATTRIBUTES}(?:/>|>[^<]*+</f>))?+(?:<v>|<is><t[^>]*+>)([^<]*+)"
)
_EACH_STYLE: Final = re.compile(' s="([0-9]++)"')
_EACH_ATTRIBUTE: Final = re.compile(r" ([\w:]+)=\"([^\"]*)\"")
_ENTITIES: Final = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}


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
    if start < len(_OPEN) or end < 0 or _ROWS.fullmatch(text, start, end) is None or _STRAY.search(text, start, end):
        return None
    before, rows, after = text[len(head[0]) : start], text[start:end], text[end:]
    around = before + after
    if around.count(_ROWS_TAG) != len((_OPEN, _CLOSE)) or any(sign in around for sign in _SIGNS):
        return None
    if any(sign in text for sign in _NOWHERE):
        return None
    return PlainSheet(rows, f"{text[:start]}{_STAND_IN}{after}".encode())


_place: Final = cast("Callable[[str], Place]", parse_cell)
"""Every address of a plain cell is one."""


class TextReader:
    """Reads the plain sheets of one workbook. They have the same few attributes and formulas, so these are kept.

    Args:
        date_styles: the numbers of the cell styles that show a date or a time.
    """

    def __init__(self, date_styles: Collection[str]) -> None:
        self._date_styles = frozenset(date_styles)
        self._of_cells: dict[str, _About] = {}
        self._of_formulas: dict[str, Mapping[str, str]] = {}
        self._of_rows: dict[str, Mapping[str, str]] = {}
        self._texts: dict[str, str] = {}

    def read(self, rows: str, data: etree._Element, place: str, texts: SharedTexts | None) -> Cells | None:
        """Read the rows of a plain sheet, their values when they are asked for.

        Args:
            rows: their text.
            data: the element that holds the rows, or their stand-in.
            place: how messages call the sheet.
            texts: the texts that its cells refer to; None where only formulas are wanted.

        Returns:
            The cells, or None when something is not plain after all.

        Raises:
            BadFile: when a cell is damaged.
        """
        if data.text != _STAND_IN or not etree.QName(data).namespace:  # without a namespace there are no cells
            return None
        try:
            hidden = self._hidden_rows(rows, data.nsmap)
            formulas = self._formulas(rows, place)
        except _NotPlain:
            return None
        values = partial(self._values, rows.encode(), texts) if texts is not None else NO_CELLS.values
        return Cells(formulas, frozenset(hidden) - {0}, bool(hidden), values)

    def _hidden_rows(self, rows: str, prefixes: Collection[str | None]) -> list[int]:
        found = _EACH_ROW.findall(rows)
        hiding = {written for written in {written for _, written in found} if self._hides(written, prefixes)}
        return [whole_number(number, 0) for number, written in found if written in hiding] if hiding else []

    def _hides(self, written: str, prefixes: Collection[str | None]) -> bool:
        """Whether the attributes of a row say that it is hidden."""
        if "x14ac:" in written and "x14ac" not in prefixes:
            raise _NotPlain
        if written not in self._of_rows:
            self._of_rows[written] = _attributes(written, "r")
        return self._of_rows[written].get("hidden") in ("1", "true")

    def _formulas(self, rows: str, place: str) -> tuple[Formula, ...]:
        formulas = Formulas(place)
        for address, written, start, text, value in _EACH_FORMULA.findall(rows):
            cell = self._of_cells.get(written) or self._about(written)
            formula = self._of_formulas.get(start)
            if formula is None:
                formula = self._of_formulas[start] = _attributes(start.removeprefix("<f"))
            cached = stored_value(cell.kind, self._text(value[3:]) or None) if value and cell.kind != "s" else None
            formulas.add(_place(address), self._text(text) or None, formula, cell.has_metadata, cached)
        return formulas.all()

    def _values(self, kept: bytes, texts: SharedTexts) -> Values:
        rows, values = kept.decode(), dict[Place, CellValue]()
        for address, written, text in _EACH_VALUE.findall(rows):
            kind = (self._of_cells.get(written) or self._about(written)).kind
            plain = self._text(text) if "&" in text else text
            values[_place(address)] = unescaped(plain) if kind == "inlineStr" else texts.value(kind, plain)
        if self._date_styles.isdisjoint(_EACH_STYLE.findall(rows)):
            return Values(values, frozenset())
        dates = (_place(cell) for cell, written in _EACH_CELL.findall(rows) if self._is_date(written))
        return Values(values, frozenset(dates))

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
            text = written
            for entity, character in _ENTITIES.items():  # the ampersand's comes last, for it begins the others
                text = text.replace(entity, character)
            self._texts[written] = text
        return text


def _attributes(written: str, *others: str) -> dict[str, str]:
    """Return the attributes of an element, which must be all different, and from some others."""
    found = _EACH_ATTRIBUTE.findall(written)
    names = [*others, *(name for name, _ in found)]
    if len(set(names)) < len(names) or "xmlns" in names:
        raise _NotPlain
    return dict(found)
