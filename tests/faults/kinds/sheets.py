"""Sheets, names and tables of the workbook."""

from __future__ import annotations

import re
from dataclasses import replace

from faults import spots
from faults.catalogue import FILE, kind
from faults.file import MAIN, RELATION, File, Parts
from faults.kinds.names import remove
from faults.spots import Spot
from faults.wants import Want
from quarterbook.book import layout
from quarterbook.book.addresses import cell_address
from quarterbook.book.build import workbook_bytes
from quarterbook.book.plan import AddSheet
from quarterbook.register.model import Register
from quarterbook.vocabulary import AMBER, BLUE, GREEN, QUARTERLY, TARGETED

_ANY = Want()
_FINE = Want(frequency=QUARTERLY, status=TARGETED, now=(AMBER, GREEN, BLUE))


@kind(
    FILE,
    "sheet copied and its number left",
    "The sheet was copied for a new indicator and still has the old one's number.",
    _ANY,
)
def copied(file: File, number: str) -> Spot:
    draft = file.draft
    copy = f"{number} (2)"
    register = draft.register
    twin = Register(
        register.settings,
        (replace(register.by_number[number], number=copy),),
        tuple(replace(row, number=copy) for row in register.history_of(number)),
        tuple(replace(row, number=copy) for row in register.narrative if row.number == number),
    )
    name = f"{layout.INDICATOR} {copy}"
    file.edits.append(AddSheet(name, file.sheet(number).name, workbook_bytes(twin, only=copy)))
    file.type_on(name, file.named(number, "IndicatorNumber"), number)
    return Spot(spots.SHEET, "", None, name)


@kind(FILE, "two sheets with the same number", "The number typed on this sheet is another indicator's.", _ANY)
def same_number(file: File, number: str) -> Spot:
    return file.type(number, file.named(number, "IndicatorNumber"), file.draft.bystander(number))


@kind(FILE, "sheet renamed", "The sheet is called Sheet3: nobody finds the indicator by it.", _ANY)
def renamed(file: File, number: str) -> Spot:
    old = file.sheet(number).name
    new = "Sheet3"

    def patch(parts: Parts) -> None:
        parts.replace_text(f"'{old}'!", f"{new}!")
        for element in parts.workbook.iter(f"{MAIN}sheet"):
            if element.get("name") == old:
                element.set("name", new)
        for element in parts.xml("docProps/app.xml").iter():
            if element.text and (element.text == old or element.text.startswith(f"'{old}'!")):
                element.text = element.text.replace(f"'{old}'", new).replace(old, new)

    file.patches.append(patch)
    return Spot(spots.SHEET, "", None, new)


@kind(FILE, "sheet deleted", "The indicator's sheet was deleted; the Index still has its row, full of #REF!.", _ANY)
def deleted(file: File, number: str) -> Spot:
    name = file.sheet(number).name

    def patch(parts: Parts) -> None:
        sheets = list(parts.workbook.iter(f"{MAIN}sheet"))
        at = [sheet.get("name") for sheet in sheets].index(name)
        part = parts.part_of(name)
        gone = {part, *_belonging(parts, part)}
        for element in parts.xml("xl/_rels/workbook.xml.rels"):
            if element.get("Id") == sheets[at].get(f"{RELATION}id"):
                remove(element)
        for element in list(parts.xml("[Content_Types].xml")):
            if element.get("PartName", "").lstrip("/") in gone:
                remove(element)
        remove(sheets[at])
        for element in list(parts.workbook.iter(f"{MAIN}definedName")):
            local = element.get("localSheetId")
            if local is not None and int(local) == at:
                remove(element)
            elif local is not None and int(local) > at:
                element.set("localSheetId", str(int(local) - 1))
        for other in sorted(parts.package.part_names):
            if other.startswith("xl/worksheets/sheet") and other not in gone:
                for formula in parts.xml(other).iter(f"{MAIN}f"):
                    if formula.text and f"'{name}'!" in formula.text:
                        formula.text = re.sub(re.escape(f"'{name}'!") + r"\$?[A-Z]+\$?\d+", "#REF!", formula.text)
        _retitle(parts, name)
        for one in gone:
            parts.put(one, None)

    file.patches.append(patch)
    return Spot(spots.SHEET, "", None, layout.INDEX)


def _belonging(parts: Parts, part: str) -> set[str]:
    """Return the parts that only this part uses, and where it says so."""
    folder, _, name = part.rpartition("/")
    source = f"{folder}/_rels/{name}.rels"
    found = {source} if source in parts.package.part_names else set()
    for target in parts.related(part).values():
        if target in parts.package.part_names:
            found |= {target, *_belonging(parts, target)}
    return found


def _retitle(parts: Parts, gone: str) -> None:
    """Take a sheet out of the list of titles."""
    root = parts.xml("docProps/app.xml")
    titles = [element for element in root.iter("{*}lpstr") if element.text == gone]
    ranges = [element for element in root.iter("{*}lpstr") if (element.text or "").startswith(f"'{gone}'!")]
    vector = titles[0].getparent()
    assert vector is not None
    for element in (*titles, *ranges):
        remove(element)
    vector.set("size", str(len(vector)))
    counts = list(root.iter("{*}i4"))
    for element, fewer in zip(counts, (len(titles), len(ranges)), strict=False):
        element.text = str(int(element.text or "0") - fewer)


@kind(
    FILE, "sheet hidden", "The indicator's sheet is hidden, so nobody sees it when the workbook is gone through.", _ANY
)
def hidden(file: File, number: str) -> Spot:
    name, state = file.sheet(number).name, file.draft.chance.choice(("hidden", "veryHidden"))

    def patch(parts: Parts) -> None:
        for element in parts.workbook.iter(f"{MAIN}sheet"):
            if element.get("name") == name:
                element.set("state", state)

    file.patches.append(patch)
    return Spot(spots.SHEET)


@kind(FILE, "header of the history table renamed", "The column Actual was given another header.", _FINE)
def header(file: File, number: str) -> Spot:
    table, sheet = file.table(number), file.sheet(number).name
    new = file.draft.chance.choice(("Outturn", "Actual figure", "Result"))
    place = table.extent[0], table.extent[1] + table.columns.index("Actual")
    spot = file.type(number, place, new)

    def patch(parts: Parts) -> None:
        for part in sorted(parts.package.part_names):
            if part.startswith("xl/tables/") and parts.xml(part).get("name") == table.name:
                for column in parts.xml(part).iter(f"{MAIN}tableColumn"):
                    if column.get("name") == "Actual":
                        column.set("name", new)
        for formula in parts.sheet(sheet).iter(f"{MAIN}f"):
            formula.text = (formula.text or "").replace(f"{table.name}[Actual]", f"{table.name}[{new}]")

    file.patches.append(patch)
    return spot


@kind(FILE, "indicator missing from the Index", "The indicator's row of the Index was cleared.", _ANY)
def off_the_index(file: File, number: str) -> Spot:
    sheet = file.view.by_name[layout.INDEX.lower()]
    table = next(found for found in sheet.tables if found.name == layout.INDEX_TABLE)
    first, left, last, right = table.extent
    row = next(row for row in range(first + 1, last + 1) if str(sheet.value(row, left)) == number)
    for column in range(left, right + 1):
        file.type_on(layout.INDEX, (row, column), None)

    def unlink(parts: Parts) -> None:
        for element in list(parts.sheet(layout.INDEX).iter(f"{MAIN}hyperlink")):
            if element.get("ref") == cell_address(row, left):
                remove(element)

    file.patches.append(unlink)
    return Spot(spots.CELL, cell_address(row, left), None, layout.INDEX)
