"""Reading the register out of a view of a master workbook: what `new` would build it from again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any, Final

from quarterbook.book import layout
from quarterbook.book.addresses import cell_address
from quarterbook.book.formulas import same_text, with_plain_calls
from quarterbook.book.remarks import Kind, Remark, Weight
from quarterbook.book.sheets import formulas
from quarterbook.book.stored import CellValue, Place
from quarterbook.book.structure import Table
from quarterbook.book.typed import Cell, Typed
from quarterbook.book.view import SheetView, View
from quarterbook.cells import trimmed
from quarterbook.errors import BadRegister
from quarterbook.functions import REGISTRY
from quarterbook.periods import APRIL, PERIODS_A_YEAR, Period
from quarterbook.register.kinds import Figure, Text
from quarterbook.register.model import Indicator, Narrative, Observation, Published, Register, Settings
from quarterbook.register.tables import HISTORY, INDICATORS, NARRATIVE, PUBLISHED, SETTING_KEYS, Column
from quarterbook.register.tables import Table as RegisterTable
from quarterbook.vocabulary import DEFAULT_AMBER, DEFAULT_BLUE

_ANY_TEXT: Final = Column("value", Text(), "")
_WEIGHT: Final = Column("weight", Figure(words=False, least=0), "")
_SETTINGS: Final = {column.name: column for column in SETTING_KEYS}
_RECKONED_WITH: Final = {
    layout.AMBER_TOLERANCE: DEFAULT_AMBER,
    layout.BLUE_MARGIN: DEFAULT_BLUE,
    layout.YEAR_START_MONTH: APRIL,
}
"""Name of a cell on the Cover that formulas reckon with, as 0 where it is blank, to what the register has then."""
_OTHER_SETTINGS: Final = tuple(map(layout.Column, ("key", "value"), layout.OTHER_SETTINGS_HEADERS))
_INDICATOR: Final = {column.name: column for column in INDICATORS.columns}
_INDICATOR_DEFAULTS: Final = INDICATORS.defaults
_HISTORY: Final = {column.name: column for column in HISTORY.columns}
_HISTORY_DEFAULTS: Final = HISTORY.defaults
_NARRATIVE: Final = {column.name: column for column in NARRATIVE.columns}
_INDICATOR_NAMES: Final = {setting.field: setting.name for setting in layout.INDICATOR_SETTINGS} | {
    "description": layout.DESCRIPTION.name,
    "useful_links": layout.USEFUL_LINKS.name,
}
_NO: Final = "no"
_WORKED_OUT: Final = ("actual", "target")
"""The columns of the history table where a formula may stand though the row is not used."""

_SIGNS: Final = frozenset(setting.name.lower() for setting in layout.INDICATOR_SETTINGS)
_HISTORY_HEADERS: Final = frozenset(column.header.casefold() for column in layout.HISTORY_COLUMNS)


Row = Mapping[str, Cell]
"""The cells of one row of a table, by field."""


@dataclass(frozen=True)
class Places:
    """Where in the workbook the register was found.

    Attributes:
        sheets: an indicator's number to its sheet.
        history: number and period to the row of the history table.
        published: the rows of the ledger, one for each of the register's.
        narrative: number and period to the row of an earlier commentary.
        other_settings: key to the row of a setting that has no cell of its own on the Cover.
    """

    sheets: dict[str, SheetView] = field(default_factory=dict)
    history: dict[tuple[str, Period], Row] = field(default_factory=dict)
    published: list[Row] = field(default_factory=list)
    narrative: dict[tuple[str, Period], Row] = field(default_factory=dict)
    other_settings: dict[str, Row] = field(default_factory=dict)


@dataclass(frozen=True)
class Contents:
    """What was read of a workbook.

    Attributes:
        register: all that could be read.
        remarks: what is to be known about it, in the order in which it was read.
        places: where it was found.
    """

    register: Register
    remarks: tuple[Remark, ...]
    places: Places

    @property
    def lost(self) -> tuple[Remark, ...]:
        """What the register lacks of the workbook."""
        return tuple(remark for remark in self.remarks if remark.weight is Weight.LOST)


def is_master(names: Collection[str], names_of_sheets: Iterable[Collection[str]]) -> bool:
    """Whether a workbook is one of Quarterbook's: it names its reporting period, or has the sheet of an indicator.

    Args:
        names: the names of the whole workbook in lower case.
        names_of_sheets: those of each sheet.
    """
    return layout.REPORTING_PERIOD.lower() in names or any(map(_are_of_indicator, names_of_sheets))


def contents_of(view: View, evaluated: Callable[[str, Place], CellValue]) -> Contents:
    """Read the register that a master workbook holds.

    Args:
        view: the workbook.
        evaluated: gives the value of a formula for which the workbook stores none; raises KeyError where it has none.

    Raises:
        BadRegister: when there is no telling which period is reported on.
    """
    reader = _Reader(Typed(view, evaluated))
    return Contents(reader.register(), tuple(reader.typed.remarks), reader.places)


class _Reader:
    """One reading of a workbook, sheet by sheet."""

    def __init__(self, typed: Typed) -> None:
        self.typed = typed
        self.places = Places()
        self.reporting: Period | None = None

    def register(self) -> Register:
        """Return all that could be read."""
        settings = self._settings()
        indicators: dict[str, Indicator] = {}
        history: list[Observation] = []
        current: list[Narrative] = []
        for sheet in self.typed.view.sheets:
            indicator = self._indicator(sheet)
            if indicator is None:
                continue
            if indicator.number in indicators:
                what = f'is the second sheet of indicator "{indicator.number}"; give one of them another number'
                self.typed.remark(sheet.name, what, Weight.LOST, Kind.SECOND_SHEET)
                continue
            indicators[indicator.number] = indicator
            self.places.sheets[indicator.number] = sheet
            history += self._history(sheet, indicator)
            current += self._current_narrative(sheet, indicator)
        if self.reporting is None:
            if not history:
                lost = next(remark for remark in self.typed.remarks if remark.weight is Weight.LOST)
                raise BadRegister(f"{self.typed.view.name}, {lost}")
            settings["reporting_period"] = max(row.period for row in history)
        return Register(
            Settings(**settings),
            tuple(indicators.values()),
            tuple(history),
            self._narrative(current, indicators.keys()),
            tuple(self._published()),
        )

    def _settings(self) -> dict[str, Any]:
        """Return the settings that are not blank."""
        found: dict[str, Any] = {}
        other: dict[str, str] = {}
        # The month that years start in comes first: every period is read with it.
        for key, name in sorted(layout.COVER_NAMES.items(), key=lambda pair: pair[1] != layout.YEAR_START_MONTH):
            default = _RECKONED_WITH.get(name)
            blank = Weight.LOST if key == "reporting_period" else Weight.TOLD if default is not None else None
            value = self._named(name, None, _SETTINGS.get(key, _ANY_TEXT), default, blank)
            if key in _SETTINGS and value is not None:
                found[key] = value
            elif value is not None and trimmed(value) != _NO:
                other[key] = value
            self.typed.month = found.get("year_start_month", APRIL)
        self.reporting = found.get("reporting_period")
        table = self.typed.table(layout.OTHER_SETTINGS_TABLE)
        for cells in self.typed.rows(table, _OTHER_SETTINGS) if table else ():
            key = self.typed.read(cells["key"], _ANY_TEXT, "", Weight.LOST)
            if key in layout.COVER_NAMES or key in other:
                self.typed.remark(
                    cells["key"], f"{key} is set elsewhere too; keep one of the two", Weight.LOST, Kind.SECOND_SETTING
                )
            elif key:
                self.places.other_settings[key] = cells
                other[key] = self.typed.read(cells["value"], _ANY_TEXT, "")
        return {**found, "other": other}

    def _indicator(self, sheet: SheetView) -> Indicator | None:
        """Return what a sheet says of its indicator, None when it is no indicator's sheet."""
        if not _are_of_indicator(sheet.names):
            if sheet.name.startswith(f"{layout.INDICATOR} "):
                what = "is called like an indicator's sheet, but has none of its names; it is not read"
                self.typed.remark(sheet.name, what, Weight.TOLD, Kind.NOT_READ)
            return None
        values: dict[str, Any] = {}
        for column, name in _INDICATOR_NAMES.items():
            default, blank = _INDICATOR_DEFAULTS.get(column), None
            if column not in _INDICATOR_DEFAULTS:
                default, blank = ("", Weight.MEND) if column != "number" else (None, Weight.LOST)
            elif default:
                blank = Weight.TOLD
            value = self._named(name, sheet, _INDICATOR[column], default, blank)
            if value is not None:
                values[column] = value
        if "number" not in values:
            return None
        indicator = Indicator(**{"title": "", "direction": "", **values})
        return replace(indicator, profile=self._profile(sheet, indicator.frequency))

    def _profile(self, sheet: SheetView, frequency: str) -> tuple[float, ...]:
        cells = self.typed.named(layout.PROFILE, sheet)
        weights = [self.typed.read(cell, _WEIGHT, None) for cell in cells]
        while weights and weights[-1] is None:
            weights.pop()
        if None in weights:
            unread = cells[weights.index(None)]
            if unread.is_empty:  # of any other the reading itself has said what is wrong
                what = "the weight is blank; fill in the weight of every period, or of none"
                self.typed.remark(unread, what, Weight.LOST, Kind.PROFILE)
            return ()
        periods = PERIODS_A_YEAR.get(frequency, len(weights))
        if weights and not (len(weights) == periods and sum(weights) > 0):
            what = f"{len(weights)} weights from here on; fill in {periods}, not all of them 0, or none"
            self.typed.remark(cells[0], what, Weight.MEND, Kind.PROFILE)
        return tuple(weights)

    def _history(self, sheet: SheetView, indicator: Indicator) -> Iterator[Observation]:
        table = history_table(sheet)
        if table is None:
            what = f"has no table whose name begins with {layout.HISTORY_TABLE}; give the history table its name again"
            self.typed.remark(sheet.name, what, Weight.LOST, Kind.TABLE_MISSING)
            return
        to_fill = self._to_fill(indicator)
        seen: set[Period] = set()
        for cells in self.typed.rows(table, layout.HISTORY_COLUMNS):
            if all(cell.is_empty or (cell.formula and name in _WORKED_OUT) for name, cell in cells.items()):
                continue
            period = self.typed.read(cells["period"], _HISTORY["period"], None, Weight.LOST)
            if period in seen:
                what = f"{period} is in the table already; keep one of the two rows"
                self.typed.remark(cells["period"], what, Weight.LOST, Kind.SECOND_ROW)
            if period is None or period in seen:
                continue
            seen.add(period)
            self.places.history[indicator.number, period] = cells
            values = {
                name: self.typed.read(cells[name], _HISTORY[name], default)
                for name, default in _HISTORY_DEFAULTS.items()
                if not self._is_worked_out(name, cells, indicator, period)
            }
            if period not in to_fill or any(value not in (None, "") for value in values.values()):
                yield Observation(number=indicator.number, period=period, **values)

    def _to_fill(self, indicator: Indicator) -> frozenset[Period]:
        """Return the periods whose rows are there to be filled in: a blank one is no observation."""
        if self.reporting is None or indicator.frequency not in PERIODS_A_YEAR:
            return frozenset()
        return indicator.periods_to_fill(self.reporting)

    def _is_worked_out(self, name: str, cells: dict[str, Cell], indicator: Indicator, period: Period) -> bool:
        """Whether a cell holds the formula that a workbook built from the register has there anyway."""
        formula = cells[name].formula
        if formula is None:
            return False
        if name == "actual":
            part, whole = (cell_address(*cells[side].place) for side in ("numerator", "denominator"))
            own = formulas.percentage(part, whole)
        elif name == "target" and (self.reporting is None or indicator.target_follows(period, self.reporting)):
            own = formulas.target_due(period)
        else:
            return False
        return same_text(with_plain_calls(formula, REGISTRY), own)

    def _current_narrative(self, sheet: SheetView, indicator: Indicator) -> Iterator[Narrative]:
        """Yield what stands in the boxes of an indicator's sheet, if anything does."""
        texts = {
            "commentary": self._named(layout.COMMENTARY.name, sheet, _NARRATIVE["commentary"], ""),
            "actions": self._named(layout.ACTIONS.name, sheet, _NARRATIVE["actions"], ""),
        }
        if any(texts.values()):
            period = self._named(layout.COMMENTARY_PERIOD, sheet, _NARRATIVE["period"], None, Weight.LOST)
            if period is not None:
                yield Narrative(number=indicator.number, period=period, **texts)

    def _narrative(self, current: list[Narrative], numbers: Collection[str]) -> tuple[Narrative, ...]:
        """Return all narrative: the earlier in its own order, the current after the last of the same indicator."""
        known = {(row.number, row.period): row for row in current}
        earlier: list[Narrative] = []
        for cells, values in self._ledger(layout.NARRATIVE_TABLE, NARRATIVE):
            row = Narrative(**values)
            if row.number not in numbers:
                what = f'indicator "{row.number}" has no sheet; delete the row, or mend its number'
                self.typed.remark(cells["number"], what, Weight.MEND, Kind.NO_SUCH_INDICATOR)
            first = known.setdefault((row.number, row.period), row)
            if first is row:
                self.places.narrative[row.number, row.period] = cells
                earlier.append(row)
            elif first != row:
                what = f'indicator "{row.number}" has two commentaries for {row.period}; keep one of them'
                self.typed.remark(cells["period"], what, Weight.LOST, Kind.SECOND_ROW)
        place, last = -1, {row.number: place for place, row in enumerate(earlier)}
        placed = list(enumerate(earlier))
        for row in current:
            place = last.get(row.number, place)
            placed.append((place, row))
        return tuple(row for _, row in sorted(placed, key=itemgetter(0)))

    def _published(self) -> Iterator[Published]:
        """Yield the rows of the ledger."""
        for cells, values in self._ledger(layout.PUBLISHED_TABLE, PUBLISHED):
            self.places.published.append(cells)
            yield Published(**values)

    def _ledger(self, name: str, table: RegisterTable) -> Iterator[tuple[dict[str, Cell], dict[str, Any]]]:
        """Yield the rows of one of the workbook's tables that the register has as well: cells and what they say."""
        found, defaults = self.typed.table(name), table.defaults
        for cells in self.typed.rows(found, _LEDGER_COLUMNS[name]) if found else ():
            values = {
                column.name: self.typed.read(
                    cells[column.name],
                    column,
                    defaults.get(column.name),
                    None if column.name in defaults else Weight.LOST,
                )
                for column in table.columns
            }
            if values["number"] is not None and values["period"] is not None:
                yield cells, values

    def _named(
        self, name: str, sheet: SheetView | None, column: Column, default: Any, blank: Weight | None = None
    ) -> Any:
        """Return what the cell of a name says."""
        cells = self.typed.named(name, sheet)
        if not cells or _is_own_basis(column, cells[0]):
            return default
        return self.typed.read(cells[0], column, default, blank)


_LEDGER_COLUMNS: Final = {
    layout.NARRATIVE_TABLE: layout.NARRATIVE_COLUMNS,
    layout.PUBLISHED_TABLE: layout.PUBLISHED_COLUMNS,
}


def _is_own_basis(column: Column, cell: Cell) -> bool:
    """Whether a cell says with a formula of ours that the target's basis is the figures'."""
    return column.name == "target_basis" and cell.formula is not None and same_text(cell.formula, formulas.AS_BASIS)


def _are_of_indicator(names: Collection[str]) -> bool:
    """Whether names in lower case are those of an indicator's sheet."""
    return not _SIGNS.isdisjoint(names)


def history_table(sheet: SheetView) -> Table | None:
    """Return the table that is called history; failing that, the one that has all its headers."""
    prefix = layout.HISTORY_TABLE.casefold()
    called = [table for table in sheet.tables if table.name.casefold().startswith(prefix)]
    alike = [table for table in sheet.tables if not _HISTORY_HEADERS - {header.casefold() for header in table.columns}]
    return next(iter([*(table for table in called if table in alike), *called, *alike]), None)
