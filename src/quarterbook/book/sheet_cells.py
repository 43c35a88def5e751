"""The cells of one worksheet while it is read.

Two readers fill them in: `sheet_text` for a sheet that is written plainly, which is nearly every one, and `sheet_tree`
for any other. What their formulas and values mean is said here, once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quarterbook.book.addresses import cell_address, parse_range
from quarterbook.book.shared import moved
from quarterbook.book.stored import ARRAY, DATA_TABLE, DYNAMIC, PLAIN, CellValue, Formula, Place, stored_value
from quarterbook.errors import BadFile


class Cells:
    """What is in the cells of one worksheet.

    Args:
        place: how messages call the sheet.
        texts: the texts that cells refer to by number; None where only formulas are wanted.

    Attributes:
        formulas: in reading order.
        values: the values of all cells that have one; empty where only formulas are wanted.
        dates: the cells whose style shows a date or a time.
        hidden_rows: the rows that are hidden or filtered away.
        has_hidden_rows: whether there are any, those without a number included.
    """

    def __init__(self, place: str, texts: Sequence[str] | None) -> None:
        self.place = place
        self.formulas: list[Formula] = []
        self.values: dict[Place, CellValue] = {}
        self.dates: frozenset[Place] = frozenset()
        self.hidden_rows: frozenset[int] = frozenset()
        self.has_hidden_rows = False
        self._texts = texts
        self._shared: dict[str, tuple[Place, str]] = {}
        self._early: list[tuple[int, str]] = []

    @property
    def wants_values(self) -> bool:
        """Whether the values of cells are wanted, and not only their formulas."""
        return self._texts is not None

    def value(self, kind: str | None, written: str | None) -> CellValue:
        """Return the value of a cell's `v` element; `kind` is the cell's `t`.

        Raises:
            BadFile: when it refers to a text that is not there.
        """
        if kind != "s" or self._texts is None:
            return stored_value(kind, written or None)
        try:
            return self._texts[int(written or "")]
        except (ValueError, IndexError):
            raise BadFile(f"{self.place} has a text that is not in the workbook") from None

    def add_formula(
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
                self._early.append((len(self.formulas), number))
        self.formulas.append(Formula(*where, text, kind, extent, cached, is_follower))

    def finish(self) -> None:
        """Give the formulas that stand before the one whose text they share that text."""
        for position, number in self._early:
            formula = self.formulas[position]
            self.formulas[position] = formula._replace(text=self._moved(number, (formula.row, formula.column)))

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
