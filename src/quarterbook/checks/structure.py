"""STR: is everything there, where it belongs, and seen?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from quarterbook.book import layout
from quarterbook.book.addresses import cell_address, parse_cell, parse_range
from quarterbook.book.formulas import mentioned_sheets, reads_another_workbook
from quarterbook.book.naming import MAX_SHEET_NAME, sheet_text
from quarterbook.book.remarks import Kind, Weight
from quarterbook.book.sheets.formulas import LISTS
from quarterbook.book.stored import Place
from quarterbook.book.structure import Name
from quarterbook.book.typed import Cell, cell_at, plain
from quarterbook.book.view import Area
from quarterbook.checks.check import Check, check
from quarterbook.checks.defined import BROKEN
from quarterbook.checks.finding import ERROR, WARNING, Finding
from quarterbook.checks.subject import Subject
from quarterbook.checks.tables import cells_of, hidden_lines, rows_to_come, table_of
from quarterbook.checks.wording import one_line, shown_value
from quarterbook.functions import REGISTRY

_SHEETS: Final = (layout.COVER, layout.INDEX, layout.KEY, layout.CHECKS, layout.PUBLISHED)
_BOXES: Final = (layout.DESCRIPTION, layout.COMMENTARY, layout.ACTIONS, layout.USEFUL_LINKS)
_SHEET_NAMES: Final = (
    *(setting.name for setting in layout.INDICATOR_SETTINGS),
    *(headline.name for headline in layout.HEADLINES if headline.name),
    *layout.WORKED_OUT,
    *(name for name, _ in layout.LIVE_CHECKS if name),
    *(box.name for box in _BOXES),
    layout.COMMENTARY_PERIOD,
    layout.PROFILE,
)
"""Every sheet-level name that an indicator's sheet has."""
_ADDINS: Final = (".xlam", ".xla", ".xll")
_NUMBER: Final = layout.INDICATOR_SETTINGS[0].name
_INDICATOR: Final = f"{layout.INDICATOR} ".casefold()
"""What the names of indicators' sheets begin with."""
_WHOLE_LINES: Final = re.compile(r"\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d{1,7}:\$?\d{1,7}", re.IGNORECASE)
"""Whole columns or rows."""


