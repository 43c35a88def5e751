"""Formulas that a file stores once for many cells: what the other cells' formulas are.

Excel stores a formula that was filled down with its first cell only; the cells below hold nothing but its number. Their
formula is the first one's with every relative reference moved.
"""

from __future__ import annotations

import re

from quarterbook.book.addresses import MAX_COLUMN, MAX_ROW, column_letters, column_number
from quarterbook.book.formulas import masked

_BRACKETED = re.compile(r"\[(?:[^\[\]]|\[(?:[^\[\]']|'.)*\])*\]|'(?:[^']|'')*'")
_COLUMN, _ROW = r"(?:\$?[A-Za-z]{1,3})", r"(?:\$?[0-9]{1,7})"
_REFERENCE = re.compile(
    rf"(?<![\w.\\$])(?:{_COLUMN}{_ROW}|{_COLUMN}(?=:{_COLUMN}(?![\w.$]))|(?<=:){_COLUMN}|{_ROW}(?=:{_ROW}(?![\w.$]))|(?<=:){_ROW})"
    r"(?![\w.\\(!$])"
)
_PARTS = re.compile(r"(\$?)([A-Za-z]*)(\$?)([0-9]*)")
"""The dollar before a whole row is taken for the column's; `_moved_reference` minds that."""


def moved(formula: str, rows: int, columns: int) -> str:
    """Return a formula as it reads when it is copied so many rows down and columns to the right.

    A reference that would leave the sheet becomes #REF!, as it does in Excel.
    """
    mask = _BRACKETED.sub(lambda found: "\x00" * len(found[0]), masked(formula))
    pieces, at = [], 0
    for found in _REFERENCE.finditer(mask):
        pieces += [formula[at : found.start()], _moved_reference(found[0], rows, columns)]
        at = found.end()
    return "".join([*pieces, formula[at:]])


def _moved_reference(reference: str, rows: int, columns: int) -> str:
    found = _PARTS.fullmatch(reference)
    assert found is not None  # noqa: S101 - every reference has these parts
    fixed_column, letters, fixed_row, digits = found.groups()
    if not letters:
        fixed_column, fixed_row = "", fixed_column or fixed_row
    if letters and not fixed_column:
        column = column_number(letters) + columns
        if not 1 <= column <= MAX_COLUMN:
            return "#REF!"
        letters = column_letters(column)
    if digits and not fixed_row:
        row = int(digits) + rows
        if not 1 <= row <= MAX_ROW:
            return "#REF!"
        digits = str(row)
    return f"{fixed_column}{letters}{fixed_row}{digits}"
