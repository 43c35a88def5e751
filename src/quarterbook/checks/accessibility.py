"""ACC: can everybody read the workbook, with a screen reader too?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from quarterbook.book.addresses import range_address
from quarterbook.book.view import Area
from quarterbook.checks.check import Check, check
from quarterbook.checks.finding import INFO, WARNING, Finding
from quarterbook.checks.subject import Subject

_SAYS_NOTHING: Final = re.compile(
    r"(chart|picture|image|graphic|diagram|grafik|bild)?\s*\d*(\.\w{3,4})?|\S+\.(png|jpe?g|gif|svg|emf)", re.I
)
_DEFAULT_NAME: Final = re.compile(r"(sheet|table|chart|tabelle|feuil)\s?\d+( \(\d+\))?", re.IGNORECASE)


@check(
    "ACC001",
    WARNING,
    title="A chart or picture has no alternative text",
    what="Looks at every chart and picture of the workbook that is not marked as decorative.",
    why="A screen reader says only that there is a chart.",
    example="Chart 1 on the sheet Indicator 36 has no alternative text.",
    mend="Right-click it, choose View Alt Text and say in a sentence what it shows",
)
def alternatives(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at what is drawn on every sheet."""
    for sheet in subject.view.sheets:
        for drawing in sheet.features.drawings:
            if not drawing.alternative and not drawing.is_decorative:
                yield this.found(
                    Area(sheet.name, *drawing.place, *drawing.place),
                    f"{drawing.name or 'the chart or picture'} has no alternative text",
                    indicator=subject.number_of(sheet),
                    expected="a sentence that says what it shows",
                )


@check(
    "ACC002",
    WARNING,
    title="The alternative text of a chart or picture says nothing",
    what="Finds alternative texts that are only the kind of thing, its number or the name of a file.",
    why="A screen reader reads it out, and the reader knows no more than before.",
    example="The alternative text is Chart 1, or image003.png.",
    mend="Say in a sentence what the chart or picture shows",
)
def says_nothing(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at what is drawn on every sheet."""
    for sheet in subject.view.sheets:
        for drawing in sheet.features.drawings:
            text = drawing.alternative
            if text and not drawing.is_decorative and (_SAYS_NOTHING.fullmatch(text) or text == drawing.name):
                yield this.found(
                    Area(sheet.name, *drawing.place, *drawing.place),
                    f'the alternative text of {drawing.name or "the chart or picture"} is "{text}"',
                    indicator=subject.number_of(sheet),
                    expected="a sentence that says what it shows",
                    found=text,
                )


@check(
    "ACC003",
    WARNING,
    title="Cells of a table are merged",
    what="Looks for merged cells inside the Excel tables of every sheet.",
    why="A screen reader loses count of rows and columns, and formulas read the hidden cells as blank.",
    example="D31:D32 is merged in the history table.",
    mend="Unmerge the cells and write the value into each",
)
def merged(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the tables of every sheet."""
    for sheet in subject.view.sheets:
        for table in sheet.tables:
            top, left, bottom, right = table.extent
            for extent in sheet.features.merged:
                if extent[0] <= bottom and extent[2] >= top and extent[1] <= right and extent[3] >= left:
                    yield this.found(
                        Area(sheet.name, *extent),
                        f"{range_address(*extent)} is merged inside the table {table.name}",
                        indicator=subject.number_of(sheet),
                        found=range_address(*extent),
                    )


@check(
    "ACC004",
    WARNING,
    title="A sheet's name says nothing",
    what="Finds sheets that still have the name that Excel gave them.",
    why="A screen reader reads out the names of the sheets: they are how its users find their way.",
    example="A sheet is called Sheet1.",
    mend="Double-click the sheet's tab and give it a name that says what is on it",
)
def sheet_names(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the names of the sheets."""
    for sheet in subject.view.sheets:
        if _DEFAULT_NAME.fullmatch(sheet.name):
            yield this.found(sheet, f'the sheet is called "{sheet.name}"', found=sheet.name)


@check(
    "ACC005",
    INFO,
    title="The workbook has no title",
    what="Looks at the title in the document's properties.",
    why="A screen reader announces the title; without one, it announces the name of the file.",
    example="File, Info shows no title.",
    mend="Write the title under File, Info, Properties",
)
def title(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the document's properties."""
    if not subject.view.title:
        yield this.found("", "the document has no title", expected="a title")


@check(
    "ACC006",
    WARNING,
    title="A table has no header row",
    what="Looks for Excel tables whose header row is switched off.",
    why="A screen reader cannot say what a cell's column is about.",
    example="The table History36 shows no header row.",
    mend="Click into the table and tick Header Row under Table Design",
)
def headers(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the tables of every sheet."""
    for sheet in subject.view.sheets:
        for table in sheet.tables:
            if not table.has_header:
                yield this.found(
                    Area(sheet.name, *table.extent),
                    f"the table {table.name} has no header row",
                    indicator=subject.number_of(sheet),
                )
