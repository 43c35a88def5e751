"""A register as one XLSX file with a sheet for each table."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from quarterbook.errors import BadFile, BadRegister
from quarterbook.register.grids import Grid
from quarterbook.register.raw import Broken, Cell

ENDING: Final = ".xlsx"

MAX_TEXT: Final = 32_767
"""Characters a spreadsheet's cell can hold."""

MAX_EXPANDED: Final = 512 * 2**20
"""Bytes a register may unpack to; the largest sensible one needs a tenth of it."""

MAX_CELLS: Final = 20_000_000
"""More cells than the largest register needs: a stray cell in the last row would make a reader fill billions."""

_DAMAGE: Final = (
    CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    EOFError,
    KeyError,
    RuntimeError,  # an encrypted part; NotImplementedError, a way of packing that nothing uses
    ValueError,
)
_UNWRITABLE = re.compile("[\ufffe\uffff]")
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_NARROWEST, _WIDEST = 12, 60


def read_spreadsheet(path: Path, names: Sequence[str]) -> dict[str, Grid]:
    """Read the named sheets of an XLSX file.

    Args:
        path: the file.
        names: the sheets' names; found in any case, as Excel does.

    Returns:
        The cells of each sheet that is there, by name.

    Raises:
        BadFile: when the file is not a workbook that can be read.
        BadRegister: when it has other sheets.
    """
    try:
        data = path.read_bytes()
        oddities = dict(_oddities(data, path))
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = {name.lower(): name for name in workbook.sheet_names}
        unknown = [name for key, name in sheets.items() if key not in names]
        if unknown:
            named = ", ".join(unknown[:3]) + (f" and {len(unknown) - 3} more" if len(unknown) > 3 else "")
            raise BadRegister(f"{path.name}: unknown sheet {named}; a register has the sheets {', '.join(names)}")
        return {
            name: Grid(
                f"{path.name} sheet {name}",
                _cells(
                    workbook.get_sheet_by_name(sheets[name]).to_python(skip_empty_area=False), oddities[sheets[name]]
                ),
            )
            for name in names
            if name in sheets
        }
    except OSError as error:
        raise BadFile(f"{path}: cannot be read ({error.strerror or error})") from None
    except _DAMAGE:
        raise BadFile(
            f"{path}: not an XLSX workbook, or a damaged one; open it in Excel and save it as .xlsx"
        ) from None


def file_bytes(tables: Mapping[str, Sequence[Sequence[str | float]]]) -> bytes:
    """Return an XLSX file's content.

    Args:
        tables: the rows of each sheet, header first. Texts are written as text, whatever they look like.

    Raises:
        BadRegister: when a text is longer than a cell can hold, or has a character that none can.
    """
    import xlsxwriter  # noqa: PLC0415 - who only reads should not wait for it

    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {"in_memory": True})
    header = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    body = workbook.add_format({"text_wrap": True, "valign": "top"})
    text = workbook.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for name, rows in tables.items():
        sheet = workbook.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(rows[0]):
            sheet.set_column(column, column, min(max(len(str(title)) + 2, _NARROWEST), _WIDEST))
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    _check(cell, f"{name} row {line + 1}, column {rows[0][column]}")
                    if cell:
                        sheet.write_string(line, column, cell, text if line else header)
                else:
                    sheet.write_number(line, column, ExactNumber(cell), body)
    workbook.close()
    return content.getvalue()


class ExactNumber(float):
    """A number that XlsxWriter writes to its last digit; of itself it writes 16, and 0.1 + 0.2 reads back as 0.3."""

    def __format__(self, spec: str) -> str:
        """Return the shortest text that reads back as this very number, whatever is asked for."""
        return float.__repr__(self)


def _check(text: str, place: str) -> None:
    if len(text) > MAX_TEXT:
        raise BadRegister(
            f"{place}: {len(text):,} characters, a spreadsheet's cell holds {MAX_TEXT:,}; write CSV files"
        )
    found = _UNWRITABLE.search(text)
    if found:
        raise BadRegister(f"{place}: has the character U+{ord(found[0]):04X}, which no spreadsheet holds; take it out")


def _cells(rows: Sequence[Sequence[Cell]], odd: Mapping[tuple[int, int], Broken]) -> list[list[Cell]]:
    cells: list[list[Cell]] = [[_number(cell) for cell in row] for row in rows]
    # Cells without a value at the edge are not part of what the reader returned.
    lines = max([len(cells), *(line + 1 for line, _ in odd)])
    width = max([*(len(row) for row in cells[:1]), *(column + 1 for _, column in odd)], default=0)
    cells += [[] for _ in range(lines - len(cells))]
    for row in cells:
        row.extend([None] * (width - len(row)))
    for (line, column), broken in odd.items():
        cells[line][column] = broken
    return cells


def _number(cell: int | Cell) -> Cell:
    return float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell


def _oddities(data: bytes, path: Path) -> Iterator[tuple[str, dict[tuple[int, int], Broken]]]:
    """Yield each sheet's name and the cells whose value the reader below would take for blank, by row and column.

    The parts are read with limits and before anything else reads them: this is where a bomb ends.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        if sum(entry.file_size for entry in parts.infolist()) > MAX_EXPANDED or parts.testzip() is not None:
            raise zipfile.BadZipFile
        root = etree.fromstring(parts.read("xl/workbook.xml"), _parser())
        links = etree.fromstring(parts.read("xl/_rels/workbook.xml.rels"), _parser())
        targets = {link.get("Id"): str(link.get("Target", "")) for link in links.iterfind("{*}Relationship")}
        for sheet in root.iterfind("{*}sheets/{*}sheet"):
            identifier = next(value for name, value in sheet.items() if str(name).endswith("}id"))
            target = targets[str(identifier)]
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            name = str(sheet.get("name"))
            yield name, _odd_cells(etree.fromstring(parts.read(part), _parser()), f"{path.name} sheet {name}")


def _odd_cells(sheet: etree._Element, place: str) -> dict[tuple[int, int], Broken]:
    odd = {}
    lines = columns = 1
    for cell in sheet.iterfind("{*}sheetData/{*}row/{*}c"):
        address = _ADDRESS.fullmatch(cell.get("r", ""))
        if not address:
            continue  # addresses may be left out; then the cells follow each other and none is stray
        line, column = int(address[2]), _column(address[1])
        lines, columns = max(lines, line), max(columns, column)
        value = cell.findtext("{*}v")
        if cell.get("t") == "e":
            odd[line - 1, column - 1] = Broken(f"{value} is a worksheet error", "mend its formula, or clear the cell")
        elif cell.find("{*}f") is not None and not value and cell.get("t") != "str":  # the text "" is a result
            odd[line - 1, column - 1] = Broken(
                "a formula that was never calculated", "open the file in Excel and save it, or write the value"
            )
    if lines * columns > MAX_CELLS:
        raise BadRegister(f"{place}: has cells as far as row {lines:,} and column {columns:,}; delete the stray ones")
    return odd


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
