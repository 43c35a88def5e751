"""The headline figures of an evaluated workbook, found by the sheets' own names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quarterbook.book import layout
from quarterbook.book.evaluation import Evaluation
from quarterbook.book.stored import CellValue
from quarterbook.book.structure import Name
from quarterbook.book.view import area_of

_CELLS = (layout.TARGET, layout.CURRENT, layout.PREVIOUS, layout.CHANGE, layout.RAG_RATING)


@dataclass(frozen=True, slots=True)
class Headline:
    """What the headline table of one indicator's sheet shows. A percentage is a fraction."""

    sheet: str
    target: CellValue
    current: CellValue
    previous: CellValue
    change: CellValue
    rag: CellValue


def headlines(evaluation: Evaluation) -> Iterator[Headline]:
    """Yield the headline of every sheet that names its rating, in the order of the sheets."""
    for sheet in evaluation.structure.sheets:
        names = evaluation.structure.names_of_sheet[sheet.name.lower()]
        if layout.RAG_RATING.name.lower() in names:
            yield Headline(sheet.name, *(_value(evaluation, names.get(cell.name.lower())) for cell in _CELLS))


def _value(evaluation: Evaluation, name: Name | None) -> CellValue:
    area = area_of(name) if name is not None else None
    return evaluation.values.get(area.sheet, {}).get(area.place) if area is not None else None
