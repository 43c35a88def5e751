"""An indicator sheet's own checks: what is still to come before it can be published."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from quarterbook.book import layout
from quarterbook.book.sheets import formulas
from quarterbook.book.sheets.context import Book, Page
from quarterbook.book.sheets.settings import write_heading

LABEL_WIDTH, VALUE_WIDTH = 29, 19


def write_live_checks(book: Book, page: Page, sheet: Worksheet) -> dict[str, tuple[int, int]]:
    """Write the checks and the period that the commentary is for. Return the cell of each name."""
    styles = book.styles
    label, value = layout.CHECKS_COLUMN, layout.CHECKS_COLUMN + 1
    write_heading(book, sheet, label, "Ready to publish?")
    cells = {}
    row = layout.CHECKS_ROW
    for (name, text), formula in zip(
        layout.LIVE_CHECKS,
        (
            formulas.FIGURE_IN,
            formulas.COMMENTARY_IN,
            formulas.ACTION_IN,
            page.formula(formulas.CUMULATIVE_CHECKED),
            page.formula(formulas.PERCENTAGE_CHECKED),
            formulas.STILL_TO_COME,
        ),
        strict=True,
    ):
        sheet.write_string(row, label, text, styles["label"])
        sheet.write_dynamic_array_formula(row, value, row, value, formula, styles["worked"], "")
        if name:
            cells[name] = row, value
        row += 1
    fault = {"type": "formula", "criteria": f"={formulas.CUMULATIVE_FAULT}", "format": styles.attention}
    sheet.conditional_format(layout.CHECKS_ROW + 3, value, layout.CHECKS_ROW + 3, value, fault)
    for rule in styles.readiness:
        sheet.conditional_format(layout.CHECKS_ROW, value, row - 1, value, rule)
    sheet.conditional_format(row - 1, value, row - 1, value, styles.waiting)
    sheet.write_string(row, label, "Commentary is for", styles["label"])
    sheet.write_string(row, value, str(page.indicator.current_period(book.period)), styles["input"])
    message = (
        "The period that commentary and actions were written for. Change it when you have brought them up to date."
    )
    sheet.data_validation(
        row, value, row, value, {"validate": "any", "input_title": "Commentary is for", "input_message": message}
    )
    cells[layout.COMMENTARY_PERIOD] = row, value
    return cells
