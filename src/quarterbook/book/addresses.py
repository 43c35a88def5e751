"""Cell addresses: "B5" to row and column and back. Rows and columns count from 1, as Excel's do.

The sheets of a workbook have the same few hundred addresses, so they are kept.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

MAX_ROW: Final = 1_048_576
MAX_COLUMN: Final = 16_384

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


@lru_cache(maxsize=MAX_COLUMN)
def column_number(letters: str) -> int:
    """Return 1 for "A", 28 for "AB"."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=MAX_COLUMN)
def column_letters(number: int) -> str:
    """Return "A" for 1, "AB" for 28."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=2**16)
def parse_cell(address: str) -> tuple[int, int] | None:
    """Return (row, column) of an address such as "B5" or "$B$5", or None when it is not one."""
    found = _CELL.fullmatch(address)
    if not found:
        return None
    row, column = int(found[2]), column_number(found[1])
    return (row, column) if row <= MAX_ROW and column <= MAX_COLUMN else None


def cell_address(row: int, column: int) -> str:
    """Return the address of a cell: "B5" for row 5, column 2."""
    return f"{column_letters(column)}{row}"


@lru_cache(maxsize=2**16)
def parse_range(reference: str) -> tuple[int, int, int, int] | None:
    """Return (first row, first column, last row, last column) of "B5" or "B5:D9", or None when it is neither."""
    first, colon, last = reference.partition(":")
    start, end = parse_cell(first), parse_cell(last if colon else first)
    if start is None or end is None:
        return None
    (top, bottom), (left, right) = sorted((start[0], end[0])), sorted((start[1], end[1]))
    return top, left, bottom, right


def range_address(first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    """Return the address of a range, a single cell's when it is one."""
    first, last = cell_address(first_row, first_column), cell_address(last_row, last_column)
    return first if first == last else f"{first}:{last}"
