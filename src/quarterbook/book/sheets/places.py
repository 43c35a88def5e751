"""Addresses for what is written with XlsxWriter, whose rows and columns count from 0."""

from __future__ import annotations

from quarterbook.book.addresses import cell_address, column_letters
from quarterbook.book.naming import quoted


def at(row: int, column: int) -> str:
    """Return the address of a cell, such as B5."""
    return cell_address(row + 1, column + 1)


def fixed(row: int, column: int) -> str:
    """Return the address of a cell that stays when the formula is copied, such as $B$5."""
    return f"${column_letters(column + 1)}${row + 1}"


def absolute(sheet: str, row: int, column: int, last_row: int | None = None, last_column: int | None = None) -> str:
    """Return the fixed address of a cell or a range of a sheet, such as 'Indicator 36'!$B$5:$B$9."""
    name = sheet if sheet.isalpha() else quoted(sheet)
    last = "" if last_row is None or last_column is None else f":{fixed(last_row, last_column)}"
    return f"{name}!{fixed(row, column)}{last}"
