"""A new indicator in the live workbook: the copy of another one's sheet, emptied, and its row of the Index.

Excel takes a sheet's names, table, chart and rules along when it copies it, so the new sheet works as the one it was
copied from does. Its settings can then be changed on it. (`quarterbook add` builds the sheet anew, in the file.)
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from quarterbook.book import layout
from quarterbook.book.naming import MAX_SHEET_NAME, MAX_TABLE_NAME, Names, quoted, sheet_text, table_text
from quarterbook.book.plan import AppendRows, Content, Edit, Formula, Link, Plan, SetCells, Shown
from quarterbook.book.sheets.styles import number_format
from quarterbook.book.stored import CellValue, Place
from quarterbook.book.structure import Table
from quarterbook.book.view import SheetView, View
from quarterbook.errors import QuarterbookError
from quarterbook.excel.checking import contents_of_open
from quarterbook.register.model import Indicator

_NUMBER, _TITLE = (setting.name.lower() for setting in layout.INDICATOR_SETTINGS[:2])
_EMPTIED: Final = (
    layout.DESCRIPTION.name,
    layout.COMMENTARY.name,
    layout.ACTIONS.name,
    layout.USEFUL_LINKS.name,
    "AnnualTarget",
    layout.PROFILE,
)
"""The sheet-level names of what no indicator takes over from another."""
_FIGURES: Final = ("target", "current")
"""The columns of the Index that are shown in the indicator's number format."""
_PERIOD: Final = next(column.header for column in layout.HISTORY_COLUMNS if column.field == "period")


@dataclass(frozen=True)
class Copy:
    """What is to be copied, and what is to be done then.

    Attributes:
        model: the sheet to be copied.
        sheet: the name of the copy, which stands behind the last indicator's sheet.
        after: that sheet.
        tables: what the copy's tables are to be called, in their order; the plan's formulas go by these names.
        plan: what is written then. It speaks of the copy, which the workbook has by then.
        view: the workbook with the copy, as the plan finds it.
    """

    model: str
    sheet: str
    after: str
    tables: tuple[str, ...]
    plan: Plan
    view: View


def copy_for(view: View, number: str, title: str, like: str = "") -> Copy:
    """Plan a new indicator as the copy of another one's sheet.

    Args:
        view: the workbook.
        number: the new indicator's number.
        title: its title.
        like: the sheet to be copied; another than an indicator's, or none, stands for the last indicator's.

    Raises:
        QuarterbookError: when there is such an indicator or sheet already, or none to be copied.
    """
    number, title = number.strip(), title.strip()
    if not number or not title:
        raise QuarterbookError(f"{view.name}: a new indicator needs a number and a title")
    register = contents_of_open(view).register
    if number.casefold() in {known.casefold() for known in register.by_number}:  # as Excel compares them
        raise QuarterbookError(f"{view.name}: there is an indicator {number} already; give the new one another number")
    sheets = {str(_named(sheet, _NUMBER)): sheet for sheet in view.sheets if _NUMBER in sheet.names}
    found = [(indicator, sheets[known]) for known, indicator in register.by_number.items() if known in sheets]
    if not found:
        raise QuarterbookError(f"{view.name}: there is no indicator's sheet to copy; use quarterbook add on the file")
    indicator, model = next((pair for pair in found if pair[1].name.lower() == like.lower()), found[-1])
    name = Names(MAX_SHEET_NAME, tuple(sheet.name for sheet in view.sheets)).unique(
        sheet_text(layout.INDICATOR, number), " "
    )
    kept = {str(period) for period in indicator.periods_to_fill(register.settings.reporting_period)}
    twin = SheetView(name, model.names, (), model.values, model.formulas)
    tables = _table_names(view, model, number)
    edits = (
        SetCells(name, dict(_rewired(model, tables))),
        SetCells(name, dict(_emptied(model, number, title, kept))),
        *_indexed(view, model, indicator, name, number),
    )
    return Copy(
        model.name,
        name,
        found[-1][1].name,
        tuple(tables.values()),
        Plan(edits),
        View(view.name, (*view.sheets, twin), view.names),
    )


