"""The history table of an indicator: what is typed, period by period."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from quarterbook.book import layout
from quarterbook.book.sheets import formulas
from quarterbook.book.sheets.context import Book, Page
from quarterbook.book.sheets.places import at
from quarterbook.book.sheets.styles import LINE, number_format
from quarterbook.book.sheets.text import alt_text, lines_of
from quarterbook.register.model import Observation, Value
from quarterbook.register.spreadsheet import ExactNumber
from quarterbook.vocabulary import MARKERS

HEADER_HEIGHT = 42

_FIELDS = [column.field for column in layout.HISTORY_COLUMNS]
_ACTUAL, _PART, _WHOLE, _TARGET, _MARKER = (
    _FIELDS.index(field) for field in ("actual", "numerator", "denominator", "target", "marker")
)
_NOTE_WIDTH = layout.PAGE_WIDTHS[-1] - 2
_FIRST_FIGURE, _LAST_FIGURE = _ACTUAL, _MARKER - 1


def write_history(book: Book, page: Page, sheet: Worksheet, top: int) -> int:
    """Write the heading and the history table from row `top` on. Return the table's last row."""
    styles, indicator = book.styles, page.indicator
    sheet.set_row(top, 22)
    for column in range(len(layout.PAGE_WIDTHS)):
        sheet.write_blank(top, column, None, styles["heading"])
    sheet.write_string(top, 0, "History", styles["heading"])
    header, first = top + 1, top + 2
    last = first + len(page.history) - 1
    sheet.set_row(header, HEADER_HEIGHT)
    sheet.add_table(
        header,
        0,
        last,
        len(layout.HISTORY_COLUMNS) - 1,
        {
            "name": page.table,
            "style": None,
            "autofilter": False,
            "description": alt_text(f"The figures of indicator {indicator.number}, one row a period."),
            "title": "History",
            "columns": [
                {"header": column.header, "header_format": styles["header_centre"]} for column in layout.HISTORY_COLUMNS
            ],
        },
    )
    figure = styles.get("input_figure", number_format(indicator.measure, indicator.decimals))
    parts = styles.get("input_figure", _parts_format(page.history))
    worked = styles.get("worked_figure", number_format(indicator.measure, indicator.decimals))
    words, note = styles["input"], styles["input_wrap"]
    formats = [words, figure, figure, parts, parts, figure, figure, figure, words, note]
    by_parts = _given_by_parts(page.history)
    for row, observation in enumerate(page.history, start=first):
        lines = lines_of(observation.note, _NOTE_WIDTH)
        if lines > 1:  # other rows are left to Excel, which fits them when a note is typed
            sheet.set_row(row, LINE * lines + 3)
        sheet.write_string(row, 0, str(observation.period), words)
        for column in range(1, len(_FIELDS)):
            write_value(sheet, row, column, getattr(observation, _FIELDS[column]), formats[column])
        if by_parts and observation.actual is None:
            part, whole = at(row, _PART), at(row, _WHOLE)
            sheet.write_formula(row, _ACTUAL, formulas.percentage(part, whole), worked, "")
        if observation.target is None and indicator.target_follows(observation.period, book.period):
            text = formulas.target_due(observation.period)
            sheet.write_dynamic_array_formula(row, _TARGET, row, _TARGET, text, worked, "")
    _validate(book, sheet, first, last)
    return last


def write_value(sheet: Worksheet, row: int, column: int, value: Value, style: Any) -> None:
    """Write a figure's cell: a number, the text that stands in its place, or nothing."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    else:
        sheet.write_number(row, column, ExactNumber(value), style)


def _given_by_parts(history: tuple[Observation, ...]) -> bool:
    """Whether the indicator's figures follow from numerator and denominator."""
    return any(
        row.actual is None and isinstance(row.numerator, float | int) and isinstance(row.denominator, float | int)
        for row in history
    )


def _parts_format(history: tuple[Observation, ...]) -> str:
    parts = [value for row in history for value in (row.numerator, row.denominator)]
    whole = all(float(value).is_integer() for value in parts if isinstance(value, float | int))
    return "#,##0" if whole else "#,##0.00"


def _validate(book: Book, sheet: Worksheet, first: int, last: int) -> None:
    cell = at(first, _FIRST_FIGURE)
    sheet.data_validation(
        first,
        _FIRST_FIGURE,
        last,
        _LAST_FIGURE,
        {
            "validate": "custom",
            "value": f"=OR(ISNUMBER({cell}), COUNTIF(MissingWords, {cell})>0)",
            "error_type": "warning",
            "error_title": "Not a number",
            "error_message": "Type a number (a percentage as 95%), or a word from the Key such as n/a. "
            "A figure that is text is not rated.",
        },
    )
    sheet.data_validation(
        first, _MARKER, last, _MARKER, {"validate": "list", "source": list(MARKERS), "error_type": "warning"}
    )
    sheet.data_validation(
        first,
        0,
        last,
        0,
        {
            "validate": "any",
            "input_title": "Period",
            "input_message": "Written as 2023/24 Q3, 2023/24 M07 or 2023/24. One row a period.",
        },
    )
    sheet.conditional_format(
        first, 0, last, 0, {"type": "formula", "criteria": f"=$A{first + 1}=CurrentPeriod", "format": book.styles.now}
    )
