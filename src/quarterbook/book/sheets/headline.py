"""The headline table of an indicator: heading above figure, rating and change, all by formula."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from quarterbook.book import layout
from quarterbook.book.sheets import formulas
from quarterbook.book.sheets.context import Book, Page
from quarterbook.book.sheets.places import at
from quarterbook.book.sheets.styles import TITLE_SIZE, number_format
from quarterbook.book.sheets.text import lines_of
from quarterbook.labels import target_heading
from quarterbook.vocabulary import CHANGE_HEADING, DIRECTION_HEADING, RAG_HEADING

HEADER_HEIGHT = 56
VALUE_HEIGHT = 36
_LAST = len(layout.PAGE_WIDTHS) - 1
_TITLE_LINE = TITLE_SIZE * 1.3


def write_headline(book: Book, page: Page, sheet: Worksheet) -> None:
    """Write title, link back, headings and figures."""
    styles, indicator = book.styles, page.indicator
    title = f"{layout.INDICATOR} {indicator.number}: {indicator.title}"
    scale = TITLE_SIZE / 10 * 1.08  # bold, and larger than the text that the column widths count
    sheet.set_row(layout.TITLE_ROW, 8 + _TITLE_LINE * lines_of(title, sum(layout.PAGE_WIDTHS) / scale))
    sheet.merge_range(layout.TITLE_ROW, 0, layout.TITLE_ROW, _LAST, "", styles["title"])
    sheet.write_formula(layout.TITLE_ROW, 0, formulas.TITLE, styles["title"], "")
    sheet.set_row(layout.LINK_ROW, 18)
    sheet.write_url(layout.LINK_ROW, 0, f"internal:{layout.INDEX}!A1", styles["link"], "Return to Index")
    sheet.write_formula(layout.LINK_ROW, 2, formulas.SUBTITLE, styles["subtitle"], "")
    sheet.set_row(layout.LINK_ROW + 1, 6)
    _write_headings(book, page, sheet)
    _write_figures(book, page, sheet)
    sheet.set_row(layout.MARKER_ROW, 16)
    sheet.write_formula(layout.MARKER_ROW, 0, page.formula(formulas.MARKER), styles["quiet"], "")


def _write_headings(book: Book, page: Page, sheet: Worksheet) -> None:
    row = layout.HEADER_ROW
    sheet.set_row(row, HEADER_HEIGHT)
    header, late = book.styles["header_centre"], book.styles["late_header"]
    sheet.write_formula(row, layout.TARGET.column, formulas.TARGET_LABEL, header, target_heading(page.indicator))
    sheet.write_string(row, layout.DIRECTION.column, DIRECTION_HEADING, header)
    sheet.write_formula(row, layout.CURRENT.column, formulas.CURRENT_LABEL, header, "")
    sheet.write_formula(row, layout.PREVIOUS.column, formulas.PREVIOUS_LABEL, header, "")
    sheet.write_string(row, layout.CHANGE.column, CHANGE_HEADING, header)
    sheet.write_string(row, layout.RAG_RATING.column, RAG_HEADING, header)
    sheet.write_formula(row, layout.OTHER_FIGURE.column, formulas.OTHER_LABEL, late, "")
    sheet.write_formula(row, layout.OTHER_CHANGE.column, formulas.OTHER_CHANGE_LABEL, late, "")
    for headline, heading in (
        (layout.NEIGHBOURS_MEAN, "Statistical Neighbours Mean"),
        (layout.ENGLAND_MEAN, "England Mean"),
    ):
        value = at(layout.VALUE_ROW, headline.column)
        text = formulas.filled(formulas.SHOWN_LABEL, value=value, heading=heading)
        sheet.write_formula(row, headline.column, text, late, "")


def _write_figures(book: Book, page: Page, sheet: Worksheet) -> None:
    row, styles, indicator = layout.VALUE_ROW, book.styles, page.indicator
    sheet.set_row(row, VALUE_HEIGHT)
    shown = number_format(indicator.measure, indicator.decimals)
    figure, late = styles.get("headline", shown), styles.get("late_headline", shown)
    words = styles["headline_words"]

    def write(headline: layout.Headline, formula: str, style: object) -> None:
        sheet.write_dynamic_array_formula(row, headline.column, row, headline.column, formula, style, "")

    write(layout.TARGET, page.formula(formulas.TARGET), styles.get("headline", shown))
    write(layout.DIRECTION, formulas.DIRECTION_SHOWN, words)
    write(layout.CURRENT, page.formula(formulas.CURRENT), figure)
    write(layout.PREVIOUS, page.formula(formulas.PREVIOUS), figure)
    write(layout.CHANGE, formulas.CHANGE, words)
    write(layout.RAG_RATING, formulas.stored(book.scheme.formula), styles["headline_rag"])
    write(layout.OTHER_FIGURE, page.formula(formulas.OTHER_FIGURE), late)
    write(layout.OTHER_CHANGE, formulas.OTHER_CHANGE, styles["late_words"])
    write(layout.NEIGHBOURS_MEAN, page.formula(formulas.NEIGHBOURS_MEAN), late)
    write(layout.ENGLAND_MEAN, page.formula(formulas.ENGLAND_MEAN), late)
    for rule in styles.ratings:
        sheet.conditional_format(row, layout.RAG_RATING.column, row, layout.RAG_RATING.column, rule)
    for column in (layout.CHANGE.column, layout.OTHER_CHANGE.column):
        for rule in styles.changes:
            sheet.conditional_format(row, column, row, column, rule)
    # The last four columns show themselves only where there is something in them.
    first, last = layout.OTHER_FIGURE.column, layout.ENGLAND_MEAN.column
    for at_row, style in ((layout.HEADER_ROW, styles.late_header), (row, styles.late_value)):
        rule = {"type": "formula", "criteria": f'={_column(first)}${layout.HEADER_ROW + 1}<>""', "format": style}
        sheet.conditional_format(at_row, first, at_row, last, rule)


def _column(column: int) -> str:
    return at(0, column)[:-1]
