"""What a column of the register holds, and how one cell of it is read and written.

A kind turns a cell into the model's value or raises `Fault`, whose text says what was found and what to do. Nothing
is converted silently: "107,236" and "95%" are texts, and the reader says what to write instead.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Protocol

from quarterbook.cells import MISSING, classify, direction_of, trimmed
from quarterbook.errors import BadPeriod
from quarterbook.periods import Period
from quarterbook.register.raw import Cell, Fault, Reading, nearest, not_wanted, number_text, shown, text_of
from quarterbook.rules import unrated
from quarterbook.vocabulary import DIRECTIONS, PLACES, TRIMMED

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_LIKE_A_NUMBER = re.compile(r"(?P<sign>[-−+]?)\s*[£$€]?\s*(?P<digits>\d[\d,\s]*(\.\d+)?|\.\d+)\s*(?P<percent>%?)")


class Kind(Protocol):
    """What one column holds."""

    @property
    def says(self) -> str:
        """What to write in such a cell, for the documentation."""

    def read(self, cell: Cell, reading: Reading, /) -> Any:
        """Return the model's value of a cell that is not blank; raises `Fault`."""

    def write(self, value: Any) -> str | float:
        """Return what stands in the cell for a value of the model: text or a number, "" for nothing."""


@dataclass(frozen=True)
class Text:
    """Any text, kept to the letter."""

    says: str = "text"

    def read(self, cell: Cell, _: Reading, /) -> str:
        """Return the text."""
        return text_of(cell)

    def write(self, value: str) -> str:
        """Return the text."""
        return value


@dataclass(frozen=True)
class IndicatorNumber:
    """An indicator's number, which is text: "36", "CS12a"."""

    says: str = "text, such as `36` or `CS12a`"

    def read(self, cell: Cell, reading: Reading, /) -> str:
        """Return the number as text; a whole number typed into a spreadsheet is its digits."""
        if reading.typed and isinstance(cell, float) and cell.is_integer() and cell >= 0:
            return number_text(cell)
        text = text_of(cell)
        if text != text.strip():
            raise Fault(f"{shown(text)} has a space or a line break at its end; write {text.strip()}")
        return text

    def write(self, value: str) -> str:
        """Return the text."""
        return value


@dataclass(frozen=True)
class Figure:
    """A number, or a word that says there is none.

    Attributes:
        words: whether the words that say "there is no figure" are accepted (and kept as they are).
        printed: whether any other words are, too: what a report printed where a figure is expected.
        least: the smallest number accepted.
    """

    words: bool = True
    printed: bool = False
    least: float = -math.inf

    @property
    def says(self) -> str:
        """What to write in such a cell."""
        number = "a number" if math.isinf(self.least) else f"a number from {number_text(self.least)}"
        if self.printed:
            return f"{number}, or the words printed"
        return f"{number}, or a word such as `n/a`" if self.words else number

    def read(self, cell: Cell, reading: Reading, /) -> float | str:
        """Return the number, or the word."""
        if isinstance(cell, str) and not (_NUMBER.fullmatch(cell) and not reading.typed):
            return self._word(cell, reading)
        number = _number_of(cell)
        if number < self.least:
            raise Fault(f"{number_text(number)} is below {number_text(self.least)}; write {self.says}")
        return number

    def write(self, value: float | str | None) -> str | float:
        """Return the number or the word."""
        return "" if value is None else value

    def _word(self, text: str, reading: Reading) -> str:
        if self.words and classify(text) is MISSING:
            return text
        meant = number_meant(text)
        if meant is not None:
            how = " as a number, in a cell that is not formatted as Text" if reading.typed else ""
            raise Fault(f"{shown(text)} is text, not a number; write {meant}{how}")
        if self.printed:
            return text
        word = unrated(text)
        if word is not None:
            raise Fault(f"{shown(text)} is text, not a number; it belongs in column status of indicators")
        raise Fault(f"{shown(text)} is text, not a number; write {self.says}, or leave the cell empty")


@dataclass(frozen=True)
class Whole:
    """A whole number within limits."""

    least: int
    most: int

    @property
    def says(self) -> str:
        """What to write in such a cell."""
        return f"a whole number from {self.least} to {self.most}"

    def read(self, cell: Cell, reading: Reading, /) -> int:
        """Return the number."""
        if isinstance(cell, str) and not reading.typed and _WHOLE.fullmatch(cell):
            cell = float(cell)
        if isinstance(cell, float) and cell.is_integer() and self.least <= cell <= self.most:
            return int(cell)
        raise Fault(f"{shown(cell)} will not do here; write {self.says}")

    def write(self, value: int) -> float:
        """Return the number."""
        return value


