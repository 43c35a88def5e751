"""Making every formula of a workbook follow a change of one of its sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from quarterbook.book.edit.draft import Draft, local
from quarterbook.book.edit.grid import Grid
from quarterbook.book.edit.references import Change
from quarterbook.book.sheet_tree import place_of

_FORMULAS: Final = frozenset(
    ("f", "formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula", "definedName")
)
"""The elements whose text is a formula, in sheets, tables, charts and the workbook."""


def follow(draft: Draft, change: Change) -> None:
    """Make cells, rules, tables, charts and names mean what they meant before the change."""
    for sheet, part in draft.worksheets():
        _follow_on_sheet(draft, part, sheet, change)
    for name in _formulas_of(draft.edit(draft.workbook_part)):
        name.text = change.formula(name.text or "", "")


def _follow_on_sheet(draft: Draft, part: str, sheet: str, change: Change) -> None:
    own = sheet.casefold() == change.sheet.casefold()
    parts = [part]
    parts += [table.target for _, table in draft.related(part, "table")]
    for _, drawing in draft.related(part, "drawing"):
        parts += [chart.target for _, chart in draft.related(drawing.target, "chart")]
    for other in parts:
        if not own and not _may_mention(draft.read(other), change.sheet):
            continue
        if not any(_is_touched(element, change, sheet) for element in _formulas_of(draft.xml(other))):
            continue
        if other == part:
            Grid(draft, sheet).write_shared_out()
        for element in _formulas_of(draft.edit(other)):
            if not (own and _is_left(element, change)):
                element.text = change.formula(element.text or "", sheet)


def _is_touched(formula: etree._Element, change: Change, here: str) -> bool:
    """Whether a formula changes; one that other cells share may in any of them."""
    text = formula.text or ""
    return change.mentioned(text, here) if formula.get("t") == "shared" else change.formula(text, here) != text


def _is_left(formula: etree._Element, change: Change) -> bool:
    cell = formula.getparent()
    place = place_of(cell) if cell is not None and local(cell) == "c" else None
    return place is not None and change.leaves(place)


def _formulas_of(root: etree._Element) -> Iterator[etree._Element]:
    return (element for element in root.iter() if local(element) in _FORMULAS and element.text)


def _may_mention(part: bytes, sheet: str) -> bool:
    """Whether a part may have a formula about a sheet; a quick look, so that most parts need not be parsed."""
    if not sheet.replace(" ", "").isalnum() or not sheet.isascii():
        return True
    return bool(re.search(rb">[^<]*" + re.escape(sheet).encode() + rb"'?!", part, re.IGNORECASE))
