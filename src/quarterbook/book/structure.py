"""What is in a workbook file: its sheets, names, tables and formulas with their cached values.

Read straight from the file, because no library gives formulas and cached values together at this speed
(`docs/performance.md`): sheets from their text where they are written plainly, else from parsed XML. It reads;
`evaluate`, `recalc` and the checks decide what it means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

from lxml import etree

from quarterbook.book.addresses import parse_range
from quarterbook.book.date_formats import date_styles
from quarterbook.book.package import Package, Relationship
from quarterbook.book.sheet_cells import NO_CELLS, Cells, SharedTexts
from quarterbook.book.sheet_text import TextReader, plain_sheet
from quarterbook.book.sheet_tree import read_tree, text_of
from quarterbook.book.stored import Formula, unescaped, whole_number
from quarterbook.errors import BadFile

_STRICT: Final = "http://purl.oclc.org/"


class Name(NamedTuple):
    """A defined name. `sheet` is the sheet it belongs to, None when it is the whole workbook's."""

    name: str
    text: str
    sheet: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """An Excel table: where it is and what its columns are called."""

    name: str
    sheet: str
    extent: tuple[int, int, int, int]
    columns: tuple[str, ...]
    has_header: bool
    has_totals: bool

    @property
    def rows(self) -> range:
        """The rows without its header and totals."""
        return range(self.extent[0] + self.has_header, self.extent[2] + 1 - self.has_totals)


@dataclass(frozen=True)
class Sheet:
    """One worksheet: its name, its part of the file and its formulas in reading order.

    `is_unusual` says that it is sound XML of a kind that Excel never writes and the formula engine reads wrongly:
    comments or CDATA among the cells, dates stored as text (`t="d"`). `has_hidden_rows` minds filtered ones too.
    `is_hidden` is the sheet itself.
    """

    name: str
    part: str
    formulas: tuple[Formula, ...]
    tables: tuple[Table, ...] = field(default=())
    is_unusual: bool = False
    has_hidden_rows: bool = False
    is_hidden: bool = False


@dataclass(frozen=True)
class Structure:
    """A workbook's sheets, names and tables."""

    sheets: tuple[Sheet, ...]
    names: tuple[Name, ...]
    date1904: bool
    iterates: bool
    """Whether Excel is to go round circular references instead of refusing them."""
    as_displayed: bool
    """Whether Excel is to reckon with the figures as they are displayed ("precision as displayed")."""
    links: tuple[str, ...]
    """Targets of the external workbooks, in the order in which formulas count them: `[1]` is the first."""
    by_hand: bool = False
    """Whether Excel calculates only when it is told to."""

    @property
    def tables(self) -> Iterator[Table]:
        """Every table of every sheet."""
        return (table for sheet in self.sheets for table in sheet.tables)

    @cached_property
    def names_of_sheet(self) -> dict[str, dict[str, Name]]:
        """Sheet-level names: sheet name to lower-case name to name, sheet names in lower case too."""
        found: dict[str, dict[str, Name]] = {sheet.name.lower(): {} for sheet in self.sheets}
        for name in self.names:
            if name.sheet is not None:
                found.setdefault(name.sheet.lower(), {})[name.name.lower()] = name
        return found

    @cached_property
    def names_of_workbook(self) -> dict[str, Name]:
        """The names of the whole workbook by their lower-case name."""
        return {name.name.lower(): name for name in self.names if name.sheet is None}

    def name_for(self, word: str, sheet: str | None) -> Name | None:
        """Return the defined name that a word means on a sheet: the sheet's own before the workbook's."""
        own = self.names_of_sheet.get(sheet.lower(), {}).get(word.lower()) if sheet is not None else None
        return own or self.names_of_workbook.get(word.lower())


class SheetPart(NamedTuple):
    """A worksheet's part of the file while it is read.

    Attributes:
        name: the sheet's name.
        part: the part's name.
        xml: the part; its rows may be left out.
        cells: what is in its rows.
        relationships: the part's, by id.
        is_unusual: see `Sheet`.
    """

    name: str
    part: str
    xml: bytes
    cells: Cells
    relationships: Mapping[str, Relationship]
    is_unusual: bool


See = Callable[[SheetPart], None]
"""What is told of each worksheet."""


def read_structure(package: Package, see: See | None = None) -> Structure:
    """Read what is in a workbook.

    Args:
        package: the workbook.
        see: told of each worksheet as it is read, so that what else is read of it takes no second pass over the file.
            Without it the values of cells are not read.

    Raises:
        BadFile: when a part is missing, damaged or declares entities.
    """
    part = package.workbook_part
    root = package.xml(part)
    if (etree.QName(root).namespace or "").startswith(_STRICT):
        raise BadFile(f"{package.name}: saved as Strict Open XML, which is not read; save it as Excel Workbook (.xlsx)")
    relationships = package.relationships(part)
    listed: dict[str, tuple[str, bool]] = {}
    positions: list[str] = []
    seen: set[str] = set()
    for element in _all(root, "sheets", "sheet"):
        name = element.get("name", "")
        relation = relationships.get(_relation_id(element))
        if relation is None or relation.external:
            raise BadFile(f"{package.name}: damaged workbook, its sheet {name!r} has no part")
        if not name or name.lower() in seen:
            raise BadFile(f"{package.name}: damaged workbook, it has two sheets {name!r} or one without a name")
        seen.add(name.lower())
        positions.append(name)
        if relation.kind.endswith("/worksheet"):
            is_hidden = "state" in element.attrib and element.get("state") != "visible"
            listed[name] = relation.target, is_hidden
    if not listed:
        raise BadFile(f"{package.name}: damaged workbook, it has no worksheet")
    sheets = tuple(_read_sheets(package, listed, see))
    names = _read_names(package, root, positions)
    links = [
        _link_target(package, relationships, element)
        for element in _all(root, "externalReferences", "externalReference")
    ]
    return Structure(
        sheets,
        names,
        date1904=_setting(root, "workbookPr", "date1904") in ("1", "true"),
        iterates=_setting(root, "calcPr", "iterate") in ("1", "true"),
        as_displayed=_setting(root, "calcPr", "fullPrecision") in ("0", "false"),
        links=tuple(links),
        by_hand=_setting(root, "calcPr", "calcMode") == "manual",
    )


