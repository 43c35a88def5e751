"""Building a master workbook from a register."""

from __future__ import annotations

import io
from datetime import datetime, time
from pathlib import Path
from typing import Literal

import xlsxwriter

from quarterbook.book.sheets.context import Book, pages_of
from quarterbook.book.sheets.cover import write_cover
from quarterbook.book.sheets.formulas import LISTS
from quarterbook.book.sheets.index import write_index
from quarterbook.book.sheets.indicator import write_indicator
from quarterbook.book.sheets.key import write_key
from quarterbook.book.sheets.ledgers import write_checks, write_published
from quarterbook.book.sheets.styles import WORKBOOK_OPTIONS, Styles
from quarterbook.errors import QuarterbookError
from quarterbook.files import write_whole
from quarterbook.functions import REGISTRY
from quarterbook.register.model import Register
from quarterbook.schemes import scheme_of

Functions = Literal["lambda", "none"]

MAX_TEXT = 32_767
"""How many characters (UTF-16 units) a cell can hold."""


def build_workbook(
    register: Register, path: str | Path, *, functions: Functions = "lambda", protect: bool = False
) -> None:
    """Build a master workbook. The same register gives the same bytes.

    Formula cells hold no value yet: `quarterbook.book.recalc.recalc` puts the values in.

    Args:
        register: what the workbook holds.
        path: the .xlsx file to write, whole or not at all.
        functions: "lambda" defines the worksheet functions as names of the workbook, so that it works in Excel with
            nothing installed; "none" leaves them to an add-in or to macros of the same workbook.
        protect: whether sheets are protected (without a password) but for the cells that are typed in. Excel tables do
            not grow on a protected sheet.

    Raises:
        QuarterbookError: when the file cannot be written, a text does not fit into a cell, or the settings name a
            rating scheme that there is not.
    """
    write_whole(path, workbook_bytes(register, functions=functions, protect=protect))


def workbook_bytes(
    register: Register, *, functions: Functions = "lambda", protect: bool = False, only: str | None = None
) -> bytes:
    """Return the master workbook that `build_workbook` writes.

    Args:
        register: what the workbook holds.
        functions: as for `build_workbook`.
        protect: as for `build_workbook`.
        only: the number of an indicator; then its sheet is the only one of an indicator, called what it would be called
            among all of them.
    """
    _check_texts(register)
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {**WORKBOOK_OPTIONS, "in_memory": True})
    _describe(workbook, register)
    pages = tuple(page for page in pages_of(register) if only in (None, page.indicator.number))
    book = Book(workbook, register, scheme_of(register.settings.other), Styles(workbook), pages, protect)
    book.add_sheets()
    if functions == "lambda":
        for function in REGISTRY.values():
            workbook.define_name(function.name, f"={function.lambda_text}")
    for name, place in LISTS.items():
        workbook.define_name(name, f"={place}")
    write_cover(book)
    write_index(book)
    write_key(book)
    for page in book.pages:
        write_indicator(book, page)
    write_checks(book)
    write_published(book)
    workbook.close()
    return buffer.getvalue()


def _describe(workbook: xlsxwriter.Workbook, register: Register) -> None:
    """Set the document's properties. The date is the period's, not today's: the same register, the same bytes."""
    settings = register.settings
    workbook.set_properties(
        {
            "title": settings.title or "Performance report",
            "subject": f"Reporting period {settings.reporting_period}",
            "author": settings.organisation,
            "company": settings.organisation,
            "category": "Performance indicators",
            "keywords": "performance, indicators, RAG",
            "created": datetime.combine(settings.reporting_period.first_day, time()),
        }
    )
    workbook.set_size(1_600, 1_000)
    workbook.set_calc_mode("auto")


def _check_texts(register: Register) -> None:
    """Refuse a text that Excel would cut."""
    for rows, fields in (
        (register.indicators, ("title", "description", "service", "owner")),
        (register.history, ("note",)),
        (register.narrative, ("commentary", "actions")),
    ):
        for row in rows:
            for field in fields:
                length = len(getattr(row, field).encode("utf-16-le")) // 2
                if length > MAX_TEXT:
                    raise QuarterbookError(
                        f"indicator {row.number}: its {field} has {length:,} characters; "
                        f"a cell holds {MAX_TEXT:,}, shorten it"
                    )
