"""One cell as a file gives it, before anything is known of what it should hold; and how messages speak of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from difflib import get_close_matches
from typing import Final

from quarterbook.periods import APRIL
from quarterbook.vocabulary import TRIMMED

_LONGEST_QUOTED: Final = 60


class Fault(Exception):
    """One cell that cannot be read: its text says what was found and what to do."""


@dataclass(frozen=True)
class Broken:
    """A spreadsheet cell that has no value to read: a worksheet error, or a formula that was never calculated."""

    found: str
    mend: str


Cell = str | float | bool | date | time | timedelta | Broken | None
"""What a file gives for one cell: always text in a CSV file, what the cell holds in a spreadsheet."""


@dataclass(frozen=True)
class Reading:
    """How cells are to be read.

    Attributes:
        typed: whether the file itself tells numbers from text (a spreadsheet does, a CSV file does not).
        start_month: the month in which financial years start.
    """

    typed: bool
    start_month: int = APRIL


def number_text(number: float) -> str:
    """Return the shortest text that reads back as this very number, a whole one without ".0"."""
    text = repr(float(number))
    return text.removesuffix(".0")


def shown(cell: Cell) -> str:
    """Return a cell's content as an error message shows it: text in quotes, on one line, cut when long."""
    if isinstance(cell, Broken):
        return cell.found
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return number_text(cell)
    if not isinstance(cell, str):
        return str(cell)
    line = " ".join(cell.split())
    return f'"{line}"' if len(line) <= _LONGEST_QUOTED else f'"{line[:_LONGEST_QUOTED]}…"'


def text_of(cell: Cell) -> str:
    """Return the text in a cell.

    Raises:
        Fault: when a spreadsheet's cell holds something else, because its text would be a guess.
    """
    if isinstance(cell, str):
        return cell
    raise not_wanted(cell, "text", "format the cell as Text and type it again")


def nearest(text: str, words: Sequence[str]) -> str | None:
    """Return the word that was most likely meant, or None when none is near."""
    by_key = {word.casefold(): word for word in words}
    found = get_close_matches(text.strip(TRIMMED).casefold(), by_key, n=1)
    return by_key[found[0]] if found else None


def not_wanted(cell: Cell, wanted: str, mend: str) -> Fault:
    """Return the fault of a cell that holds something other than what is wanted."""
    if isinstance(cell, bool):
        found = "a logical value"
    else:
        found = "a number" if isinstance(cell, float) else "a date or a time"
    return Fault(f"{shown(cell)} is {found}, not {wanted}; {mend}")
