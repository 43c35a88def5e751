"""The workbook, written with gptables: a cover, contents, notes, and a worksheet for each table."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable
from copy import deepcopy
from datetime import datetime, time
from textwrap import wrap
from typing import Any, Final

import pandas as pd
from gptables import Cover, GPTable, GPWorkbook, gptheme
from gptables.core.gptable import FormatList
from gptables.core.wrappers import GPWorksheet

from quarterbook.report.editions import Done, each
from quarterbook.report.model import Report
from quarterbook.report.packing import packed, parts_of
from quarterbook.report.spreadsheet.figures import SHORTHAND, Number
from quarterbook.report.spreadsheet.finish import finished
from quarterbook.report.spreadsheet.tables import MEDIUM, NARROW, NOTES, TEXT, Column, Content, Table, tables_of
from quarterbook.report.texts import Link, uri_of

COVER, CONTENTS, NOTES_SHEET = "Cover", "Contents", "Notes"
_A4: Final = 9
MOST_IN_CELL: Final = 32_767
"""How many UTF-16 units a cell holds; what is over it is cut, and the cell says so."""
_LINE: Final = 15.5
_HIGHEST: Final = 409
"""The heights of a line of text and of the highest row, in points."""
_FILLED: Final = 1.05
"""How many characters of a text fill a column, for each digit that its width counts; fewer than most texts have."""
_CUT: Final = " [cut: a cell holds no more]"
_OPTIONS: Final = {
    # The font of the cells: widths of columns count its digits.
    "default_format_properties": {"font_name": "Arial", "font_size": 12, "font_scheme": False},
    "in_memory": True,
    # A text stays a text, whatever it looks like.
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def edition(report: Report, done: Done) -> bytes:
    """Return the report as a spreadsheet to publish.

    Args:
        report: what it says.
        done: is called after each indicator.
    """
    tables = tables_of(report)
    for _ in each(report.sections, done):
        pass  # it is written table by table, which is quick: the bar only passes by
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pandas, about what gptables asks of it
        _write(report, tables, buffer)
    return packed(finished(parts_of(buffer.getvalue())))


def _write(report: Report, tables: list[Table], buffer: io.BytesIO) -> None:
    workbook = _Workbook(buffer, _OPTIONS)
    theme = deepcopy(gptheme)
    theme.data_format = {**theme.data_format, "valign": "top"}
    workbook.set_theme(theme)
    workbook.set_properties(
        {
            "title": fitting(_title(report))[:255],
            "author": report.cover.organisation[:255],
            "subject": str(report.period),
            "created": datetime.combine(report.period.first_day, time()),  # not today: the same report, the same bytes
        }
    )
    numbers = {key: n for n, key in enumerate(NOTES, 1)}
    notes = Table(
        NOTES_SHEET,
        "notes",
        "Notes",
        (Column("Note number", NARROW), Column("Note text", TEXT)),
        tuple(
            [(f"[note {numbers[key]}]", text) for key, text in NOTES.items()]
            + [(sign, f"Shorthand: {meaning}.") for sign, meaning in SHORTHAND.items()]
        ),
    )
    worksheet = workbook.add_worksheet(COVER)
    worksheet.write_cover(_cover(report))
    worksheet.give_sizes((TEXT,))
    sheets = {table.sheet: _gptable(table, report, numbers) for table in (notes, *tables)}
    contents = workbook.make_table_of_contents(
        sheets, table_name="contents", title="Contents", subtitles=_draft(report),
        column_names=["Worksheet", "What it holds"],
    )  # fmt: skip
    worksheet = workbook.add_worksheet(CONTENTS)
    worksheet.write_gptable(contents, auto_width=False)
    worksheet.give_sizes((MEDIUM + NARROW, TEXT))
    for table in (notes, *tables):
        worksheet = workbook.add_worksheet(table.sheet)
        worksheet.write_gptable(sheets[table.sheet], auto_width=False)
        worksheet.give_sizes(table.widths)
        worksheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # the numbers of indicators are names
    workbook.close()


class _Worksheet(GPWorksheet):  # type: ignore[misc]
    """A worksheet in which no text has a meaning: gptables reads links and notes into what cells say."""

    @staticmethod
    def _replace_url(string: str) -> str:
        return string

    @staticmethod
    def _replace_reference(string: str, _order: list[str]) -> str:
        return string

    def _smart_write(self, row: int, col: int, data: Any, format_dict: dict[str, Any], *args: Any) -> None:
        """Write a cell as gptables does, and note what has to be seen of it."""
        if isinstance(data, str | dict) and format_dict.get("text_wrap"):
            self.__dict__.setdefault("_wrapped", {})[row, col] = next(iter(data)) if isinstance(data, dict) else data
        super()._smart_write(row, col, data, format_dict, *args)

    def give_sizes(self, widths: Iterable[int]) -> None:
        """Set the widths of the columns, in characters, and the heights of rows so that all text is seen.

        gptables would make a column as wide as its longest text, and leaves the heights to whoever opens the file.
        """
        sizes = tuple(widths)
        for n, width in enumerate(sizes):
            self.set_column(n, n, width)
        lines: dict[int, int] = {}
        for (row, column), text in self.__dict__.get("_wrapped", {}).items():
            lines[row] = max(lines.get(row, 1), _lines(text, sizes[column]))
        for row, count in lines.items():
            if count > 1:
                self.set_row(row, min(count * _LINE, _HIGHEST))


class _Workbook(GPWorkbook):  # type: ignore[misc]
    """A workbook of such worksheets."""

    def add_worksheet(self, name: str) -> _Worksheet:
        """Add a worksheet without grid lines."""
        worksheet: _Worksheet = super(GPWorkbook, self).add_worksheet(name, _Worksheet)
        worksheet.theme, worksheet._workbook = self.theme, self  # as gptables does it
        worksheet.hide_gridlines(2)
        worksheet.set_landscape()
        worksheet.set_paper(_A4)
        worksheet.fit_to_pages(1, 0)
        return worksheet


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a column, rather more than fewer."""
    room = max(int(width * _FILLED), 1)
    return sum(max(len(wrap(line, room)), 1) for line in text.split("\n"))


