"""What a workbook file stores of one cell: its value and its formula."""

from __future__ import annotations

import math
import re
from typing import Final, NamedTuple

from quarterbook.cells import WorksheetError

CellValue = float | str | bool | WorksheetError | None
"""What a cell shows: a number, a text, a boolean, a worksheet error, or nothing."""

Place = tuple[int, int]
"""Row and column of a cell, counting from 1."""

PLAIN: Final = "plain"
ARRAY: Final = "array"
"""A formula entered with Ctrl+Shift+Enter: it fills exactly its range."""
DYNAMIC: Final = "dynamic"
"""A formula of today's Excel whose result spills as far as it is large."""
DATA_TABLE: Final = "data table"

_ESCAPED = re.compile(r"_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")  # half a character stays as it is written


class Formula(NamedTuple):
    """One formula cell.

    Attributes:
        row, column: where it stands, counting from 1.
        text: the formula without "="; None when it shares the text of a cell that is not there.
        kind: `PLAIN`, `ARRAY`, `DYNAMIC` or `DATA_TABLE`.
        extent: (first row, first column, last row, last column) that an array or dynamic formula fills in the file.
        cached: the value stored beside it; None when there is none.
        is_follower: whether the file says only whose text it shares; `text` is what it would say itself.
    """

    row: int
    column: int
    text: str | None
    kind: str
    extent: tuple[int, int, int, int] | None
    cached: CellValue
    is_follower: bool = False


def unescaped(text: str) -> str:
    """Return a stored text with the escapes of the file format (`_x000D_`) undone."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def stored_value(kind: str | None, text: str | None) -> CellValue:
    """Return the value of a cell's `v` element; `kind` is the cell's `t`. A shared text's is its number."""
    if kind == "str":
        return unescaped(text or "")
    if text is None:
        return None
    if kind == "b":
        return text in ("1", "true")
    if kind == "e":
        return WorksheetError(text)
    try:
        number = float(text)
    except ValueError:
        return unescaped(text)
    return number if math.isfinite(number) else None


def whole_number(text: str | None, otherwise: int) -> int:
    """Return a whole number as the file writes it, or `otherwise` when the text is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise
