"""The settings of an indicator, in a block of their own beside the chart, and what is worked out of them."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from quarterbook.book import layout
from quarterbook.book.sheets import formulas
from quarterbook.book.sheets.context import Book, Page
from quarterbook.book.sheets.history import write_value
from quarterbook.book.sheets.styles import number_format
from quarterbook.periods import PERIODS_A_YEAR
from quarterbook.vocabulary import (
    BASES,
    COMPARATORS,
    DIRECTIONS,
    FREQUENCIES,
    MEASURES,
    PLACES,
    STATUSES,
)

LABEL_WIDTH, VALUE_WIDTH = 26, 24

_TOLERANCE = {
    "validate": "decimal",
    "criteria": ">=",
    "value": 0,
    "input_title": "Own tolerance",
    "input_message": "Leave it blank to use the workbook's (on the Cover).",
    "error_title": "Not a tolerance",
    "error_message": "Type a percentage from 0%, or leave it blank.",
}
_RULES: dict[str, dict[str, Any]] = {
    "number": {
        "validate": "any",
        "input_title": "Number",
        "input_message": "The indicator's own number. The register knows it by this.",
    },
    "measure": {"validate": "list", "source": list(MEASURES)},
    "decimals": {
        "validate": "integer",
        "criteria": "between",
        "minimum": 0,
        "maximum": PLACES,
        "input_title": "Decimals",
        "input_message": "The figures above are rounded to these before they are rated.",
        "error_message": f"Type a whole number from 0 to {PLACES}.",
    },
    "direction": {
        "validate": "list",
        "source": list(DIRECTIONS),
        "error_type": "warning",
        "input_title": "Direction",
        "input_message": "up, down, target (close to it is best) or none. The Key has other spellings.",
    },
    "frequency": {"validate": "list", "source": list(FREQUENCIES)},
    "basis": {
        "validate": "list",
        "source": list(BASES),
        "input_title": "Basis",
        "input_message": "What a figure covers: its period alone, the year to date, 12 months, or a level on a date.",
    },
    "target_basis": {
        "validate": "list",
        "source": list(BASES),
        "input_title": "Basis of the target",
        "input_message": "The same as the figures', unless you pick another.",
    },
    "annual_target": {
        "validate": "any",
        "input_title": "Annual target",
        "input_message": "Gives the target of every period of the year that has none of its own.",
    },
    "comparator": {
        "validate": "list",
        "source": list(COMPARATORS),
        "input_title": "Compared with",
        "input_message": "A cumulative figure belongs beside the same period last year.",
    },
    "status": {
        "validate": "list",
        "source": list(STATUSES),
        "input_title": "Status",
        "input_message": "Targeted is rated. The other words stand in place of a rating.",
    },
    "amber": _TOLERANCE,
    "blue": _TOLERANCE,
}
_WORDS = ("number", "title", "service", "owner", "measure", "direction", "frequency", "basis", "comparator", "status")


def write_settings(book: Book, page: Page, sheet: Worksheet) -> dict[str, tuple[int, int]]:
    """Write the settings and what follows from them. Return the cell of each name."""
    styles, indicator = book.styles, page.indicator
    label, value = layout.PANE_COLUMN, layout.PANE_COLUMN + 1
    write_heading(book, sheet, label, "Settings of this indicator")
    tolerance = styles.get("input_setting", "0.0%")
    formats = {
        "annual_target": styles.get("input_setting", number_format(indicator.measure, indicator.decimals)),
        "amber": tolerance,
        "blue": tolerance,
    }
    cells = {}
    row = layout.PANE_ROW + 1
    for setting in layout.INDICATOR_SETTINGS:
        style = formats.get(setting.field, styles["input"])
        content = getattr(indicator, setting.field)
        sheet.write_string(row, label, setting.label, styles["label"])
        if setting.field == "target_basis" and not content:
            sheet.write_formula(row, value, formulas.AS_BASIS, style, indicator.basis)
        elif setting.field in _WORDS and content:
            sheet.write_string(row, value, content, style)
        else:
            write_value(sheet, row, value, content, style)
        if setting.field in _RULES:
            sheet.data_validation(row, value, row, value, _RULES[setting.field])
        cells[setting.name] = row, value
        row += 1
    percent = styles.get("worked", "0.0%")
    formats = {
        layout.AMBER: percent,
        layout.BLUE: percent,
        layout.LAST_YEAR: styles.get("worked", number_format(indicator.measure, indicator.decimals)),
    }
    for name, text in layout.WORKED_OUT.items():
        sheet.write_string(row, label, text, styles["label"])
        formula = page.formula(formulas.WORKED_OUT[name])
        sheet.write_formula(row, value, formula, formats.get(name, styles["worked"]), "")
        cells[name] = row, value
        row += 1
    return cells


def write_profile(book: Book, page: Page, sheet: Worksheet) -> None:
    """Write the weights of the annual target, one a period of the year, and name their range."""
    indicator, styles = page.indicator, book.styles
    label, value = layout.CHECKS_COLUMN, layout.CHECKS_COLUMN + 1
    row = layout.PROFILE_ROW
    write_heading(book, sheet, label, "Profile of the annual target", row)
    first = row + 1
    current = indicator.current_period(book.period)
    weights = {
        "validate": "decimal",
        "criteria": ">=",
        "value": 0,
        "input_title": "Weight",
        "input_message": "This period's share of the year. Fill in all or none: none is even.",
        "error_message": "Type a number from 0.",
    }
    periods = PERIODS_A_YEAR[indicator.frequency]
    for n in range(periods):
        sheet.write_string(first + n, label, f"Weight of period {n + 1} of {current.count}", styles["label"])
        weight = indicator.profile[n] if n < len(indicator.profile) else None
        write_value(sheet, first + n, value, weight, styles["input_setting"])
    sheet.data_validation(first, value, first + periods - 1, value, weights)
    book.name_column(page, layout.PROFILE, value, range(first, first + periods))


def write_heading(book: Book, sheet: Worksheet, column: int, text: str, row: int = layout.PANE_ROW) -> None:
    """Write the heading of a block of two columns."""
    sheet.write_string(row, column, text, book.styles["heading"])
    sheet.write_blank(row, column + 1, None, book.styles["heading"])
