"""One indicator's sheet: the page that is printed, and beside it what it follows from."""

from __future__ import annotations

from quarterbook.book import layout
from quarterbook.book.sheets import chart, live, settings
from quarterbook.book.sheets.context import Book, Page
from quarterbook.book.sheets.headline import write_headline
from quarterbook.book.sheets.history import write_history
from quarterbook.book.sheets.narrative import write_narrative

A4 = 9
_GAP = 2.5
_ONE_PAGE = 1250
"""The height in points up to which a sheet is printed on one page; a higher one would be too small to read."""


def write_indicator(book: Book, page: Page) -> None:
    """Write an indicator's sheet."""
    sheet = book.sheets[page.sheet]
    for column, width in enumerate(layout.PAGE_WIDTHS):
        sheet.set_column(column, column, width)
    for first, widths in (
        (layout.PANE_COLUMN, (settings.LABEL_WIDTH, settings.VALUE_WIDTH)),
        (layout.CHECKS_COLUMN, (live.LABEL_WIDTH, live.VALUE_WIDTH)),
    ):
        sheet.set_column(first - 1, first - 1, _GAP)
        for offset, width in enumerate(widths):
            sheet.set_column(first + offset, first + offset, width)
    figures = layout.FIGURES_COLUMN
    sheet.set_column(figures - 1, figures - 1, _GAP)
    for offset, width in enumerate(chart.FIGURE_WIDTHS):
        sheet.set_column(figures + offset, figures + offset, width)

    write_headline(book, page, sheet)
    _write_page_heading(book, page)
    cells = {headline.name: (layout.VALUE_ROW, headline.column) for headline in layout.HEADLINES if headline.name}
    cells |= settings.write_settings(book, page, sheet)
    cells |= live.write_live_checks(book, page, sheet)
    settings.write_profile(book, page, sheet)
    chart.write_chart(book, page, sheet)
    narrative = write_narrative(book, page, sheet)
    cells |= narrative.cells
    last = write_history(book, page, sheet, narrative.end)
    book.name_on(page, cells)
    _set_up(book, page, narrative.height, last)


def _write_page_heading(book: Book, page: Page) -> None:
    sheet = book.sheets[page.sheet]
    sheet.set_row(layout.PANE_ROW, 22)
    for column in range(len(layout.PAGE_WIDTHS)):
        sheet.write_blank(layout.PANE_ROW, column, None, book.styles["heading"])
    sheet.write_string(layout.PANE_ROW, 0, "Performance over Time", book.styles["heading"])


def _set_up(book: Book, page: Page, narrative_height: float, last: int) -> None:
    """Set printing, freezing and what Excel should not mark as an error."""
    sheet = book.sheets[page.sheet]
    height = 600 + narrative_height + 15 * len(page.history)
    sheet.set_paper(A4)
    sheet.set_portrait()
    sheet.set_margins(left=0.45, right=0.45, top=0.5, bottom=0.6)
    sheet.print_area(0, 0, last, len(layout.PAGE_WIDTHS) - 1)
    sheet.fit_to_pages(1, 1 if height <= _ONE_PAGE else 0)
    sheet.repeat_rows(layout.TITLE_ROW)
    sheet.set_footer("&L&8&A&R&8Page &P of &N")
    sheet.freeze_panes(layout.LINK_ROW + 1, 0)
    everywhere = f"A1:Z{last + 1}"
    sheet.ignore_errors({"number_stored_as_text": everywhere, "formula_unlocked": everywhere})
    book.finish(sheet)
