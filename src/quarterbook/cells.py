"""What a cell's value is: a number, missing, or invalid. Every rule starts here.

The classes are those of the project's rules (`docs/rules.md`, "Cell values"). Nothing is converted silently:
text that looks like a number is invalid, because Excel treats it as text and so would a reader's sum.
"""

from __future__ import annotations

import math
import numbers
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from quarterbook.vocabulary import DIRECTION_SPELLINGS, MISSING_WORDS, TRIMMED


class Cell(Enum):
    """The two classes of value that are not a number."""

    MISSING = "missing"
    INVALID = "invalid"


class WorksheetError(str):
    """A worksheet error such as #DIV/0! as a value: a text to show, but invalid to every rule."""

    __slots__ = ()


MISSING = Cell.MISSING
INVALID = Cell.INVALID

_MISSING_WORDS = frozenset(MISSING_WORDS)
_NULLS = ("NAType", "NaTType", "MaskedConstant")

EPOCH = datetime(1899, 12, 30)
"""The day that Excel's serial numbers count from, as seen from March 1900 on."""

FIRST_TRUE_SERIAL = 61
"""1 March 1900. Excel counts a 29 February 1900 that never was, so earlier serials are one less."""

MICROSECONDS_A_DAY = 86_400_000_000


def trimmed(text: str) -> str:
    """Return `text` in lower case without the characters that are ignored at both ends."""
    return text.strip(TRIMMED).lower()


def classify(value: Any) -> float | Cell:
    """Class one cell value.

    Args:
        value: anything a cell, a data frame or a caller can hold.

    Returns:
        A finite float for a number (a percentage is a fraction; a date is its Excel serial number),
        `MISSING` for a blank, NaN or one of the texts that say there is no figure, `INVALID` otherwise.
    """
    kind = type(value)
    if kind is float:
        if math.isfinite(value):
            return float(value)
        return MISSING if math.isnan(value) else INVALID
    if kind is int:
        return _finite(value)
    if value is None:
        return MISSING
    if isinstance(value, str):
        return MISSING if trimmed(value) in _MISSING_WORDS else INVALID
    return _rarer(value)


def direction_of(value: Any) -> str | None:
    """Return the canonical direction (`up`, `down`, `target`, `none`), or None when it is not understood."""
    return DIRECTION_SPELLINGS.get(trimmed(value)) if isinstance(value, str) else None


def date_serial(value: date | datetime | time | timedelta) -> float | Cell:
    """Return the serial number that Excel (1900 date system) holds for a date, a time of day or a duration.

    A time zone is left off, as a cell knows none, and so is what is finer than a microsecond. A date before 1900 has
    no serial number: `INVALID`.
    """
    if isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    if isinstance(value, timedelta):
        return _days(value)
    clock = (value.hour, value.minute, value.second, value.microsecond) if isinstance(value, datetime) else ()
    serial = _days(datetime(value.year, value.month, value.day, *clock) - EPOCH)
    if serial < FIRST_TRUE_SERIAL:
        serial -= 1
    return serial if serial >= 1 else INVALID


def _days(span: timedelta) -> float:
    # Whole days first, then the rest of one: steps that a whole column can take with the same result to the last bit.
    return span.days + (span.seconds * 1_000_000 + span.microseconds) / MICROSECONDS_A_DAY


def _finite(value: Any) -> float | Cell:
    try:
        number = float(value)
    except (OverflowError, ValueError, TypeError):
        return INVALID
    if math.isfinite(number):
        return number
    return MISSING if math.isnan(number) else INVALID


def _rarer(value: Any) -> float | Cell:
    """Class what a worksheet never holds but Python does: NumPy and pandas scalars, decimals, dates."""
    if isinstance(value, bool):
        return INVALID
    if isinstance(value, Decimal):
        return MISSING if value.is_nan() else _finite(value)
    if type(value).__name__ in _NULLS:  # by name, so that neither NumPy nor pandas need be installed
        return MISSING
    if isinstance(value, (date, time, timedelta)):
        return date_serial(value)
    is_numpy = getattr(value, "shape", None) == () and hasattr(value, "item")  # a scalar or an array of one cell
    kind = getattr(getattr(value, "dtype", None), "kind", "") if is_numpy else ""
    if kind in ("M", "m"):
        return _moment(value.astype(f"{kind}8[us]"))  # the finest unit that converts to Python's own types
    if isinstance(value, numbers.Real):  # after durations, which NumPy counts among the integers
        return _finite(value)
    if is_numpy:
        plain = value.item()
        return INVALID if type(plain) is type(value) else classify(plain)
    return INVALID


def _moment(value: Any) -> float | Cell:
    """Class a NumPy date or duration in microseconds, which Python cannot always hold: then it stays an integer."""
    plain = value.item()
    return INVALID if isinstance(plain, int) else classify(plain)
