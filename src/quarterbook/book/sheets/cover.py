"""The Cover: what the workbook is, its settings, which periods are current, how to use it."""

from __future__ import annotations

from typing import Any, Final

from xlsxwriter.worksheet import Worksheet

from quarterbook.book import layout
from quarterbook.book.sheets import formulas
from quarterbook.book.sheets.context import Book
from quarterbook.book.sheets.history import write_value
from quarterbook.book.sheets.places import at, fixed
from quarterbook.book.sheets.styles import LINE
from quarterbook.book.sheets.text import lines_of
from quarterbook.book.sheets.words import CONTENTS, COVER_LABELS, HOW_TO, LEGEND
from quarterbook.periods import PERIODS_A_YEAR, Period
from quarterbook.vocabulary import PERIOD_WORDS, QUARTERLY

A4: Final = 9
_WIDTHS = (28, 32, 18, 20, 20, 10, 10, 10)
_SHEET = layout.COVER
_COLUMNS = layout.PERIOD_COLUMNS
_MONTHS_ROW = layout.COVER_PERIODS_ROW - 2
_YES_NO = ("Yes", "No")


def write_cover(book: Book) -> None:
    """Write the Cover."""
    sheet, styles, settings = book.sheets[_SHEET], book.styles, book.register.settings
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 34)
    title, organisation, committee = (layout.COVER_NAMES[key] for key in ("title", "organisation", "committee"))
    sheet.write_formula(0, 0, f'=IF({title}="", "Performance report", {title})', styles["title_line"], "")
    sheet.set_row(1, 20)
    words = f'={organisation}&IF({committee}="", "", "  ·  "&{committee})'
    sheet.write_formula(1, 0, words, styles["subtitle"], "")
    sheet.write_formula(2, 0, f'="Reporting period: "&{layout.REPORTING_PERIOD}', styles["quiet"], "")
    _write_settings(book, sheet)
    _write_periods(book, sheet)
    row = _write_list(book, sheet, layout.COVER_PERIODS_ROW + 4, "How to use this workbook", HOW_TO)
    row = _write_legend(book, sheet, row + 1)
    row = _write_contents(book, sheet, row + 1)
    last = _write_other_settings(book, sheet, row + 1, settings.other)
    sheet.set_paper(A4)
    sheet.set_portrait()
    sheet.print_area(0, 0, last, _COLUMNS.heading)
    sheet.fit_to_pages(1, 1)
    sheet.set_footer("&L&8&A&R&8Page &P of &N")
    everywhere = f"A1:H{last + 1}"
    sheet.ignore_errors({"number_stored_as_text": everywhere, "formula_unlocked": everywhere})
    book.finish(sheet)
    sheet.activate()
    sheet.set_first_sheet()


def _write_settings(book: Book, sheet: Worksheet) -> None:
    settings, styles = book.register.settings, book.styles
    heading(book, sheet, layout.COVER_SETTINGS_ROW - 1, "Settings")
    both = settings.other.get(layout.BOTH_COMPARATORS_KEY, "").strip().lower() in ("yes", "true", "1")
    contents: dict[str, Any] = {
        "organisation": settings.organisation,
        "committee": settings.committee,
        "title": settings.title,
        "reporting_period": str(settings.reporting_period),
        "amber_tolerance": settings.amber_tolerance,
        "blue_margin": settings.blue_margin,
        "year_start_month": settings.year_start_month,
        layout.BOTH_COMPARATORS_KEY: _YES_NO[0] if both else _YES_NO[1],
    }
    rules = _rules(book.period)
    for row, (key, name) in enumerate(layout.COVER_NAMES.items(), start=layout.COVER_SETTINGS_ROW):
        label, says = COVER_LABELS[key]
        tolerance = key in ("amber_tolerance", "blue_margin")
        sheet.set_row(row, LINE * lines_of(str(contents[key]), _WIDTHS[1] - 2) + 5)
        sheet.write_string(row, 0, label, styles["label"])
        write_value(sheet, row, 1, contents[key], styles.get("input_middle", "0.0%" if tolerance else ""))
        sheet.write_string(row, 2, says, styles["quiet_beside"])
        if key in rules:
            sheet.data_validation(row, 1, row, 1, rules[key])
        book.name_cell(name, _SHEET, row, 1)


def _rules(period: Period) -> dict[str, dict[str, Any]]:
    quarters = [
        str(quarter)
        for year in (period.year - 1, period.year, period.year + 1)
        for quarter in Period(year, QUARTERLY, 1, period.start_month).of_year()
    ]
    tolerance = {
        "validate": "decimal",
        "criteria": ">=",
        "value": 0,
        "error_title": "Not a tolerance",
        "error_message": "Type a percentage from 0%.",
    }
    return {
        "reporting_period": {
            "validate": "list",
            "source": quarters,
            "error_type": "warning",
            "error_title": "Not in the list",
            "error_message": "Write it as 2023/24 Q3, 2023/24 M07 or 2023/24. Is it right?",
            "input_title": "Reporting period",
            "input_message": "Every current and previous figure in the workbook follows from this cell.",
        },
        "amber_tolerance": tolerance,
        "blue_margin": tolerance,
        "year_start_month": {
            "validate": "integer",
            "criteria": "between",
            "minimum": 1,
            "maximum": 12,
            "error_message": "Type the number of a month, from 1 to 12.",
        },
        layout.BOTH_COMPARATORS_KEY: {"validate": "list", "source": list(_YES_NO)},
    }


