"""The formula engine behind one small interface, so that it can be replaced.

formualizer (MIT or Apache 2.0) evaluates worksheet formulas natively and lets Python functions be called from cells;
it is young, so nothing outside this module knows it. What it cannot do, and how that is told, is in
`docs/evaluation.md`.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from typing import Any, Concatenate, Final, NamedTuple, ParamSpec, TypeVar

import formualizer as fz

from quarterbook.book.addresses import MAX_COLUMN, MAX_ROW, cell_address, parse_cell, parse_range
from quarterbook.book.package import MAX_ENTRIES, MAX_EXPANDED_BYTES, MAX_PART_BYTES, MAX_XML_DEPTH
from quarterbook.book.stored import CellValue
from quarterbook.book.structure import Table
from quarterbook.cells import WorksheetError
from quarterbook.errors import BadFile, CannotEvaluate, QuarterbookError

SPILL: Final = "#SPILL!"
_ERRORS: Final = {
    "Div": "#DIV/0!",
    "Na": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "Spill": SPILL,
    "Calc": "#CALC!",
}
_KIND_OF: Final = {text: kind for kind, text in _ERRORS.items()}
_LIMITS: Final = {
    "max_entries": MAX_ENTRIES,
    "max_expanded_bytes": MAX_EXPANDED_BYTES,
    "max_part_bytes": MAX_PART_BYTES,
    "max_xml_depth": MAX_XML_DEPTH,
}
MAX_SECONDS: Final = 600
_SPARSE: Final = 4
"""A block of cells with so many times more cells than are wanted is not read at once."""
MAX_TEXT: Final = 32_767
"""The most characters that a cell holds, as Excel counts them."""


class Unanswered(Exception):
    """The engine has no value for a cell; the text says why."""


class UnknownReference(Exception):
    """The engine stopped at a reference that it does not know. `text` is the reference as the formula spells it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class Result(NamedTuple):
    """What the engine holds of a cell.

    Attributes:
        raw: the value as the engine has it.
        extent: the range that the result fills, None when it fills its own cell only.
    """

    raw: Any
    extent: tuple[int, int, int, int] | None

    @property
    def value(self) -> CellValue:
        """The cell's value. Raises `Unanswered` when the engine has none."""
        value = _from_engine(self.raw) if isinstance(self.raw, dict | list) else self.raw
        if isinstance(value, float) and not math.isfinite(value):
            return WorksheetError("#NUM!")
        if isinstance(value, str) and len(value) > MAX_TEXT // 2 and len(value.encode("utf-16-le")) > 2 * MAX_TEXT:
            raise Unanswered(f"its result is a text of more than {MAX_TEXT:,} characters")
        return value  # type: ignore[no-any-return]


P = ParamSpec("P")
R = TypeVar("R")


