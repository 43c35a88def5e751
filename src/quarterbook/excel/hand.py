"""Taking steps on a live workbook through xlwings.

The little that xlwings has under different names on a desktop and in an Office.js add-in (links, formats, filters)
stands in two small classes; everything else is said once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from quarterbook.book.addresses import MAX_COLUMN, range_address
from quarterbook.book.plan import BELOW, Bare, Content, Formula, Link, Plan, Shown
from quarterbook.book.view import View
from quarterbook.excel.live import is_remote
from quarterbook.excel.spelling import as_shown
from quarterbook.excel.steps import Clear, Dress, Extent, Heighten, Insert, Put, Resize, ShowAll, Step, Unlink, steps_of

if TYPE_CHECKING:
    import xlwings as xw

MACROS: Final = {
    "link": "quarterbookLink",
    "unlink": "quarterbookUnlink",
    "dress": "quarterbookDress",
    "show_all": "quarterbookShowAll",
    "clear": "quarterbookClear",
}
"""What the task pane's script does for us: our name of it to the script's."""


def carry_out(book: xw.Book, plan: Plan, view: View) -> None:
    """Carry out a plan on a live workbook. Everything that can be refused is refused before anything is changed.

    Args:
        book: the workbook.
        plan: the edits.
        view: the workbook as it is (`view_of_book`).

    Raises:
        QuarterbookError: when an edit cannot be carried out.
    """
    take(book, steps_of(plan, view))


def take(book: xw.Book, steps: tuple[Step, ...]) -> None:
    """Take steps on a live workbook, in order."""
    hand: _Hand = _AddIn(book) if is_remote(book) else _Desktop(book)
    for step in steps:
        sheet = book.sheets[step.sheet]
        match step:
            case Put():
                _put(sheet, step, hand)
            case Insert():
                _insert(sheet, step, hand)
            case Heighten():
                sheet.range((step.row, 1)).row_height = step.height
            case Resize():
                sheet.tables[step.table].resize(_range(sheet, step.extent))
            case Dress():
                hand.dress(step.sheet, step.extent, step.model)
            case Unlink():
                hand.unlink(step.sheet, step.extent)
            case Clear():
                hand.clear(step.sheet, step.extent)
            case ShowAll():
                hand.show_all(step.sheet, step.table)


def _insert(sheet: xw.Sheet, step: Insert, hand: _Hand) -> None:
    last = step.row + step.count - 1
    origin = "format_from_right_or_below" if step.like == BELOW else "format_from_left_or_above"
    _range(sheet, (step.row, 1, last, MAX_COLUMN)).insert("down", origin)
    if step.like == BELOW:  # an add-in inserts rows that look like the one above, whatever it is asked for
        hand.dress(step.sheet, (step.row, 1, last, MAX_COLUMN), last + 1)


def _put(sheet: xw.Sheet, step: Put, hand: _Hand) -> None:
    """Give a block its contents: links first, since they bring a text of their own, then values, then formulas."""
    top, left = step.place
    cells = {(top + y, left + x): content for y, row in enumerate(step.rows) for x, content in enumerate(row)}
    for place, content in cells.items():
        bare = _bare(content)
        if isinstance(bare, Link):
            hand.link(step.sheet, (*place, *place), bare)
    extent = (top, left, top + len(step.rows) - 1, left + len(step.rows[0]) - 1)
    _range(sheet, extent).value = [[_typed(_bare(content)) for content in row] for row in step.rows]
    for place, content in cells.items():
        cell, bare = sheet.range(place), _bare(content)
        if isinstance(bare, Formula) and bare.dynamic:
            cell.formula2 = f"={as_shown(bare.text)}"
        elif isinstance(bare, Formula):
            cell.formula = f"={as_shown(bare.text)}"
        if isinstance(content, Shown):  # last, because Excel gives a formula's cell a format of its own choice
            cell.number_format = content.number_format


def _typed(content: Bare) -> Any:
    """Return what is to be written so that Excel takes it for what it is.

    Excel reads a text that it is given as if it were typed: `36` would become a number, `1/2` a date, `=x` a formula.
    The apostrophe, which no cell shows, says that it is a text.
    """
    match content:
        case None | Formula():
            return None
        case Link():
            return f"'{content.text}"
        case str():
            return f"'{content}"
        case _:
            return content


def _bare(content: Content) -> Bare:
    return content.content if isinstance(content, Shown) else content


def _range(sheet: xw.Sheet, extent: Extent) -> xw.Range:
    top, left, bottom, right = extent
    return sheet.range((top, left), (bottom, right))


class _Hand(Protocol):
    """What a desktop and an add-in do in different ways."""

    def link(self, sheet: str, extent: Extent, link: Link) -> None: ...

    def unlink(self, sheet: str, extent: Extent) -> None: ...

    def dress(self, sheet: str, extent: Extent, model: int) -> None: ...

    def clear(self, sheet: str, extent: Extent) -> None: ...

    def show_all(self, sheet: str, table: str) -> None: ...


class _Desktop:
    """Excel on a desktop, by way of its COM objects."""

    def __init__(self, book: xw.Book) -> None:
        self._book = book

    def link(self, sheet: str, extent: Extent, link: Link) -> None:
        self._cells(sheet, extent).add_hyperlink(f"#{link.target}", link.text, link.tip)

    def unlink(self, sheet: str, extent: Extent) -> None:
        self._cells(sheet, extent).api.ClearHyperlinks()

    def dress(self, sheet: str, extent: Extent, model: int) -> None:
        self._cells(sheet, (model, extent[1], model, extent[3])).copy()
        self._cells(sheet, extent).paste("formats")
        self._book.app.cut_copy_mode = False

    def clear(self, sheet: str, extent: Extent) -> None:
        self._cells(sheet, extent).clear()

    def show_all(self, sheet: str, table: str) -> None:
        filtered = self._book.sheets[sheet].tables[table].api.AutoFilter
        if filtered is not None and filtered.FilterMode:
            filtered.ShowAllData()

    def _cells(self, sheet: str, extent: Extent) -> xw.Range:
        return _range(self._book.sheets[sheet], extent)


class _AddIn:
    """An Office.js add-in, by way of the task pane's script."""

    def __init__(self, book: xw.Book) -> None:
        self._book = book

    def link(self, sheet: str, extent: Extent, link: Link) -> None:
        self._ask("link", sheet, range_address(*extent), link.text, link.target, link.tip)

    def unlink(self, sheet: str, extent: Extent) -> None:
        self._ask("unlink", sheet, range_address(*extent))

    def dress(self, sheet: str, extent: Extent, model: int) -> None:
        self._ask("dress", sheet, range_address(*extent), range_address(model, extent[1], model, extent[3]))

    def clear(self, sheet: str, extent: Extent) -> None:
        self._ask("clear", sheet, range_address(*extent))

    def show_all(self, sheet: str, table: str) -> None:
        self._ask("show_all", sheet, table)

    def _ask(self, what: str, *arguments: str) -> None:
        self._book.app.macro(MACROS[what])(*arguments)
