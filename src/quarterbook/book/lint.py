"""Faults in a workbook file that make Excel "repair" it, though the Open XML SDK's validator passes them.

For files that we write: `lint` reads the XML, knows nothing of how the file was made, and returns one line a fault.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Final

import formualizer as fz
from lxml import etree

from quarterbook.book import formulas
from quarterbook.book.addresses import MAX_COLUMN, MAX_ROW, cell_address, parse_cell, parse_range
from quarterbook.book.future import FUTURE_FUNCTIONS
from quarterbook.book.macros import macro_functions
from quarterbook.book.package import Package
from quarterbook.book.structure import Sheet, Structure, read_structure

Extent = tuple[int, int, int, int]

MAX_TEXT: Final = 32_767
MAX_FORMULA: Final = 8_192
MAX_NAME: Final = 255
MAX_LIST: Final = 255
MAX_PROMPT: Final = 255
MAX_PROMPT_TITLE: Final = 32
MAX_SHEET_NAME: Final = 31
"""Excel's own limits (Microsoft, "Excel specifications and limits", and the schema of data validations)."""

_NAME = re.compile(r"(?:[^\W\d]|[\\])[\w.?\\]*")
_CELL_LIKE = re.compile(r"[A-Za-z]{1,3}[0-9]{1,7}|[Rr][0-9]*(?:[Cc][0-9]*)?|[Cc][0-9]*")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]|^'|'$")
_PARAMETER = re.compile(r"_xl(?:pm|op)\.([\w.]+)")
_BUILT_IN_NAMES: Final = "_xlnm."


def lint(path: str | Path) -> list[str]:
    """Return the faults of a workbook file, one line each; none when it is sound.

    Raises:
        BadFile: when the file cannot be read at all.
        QuarterbookError: when it has macros and the library that reads them is not installed.
    """
    package = Package.open(path)
    structure = read_structure(package)
    faults = [*_package_faults(package), *_name_faults(structure), *_table_name_faults(structure)]
    faults += _macro_faults(package, structure)
    styles = _Styles(package)
    for sheet in structure.sheets:
        root = package.xml(sheet.part)
        found = [
            *_cell_faults(root, styles),
            *_formula_faults(sheet, structure),
            *_table_faults(package, sheet, root),
            *_range_faults(root, sheet),
            *_rule_faults(root, styles),
        ]
        faults += [f"{sheet.name}: {fault}" for fault in found]
    faults += _shared_text_faults(package)
    return faults


class _Styles:
    """How many cell formats and differential formats a workbook has."""

    def __init__(self, package: Package) -> None:
        parts = [part for part in package.part_names if part.endswith("/styles.xml")]
        root = package.xml(parts[0]) if parts else etree.Element("none")
        self.formats = len(_children(root, "cellXfs"))
        self.differential = len(_children(root, "dxfs"))


def _package_faults(package: Package) -> Iterator[str]:
    """Yield parts without a content type, and relationships that lead nowhere."""
    types = package.xml("[Content_Types].xml")
    endings = {str(child.get("Extension", "")).lower() for child in types}
    overrides = {str(child.get("PartName", "")).lstrip("/") for child in types}
    for part in sorted(package.part_names):
        if part != "[Content_Types].xml" and part not in overrides and part.rpartition(".")[2].lower() not in endings:
            yield f"{part} has no content type"
        if part.endswith(".rels"):
            folder, _, name = part.replace("_rels/", "").rpartition("/")
            source = f"{folder}/{name.removesuffix('.rels')}".lstrip("/")
            for identity, relation in package.relationships(source).items():
                if not relation.external and relation.target not in package.part_names:
                    yield f"{part}: {identity} leads to {relation.target}, which is not there"
    yield from (
        f"content type for {name}, which is not there" for name in sorted(overrides - package.part_names) if name
    )


