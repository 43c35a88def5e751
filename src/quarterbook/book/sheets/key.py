"""The Key: what the words, ratings and signs mean, with the bands as they are set."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from quarterbook.book import layout
from quarterbook.book.sheets.context import Book
from quarterbook.book.sheets.cover import heading
from quarterbook.book.sheets.styles import LINE
from quarterbook.book.sheets.text import lines_of
from quarterbook.functions import REGISTRY
from quarterbook.key import CHANGE_WORDS, DATA_ITEMS, STATUS_WORDS, VOCABULARY
from quarterbook.vocabulary import DIRECTION_SHOWN, DIRECTION_SPELLINGS, MISSING_WORDS

A4 = 9
_WIDTHS = (28, 26, 62, 3, 22, 26, 3, 22)
_MEANING_WIDTH = _WIDTHS[1] + _WIDTHS[2]
_LAST = 2


def write_key(book: Book) -> None:
    """Write the Key."""
    sheet, styles = book.sheets[layout.KEY], book.styles
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 34)
    sheet.write_string(0, 0, "Key", styles["title_line"])
    sheet.write_url(1, 0, f"internal:{layout.INDEX}!A1", styles["link"], "Go to Index")
    row = _write_terms(book, sheet, 2, "Data items", DATA_ITEMS)
    row = _write_bands(book, sheet, row + 1)
    row = _write_terms(book, sheet, row + 1, "Change in performance", CHANGE_WORDS, rule=True)
    row = _write_vocabulary(book, sheet, row + 1)
    row = _write_terms(
        book,
        sheet,
        row + 1,
        "Worksheet functions",
        tuple((name, f"{function.summary} For example {function.example}") for name, function in REGISTRY.items()),
    )
    _write_spellings(book, sheet)
    sheet.set_paper(A4)
    sheet.set_portrait()
    sheet.print_area(0, 0, row - 1, _LAST)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&8&A&R&8Page &P of &N")
    book.finish(sheet)


def _write_terms(
    book: Book, sheet: Worksheet, row: int, title: str, terms: tuple[tuple[str, str], ...], *, rule: bool = False
) -> int:
    """Write a list of words and meanings. Return the row below it."""
    heading(book, sheet, row, title, _LAST)
    first = row + 1
    for offset, (term, meaning) in enumerate(terms):
        _write_term(book, sheet, first + offset, term, meaning)
    if rule:
        for change in book.styles.changes:
            sheet.conditional_format(first, 0, first + len(terms) - 1, 0, change)
    return first + len(terms)


def _write_term(book: Book, sheet: Worksheet, row: int, term: str, meaning: str) -> None:
    sheet.set_row(row, _height(meaning))
    sheet.write_string(row, 0, term, book.styles["cell_bold_middle"])
    sheet.merge_range(row, 1, row, _LAST, "", book.styles["cell_middle"])
    if meaning.startswith("="):
        sheet.write_formula(row, 1, meaning, book.styles["cell_middle"], "")
    else:
        sheet.write_string(row, 1, meaning, book.styles["cell_middle"])


def _height(text: str) -> float:
    return LINE * lines_of(text, _MEANING_WIDTH) + 6


def _write_bands(book: Book, sheet: Worksheet, row: int) -> int:
    """Write what each rating means, with the tolerances as they are set on the Cover."""
    heading(book, sheet, row, f"RAG rating: {book.scheme.title[0].lower()}{book.scheme.title[1:]}", _LAST)
    first = row = row + 1
    for rating, meaning in book.scheme.bands.items():
        _write_term(book, sheet, row, rating, _with_tolerances(meaning))
        sheet.set_row(row, _height(meaning))
        sheet.write_string(row, 0, rating, book.styles["rag_cell"])
        row += 1
    for rule in book.styles.ratings:
        sheet.conditional_format(first, 0, row - 1, 0, rule)
    for word, meaning in STATUS_WORDS:
        _write_term(book, sheet, row, word, meaning)
        sheet.write_string(row, 0, word, book.styles["rag_cell"])
        row += 1
    return row


def _with_tolerances(meaning: str) -> str:
    """Return the formula that puts the workbook's tolerances into a band's meaning."""
    if "{" not in meaning:
        return meaning
    text = '="' + meaning.replace('"', '""') + '"'
    for hole, name in (("{amber}", layout.AMBER_TOLERANCE), ("{blue}", layout.BLUE_MARGIN)):
        text = text.replace(hole, f'"&ROUND({name}*100, 4)&"%')
    return text


def _write_vocabulary(book: Book, sheet: Worksheet, row: int) -> int:
    heading(book, sheet, row, "Words of the settings", _LAST)
    row += 1
    for setting, words in VOCABULARY:
        for word, meaning in words:
            sheet.set_row(row, LINE * max(lines_of(word, _WIDTHS[1]), lines_of(meaning, _WIDTHS[2])) + 6)
            sheet.write_string(row, 0, setting, book.styles["cell_middle"])
            sheet.write_string(row, 1, word, book.styles["cell_bold_middle"])
            sheet.write_string(row, 2, meaning, book.styles["cell_middle"])
            row += 1
    return row


def _write_spellings(book: Book, sheet: Worksheet) -> None:
    """Write the lists that the sheets look up: the spellings of a direction, the words for a missing figure."""
    styles, header = book.styles, layout.KEY_SPELLINGS_ROW - 1
    spelling, missing = layout.KEY_SPELLINGS_COLUMN, layout.KEY_MISSING_COLUMN
    sheet.write_string(header, spelling, "Direction typed as", styles["header"])
    sheet.write_string(header, spelling + 1, "Shown as", styles["header"])
    sheet.write_string(header, missing, "No figure, typed as", styles["header"])
    for row, (text, way) in enumerate(DIRECTION_SPELLINGS.items(), start=header + 1):
        sheet.write_string(row, spelling, text, styles["cell_middle"])
        sheet.write_string(row, spelling + 1, DIRECTION_SHOWN[way], styles["cell_middle"])
    for row, text in enumerate((word for word in MISSING_WORDS if word), start=header + 1):
        sheet.write_string(row, missing, text, styles["cell_middle"])
