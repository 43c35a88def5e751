"""The workbook, written with gptables: a cover, contents, notes, and a worksheet for each table."""

from __future__ import annotations

import io
import warnings
from datetime import datetime, time
from typing import Any, Final

import pandas as pd

from quarterbook.report.editions import Done, each
from quarterbook.report.model import Report
from quarterbook.report.packing import packed, parts_of
from quarterbook.report.spreadsheet.figures import SHORTHAND, Number
from quarterbook.report.spreadsheet.finish import finished
from quarterbook.report.spreadsheet.plain import Cover, FormatList, GPTable, PlainWorkbook
from quarterbook.report.spreadsheet.tables import MEDIUM, NARROW, NOTES, TEXT, Column, Content, Table, tables_of
from quarterbook.report.texts import Link, uri_of

COVER, CONTENTS, NOTES_SHEET = "Cover", "Contents", "Notes"
MOST_IN_CELL: Final = 32_767
"""How many UTF-16 units a cell holds; what is over it is cut, and the cell says so."""
_CUT: Final = " [cut: a cell holds no more]"


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
    workbook = PlainWorkbook(buffer)
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
