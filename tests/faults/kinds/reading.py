"""What keeps readers out: merged cells, a chart without words, a workbook that does not calculate or say its period."""

from __future__ import annotations

from lxml import etree

from faults import measures, spots
from faults.catalogue import FILE, kind
from faults.file import MAIN, File, Parts
from faults.kinds.names import remove
from faults.spots import Spot
from faults.wants import Want
from quarterbook.book import layout
from quarterbook.book.addresses import cell_address
from quarterbook.vocabulary import AMBER, BLUE, GREEN, QUARTERLY, TARGETED

_FINE = Want(frequency=QUARTERLY, status=TARGETED, now=(AMBER, GREEN, BLUE))


@kind(FILE, "merged cells in the headline table", "Two cells of the headline table are merged.", _FINE)
def merged(file: File, number: str) -> Spot:
    row, column = file.named(number, layout.OTHER_FIGURE.name)
    file.type(number, (row, column + 1), None)
    _merge(file, number, (row, column), (row, column + 1))
    return Spot(spots.CELL, cell_address(row, column))


@kind(
    FILE,
    "merged cells in the history table",
    "Two notes of the history table are merged into one cell, as another program allows.",
    Want(shape=measures.LEVEL, frequency=QUARTERLY, status=TARGETED),
)
def merged_notes(file: File, number: str) -> Spot:
    when = file.draft.now(number).shift(-3)
    row, column = file.history(number, "note", when)
    _merge(file, number, (row, column), (row + 1, column))
    return spots.history("note", when)


def _merge(file: File, number: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    sheet = file.sheet(number).name

    def patch(parts: Parts) -> None:
        merges = parts.sheet(sheet).find(f"{MAIN}mergeCells")
        assert merges is not None
        element = etree.SubElement(merges, f"{MAIN}mergeCell")
        element.set("ref", f"{cell_address(*first)}:{cell_address(*last)}")
        merges.set("count", str(len(merges)))

    file.patches.append(patch)


@kind(
    FILE,
    "chart without a text for those who cannot see it",
    "The chart was made anew and has no alternative text.",
    Want(),
)
def no_alt_text(file: File, number: str) -> Spot:
    sheet = file.sheet(number).name

    def patch(parts: Parts) -> None:
        drawing = next(part for part in parts.related(parts.part_of(sheet)).values() if "drawing" in part)
        for element in parts.xml(drawing).iter("{*}cNvPr"):
            element.attrib.pop("descr", None)

    file.patches.append(patch)
    return Spot(spots.SHEET)


@kind(
    FILE,
    "workbook without a title",
    "The document's properties have no title, which a screen reader would read first.",
)
def untitled(file: File, number: str) -> Spot:
    def patch(parts: Parts) -> None:
        for element in list(parts.xml("docProps/core.xml")):
            if etree.QName(element).localname == "title":
                remove(element)

    file.patches.append(patch)
    return Spot(spots.WORKBOOK)


@kind(FILE, "calculation set to manual", "The workbook does not calculate by itself: it may show old values.")
def manual(file: File, number: str) -> Spot:
    def patch(parts: Parts) -> None:
        for element in parts.workbook.iter(f"{MAIN}calcPr"):
            element.set("calcMode", "manual")
            element.attrib.pop("fullCalcOnLoad", None)

    file.patches.append(patch)
    return Spot(spots.WORKBOOK)


@kind(
    FILE,
    "reporting period not moved on",
    "The Cover still has the quarter before, though this quarter's figures are in.",
    alone=True,
)
def not_moved_on(file: File, number: str) -> Spot:
    return _cover(file, str(file.draft.reporting.previous()))


@kind(
    FILE,
    "reporting period misspelt",
    "No formula reads the Cover's reporting period as it is spelt.",
    alone=True,
)
def period_misspelt(file: File, number: str) -> Spot:
    now = file.draft.reporting
    return _cover(file, f"Quarter {now.number} {now.financial_year}")


def _cover(file: File, text: str) -> Spot:
    area = file.view.names[layout.REPORTING_PERIOD.lower()]
    assert area is not None
    file.type_on(area.sheet, area.place, text)
    return Spot(spots.COVER, layout.REPORTING_PERIOD, file.draft.reporting)
