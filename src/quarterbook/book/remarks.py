"""What there is to know about a workbook that was read: its place, what was found, what it means for the register."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum


class Weight(IntEnum):
    """What a remark means for the register."""

    TOLD = 0
    """It is in the register, though not quite as it is in the workbook."""
    MEND = 1
    """It is in the register as it stands, but no register is accepted with it until it is mended."""
    LOST = 2
    """The register cannot hold it."""


class Kind(Enum):
    """What a remark is about; the checks say more about each kind."""

    NAME_MISSING = "a name is missing or refers to no cell"
    TABLE_MISSING = "a table is missing"
    COLUMN_MISSING = "a table lacks a column"
    COLUMN_OF_ONES_OWN = "a table has a column more"
    BELOW_TABLE = "a row stands below its table"
    BLANK = "a cell that is needed is blank"
    FORMULA = "a formula where a value is typed"
    NEVER_CALCULATED = "a formula without a value"
    WORKSHEET_ERROR = "a worksheet error"
    PERIOD = "not a period, or not as periods are spelt"
    FIGURE = "not a number where a figure is needed"
    VOCABULARY = "not one of the words for it"
    NUMBER_FOR_TEXT = "a number where a text is needed"
    PROFILE = "a profile that does not fit"
    SECOND_SHEET = "a second sheet of one indicator"
    SECOND_ROW = "a second row for one period"
    SECOND_SETTING = "a setting that is set twice"
    NO_SUCH_INDICATOR = "a row about an indicator without a sheet"
    NOT_READ = "a sheet that is called like an indicator's but is none"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to know about one place of a workbook.

    Attributes:
        sheet: the sheet; "" when it is the whole workbook.
        cell: the address, such as "B5"; "" when it is the whole sheet.
        what: what was found and what to do.
        weight: what it means for the register.
        kind: what it is about.
    """

    sheet: str
    cell: str
    what: str
    weight: Weight
    kind: Kind

    def __str__(self) -> str:
        """Return one line for people."""
        place = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        return f"{place}: {self.what}" if place else self.what
