"""Reading and writing a register: a folder of CSV files, or one XLSX file with sheets of the same names."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from quarterbook.errors import BadFile, BadRegister
from quarterbook.files import write_whole
from quarterbook.periods import APRIL, PERIODS_A_YEAR
from quarterbook.register import folder, spreadsheet
from quarterbook.register.grids import Faults, Grid, Row, is_blank, rows_of
from quarterbook.register.model import Indicator, Register, Settings
from quarterbook.register.raw import Fault, Reading, shown
from quarterbook.register.tables import (
    HISTORY,
    INDICATORS,
    NARRATIVE,
    PUBLISHED,
    SETTING_KEYS,
    SETTINGS,
    TABLES,
    Table,
)

_NAMES: Final = tuple(table.name for table in TABLES)
_OTHER_ENDINGS: Final = (folder.ENDING, ".ods", ".xls", ".xlsb", ".xlsm")
"""Endings that nobody gives a folder: a slip, not a wish."""


def read_register(path: str | Path) -> Register:
    """Read a register.

    Args:
        path: a folder of UTF-8 CSV files, or one XLSX file with sheets of the same names (`docs/register.md`).

    Returns:
        The register. Texts are kept to the letter, blank cells have the defaults that the model gives.

    Raises:
        BadFile: when the path is neither, or cannot be read.
        BadRegister: when something in it is not what the register asks for: names file or sheet, row and column of
            the first fault, what was found and what to do, and how many more there are.
    """
    path = Path(path)
    grids, typed = _grids(path)
    missing = [table.name for table in TABLES if table.required and table.name not in grids]
    if missing:
        what = f"no sheet {missing[0]}" if typed else f"no file {missing[0]}{folder.ENDING}"
        raise BadRegister(f"{path}: has {what}; a register needs {INDICATORS.name} and {HISTORY.name}")
    faults = Faults()
    settings = _settings(grids.get(SETTINGS.name), typed, faults)
    reading = Reading(typed, settings.get("year_start_month", APRIL))
    rows = {
        table.name: rows_of(grids[table.name], table, reading, faults) if table.name in grids else []
        for table in TABLES
        if table is not SETTINGS
    }
    faults.raise_any()
    _check_together(rows, grids, faults)
    if not settings.get("reporting_period"):
        periods = [row.values["period"] for row in rows[HISTORY.name]]
        if periods:
            settings["reporting_period"] = max(periods)
        else:
            faults.add(grids[HISTORY.name].place, None, None, "no rows; settings must give the reporting_period then")
    faults.raise_any()
    return Register(
        settings=Settings(**settings),
        indicators=_objects(INDICATORS, rows),
        history=_objects(HISTORY, rows),
        narrative=_objects(NARRATIVE, rows),
        published=_objects(PUBLISHED, rows),
    )


def write_register(register: Register, path: str | Path) -> None:
    """Write a register, so that reading it again gives the same register.

    Args:
        register: what to write.
        path: an .xlsx file, or a folder for CSV files (made when it is not there; other files in it stay).

    Raises:
        QuarterbookError: when the path cannot be written.
        BadRegister: when something cannot stand in such a file (a text too long for a cell, a number that is not
            finite). Then nothing is written.
    """
    path = Path(path)
    tables = {table.name: _table_rows(register, table) for table in TABLES}
    if path.suffix.lower() == spreadsheet.ENDING:
        _write({path: spreadsheet.file_bytes(tables)})
    elif path.is_file() or path.suffix.lower() in _OTHER_ENDINGS:
        raise BadFile(f"{path}: a register is written as a folder of CSV files or as {spreadsheet.ENDING}")
    else:
        _write({path / f"{name}{folder.ENDING}": folder.file_bytes(rows) for name, rows in tables.items()})


def _grids(path: Path) -> tuple[dict[str, Grid], bool]:
    """Return the cells of each table that is there, and whether the cells are typed."""
    if path.is_dir():
        return folder.read_folder(path, _NAMES), False
    if not path.exists():
        raise BadFile(f"{path}: there is no such file or folder")
    if path.suffix.lower() == spreadsheet.ENDING:
        return spreadsheet.read_spreadsheet(path, _NAMES), True
    if path.suffix.lower() == folder.ENDING:
        raise BadFile(f"{path}: one file of a register; give the folder that holds its files")
    raise BadFile(f"{path}: not a register; give a folder of CSV files or an {spreadsheet.ENDING} file")


def _settings(grid: Grid | None, typed: bool, faults: Faults) -> dict[str, Any]:
    """Return the values of `Settings`, the unknown keys under "other"; a blank value is left to the default."""
    if grid is None:
        return {}
    rows = rows_of(grid, SETTINGS, Reading(typed), faults)
    _no_row_twice(SETTINGS, rows, grid, faults)
    cells = {row.values["key"]: row for row in rows}
    found: dict[str, Any] = {}
    # The month that years start in comes first: the reporting period is read with it.
    for column in sorted(SETTING_KEYS, key=lambda column: column.name != "year_start_month"):
        row = cells.pop(column.name, None)
        if row is None or is_blank(row.values["value"], column):
            continue
        try:
            reading = Reading(typed, found.get("year_start_month", APRIL))
            found[column.name] = column.kind.read(row.values["value"], reading)
        except Fault as fault:
            faults.add(grid.place, row.line, f"value ({column.name})", str(fault))
    found["other"] = {key: _plain(row.values["value"]) for key, row in cells.items()}
    return found


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else shown(value)


def _check_together(rows: Mapping[str, list[Row]], grids: Mapping[str, Grid], faults: Faults) -> None:
    """Note what no single cell shows: rows that are there twice, indicators that are not, profiles that do not fit."""
    for table in (INDICATORS, HISTORY, NARRATIVE):
        if table.name in grids:
            _no_row_twice(table, rows[table.name], grids[table.name], faults)
    numbers = {row.values["number"] for row in rows[INDICATORS.name]}
    # What was published of an indicator stays when the indicator itself is gone.
    for table in (HISTORY, NARRATIVE):
        for row in rows[table.name]:
            if row.values["number"] not in numbers:
                what = (
                    f"{shown(row.values['number'])} is not in {INDICATORS.name}; add it there, or mend the number here"
                )
                faults.add(grids[table.name].place, row.line, "number", what)
    for indicator, row in zip(_objects(INDICATORS, rows), rows[INDICATORS.name], strict=True):
        fault = profile_fault(indicator)
        if fault is not None:
            faults.add(grids[INDICATORS.name].place, row.line, "profile", fault)


def profile_fault(indicator: Indicator) -> str | None:
    """Return what is wrong with how many weights an indicator's profile has, and what to do; None when nothing is."""
    periods = PERIODS_A_YEAR[indicator.frequency]
    if not indicator.profile or len(indicator.profile) == periods:
        return None
    return f"{len(indicator.profile)} weights, but the indicator is {indicator.frequency}; write {periods}"


