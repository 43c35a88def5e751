"""STR: is everything there, where it belongs, and seen?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from quarterbook.book import layout
from quarterbook.book.addresses import cell_address, parse_range
from quarterbook.book.formulas import mentioned_sheets, reads_another_workbook
from quarterbook.book.naming import MAX_SHEET_NAME, sheet_text
from quarterbook.book.remarks import Kind
from quarterbook.book.sheets.formulas import LISTS
from quarterbook.book.structure import Table
from quarterbook.book.typed import Cell, cell_at
from quarterbook.book.view import Area, Place, SheetView
from quarterbook.cells import classify
from quarterbook.checks.check import Check, check
from quarterbook.checks.finding import ERROR, WARNING, Finding
from quarterbook.checks.subject import Subject
from quarterbook.checks.wording import one_line, shown_value

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
_BROKEN: Final = "#REF!"


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
    what="Looks for the workbook's names and for the sheet-level names of every indicator's sheet.",
    why="Formulas and tools find things by name: without it the cell's value is not found, or taken for another's.",
    example="The sheet Indicator 36 has no name Target.",
    mend="Give its cell the name again (Formulas, Name Manager; the scope of a sheet's name is the sheet)",
)
def names(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the names."""
    known = subject.view.names
    for name in (*layout.COVER_NAMES.values(), *LISTS):
        if name.lower() not in known:
            yield this.found("", f"the workbook has no name {name}", expected=name)
    for page in subject.pages:
        for name in _SHEET_NAMES:
            if name.lower() not in page.sheet.names:
                yield this.found(page.sheet, f"the sheet has no name {name}", indicator=page.number, expected=name)


@check(
    "STR003",
    ERROR,
    title="A name refers to nothing",
    what="Looks for defined names whose reference is broken (#REF!), on every sheet and of the whole workbook.",
    why="Whatever was found by that name is lost: its cell was deleted.",
    example="ReportingPeriod refers to #REF!.",
    mend="Point the name to its cell again (Formulas, Name Manager), or delete it if nothing uses it",
)
def broken_names(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every defined name."""
    for name in subject.view.defined:
        if _BROKEN in name.text and "LAMBDA(" not in name.text.upper():
            sheet = subject.view.sheet(name.sheet) if name.sheet else None
            yield this.found(
                sheet or name.sheet or "",
                f"the name {name.name} refers to nothing",
                indicator=subject.number_of(sheet) if sheet else "",
                found=one_line(name.text),
            )


@check(
    "STR004",
    ERROR,
    title="A sheet's name leads to another sheet",
    what="Looks for sheet-level names of an indicator's sheet that refer to a cell of another sheet.",
    why="The sheet shows, rates and reports another indicator's figure as its own. Copying sheets between "
    "workbooks does "
    "this.",
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
    yield from this.remarked(subject, Kind.SECOND_SHEET)
    folded = Counter(page.number.casefold() for page in subject.pages)
    for page in subject.pages:
        if folded[page.number.casefold()] > 1:
            yield this.found(
                page.named("IndicatorNumber") or page.sheet,
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
    """Take over what was noticed when the workbook was read."""
    return this.remarked(subject, Kind.TABLE_MISSING, Kind.COLUMN_MISSING)


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
    what="Looks for settings and periods that must be filled in, and for settings that the workbook's formulas "
    "look up.",
    why="Without it the indicator is not rated, or its row is not found.",
    example="The direction of indicator 36 is blank.",
    mend="Fill it in",
)
def blank(this: Check, subject: Subject) -> Iterator[Finding]:
    """Take over what was noticed when the workbook was read."""
    return this.remarked(subject, Kind.BLANK)


@check(
    "STR010",
    WARNING,
    title="Figures are hidden",
    what="Looks for hidden sheets of indicators, and for hidden rows and columns that hold figures in the tables "
    "and the "
    "headline of an indicator's sheet or in the ledger.",
    why="What nobody sees nobody checks; a filtered table also hides rows from charts and from printing.",
    example="Row 41 of the sheet Indicator 36 is hidden and holds the figure of 2023/24 Q2.",
    mend="Unhide the row, column or sheet, or clear the filter",
)
def hidden(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at what every sheet hides."""
    for sheet in subject.view.sheets:
        number = subject.number_of(sheet)
        if sheet.is_hidden and (number or sheet.name.lower() in subject.sheets_of_ours):
            yield this.found(sheet, "the sheet is hidden", indicator=number)
        features = sheet.features
        if not (features.hidden_rows or features.hidden_columns):
            continue
        for where in _hidden_figures(sheet):
            at, name = where
            yield this.found(
                Area(sheet.name, *at, *at),
                f"{cell_address(*at)} holds a figure of the table {name} and is hidden",
                indicator=number,
                found=shown_value(sheet.value(*at)),
            )


def _hidden_figures(sheet: SheetView) -> Iterator[tuple[Place, str]]:
    """Yield, for each hidden row and column of a table, its first cell that holds a figure."""
    for table in sheet.tables:
        told: set[tuple[str, int]] = set()
        for row, column in _body(table):
            if not sheet.features.hides(row, column) or not isinstance(classify(sheet.value(row, column)), float):
                continue
            line = ("row", row) if row in sheet.features.hidden_rows else ("column", column)
            if line not in told:
                told.add(line)
                yield (row, column), table.name


def _body(table: Table) -> Iterator[Place]:
    top, left, bottom, right = table.extent
    rows = range(top + table.has_header, bottom + 1 - table.has_totals)
    return ((row, column) for row in rows for column in range(left, right + 1))


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
    what="Compares the Index with the indicators' sheets: every indicator has one row, and the formulas of the "
    "row refer "
    "to its sheet.",
    why="Members and officers go by the Index. A missing row hides an indicator; a row that shows another indicator's "
    "rating is worse.",
    example="The row of indicator 37 shows the rating of the sheet Indicator 36.",
    mend="Copy the row of another indicator and point its formulas and its link to the right sheet",
)
def index(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the table of the Index."""
    sheet = subject.view.sheet(layout.INDEX)
    table = (
        next((t for t in sheet.tables if t.name.casefold() == layout.INDEX_TABLE.casefold()), None) if sheet else None
    )
    if sheet is None or table is None or not subject.pages:
        return
    columns = {header.casefold(): table.extent[1] + n for n, header in enumerate(table.columns)}
    number_column = columns.get(layout.INDEX_COLUMNS[0].header.casefold(), table.extent[1])
    rows: dict[str, int] = {}
    for row in range(table.extent[0] + 1, table.extent[2] + 1):
        number = shown_value(sheet.value(row, number_column))
        cell = cell_at(sheet, (row, number_column))
        if number in rows:
            yield this.found(cell, f"indicator {number} is in the Index twice", indicator=number, found=number)
        rows.setdefault(number, row)
        page = subject.page_of.get(number)
        if page is None:
            if not cell.is_empty:
                yield this.found(cell, f"the Index has {number}, but there is no such sheet", found=number)
            continue
        for column in columns.values():
            formula = sheet.formula(row, column)
            others = mentioned_sheets(formula) if formula else set()
            wrong = sorted(other for other in others if other.casefold() != page.sheet.name.casefold())
            if wrong:
                yield this.found(
                    cell_at(sheet, (row, column)),
                    f"the row of indicator {number} shows the sheet {wrong[0]}",
                    indicator=number,
                    expected=page.sheet.name,
                    found=wrong[0],
                )
    for page in subject.pages:
        if page.number not in rows:
            yield this.found(
                sheet, f"indicator {page.number} is not in the Index", indicator=page.number, expected=page.number
            )


@check(
    "STR013",
    ERROR,
    title="A link within the workbook leads nowhere",
    what="Looks at the links laid over cells that lead to another place of the workbook.",
    why="The reader clicks and gets an error.",
    example="The Index links to the sheet Indicator 36, which was renamed.",
    mend="Set the link anew (right-click, Edit Hyperlink), or restore the sheet's name",
)
def internal_links(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the links of every sheet."""
    known = {name.name.lower() for name in subject.view.defined}
    for sheet in subject.view.sheets:
        for link in sheet.features.links:
            if not link.location or link.target:
                continue
            name, _, place = link.location.rpartition("!")
            name = name[1:-1].replace("''", "'") if name.startswith("'") else name
            if name and subject.view.sheet(name) is not None and (parse_range(place) or place.lower() in known):
                continue
            if not name and (parse_range(place) or place.lower() in known):
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
    what="Finds sheets that are called Indicator and have none of an indicator's names.",
    why="The indicator is in no count, in no check and not in the report.",
    example="The sheet Indicator 300 was typed by hand.",
    mend="Add the indicator with quarterbook add and copy its texts and figures over",
)
def not_read(this: Check, subject: Subject) -> Iterator[Finding]:
    """Take over what was noticed when the workbook was read."""
    return this.remarked(subject, Kind.NOT_READ)


