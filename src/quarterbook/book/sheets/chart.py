"""The chart of an indicator and the figures it draws.

The figures stand in a block of their own, by formula: the last periods up to the current one, or for a cumulative
indicator the financial year against its targets and the year before. So the chart moves on with the reporting period by
itself, a figure that is missing (or a text such as n/a, which Excel would draw as zero) is #N/A and leaves a gap, and
the history table can grow and be sorted freely.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from xlsxwriter.worksheet import Worksheet

from quarterbook.book import layout
from quarterbook.book.sheets import formulas
from quarterbook.book.sheets.context import Book, Page
from quarterbook.book.sheets.places import absolute, at, fixed
from quarterbook.book.sheets.settings import write_heading
from quarterbook.book.sheets.styles import FONT, number_format
from quarterbook.book.sheets.text import alt_text
from quarterbook.palette import ACCENT, INK, RULE
from quarterbook.periods import Period
from quarterbook.register.model import Observation, Value
from quarterbook.vocabulary import ANNUAL, MONTHLY, PERCENT, QUARTERLY

WIDTH = round(sum(7 * width + 5 for width in layout.PAGE_WIDTHS)) - 4
HEIGHT = 396
FIGURE_WIDTHS: Final = (9, 13, 12, 12, 12, 12, 28, 14, 13)
"""The widths of the block's columns, in the order of `layout.FigureColumns`."""

_SPAN: Final = {MONTHLY: (6, 18), QUARTERLY: (5, 12), ANNUAL: (3, 10)}
"""Frequency to the fewest and the most periods that a chart shows: as many as there are figures for, within these."""

_COLUMNS = layout.FIGURE_COLUMNS
_FONT = {"name": FONT, "size": 9, "color": INK}


@dataclass(frozen=True, slots=True)
class _Series:
    """One line of the chart.

    Attributes:
        column: its column in the block of figures, counted from the block's first.
        header: the header of that column, and what the legend says.
        field: the field of the history that it draws; none where a formula of its own gives the figures.
        line: how it is drawn.
        marker: its markers.
    """

    column: int
    header: str
    field: str
    line: dict[str, Any]
    marker: dict[str, Any]


def _marker(kind: str, colour: str, size: int = 5) -> dict[str, Any]:
    """Return a marker: a figure whose neighbours are missing is a point, and without a marker it is not seen."""
    return {"type": kind, "size": size, "fill": {"color": colour}, "border": {"color": colour}}


_ACTUAL = _Series(_COLUMNS.actual, "Actual", "actual", {"color": ACCENT, "width": 2.5}, _marker("circle", ACCENT))
_TARGET = _Series(
    _COLUMNS.target,
    "Target",
    "target",
    {"color": "#801650", "width": 1.75, "dash_type": "dash"},
    _marker("square", "#801650", 3),
)
_NEIGHBOURS = _Series(
    _COLUMNS.neighbours,
    "Statistical neighbours mean",
    "statistical_neighbours_mean",
    {"color": "#6F777B", "width": 1.5},
    _marker("square", "#6F777B"),
)
_ENGLAND = _Series(
    _COLUMNS.england,
    "England mean",
    "england_mean",
    {"color": "#6F777B", "width": 1.5, "dash_type": "round_dot"},
    _marker("diamond", "#6F777B"),
)
_LAST_YEAR = _Series(
    _COLUMNS.last_year, "Year before", "", {"color": "#9AA3A9", "width": 1.75}, _marker("circle", "#9AA3A9", 4)
)
_NOW = _Series(
    _COLUMNS.now,
    "Now",
    "",
    {"none": True},
    {"type": "circle", "size": 9, "fill": {"color": ACCENT}, "border": {"color": "#FFFFFF"}},
)


def write_chart(book: Book, page: Page, sheet: Worksheet) -> None:
    """Write the block of figures and the chart."""
    periods = periods_shown(book, page)
    series = _series_of(page)
    _write_figures(book, page, sheet, periods, series)
    _insert_chart(book, page, sheet, periods, series)


