"""Where a fault is: said before the workbook is built, found in it afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from quarterbook.periods import Period

NAMED = "named"
HISTORY = "history"
LEDGER = "ledger"
CELL = "cell"
SHEET = "sheet"
COVER = "cover"
WORKBOOK = "workbook"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a workbook.

    Attributes:
        kind: one of the words above.
        what: the name of a cell, the field of a column, or the address of a cell.
        period: the period of a row, or the one that the fault is about.
        sheet: the sheet, where it is not the indicator's own.
    """

    kind: str
    what: str = ""
    period: Period | None = None
    sheet: str = ""


def named(name: str, period: Period | None = None) -> Spot:
    """Return the cell of a name of the indicator's sheet."""
    return Spot(NAMED, name, period)


def history(field: str, period: Period) -> Spot:
    """Return a cell of the indicator's history table."""
    return Spot(HISTORY, field, period)


def ledger(field: str, period: Period) -> Spot:
    """Return a cell of the ledger."""
    return Spot(LEDGER, field, period)
