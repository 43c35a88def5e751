"""What is in a workbook file: its sheets, names, tables and formulas with their cached values.

Read straight from the XML in one pass, because no library gives formulas and cached values together at this speed
(`docs/performance.md`). It reads; `evaluate`, `recalc` and the checks decide what it means.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Final, NamedTuple

from lxml import etree

from quarterbook.book.addresses import cell_address, parse_cell, parse_range
from quarterbook.book.ahead import read_ahead
from quarterbook.book.package import Package, Relationship
from quarterbook.book.shared import moved
from quarterbook.cells import WorksheetError
from quarterbook.errors import BadFile

CellValue = float | str | bool | WorksheetError | None
"""What a cell shows: a number, a text, a boolean, a worksheet error, or nothing."""

PLAIN: Final = "plain"
ARRAY: Final = "array"
"""A formula entered with Ctrl+Shift+Enter: it fills exactly its range."""
DYNAMIC: Final = "dynamic"
"""A formula of today's Excel whose result spills as far as it is large."""
DATA_TABLE: Final = "data table"

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_STRICT: Final = "http://purl.oclc.org/"
_DATE_CELL = re.compile(rb"t\s*=\s*[\"']d[\"']")


class Formula(NamedTuple):
    """One formula cell.

    Attributes:
        row, column: where it stands, counting from 1.
        text: the formula without "="; None when it shares the text of a cell that is not there.
        kind: `PLAIN`, `ARRAY`, `DYNAMIC` or `DATA_TABLE`.
        extent: (first row, first column, last row, last column) that an array or dynamic formula fills in the file.
        cached: the value stored beside it; None when there is none.
        is_follower: whether the file says only whose text it shares; `text` is what it would say itself.
    """

    row: int
    column: int
    text: str | None
    kind: str
    extent: tuple[int, int, int, int] | None
    cached: CellValue
    is_follower: bool = False


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
        root: the part, parsed.
        data: what holds its rows, all of whose cells have an address; None where there is nothing of the kind.
        relationships: the part's, by id.
        is_unusual, has_hidden_rows: see `Sheet`.
    """

    name: str
    root: etree._Element
    data: etree._Element | None
    relationships: Mapping[str, Relationship]
    is_unusual: bool
    has_hidden_rows: bool


See = Callable[[SheetPart, Mapping[tuple[int, int], CellValue]], None]
"""What is told of each worksheet: its part, and the values of its cells."""


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


def unescaped(text: str) -> str:
    """Return a stored text with the escapes of the file format (`_x000D_`) undone."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _sheet_part(package: Package, sheet: tuple[str, str]) -> SheetPart:
    name, part = sheet
    raw = package.read(part)
    root = package.parsed(part, raw)
    data = next(_all(root, "sheetData"), None)
    is_unusual = b"<![CDATA[" in raw or _DATE_CELL.search(raw) is not None
    hides_rows = False
    if data is not None:
        _write_in_addresses(data)
        if b"<!--" in raw or b"<?" in raw[5:] or b"\x00" in raw:  # the last in UTF-16, where the others do not show
            is_unusual |= next(data.iter(etree.Comment, etree.PI), None) is not None
        hides_rows = b"hidden" in raw and any(row.get("hidden") in ("1", "true") for row in data)
    return SheetPart(name, root, data, package.relationships(part), is_unusual, hides_rows)


def _read_sheets(package: Package, listed: Mapping[str, tuple[str, bool]], see: See | None) -> Iterator[Sheet]:
    """Yield worksheets; `listed` has the part of each by its name, and whether it is hidden."""
    texts = _shared_texts(package) if see is not None else None
    sizes = [((name, part), package.size(part)) for name, (part, _) in listed.items()]
    for sheet in read_ahead(sizes, partial(_sheet_part, package)):
        cells = _Cells(f"{package.name}: damaged workbook, sheet {sheet.name!r}", texts)
        if sheet.data is not None:
            cells.read(sheet.data)
        if see is not None:
            see(sheet, cells.values)
        tables = tuple(
            _read_table(package, sheet.name, relation.target)
            for relation in sheet.relationships.values()
            if relation.kind.endswith("/table") and not relation.external
        )
        part, is_hidden = listed[sheet.name]
        formulas = tuple(cells.formulas)
        yield Sheet(sheet.name, part, formulas, tables, sheet.is_unusual, sheet.has_hidden_rows, is_hidden)


