"""A built workbook that faults are planted in, as Excel would have left it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from faults import spots
from faults.draft import Draft
from faults.spots import Spot
from quarterbook.book import layout
from quarterbook.book.addresses import cell_address
from quarterbook.book.edit import edited
from quarterbook.book.package import Package
from quarterbook.book.plan import Content, Edit, Plan, SetCells
from quarterbook.book.recalc import recalculated
from quarterbook.book.stored import Place
from quarterbook.book.structure import Table
from quarterbook.book.view import SheetView, view_of_file
from quarterbook.periods import Period

MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_HISTORY: Final = {column.field: column.header for column in layout.HISTORY_COLUMNS}
_LEDGER: Final = {column.field: column.header for column in layout.PUBLISHED_COLUMNS}


class Parts:
    """The parts of a workbook file, changed one by one."""

    def __init__(self, data: bytes) -> None:
        self.package = Package(data, "the workbook")
        self._trees: dict[str, etree._Element] = {}
        self._new: dict[str, bytes | None] = {}

    def xml(self, part: str) -> etree._Element:
        """Return the root of a part; what is changed in it is kept."""
        if part not in self._trees:
            self._trees[part] = self.package.xml(part)
        return self._trees[part]

    @property
    def workbook(self) -> etree._Element:
        """The root of the part that lists the sheets."""
        return self.xml("xl/workbook.xml")

    def part_of(self, sheet: str) -> str:
        """Return the part of a worksheet."""
        element = next(found for found in self.workbook.iter(f"{MAIN}sheet") if found.get("name") == sheet)
        return self.related("xl/workbook.xml")[element.get(f"{RELATION}id", "")]

    def related(self, part: str) -> dict[str, str]:
        """Return the parts that a part refers to, by the reference's id."""
        return {key: found.target for key, found in self.package.relationships(part).items()}

    def sheet(self, name: str) -> etree._Element:
        """Return the root of a worksheet."""
        return self.xml(self.part_of(name))

    def put(self, part: str, content: bytes | None) -> None:
        """Add or replace a part; None leaves it out."""
        self._new[part] = content
        self._trees.pop(part, None)

    def cell(self, sheet: str, place: Place) -> etree._Element:
        """Return a cell that is there."""
        address = cell_address(*place)
        return next(found for found in self.sheet(sheet).iter(f"{MAIN}c") if found.get("r") == address)

    def replace_text(self, old: str, new: str) -> None:
        """Replace a text in every formula, name and address of the workbook, as Excel does after a renaming."""
        for part in sorted(self.package.part_names):
            if part.endswith(".xml") and part.startswith("xl/") and "sharedStrings" not in part:
                for element in self.xml(part).iter():
                    if element.text and old in element.text:
                        element.text = element.text.replace(old, new)
                    if old in element.get("location", ""):
                        element.set("location", element.get("location", "").replace(old, new))

    def data(self) -> bytes:
        """Return the file."""
        changed: dict[str, bytes | None] = {
            part: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            for part, root in self._trees.items()
        }
        same = {part for part, content in changed.items() if content is not None and self._is_same(part, content)}
        return self.package.with_parts({k: v for k, v in changed.items() if k not in same} | self._new)

    def _is_same(self, part: str, content: bytes) -> bool:
        return etree.tostring(self.package.xml(part)) == etree.tostring(etree.fromstring(content))


Patch = Callable[[Parts], None]


