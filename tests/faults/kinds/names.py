"""Names of cells and functions."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from faults import spots
from faults.catalogue import FILE, kind
from faults.file import MAIN, File, Parts
from faults.spots import Spot
from faults.wants import Want
from quarterbook.book import layout
from quarterbook.vocabulary import AMBER, BLUE, GREEN, PREVIOUS_PERIOD, QUARTERLY, TARGETED

_FINE = Want(frequency=QUARTERLY, status=TARGETED, now=(AMBER, GREEN, BLUE))


def rename(file: File, number: str, name: str, change: Callable[[str], str | None]) -> None:
    """Change what a name of an indicator's sheet refers to; None deletes it."""
    sheet = file.sheet(number).name

    def patch(parts: Parts) -> None:
        names = [element.get("name") for element in parts.workbook.iter(f"{MAIN}sheet")]
        for element in list(parts.workbook.iter(f"{MAIN}definedName")):
            if element.get("name") == name and element.get("localSheetId") == str(names.index(sheet)):
                text = change(element.text or "")
                if text is None:
                    remove(element)
                else:
                    element.text = text

    file.patches.append(patch)


def remove(element: etree._Element) -> None:
    """Take an element out of its part."""
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def _gone(_: str) -> None:
    """Leave nothing of a name."""


@kind(
    FILE,
    "name of a sheet deleted",
    "The name Status of this sheet is gone: its formulas find nothing, and the rating is Invalid.",
    _FINE,
)
def name_deleted(file: File, number: str) -> Spot:
    rename(file, number, "Status", _gone)
    return Spot(spots.SHEET)


@kind(FILE, "name of a sheet lost its cell", "The cell of a name was deleted: the name refers to #REF!.", _FINE)
def name_lost(file: File, number: str) -> Spot:
    rename(file, number, "Blue", lambda text: f"{text.rpartition('!')[0]}!#REF!")
    return Spot(spots.SHEET)


@kind(
    FILE,
    "name refers to the wrong cell",
    "The name Target of this sheet means the cell of the previous figure.",
    Want(frequency=QUARTERLY, status=TARGETED, comparator=PREVIOUS_PERIOD),
)
def wrong_cell(file: File, number: str) -> Spot:
    row, column = file.named(number, "Previous")
    rename(file, number, "Target", lambda text: f"{text.rpartition('!')[0]}!${chr(64 + column)}${row}")
    return Spot(spots.SHEET)


@kind(FILE, "name of the workbook deleted", "The name BlueMargin is gone, so no sheet finds the margin.", alone=True)
def workbook_name_deleted(file: File, number: str) -> Spot:
    def patch(parts: Parts) -> None:
        for element in list(parts.workbook.iter(f"{MAIN}definedName")):
            if element.get("name") == layout.BLUE_MARGIN:
                remove(element)

    file.patches.append(patch)
    return Spot(spots.WORKBOOK)


@kind(
    FILE, "rule of the ratings changed in this workbook", "The name RAG was edited: its default tolerance is another."
)
def other_rule(file: File, number: str) -> Spot:
    def patch(parts: Parts) -> None:
        for element in parts.workbook.iter(f"{MAIN}definedName"):
            if element.get("name") == "RAG" and element.text:
                changed = re.sub(r"(?<![\d.])0?\.1(?!\d)", "0.2", element.text, count=1)
                assert changed != element.text
                element.text = changed

    file.afterwards.append(patch)  # every formula passes its tolerances, so no value changes
    return Spot(spots.WORKBOOK)