def _table_names(view: View, model: SheetView, number: str) -> dict[str, str]:
    """Return what the copies of the model's tables are to be called: their name to the new one, in order."""
    taken = (*(table.name for sheet in view.sheets for table in sheet.tables), *view.names)
    names = Names(MAX_TABLE_NAME, taken)
    history = layout.HISTORY_TABLE.casefold()
    wanted = (
        table_text(layout.HISTORY_TABLE, number) if table.name.casefold().startswith(history) else table.name
        for table in model.tables
    )
    return {table.name: names.unique(text, "_") for table, text in zip(model.tables, wanted, strict=True)}


def _rewired(model: SheetView, tables: Mapping[str, str]) -> Iterator[tuple[Place, Content]]:
    """Yield the formulas of the copy that speak of the model's tables, so that they speak of the copy's.

    Whether Excel sees to that itself when it copies a sheet is not left to chance: otherwise the new indicator would be
    rated by the figures of another.
    """
    mentions = {re.compile(rf"(?<![\w.\\]){re.escape(old)}(?=\[)", re.IGNORECASE): new for old, new in tables.items()}
    for place, formula in model.formulas.items():
        text = formula.text or ""
        for old, new in mentions.items():
            text = old.sub(lambda _, new=new: new, text)  # type: ignore[misc]
        if text != (formula.text or ""):
            yield place, Formula(text, dynamic=True)


def _emptied(model: SheetView, number: str, title: str, kept: Collection[str]) -> Iterator[tuple[Place, Content]]:
    """Yield the cells of the copy that get another content: its number and title, and what was the model's alone.

    Of the history the rows of the periods that are to be filled in are kept, where they stand: the formulas in them are
    about their period.
    """
    for name in _EMPTIED:
        area = model.names.get(name.lower())
        yield from ((place, None) for place in (area.places if area is not None else ()) if _is_typed(model, place))
    for table in model.tables:
        top, left, bottom, right = table.extent
        for row in range(top + table.has_header, bottom + 1):
            for header, column in zip(table.columns, range(left, right + 1), strict=False):
                keeps = header == _PERIOD and model.value(row, column) in kept
                if _is_typed(model, (row, column)) and not keeps:
                    yield (row, column), None
    for name, text in ((_NUMBER, number), (_TITLE, title)):
        area = model.names.get(name)
        if area is not None:
            yield area.place, text


def _is_typed(sheet: SheetView, place: Place) -> bool:
    return place in sheet.values and place not in sheet.formulas


def _indexed(view: View, model: SheetView, indicator: Indicator, name: str, number: str) -> Iterator[Edit]:
    """Yield the edit that puts the new indicator into the Index: the model's row, about another sheet."""
    page, table = _index(view)
    if page is None or table is None:
        return
    top, left, bottom, right = table.extent
    fields = {column.header: column.field for column in layout.INDEX_COLUMNS}
    marks = re.compile(rf"(?:{re.escape(quoted(model.name))}|(?<![\w.'\]]){re.escape(model.name)})!", re.IGNORECASE)
    for row in range(top + table.has_header, bottom + 1):
        formulas = [page.formula(row, column) or "" for column in range(left, right + 1)]
        if any(marks.search(formula) for formula in formulas):
            content: dict[str, Content] = {}
            for header, formula in zip(table.columns, formulas, strict=True):
                copied = Formula(marks.sub(lambda _: f"{quoted(name)}!", formula)) if formula else None
                content[header] = copied
                if fields.get(header) in _FIGURES and copied is not None:
                    content[header] = Shown(copied, number_format(indicator.measure, indicator.decimals))
                elif fields.get(header) == "number":
                    content[header] = Link(number, f"{quoted(name)}!A1", layout.GO_TO.format(name))
            yield AppendRows(layout.INDEX_TABLE, (content,))
            return
    raise QuarterbookError(f"{view.name}: the Index has no row of {model.name}, after which the new one could be made")


def _index(view: View) -> tuple[SheetView | None, Table | None]:
    for sheet in view.sheets:
        for table in sheet.tables:
            if table.name.casefold() == layout.INDEX_TABLE.casefold():
                return sheet, table
    return None, None


def _named(sheet: SheetView, name: str) -> CellValue:
    area = sheet.names.get(name)
    return None if area is None else sheet.value(*area.place)
