"""What inserted rows, and a table that grows, do to references: in formulas, in ranges and in lists of ranges."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from quarterbook.book.addresses import MAX_ROW, parse_range
from quarterbook.book.formulas import masked
from quarterbook.book.stored import Place

_BRACKETED = re.compile(r"\[(?:[^\[\]]|\[(?:[^\[\]']|'.)*\])*\]")
"""What stands between brackets; it is blanked with \\0, so that a reference right after it, to another workbook, is
told from one that stands alone."""
_CELL: Final = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_REFERENCE = re.compile(
    r"(?<![\w.\\$!'\x00])(?P<sheet>(?:'(?:[^']|'')*'|(?:[^\W\d]|\\)[\w.]*)!)?"
    rf"(?P<range>{_CELL}(?::{_CELL})?|\$?[0-9]{{1,7}}:\$?[0-9]{{1,7}})(?![\w.\\(!$])"
)
_ROW = re.compile(r"(?<=[A-Za-z$])[0-9]+|(?<![A-Za-z$0-9])[0-9]+")


class Change(Protocol):
    """A change of a sheet that references to it follow."""

    @property
    def sheet(self) -> str:
        """The sheet's name."""

    def formula(self, text: str, here: str, /) -> str:
        """Return a formula of the sheet `here` as it is to be now."""

    def leaves(self, place: Place, /) -> bool:
        """Whether the formula of a cell of the changed sheet stays as it is."""

    def mentioned(self, text: str, here: str, /) -> bool:
        """Whether a formula refers to the changed sheet at all."""


def with_ranges(formula: str, here: str, sheet: str, changed: Callable[[str], str]) -> str:
    """Return a formula with its references to one sheet changed.

    Args:
        formula: the formula, without "=".
        here: the sheet it stands on, which a reference without a sheet means.
        sheet: the sheet whose references are to change.
        changed: gives the new address of a cell or a range.
    """
    mask = _BRACKETED.sub(lambda found: "\x00" * len(found[0]), masked(formula))
    pieces, at = [], 0
    for found in _REFERENCE.finditer(mask):
        named = found["sheet"]
        if (_plain(named[:-1]) if named else here).casefold() == sheet.casefold():
            start, end = found.span("range")
            pieces += [formula[at:start], changed(formula[start:end])]
            at = end
    return "".join([*pieces, formula[at:]])


@dataclass(frozen=True, slots=True)
class _Changed:
    sheet: str

    def mentioned(self, text: str, here: str) -> bool:
        """Whether a formula refers to the changed sheet at all."""
        return with_ranges(text, here, self.sheet, lambda _: "\x00") != text


@dataclass(frozen=True, slots=True)
class Inserted(_Changed):
    """Rows that were inserted into a sheet.

    Attributes:
        sheet: the sheet's name.
        row: where the first new row stands.
        count: how many.
    """

    row: int
    count: int

    def formula(self, text: str, here: str) -> str:
        """Return a formula of the sheet `here` that means the same cells as before."""
        return with_ranges(text, here, self.sheet, self.range)

    def leaves(self, _: Place) -> bool:
        """Whether a formula stays as it is: none does."""
        return False

    def range(self, address: str) -> str:
        """Return where a cell or a range stands now: what begins or ends at the new rows or below moved down."""
        return _ROW.sub(lambda row: str(self.moved(int(row[0]))), address)

    def ranges(self, addresses: str) -> str:
        """Return where the ranges of a list, separated by spaces, stand now."""
        return " ".join(self.range(address) for address in addresses.split())

    def moved(self, row: int) -> int:
        """Return where a row stands now."""
        return min(row + self.count, MAX_ROW) if row >= self.row else row


@dataclass(frozen=True, slots=True)
class Resized(_Changed):
    """A table that ends in another row than before.

    Attributes:
        sheet: the name of the sheet it stands on.
        columns: its first and its last column.
        first: its first row below the header.
        before: the row in which it ended.
        now: the row in which it ends.
    """

    columns: tuple[int, int]
    first: int
    before: int
    now: int

    def formula(self, text: str, here: str) -> str:
        """Return a formula; what covered columns of the table, from its first row or above, covers them again."""
        return with_ranges(text, here, self.sheet, self._covering)

    def leaves(self, place: Place) -> bool:
        """Whether a formula stays as it is: the table's own, whose running totals end with their row."""
        return self.first <= place[0] <= self.before and self.columns[0] <= place[1] <= self.columns[1]

    def ranges(self, addresses: str) -> str:
        """Return a list of ranges; those that ended with the table, in its columns, end with it again."""
        return " ".join(_shortest(self._range(address)) for address in addresses.split())

    def _covering(self, address: str) -> str:
        extent = parse_range(address)
        return self._range(address) if extent is not None and extent[0] <= self.first and ":" in address else address

    def _range(self, address: str) -> str:
        extent = parse_range(address)
        if extent is None or extent[2] != self.before or extent[1] > self.columns[1] or extent[3] < self.columns[0]:
            return address
        first, _, last = address.partition(":")
        if extent[0] > self.now:
            first = _ROW.sub(str(self.now), first)
        return f"{first}:{_ROW.sub(str(self.now), last or first)}"


def _shortest(address: str) -> str:
    first, _, last = address.partition(":")
    return first if first == last else address


def _plain(sheet: str) -> str:
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
