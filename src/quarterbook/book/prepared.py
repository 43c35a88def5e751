"""The copy of a workbook file that the formula engine reads: without what it would stumble over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from quarterbook.book.package import Package
from quarterbook.book.patch import with_values
from quarterbook.book.stored import ARRAY, DYNAMIC, Formula
from quarterbook.book.structure import Structure
from quarterbook.errors import BadFile

MOST_SPILLED: Final = 2**21
"""So many cells the arrays of a workbook may fill."""
_CALC_ITERATES: Final = re.compile(rb"(<(?:[\w.-]+:)?calcPr\b[^>]*?)\siterate\s*=\s*(?:\"[^\"]*\"|'[^']*')")


def for_engine(package: Package, structure: Structure) -> bytes:
    """Return the file as the engine is to read it.

    The values that arrays spilled when it was saved would stand in the way of the new ones (a cell emptied through the
    engine stays in the way, so the file is changed before the engine sees it). Iterative calculation is switched off:
    from which values Excel would go round is not in the file.

    Raises:
        BadFile: when the engine would read the file otherwise than Excel, or should not see it.
    """
    for relation in package.relationships(package.workbook_part).values():
        if relation.kind.endswith(("/sharedStrings", "/styles")) and not relation.external:
            package.check_xml(relation.target)
    parts = {}
    if structure.as_displayed:
        raise BadFile(f"{package.name}: is set to 'precision as displayed', which is not done here; unset it in Excel")
    if structure.iterates:
        parts[package.workbook_part] = _CALC_ITERATES.sub(rb"\1", package.read(package.workbook_part))
    filled = 0
    for sheet in structure.sheets:
        place = f"{package.name}, sheet {sheet.name!r}"
        if sheet.is_unusual:
            raise BadFile(f"{place}: is written in a way that the formula engine misreads; save it in Excel first")
        arrays = [formula for formula in sheet.formulas if formula.extent is not None]
        filled += sum(cell_count(formula.extent) for formula in arrays if formula.extent is not None)
        if filled > MOST_SPILLED:
            raise BadFile(f"{place}: the arrays of the workbook fill more than {MOST_SPILLED:,} cells")
        spilled = {cell for formula in arrays for cell in followers(formula)}
        if spilled:
            spilled.difference_update((formula.row, formula.column) for formula in sheet.formulas)
        if spilled:
            parts[sheet.part], _ = with_values(package.read(sheet.part), {}, {}, frozenset(spilled), place)
    return package.with_parts(parts) if parts else package.data


def followers(formula: Formula) -> Iterator[tuple[int, int]]:
    """Yield the cells that an array formula fills besides its own."""
    extent = formula.extent
    if extent is not None and extent[:2] != extent[2:] and formula.kind in (ARRAY, DYNAMIC):
        yield from (cell for cell in cells_of(extent) if cell != (formula.row, formula.column))


def cell_count(extent: tuple[int, int, int, int]) -> int:
    """Return how many cells a range has."""
    return (extent[2] - extent[0] + 1) * (extent[3] - extent[1] + 1)


def cells_of(extent: tuple[int, int, int, int]) -> Iterator[tuple[int, int]]:
    """Yield the cells of a range."""
    first_row, first_column, last_row, last_column = extent
    return ((r, c) for r in range(first_row, last_row + 1) for c in range(first_column, last_column + 1))