def _no_row_twice(table: Table, rows: list[Row], grid: Grid, faults: Faults) -> None:
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows:
        key = tuple(row.values[name] for name in table.unique)
        first = seen.setdefault(key, row.line)
        if first != row.line:
            what = f"{' '.join(str(part) for part in key)} is in row {first} already; keep one of the two rows"
            faults.add(grid.place, row.line, table.unique[-1], what)


def _objects(table: Table, rows: Mapping[str, list[Row]]) -> tuple[Any, ...]:
    return tuple(table.row(**row.values) for row in rows[table.name])


def _table_rows(register: Register, table: Table) -> list[list[str | float]]:
    """Return a table's header and rows as they stand in a file.

    Raises:
        BadRegister: when a value is one that no file can hold.
    """
    names = [column.name for column in table.columns]
    if table is SETTINGS:
        settings = register.settings
        rows: list[list[str | float]] = [
            [key.name, key.kind.write(getattr(settings, key.name))] for key in SETTING_KEYS
        ]
        rows += [[key, value] for key, value in settings.other.items()]
    else:
        rows = [
            [column.kind.write(getattr(row, column.name)) for column in table.columns]
            for row in getattr(register, table.name)
        ]
    for line, row in enumerate(rows, start=2):
        for name, cell in zip(names, row, strict=True):
            if _cannot_stand(cell):
                raise BadRegister(f"{table.name} row {line}, column {name}: {cell!r} cannot be written to a file")
    return [[*names], *rows]


def _cannot_stand(cell: str | float) -> bool:
    """Whether a value is an infinity, not a number at all, or a text with half a character in it."""
    if isinstance(cell, str):
        return any("\ud800" <= character <= "\udfff" for character in cell)
    return not math.isfinite(cell)


def _write(contents: Mapping[Path, bytes]) -> None:
    for path, content in contents.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadFile(f"{path.parent}: this folder cannot be made ({error.strerror or error})") from None
        write_whole(path, content)
