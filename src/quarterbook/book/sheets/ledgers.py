"""The sheets that tools fill: Checks, and Published with the narrative of earlier periods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xlsxwriter.worksheet import Worksheet

from quarterbook.book import layout
from quarterbook.book.sheets.context import Book
from quarterbook.book.sheets.history import write_value
from quarterbook.book.sheets.styles import number_format
from quarterbook.register.model import Narrative, Published, Value
from quarterbook.vocabulary import PERCENT

A3 = 8
_HEADER = 4
_TOLERANCES = ("amber", "blue")
_FIGURES = ("target", "current", "previous")
_TEXTS = ("commentary", "actions")


def write_checks(book: Book) -> None:
    """Write the sheet that the findings of the checks go to."""
    sheet = book.sheets[layout.CHECKS]
    _write_top(
        book,
        sheet,
        "Checks",
        layout.NOT_CHECKED,
    )
    _write_table(book, sheet, 0, name=layout.CHECKS_TABLE, columns=layout.CHECKS_COLUMNS, rows=[])
    _set_up(book, sheet, _HEADER + 1, len(layout.CHECKS_COLUMNS) - 1)


def write_published(book: Book) -> None:
    """Write the ledger of what was published, and the narrative of periods other than the current one."""
    sheet = book.sheets[layout.PUBLISHED]
    _write_top(
        book,
        sheet,
        "Published",
        "What was published for each period, kept as it was. Later changes of target or tolerance do not alter it.",
    )
    columns = layout.PUBLISHED_COLUMNS
    ledger = [_published_row(row) for row in book.register.published]
    shown = {
        page.indicator.number: number_format(page.indicator.measure, page.indicator.decimals) for page in book.pages
    }
    formats = [shown.get(row.number, "") for row in book.register.published]
    last = _write_table(
        book, sheet, 0, name=layout.PUBLISHED_TABLE, columns=columns, rows=ledger, number_formats=formats
    )
    rating = [column.field for column in columns].index("rag")
    for rule in book.styles.ratings:
        sheet.conditional_format(_HEADER + 1, rating, last, rating, rule)
    beside = len(columns) + 1
    sheet.write_string(_HEADER - 1, beside, "Commentary and actions of other periods", book.styles["quiet"])
    current = {page.indicator.number: page.indicator.current_period(book.period) for page in book.pages}
    earlier = [row for row in book.register.narrative if row.period != current.get(row.number)]
    _write_table(
        book,
        sheet,
        beside,
        name=layout.NARRATIVE_TABLE,
        columns=layout.NARRATIVE_COLUMNS,
        rows=[_narrative_row(row) for row in earlier],
    )
    _set_up(book, sheet, last, len(columns) - 1)


def _published_row(row: Published) -> list[Value]:
    return [str(row.period) if c.field == "period" else getattr(row, c.field) for c in layout.PUBLISHED_COLUMNS]


def _narrative_row(row: Narrative) -> list[Value]:
    return [row.number, str(row.period), row.commentary, row.actions]


def _write_top(book: Book, sheet: Worksheet, title: str, says: str) -> None:
    sheet.set_row(0, 34)
    sheet.write_string(0, 0, title, book.styles["title_line"])
    sheet.write_string(1, 0, says, book.styles["quiet"])
    sheet.write_url(2, 0, f"internal:{layout.INDEX}!A1", book.styles["link"], "Go to Index")


def _write_table(
    book: Book,
    sheet: Worksheet,
    left: int,
    *,
    name: str,
    columns: Sequence[layout.Column],
    rows: Iterable[Sequence[Value]],
    number_formats: Sequence[str] = (),
) -> int:
    """Write a table; one without rows gets an empty one, as Excel asks for. Return its last row.

    `number_formats` says, row by row, how the figures are shown.
    """
    styles = book.styles
    content = list(rows) or [[None] * len(columns)]
    sheet.set_row(_HEADER, 30)
    for offset, column in enumerate(columns):
        sheet.set_column(left + offset, left + offset, column.width)
    sheet.add_table(
        _HEADER,
        left,
        _HEADER + len(content),
        left + len(columns) - 1,
        {
            "name": name,
            "style": None,
            "columns": [{"header": column.header, "header_format": styles["header"]} for column in columns],
        },
    )
    special = dict.fromkeys(_TOLERANCES, styles.get("cell", number_format(PERCENT, 1)))
    special |= dict.fromkeys(_TEXTS, styles["cell_line"])
    for n, values in enumerate(content):
        figures = (
            dict.fromkeys(_FIGURES, styles.get("cell_figure", number_formats[n])) if n < len(number_formats) else {}
        )
        for offset, (column, value) in enumerate(zip(columns, values, strict=True)):
            style = figures.get(column.field) or special.get(column.field) or styles["cell"]
            write_value(sheet, _HEADER + 1 + n, left + offset, value, style)
    return _HEADER + len(content)


def _set_up(book: Book, sheet: Worksheet, last: int, last_column: int) -> None:
    sheet.set_paper(A3)
    sheet.set_landscape()
    sheet.print_area(0, 0, last, last_column)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER)
    sheet.freeze_panes(_HEADER + 1, 0)
    sheet.set_footer("&L&8&A&R&8Page &P of &N")
    sheet.ignore_errors({"number_stored_as_text": f"A1:AZ{last + 1}"})
    book.finish(sheet)
