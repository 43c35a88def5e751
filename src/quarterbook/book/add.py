"""Putting a new indicator into an existing master workbook, as a plan of edits.

Its sheet is built as `quarterbook new` builds it, so that labels, chart and formulas fit its frequency, basis and
measure whatever the other indicators are like. The rest of the workbook stays the officers': the Index gains a row, and
the counts by service one where the service is new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from quarterbook.book import layout
from quarterbook.book.build import workbook_bytes
from quarterbook.book.edit import carry_out
from quarterbook.book.edit.references import Inserted
from quarterbook.book.naming import quoted
from quarterbook.book.package import Package
from quarterbook.book.plan import (
    ABOVE,
    BELOW,
    AddSheet,
    AppendRows,
    Content,
    Edit,
    Formula,
    InsertRows,
    Link,
    Plan,
    SetCells,
    Shown,
)
from quarterbook.book.read import Book
from quarterbook.book.recalc import Recalculation
from quarterbook.book.shared import moved
from quarterbook.book.sheets.formulas import LISTS
from quarterbook.book.sheets.styles import number_format
from quarterbook.book.structure import Table
from quarterbook.book.view import SheetView, View, view_of_file
from quarterbook.errors import BadRegister, QuarterbookError
from quarterbook.register.files import profile_fault
from quarterbook.register.grids import is_blank
from quarterbook.register.model import Indicator, Observation, Register, Value
from quarterbook.register.raw import Fault, Reading, shown
from quarterbook.register.tables import HISTORY, INDICATORS, Column

_ITS_OWN: Final = ("number", "title", "annual_target", "profile", "description", "useful_links")
"""What an indicator never takes over from another one."""
_FIGURES: Final = ("target", "current")
"""The columns of the Index that are shown in the indicator's number format."""
_SIGN: Final = layout.INDICATOR_SETTINGS[0].name.lower()
_TARGET: Final = next(column for column in HISTORY.columns if column.name == "target")


@dataclass(frozen=True)
class Addition:
    """What is to be added, and how.

    Attributes:
        indicator: the new indicator.
        plan: the edits that put it into the workbook.
    """

    indicator: Indicator
    plan: Plan

    def carry_out(self, path: str | Path, output: str | Path | None = None) -> Recalculation:
        """Carry the plan out on a file, as `quarterbook.book.edit.carry_out` does."""
        return carry_out(path, self.plan, output)


def prepare(path: str | Path, options: Mapping[str, str | None], like: str | None = None) -> Addition:
    """Plan a new indicator. Nothing is written.

    Args:
        path: the master workbook.
        options: what `indicators.csv` has in its columns, as text, and `target`: that of the current period. What is
            left out or None is as another indicator has it, or as the register has it where a cell is blank.
        like: the number of the indicator whose settings are taken over.

    Raises:
        BadFile: when the file cannot be read or is no master workbook.
        BadRegister: when an option is not what the register asks for.
        QuarterbookError: when the indicator cannot be added: there is one of its number, or nothing to be like.
    """
    package = Package.open(path)
    book = Book(package)
    register = book.contents.register
    model = None if like is None else register.by_number.get(like)
    if like is not None and model is None:
        known = ", ".join(register.by_number)
        raise QuarterbookError(f"{path}: there is no indicator {shown(like)} to be like; there are {known}")
    reading = Reading(typed=False, start_month=register.settings.year_start_month)
    indicator = _indicator(options, model, reading)
    target = _read(_TARGET, options.get("target"), reading, None)
    sheet = _last_indicator(book.view)
    protect = sheet is not None and b"<sheetProtection" in package.read(_part_of(book, sheet))
    return Addition(indicator, plan_to_add(book, indicator, target, protect=protect))


def plan_to_add(book: Book, indicator: Indicator, target: Value = None, *, protect: bool = False) -> Plan:
    """Return the plan that puts an indicator into a workbook.

    Args:
        book: the workbook.
        indicator: the new indicator.
        target: its target in the current period.
        protect: whether its sheet is protected, as the others may be.

    Raises:
        QuarterbookError: when there is an indicator of its number, or the workbook lacks what its sheet looks up.
    """
    register, view = book.contents.register, book.view
    _check(book, register, indicator)
    period = indicator.current_period(register.settings.reporting_period)
    history = () if target is None else (Observation(number=indicator.number, period=period, target=target),)
    together = Register(register.settings, (*register.indicators, indicator), history)
    built = workbook_bytes(together, protect=protect, only=indicator.number)
    _, fresh = view_of_file(Package(built, f"the new sheet of indicator {indicator.number}"))
    name = next(sheet.name for sheet in fresh.sheets if _SIGN in sheet.names)
    before = _last_indicator(view) or view.sheet(layout.KEY) or view.sheets[-1]
    edits: list[Edit] = [AddSheet(name, before.name, built), *_count_service(view, together)]
    edits.append(AppendRows(layout.INDEX_TABLE, (_index_row(view, fresh, indicator, name, book.name),)))
    return Plan(tuple(edits))


