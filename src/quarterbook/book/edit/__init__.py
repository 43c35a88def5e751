"""Carrying out a plan on a workbook file: only what the plan changes is touched, all else stays byte for byte."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from quarterbook.book.edit.adding import add_sheet
from quarterbook.book.edit.draft import Draft
from quarterbook.book.edit.grid import Grid
from quarterbook.book.edit.rows import insert_rows
from quarterbook.book.edit.tables import append_rows, replace_rows
from quarterbook.book.package import Package
from quarterbook.book.plan import AddSheet, AppendRows, Edit, InsertRows, Plan, ReplaceRows, SetCells, SetHeights
from quarterbook.book.recalc import Recalculation, recalculated
from quarterbook.files import write_whole

__all__ = ["carry_out", "edited"]


def carry_out(path: str | Path, plan: Plan, output: str | Path | None = None) -> Recalculation:
    """Carry out a plan on a workbook file and store the values that its formulas then have.

    Args:
        path: the workbook.
        plan: the edits.
        output: where to write the result; None changes the file itself. It is written whole or not at all.

    Raises:
        BadFile: when the file cannot be read or its cells cannot be changed safely.
        CannotEvaluate: when the formulas cannot be evaluated as a whole.
        QuarterbookError: when an edit cannot be carried out; then nothing is written.
    """
    package = Package.open(path)
    changed = Package(edited(package, plan), package.name)
    parts, done = recalculated(changed)
    write_whole(output if output is not None else path, changed.with_parts(parts))
    return done


def edited(package: Package, plan: Plan) -> bytes:
    """Return the file with a plan carried out; its formulas still show the values they had.

    Raises:
        BadFile: when the file is damaged.
        QuarterbookError: when an edit cannot be carried out.
    """
    draft = Draft(package)
    for edit in plan.edits:
        _apply(draft, edit)
    if draft.sheets_edited and any(
        part not in package.part_names or _formula_cells(package.xml(part)) != _formula_cells(draft.xml(part))
        for part in draft.sheets_edited
    ):
        _drop_calculation_order(draft)
    return draft.result()


def _apply(draft: Draft, edit: Edit) -> None:
    match edit:
        case SetCells():
            grid = Grid(draft, edit.sheet)
            for place, content in edit.cells.items():
                grid.set(place, content)
        case InsertRows():
            insert_rows(draft, edit)
        case AppendRows():
            append_rows(draft, edit)
        case ReplaceRows():
            replace_rows(draft, edit)
        case SetHeights():
            grid = Grid(draft, edit.sheet)
            for row, height in edit.heights.items():
                grid.set_height(row, height)
        case AddSheet():
            add_sheet(draft, edit)


def _formula_cells(root: etree._Element) -> list[str | None]:
    return [cell.get("r") for formula in root.iter("{*}f") if (cell := formula.getparent()) is not None]


def _drop_calculation_order(draft: Draft) -> None:
    """Leave out the list of formula cells in the order in which Excel last computed them.

    Excel makes it anew, but takes a list that names a cell without a formula for damage. Where no formula came, went or
    moved the list stays.
    """
    for relation_id, relationship in list(draft.related(draft.workbook_part, "calcChain")):
        draft.unrelate(draft.workbook_part, relation_id)
        draft.remove(relationship.target)