@check(
    "STR001",
    ERROR,
    title="A sheet is missing",
    what=f"Looks for the sheets {', '.join(_SHEETS)}.",
    why="Formulas on the other sheets refer to them, and the report is made from them.",
    example="There is no sheet Key.",
    mend="Restore the sheet from an earlier version of the workbook, or build the workbook anew from its register",
)
def sheets(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the list of sheets."""
    for name in _SHEETS:
        if subject.view.sheet(name) is None:
            yield this.found("", f"there is no sheet {name}", expected=name)


@check(
    "STR002",
    ERROR,
    title="A name is missing",
    what="Looks for the workbook's names and for the sheet-level names of every indicator's sheet. A name that refers "
    "to a number or a formula, and not to cells, is as good as none.",
    why="Formulas and tools find things by name: without it the cell's value is not found, or taken for another's.",
    example="The sheet Indicator 36 has no name Target.",
    mend="Give its cell the name again (Formulas, Name Manager; the scope of a sheet's name is the sheet)",
)
def names(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the names."""
    written = {((name.sheet or "").lower(), name.name.lower()): name.text for name in subject.view.defined}

    def missing(sheet: str, known: Mapping[str, Area | None], name: str) -> tuple[str, str] | None:
        if name.lower() not in known:
            return f"has no name {name}", ""
        text = written.get((sheet.lower(), name.lower()), "")
        if known[name.lower()] is not None or BROKEN in text:
            return None
        return f"has a name {name} that refers to no cell", f"={one_line(text)}"

    for name in (*layout.COVER_NAMES.values(), *LISTS):
        if (fault := missing("", subject.view.names, name)) is not None:
            yield this.found("", f"the workbook {fault[0]}", expected=name, found=fault[1])
    for page in subject.pages:
        for name in _SHEET_NAMES:
            if (fault := missing(page.sheet.name, page.sheet.names, name)) is not None:
                yield this.found(
                    page.sheet, f"the sheet {fault[0]}", indicator=page.number, expected=name, found=fault[1]
                )


@check(
    "STR003",
    ERROR,
    title="A name that is used refers to nothing",
    what="Looks for defined names whose reference is broken (#REF!), on every sheet and of the whole workbook: those "
    "that every workbook of Quarterbook has, and those that a formula uses. Names of Excel's own, such as a print "
    "area, are left out; STR023 is about the others.",
    why="Whatever was found by that name is lost: its cell was deleted.",
    example="ReportingPeriod refers to #REF!.",
    mend="Point the name to its cell again (Formulas, Name Manager)",
)
def broken_names(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every defined name."""
    for name in subject.broken_names:
        if is_needed(name, subject):
            sheet = subject.view.sheet(name.sheet) if name.sheet else None
            yield this.found(
                sheet or name.sheet or "",
                f"the name {name.name} refers to nothing",
                indicator=subject.number_of(sheet) if sheet else "",
                found=one_line(name.text),
            )


def is_needed(name: Name, subject: Subject) -> bool:
    """Whether a name is one of ours, or a formula uses it."""
    sheet = subject.view.sheet(name.sheet) if name.sheet else None
    ours = (*layout.COVER_NAMES.values(), *LISTS, *REGISTRY) if sheet is None else _SHEET_NAMES
    is_ours = name.name.lower() in {one.lower() for one in ours}
    return (is_ours and (sheet is None or subject.number_of(sheet) != "")) or name in subject.used_names


@check(
    "STR004",
    ERROR,
    title="A sheet's name leads to another sheet",
    what="Looks for sheet-level names of an indicator's sheet that refer to a cell of another sheet.",
    why="The sheet shows, rates and reports another indicator's figure as its own. Copying sheets between workbooks "
    "does this.",
    example="On the sheet Indicator 37, Current refers to a cell of Indicator 36.",
    mend="Point the name to the cell of its own sheet (Formulas, Name Manager)",
)
def names_elsewhere(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the names of every indicator's sheet."""
    ours = {name.lower(): name for name in _SHEET_NAMES}
    for page in subject.pages:
        for key, area in page.sheet.names.items():
            if key in ours and area is not None and area.sheet.lower() != page.sheet.name.lower():
                yield this.found(
                    page.sheet,
                    f"the name {ours[key]} refers to {area.sheet}!{area.address}",
                    indicator=page.number,
                    expected=f"a cell of {page.sheet.name}",
                    found=f"{area.sheet}!{area.address}",
                )


@check(
    "STR005",
    ERROR,
    title="Two sheets are of the same indicator",
    what="Compares the numbers of the indicators' sheets.",
    why="Only the first is read, and nobody knows which of the two is meant.",
    example="A sheet was copied for a new indicator, and its number is still 36.",
    mend="Give one of the sheets another number",
)
def second_sheet(this: Check, subject: Subject) -> Iterator[Finding]:
    """Take over what was noticed when the workbook was read."""
    for found in this.remarked(subject, Kind.SECOND_SHEET):
        sheet = subject.view.sheet(found.sheet)
        area = sheet.names.get(_NUMBER.lower()) if sheet is not None else None
        yield replace(found, cell=area.address) if area is not None and area.sheet == found.sheet else found
    folded = Counter(page.number.casefold() for page in subject.pages)
    for page in subject.pages:
        if folded[page.number.casefold()] > 1:
            yield this.found(
                page.named(_NUMBER) or page.sheet,
                f"the number {page.number} differs from another indicator's only in upper and lower case",
                indicator=page.number,
                found=page.number,
            )


@check(
    "STR006",
    ERROR,
    title="A period stands in a table twice",
    what="Looks for two rows of the same period in a history table, and for two commentaries of one indicator "
    "and period.",
    why="Formulas find the first of the two; the other is not seen.",
    example="2023/24 Q3 is in the table History36 in row 44 and again in row 45.",
    mend="Keep one of the two rows",
)
def second_row(this: Check, subject: Subject) -> Iterator[Finding]:
    """Take over what was noticed when the workbook was read."""
    return this.remarked(subject, Kind.SECOND_ROW)


@check(
    "STR007",
    ERROR,
    title="A table is missing or has lost a column",
    what="Looks for the Excel tables of the workbook by their names, and for their columns by their headers.",
    why="Formulas and tools find figures by table and header; a header that was retyped is not found.",
    example="The header Actual of the table History36 was changed to Outturn.",
    mend="Give the table or the column its name again",
)
def tables(this: Check, subject: Subject) -> Iterator[Finding]:
    """Take over what was noticed when the workbook was read, and look for the tables that hold nothing typed."""
    yield from this.remarked(subject, Kind.TABLE_MISSING, Kind.COLUMN_MISSING)
    for name, wanted in ((layout.INDEX, layout.INDEX_TABLE), (layout.CHECKS, layout.CHECKS_TABLE)):
        sheet = subject.view.sheet(name)
        if sheet is not None and table_of(sheet, wanted) is None:
            yield this.found(sheet, f"there is no table {wanted}", expected=wanted)


@check(
    "STR008",
    ERROR,
    title="A row stands below its table",
    what="Looks for a period directly below a history table or a ledger.",
    why="The row does not belong to the table: no formula finds it.",
    example="2023/24 Q4 was typed into the row below the table History36, which did not grow.",
    mend="Drag the table's lower right corner over the row",
)
def below(this: Check, subject: Subject) -> Iterator[Finding]:
    """Take over what was noticed when the workbook was read."""
    return this.remarked(subject, Kind.BELOW_TABLE)


@check(
    "STR009",
    ERROR,
    title="A cell that is needed is blank",
    what="Looks for settings and periods that must be filled in, and for settings that the workbook's formulas look "
    "up. A setting that may be left blank, such as the status, is fine.",
    why="Without it the indicator is not rated, its row is not found, or the sheets reckon with 0 where the report "
    "takes the usual tolerance.",
    example="The direction of indicator 36 is blank.",
    mend="Fill it in",
)
def blank(this: Check, subject: Subject) -> Iterator[Finding]:
    """Take over what was noticed when the workbook was read."""
    looked_up = [page.named("Frequency") for page in subject.pages]
    looked_up += map(subject.named, (layout.AMBER_TOLERANCE, layout.BLUE_MARGIN, layout.YEAR_START_MONTH))
    needed = {(cell.sheet, cell_address(*cell.place)) for cell in looked_up if cell is not None}
    for remark in subject.contents.remarks:
        sheet, place = subject.view.sheet(remark.sheet), parse_cell(remark.cell)
        if remark.kind is not Kind.BLANK or sheet is None or place is None:
            continue
        if remark.weight is not Weight.TOLD or (remark.sheet, remark.cell) in needed:
            what = remark.what.partition("; ")[0]
            yield this.found(cell_at(sheet, place), what, indicator=subject.number_of(sheet))


@check(
    "STR010",
    WARNING,
    title="Figures are hidden",
    what="Looks for hidden sheets of indicators, for a hidden Index or ledger, and for hidden rows and columns that "
    "hold figures in the tables and the headline of an indicator's sheet or in the ledger, rows of periods to come "
    "aside. One finding a table.",
    why="What nobody sees nobody checks; a filtered table also hides rows from charts and from printing.",
    example="Row 41 of the sheet Indicator 36 is hidden and holds the figure of 2023/24 Q2.",
    mend="Unhide the row, column or sheet, or clear the filter",
)
def hidden(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at what the sheets with figures hide."""
    pages = {page.sheet.name: page for page in subject.pages}
    for sheet in subject.view.sheets:
        page, name = pages.get(sheet.name), sheet.name.casefold()
        is_ledger = name == layout.PUBLISHED.casefold()
        number = page.number if page is not None else ""
        if sheet.is_hidden and (page is not None or is_ledger or name == layout.INDEX.casefold()):
            yield this.found(sheet, "the sheet is hidden", indicator=number)
        if not (page is not None or is_ledger) or not (sheet.features.hidden_rows or sheet.features.hidden_columns):
            continue
        to_come = rows_to_come(page) if page is not None else frozenset()
        headline = [cell.place for one in layout.HEADLINES if page is not None and (cell := page.named(one.name))]
        for what, places in (
            ("the headline", headline),
            *((f"the table {table.name}", _without(to_come, cells_of(sheet, table))) for table in sheet.tables),
        ):
            lines = hidden_lines(subject.value, sheet, places)
            if lines:
                more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
                first, at = next(iter(lines.items()))
                yield this.found(
                    Area(sheet.name, *at, *at),
                    f"{first} of {what} is hidden and holds figures{more}",
                    indicator=number,
                    found=shown_value(subject.value(cell_at(sheet, at))),
                )


def _without(rows: frozenset[int], places: list[Place]) -> list[Place]:
    return [place for place in places if place[0] not in rows]


@check(
    "STR011",
    WARNING,
    title="The workbook reads another workbook",
    what="Looks for links to other workbooks, and for the first formula that uses each. Add-ins are none.",
    why="The figure changes when somebody else's file does, and is stale when that file cannot be reached.",
    example="Indicator 36!B44 reads a figure from returns.xlsx.",
    mend="Copy the figure and paste it as a value (Data, Edit Links, Break Link)",
)
def links(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the workbook's links and the formulas of every sheet."""
    for n, target in enumerate(subject.view.linked, start=1):
        if target.lower().endswith(_ADDINS):
            continue
        where = _first_use(subject, n)
        sheet = subject.view.sheet(where.sheet) if where is not None else None
        yield this.found(
            where or "",
            f"it links to the workbook {one_line(target) or 'that its link names'}",
            indicator=subject.number_of(sheet) if sheet is not None else "",
            found=one_line(where.formula or "") if where is not None else one_line(target),
        )


def _first_use(subject: Subject, link: int) -> Cell | None:
    for sheet in subject.view.sheets:
        for place, formula in sheet.formulas.items():
            if formula.text and f"[{link}]" in formula.text and reads_another_workbook(formula.text):
                return cell_at(sheet, place)
    return None


@check(
    "STR012",
    ERROR,
    title="The Index does not show an indicator as it is",
    what="Compares the Index with the indicators' sheets: every indicator has one row, and the formulas of the row "
    "refer to its sheet.",
    why="Members and officers go by the Index. A missing row hides an indicator; a row that shows another indicator's "
    "rating is worse.",
    example="The row of indicator 37 shows the rating of the sheet Indicator 36.",
    mend="Copy the row of another indicator and point its formulas and its link to the right sheet",
)
def index(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the table of the Index."""
    sheet = subject.view.sheet(layout.INDEX)
    table = table_of(sheet, layout.INDEX_TABLE) if sheet is not None else None
    if sheet is None or table is None:
        return
    columns = {header.casefold(): table.extent[1] + n for n, header in enumerate(table.columns)}
    number_column = columns.get(layout.INDEX_COLUMNS[0].header.casefold(), table.extent[1])
    ours = [columns[column.header.casefold()] for column in layout.INDEX_COLUMNS if column.header.casefold() in columns]
    sheets = {page.sheet.name.casefold() for page in subject.pages}
    rows: set[str] = set()
    for row in table.rows:
        cell = cell_at(sheet, (row, number_column))
        number = plain(subject.value(cell))
        if not number:
            continue
        if number in rows:
            yield this.found(
                cell, f"indicator {one_line(number)} is in the Index twice", indicator=number, found=one_line(number)
            )
        rows.add(number)
        page = subject.page_of.get(number)
        if page is None:
            yield this.found(
                cell, f"the Index has {one_line(number)}, but there is no such sheet", found=one_line(number)
            )
            continue
        others = {
            column: sorted(
                other
                for other in mentioned_sheets(sheet.formula(row, column) or "")
                if other.casefold() != page.sheet.name.casefold()
                and (other.casefold() in sheets or other.casefold().startswith(_INDICATOR))
            )
            for column in ours
        }
        wrong = {column: names[0] for column, names in others.items() if names}
        if wrong:
            column, other = next(iter(wrong.items()))
            more = f" (in {len(wrong)} cells)" if len(wrong) > 1 else ""
            yield this.found(
                cell_at(sheet, (row, column)),
                f"the row of indicator {one_line(number)} shows the sheet {other}{more}",
                indicator=number,
                expected=page.sheet.name,
                found=other,
            )
    for page in subject.pages:
        if page.number not in rows:
            yield this.found(
                sheet,
                f"indicator {one_line(page.number)} is not in the Index",
                indicator=page.number,
                expected=one_line(page.number),
            )


@check(
    "STR013",
    ERROR,
    title="A link within the workbook leads nowhere",
    what="Looks at the links laid over cells that lead to another place of the workbook, by its address or its name.",
    why="The reader clicks and gets an error.",
    example="The Index links to the sheet Indicator 36, which was renamed.",
    mend="Set the link anew (right-click, Edit Hyperlink), or restore the sheet's name",
)
def internal_links(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the links of every sheet."""
    known = {name.name.lower() for name in set(subject.view.defined) - set(subject.broken_names)}
    known |= {table.name.lower() for sheet in subject.view.sheets for table in sheet.tables}
    for sheet in subject.view.sheets:
        for link in sheet.features.links:
            if not link.location or link.target:
                continue
            name, _, place = link.location.rpartition("!")
            name = name[1:-1].replace("''", "'") if name.startswith("'") else name
            is_place = parse_range(place) is not None or _WHOLE_LINES.fullmatch(place) is not None
            if (is_place or place.lower() in known) and (not name or subject.view.sheet(name) is not None):
                continue
            yield this.found(
                cell_at(sheet, link.place),
                f"it links to {one_line(link.location)}, which is not there",
                indicator=subject.number_of(sheet),
                found=one_line(link.location),
            )


@check(
    "STR014",
    WARNING,
    title="A sheet looks like an indicator's, but is not read as one",
    what="Finds sheets that are called Indicator and a number, and have none of an indicator's names.",
    why="The indicator is in no count, in no check and not in the report.",
    example="The sheet Indicator 300 was typed by hand.",
    mend="Add the indicator with quarterbook add and copy its texts and figures over",
)
def not_read(this: Check, subject: Subject) -> Iterator[Finding]:
    """Take over what was noticed when the workbook was read."""
    for remark in subject.contents.remarks:
        number = remark.sheet[len(_INDICATOR) :].split()[:1]
        # "Indicator definitions" is a sheet of the team's own.
        if remark.kind is Kind.NOT_READ and any(letter.isdigit() for letter in "".join(number)):
            what = "it is called like an indicator's sheet, but has none of its names, and is not read"
            yield this.found(remark.sheet, what, found=remark.sheet)


@check(
    "STR015",
    WARNING,
    title="A sheet is called by another number than its indicator's",
    what="Compares the names of the sheets that are called Indicator with the numbers on them. Words after the number "
    "are fine.",
    why="People go by the tab, tools by the number: figures end up on the wrong sheet.",
    example="The sheet Indicator 36 holds the indicator number 37.",
    mend="Rename the sheet, or correct the number in the settings",
)
def sheet_name(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every indicator's sheet."""
    for page in subject.pages:
        wanted = sheet_text(layout.INDICATOR, page.number)
        name = page.sheet.name
        if not name.casefold().startswith(_INDICATOR) or _fits(name, wanted):
            continue
        yield this.found(
            page.named(_NUMBER) or page.sheet,
            f"the sheet is called {name}, but its indicator is {page.number}",
            indicator=page.number,
            expected=wanted[:MAX_SHEET_NAME],
            found=name,
        )


def _fits(name: str, wanted: str) -> bool:
    """Whether a sheet's name is the wanted one, maybe with words after it, or cut to length, maybe numbered then."""
    name, wanted = name.casefold(), wanted.casefold()
    stem, _, count = name.rpartition(" ")
    return (
        f"{name} ".startswith(f"{wanted} ")
        or wanted[:MAX_SHEET_NAME].rstrip() == name
        or (count.isdigit() and wanted.startswith(stem) and len(name) >= MAX_SHEET_NAME - 1)
    )


@check(
    "STR016",
    WARNING,
    title="There is commentary about an indicator that has no sheet",
    what="Compares the table of earlier narrative with the indicators' sheets.",
    why="The number was mistyped, or the sheet was deleted and its texts forgotten.",
    example="The earlier narrative has a row about indicator 63; there is a 36.",
    mend="Correct the number, or delete the row",
)
def no_such_indicator(this: Check, subject: Subject) -> Iterator[Finding]:
    """Take over what was noticed when the workbook was read."""
    return this.remarked(subject, Kind.NO_SUCH_INDICATOR)
