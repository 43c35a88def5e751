"""Headless evaluation: every formula of any workbook, our functions in any cell, without Excel.

The engine does the arithmetic; this module makes a real workbook fit it and says which cells have no answer. A cell
without an answer keeps the value stored in the file, and the cells that read it are computed from that value, as
Excel does for a link it has not updated. Where no value is stored, the cells that read it have no answer either.

Two doors: `evaluate_file` for a file, `evaluate` for an openpyxl workbook in memory.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, Protocol

from quarterbook.book import formulas
from quarterbook.book.addresses import cell_address
from quarterbook.book.differences import doubt
from quarterbook.book.engine import SPILL, Engine, Result, Unanswered, UnknownReference
from quarterbook.book.evaluation import Evaluation, NoAnswer
from quarterbook.book.fit import Fit
from quarterbook.book.package import Package
from quarterbook.book.prepared import MOST_SPILLED, cell_count, cells_of, followers, for_engine
from quarterbook.book.stored import ARRAY, DATA_TABLE, DYNAMIC, PLAIN, CellValue, Formula
from quarterbook.book.structure import Structure, read_structure
from quarterbook.errors import CannotEvaluate
from quarterbook.functions import REGISTRY

_ROUNDS: Final = 50
_PATIENT_ROUNDS: Final = 5
"""So often only formulas that fail by themselves are given up; then all that fail, so that an end comes in sight."""
_MOST_OF_ONE: Final = 10_000
"""So many cells the engine lets one formula fill; beyond it says that there is no room for them."""
_FINDS_BY_ITSELF: Final = re.compile(r"\b(?:INDIRECT|OFFSET)\(", re.IGNORECASE)
"""Functions that find the cells they read while they run, so that nobody knows before which these are."""
_Place = tuple[str, int, int]


class SavesItself(Protocol):
    """An openpyxl workbook, or anything else that saves itself as a workbook file."""

    def save(self, filename: Any) -> None:
        """Write the workbook to a binary file."""


def evaluate(workbook: SavesItself) -> Evaluation:
    """Evaluate every formula of an openpyxl workbook in memory. The workbook itself is not changed.

    Args:
        workbook: an `openpyxl.Workbook`.

    Returns:
        The values, for example `evaluate(workbook)["Sheet1!D2"]`.

    Raises:
        BadFile: when what the workbook saves cannot be read.
        CannotEvaluate: when the formulas cannot be evaluated as a whole.
    """
    buffer = io.BytesIO()
    workbook.save(buffer)
    return evaluate_package(Package(buffer.getvalue(), "the workbook in memory"))


def evaluate_file(path: str | Path) -> Evaluation:
    """Evaluate every formula of a workbook file. The file is not changed.

    Raises:
        BadFile: when the file cannot be read.
        CannotEvaluate: when its formulas cannot be evaluated as a whole.
    """
    return evaluate_package(Package.open(path))


def evaluate_package(package: Package, structure: Structure | None = None) -> Evaluation:
    """Evaluate every formula of an opened workbook; `structure` is what was read of it, if it was."""
    run = Run(package, structure or read_structure(package))
    run.evaluate()
    return run.result()


class Run:
    """One evaluation: the engine, the formulas still to be answered, and what was found.

    Made, then evaluated, then asked for its result; only the second step leaves Python to others meanwhile.

    Raises:
        BadFile: when the engine cannot read the file.
    """

    def __init__(self, package: Package, structure: Structure) -> None:
        self.package = package
        self.structure = structure
        self.engine = self._engine(for_engine(package, structure))
        self.found = Evaluation(self.structure)
        self.pending: dict[_Place, Formula] = {
            (sheet.name, formula.row, formula.column): formula
            for sheet in self.structure.sheets
            for formula in sheet.formulas
        }
        self.unanswered: dict[_Place, str] = {}
        self.spilled = 0
        self.measured: dict[_Place, str] = {}
        self.without_room: set[_Place] = set()
        self.valueless: list[_Place] = []
        self.fit = Fit(self.structure, self.engine)
        self._prepare_all()

    def _engine(self, data: bytes) -> Engine:
        sheets = (sheet.name for sheet in self.structure.sheets)
        return Engine(data, self.package.name, sheets, self.structure.date1904)

    @cached_property
    def stored(self) -> Engine:
        """The workbook as it was saved, not evaluated: asked for what arrays had spilled."""
        return self._engine(self.package.data)

    def _prepare_all(self) -> None:
        for name, function in REGISTRY.items():
            self.engine.register(name, function.on_cells)
        for table in self.structure.tables:
            self.engine.add_table(table)
        for place, formula in list(self.pending.items()):
            self._prepare(place, formula)

    def result(self) -> Evaluation:
        """Return what the formulas give, once they are evaluated. Raises `CannotEvaluate`."""
        for n in range(_ROUNDS):
            if not self._collect(patient=n < _PATIENT_ROUNDS):
                break
            self.evaluate()
        else:
            raise CannotEvaluate(f"{self.package.name}: its formulas do not come to rest; do some refer to themselves?")
        order = {sheet.name: position for position, sheet in enumerate(self.structure.sheets)}
        self.found.no_answer = [
            NoAnswer(sheet, cell_address(row, column), reason)
            for (sheet, row, column), reason in sorted(
                self.unanswered.items(), key=lambda entry: (order[entry[0][0]], *entry[0][1:])
            )
        ]
        return self.found

    def _prepare(self, place: _Place, formula: Formula) -> None:
        """Make one formula fit the engine, or say why it has no answer."""
        text = formula.text
        if formula.kind == DATA_TABLE:
            self._give_up(place, "it belongs to a what-if data table")
            return
        if text is None:
            self._give_up(place, "it shares the formula of another cell, which is not there")
            return
        try:
            fitted = self.fit.fitted(text, *place, is_array=formula.kind != PLAIN)
        except Unanswered as reason:
            self._give_up(place, str(reason))
        else:
            if fitted != text or formula.is_follower:  # the engine moves a sheet's name too: Q1!A1 becomes Q2!A2
                self.engine.leave_formula(*place, fitted)

    def evaluate(self) -> None:
        """Let the engine compute everything. Raises `CannotEvaluate`."""
        for _ in range(_ROUNDS):
            try:
                self.engine.evaluate()
            except UnknownReference as stop:
                places = [place for place in self.pending if stop.text in (self.engine.formula(*place) or "")]
                if not places:
                    raise CannotEvaluate(f"{self.package.name}: the formula engine stopped at {stop.text}") from None
                for place in places:
                    self._give_up(place, f"it refers to {stop.text}, which the formula engine does not know")
            except CannotEvaluate:
                unforeseen = self._unforeseen()
                if not unforeseen:
                    raise
                for place in unforeseen:
                    self._give_up(place, "the formula engine did not get to the end of what it reads")
            else:
                return
        raise CannotEvaluate(f"{self.package.name}: too many formulas refer to what is not there")

    def _collect(self, patient: bool) -> bool:
        """Take the values over. Return whether some formulas turned out to need another round."""
        again = False
        self.spilled = 0
        failing: dict[_Place, str] = {}
        self.found.values = {sheet.name: {} for sheet in self.structure.sheets}
        self.found.spills = {sheet.name: {} for sheet in self.structure.sheets}
        for sheet, places in groupby(list(self.pending), key=itemgetter(0)):
            of_sheet = list(places)
            results = self.engine.results(sheet, [(row, column) for _, row, column in of_sheet])
            for place, result in zip(of_sheet, results, strict=True):
                try:
                    again |= self._take(place, self.pending[place], result)
                except Unanswered as reason:
                    failing[place] = str(reason)
        for place in self._at_fault(failing) if patient else failing:
            self._give_up(place, failing[place])
        lost = self._lose_dependents()
        return again or lost or bool(failing)

    def _at_fault(self, failing: Mapping[_Place, str]) -> set[_Place]:
        """Return those of the failing formulas that do not fail only because they read another that does.

        The others are taken away from the end: a formula that reads a failing one and that no failing one reads.
        """
        readers = {place: failing.keys() & self.engine.dependents(*place) for place in failing}
        reads: dict[_Place, list[_Place]] = {}
        for place, those in readers.items():
            for reader in those:
                reads.setdefault(reader, []).append(place)
        ends = [place for place in reads if not readers[place]]
        while ends:
            end = ends.pop()
            for place in reads[end]:
                readers[place].discard(end)
                if not readers[place] and place in reads:
                    ends.append(place)
            del readers[end]
        return set(readers)

    def _take(self, place: _Place, formula: Formula, result: Result) -> bool:
        """Take one formula's value over. Return whether its formula had to be changed first."""
        sheet, row, column = place
        extent = result.extent
        if formula.kind == PLAIN and (extent is not None or self._lacks_room(place, result)):
            self._keep_to_its_cell(place)
            return True
        if place in self.measured or (formula.kind == DYNAMIC and self._lacks_room(place, result)):
            self._measure(place, result)
            return True
        if formula.kind == ARRAY and formula.extent is not None:
            if result.value == SPILL:
                raise Unanswered("it is an array formula whose result finds no room")
            if extent is not None and formula.extent == (row, column, row, column):
                self.engine.set_formula(*place, f"INDEX({self.engine.formula(*place)},1,1)")
                return True
            if extent not in (None, formula.extent):
                raise Unanswered("it is an array formula whose result has another size than its range")
        values = self.found.values[sheet]
        values[row, column] = value = self._trusted(place, result)
        if formula.kind == ARRAY and extent is None:
            for follower in followers(formula):  # one value fills the whole range
                values[follower] = value
        elif extent is not None:
            self.spilled += cell_count(extent)
            if self.spilled > MOST_SPILLED:
                raise Unanswered(f"the arrays of the workbook fill more than {MOST_SPILLED:,} cells")
            self.found.spills[sheet][row, column] = extent
            filled = list(cells_of(extent))
            for follower, one in zip(filled, self.engine.results(sheet, filled), strict=True):
                values[follower] = self._trusted(place, one)
        return False

    def _trusted(self, place: _Place, result: Result) -> CellValue:
        """Return a value that the formula of a place gives. Raises `Unanswered` when it is not to be trusted."""
        value = result.value
        objection = doubt(value, lambda: self.engine.formula(*place)) if isinstance(value, str) else None
        if objection is not None:
            raise Unanswered(objection)
        return value

    def _lacks_room(self, place: _Place, result: Result) -> bool:
        """Whether the engine has found no room for the values of a formula, for the first time."""
        if not isinstance(result.raw, dict) or result.value != SPILL:
            return False
        if place in self.without_room or place in self.measured:
            return False
        return not (self.engine.formula(*place) or "").startswith("@")

    def _measure(self, place: _Place, result: Result) -> None:
        """Find out whether a result finds no room because it is blocked, as in Excel, or because it is too large here.

        The formula is made to tell how large its result is, which takes a round, and then put back.
        """
        if place not in self.measured:
            self.measured[place] = text = self.engine.formula(*place) or ""
            self.engine.set_formula(*place, f"ROWS({text})*COLUMNS({text})")
            return
        text, size = self.measured.pop(place), result.value
        if isinstance(size, float) and size > _MOST_OF_ONE:
            raise Unanswered(f"it fills {size:,.0f} cells, more than the formula engine fills")
        self.without_room.add(place)
        self.engine.set_formula(*place, text)

    def _keep_to_its_cell(self, place: _Place) -> None:
        """Show only the first value of a formula that is no array formula, as Excel does for a function's result.

        For anything but one call of our functions Excel takes the value of the formula's own row or column, inside the
        formula: not guessed here.
        """
        text = self.engine.formula(*place) or ""
        if not formulas.is_one_call(text, REGISTRY):
            raise Unanswered(
                "its result fills several cells, or rests on one that cannot, and it is not an array formula"
            )
        self.engine.set_formula(*place, f"@{text}")

    def _give_up(self, place: _Place, reason: str) -> None:
        """Leave a formula without an answer: its stored value takes its place, and those that it had spilled."""
        formula = self.pending.pop(place)
        self.unanswered[place] = reason
        self.engine.set_value(*place, formula.cached)
        if formula.cached is None:
            self.valueless.append(place)
        for row, column in followers(formula):
            follower = place[0], row, column
            if follower not in self.pending and follower not in self.unanswered:
                value = self.stored.result(*follower).value
                if value is None:
                    self.valueless.append(follower)
                else:
                    self.engine.set_value(*follower, value)

    def _unforeseen(self) -> set[_Place]:
        """Return the formulas of which nobody knows beforehand what they read."""
        texts = ((place, self.engine.formula(*place) or "") for place in self.pending)
        return {place for place, text in texts if _FINDS_BY_ITSELF.search(text)}

    def _lose_dependents(self) -> bool:
        """Give up the formulas that read, or may read, a cell without a value. Return whether there were any."""
        before = len(self.pending)
        unforeseen = self._unforeseen() if self.valueless else set()
        while self.valueless:
            source = self.valueless.pop()
            address = f"{source[0]}!{cell_address(*source[1:])}"
            for place in unforeseen.union(self.engine.dependents(*source)):
                if place in self.pending:
                    reads = "may read" if place in unforeseen else "depends on"
                    self._give_up(place, f"it {reads} {address}, which was not evaluated and has no stored value")
        return len(self.pending) < before