def _write_periods(book: Book, sheet: Worksheet) -> None:
    """Write which period is current for each frequency: every indicator's sheet looks it up here."""
    styles, first = book.styles, layout.COVER_PERIODS_ROW
    heading(book, sheet, first - 3, "Periods that follow from the reporting period")
    months = fixed(_MONTHS_ROW, _COLUMNS.count)
    says = "The reporting period cannot be read: write it as 2023/24 Q3, 2023/24 M07 or 2023/24."
    notice = f'=IF({months}="", "{says}", "")'
    sheet.write_formula(_MONTHS_ROW, 0, notice, styles["warning"], "")
    sheet.write_string(_MONTHS_ROW, _COLUMNS.word, "Worked out", styles["quiet"])
    sheet.write_formula(_MONTHS_ROW, _COLUMNS.count, formulas.MONTHS, styles["worked"], "")
    headers = (
        "Frequency",
        "Current period",
        "Previous period",
        "Same period last year",
        "Its heading",
        "Called",
        "A year has",
        "Counted",
    )
    for column, text in enumerate(headers):
        sheet.write_string(first - 1, column, text, styles["header"])
    for row, frequency in enumerate(layout.COVER_FREQUENCIES, start=first):
        periods, count = at(row, _COLUMNS.periods), at(row, _COLUMNS.count)
        sheet.write_string(row, _COLUMNS.frequency, frequency, styles["label"])
        sheet.write_string(row, _COLUMNS.word, PERIOD_WORDS[frequency], styles["label"])
        sheet.write_number(row, _COLUMNS.periods, PERIODS_A_YEAR[frequency], styles["worked"])
        counted = formulas.filled(formulas.COUNT, months=months, periods=periods)
        sheet.write_formula(row, _COLUMNS.count, counted, styles["worked"], "")
        for column, template, place in (
            (_COLUMNS.current, formulas.PERIOD, count),
            (_COLUMNS.previous, formulas.PERIOD, f"{count}-1"),
            (_COLUMNS.last_year, formulas.PERIOD, f"{count}-{periods}"),
            (_COLUMNS.heading, formulas.PERIOD_HEADING, f"{count}-{periods}"),
        ):
            text = formulas.filled(template, base=count, count=place, periods=periods)
            sheet.write_formula(row, column, text, styles["worked"], "")


def _write_list(book: Book, sheet: Worksheet, row: int, title: str, lines: tuple[tuple[str, str], ...]) -> int:
    heading(book, sheet, row, title)
    for offset, (what, how) in enumerate(lines, start=1):
        sheet.set_row(row + offset, LINE * lines_of(how, sum(_WIDTHS[1 : _COLUMNS.word])) + 6)
        sheet.write_string(row + offset, 0, what, book.styles["bold"])
        sheet.merge_range(row + offset, 1, row + offset, _COLUMNS.heading, how, book.styles["middle"])
    return row + len(lines) + 1


def _write_legend(book: Book, sheet: Worksheet, row: int) -> int:
    heading(book, sheet, row, "What the cells look like")
    for offset, (style, sample, says) in enumerate(LEGEND, start=1):
        sheet.set_row(row + offset, 18)
        sheet.write_string(row + offset, 0, sample, book.styles[style])
        sheet.write_string(row + offset, 1, says, book.styles["beside"])
    return row + len(LEGEND) + 1


def _write_contents(book: Book, sheet: Worksheet, row: int) -> int:
    heading(book, sheet, row, "Contents")
    for offset, (name, says) in enumerate(CONTENTS.items(), start=1):
        sheet.set_row(row + offset, 18)
        sheet.write_url(row + offset, 0, f"internal:{name}!A1", book.styles["link"], name)
        sheet.write_string(row + offset, 1, says, book.styles["beside"])
    return row + len(CONTENTS) + 1


def _write_other_settings(book: Book, sheet: Worksheet, row: int, other: Any) -> int:
    """Write the settings that have no cell of their own: tools read them, nobody needs to type them."""
    heading(book, sheet, row, "Other settings")
    pairs = [(key, value) for key, value in other.items() if key != layout.BOTH_COMPARATORS_KEY] or [("", "")]
    header = row + 1
    sheet.add_table(
        header,
        0,
        header + len(pairs),
        1,
        {
            "name": layout.OTHER_SETTINGS_TABLE,
            "style": None,
            "autofilter": False,
            "columns": [
                {"header": text, "header_format": book.styles["header"]} for text in layout.OTHER_SETTINGS_HEADERS
            ],
        },
    )
    for offset, pair in enumerate(pairs, start=1):
        for column, text in enumerate(pair):
            write_value(sheet, header + offset, column, text, book.styles["input"])
    return header + len(pairs)


def heading(book: Book, sheet: Worksheet, row: int, text: str, last_column: int = _COLUMNS.heading) -> None:
    """Write a heading with a line below it, from the first column to the last one."""
    sheet.set_row(row, 22)
    sheet.write_string(row, 0, text, book.styles["heading"])
    for column in range(1, last_column + 1):
        sheet.write_blank(row, column, None, book.styles["heading"])
