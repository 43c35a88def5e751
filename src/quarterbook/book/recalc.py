"""`quarterbook recalc`: evaluate every formula headless and store what it gives, nothing else touched.

Only the cached values in the worksheet parts change. Every other part of the file is copied as its compressed bytes
stand, so charts, comments, sparklines, custom XML and whatever Excel may put into a workbook tomorrow stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from quarterbook.book.evaluate import evaluate_package
from quarterbook.book.evaluation import Evaluation, NoAnswer
from quarterbook.book.package import Package
from quarterbook.book.patch import same_value, with_values
from quarterbook.book.stored import ARRAY, DYNAMIC, CellValue, Place
from quarterbook.book.structure import Sheet
from quarterbook.files import write_whole


@dataclass(frozen=True, slots=True)
class Recalculation:
    """What a recalculation did.

    Attributes:
        formulas: how many formulas the workbook has.
        changed: how many cells show another value than before.
        no_answer: the formulas that were not evaluated; their stored values stay.
        evaluation: every value.
    """

    formulas: int
    changed: int
    no_answer: tuple[NoAnswer, ...]
    evaluation: Evaluation


def recalc(path: str | Path, output: str | Path | None = None) -> Recalculation:
    """Evaluate every formula of a workbook file and store the values in it.

    Args:
        path: the workbook.
        output: where to write the result; None changes the file itself. It is written whole or not at all.

    Raises:
        BadFile: when the file cannot be read or its cells cannot be changed safely.
        CannotEvaluate: when the formulas cannot be evaluated as a whole.
    """
    package = Package.open(path)
    parts, done = recalculated(package)
    if parts or output is not None:
        write_whole(output if output is not None else path, package.with_parts(parts))
    return done


def recalculated(package: Package) -> tuple[dict[str, bytes], Recalculation]:
    """Evaluate every formula of a workbook. Return the parts in which stored values change, and what was done.

    Raises:
        BadFile: when the file cannot be read or its cells cannot be changed safely.
        CannotEvaluate: when the formulas cannot be evaluated as a whole.
    """
    evaluation = evaluate_package(package)
    parts, changed = {}, 0
    for sheet in evaluation.structure.sheets:
        changes = _Changes(sheet, evaluation)
        if changes.values or changes.emptied:
            place = f"{package.name}, sheet {sheet.name!r}"
            part, count = with_values(package.read(sheet.part), changes.values, changes.extents, changes.emptied, place)
            if count:
                parts[sheet.part] = part
                changed += count
    formulas = sum(len(sheet.formulas) for sheet in evaluation.structure.sheets)
    return parts, Recalculation(formulas, changed, tuple(evaluation.no_answer), evaluation)


class _Changes:
    """What differs between the values stored in a sheet and those found."""

    def __init__(self, sheet: Sheet, evaluation: Evaluation) -> None:
        found = evaluation.values[sheet.name]
        spills = evaluation.spills[sheet.name]
        self.values: dict[Place, CellValue] = {}
        self.extents: dict[Place, tuple[int, int, int, int]] = {}
        formula_cells = {(formula.row, formula.column) for formula in sheet.formulas}
        emptied: set[Place] = set()
        for formula in sheet.formulas:
            place = formula.row, formula.column
            if place not in found:
                continue
            if not same_value(formula.cached, found[place]):
                self.values[place] = found[place]
            if formula.kind in (ARRAY, DYNAMIC):
                before = _cells(formula.extent) - formula_cells
                extent = spills.get(place) or (*place, *place)
                now = (_cells(extent) if formula.kind == DYNAMIC else _cells(formula.extent)) - formula_cells
                self.values.update({cell: found[cell] for cell in now if cell in found})
                emptied |= before - now
                if formula.kind == DYNAMIC and extent != formula.extent:
                    self.extents[place] = extent
                    self.values[place] = found[place]
        self.emptied = frozenset(emptied - self.values.keys())


def _cells(extent: tuple[int, int, int, int] | None) -> set[Place]:
    if extent is None:
        return set()
    return {(row, column) for row in range(extent[0], extent[2] + 1) for column in range(extent[1], extent[3] + 1)}
