"""Changes to a workbook as data: a plan of edits.

Whoever wants a workbook changed (a new indicator, a new period, findings) says so in a plan and touches no file. One
applier carries a plan out on a file (`book.edit`), another can on the live workbook: every edit is something that
Excel can do too. Formulas stand in a plan as a file stores them, because the prefixes that Excel does not show can be
left out again but not guessed. Rows and columns count from 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from quarterbook.book.addresses import cell_address
from quarterbook.book.stored import Place

ABOVE: Final = "above"
BELOW: Final = "below"

_SHOWN_PARTS: Final = 4
_LONGEST_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Formula:
    """The content of a cell that holds a formula.

    Attributes:
        text: the formula without "=", with the prefixes that a file needs (`_xlfn.LET`, `_xlpm.x`).
        dynamic: whether its result may be an array that spills; a call of a LAMBDA name must be dynamic.
    """

    text: str
    dynamic: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """The content of a cell that leads to another place of the workbook when it is clicked.

    Attributes:
        text: what the cell shows.
        target: the place, such as `'Indicator 36'!A1`.
        tip: what is shown when the mouse rests on it.
    """

    text: str
    target: str
    tip: str = ""


Bare = float | str | bool | Formula | Link | None
"""What a cell can hold: a number, a text (never a formula, whatever it begins with), a formula, a link or nothing."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A content that a cell is to show in a number format of its own, such as `0.0%`.

    Without it a cell keeps the number format that it has.
    """

    content: Bare
    number_format: str


Content = Bare | Shown
"""What an edit puts into a cell."""

Row = Mapping[str, Content]
"""One row of a table: column header to content."""


@dataclass(frozen=True, slots=True)
class SetCells:
    """Give cells another content. How they look stays.

    Attributes:
        sheet: the sheet's name.
        cells: (row, column) to content.
    """

    sheet: str
    cells: Mapping[Place, Content]

    def __str__(self) -> str:
        """Return one line for people."""
        return f"{self.sheet}: " + _few(
            f"{cell_address(*place)} {_as(content)}" for place, content in self.cells.items()
        )


@dataclass(frozen=True, slots=True)
class InsertRows:
    """Insert whole rows; what stands there and below moves down, and every reference to it follows.

    Attributes:
        sheet: the sheet's name.
        row: where the first new row is to stand.
        count: how many.
        like: which row the new ones look like: the one `ABOVE` them or the one `BELOW`.
    """

    sheet: str
    row: int
    count: int = 1
    like: str = ABOVE

    def __post_init__(self) -> None:
        """Refuse what is no insertion."""
        if self.row < 1 or self.count < 1 or self.like not in (ABOVE, BELOW):
            raise ValueError(f"{self.count} rows cannot be inserted at row {self.row} like the row {self.like}")

    def __str__(self) -> str:
        """Return one line for people."""
        return f"{self.sheet}: {_rows(self.count)} inserted at row {self.row}"


@dataclass(frozen=True, slots=True)
class AppendRows:
    """Add rows at the end of a table. Blank rows that stand there are filled first, then the table grows.

    Attributes:
        table: the table's name.
        rows: header to content; a header that is left out gets the column's own formula, if it has one, or nothing.
    """

    table: str
    rows: tuple[Row, ...]

    def __str__(self) -> str:
        """Return one line for people."""
        return f"table {self.table}: {_rows(len(self.rows))} more{_told(self.rows)}"


@dataclass(frozen=True, slots=True)
class ReplaceRows:
    """Give a table exactly these rows. It grows or shrinks to them; a table always has one row, if only a blank one.

    Attributes:
        table: the table's name.
        rows: as for `AppendRows`.
    """

    table: str
    rows: tuple[Row, ...]

    def __str__(self) -> str:
        """Return one line for people."""
        return f"table {self.table}: {_rows(len(self.rows))} in place of its own{_told(self.rows)}"


@dataclass(frozen=True, slots=True)
class SetHeights:
    """Make rows as high as what stands in them needs.

    Attributes:
        sheet: the sheet's name.
        heights: row to its height in points, at most 409.
    """

    sheet: str
    heights: Mapping[int, float]

    def __str__(self) -> str:
        """Return one line for people."""
        return f"{self.sheet}: the height of {_rows(len(self.heights))}"


@dataclass(frozen=True, slots=True)
class AddSheet:
    """Add a sheet that a workbook just built has: its cells, looks, sheet-level names, charts and tables.

    Its formulas must refer to the rest of the workbook by the workbook's names only, because addresses are another
    matter there.

    Attributes:
        name: the sheet's name, in both workbooks.
        after: the sheet behind which it is put.
        workbook: the file of the workbook that has it.
    """

    name: str
    after: str
    workbook: bytes = field(repr=False)

    def __str__(self) -> str:
        """Return one line for people."""
        return f"{self.name}: a new sheet after {self.after}"


@dataclass(frozen=True, slots=True)
class DefineNames:
    """Give the whole workbook names that it does not have yet.

    Attributes:
        names: name to what it stands for, as a file stores it, without a leading "=".
    """

    names: Mapping[str, str]

    def __str__(self) -> str:
        """Return one line for people."""
        return f"the workbook's names: {_few(f'{name} = {_shown(Formula(text))}' for name, text in self.names.items())}"


Edit = SetCells | InsertRows | AppendRows | ReplaceRows | SetHeights | AddSheet | DefineNames


@dataclass(frozen=True, slots=True)
class Plan:
    """Edits in the order in which they are to be carried out; later ones see what earlier ones did."""

    edits: tuple[Edit, ...]

    def __str__(self) -> str:
        """Return one line for each edit."""
        return "\n".join(str(edit) for edit in self.edits)


def _few(parts: Iterable[str]) -> str:
    """Return the first few in one line, and how many more there are."""
    listed = list(parts)
    more = len(listed) - _SHOWN_PARTS
    return ", ".join(listed[:_SHOWN_PARTS]) + (f" and {more} more" if more > 0 else "")


def _as(content: Content) -> str:
    return "blank" if content is None or content == "" else f"= {_shown(content)}"


def _told(rows: tuple[Row, ...]) -> str:
    """Return what stands first in each row, which in all our tables says what the row is about."""
    return f": {_few(_shown(next(iter(row.values()), None)) for row in rows)}" if rows else ""


def _shown(content: Content) -> str:
    match content:
        case Shown():
            return _shown(content.content)
        case None:
            return "blank"
        case Formula() | Link():
            text = content.text
        case bool():
            text = str(content).upper()
        case str():
            text = f'"{content}"'
        case _:
            text = f"{content:.15g}"
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_SHOWN else line[: _LONGEST_SHOWN - 1] + "…"


def _rows(n: int) -> str:
    return f"{n} row" if n == 1 else f"{n} rows"
