"""A register as a folder of CSV files: UTF-8, with or without a byte order mark, commas, quotes where needed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from quarterbook.errors import BadFile, BadRegister
from quarterbook.register.grids import Grid
from quarterbook.register.raw import number_text

ENDING: Final = ".csv"

_NEEDS_QUOTES = re.compile('[",\r\n]')


def read_folder(folder: Path, names: Sequence[str]) -> dict[str, Grid]:
    """Read the named CSV files of a folder; other files in it are nobody's business.

    Args:
        folder: the folder.
        names: the files' names without their ending; found in any case.

    Returns:
        The cells of each file that is there, by name.

    Raises:
        BadFile: when a file cannot be read.
        BadRegister: when a file is not UTF-8 or not CSV.
    """
    try:
        there = {path.name.lower(): path for path in sorted(folder.iterdir())}
    except OSError as error:
        raise BadFile(f"{folder}: cannot be read ({error.strerror or error})") from None
    return {name: _grid(there[name + ENDING]) for name in names if name + ENDING in there}


def file_bytes(rows: Sequence[Sequence[str | float]]) -> bytes:
    """Return a CSV file's content: with a byte order mark, without which Excel takes é for two letters."""
    # Not csv.writer: before Python 3.13 it leaves a lone carriage return unquoted, and the row breaks there.
    lines = [",".join(_field(cell) for cell in row) + "\n" for row in rows]
    return "".join(lines).encode("utf-8-sig")


def _grid(path: Path) -> Grid:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadFile(f"{path}: cannot be read ({error.strerror or error})") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadRegister(
            f"{path.name} line {line}: not UTF-8 text; save it as “CSV UTF-8 (Comma delimited)”"
        ) from None
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise BadRegister(
            f"{path.name} row {len(rows) + 1}: not CSV ({error}); close every quoted text with a quote"
        ) from None
    return Grid(path.name, rows)


def _field(cell: str | float) -> str:
    text = cell if isinstance(cell, str) else number_text(cell)
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text
