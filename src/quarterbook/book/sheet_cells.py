"""What is read of the cells of one worksheet.

Two readers give it: `sheet_text` for a sheet that is written plainly, which is nearly every one, and `sheet_tree` for
any other. What formulas and values mean is said here, once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from quarterbook.book.addresses import cell_address, parse_range
from quarterbook.book.shared import moved
from quarterbook.book.stored import ARRAY, DATA_TABLE, DYNAMIC, PLAIN, CellValue, Formula, Place, stored_value
from quarterbook.errors import BadFile


class Values(NamedTuple):
    """What the cells of a worksheet show.

    Attributes:
        of_cells: the values of all cells that have one, those of formulas included.
        dates: the cells whose style shows a date or a time.
    """

    of_cells: dict[Place, CellValue]
    dates: frozenset[Place]


class Cells(NamedTuple):
    """The cells of a worksheet.

    Attributes:
        formulas: in reading order.
        hidden_rows: the rows that are hidden or filtered away.
        has_hidden_rows: whether there are any, those without a number included.
        values: gives the values, and may read them only then; raises `BadFile` when a cell is damaged.
    """

    formulas: tuple[Formula, ...]
    hidden_rows: frozenset[int]
    has_hidden_rows: bool
    values: Callable[[], Values]


NO_VALUES: Final = Values({}, frozenset())
NO_CELLS: Final = Cells((), frozenset(), False, lambda: NO_VALUES)


class SharedTexts:
    """The texts that cells of a worksheet refer to by number.

    Args:
        place: how messages call the sheet.
        texts: the workbook's texts.
    """

    def __init__(self, place: str, texts: Sequence[str]) -> None:
        self._place = place
        self._texts = texts

    def value(self, kind: str | None, written: str | None) -> CellValue:
        """Return the value of a cell's `v` element; `kind` is the cell's `t`.

        Raises:
            BadFile: when it refers to a text that is not there.
        """
        if kind != "s":
            return stored_value(kind, written or None)
        try:
            return self._texts[int(written or "")]
        except (ValueError, IndexError):
            raise BadFile(f"{self._place} has a text that is not in the workbook") from None


class Formulas:
    """The formulas of one worksheet while they are read.

    Args:
        place: how messages call the sheet.
    """

    def __init__(self, place: str) -> None:
        self.place = place
        self._found: list[Formula] = []
        self._shared: dict[str, tuple[Place, str]] = {}
        self._early: list[tuple[int, str]] = []

    def add(
        self, where: Place, text: str | None, about: Mapping[str, str], has_metadata: bool, cached: CellValue
    ) -> None:
        """Add a formula.

        Args:
            where: its cell.
            text: what is written of it.
            about: the attributes of its element.
            has_metadata: whether its cell has the mark of a dynamic array.
            cached: the value stored beside it.

        Raises:
            BadFile: when it is an array formula that stands outside its range.
        """
        kind, extent, is_follower = PLAIN, None, False
        if about:  # most have no attributes
            kind = _kind(about, has_metadata)
            extent = parse_range(about.get("ref", "")) if kind in (ARRAY, DYNAMIC) else None
            if extent is not None and extent[:2] != where:
                what = f"an array formula at {cell_address(*where)} that fills {about.get('ref')!r}"
                raise BadFile(f"{self.place} has {what}")
            number = about.get("si")
            is_follower = text is None and number is not None
            if number is not None and text is not None:
                self._shared[number] = where, text
            elif number is not None and number in self._shared:
                text = self._moved(number, where)
            elif number is not None:
                self._early.append((len(self._found), number))
        self._found.append(Formula(*where, text, kind, extent, cached, is_follower))

    def all(self) -> tuple[Formula, ...]:
        """Return all formulas, those that stand before the one whose text they share with that text too."""
        for position, number in self._early:
            formula = self._found[position]
            self._found[position] = formula._replace(text=self._moved(number, (formula.row, formula.column)))
        return tuple(self._found)

    def _moved(self, number: str, where: Place) -> str | None:
        """Return the text of a shared formula as it reads in a cell, None when nobody has it."""
        if number not in self._shared:
            return None
        (row, column), text = self._shared[number]
        return moved(text, where[0] - row, where[1] - column)


def _kind(about: Mapping[str, str], has_metadata: bool) -> str:
    kind = about.get("t")
    if kind == "dataTable":
        return DATA_TABLE
    if kind == "array":
        return DYNAMIC if has_metadata else ARRAY
    return PLAIN