def _native(method: Callable[Concatenate[Engine, P], R]) -> Callable[Concatenate[Engine, P], R]:
    """Turn whatever the engine raises, a panic of its native code included, into `CannotEvaluate`."""

    @functools.wraps(method)
    def call(self: Engine, /, *arguments: P.args, **named: P.kwargs) -> R:
        try:
            return method(self, *arguments, **named)
        except (QuarterbookError, Unanswered, UnknownReference, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001
            raise CannotEvaluate(f"{self.name}: the formula engine failed ({_first_line(error)})") from None

    return call


class Engine:
    """One workbook loaded for evaluation.

    Args:
        data: the workbook file.
        name: what to call it in messages.
        sheets: its worksheets.
        date1904: whether its serial numbers count from 1904.

    Raises:
        BadFile: when the engine refuses the file.
    """

    def __init__(self, data: bytes, name: str, sheets: Iterable[str], date1904: bool = False) -> None:
        self.name = name
        self._fault: BaseException | None = None
        settings = fz.EvaluationConfig()
        settings.max_eval_time_ms = MAX_SECONDS * 1000
        if date1904:
            settings.date_system = "1904"
        try:
            config = fz.WorkbookConfig(eval_config=settings)
            self._book = fz.Workbook.from_bytes(data, backend="native", config=config, load_limits=_LIMITS)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - a panic of its native code is no Exception
            raise BadFile(f"{name}: the formula engine cannot read this workbook ({_first_line(error)})") from None
        self._book.set_temporal_egress("serial")  # as a date and time it would be rounded
        self._book.set_changelog_enabled(False)  # nothing is undone, and keeping track makes every change slower
        missing = set(sheets).difference(self._book.sheet_names)
        if missing:
            raise BadFile(f"{name}: the formula engine cannot read the sheet {min(missing)!r} of this workbook")

    @cached_property
    def names_left_out(self) -> frozenset[tuple[str | None, str]]:
        """The defined names that the engine could not take, LAMBDA names among them: sheet or None, lower-case name."""
        return frozenset(
            (entry["scope_sheet"], str(entry["name"]).lower()) for entry in self._book.name_import_diagnostics
        )

    def register(self, name: str, function: Callable[..., Any]) -> None:
        """Let cells call a Python function.

        It gets None for a blank, a float, a str, a bool, a `WorksheetError`, or a list of rows of these for a range,
        and returns such a value. A TypeError, for arguments too few or too many, becomes #VALUE!.
        """

        def call(*arguments: Any) -> Any:
            try:
                return _to_engine(function(*(_from_engine(argument) for argument in arguments)))
            except Unanswered:
                return fz.LiteralValue.error("NImpl", None)
            except TypeError:
                raise
            except BaseException as error:  # the engine would make #VALUE! of it, of the user's Ctrl+C too
                self._fault = error
                raise

        self._book.register_function(name, call, allow_override_builtin=True)

    def add_table(self, table: Table) -> None:
        """Make a table known to INDIRECT (the engine does not read them from the file). Raises `BadFile`."""
        try:
            self._book.add_table(
                table.name,
                table.sheet,
                table.extent,
                list(table.columns),
                header_row=table.has_header,
                totals_row=table.has_totals,
            )
        except ValueError as error:
            raise BadFile(f"{self.name}: damaged workbook, its table {table.name!r}: {_first_line(error)}") from None

    def parsed(self, formula: str) -> dict[str, Any]:
        """Return a formula (without "=") as the engine takes it apart. Raises `Unanswered` when it cannot.

        Every part is a dictionary with a `node_type`: `Function` (`name`, `args`), `BinaryOp` (`operator`, `left`,
        `right`), `UnaryOp` (`operator`, `operand`), `Reference` (`reference`), `Literal` (`value`), `Array`, `Omitted`,
        `Call` (`callee`, `args`).
        """
        try:
            return fz.parse(f"={formula}").to_dict()  # type: ignore[no-any-return]
        except fz.ParserError:
            raise Unanswered(_REASONS["Error"]) from None

    @_native
    def formula(self, sheet: str, row: int, column: int) -> str | None:
        """Return the formula of a cell as the engine holds it, without "=": a shared formula is written out."""
        text = self._book.get_formula(sheet, row, column)
        return text.removeprefix("=") if text else None

    @_native
    def set_formula(self, sheet: str, row: int, column: int, formula: str) -> None:
        """Give a cell another formula (without "=")."""
        self._book.set_formula(sheet, row, column, f"={formula}")

    @_native
    def leave_formula(self, sheet: str, row: int, column: int, formula: str) -> None:
        """Give a cell another formula when everything is evaluated next; until then nobody knows who reads whom.

        Five times as fast as `set_formula`, which works that out at once.
        """
        self._book.set_formulas_batch(sheet, row, column, [[f"={formula}"]])

    @_native
    def set_value(self, sheet: str, row: int, column: int, value: CellValue) -> None:
        """Give a cell a value instead of its formula."""
        self._book.set_value(sheet, row, column, _to_engine(value))

    @_native
    def evaluate(self) -> None:
        """Evaluate everything that is not up to date. Raises `UnknownReference` when a reference stops it."""
        try:
            self._book.evaluate_all()
        except fz.ExcelEvaluationError as error:
            _, found, reference = _first_line(error).rpartition("name: ")
            if not (found and reference):
                raise
            raise UnknownReference(reference) from None
        if self._fault is not None:
            raise self._fault

    def stop(self) -> None:
        """Let an evaluation that another thread is at come to nothing, soon. The workbook is of no use afterwards."""
        self._book.cancel()

    def result(self, sheet: str, row: int, column: int) -> Result:
        """Return what a cell holds."""
        return self.results(sheet, ((row, column),))[0]

    @_native
    def results(self, sheet: str, places: Sequence[tuple[int, int]]) -> list[Result]:
        """Return what formula cells of a sheet hold.

        How far a result spills is asked only where there may be something to tell: that takes twenty times as long
        as the value. A cell that is spilled into is never empty, and holds no formula of its own.
        """
        own = set(places)
        below = {(row + 1, column) for row, column in own} - own
        beside = {(row, column + 1) for row, column in own} - own
        value = self._reader(sheet, own | below | beside)
        may_spill = {(row - 1, column) for row, column in below if value(row, column) is not None}
        may_spill |= {(row, column - 1) for row, column in beside if value(row, column) is not None}
        return [Result(value(*place), self._extent(sheet, *place) if place in may_spill else None) for place in places]

    def _reader(self, sheet: str, places: Collection[tuple[int, int]]) -> Callable[[int, int], Any]:
        """Return what gives the values of some cells: a block read at once, where that holds little else."""
        rows, columns = {row for row, _ in places}, {column for _, column in places}
        first_row, first_column, last_row, last_column = min(rows), min(columns), max(rows), max(columns)
        size = (last_row + 1 - first_row) * (last_column + 1 - first_column)
        if size > _SPARSE * len(places) or last_row > MAX_ROW or last_column > MAX_COLUMN:
            return lambda row, column: self._book.get_value(sheet, row, column)
        block = fz.RangeAddress(sheet, first_row, first_column, last_row, last_column)
        values = self._book.sheet(sheet).get_values(block)
        return lambda row, column: values[row - first_row][column - first_column]

    def _extent(self, sheet: str, row: int, column: int) -> tuple[int, int, int, int] | None:
        """Return the range that the result of a cell fills, None when it fills its own cell only."""
        spill = self._book.inspect_cell(f"{_quoted(sheet)}!{cell_address(row, column)}").cell.spill
        return None if spill is None or spill.extent is None else parse_range(spill.extent.rpartition("!")[2])

    @_native
    def dependents(self, sheet: str, row: int, column: int) -> list[tuple[str, int, int]]:
        """Return the (sheet, row, column) of the formulas that read a cell directly."""
        address = f"{_quoted(sheet)}!{cell_address(row, column)}"
        found = self._book.dependents(address, max_results=1_000_000, max_work=100_000_000).dependents
        return [place for dependent in found if (place := _place(dependent.cell)) is not None]

    def knows_function(self, name: str) -> bool:
        """Whether a function of this name can be called."""
        return _knows(name)


@functools.lru_cache(maxsize=4096)
def _knows(name: str) -> bool:
    """Try a function on a workbook of its own: the engine lists only those that were registered."""
    probe = fz.Workbook()
    probe.add_sheet("Probe")
    probe.set_formula("Probe", 1, 1, f"={name}()")
    try:
        answer = probe.evaluate_cell("Probe", 1, 1)
    except Exception:  # noqa: BLE001
        return False
    return not (isinstance(answer, dict) and answer.get("kind") in ("Name", "NImpl"))


def _from_engine(value: Any) -> Any:
    """Return a value of the engine as cells hold it. Raises `Unanswered` for an error that is the engine's own."""
    if isinstance(value, dict):
        kind = value.get("kind")
        if kind not in _ERRORS:
            raise Unanswered(_REASONS.get(str(kind), f"the engine answered {kind}"))
        return WorksheetError(_ERRORS[str(kind)])
    if isinstance(value, list):
        return [[_from_engine(cell) for cell in row] for row in value]
    return value


def _to_engine(value: Any) -> Any:
    if isinstance(value, WorksheetError):
        return fz.LiteralValue.error(_KIND_OF.get(str(value), "Value"), None)
    if isinstance(value, list):
        rows: Sequence[Any] = value if value and isinstance(value[0], list) else [value]
        return [[_to_engine(cell) for cell in row] for row in rows]
    return str(value) if isinstance(value, str) else value


_REASONS: Final = {
    "Circ": "it refers to itself",
    "NImpl": "it uses something that the formula engine does not know",
    "Error": "the formula engine cannot read it",
    "Cancelled": f"evaluation took longer than {MAX_SECONDS} seconds",
}


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"


def _place(address: str) -> tuple[str, int, int] | None:
    sheet, _, cell = address.rpartition("!")
    place = parse_cell(cell)
    name = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
    return (name, *place) if place else None


def _first_line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