def periods_shown(book: Book, page: Page) -> list[Period]:
    """Return the periods of the chart's axis when the workbook is built."""
    indicator = page.indicator
    current = indicator.current_period(book.period)
    if _by_year(page):
        return current.of_year()
    fewest, most = _SPAN[indicator.frequency]
    known = [row.period for row in page.history if row.period.frequency == current.frequency and row.actual is not None]
    first = min([*known, current])
    span = (current.year - first.year) * current.count + current.number - first.number + 1
    span = min(max(span, fewest), most)
    return [current.shift(n - span + 1) for n in range(span)]


def _by_year(page: Page) -> bool:
    return page.indicator.is_cumulative and page.indicator.frequency != ANNUAL


def _series_of(page: Page) -> list[_Series]:
    """Return the lines in the order in which they are drawn: what matters most comes last, on top."""
    benchmarks = [
        series
        for series in (_NEIGHBOURS, _ENGLAND)
        if any(getattr(row, series.field) is not None for row in page.history)
    ]
    before = [_LAST_YEAR] if _by_year(page) else []
    return [*benchmarks, *before, _TARGET, _ACTUAL, _NOW]


def _write_figures(book: Book, page: Page, sheet: Worksheet, periods: list[Period], series: list[_Series]) -> None:
    styles, left, header = book.styles, layout.FIGURES_COLUMN, layout.FIGURES_HEADER_ROW
    write_heading(book, sheet, left, "Figures of the chart")
    sheet.write_string(layout.PANE_ROW, layout.PERIODS_A_YEAR_COLUMN - 1, "A year has", styles["quiet"])
    sheet.write_formula(layout.PANE_ROW, layout.PERIODS_A_YEAR_COLUMN, formulas.PERIODS_A_YEAR, styles["worked"], "")
    in_a_year = fixed(layout.PANE_ROW, layout.PERIODS_A_YEAR_COLUMN)
    for column, text in ((_COLUMNS.count, "Counted"), (_COLUMNS.period, "Period"), (_COLUMNS.label, "Label")):
        sheet.write_string(header, left + column, text, styles["header_line"])
    for line in series:
        sheet.write_string(header, left + line.column, line.header, styles["header_line"])
    figure = styles.get("worked_figure", number_format(page.indicator.measure, page.indicator.decimals))
    worked = styles["worked"]
    first, last = header + 1, header + len(periods)
    for row in range(first, last + 1):
        count, period, actual = (at(row, left + c) for c in (_COLUMNS.count, _COLUMNS.period, _COLUMNS.actual))
        if row > first:
            counted = formulas.filled(formulas.NEXT_COUNT, above=at(row - 1, left))
        elif _by_year(page):
            counted = formulas.filled(formulas.YEAR_START, periods=in_a_year)
        else:
            counted = formulas.filled(formulas.WINDOW_START, back=len(periods) - 1)
        sheet.write_formula(row, left, counted, worked, "")
        values = {"base": count, "count": count, "period": period, "periods": in_a_year}
        sheet.write_formula(row, left + _COLUMNS.period, formulas.filled(formulas.PERIOD, **values), worked, "")
        sheet.write_formula(row, left + _COLUMNS.label, formulas.filled(formulas.PERIOD_LABEL, **values), worked, "")
        for line in series:
            if line is _NOW and row < last and not _by_year(page):  # the periods end with the current one
                sheet.write_blank(row, left + line.column, None, figure)
                continue
            if line is _NOW:
                text = formulas.filled(formulas.CHART_NOW, period=period, actual=actual)
            elif line is _LAST_YEAR:
                text = formulas.filled(formulas.CHART_LAST_YEAR, period=period)
            else:
                text = formulas.filled(formulas.CHART_FIGURE, period=period, header=_HEADERS[line.field])
            sheet.write_formula(row, left + line.column, page.formula(text), figure, "#N/A")
    rule = {"type": "formula", "criteria": f"=ISNA({at(first, left + _COLUMNS.actual)})", "format": styles.faded}
    sheet.conditional_format(first, left + _COLUMNS.actual, last, left + _COLUMNS.last_year, rule)


_HEADERS: Final = {column.field: column.header for column in layout.HISTORY_COLUMNS}