def _read_names(package: Package, root: etree._Element, positions: list[str]) -> tuple[Name, ...]:
    """Read the defined names; `positions` has all sheets' names, by whose position a name says whose it is."""
    names = []
    of_position: dict[str | None, str | None] = {None: None}
    for element in _all(root, "definedNames", "definedName"):
        position = element.get("localSheetId")
        if position not in of_position:
            if whole_number(position, len(positions)) >= len(positions):
                what = f"the name {element.get('name')!r} is of a sheet that is not there"
                raise BadFile(f"{package.name}: damaged workbook, {what}")
            of_position[position] = positions[whole_number(position, 0)]
        names.append(Name(element.get("name", ""), unescaped(element.text or ""), of_position[position]))
    return tuple(names)


class _SheetReader:
    """Reads the worksheets of one workbook; the values of cells only where they are `wanted`."""

    def __init__(self, package: Package, wanted: bool) -> None:
        self._package = package
        self._texts = _shared_texts(package) if wanted else None
        self._date_styles = date_styles(package) if wanted else frozenset()
        self._reader = TextReader(self._date_styles)

    def read(self, name: str, part: str) -> SheetPart:
        """Read the cells of one worksheet, and all that is in its part besides."""
        raw = self._package.read(part)
        place = f"{self._package.name}: damaged workbook, sheet {name!r}"
        texts = SharedTexts(place, self._texts) if self._texts is not None else None
        relationships = self._package.relationships(part)
        plain = plain_sheet(raw)
        if plain is not None:
            with suppress(BadFile):  # said with its place in the file when all of it is parsed
                data = _rows_of(self._package.parsed(part, plain.rest))
                cells = self._reader.read(plain.rows, data, place, texts) if data is not None else None
                if cells is not None:
                    return SheetPart(name, part, plain.rest, cells, relationships, is_unusual=False)
        root = self._package.parsed(part, raw)
        data = _rows_of(root)
        if data is None:
            return SheetPart(name, part, raw, NO_CELLS, relationships, is_unusual=b"<![CDATA[" in raw)
        cells = read_tree(data, place, texts, self._date_styles)
        is_unusual = (
            b"<![CDATA[" in raw
            or any(cell.get("t") == "d" for cell in data.iter("{*}c"))
            or next(data.iter(etree.Comment, etree.PI), None) is not None
        )
        return SheetPart(name, part, raw, cells, relationships, is_unusual)


def _read_sheets(package: Package, listed: Mapping[str, tuple[str, bool]], see: See | None) -> Iterator[Sheet]:
    """Yield worksheets; `listed` has the part of each by its name, and whether it is hidden."""
    reader = _SheetReader(package, wanted=see is not None)
    for name, (part, is_hidden) in listed.items():
        sheet = reader.read(name, part)
        if see is not None:
            see(sheet)
        tables = tuple(
            _read_table(package, name, relation.target)
            for relation in sheet.relationships.values()
            if relation.kind.endswith("/table") and not relation.external
        )
        cells = sheet.cells
        yield Sheet(name, part, cells.formulas, tables, sheet.is_unusual, cells.has_hidden_rows, is_hidden)


def _rows_of(root: etree._Element) -> etree._Element | None:
    """Return the element that holds the rows of a worksheet."""
    return next(_all(root, "sheetData"), None)


def _shared_texts(package: Package) -> list[str]:
    """Return the texts that cells refer to by number."""
    for relationship in package.relationships(package.workbook_part).values():
        if relationship.kind.endswith("/sharedStrings") and not relationship.external:
            return [text_of(item) for item in _all(package.xml(relationship.target), "si")]
    return []


def _read_table(package: Package, sheet: str, part: str) -> Table:
    root = package.xml(part)
    extent = parse_range(root.get("ref", ""))
    if extent is None:
        raise BadFile(f"{package.name}: damaged workbook, a table of sheet {sheet!r} has no range")
    columns = tuple(unescaped(column.get("name", "")) for column in _all(root, "tableColumns", "tableColumn"))
    name = root.get("displayName") or root.get("name") or ""
    if not name or len(columns) != extent[3] - extent[1] + 1:
        raise BadFile(f"{package.name}: damaged workbook, table {name!r} of sheet {sheet!r} has not one title a column")
    totals = whole_number(root.get("totalsRowCount"), 0) > 0
    return Table(name, sheet, extent, columns, root.get("headerRowCount") != "0", totals)


def _setting(root: etree._Element, element: str, attribute: str) -> str | None:
    found = next(_all(root, element), None)
    return None if found is None else found.get(attribute)


def _link_target(package: Package, relationships: dict[str, Relationship], element: etree._Element) -> str:
    relation = relationships.get(_relation_id(element))
    if relation is None or relation.external:
        return ""
    targets = [link.target for link in package.relationships(relation.target).values() if link.external]
    return targets[0] if targets else ""


def _relation_id(element: etree._Element) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith("}id")), "")


def _all(root: etree._Element, *path: str) -> Iterator[etree._Element]:
    """Yield the elements at a path of local names: the transitional and the strict format differ in namespaces only."""
    elements = [root]
    for step in path:
        elements = [child for element in elements for child in element if _local(child) == step]
    return iter(elements)


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
