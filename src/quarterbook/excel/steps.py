"""What a plan comes to on a live workbook: steps that Excel's object model has, worked out before any is taken.

A live workbook cannot be written whole or not at all. So everything that can be refused is refused here, where nothing
has been touched yet; and because an Office.js add-in hears of all changes at once, at the end, where things are after
each step is reckoned and not asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quarterbook.book.plan import (
    AppendRows,
    Content,
    Edit,
    Formula,
    InsertRows,
    Link,
    Plan,
    ReplaceRows,
    Row,
    SetCells,
    SetHeights,
    Shown,
)
from quarterbook.book.shared import moved
from quarterbook.book.stored import Place
from quarterbook.book.view import SheetView, View
from quarterbook.errors import QuarterbookError

Extent = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Put:
    """Give a block of cells their contents."""

    sheet: str
    place: Place
    rows: tuple[tuple[Content, ...], ...]


@dataclass(frozen=True, slots=True)
class Insert:
    """Insert whole rows that look like the row above or below."""

    sheet: str
    row: int
    count: int
    like: str


@dataclass(frozen=True, slots=True)
class Resize:
    """Make a table fill another range."""

    sheet: str
    table: str
    extent: Extent


@dataclass(frozen=True, slots=True)
class Dress:
    """Give a range the formats of the cells of one row, its model."""

    sheet: str
    extent: Extent
    model: int


@dataclass(frozen=True, slots=True)
class Unlink:
    """Take links off a range."""

    sheet: str
    extent: Extent


@dataclass(frozen=True, slots=True)
class Clear:
    """Take contents, formats and links off a range."""

    sheet: str
    extent: Extent


@dataclass(frozen=True, slots=True)
class ShowAll:
    """Show the rows that a table's filter hides."""

    sheet: str
    table: str


@dataclass(frozen=True, slots=True)
class Heighten:
    """Make a row so many points high."""

    sheet: str
    row: int
    height: float


Step = Put | Insert | Resize | Dress | Unlink | Clear | ShowAll | Heighten


def steps_of(plan: Plan, view: View) -> tuple[Step, ...]:
    """Return the steps that carry a plan out on a live workbook.

    Args:
        plan: the edits.
        view: the workbook as it is.

    Raises:
        QuarterbookError: when an edit cannot be carried out there.
    """
    ground = _Ground(view)
    return tuple(step for edit in plan.edits for step in ground.steps(edit))


@dataclass(slots=True)
class _Table:
    """A table as it stands after the steps so far; its rows without the header and the totals."""

    name: str
    sheet: str
    headers: tuple[str, ...]
    top: int
    left: int
    last: int
    right: int
    first: int
    totals: int

    @property
    def extent(self) -> Extent:
        return self.top, self.left, self.last + self.totals, self.right


