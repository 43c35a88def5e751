"""Where the formula engine is known to compute otherwise than Excel, or cannot know what Excel would.

Each entry was measured (`docs/evaluation.md`). What can be told from the formula or from its result is refused here;
that page also lists what cannot.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from quarterbook.book.stored import CellValue
from quarterbook.cells import WorksheetError

_REGION: Final = "whose answer depends on the language and region of the computer"
_REFUSED: Final = {
    **dict.fromkeys(("CELL", "SHEET", "SHEETS"), "which only Excel can answer"),
    **dict.fromkeys(("DATEVALUE", "DOLLAR", "TIMEVALUE"), _REGION),
    **dict.fromkeys(("CEILING", "FLOOR"), "which the formula engine rounds otherwise than Excel below 0"),
}
MINDS_HIDDEN_ROWS: Final = frozenset({"AGGREGATE", "SUBTOTAL"})
"""Functions that leave out filtered rows in Excel; the engine knows of none."""
_ODD_FORMAT: Final = re.compile(r"[_*?]|e[+-]|@@|^[^;]*;[^;]*;[^;0#]+$", re.IGNORECASE)
"""Formats that TEXT gets wrong: spacing, fractions, scientific notation, a third section of mere words."""

_OWN_ERRORS: Final = {
    # The engine does not find every reference that INDIRECT can write, nor every function that LAMBDA binds.
    "#REF!": re.compile(r"\bINDIRECT\(", re.IGNORECASE),
    "#NAME?": re.compile(r"\b(?:INDIRECT|LAMBDA)\(", re.IGNORECASE),
    # It takes few texts for a date or a number, and Excel does so after the habits of the region.
    "#VALUE!": re.compile(
        r"\b(?:DATEDIF|DAY|DAYS|DAYS360|EDATE|EOMONTH|HOUR|ISOWEEKNUM|MINUTE|MONTH|NETWORKDAYS(?:\.INTL)?|SECOND|"
        r"VALUE|WEEKDAY|WEEKNUM|WORKDAY(?:\.INTL)?|YEAR|YEARFRAC)\(",
        re.IGNORECASE,
    ),
}
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_DIGITS: Final = 15
"""So many digits Excel writes when it makes a text of a number; the engine writes up to 17."""


def refusal(function: str) -> str | None:
    """Return why a call of one of Excel's functions is not answered, None when it is."""
    reason = _REFUSED.get(function)
    return None if reason is None else f"it calls {function}, {reason}"


def is_odd_format(text: str) -> bool:
    """Whether TEXT would get this number format wrong."""
    return bool(_ODD_FORMAT.search(text))


def doubt(value: CellValue, formula: Callable[[], str | None]) -> str | None:
    """Return why a result is not to be trusted, None when nothing speaks against it. `formula` gives its formula."""
    if isinstance(value, WorksheetError):
        calls = _OWN_ERRORS.get(value)
        is_own = calls is not None and calls.search(formula() or "")
        return "it ends in an error that may be the formula engine's own" if is_own else None
    if isinstance(value, str) and len(value) > _DIGITS and any(len(digits) > _DIGITS for digits in _numbers(value)):
        return "it puts a number into a text, which Excel does with fewer digits than the formula engine"
    return None


def _numbers(text: str) -> Iterator[str]:
    """Yield the significant digits of each number in a text."""
    return (found[0].replace(".", "").strip("0") for found in _NUMBER.finditer(text))
