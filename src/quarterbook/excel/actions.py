"""What the ribbon and the task pane do with the open workbook.

Each action takes an xlwings `Book`; without one it is about the workbook whose ribbon was pressed.

They see the workbook through the same view as the file reader and change it by the same plans of edits. An officer is
told in one line what went wrong; a traceback goes to the log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from quarterbook.book import layout
from quarterbook.book.view import View
from quarterbook.checks.finding import counted
from quarterbook.checks.sheet import plan_of
from quarterbook.errors import QuarterbookError
from quarterbook.excel import checking
from quarterbook.excel.checking import Found
from quarterbook.excel.copying import copy_for
from quarterbook.excel.hand import carry_out
from quarterbook.excel.live import Formulas, is_remote, view_of_book
from quarterbook.functions import REGISTRY

if TYPE_CHECKING:
    import xlwings as xw

Find = Callable[[View], Found]
"""What looks for findings in a workbook."""

TITLE: Final = "Quarterbook"
"""What stands above every message."""

_TEXT: Final = 2
"""The kind of answer that Excel's `InputBox` is to take: a text."""

_log = logging.getLogger(__name__)


def _told(action: Callable[..., None]) -> Callable[..., None]:
    """Make an action find its workbook, and tell the officer in one line when it could not be done."""

    @wraps(action)
    def told(book: xw.Book | None = None, *arguments: Any, **options: Any) -> None:
        if book is None:
            book = _pressed()
        try:
            action(book, *arguments, **options)
        except QuarterbookError as error:
            _take_back(book)
            say(book, str(error))
        except Exception:  # noqa: BLE001 - whatever Excel raises, an officer must not see a traceback
            _log.exception("%s", action.__name__)
            _take_back(book)
            say(
                book,
                f"{book.name}: Excel would not carry this out; if a sheet is protected, lift that (Review, Unprotect "
                "Sheet), leave the cell that you are typing in and try again",
            )

    return told


@_told
def check(book: xw.Book, formulas: Formulas | None = None, find: Find = checking.find, on: date | None = None) -> None:
    """Check the workbook and put what was found into the sheet Checks, with links.

    Args:
        book: the open workbook.
        formulas: the workbook's formulas, where Excel cannot be asked for them.
        find: what looks for findings.
        on: the day of the check, which the sheet says; today where it is left out.
    """
    with progress(book, "reading the workbook"):
        view = view_of_book(book, formulas)
    with progress(book, "checking"):
        found = find(view)
    with progress(book, "writing the findings"):
        carry_out(book, plan_of(view, found.findings, on or date.today()), view)
    book.sheets[layout.CHECKS].activate()
    say(book, summary(found))


def summary(found: Found) -> str:
    """Return in one line how much was found, and what was not looked for."""
    told = [f"{counted(found.findings).capitalize()}."]
    if found.findings:
        told.append(f"See the sheet {layout.CHECKS}, which leads to each place.")
    if found.left_out:
        told.append(
            f"Not looked for, because only the saved file shows it (quarterbook validate): {', '.join(found.left_out)}."
        )
    return " ".join(told)


@_told
def go_to_index(book: xw.Book) -> None:
    """Show the sheet Index."""
    if layout.INDEX.lower() not in {sheet.name.lower() for sheet in book.sheets}:
        raise QuarterbookError(f"{book.name}: there is no sheet {layout.INDEX}; open a master workbook of Quarterbook")
    book.sheets[layout.INDEX].activate()


@_told
def new_indicator(
    book: xw.Book, number: str | None = None, title: str | None = None, formulas: Formulas | None = None
) -> None:
    """Make a new indicator: a copy of the sheet that is shown, emptied, or of the last indicator's.

    Args:
        book: the open workbook.
        number: the new indicator's number; asked for where it is left out.
        title: its title, likewise.
        formulas: as for `check`.
    """
    for_number, for_title = "What is the new indicator's number?", "What is it called?"
    number = _answer(book, for_number) if number is None else number
    title = _answer(book, for_title) if title is None and number is not None else title
    if number is None or title is None:
        return
    with progress(book, "reading the workbook"):
        copy = copy_for(view_of_book(book, formulas), number, title, like=book.sheets.active.name)
    with progress(book, "copying a sheet"):
        made = book.sheets[copy.model].copy(after=book.sheets[copy.after], name=copy.sheet)
        for table, name in zip(made.tables, copy.tables, strict=True):
            table.name = name
        carry_out(book, copy.plan, copy.view)
    book.sheets[copy.sheet].activate()
    say(book, f"{copy.sheet} is a copy of {copy.model} without its figures and texts. Look through its settings now.")


@_told
def recalculate(book: xw.Book) -> None:
    """Compute every formula of the workbook again."""
    with progress(book, "computing"):
        book.app.calculate()


@_told
def function_help(book: xw.Book) -> None:
    """Tell what the worksheet functions are called, take and give."""
    say(book, "\n".join(f"{function.signature}: {function.summary}" for function in REGISTRY.values()))


def say(book: xw.Book, text: str) -> None:
    """Show the officer a message."""
    book.app.alert(text, TITLE, "ok", "info")


def _answer(book: xw.Book, question: str) -> str | None:
    """Return what the officer answers to a question; None where there is no answer."""
    if is_remote(book):
        raise QuarterbookError(f"{book.name}: a new indicator needs a number and a title; use the task pane")
    answer = book.app.api.InputBox(question, TITLE, Type=_TEXT)
    return answer if isinstance(answer, str) else None  # False when the question was cancelled


def _take_back(book: xw.Book) -> None:
    """Leave out what an add-in would be asked to change: until it has the answer, nothing has been changed."""
    if is_remote(book):
        book.json()["actions"].clear()


def _pressed() -> xw.Book:
    import xlwings  # noqa: PLC0415 - only Excel itself calls an action without a workbook

    return xlwings.Book.caller().app.books.active  # the caller itself may be the add-in


@contextmanager
def progress(book: xw.Book, doing: str) -> Iterator[None]:
    """Say in Excel's status bar what is being done; an add-in has none, and its task pane says it by itself."""
    if is_remote(book):
        yield
        return
    book.app.status_bar = f"{TITLE}: {doing} …"
    try:
        yield
    finally:
        book.app.status_bar = False
