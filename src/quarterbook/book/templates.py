"""What formulas have in common: most of a workbook's are the same on every sheet but for a table or a sheet.

`XLOOKUP(CurrentPeriod, History8[Period], History8[Actual])` and its sisters are one template with two addresses to put
in, and so are `'Indicator 8'!$C$5` and its sisters. What is found out about a template holds for all of them: it does
not depend on which cells are referred to, only on whether these are one cell or several. Whatever could be read
otherwise than as a plain reference stays in the template as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from quarterbook.book.engine import Unanswered
from quarterbook.book.structure import Table

_SHEET: Final = "'\x01'!"
_ONE_CELL: Final = "'\x02'!$A$1"
_SEVERAL: Final = "'\x03'!$A$1:$A$2"
"""What stands in a template for a quoted sheet, and for a part of a table. No file of XML can hold these characters."""
STAND_INS: Final = frozenset("\x01\x02\x03")
"""The sheets that templates refer to."""

_OWN_TABLE: Final = "\x04["
_OTHER_SHEET: Final = "'\x05'!"
"""What stands for a sheet's own table, and for another sheet, when formulas of several are compared."""

_PUT_IN: Final = re.compile("|".join(map(re.escape, (_SHEET, _ONE_CELL, _SEVERAL))))
_START: Final = r"(?<![\w.\\?!#\]'\")])"
_END: Final = r"(?![\w.\\?!#\['\"(])"
"""A reference stands alone: beside any of these it is a part of something else, or of nothing."""
_NAME: Final = r"(?:[^\W\d]|\\)[\w.\\?]*+"
_INSIDE: Final = r"(?:[^\[\]\"']|\[[^\[\]\"']*+\])*+"
_CELL: Final = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_REFERENCE: Final = re.compile(
    rf"\"[^\"]*+\"|{_START}('(?:[^']|'')*+'!)(?={_CELL}{_END})|'(?:[^']|'')*+'|{_START}({_NAME})\[({_INSIDE})\]{_END}"
)
_PLAIN_SHEET: Final = re.compile(r"'[^'\"!:(),\[\]]+'!")
_OF_ITS_ROW: Final = re.compile("[@#]")
_LIKE_A_LINK: Final = (".xl", "_xl")
"""In names of tables and columns: like another workbook's, or an add-in's function."""

Template = tuple[str, tuple[str, ...]]
"""A formula with stand-ins for its references, and the references in their order."""


class _Like:
    """What formulas have in common that differ only in the name of their own sheet's table.

    Args:
        pattern: their text, with `%s` for every reference.
        insides: what stands between the brackets of each reference.
    """

    def __init__(self, pattern: str, insides: tuple[str, ...]) -> None:
        self.insides = insides
        self._pattern = pattern
        self._templates: dict[tuple[bool, ...], str] = {}

    def template(self, values: tuple[str, ...]) -> str:
        """Return the template with these addresses, which is one and the same for all that refer to one cell alike."""
        several = tuple([":" in value for value in values])
        found = self._templates.get(several)
        if found is None:
            found = self._templates[several] = self._pattern % tuple(map(_stand_in, values))
        return found