@check(
    "STR015",
    WARNING,
    title="A sheet is called by another number than its indicator's",
    what="Compares the names of the sheets that are called Indicator with the numbers on them.",
    why="People go by the tab, tools by the number: figures end up on the wrong sheet.",
    example="The sheet Indicator 36 holds the indicator number 37.",
    mend="Rename the sheet, or correct the number in the settings",
)
def sheet_name(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every indicator's sheet."""
    for page in subject.pages:
        wanted = sheet_text(layout.INDICATOR, page.number)
        name = page.sheet.name
        if not name.casefold().startswith(f"{layout.INDICATOR} ".casefold()) or _fits(name, wanted):
            continue
        yield this.found(
            page.named("IndicatorNumber") or page.sheet,
            f"the sheet is called {name}, but its indicator is {page.number}",
            indicator=page.number,
            expected=wanted[:MAX_SHEET_NAME],
            found=name,
        )


def _fits(name: str, wanted: str) -> bool:
    """Whether a sheet's name is the wanted one, cut to length and numbered where that was taken."""
    name, wanted = name.casefold(), wanted.casefold()
    stem, _, count = name.rpartition(" ")
    return wanted[:MAX_SHEET_NAME].rstrip() == name or (
        count.isdigit()
        and bool(stem)
        and wanted.startswith(stem)
        and (stem == wanted or len(name) >= MAX_SHEET_NAME - 1)
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


@check(
    "STR017",
    WARNING,
    title="A setting is there twice",
    what="Compares the other settings on the Cover with each other and with the Cover's own cells.",
    why="Only one of the two has an effect.",
    example="The key scheme stands in the table of other settings twice.",
    mend="Keep one of the two",
)
def second_setting(this: Check, subject: Subject) -> Iterator[Finding]:
    """Take over what was noticed when the workbook was read."""
    return this.remarked(subject, Kind.SECOND_SETTING)