@dataclass(frozen=True)
class Choice:
    """One of a few words, exactly as they are printed."""

    words: tuple[str, ...]

    @property
    def says(self) -> str:
        """What to write in such a cell."""
        return "one of " + ", ".join(f"`{word}`" for word in self.words)

    def read(self, cell: Cell, _: Reading, /) -> str:
        """Return the word."""
        text = text_of(cell)
        if text in self.words:
            return text
        meant = nearest(text, self.words)
        todo = f"write {meant}" if meant else "use one of these words"
        raise Fault(f"{shown(text)} is not one of {', '.join(self.words)}; {todo}")

    def write(self, value: str) -> str:
        """Return the word."""
        return value


@dataclass(frozen=True)
class Direction:
    """The direction for improvement, in any spelling that the rules understand; kept as it is spelt."""

    @property
    def says(self) -> str:
        """What to write in such a cell."""
        return "one of " + ", ".join(f"`{name}`" for name in DIRECTIONS) + " (or another spelling of it)"

    def read(self, cell: Cell, _: Reading, /) -> str:
        """Return the text."""
        text = text_of(cell)
        if direction_of(text) is None:
            meant = nearest(text, [spelling for spellings in DIRECTIONS.values() for spelling in spellings])
            todo = f"write {direction_of(meant)}" if meant else f"write {', '.join(DIRECTIONS)}"
            raise Fault(f"{shown(text)} is not a direction for improvement; {todo}")
        return text

    def write(self, value: str) -> str:
        """Return the text."""
        return value


@dataclass(frozen=True)
class ReportingPeriod:
    """A reporting period in canonical spelling."""

    says: str = "a period: `2023/24 Q3`, `2023/24 M07` or `2023/24`"

    def read(self, cell: Cell, reading: Reading, /) -> Period:
        """Return the period."""
        text = text_of(cell)
        try:
            period = Period.parse(text, reading.start_month)
        except BadPeriod as error:
            raise Fault(str(error)) from None
        if str(period) != text:
            raise Fault(f"{shown(text)} is not how the register spells this period; write {period}")
        return period

    def write(self, value: Period) -> str:
        """Return the canonical spelling."""
        return str(value)


@dataclass(frozen=True)
class Weights:
    """The weights of a year's periods, for a target that is not even over the year."""

    says: str = "one number for each period of the year, separated by `;`"

    def read(self, cell: Cell, _: Reading, /) -> tuple[float, ...]:
        """Return the weights, one a period."""
        parts = [number_text(cell)] if isinstance(cell, float) else [part.strip() for part in text_of(cell).split(";")]
        for part in parts:
            if not (_NUMBER.fullmatch(part) and math.isfinite(float(part)) and float(part) >= 0):
                raise Fault(f"the weight {shown(part)} is not a number from 0; write weights such as 1;2;3;4")
        weights = tuple(float(part) for part in parts)
        if not 0 < sum(weights) < math.inf:
            raise Fault(f"the weights {shown(cell)} do not add up to a number above 0; write weights such as 1;2;3;4")
        return weights

    def write(self, value: Sequence[float]) -> str:
        """Return the weights, separated by semicolons."""
        return ";".join(number_text(weight) for weight in value)


@dataclass(frozen=True)
class Lines:
    """Several texts in one cell, one a line."""

    says: str = "text, one a line"

    def read(self, cell: Cell, _: Reading, /) -> tuple[str, ...]:
        """Return the lines that are not blank."""
        lines = (line.removesuffix("\r") for line in text_of(cell).split("\n"))
        return tuple(line for line in lines if trimmed(line))

    def write(self, value: Sequence[str]) -> str:
        """Return the lines in one text."""
        return "\n".join(value)


DECIMALS: Final = Whole(0, PLACES)
MONTH: Final = Whole(1, 12)


def _number_of(cell: Cell) -> float:
    if isinstance(cell, bool) or not isinstance(cell, (str, float)):
        raise not_wanted(cell, "a number", "type the number in a cell that is not formatted as a date")
    number = float(cell)
    if not math.isfinite(number):
        raise Fault(f"{shown(cell)} is too large to be a number; write the number itself")
    return number


def number_meant(text: str) -> str | None:
    """Return what should be written for a text that looks like a number to a person: 107236 for "107,236"."""
    found = _LIKE_A_NUMBER.fullmatch(text.strip(TRIMMED))
    if not found:
        return None
    number = Decimal(re.sub(r"[,\s]", "", found["digits"]))
    if found["percent"]:
        number = number.scaleb(-2)
    if found["sign"] in ("-", "−"):
        number = -number
    return f"{number:f}"
