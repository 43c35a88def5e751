"""The figures as one tidy CSV file, for programs: a row for each indicator and period, a column for each variable.

An empty field means that there is no figure. A text that a spreadsheet would take for a formula begins with an
apostrophe; a negative number does not.
"""

from __future__ import annotations

from typing import Final

from quarterbook.register.folder import file_bytes
from quarterbook.report.editions import Done, each
from quarterbook.report.model import Report, Section
from quarterbook.report.spreadsheet.figures import UNITS, Number, Published, Row, direction_of, rows_of

COLUMNS: Final = (
    "indicator_number", "indicator", "service", "period", "unit", "actual", "target", "year_before",
    "statistical_neighbours_mean", "england_mean", "marker", "target_label", "direction_for_improvement",
    "change_in_performance", "rag_rating",
)  # fmt: skip
"""The last four are given in the row of the report's own period."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def edition(report: Report, done: Done) -> bytes:
    """Return the figures of a report as CSV: UTF-8, with a byte order mark for Excel.

    Args:
        report: what it says.
        done: is called after each indicator.
    """
    rows = [_fields(section, row) for section in each(report.sections, done) for row in rows_of(section)]
    return file_bytes([COLUMNS, *rows])


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) else text


def _fields(section: Section, row: Row) -> list[str | float]:
    figures = (row.actual, row.target, row.year_before, row.neighbours, row.england)
    current = (section.target.label, direction_of(section), section.change, section.rag)
    return [
        *map(neutral, (section.number, section.title, section.service)),
        row.period,
        UNITS.get(section.measure, neutral(section.measure)),
        *map(_field, figures),
        neutral(row.marker),
        *(map(neutral, current) if row.is_current else [""] * len(current)),
    ]


def _field(figure: Published) -> str | float:
    return figure.value if isinstance(figure, Number) else ""
