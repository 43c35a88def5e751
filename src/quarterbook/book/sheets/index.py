"""The Index: one row an indicator, what is still to come, and counts by rating and by service."""

from __future__ import annotations

from typing import Final

from xlsxwriter.worksheet import Worksheet

from quarterbook.book import layout
from quarterbook.book.naming import quoted
from quarterbook.book.sheets.context import Book, Page
from quarterbook.book.sheets.cover import heading
from quarterbook.book.sheets.places import at, fixed
from quarterbook.book.sheets.styles import LINE, number_format
from quarterbook.book.sheets.text import lines_of
from quarterbook.vocabulary import RATINGS

A4: Final = 9
_COLUMNS = layout.INDEX_COLUMNS
_LAST = len(_COLUMNS) - 1
_WORDY = [column for column in _COLUMNS if column.field in ("title", "service", "owner")]
_FIELDS = [column.field for column in _COLUMNS]
_COUNTS_ROW, _COUNTS_COLUMN = 4, 1
"""The services of the summary stand below the titles, its ratings beside them."""

_SOURCES: Final = {
    "service": (layout.PANE_ROW + 3, layout.PANE_COLUMN + 1),
    "owner": (layout.PANE_ROW + 4, layout.PANE_COLUMN + 1),
    "title": (layout.PANE_ROW + 2, layout.PANE_COLUMN + 1),
    "target": (layout.VALUE_ROW, layout.TARGET.column),
    "current": (layout.VALUE_ROW, layout.CURRENT.column),
    "change": (layout.VALUE_ROW, layout.CHANGE.column),
    "rag": (layout.VALUE_ROW, layout.RAG_RATING.column),
    "figure": (layout.CHECKS_ROW, layout.CHECKS_COLUMN + 1),
    "commentary": (layout.CHECKS_ROW + 1, layout.CHECKS_COLUMN + 1),
    "action": (layout.CHECKS_ROW + 2, layout.CHECKS_COLUMN + 1),
    "still_to_come": (layout.CHECKS_ROW + 5, layout.CHECKS_COLUMN + 1),
}
"""Column of the Index to the cell of an indicator's sheet that it shows."""


def write_index(book: Book) -> None:
    """Write the Index."""
    sheet, styles = book.sheets[layout.INDEX], book.styles
    for number, column in enumerate(_COLUMNS):
        sheet.set_column(number, number, column.width)
    sheet.set_row(0, 34)
    sheet.write_string(0, 0, "Index", styles["title_line"])
    sheet.write_formula(1, 0, f'="Reporting period: "&{layout.REPORTING_PERIOD}', styles["subtitle"], "")
    sheet.write_url(2, 0, f"internal:{layout.COVER}!A1", styles["link"], "Go to Cover")
    sheet.write_url(2, 1, f"internal:{layout.KEY}!A1", styles["link"], "Go to Key")
    services = list(dict.fromkeys(page.indicator.service for page in book.pages))
    top = _COUNTS_ROW + 3 + (len(services) + 1 if len(services) > 1 else 1)
    header = top + 1
    last = header + max(1, len(book.pages))
    _write_counts(book, sheet, _COUNTS_ROW, services, range(header + 1, last + 1))
    heading(book, sheet, top, "Indicators", _LAST)
    _write_table(book, sheet, header, last)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.print_area(0, 0, last, _LAST)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header)
    sheet.set_footer("&L&8&A&R&8Page &P of &N")
    sheet.ignore_errors({"number_stored_as_text": f"A1:L{last + 1}"})
    book.finish(sheet)