class _Cells:
    """The formulas of a worksheet's cells, and their values where `texts` has those that cells refer to by number."""

    def __init__(self, place: str, texts: Sequence[str] | None) -> None:
        self.formulas: list[Formula] = []
        self.values: dict[tuple[int, int], CellValue] = {}
        self._place = place
        self._texts = texts
        self._shared: dict[str, tuple[tuple[int, int], str]] = {}
        self._early: list[tuple[int, str]] = []

    def read(self, data: etree._Element) -> None:
        """Read all rows; every cell is visited once, which is most of what reading a workbook takes."""
        namespace = f"{{{etree.QName(data).namespace}}}"
        cell_tag, formula_tag, value_tag, text_tag = (f"{namespace}{name}" for name in ("c", "f", "v", "is"))
        wanted = (formula_tag,) if self._texts is None else (formula_tag, value_tag, text_tag)
        cell = beside = where = kind = cached = None
        for element in data.iter(*wanted):
            parent = element.getparent()
            if parent is not None and parent is not cell:
                cell, where, kind = parent, parse_cell(parent.get("r", "")), parent.get("t")
            if cell is None or (where is None and cell.tag != cell_tag):
                continue
            if element.tag == formula_tag:
                beside = element.getnext()
                if beside is None or beside.tag != value_tag:
                    beside = cell.find(value_tag)
                cached = None if kind == "s" or beside is None else stored_value(kind, beside.text)
                self._add(element, cell, where, cached)
            else:
                where = where or self._implied(cell)
                known = element is beside and cached is not None
                self.values[where] = cached if known else self._value(kind, element)
        for position, number in self._early:
            formula = self.formulas[position]
            self.formulas[position] = formula._replace(text=self._moved(number, (formula.row, formula.column)))

    def _add(
        self, element: etree._Element, cell: etree._Element, where: tuple[int, int] | None, cached: CellValue
    ) -> None:
        if where is None:
            raise BadFile(f"{self._place} has a formula at no address")
        text, kind, extent, is_follower = element.text or None, PLAIN, None, False
        if element.keys():  # most have no attributes
            kind = _kind(element, cell)
            extent = parse_range(element.get("ref", "")) if kind in (ARRAY, DYNAMIC) else None
            if extent is not None and extent[:2] != where:
                what = f"an array formula at {cell_address(*where)} that fills {element.get('ref')!r}"
                raise BadFile(f"{self._place} has {what}")
            number = element.get("si")
            is_follower = text is None and number is not None
            if number is not None and text is not None:
                self._shared[number] = where, text
            elif number is not None and number in self._shared:
                text = self._moved(number, where)
            elif number is not None:
                self._early.append((len(self.formulas), number))
        self.formulas.append(Formula(*where, text, kind, extent, cached, is_follower))

    def _moved(self, number: str, where: tuple[int, int]) -> str | None:
        """Return the text of a shared formula as it reads in a cell, None when nobody has it."""
        if number not in self._shared:
            return None
        (row, column), text = self._shared[number]
        return moved(text, where[0] - row, where[1] - column)

    def _implied(self, cell: etree._Element) -> tuple[int, int]:
        where = place_of(cell)
        if where is None:
            raise BadFile(f"{self._place} has a value in a cell without an address")
        return where

    def _value(self, kind: str | None, element: etree._Element) -> CellValue:
        if kind == "inlineStr":
            return _text_of(element)
        if kind != "s" or self._texts is None:
            return stored_value(kind, element.text)
        try:
            return self._texts[int(element.text or "")]
        except (ValueError, IndexError):
            raise BadFile(f"{self._place} has a text that is not in the workbook") from None


def _shared_texts(package: Package) -> list[str]:
    """Return the texts that cells refer to by number."""
    for relationship in package.relationships(package.workbook_part).values():
        if relationship.kind.endswith("/sharedStrings") and not relationship.external:
            return [_text_of(item) for item in _all(package.xml(relationship.target), "si")]
    return []


def _text_of(item: etree._Element) -> str:
    """Return the plain text of a rich one; how it is pronounced (`rPh`) is not part of it."""
    pieces = []
    for child in item:
        name = _local(child)
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            pieces += [part.text or "" for part in child if _local(part) == "t"]
    return "".join(unescaped(piece) for piece in pieces)


def place_of(cell: etree._Element) -> tuple[int, int] | None:
    """Return (row, column) of a cell's element, or None when its address is none."""
    address = cell.get("r")
    return _implied_place(cell) if address is None else parse_cell(address)


def _implied_place(cell: etree._Element) -> tuple[int, int]:
    """Return where a cell without an address stands: it follows the one before it."""
    column, row, number = 1, cell.getparent(), 0
    for before in cell.itersiblings(preceding=True):
        place = parse_cell(before.get("r", ""))
        if place is not None:
            column += place[1]
            break
        column += 1
    while row is not None and "r" not in row.attrib:
        row, number = row.getprevious(), number + 1
    return number + (whole_number(row.get("r"), 1) if row is not None else 0), column


def _write_in_addresses(data: etree._Element) -> None:
    """Give every cell its address in a sheet that has none (few writers do this): it follows the one before it."""
    first = next(data.iter("{*}c"), None)
    if first is None or "r" in first.attrib:
        return
    number = 0
    for row in data.iterchildren("{*}row"):
        number = whole_number(row.get("r"), number + 1)
        row.set("r", str(number))
        column = 0
        for cell in row.iterchildren("{*}c"):
            place = parse_cell(cell.get("r", ""))
            column = place[1] if place is not None else column + 1
            if "r" not in cell.attrib:
                cell.set("r", cell_address(number, column))


def _kind(formula: etree._Element, cell: etree._Element) -> str:
    kind = formula.get("t")
    if kind == "dataTable":
        return DATA_TABLE
    if kind == "array":
        return DYNAMIC if cell.get("cm") else ARRAY
    return PLAIN


def stored_value(kind: str | None, text: str | None) -> CellValue:
    """Return the value of a cell's `v` element; `kind` is the cell's `t`. A shared text's is its number."""
    if kind == "str":
        return unescaped(text or "")
    if text is None:
        return None
    if kind == "b":
        return text in ("1", "true")
    if kind == "e":
        return WorksheetError(text)
    try:
        number = float(text)
    except ValueError:
        return unescaped(text)
    return number if math.isfinite(number) else None


def whole_number(text: str | None, otherwise: int) -> int:
    """Return a whole number as the file writes it, or `otherwise` when the text is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise


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
