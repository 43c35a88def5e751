"""The Checks sheet: findings as a plan of edits, for a file and for the live workbook alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from quarterbook.book import layout
from quarterbook.book.naming import quoted
from quarterbook.book.plan import Content, Edit, Link, Plan, ReplaceRows, SetCells, SetHeights
from quarterbook.book.sheets.styles import LINE
from quarterbook.book.sheets.text import MAX_ROW_HEIGHT, lines_of
from quarterbook.book.stored import Place
from quarterbook.book.structure import Table
from quarterbook.book.view import SheetView, View
from quarterbook.checks.finding import Finding, counted
from quarterbook.errors import QuarterbookError

_LONGEST: Final = 32_000
_LINKED: Final = ("sheet", "cell")
"""The columns that lead to what the finding is about."""


def plan_of(view: View, findings: Sequence[Finding], on: date, left_out: int = 0) -> Plan:
    """Return the plan that puts findings on the Checks sheet in place of those that are there.

    Args:
        view: the workbook.
        findings: what was found; none leaves the table blank.
        on: the day of the check, which the sheet says.
        left_out: how many of the checks were not made, which it says too.

    Raises:
        QuarterbookError: when the workbook has no table for them.
    """
    sheet, table = _table(view)
    fields = {column.header: column.field for column in layout.CHECKS_COLUMNS if column.header in table.columns}
    rows = tuple({header: _content(finding, field) for header, field in fields.items()} for finding in findings)
    edits: list[Edit] = [ReplaceRows(table.name, rows)]
    if findings:
        top = table.extent[0] + 1
        edits.append(SetHeights(sheet.name, {top + n: _height(finding) for n, finding in enumerate(findings)}))
    edits += [SetCells(sheet.name, {place: _says(findings, on, left_out)}) for place in _told_at(sheet, table)]
    return Plan(tuple(edits))


def _table(view: View) -> tuple[SheetView, Table]:
    for sheet in view.sheets:
        for table in sheet.tables:
            if table.name.casefold() == layout.CHECKS_TABLE.casefold():
                return sheet, table
    raise QuarterbookError(
        f"{view.name}: there is no table {layout.CHECKS_TABLE} for the findings; restore the sheet {layout.CHECKS} "
        "from a workbook just built"
    )


def _content(finding: Finding, field: str) -> Content:
    text = str(getattr(finding, field))[:_LONGEST]
    if field not in _LINKED or not finding.sheet or not text:
        return text or None
    place = f"{quoted(finding.sheet)}!{finding.cell or 'A1'}"
    return Link(text, place, layout.GO_TO.format(f"{finding.sheet} {finding.cell}".strip()))


def _height(finding: Finding) -> float:
    lines = max(lines_of(str(getattr(finding, column.field)), column.width - 2) for column in layout.CHECKS_COLUMNS)
    return min(lines * LINE + 4, MAX_ROW_HEIGHT)


def _told_at(sheet: SheetView, table: Table) -> Iterator[Place]:
    """Yield the cell above the table that says whether the workbook was checked, if it is still there."""
    top, left = table.extent[:2]
    for row in range(1, top):
        text = sheet.value(row, left)
        if isinstance(text, str) and (text == layout.NOT_CHECKED or text.startswith(layout.CHECKED)):
            yield row, left
            return


def _says(findings: Sequence[Finding], on: date, left_out: int) -> str:
    told = f"{layout.CHECKED} {on.isoformat()}: {counted(findings)}."
    if left_out:
        told += " One of the checks was left out." if left_out == 1 else f" {left_out} of the checks were left out."
    return f"{told} A finding stays here until the workbook is checked again."