def _write_table(book: Book, sheet: Worksheet, header: int, last: int) -> None:
    styles = book.styles
    sheet.set_row(header, 22)
    sheet.add_table(
        header,
        0,
        last,
        _LAST,
        {
            "name": layout.INDEX_TABLE,
            "style": None,
            "title": "Index",
            "description": "Every indicator with its figures, rating, change and what is still to come.",
            "columns": [{"header": column.header, "header_format": styles["header"]} for column in _COLUMNS],
        },
    )
    for row, page in enumerate(book.pages, start=header + 1):
        _write_row(book, sheet, row, page)
    for rule in styles.ratings:
        sheet.conditional_format(header + 1, _FIELDS.index("rag"), last, _FIELDS.index("rag"), rule)
    for rule in styles.changes:
        sheet.conditional_format(header + 1, _FIELDS.index("change"), last, _FIELDS.index("change"), rule)
    waiting = _FIELDS.index("still_to_come")
    sheet.conditional_format(header + 1, waiting, last, waiting, styles.waiting)
    for rule in styles.readiness:
        sheet.conditional_format(header + 1, _FIELDS.index("figure"), last, _FIELDS.index("action"), rule)


def _write_row(book: Book, sheet: Worksheet, row: int, page: Page) -> None:
    styles, indicator = book.styles, page.indicator
    lines = max(lines_of(getattr(indicator, column.field), column.width - 2) for column in _WORDY)
    sheet.set_row(row, lines * LINE + 7)
    figure = styles.get("cell_figure", number_format(indicator.measure, indicator.decimals))
    formats = {"target": figure, "current": figure, "rag": styles["rag_cell"], "change": styles["word_cell"]}
    sheet.write_url(
        row,
        0,
        f"internal:{quoted(page.sheet)}!A1",
        styles["link_cell"],
        page.sheet,
        layout.GO_TO.format(page.sheet),
    )
    # The number after the link: what a link shows is an attribute, where a control character cannot stand.
    sheet.write_string(row, 0, indicator.number, styles["link_cell"])
    for column, field in enumerate(_FIELDS[1:], start=1):
        place = page.cell(*_SOURCES[field])
        formula = f'=IF({place}="", "", {place})'
        sheet.write_formula(row, column, formula, formats.get(field, styles["cell_middle"]), "")


def _write_counts(book: Book, sheet: Worksheet, top: int, services: list[str], rows: range) -> None:
    """Write how many indicators have each rating: one row for each service and one for all of them.

    Every row has the same formulas, and what stands in its first cell says what is counted: so a row for another
    service is a copy of the one above it.
    """
    styles = book.styles
    heading(book, sheet, top, "Ratings by service", _LAST)
    header = top + 1
    sheet.set_row(header, 30)
    sheet.write_string(header, _COUNTS_COLUMN, "Service", styles["header"])
    sheet.write_string(header, 0, "All", styles["header_centre"])
    left = _COUNTS_COLUMN + 1
    rated, served = (_cells_of(field, rows) for field in ("rag", "service"))
    for column, rating in enumerate(RATINGS, start=left):
        sheet.write_string(header, column, rating, styles["header_centre"])
    counted_for = [*services, None] if len(services) > 1 else [None]
    for row, service in enumerate(counted_for, start=header + 1):
        name = layout.ALL_SERVICES if service is None else service or layout.NO_SERVICE
        sheet.write_string(row, _COUNTS_COLUMN, name, styles["cell_bold_middle" if service is None else "cell_middle"])
        sheet.set_row(row, 17)
        label = f"${at(row, _COUNTS_COLUMN)}"
        for column in range(left, left + len(RATINGS)):
            rating = f"{at(header, column)[: -len(str(header + 1))]}${header + 1}"
            wanted = f'IF({label}="{layout.NO_SERVICE}", "", {label})'
            formula = (
                f'IF({label}="{layout.ALL_SERVICES}", COUNTIF({rated}, {rating}), '
                f"COUNTIFS({rated}, {rating}, {served}, {wanted}))"
            )
            sheet.write_formula(row, column, f"={formula}", styles["cell_count"], 0)
        counted = f"{at(row, left)}:{at(row, left + len(RATINGS) - 1)}"
        sheet.write_formula(row, 0, f"=SUM({counted})", styles["cell_count"], 0)
        if service is None:
            book.name_cell(layout.ALL_SERVICES_CELL, layout.INDEX, row, _COUNTS_COLUMN)


def _cells_of(field: str, rows: range) -> str:
    column = _FIELDS.index(field)
    return f"{fixed(rows[0], column)}:{fixed(rows[-1], column)}"