def _name_faults(structure: Structure) -> Iterator[str]:
    for sheet in structure.sheets:
        if len(sheet.name.encode("utf-16-le")) // 2 > MAX_SHEET_NAME or _NOT_IN_SHEET_NAMES.search(sheet.name):
            yield f"the sheet name {sheet.name!r} is not one that Excel accepts"
    counted = Counter((name.sheet, name.name.lower()) for name in structure.names)
    yield from (
        f"the name {name!r} is defined {n} times for {sheet or 'the workbook'}"
        for (sheet, name), n in counted.items()
        if n > 1
    )
    for name in structure.names:
        if name.name.startswith(_BUILT_IN_NAMES):
            continue
        if not _is_name(name.name):
            yield f"the name {name.name!r} is not one that Excel accepts"
        yield from (f"the name {name.name}: {fault}" for fault in _text_faults(name.text, structure, name.sheet))
        for parameter in _PARAMETER.findall(name.text):
            if not _is_name(parameter):
                yield f"the name {name.name}: its LAMBDA cannot call an argument {parameter!r}"


def _table_name_faults(structure: Structure) -> Iterator[str]:
    tables = Counter(table.name.lower() for table in structure.tables)
    names = {name.name.lower() for name in structure.names}
    for table in structure.tables:
        if not _is_name(table.name):
            yield f"the table name {table.name!r} is not one that Excel accepts"
        if tables[table.name.lower()] > 1 or table.name.lower() in names:
            yield f"the table name {table.name!r} is taken twice"


def _macro_faults(package: Package, structure: Structure) -> Iterator[str]:
    """Yield functions that are a name and a macro: which of the two a cell calls is left to Excel."""
    named = {name.name.lower() for name in structure.names}
    for function in sorted(macro_functions(package)):
        if function.lower() in named:
            yield f"{function} is a name of the workbook and a macro in it too"


def _cell_faults(root: etree._Element, styles: _Styles) -> Iterator[str]:
    """Yield cells that are out of order, double, too long or of a format that is not there."""
    last_row = 0
    for row in _children(root, "sheetData"):
        number = int(row.get("r", last_row + 1))
        if number <= last_row or number > MAX_ROW:
            yield f"row {number} is out of order"
        last_row, last_column = number, 0
        for cell in row:
            address = str(cell.get("r", ""))
            place = parse_cell(address)
            if place is None or place[0] != number or not last_column < place[1] <= MAX_COLUMN:
                yield f"the cell {address!r} is out of order in row {number}"
                continue
            last_column = place[1]
            if int(cell.get("s", 0)) >= max(styles.formats, 1):
                yield f"{address} has a format that is not there"
            if any(len(text) > MAX_TEXT for text in cell.itertext()):
                yield f"{address} holds more than {MAX_TEXT:,} characters"


def _formula_faults(sheet: Sheet, structure: Structure) -> Iterator[str]:
    for formula in sheet.formulas:
        if formula.text is not None:
            for fault in _text_faults(formula.text, structure, sheet.name):
                yield f"{cell_address(formula.row, formula.column)}: {fault}"


def _text_faults(text: str, structure: Structure, sheet: str | None) -> Iterator[str]:
    """Yield what is wrong with the text of a formula."""
    if len(text) > MAX_FORMULA:
        yield f"the formula is longer than {MAX_FORMULA:,} characters"
    for called in formulas.called_names(text):
        plain = formulas.without_prefixes(called)
        wanted = FUTURE_FUNCTIONS.get(plain)
        if wanted is not None and called != f"{wanted}{plain}".upper():
            yield f"{plain} must be stored as {wanted}{plain}"
    known = {s.name.lower() for s in structure.sheets}
    for mentioned in formulas.mentioned_sheets(text):
        if mentioned.lower() not in known:
            yield f"it refers to a sheet {mentioned!r}, which is not there"
    tables = {table.name.lower() for table in structure.tables}
    for word in formulas.words(_PARAMETER.sub(" ", text)) - tables - {"true", "false"}:
        if parse_cell(word) is None and structure.name_for(word, sheet) is None and not formulas.binds(text, word):
            yield f"it refers to {word}, which is not defined"
    try:
        fz.parse(f"={text}")
    except (ValueError, fz.ParserError, fz.TokenizerError) as error:
        yield f"it is not a formula ({str(error).splitlines()[0]})"


