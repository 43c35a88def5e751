"""Formulas that should be the same: those of the same cell on every indicator's sheet, and of one column.

A formula is compared in its plain form: our functions by their plain names, the sheet's own history table as `History`,
and in a column with its relative references moved to one row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from quarterbook.book import layout
from quarterbook.book.contents import history_table
from quarterbook.book.formulas import same_text, with_plain_calls
from quarterbook.book.shared import moved
from quarterbook.book.sheets import formulas
from quarterbook.book.typed import Cell
from quarterbook.book.view import Place, SheetView, View
from quarterbook.checks.pages import Page
from quarterbook.functions import REGISTRY
from quarterbook.schemes import Scheme

_MANY: Final = 3
"""From so many sheets on, what most of them have is the house's formula, whatever we build."""
_RUN: Final = 3
"""A column of fewer formulas than this shows no habit."""
_FAR_ROW: Final = 1_000


@dataclass(frozen=True, slots=True)
class Odd:
    """A cell that has not what its siblings have.

    Attributes:
        page: the indicator's page; None on a sheet that is no indicator's.
        cell: the cell.
        name: what the cell is, for people.
        usual: the formula of its siblings, without "=".
    """

    page: Page | None
    cell: Cell
    name: str
    usual: str


def odd_cells(view: View, pages: Sequence[Page], scheme: Scheme | None) -> Iterator[Odd]:
    """Yield every cell that has not what its siblings have.

    Args:
        view: the workbook.
        pages: its indicators.
        scheme: how the house rates; None where that is not known.
    """
    yield from _by_name(pages, scheme)
    yield from _by_column(view, pages)


def _by_name(pages: Sequence[Page], scheme: Scheme | None) -> Iterator[Odd]:
    """Yield the cells of the sheets' own names, and the headings above them, that differ from the others'."""
    templates = {name: plain(formula, "") for name, formula in formulas.OF_NAME.items()}
    if scheme is not None:
        templates[layout.RAG_RATING.name] = plain(formulas.stored(scheme.formula), "")
    for name, template in templates.items():
        cells = [(page, cell) for page in pages if (cell := page.named(name)) is not None]
        yield from _differing(cells, name, template)
    for headline, template in _HEADINGS.items():
        above = [
            (page, page.cell_at((cell.place[0] - 1, cell.place[1])))
            for page in pages
            if (cell := page.named(headline)) is not None and cell.place[0] > 1
        ]
        yield from _differing(above, f"the heading of {headline}", template)


def _by_column(view: View, pages: Sequence[Page]) -> Iterator[Odd]:
    """Yield the cells of our own sheets that differ from the formulas above and below them, which are the same."""
    for page in pages:
        for cell, usual in _breaks(page.sheet, _own_table(page.sheet)):
            yield Odd(page, cell, "the cell", usual)
    for name in (layout.COVER, layout.INDEX):
        sheet = view.sheet(name)
        for cell, usual in _breaks(sheet, "") if sheet is not None else ():
            yield Odd(None, cell, "the cell", usual)


_HEADINGS: Final[Mapping[str, str]] = {
    layout.TARGET.name: formulas.TARGET_LABEL.lstrip("="),
    layout.CURRENT.name: formulas.CURRENT_LABEL.lstrip("="),
    layout.PREVIOUS.name: formulas.PREVIOUS_LABEL.lstrip("="),
}
"""Name of a figure's cell to the formula of the heading above it."""


def _differing(cells: Sequence[tuple[Page, Cell]], name: str, template: str) -> Iterator[Odd]:
    texts = [plain(cell.formula, _own_table(page.sheet)) if cell.formula else "" for page, cell in cells]
    (usual, count), *_ = Counter(filter(None, texts)).most_common(1) or [("", 0)]
    if count < _MANY or count * 2 <= len(cells):
        usual = template
    for (page, cell), text in zip(cells, texts, strict=True):
        if text != usual and not same_text(text, usual):
            yield Odd(page, cell, name, usual)


def _breaks(sheet: SheetView, table: str) -> Iterator[tuple[Cell, str]]:
    """Yield the cells of a column that differ from the cells above and below them, whose formulas are the same."""
    inside = _cells_of_inputs(sheet)
    columns: dict[int, dict[int, str]] = {}
    for (row, column), formula in sheet.formulas.items():
        if formula.text and (row, column) not in inside:
            columns.setdefault(column, {})[row] = _in_one_row(plain(formula.text, table), row)
    for column, texts in columns.items():
        if len(texts) < _RUN:
            continue
        for row in sorted(texts):
            usual = texts[row]
            if texts.get(row + 2) != usual or texts.get(row + 1) == usual:
                continue
            odd = Cell(sheet.name, (row + 1, column), sheet.value(row + 1, column), sheet.formula(row + 1, column))
            # Two of a kind about a third may be chance, and blank cells part blocks: the run must go on.
            if (texts.get(row - 1) == usual or texts.get(row + 3) == usual) and not odd.is_empty:
                yield odd, moved(usual, row + 1 - _FAR_ROW, 0)


def _cells_of_inputs(sheet: SheetView) -> frozenset[Place]:
    """Return the cells of the history table: there officers may type over a formula, or give one of their own."""
    table = history_table(sheet)
    if table is None:
        return frozenset()
    top, left, bottom, right = table.extent
    return frozenset((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


def _own_table(sheet: SheetView) -> str:
    table = history_table(sheet)
    return table.name if table is not None else ""


def plain(formula: str, table: str) -> str:
    """Return a formula in its plain form, without "="."""
    text = formula.removeprefix("=")
    if table:
        text = text.replace(f"{table}[", f"{layout.HISTORY_TABLE}[")
    return _plain(text)


@lru_cache(maxsize=2**14)
def _plain(text: str) -> str:
    return with_plain_calls(text, REGISTRY)


@lru_cache(maxsize=2**15)
def _in_one_row(text: str, row: int) -> str:
    return moved(text, _FAR_ROW - row, 0)
