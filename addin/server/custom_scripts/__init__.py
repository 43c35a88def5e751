"""The task pane's actions. Excel sends the workbook, and the pane's script sends its formulas along."""

from __future__ import annotations

import xlwings as xw
from xlwings.server import script

from quarterbook.excel import actions


@script
def check(book: xw.Book, formulas: dict) -> None:
    """Check the workbook and fill the sheet Checks."""
    actions.check(book, formulas)


@script
def go_to_index(book: xw.Book) -> None:
    """Show the sheet Index."""
    actions.go_to_index(book)


@script
def new_indicator(book: xw.Book, formulas: dict, number: str, title: str) -> None:
    """Make a new indicator out of the one that is shown."""
    actions.new_indicator(book, number, title, formulas)


@script
def recalculate(book: xw.Book) -> None:
    """Compute every formula again."""
    actions.recalculate(book)


@script
def function_help(book: xw.Book) -> None:
    """Tell what the worksheet functions take and give."""
    actions.function_help(book)
