"""Formulas that should be the same: those of the same cell on every indicator's sheet, and of one column.

A formula is compared in its plain form: our functions by their plain names, the sheet's own history table as `History`,
cells of the sheet itself wherever they are, and in a column with its relative references moved to one row.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from quarterbook.book import layout
from quarterbook.book.formulas import same_text, with_plain_calls
from quarterbook.book.naming import quoted
from quarterbook.book.shared import moved
from quarterbook.book.sheets import formulas
from quarterbook.book.stored import Place
from quarterbook.book.structure import Table
from quarterbook.book.typed import Cell, cell_at
from quarterbook.book.typed import plain as plain_text
from quarterbook.book.view import SheetView, View
from quarterbook.checks.pages import Page
from quarterbook.checks.tables import table_of
from quarterbook.functions import REGISTRY
from quarterbook.schemes import Scheme

_MANY: Final = 3
"""From so many sheets on, what most of them have is the house's formula, whatever we build."""
_RUN: Final = 3
"""A column of fewer formulas than this shows no habit."""
_FAR_ROW: Final = 1_000
_TEXTS: Final = re.compile(r"(\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*')")
_CELLS: Final = re.compile(r"(?<![\w.!\\])\$?[A-Z]{1,3}\$?[1-9]\d{0,6}(?![\w.(!\\])")


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
        for cell, usual in _breaks(page.sheet, page.history_table):
            yield Odd(page, cell, "the cell", usual)
    for name in (layout.COVER, layout.INDEX):
        sheet = view.sheet(name)
        for cell, usual in _breaks(sheet, None) if sheet is not None else ():
            yield Odd(None, cell, "the cell", usual)
    yield from _in_index(view, pages)


def _in_index(view: View, pages: Sequence[Page]) -> Iterator[Odd]:
    """Yield the cells of the Index without a formula, in columns where most indicators' rows have one.

    Every row refers to another sheet, so the formulas themselves are not compared: STR012 looks at them.
    """
    sheet = view.sheet(layout.INDEX)
    table = table_of(sheet, layout.INDEX_TABLE) if sheet is not None else None
    if sheet is None or table is None:
        return
    by_number = {page.number: page for page in pages}
    rows = {
        row: by_number[number]
        for row in table.rows
        if (number := plain_text(sheet.value(row, table.extent[1]))) in by_number
    }
    for column in range(table.extent[1] + 1, table.extent[3] + 1):
        with_formula = {row: text for row in rows if (text := sheet.formula(row, column))}
        if len(with_formula) < _MANY or len(with_formula) * 2 <= len(rows):
            continue
        like, text = next(iter(with_formula.items()))
        for row, page in rows.items():
            cell = cell_at(sheet, (row, column))
            if cell.formula is None:
                usual = text.replace(quoted(rows[like].sheet.name), quoted(page.sheet.name))
                yield Odd(page, cell, f"the {table.columns[column - table.extent[1]]} of its row", usual)


_HEADINGS: Final[Mapping[str, str]] = {
    layout.TARGET.name: formulas.TARGET_LABEL.lstrip("="),
    layout.CURRENT.name: formulas.CURRENT_LABEL.lstrip("="),
    layout.PREVIOUS.name: formulas.PREVIOUS_LABEL.lstrip("="),
}
"""Name of a figure's cell to the formula of the heading above it."""


def _differing(cells: Sequence[tuple[Page, Cell]], name: str, template: str) -> Iterator[Odd]:
    texts = [plain(cell.formula, _name_of(page.history_table)) if cell.formula else "" for page, cell in cells]
    alike = [_wherever(text) for text in texts]
    (usual, count), *_ = Counter(filter(None, alike)).most_common(1) or [("", 0)]
    if count < _MANY or count * 2 <= len(cells):
        usual, shown = _wherever(template), template
    else:
        shown = texts[alike.index(usual)]
    for (page, cell), text in zip(cells, alike, strict=True):
        if text != usual and not same_text(text, usual):
            yield Odd(page, cell, name, shown)


def _breaks(sheet: SheetView, table: Table | None) -> Iterator[tuple[Cell, str]]:
    """Yield the cells of a column that differ from the cells above and below them, whose formulas are the same."""
    inside, own = _cells_of_inputs(table), _name_of(table)
    columns: dict[int, dict[int, str]] = {}
    for (row, column), formula in sheet.formulas.items():
        if formula.text and (row, column) not in inside:
            columns.setdefault(column, {})[row] = formula.text
    for column, written in columns.items():
        if len(written) < _RUN:
            continue
        texts = {row: _in_one_row(plain(text, own), row) for row, text in written.items()}
        for row in sorted(texts):
            usual = texts[row]
            if texts.get(row + 2) != usual or texts.get(row + 1) == usual:
                continue
            odd = Cell(sheet.name, (row + 1, column), sheet.value(row + 1, column), sheet.formula(row + 1, column))
            # Two of a kind about a third may be chance, and blank cells part blocks: the run must go on.
            if (texts.get(row - 1) == usual or texts.get(row + 3) == usual) and not odd.is_empty:
                yield odd, moved(usual, row + 1 - _FAR_ROW, 0)


def _cells_of_inputs(table: Table | None) -> frozenset[Place]:
    """Return the cells of the history table: there officers may type over a formula, or give one of their own."""
    if table is None:
        return frozenset()
    top, left, bottom, right = table.extent
    return frozenset((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


def _name_of(table: Table | None) -> str:
    return table.name if table is not None else ""


def plain(formula: str, table: str) -> str:
    """Return a formula in its plain form, without "="."""
    text = formula.removeprefix("=")
    if table:
        text = text.replace(f"{table}[", f"{layout.HISTORY_TABLE}[")
    return _plain(text)


@lru_cache(maxsize=2**14)
def _wherever(text: str) -> str:
    """Return a formula without the places of the cells of its own sheet: officers insert rows, and they move."""
    pieces = _TEXTS.split(text)
    return "".join(piece if n % 2 else _CELLS.sub("<cell>", piece) for n, piece in enumerate(pieces))


@lru_cache(maxsize=2**14)
def _plain(text: str) -> str:
    return with_plain_calls(text, REGISTRY)


@lru_cache(maxsize=2**15)
def _in_one_row(text: str, row: int) -> str:
    return moved(text, _FAR_ROW - row, 0)