@dataclass
class File:
    """A workbook just built.

    Attributes:
        draft: the register it was built from.
        data: the file.
        edits: what is typed into it.
        patches: what is done to it that no edit can do, before it is calculated.
        afterwards: what is done to it once it is calculated.
    """

    draft: Draft
    data: bytes
    edits: list[Edit] = field(default_factory=list)
    patches: list[Patch] = field(default_factory=list)
    afterwards: list[Patch] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Look where everything is."""
        _, self.view = view_of_file(Package(self.data, "the workbook"))
        self._sheets = {}
        for sheet in self.view.sheets:
            area = sheet.names.get("indicatornumber")
            if area is not None:
                self._sheets[str(sheet.value(*area.place))] = sheet

    def sheet(self, number: str) -> SheetView:
        """Return the sheet of an indicator."""
        return self._sheets[number]

    def named(self, number: str, name: str) -> Place:
        """Return the cell of a name of an indicator's sheet."""
        area = self.sheet(number).names[name.lower()]
        assert area is not None
        return area.place

    def table(self, number: str) -> Table:
        """Return the history table of an indicator."""
        return next(table for table in self.sheet(number).tables if table.name.startswith(layout.HISTORY_TABLE))

    def history(self, number: str, field_name: str, period: Period) -> Place:
        """Return a cell of an indicator's history."""
        table, sheet = self.table(number), self.sheet(number)
        column = table.extent[1] + table.columns.index(_HISTORY[field_name])
        for row in range(table.extent[0] + 1, table.extent[2] + 1):
            if sheet.value(row, table.extent[1]) == str(period):
                return row, column
        raise KeyError(period)

    def ledger(self, number: str, field_name: str, period: Period) -> Place:
        """Return a cell of the ledger; of two rows for the same period the later."""
        sheet = self.view.by_name[layout.PUBLISHED.lower()]
        table = next(table for table in sheet.tables if table.name == layout.PUBLISHED_TABLE)
        place = None
        for row in range(table.extent[0] + 1, table.extent[2] + 1):
            if sheet.value(row, table.extent[1]) == number and sheet.value(row, table.extent[1] + 1) == str(period):
                place = row, table.extent[1] + table.columns.index(_LEDGER[field_name])
        assert place is not None, (number, period)
        return place

    def formula(self, number: str, name: str) -> str:
        """Return the formula of a named cell, as the file stores it, without "="."""
        text = self.sheet(number).formula(*self.named(number, name))
        assert text
        return text

    # --- planting --------------------------------------------------------------------------------------------------

    def type(self, number: str, place: Place, content: Content) -> Spot:
        """Type something into a cell of an indicator's sheet."""
        return self.type_on(self.sheet(number).name, place, content)

    def type_on(self, sheet: str, place: Place, content: Content) -> Spot:
        """Type something into a cell."""
        self.edits.append(SetCells(sheet, {place: content}))
        return Spot(spots.CELL, cell_address(*place), None, sheet)

    def typed(self) -> bytes:
        """Return the file with what was typed and patched, not calculated yet."""
        data = self.data
        if self.edits:
            data = edited(Package(data, "the workbook"), Plan(tuple(self.edits)))
        return _patched(data, self.patches)

    def finish(self) -> bytes:
        """Return the file with everything planted, calculated as Excel would have left it."""
        package = Package(self.typed(), "the workbook")
        parts, _ = recalculated(package)
        return _patched(package.with_parts(parts), self.afterwards)

    def find(self, number: str, spot: Spot) -> tuple[str, str]:
        """Return the sheet and the address of a spot, blank where it has none."""
        sheet = spot.sheet or (self.sheet(number).name if number else "")
        match spot.kind:
            case spots.NAMED:
                return sheet, cell_address(*self.named(number, spot.what))
            case spots.HISTORY:
                assert spot.period is not None
                return sheet, cell_address(*self.history(number, spot.what, spot.period))
            case spots.LEDGER:
                assert spot.period is not None
                return layout.PUBLISHED, cell_address(*self.ledger(number, spot.what, spot.period))
            case spots.COVER:
                area = self.view.names[spot.what.lower()]
                assert area is not None
                return area.sheet, area.address
            case spots.CELL:
                return sheet, spot.what
            case spots.SHEET:
                return sheet, ""
        return "", ""


def _patched(data: bytes, patches: list[Patch]) -> bytes:
    if not patches:
        return data
    parts = Parts(data)
    for patch in patches:
        patch(parts)
    return parts.data()