def _table_faults(package: Package, sheet: Sheet, root: etree._Element) -> Iterator[str]:
    texts = _texts(package, root) if sheet.tables else {}
    for table in sheet.tables:
        titles = [column.lower() for column in table.columns]
        if len(set(titles)) < len(titles):
            yield f"the table {table.name} has two columns of one name"
        first_row, first_column, last_row, _ = table.extent
        if table.has_header:
            if last_row <= first_row:
                yield f"the table {table.name} has no row below its header"
            for offset, column in enumerate(table.columns):
                if texts.get((first_row, first_column + offset)) != column:
                    yield f"the table {table.name}: its column {column!r} is not what the header cell says"


def _range_faults(root: etree._Element, sheet: Sheet) -> Iterator[str]:
    """Yield merged cells that overlap one another or a table, and tables that overlap."""
    merges = [extent for merge in _children(root, "mergeCells") if (extent := parse_range(str(merge.get("ref", ""))))]
    tables = [table.extent for table in sheet.tables]
    for what, pairs in (
        ("merged ranges", combinations(merges, 2)),
        ("tables", combinations(tables, 2)),
        ("a merged range and a table", ((merge, table) for merge in merges for table in tables)),
    ):
        yield from (f"{what} overlap: {one} and {other}" for one, other in pairs if _overlap(one, other))


def _rule_faults(root: etree._Element, styles: _Styles) -> Iterator[str]:
    """Yield conditional formats and validations that Excel does not take."""
    for element in root.iter():
        kind = _local(element)
        if (
            kind == "cfRule"
            and element.get("dxfId") is not None
            and int(element.get("dxfId", 0)) >= styles.differential
        ):
            yield "a conditional format uses a format that is not there"
        if kind != "dataValidation":
            continue
        where = element.get("sqref")
        source = next((child.text or "" for child in element if _local(child) == "formula1"), "")
        if element.get("type") == "list" and source.startswith('"') and len(source) - 2 > MAX_LIST:
            yield f"the list of the validation at {where} is longer than {MAX_LIST} characters"
        for attribute, longest in (
            ("prompt", MAX_PROMPT),
            ("error", MAX_PROMPT),
            ("promptTitle", MAX_PROMPT_TITLE),
            ("errorTitle", MAX_PROMPT_TITLE),
        ):
            if len(element.get(attribute, "")) > longest:
                yield f"the {attribute} of the validation at {where} is longer than {longest} characters"


def _shared_text_faults(package: Package) -> Iterator[str]:
    for text in _shared(package):
        if len(text) > MAX_TEXT:
            yield f"a shared text is longer than {MAX_TEXT:,} characters: {text[:40]!r}"


def _shared(package: Package) -> list[str]:
    part = next((part for part in package.part_names if part.endswith("/sharedStrings.xml")), None)
    if part is None:
        return []
    return ["".join(t.text or "" for t in item.iter() if _local(t) == "t") for item in package.xml(part)]


def _texts(package: Package, root: etree._Element) -> dict[tuple[int, int], str]:
    """Return the texts of a sheet's text cells."""
    shared, found = _shared(package), {}
    for row in _children(root, "sheetData"):
        for cell in row:
            place, text = parse_cell(str(cell.get("r", ""))), "".join(map(str, cell.itertext()))
            if place is not None and cell.get("t") in ("s", "str", "inlineStr"):
                found[place] = shared[int(text)] if cell.get("t") == "s" else text
    return found


def _is_name(text: str) -> bool:
    return len(text) <= MAX_NAME and bool(_NAME.fullmatch(text)) and not _CELL_LIKE.fullmatch(text)


def _overlap(one: Extent, other: Extent) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _children(root: etree._Element, name: str) -> list[etree._Element]:
    parents: Iterable[etree._Element] = (child for child in root if _local(child) == name)
    return [child for parent in parents for child in parent]


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