def fitting(text: str) -> str:
    """Return a text that fits into a cell; one that is cut says so."""
    data = text.encode("utf-16-le")
    if len(data) <= 2 * MOST_IN_CELL:
        return text
    return data[: 2 * (MOST_IN_CELL - len(_CUT))].decode("utf-16-le", "ignore") + _CUT


def _title(report: Report) -> str:
    cover = report.cover
    return f"{'DRAFT: ' if report.is_draft else ''}{cover.title}, {cover.period}"


def _draft(report: Report) -> list[str]:
    count = len(report.unresolved)
    errors = "1 error is" if count == 1 else f"{count} errors are"
    return [f"DRAFT: {errors} unresolved, listed on the worksheet Unresolved errors."] if report.is_draft else []


def _cover(report: Report) -> Cover:
    cover = report.cover
    about = [
        "This spreadsheet holds the figures, ratings and texts of the report as values, a table on each worksheet.",
        "The worksheet Contents lists the worksheets, with links. The worksheet Notes explains notes and shorthand.",
    ]
    intro = [
        cover.organisation, cover.period, cover.months, f"Committee: {cover.committee}" if cover.committee else "",
        f"Date: {cover.date}" if cover.date else "",
        *("\n".join(block.lines) for block in report.house.introduction),
    ]  # fmt: skip
    return Cover(
        title=fitting(_title(report)),
        intro=[*_draft(report), *(fitting(text) for text in intro if text.strip())],
        about=about,
        contact=[_written(cover.contact)] if cover.contact.text else None,
        width=TEXT,
    )


def _gptable(table: Table, report: Report, numbers: dict[str, int]) -> GPTable:
    headings = [
        f"{column.heading} [note {numbers[column.note]}]" if column.note else column.heading for column in table.columns
    ]
    frame = pd.DataFrame([[_written(cell) for cell in row] for row in table.rows], columns=headings, dtype=object)
    numeric = sorted({n for row in table.rows for n, cell in enumerate(row) if isinstance(cell, Number)})
    has_notes = any(column.note for column in table.columns)
    return GPTable(
        frame,
        table_name=table.name,
        title=table.title,
        subtitles=_draft(report),
        instructions="This worksheet contains one table."
        + (" Some headings refer to notes, which are on the worksheet Notes." if has_notes else ""),
        legend=[f"Shorthand: {'; '.join(f'{sign} = {SHORTHAND[sign]}' for sign in table.shorthand)}."]
        if table.shorthand and table.sheet != NOTES_SHEET
        else [],
        index_columns={},
        additional_formatting=[
            *(
                {"column": {"format": {"align": "right", "indent": 1}, "columns": [n], "include_names": True}}
                for n in numeric
            ),
            *(
                {"cell": {"format": {"num_format": cell.form}, "cells": (n, m)}}
                for n, row in enumerate(table.rows, 1)
                for m, cell in enumerate(row)
                if isinstance(cell, Number)
            ),
        ],
    )


def _written(cell: Content) -> Any:
    """Return a cell as gptables takes it. As formatted text it passes a text of signs alone, which it refuses else."""
    if isinstance(cell, Number):
        return cell.value
    if isinstance(cell, Link):
        address = uri_of(cell.address)
        return {fitting(cell.text): address} if address else _written(cell.text)
    return FormatList([{}, fitting(cell)])