class Templates:
    """Takes the formulas of one workbook apart.

    Args:
        sheets: its worksheets, in any case.
        tables: its tables.
        address: gives the address of a reference to a table, from the table's name, what stands in the brackets and
            the sheet, row and column of the formula; raises `Unanswered`.
    """

    def __init__(
        self, sheets: Iterable[str], tables: Iterable[Table], address: Callable[[str, str, str, int, int], str]
    ) -> None:
        names = tuple(sheets)
        self._sheets = {name.lower() for name in names}
        self._own = {table.sheet: table.name for table in tables if re.fullmatch(_NAME, table.name)}
        self._address = address
        self._addresses: dict[tuple[str, str], str] = {}
        self._like: dict[str, _Like] = {}
        self._quoted = frozenset(
            quoted for quoted in (f"'{name}'!" for name in names) if _PLAIN_SHEET.fullmatch(quoted)
        )
        self._of_sheet: dict[str, str] = {}

    def of(self, text: str, sheet: str, row: int, column: int) -> Template:
        """Return the template of the formula of a cell."""
        if "[" not in text and "'" not in text:
            return text, ()
        # Most formulas refer to one table only, their own sheet's, and are the other sheets' but for its name.
        own = self._own.get(sheet)
        alike = text.replace(f"{own}[", _OWN_TABLE) if own else text
        like = self._like.get(alike)
        if like is not None and own is not None:
            values = tuple([self._address_in(own, inside, sheet, row, column) for inside in like.insides])
            if all(values):
                return like.template(values), values
        # Others refer to one other sheet, as the rows of an index do.
        quoted = text[text.find("'") : text.find("'!") + 2]
        if quoted in self._quoted:
            template = self._of_sheet.get(text.replace(quoted, _OTHER_SHEET))
            if template is not None:
                return template, (quoted,) * template.count(_SHEET)
        return self._taken_apart(text, alike, sheet, row, column)

    def _taken_apart(self, text: str, alike: str, sheet: str, row: int, column: int) -> Template:
        """Return the template of a formula; `alike` is its text with a mark in place of its sheet's own table."""
        between: list[str] = []
        stand_ins: list[str] = []
        values: list[str] = []
        insides: list[str] = []
        at = 0
        for found in _REFERENCE.finditer(text):
            quoted, table, inside = found.groups()
            if quoted is not None:
                if not (_PLAIN_SHEET.fullmatch(quoted) and quoted[1:-2].lower() in self._sheets):
                    continue
                value, stand_in = quoted, _SHEET
            elif table is not None:
                value = self._address_in(table, inside, sheet, row, column)
                if not value:
                    continue
                stand_in = _stand_in(value)
                if table == self._own.get(sheet) and not _OF_ITS_ROW.search(inside):
                    insides.append(inside)
            else:
                continue
            between.append(text[at : found.start()])
            stand_ins.append(stand_in)
            values.append(value)
            at = found.end()
        pattern = _pattern((*between, text[at:]))
        if insides and len(insides) == len(values) == alike.count(_OWN_TABLE):
            self._like[alike] = _Like(pattern, tuple(insides))
        template = pattern % tuple(stand_ins)
        if {*stand_ins} == {_SHEET} and len({*values}) == 1 and text.count(values[0]) == len(values):
            self._of_sheet[text.replace(values[0], _OTHER_SHEET)] = template
        return template, tuple(values)

    def _address_in(self, table: str, inside: str, sheet: str, row: int, column: int) -> str:
        """Return an address, or "" where the reference is to stay as it is written; most are asked for many times."""
        reference = table, inside
        value = self._addresses.get(reference)
        if value is None:
            value = self._address_of(table, inside, sheet, row, column)
            if not _OF_ITS_ROW.search(inside):
                self._addresses[reference] = value
        return value

    def _address_of(self, table: str, inside: str, sheet: str, row: int, column: int) -> str:
        """Return an address, or "" where the reference is to stay as it is written."""
        name = f"{table}[{inside}".lower()
        if any(text in name for text in _LIKE_A_LINK):
            return ""
        try:
            address = self._address(table, inside, sheet, row, column)
        except Unanswered:  # said in its turn, when the whole formula is looked at
            return ""
        return address if _PLAIN_SHEET.match(address) else ""


def _stand_in(address: str) -> str:
    return _SEVERAL if ":" in address else _ONE_CELL


def pattern_of(text: str) -> str:
    """Return the pattern of a template, or of what was made of one: `%s` in place of its stand-ins.

    A formula comes of it by `pattern % values`, which is the quickest there is.
    """
    return _pattern(tuple(_PUT_IN.split(text)))


def _pattern(pieces: tuple[str, ...]) -> str:
    return "%s".join(piece.replace("%", "%%") for piece in pieces)
