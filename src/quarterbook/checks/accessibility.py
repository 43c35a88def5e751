"""ACC: can everybody read the workbook, with a screen reader too?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from quarterbook.book import layout
from quarterbook.book.addresses import range_address
from quarterbook.book.view import Area
from quarterbook.checks.check import Check, check
from quarterbook.checks.finding import INFO, WARNING, Finding
from quarterbook.checks.pages import Page
from quarterbook.checks.subject import Subject

Extent = tuple[int, int, int, int]
"""First row, first column, last row, last column."""

_SAYS_NOTHING: Final = re.compile(
    r"(chart|picture|image|graphic|diagram|object|shape)?\s*\d*|\S+\.(png|jpe?g|gif|svg|emf|bmp|tiff?)", re.I
)
_DEFAULT_NAME: Final = re.compile(r"(sheet|table|chart)\s?\d+( \(\d+\))?", re.IGNORECASE)


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
            if text and not drawing.is_decorative and _SAYS_NOTHING.fullmatch(text):
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
    what="Looks for merged cells inside the Excel tables of every sheet, and in the headings and figures of the "
    "headline table.",
    why="A screen reader loses count of rows and columns, and formulas read the hidden cells as blank.",
    example="D31:D32 is merged in the history table.",
    mend="Unmerge the cells and write the value into each",
)
def merged(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the tables of every sheet."""
    for sheet in subject.view.sheets:
        for table in sheet.tables:
            for extent in sheet.features.merged:
                if _overlap(extent, table.extent):
                    yield this.found(
                        Area(sheet.name, *extent),
                        f"{range_address(*extent)} is merged inside the table {table.name}",
                        indicator=subject.number_of(sheet),
                        found=range_address(*extent),
                    )
    for page in subject.pages:
        headline = _headline(page)
        for extent in page.sheet.features.merged:
            if headline is not None and _overlap(extent, headline):
                yield this.found(
                    Area(page.sheet.name, *extent),
                    f"{range_address(*extent)} is merged inside the headline table",
                    indicator=page.number,
                    found=range_address(*extent),
                )


def _headline(page: Page) -> Extent | None:
    """Return the range of the headline table: a row of headings, and the row of the figures below it."""
    places = [cell.place for one in layout.HEADLINES if one.name and (cell := page.named(one.name)) is not None]
    if not places:
        return None
    rows, columns = zip(*places, strict=True)
    return max(min(rows) - 1, 1), min(columns), max(rows), max(columns)


def _overlap(one: Extent, other: Extent) -> bool:
    return one[0] <= other[2] and one[2] >= other[0] and one[1] <= other[3] and one[3] >= other[1]


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
