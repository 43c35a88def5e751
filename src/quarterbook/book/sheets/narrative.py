"""The boxes of an indicator that hold text."""

from __future__ import annotations

from typing import NamedTuple

from xlsxwriter.worksheet import Worksheet

from quarterbook.book import layout
from quarterbook.book.sheets.context import Book, Page
from quarterbook.book.sheets.text import heights_for

_LAST = len(layout.PAGE_WIDTHS) - 1
_HEADING, _SPACE = 22, 8
_AROUND = _HEADING + _SPACE
_WIDTH = sum(layout.PAGE_WIDTHS)


class Written(NamedTuple):
    """Where the boxes came to stand.

    Attributes:
        cells: the cell of each name.
        end: the first row below them.
        height: their height in points.
    """

    cells: dict[str, tuple[int, int]]
    end: int
    height: float


def write_narrative(book: Book, page: Page, sheet: Worksheet) -> Written:
    """Write description, commentary, actions and links."""
    cells = {}
    height = 0.0
    row = layout.NARRATIVE_ROW
    for box, text in texts_of(book, page):
        sheet.set_row(row, _HEADING)
        for column in range(_LAST + 1):
            sheet.write_blank(row, column, None, book.styles["heading"])
        sheet.write_string(row, 0, box.heading, book.styles["heading"])
        row += 1
        heights = heights_for(text, _WIDTH, box.lines)
        for offset, height in enumerate(heights):
            sheet.set_row(row + offset, height)
        sheet.merge_range(row, 0, row + len(heights) - 1, _LAST, "", book.styles["input_wrap"])
        if text:
            sheet.write_string(row, 0, text, book.styles["input_wrap"])
        prompt = {"validate": "any", "input_title": box.heading, "input_message": box.prompt}
        sheet.data_validation(row, 0, row, 0, prompt)
        cells[box.name] = row, 0
        height += sum(heights) + _AROUND
        row += len(heights)
        sheet.set_row(row, _SPACE)
        row += 1
    return Written(cells, row, height)


def texts_of(book: Book, page: Page) -> list[tuple[layout.Box, str]]:
    """Return every box with its text; commentary and actions are those of the current period."""
    indicator = page.indicator
    written = book.register.narrative_of(indicator.number, indicator.current_period(book.period))
    return [
        (layout.DESCRIPTION, indicator.description),
        (layout.COMMENTARY, written.commentary),
        (layout.ACTIONS, written.actions),
        (layout.USEFUL_LINKS, "\n".join(indicator.useful_links)),
    ]