def _insert_chart(book: Book, page: Page, sheet: Worksheet, periods: list[Period], series: list[_Series]) -> None:
    indicator, left = page.indicator, layout.FIGURES_COLUMN
    header = layout.FIGURES_HEADER_ROW
    first, last = header + 1, header + len(periods)
    found = {row.period: row for row in page.history}
    chart = book.workbook.add_chart({"type": "line"})
    categories = "=" + absolute(page.sheet, first, left + _COLUMNS.label, last, left + _COLUMNS.label)
    for line in series:
        column = left + line.column
        options: dict[str, Any] = {
            "name": "="
            + (page.cell(layout.HEADER_ROW, layout.TARGET.column) if line is _TARGET else page.cell(header, column)),
            "categories": categories,
            "values": "=" + absolute(page.sheet, first, column, last, column),
            "categories_data": [_label(period) for period in periods],
            "values_data": [_drawn(line, found, period, indicator.current_period(book.period)) for period in periods],
            "line": line.line,
            "marker": line.marker,
        }
        if line is _NOW:
            shown = number_format(indicator.measure, indicator.decimals)
            font = {**_FONT, "bold": True, "size": 10}
            options["data_labels"] = {"value": True, "position": "above", "num_format": shown, "font": font}
        chart.add_series(options)
    chart.set_title({"none": True})
    chart.set_size({"width": WIDTH, "height": HEIGHT})
    chart.show_blanks_as("gap")
    chart.show_na_as_empty_cell()
    chart.set_legend({"position": "bottom", "font": _FONT, "delete_series": [len(series) - 1]})
    chart.set_x_axis({"num_font": _FONT, "line": {"color": RULE}, "major_tick_mark": "none", "label_position": "low"})
    chart.set_y_axis(
        {
            "num_font": _FONT,
            "num_format": number_format(indicator.measure, 0 if indicator.measure == PERCENT else indicator.decimals),
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": "#E3E6E8", "width": 0.75}},
            **_range_of(page),
        }
    )
    chart.set_chartarea({"border": {"none": True}})
    sheet.insert_chart(
        layout.PANE_ROW + 1,
        0,
        chart,
        {"x_offset": 2, "y_offset": 4, "object_position": 2, "description": alt_text(_description(page))},
    )


def _drawn(line: _Series, found: dict[Period, Observation], period: Period, current: Period) -> Value:
    """Return the figure that is stored with the chart for programs that do not read the cells."""
    if line is _LAST_YEAR:
        period = period.same_period_last_year()
    row = found.get(period)
    if row is None or (line is _NOW and period != current):
        return None
    value: Value = getattr(row, line.field or "actual")
    return value if isinstance(value, float | int) else None


def _label(period: Period) -> str:
    """Return a period as the axis names it; the cells give the same by formula."""
    if period.frequency == QUARTERLY:
        return period.label.replace("Quarter ", "Q")
    return f"{period.first_day:%b %y}" if period.frequency == MONTHLY else period.label


def _range_of(page: Page) -> dict[str, float]:
    """Return the limits of the axis: from an honest zero, and up to 100% where a figure is a part of a whole.

    Any other percentage may pass 100% one day, and a fixed limit would cut its line off.
    """
    figures = [
        value
        for row in page.history
        for value in (row.actual, row.target, row.statistical_neighbours_mean, row.england_mean)
        if isinstance(value, float | int)
    ]
    if any(figure < 0 for figure in figures):
        return {}
    parts = page.indicator.measure == PERCENT and any(row.denominator is not None for row in page.history)
    whole = parts and figures and 0.5 < max(figures) <= 1
    return {"min": 0, "max": 1} if whole else {"min": 0}


def _description(page: Page) -> str:
    """Return the chart's alternative text. It names no figure, so that it stays true when figures change."""
    indicator = page.indicator
    what = "the financial year's cumulative figures" if _by_year(page) else "the figures period by period"
    return (
        f"Line chart of indicator {indicator.number}, {indicator.title}: {what} against the target. "
        "The figures drawn are in the block headed Figures of the chart on this sheet, and in its history table."
    )
