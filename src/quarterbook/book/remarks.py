"""What there is to know about a workbook that was read: its place, what was found, what it means for the register."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Weight(IntEnum):
    """What a remark means for the register."""

    TOLD = 0
    """It is in the register, though not quite as it is in the workbook."""
    MEND = 1
    """It is in the register as it stands, but no register is accepted with it until it is mended."""
    LOST = 2
    """The register cannot hold it."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to know about one place of a workbook.

    Attributes:
        sheet: the sheet; "" when it is the whole workbook.
        cell: the address, such as "B5"; "" when it is the whole sheet.
        what: what was found and what to do.
        weight: what it means for the register.
    """

    sheet: str
    cell: str
    what: str
    weight: Weight

    def __str__(self) -> str:
        """Return one line for people."""
        place = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        return f"{place}: {self.what}" if place else self.what
