"""References to Excel tables, such as `History36[[#This Row],[Actual]]`: the addresses that they stand for.

The formula engine knows some of them and misreads others (`docs/evaluation.md`), so none is left to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from quarterbook.book.addresses import column_letters
from quarterbook.book.engine import Unanswered
from quarterbook.book.structure import Table

_ITEM: Final = re.compile(r"\[((?:[^\[\]']|'.)*)\]")
_THIS_ROW: Final = re.compile("@|#this row", re.IGNORECASE)
_SPECIAL: Final = frozenset({"#all", "#data", "#headers", "#totals", "#this row"})


class TableReferences:
    """Finds addresses in the tables of one workbook."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._by_name: dict[str, Table] = {}
        self._of_sheet: dict[str, list[Table]] = {}
        for table in tables:
            self._by_name[table.name.lower()] = table
            self._of_sheet.setdefault(table.sheet, []).append(table)

    def __contains__(self, name: str) -> bool:
        """Whether there is a table of this name, in any case."""
        return name.lower() in self._by_name

    def address(self, name: str | None, inside: str, sheet: str | None, row: int, column: int) -> str:
        """Return the address of a reference in the formula of a cell.

        Args:
            name: the table; None for the one that the cell stands in.
            inside: what stands between the outer brackets, such as "[#This Row],[Actual]".
            sheet: the cell's sheet, None when the formula is a defined name's.
            row: the cell's row.
            column: the cell's column.

        Raises:
            Unanswered: when the table has no such part.
        """
        table = self._by_name.get(name.lower()) if name is not None else self._around(sheet, row, column)
        if table is None:
            raise Unanswered(f"it refers to the table {name}, which is not there" if name else "it stands in no table")
        return _address(table, inside, row if sheet == table.sheet and _THIS_ROW.search(inside) else 0)

    def _around(self, sheet: str | None, row: int, column: int) -> Table | None:
        for table in self._of_sheet.get(sheet or "", ()):
            top, left, bottom, right = table.extent
            if top <= row <= bottom and left <= column <= right:
                return table
        return None


@lru_cache(maxsize=2**16)
def _address(table: Table, inside: str, row: int) -> str:
    specials, titles = _read(inside)
    first_row, last_row = _rows(table, specials, row)
    positions = [_position(table, title) for title in titles]
    first, last = (min(positions), max(positions)) if positions else (0, len(table.columns) - 1)
    left = table.extent[1]
    start, end = _fixed(first_row, left + first), _fixed(last_row, left + last)
    reference = start if start == end else f"{start}:{end}"
    return "'" + table.sheet.replace("'", "''") + f"'!{reference}"


def _read(inside: str) -> tuple[set[str], list[str]]:
    """Return the special items of a reference in small letters, and the titles of its first and last column."""
    inside = inside.strip()
    specials = set()
    if inside.startswith("@"):
        specials, inside = {"#this row"}, inside[1:].strip()
    items = [item.strip() for item in _ITEM.findall(inside)] if inside.startswith("[") else [inside] if inside else []
    specials |= {item.lower() for item in items if item.startswith("#")}
    if not specials <= _SPECIAL:
        raise Unanswered("it refers to a part of a table that is not understood")
    return specials, [re.sub(r"'(.)", r"\1", item) for item in items if not item.startswith("#")]


def _rows(table: Table, specials: set[str], row: int) -> tuple[int, int]:
    """Return the first and last row of what the special items ask for."""
    top, _, bottom, _ = table.extent
    first, last = top + table.has_header, bottom - table.has_totals
    parts = {
        "#all": (top, bottom),
        "#data": (first, last),
        "#headers": (top, top) if table.has_header else None,
        "#totals": (bottom, bottom) if table.has_totals else None,
        "#this row": (row, row) if first <= row <= last else None,
    }
    wanted = [parts[special] for special in specials or ("#data",)]
    found = [part for part in wanted if part is not None]
    if len(found) < len(wanted):
        raise Unanswered("it refers to a row that its table does not have")
    return min(part[0] for part in found), max(part[1] for part in found)


def _position(table: Table, title: str) -> int:
    titles = [column.lower() for column in table.columns]
    if title.lower() not in titles:
        raise Unanswered(f"it refers to the column {title!r}, which the table {table.name} does not have")
    return titles.index(title.lower())


def _fixed(row: int, column: int) -> str:
    return f"${column_letters(column)}${row}"
