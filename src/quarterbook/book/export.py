"""`quarterbook export`: the way back from a master workbook to its register."""

from __future__ import annotations

from pathlib import Path

from quarterbook.book.contents import Contents
from quarterbook.book.read import open_book
from quarterbook.errors import BadFile
from quarterbook.register.files import write_register


def export(path: str | Path, output: str | Path) -> Contents:
    """Write the register that a master workbook holds. A workbook built from it is the same.

    Args:
        path: the workbook.
        output: a folder for CSV files, or an .xlsx file.

    Returns:
        What was written, and what is to be known about it: a text where a register wants a number is written as it
        stands.

    Raises:
        BadFile: when the workbook cannot be read, or the register cannot be written there.
        BadRegister: when the workbook holds something that a register cannot; then nothing is written.
    """
    book = open_book(path)
    _refuse_workbook(Path(output))
    write_register(book.register, output)
    return book.contents


def _refuse_workbook(output: Path) -> None:
    """Raise `BadFile` when a master workbook stands where the register is to go: both can be .xlsx files."""
    if not output.is_file():
        return
    try:
        open_book(output)
    except BadFile:
        return
    raise BadFile(f"{output}: this is a master workbook; name another file, or a folder, for the register")