class _Ground:
    """Where cells and tables are while steps are worked out."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._tables: dict[str, _Table] = {}
        self._filled: dict[str, set[Place]] = {}
        self._formulas: dict[tuple[str, str], Formula] = {}
        """(table, header) to the formula that all cells of the column share, as it stands in the first row."""
        for sheet in view.sheets:
            self._filled[sheet.name.casefold()] = set(sheet.values) | set(sheet.formulas)
            for found in sheet.tables:
                top, left, bottom, right = found.extent
                first, totals = top + found.has_header, int(found.has_totals)
                table = _Table(found.name, sheet.name, found.columns, top, left, bottom - totals, right, first, totals)
                self._tables[found.name.casefold()] = table
                for header, column in zip(found.columns, range(left, right + 1), strict=False):
                    formula = _shared(sheet, column, range(first, bottom - totals + 1))
                    if formula is not None:
                        self._formulas[table.name, header] = formula

    def steps(self, edit: Edit) -> Iterator[Step]:
        """Yield the steps of one edit.

        Raises:
            QuarterbookError: when it cannot be carried out.
        """
        match edit:
            case SetCells():
                yield from self._set(edit)
            case InsertRows():
                yield self._insert(self._sheet(edit.sheet), edit.row, edit.count, edit.like)
            case AppendRows():
                yield from self._append(edit)
            case ReplaceRows():
                yield from self._replace(edit)
            case SetHeights():
                sheet = self._sheet(edit.sheet)
                yield from (Heighten(sheet, row, height) for row, height in edit.heights.items())
            case _:  # a sheet built elsewhere, and whatever Excel's object model has no sure way for
                raise QuarterbookError(
                    f"{self._view.name}: this cannot be done in an open workbook ({edit}); close it and use the "
                    "quarterbook command on the file"
                )

    def _set(self, edit: SetCells) -> Iterator[Step]:
        sheet = self._sheet(edit.sheet)
        for place, content in edit.cells.items():
            if _bare(content) is None or isinstance(_bare(content), Link):
                yield Unlink(sheet, (*place, *place))
            yield self._put(sheet, place, ((content,),))

    def _insert(self, sheet: str, row: int, count: int, like: str) -> Insert:
        key = sheet.casefold()
        self._filled[key] = {(y + count if y >= row else y, x) for y, x in self._filled[key]}
        for table in self._tables.values():
            if table.sheet == sheet:
                for field in ("top", "first"):
                    if getattr(table, field) >= row:
                        setattr(table, field, getattr(table, field) + count)
                if table.last >= row:
                    table.last += count
        return Insert(sheet, row, count, like)

    def _append(self, edit: AppendRows) -> Iterator[Step]:
        if not edit.rows:
            return
        table = self._table(edit.table)
        row = table.last
        while row >= table.first and not self._is_filled(table, row, row):
            row -= 1
        yield from self._fill(table, row + 1, edit.rows)

    def _replace(self, edit: ReplaceRows) -> Iterator[Step]:
        table = self._table(edit.table)
        self._check_headers(table, edit.rows)
        yield ShowAll(table.sheet, table.name)
        last = table.first + max(len(edit.rows), 1) - 1
        if last < table.last:
            if table.totals:
                raise QuarterbookError(
                    f"{self._view.name}: the table {table.name} has a totals row; turn it off in Excel first"
                )
            gone = (last + 1, table.left, table.last, table.right)
            table.last = last
            yield Resize(table.sheet, table.name, table.extent)
            yield Clear(table.sheet, gone)
            self._forget(table.sheet, gone)
        yield Unlink(table.sheet, (table.first, table.left, table.last, table.right))
        self._forget(table.sheet, (table.first, table.left, table.last, table.right))
        yield from self._fill(table, table.first, edit.rows or (dict.fromkeys(table.headers),))

    def _fill(self, table: _Table, start: int, rows: Sequence[Row]) -> Iterator[Step]:
        """Yield the steps that put rows into a table from a row on, growing it where they do not fit."""
        self._check_headers(table, rows)
        model, last = table.last, start + len(rows) - 1
        if last > model:
            below = model + 1
            if table.totals or self._is_filled(table, below, last) or self._meets(table, below, last):
                self._check_neighbours(table, below)
                yield self._insert(table.sheet, below, last - model, "above")
            table.last = last
            yield Resize(table.sheet, table.name, table.extent)
            yield Dress(table.sheet, (below, table.left, last, table.right), model)
        block = tuple(
            tuple(self._content(table, row, header, number) for header in table.headers)
            for number, row in enumerate(rows, start=start)
        )
        yield self._put(table.sheet, (start, table.left), block)

    def _content(self, table: _Table, row: Row, header: str, number: int) -> Content:
        if header in row:
            return row[header]
        formula = self._formulas.get((table.name, header))
        return None if formula is None else Formula(moved(formula.text, number - table.first, 0), formula.dynamic)

    def _put(self, sheet: str, place: Place, rows: tuple[tuple[Content, ...], ...]) -> Put:
        filled = self._filled[sheet.casefold()]
        for y, row in enumerate(rows, start=place[0]):
            for x, content in enumerate(row, start=place[1]):
                (filled.discard if _bare(content) is None else filled.add)((y, x))
        return Put(sheet, place, rows)

    # --- Where things are ----------------------------------------------------------------------------------------

    def _sheet(self, name: str) -> str:
        sheet = self._view.sheet(name)
        if sheet is None:
            raise QuarterbookError(f"{self._view.name}: there is no sheet {name!r}")
        return sheet.name

    def _table(self, name: str) -> _Table:
        table = self._tables.get(name.casefold())
        if table is None:
            raise QuarterbookError(f"{self._view.name}: there is no table {name}")
        return table

    def _is_filled(self, table: _Table, first: int, last: int) -> bool:
        return any(
            first <= y <= last and table.left <= x <= table.right for y, x in self._filled[table.sheet.casefold()]
        )

    def _neighbours(self, table: _Table) -> Iterator[_Table]:
        return (other for other in self._tables.values() if other.sheet == table.sheet and other is not table)

    def _meets(self, table: _Table, first: int, last: int) -> bool:
        """Whether another table lies where this one would grow."""
        return any(
            other.top <= last and other.extent[2] >= first and other.left <= table.right and other.right >= table.left
            for other in self._neighbours(table)
        )

    def _check_neighbours(self, table: _Table, row: int) -> None:
        for other in self._neighbours(table):
            if other.top < row <= other.extent[2]:
                raise QuarterbookError(
                    f"{self._view.name}: the table {table.name} on sheet {table.sheet!r} cannot grow, because the row "
                    f"below it is taken and {other.name} stands beside it; move what stands below the table"
                )

    def _check_headers(self, table: _Table, rows: Sequence[Row]) -> None:
        unknown = next((header for row in rows for header in row if header not in table.headers), None)
        if unknown is not None:
            raise QuarterbookError(
                f"{self._view.name}: the table {table.name} on sheet {table.sheet!r} has no column {unknown!r}; "
                f"it has {', '.join(table.headers)}"
            )

    def _forget(self, sheet: str, extent: Extent) -> None:
        top, left, bottom, right = extent
        self._filled[sheet.casefold()] -= {
            (y, x) for y, x in self._filled[sheet.casefold()] if top <= y <= bottom and left <= x <= right
        }


def _bare(content: Content) -> object:
    return content.content if isinstance(content, Shown) else content


def _shared(sheet: SheetView, column: int, rows: range) -> Formula | None:
    """Return the formula of a column's first cell when all its other cells have the same one."""
    text = sheet.formula(rows[0], column) if rows else None
    if not text:
        return None
    own = all(sheet.formula(row, column) == moved(text, row - rows[0], 0) for row in rows)
    return Formula(text) if own else None