def _check(book: Book, register: Register, indicator: Indicator) -> None:
    if indicator.number.casefold() in {number.casefold() for number in register.by_number}:  # as Excel compares them
        raise QuarterbookError(
            f"{book.name}: there is an indicator {shown(indicator.number)} already; give the new one another number"
        )
    needed = (*LISTS, *layout.COVER_NAMES.values())
    missing = next((name for name in needed if name.lower() not in book.view.names), None)
    if missing is not None:
        raise QuarterbookError(
            f"{book.name}: the name {missing} is missing, which every indicator's sheet looks up; "
            "give its cells this name again (Formulas, Name Manager)"
        )


# --- The indicator out of the options ----------------------------------------------------------------------------


def _indicator(options: Mapping[str, str | None], model: Indicator | None, reading: Reading) -> Indicator:
    """Return the indicator that options describe.

    Raises:
        BadRegister: names the option, what was found and what to do.
    """
    defaults = dict(INDICATORS.defaults)
    if model is not None:
        defaults |= {field.name: getattr(model, field.name) for field in fields(model) if field.name not in _ITS_OWN}
    missing = object()
    values: dict[str, Any] = {}
    for column in INDICATORS.columns:
        value = _read(column, options.get(column.name), reading, defaults.get(column.name, missing))
        if value is missing:
            raise BadRegister(f"{_option(column)} is missing; every indicator needs its {column.name}")
        values[column.name] = value
    indicator = Indicator(**values)
    fault = profile_fault(indicator)
    if fault is not None:
        raise BadRegister(f"{_option(_column('profile'))}: {fault}")
    return indicator


def _read(column: Column, text: str | None, reading: Reading, default: Any) -> Any:
    if text is None or is_blank(text, column):
        return default
    try:
        return column.kind.read(text, reading)
    except Fault as fault:
        raise BadRegister(f"{_option(column)}: {fault}") from None


def _column(name: str) -> Column:
    return next(column for column in INDICATORS.columns if column.name == name)


def _option(column: Column) -> str:
    return f"--{column.name.replace('_', '-')}"


# --- The edits -----------------------------------------------------------------------------------------------------


def _index_row(view: View, fresh: View, indicator: Indicator, sheet: str, name: str) -> dict[str, Content]:
    """Return the Index's row of the indicator: the formulas that the builder writes there."""
    there, built = (_table(book, layout.INDEX_TABLE, name) for book in (view, fresh))
    page = fresh.by_name[built.sheet.lower()]
    fields_of = {column.header: column.field for column in layout.INDEX_COLUMNS}
    shown_as = number_format(indicator.measure, indicator.decimals)
    row: dict[str, Content] = {}
    for header, column in zip(built.columns, range(built.extent[1], built.extent[3] + 1), strict=True):
        formula = page.formula(built.extent[0] + 1, column)
        if formula is None:
            row[header] = Link(indicator.number, f"{quoted(sheet)}!A1", layout.GO_TO.format(sheet))
        else:
            content = Formula(formula)
            row[header] = Shown(content, shown_as) if fields_of[header] in _FIGURES else content
    return {header: content for header, content in row.items() if header in there.columns}


def _count_service(view: View, register: Register) -> Iterator[Edit]:
    """Yield the edits that add a row for every service that the Index does not count yet.

    A workbook whose counts were taken away has nothing to follow; with one service alone the builder counts it as all.
    """
    place = view.names.get(layout.ALL_SERVICES_CELL.lower())
    sheet = view.sheet(place.sheet) if place is not None else None
    services = list(dict.fromkeys(i.service or layout.NO_SERVICE for i in register.indicators))
    if place is None or sheet is None or len(services) < 2:
        return
    row, column = place.place
    top = row
    while top > 1 and sheet.value(top - 1, column) not in (None, ""):
        top -= 1
    counted = {str(sheet.value(above, column)).casefold() for above in range(top + 1, row)}
    new = [service for service in services if service.casefold() not in counted]
    if not new:
        return
    yield InsertRows(sheet.name, row, len(new), ABOVE if counted else BELOW)
    inserted = Inserted(sheet.name, row, len(new))
    cells: dict[tuple[int, int], Content] = {}
    for offset, service in enumerate(new):
        cells[row + offset, column] = service
        for (formula_row, formula_column), formula in sheet.formulas.items():
            if formula_row == row and formula.text is not None:
                below = inserted.formula(formula.text, sheet.name)
                cells[row + offset, formula_column] = Formula(moved(below, offset - len(new), 0))
    yield SetCells(sheet.name, cells)


def _table(view: View, table: str, name: str) -> Table:
    tables = (found for sheet in view.sheets for found in sheet.tables)
    found = next((found for found in tables if found.name.casefold() == table.casefold()), None)
    if found is None:
        raise QuarterbookError(f"{name}: there is no table {table}; give the Index's table this name again")
    return found


def _last_indicator(view: View) -> SheetView | None:
    return next((sheet for sheet in reversed(view.sheets) if _SIGN in sheet.names), None)


def _part_of(book: Book, sheet: SheetView) -> str:
    return next(found.part for found in book.structure.sheets if found.name == sheet.name)
