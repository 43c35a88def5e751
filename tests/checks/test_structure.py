"""STR: is everything there, where it belongs, and seen?"""

from __future__ import annotations

import re
from typing import Any

import pytest
from patched import MAIN, OFFICE, Patched, book, codes_of, figures, found_in, indicator, only, printed, register, said

from quarterbook.book import layout
from quarterbook.book.plan import AppendRows, Link, SetCells
from quarterbook.book.view import view_of_file
from quarterbook.checks.finding import ERROR, WARNING

SHEET = "Indicator 36"
BOOK = "xl/workbook.xml"
TWO = register(indicator("36"), indicator("37"), published=(printed("36"),))


def two() -> Patched:
    """Return a workbook of indicators 36 and 37."""
    return book(TWO)


def position(workbook: Patched, sheet: str) -> int:
    """Return the number by which names know a sheet."""
    names = re.findall(r'<sheet name="([^"]*)"', workbook.package.read(BOOK).decode())
    return names.index(sheet)


def table_part(workbook: Patched, table: str) -> str:
    """Return the name of a table's part."""
    wanted = f'displayName="{table}"'.encode()
    parts = (name for name in workbook.package.part_names if "/tables/" in name)
    return next(name for name in parts if wanted in workbook.package.read(name))


def renamed(workbook: Patched, name: str, text: str, sheet: str = "") -> Patched:
    """Let a name refer to something else."""
    scope = f' localSheetId="{position(workbook, sheet)}"' if sheet else ""
    return workbook.replaced(BOOK, rf'(<definedName name="{name}"{scope}[^>]*>)[^<]*', rf"\g<1>{text}")


# --- STR001 to STR004: sheets and names ----------------------------------------------------------------------------


def test_a_sheet_that_was_renamed_is_missing() -> None:
    workbook = book().replaced(BOOK, 'name="Key"', 'name="Legend"')
    workbook = workbook.replaced(BOOK, r">Key!", ">Legend!")
    found = only(workbook.findings("STR001"))
    assert (found.severity, found.sheet, found.cell, found.expected) == (ERROR, "", "", "Key")
    assert "no sheet Key" in found.message


def test_the_case_of_a_sheets_name_and_sheets_of_ones_own_do_not_matter() -> None:
    workbook = book().replaced(BOOK, 'name="Key"', 'name="KEY"')
    assert workbook.findings("STR001") == []


@pytest.mark.parametrize(("name", "sheet"), [("Target", SHEET), ("AmberTolerance", ""), ("MissingWords", "")])
def test_a_name_that_was_deleted(name: str, sheet: str) -> None:
    scope = f' localSheetId="{position(two(), sheet)}"' if sheet else ""
    workbook = two().replaced(BOOK, rf'<definedName name="{name}"{scope}[^>]*>[^<]*</definedName>', "")
    found = only(workbook.findings("STR002"))
    assert (found.severity, found.sheet, found.expected) == (ERROR, sheet, name)
    assert found.indicator == ("36" if sheet else "")
    assert f"no name {name}" in found.message


def test_a_name_that_is_a_number_is_as_good_as_none() -> None:
    found = only(renamed(two(), "Target", "100", SHEET).findings("STR002", "STR003"))
    assert (found.code, found.indicator, found.sheet, found.found) == ("STR002", "36", SHEET, "=100")
    assert "refers to no cell" in found.message


def test_a_name_may_have_moved_with_its_cell() -> None:
    moved = two().rows_above(SHEET, 3, 4).recalculated()
    assert moved.findings() == []


@pytest.mark.parametrize(("name", "sheet"), [("ReportingPeriod", ""), ("Commentary", SHEET)])
def test_a_name_whose_cell_was_deleted(name: str, sheet: str) -> None:
    found = only(renamed(two(), name, "Cover!#REF!", sheet).findings("STR002", "STR003", "STR004"))
    assert (found.code, found.severity, found.sheet, found.found) == ("STR003", ERROR, sheet, "Cover!#REF!")
    assert found.indicator == ("36" if sheet else "")
    assert f"{name} refers to nothing" in found.message


def test_a_broken_print_area_or_an_error_inside_a_function_of_ours_misleads_nobody() -> None:
    names = (
        '<definedName name="_xlnm.Print_Titles" localSheetId="0">Cover!#REF!</definedName>'
        '<definedName name="Broken">_xlfn.LAMBDA(_xlpm.x, IF(_xlpm.x, #REF!, 1))</definedName>'
    )
    assert book().inserted(BOOK, "</definedNames>", names).findings("STR003") == []


def junk(*names: tuple[str, str, str], workbook: Patched | None = None) -> Patched:
    """Return a workbook with names of somebody's own: name, what it refers to, and its sheet."""
    found = workbook or two()
    for name, text, sheet in names:
        scope = f' localSheetId="{position(found, sheet)}"' if sheet else ""
        found = found.inserted(BOOK, "</definedNames>", f'<definedName name="{name}"{scope}>{text}</definedName>')
    return found


def test_names_that_nothing_uses_are_told_once_and_are_no_error() -> None:
    left = junk(("Costs2019", "Costs!#REF!", ""), ("Costs2020", "#REF!", ""), ("Old", "#REF!", SHEET))
    found = only(left.findings())
    assert (found.code, found.severity, found.indicator, found.sheet, found.cell) == ("STR023", WARNING, "", "", "")
    assert "Costs2019, Costs2020, Old refer to nothing" in found.message
    assert found.found == "Costs!#REF!"
    alone = only(junk(("Costs2019", "#REF!", "")).findings("STR003", "STR023"))
    assert alone.message == "Costs2019 refers to nothing, and no formula uses it"


@pytest.mark.parametrize(
    "uses",
    [
        "=SUM(Costs)",
        "=IFERROR(costs,0)",
        "=Cover!Costs",
        "=1+Total",
        "=Costs(2)",
    ],
)
def test_a_broken_name_that_a_formula_uses_is_an_error(uses: str) -> None:
    left = junk(("Costs", "Costs!#REF!", ""), ("Total", "SUM(Costs)", ""), ("Spare", "#REF!", ""))
    found = left.typed("Indicator 37", {"M40": uses}).findings("STR003", "STR023")
    assert [(one.code, one.severity, one.found) for one in found] == [
        ("STR003", ERROR, "Costs!#REF!"),
        ("STR023", WARNING, "#REF!"),
    ]


def test_a_link_to_a_name_that_refers_to_nothing_leads_nowhere() -> None:
    left = junk(("Costs", "Costs!#REF!", "")).planned(
        SetCells("Indicator 37", {(40, 13): Link("see the costs", "Costs", "Costs")})
    )
    found = left.findings("STR013", "STR023")
    assert [(one.code, one.sheet, one.cell, one.found) for one in found] == [
        ("STR013", "Indicator 37", "M40", "Costs"),
        ("STR023", "", "", "Costs!#REF!"),
    ]


def test_a_broken_name_of_another_sheet_is_not_the_one_that_a_formula_uses() -> None:
    own = ("Costs", "Cover!$B$6", "Indicator 37")
    used = two().typed("Indicator 37", {"M40": '=Costs&"Spare"', "M41": "='Indicator 37'!Costs"})
    for broken in (("Costs", "#REF!", ""), ("Costs", "#REF!", SHEET), ("Spare", "#REF!", "")):
        assert codes_of(junk(own, broken, workbook=used).findings("STR003", "STR023")) == ["STR023"]
    there = two().typed("Indicator 37", {"M40": f"='{SHEET}'!Costs"})
    assert codes_of(junk(own, ("Costs", "#REF!", SHEET), workbook=there).findings("STR003", "STR023")) == ["STR003"]


def test_a_name_of_ours_is_needed_on_the_sheets_that_have_it_alone() -> None:
    assert codes_of(junk(("Description", "#REF!", "")).findings("STR003", "STR023")) == ["STR023"]
    assert codes_of(junk(("Description", "#REF!", "Key")).findings("STR003", "STR023")) == ["STR023"]
    lost = renamed(two(), "YEAR_TO_DATE", "#REF!")  # a function that no formula calls yet
    assert codes_of(lost.findings("STR003", "STR023")) == ["STR003"]


def test_a_sheets_name_that_leads_to_another_sheet() -> None:
    found = only(renamed(two(), "Current", "'Indicator 36'!$C$5", "Indicator 37").findings("STR004"))
    assert (found.severity, found.indicator, found.sheet) == (ERROR, "37", "Indicator 37")
    assert (found.expected, found.found) == ("a cell of Indicator 37", "Indicator 36!C5")
    assert "Current" in found.message


def test_a_name_of_ones_own_may_lead_anywhere() -> None:
    scope = position(two(), SHEET)
    own = f'<definedName name="Population" localSheetId="{scope}">Cover!$B$6</definedName>'
    assert two().inserted(BOOK, "</definedNames>", own).findings() == []


# --- STR005 to STR009: numbers, rows, tables, blanks ---------------------------------------------------------------


def test_two_sheets_of_one_number() -> None:
    workbook = two().typed("Indicator 37", {"IndicatorNumber": "36"}).recalculated()
    found = only(workbook.findings("STR005"))
    assert (found.severity, found.sheet) == (ERROR, "Indicator 37")
    assert found.cell == two().address("Indicator 37", "IndicatorNumber")
    assert "second sheet" in found.message
    assert "another number" in found.fix


def test_two_numbers_that_differ_in_case_alone() -> None:
    one, other = found_in(indicator("CS12a"), indicator("cs12A"), codes=("STR005",))
    assert (one.severity, one.indicator, one.sheet, one.found) == (ERROR, "CS12a", "Indicator CS12a", "CS12a")
    assert other.indicator == "cs12A"
    assert one.cell == book(register(indicator("CS12a"))).address("Indicator CS12a", "IndicatorNumber")
    assert found_in(indicator("CS12a"), indicator("CS12b"), indicator("CS1"), codes=("STR005",)) == []


def test_a_period_that_is_in_the_history_twice() -> None:
    cell = book().address(SHEET, "Period 2023/24 Q2")
    workbook = book().typed(SHEET, {cell: "2023/24 Q3"}).recalculated()
    found = only(workbook.findings("STR006"))
    assert (found.severity, found.indicator, found.sheet) == (ERROR, "36", SHEET)
    assert found.cell == book().address(SHEET, "Period 2023/24 Q3")
    assert found.found == "2023/24 Q3"
    assert "already" in found.message


def test_a_month_and_a_quarter_that_end_together_are_two_periods() -> None:
    rows = figures("36", {"2023/24 Q3": 5.0, "2023/24": None, "2023/24 M09": 6.0})
    assert found_in(history=rows, codes=("STR006",)) == []


def test_a_header_that_was_retyped() -> None:
    workbook = book()
    part = table_part(workbook, "History36")
    workbook = workbook.replaced(part, 'name="Actual"', 'name="Outturn"')
    found = only(workbook.findings("STR007"))
    assert (found.severity, found.indicator, found.sheet) == (ERROR, "36", SHEET)
    assert '"Actual"' in found.message
    assert "header again" in found.fix


@pytest.mark.parametrize(
    ("table", "sheet"), [("IndicatorIndex", "Index"), ("Findings", "Checks"), ("PublishedLedger", "")]
)
def test_a_table_that_was_renamed(table: str, sheet: str) -> None:
    workbook = book()
    part = table_part(workbook, table)
    found = only(workbook.replaced(part, f'displayName="{table}"', 'displayName="Another"').findings("STR007"))
    assert (found.severity, found.sheet) == (ERROR, sheet)
    assert table in found.message


def test_a_history_table_of_another_name_and_columns_of_ones_own_are_read() -> None:
    workbook = book()
    part = table_part(workbook, "History36")
    assert workbook.replaced(part, 'displayName="History36"', 'displayName="History_of_36"').findings("STR007") == []


def test_a_row_below_its_table() -> None:
    workbook = book()
    table = next(t for t in workbook.sheet(SHEET).tables)
    cell = f"A{table.extent[2] + 1}"
    found = only(workbook.typed(SHEET, {cell: "2024/25 Q1"}).findings("STR008"))
    assert (found.severity, found.indicator, found.sheet, found.cell) == (ERROR, "36", SHEET, cell)
    assert found.found == "2024/25 Q1"
    assert "below the table" in found.message
    assert workbook.typed(SHEET, {cell: "Source: the service"}).findings("STR008") == []


@pytest.mark.parametrize("name", ["Direction", "Frequency", "IndicatorTitle"])
def test_a_setting_that_is_needed_is_blank(name: str) -> None:
    found = only(two().typed(SHEET, {name: None}).recalculated().findings("STR009"))
    assert (found.severity, found.indicator, found.sheet) == (ERROR, "36", SHEET)
    assert found.cell == two().address(SHEET, name)
    assert name.removeprefix("Indicator").lower() in found.message
    assert found.fix == "Fill it in"


@pytest.mark.parametrize("name", [layout.AMBER_TOLERANCE, layout.BLUE_MARGIN, layout.YEAR_START_MONTH])
def test_a_setting_of_the_house_that_formulas_reckon_with_is_blank(name: str) -> None:
    area = view_of_file(two().package)[1].names[name.lower()]
    assert area is not None
    found = only(two().typed(area.sheet, {area.address: None}).recalculated().findings("STR009"))
    assert (found.severity, found.indicator, found.sheet, found.cell) == (ERROR, "", area.sheet, area.address)


def test_a_setting_that_may_be_blank() -> None:
    names = ("Status", "Basis", "Measure", "Comparator", "TargetBasis", "Service", "Owner", "OwnAmber", "Decimals")
    assert two().typed(SHEET, dict.fromkeys(names)).recalculated().findings() == []


# --- STR010: hidden ------------------------------------------------------------------------------------------------


def hide_row(workbook: Patched, sheet: str, row: int) -> Patched:
    return workbook.replaced(workbook.part(sheet), rf'<row r="{row}"', f'<row r="{row}" hidden="1"')


def hide_columns(workbook: Patched, sheet: str, columns: str) -> Patched:
    """Hide columns that are as wide, such as "2-5"."""
    first, _, last = columns.partition("-")
    there = f'<col min="{first}" max="{last or first}"'
    return workbook.replaced(workbook.part(sheet), there, f'{there} hidden="1"')


def test_hidden_rows_with_figures_are_one_finding_a_table() -> None:
    workbook = two()
    first, second = (workbook.place(SHEET, f"Actual 2023/24 Q{n}")[0] for n in (2, 3))
    found = only(hide_row(hide_row(workbook, SHEET, first), SHEET, second).findings("STR010"))
    assert (found.severity, found.indicator, found.sheet, found.cell) == (
        WARNING,
        "36",
        SHEET,
        f"B{min(first, second)}",
    )
    assert found.found in ("100", "101")
    assert f"Row {min(first, second)} of the table History36" in found.message
    assert "1 more" in found.message


def test_a_hidden_column_of_the_headline_and_a_hidden_ledger() -> None:
    headline, table = hide_columns(two(), SHEET, "2-5").findings("STR010")
    assert (headline.cell, headline.found) == ("C5", "100")
    assert headline.message == "Column C of the headline is hidden and holds figures (and 1 more)"
    assert "Column B of the table History36" in table.message
    state = two().replaced(BOOK, '<sheet name="Published"', '<sheet name="Published" state="veryHidden"')
    found = only(state.findings("STR010"))
    assert (found.sheet, found.cell, found.indicator) == ("Published", "", "")
    ledger = two().place("Published", "A6")[0]
    assert only(hide_row(two(), "Published", ledger).findings("STR010")).sheet == "Published"


def test_a_hidden_sheet_of_an_indicator() -> None:
    found = only(
        two().replaced(BOOK, f'<sheet name="{SHEET}"', f'<sheet name="{SHEET}" state="hidden"').findings("STR010")
    )
    assert (found.indicator, found.sheet, found.cell) == ("36", SHEET, "")
    assert "hidden" in found.message


def test_rows_of_periods_to_come_may_be_hidden() -> None:
    """The target is worked out there."""
    rows = figures("36", {"2023/24 Q2": {"actual": 20.0}, "2023/24 Q3": {"actual": 30.0}})
    workbook = book(register(indicator(annual_target=100.0), history=rows))
    row, column = workbook.place(SHEET, "Target 2023/24 Q4")
    assert workbook.sheet(SHEET).value(row, column) == 25.0
    part = workbook.part(SHEET)
    hidden = workbook.replaced(part, rf'<row r="{row}"', f'<row r="{row}" hidden="1"')
    assert hidden.findings("STR010") == []
    typed = hidden.typed(SHEET, {"Actual 2023/24 Q4": 5.0}).recalculated()
    assert codes_of(typed.findings("STR010")) == ["STR010"]


def test_what_is_hidden_without_figures_is_fine() -> None:
    workbook = hide_columns(two(), SHEET, "9")  # no benchmarks are recorded
    workbook = hide_columns(workbook, SHEET, "20-23")  # the chart's figures
    workbook = workbook.replaced(BOOK, '<sheet name="Key"', '<sheet name="Key" state="hidden"')
    workbook = hide_row(workbook, "Index", two().sheet("Index").tables[0].extent[2])  # filtered by service
    assert workbook.findings("STR010") == []


# --- STR011: other workbooks ---------------------------------------------------------------------------------------


def linked(target: str) -> Patched:
    """Return a workbook with a link to another one, which a cell reads."""
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    workbook = two().typed(SHEET, {"M40": "=[1]Sheet1!$A$1"})
    relation = f'<Relationship Id="rId1" Type="{OFFICE}/externalLinkPath" Target="{target}" TargetMode="External"/>'
    other = '<externalBook r:id="rId1"/>'
    parts = {
        "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}" xmlns:r="{OFFICE}">{other}</externalLink>',
        "xl/externalLinks/_rels/externalLink1.xml.rels": f'<Relationships xmlns="{space}">{relation}</Relationships>',
    }
    workbook = Patched(workbook.package.with_parts({name: text.encode() for name, text in parts.items()}))
    workbook = workbook.inserted(
        "xl/_rels/workbook.xml.rels",
        "</Relationships>",
        f'<Relationship Id="rIdX" Type="{OFFICE}/externalLink" Target="externalLinks/externalLink1.xml"/>',
    )
    return workbook.inserted(
        BOOK, "<definedNames>", '<externalReferences><externalReference r:id="rIdX"/></externalReferences>'
    )


def test_a_cell_that_reads_another_workbook() -> None:
    found = only(linked("returns.xlsx").findings("STR011"))
    assert (found.severity, found.indicator, found.sheet, found.cell) == (WARNING, "36", SHEET, "M40")
    assert found.found == "[1]Sheet1!$A$1"
    assert "returns.xlsx" in found.message


def test_an_add_in_is_no_other_workbook() -> None:
    assert linked("quarterbook.xlam").findings("STR011") == []
    assert two().typed(SHEET, {"M40": '="[1] see returns.xlsx"'}).findings("STR011") == []


# --- STR012 and STR013: the Index and links within -----------------------------------------------------------------


def index_row(number: int) -> int:
    return two().sheet("Index").tables[0].extent[0] + number


def test_a_row_of_the_index_that_shows_another_indicators_sheet() -> None:
    row = index_row(2)
    workbook = two().typed("Index", {f"H{row}": "='Indicator 36'!$F$5"}).recalculated()
    found = only(workbook.findings("STR012"))
    assert (found.severity, found.indicator, found.sheet, found.cell) == (ERROR, "37", "Index", f"H{row}")
    assert (found.expected, found.found) == ("Indicator 37", "Indicator 36")
    assert "shows the sheet Indicator 36" in found.message


def test_an_indicator_that_is_not_in_the_index_or_twice_or_none() -> None:
    row = index_row(2)
    found = two().typed("Index", {f"A{row}": "36"}).findings("STR012")
    assert [(f.indicator, f.cell, f.message) for f in found] == [
        ("36", f"A{row}", "Indicator 36 is in the Index twice"),
        ("36", f"B{row}", "The row of indicator 36 shows the sheet Indicator 37 (in 11 cells)"),
        ("37", "", "Indicator 37 is not in the Index"),
    ]
    gone = two().typed("Index", {f"A{row}": "63"}).findings("STR012")
    assert [(f.indicator, f.cell, f.found, f.expected) for f in gone] == [
        ("37", "", "", "37"),
        ("", f"A{row}", "63", ""),
    ]
    assert "no such sheet" in gone[1].message
    assert "not in the Index" in gone[0].message


def test_an_index_of_ones_own_making_is_fine() -> None:
    row = index_row(2)
    own = two().typed("Index", {f"A{row}": 37.0, f"D{row}": "=Cover!$B$6"}).recalculated()
    assert own.findings("STR012") == []
    blank = two().planned(AppendRows("IndicatorIndex", ({"Number": None, "Service": "to come"}, {"Service": "too"})))
    assert blank.findings("STR012") == []


def test_a_totals_row_is_no_indicator() -> None:
    workbook = two()
    part = table_part(workbook, "IndicatorIndex")
    last = index_row(3)
    workbook = workbook.typed("Index", {f"A{last}": "Total"})
    workbook = workbook.replaced(part, r'(<table [^>]*?ref="A\d+:L)\d+"', rf'\g<1>{last}" totalsRowCount="1"')
    assert workbook.findings("STR012") == []


def test_a_link_to_a_place_that_is_not_there() -> None:
    cells = {"N40": Link("see", "'Indicator 63'!A1")}
    found = only(two().typed(SHEET, cells).findings("STR013"))
    assert (found.severity, found.indicator, found.sheet, found.cell) == (ERROR, "36", SHEET, "N40")
    assert found.found == "'Indicator 63'!A1"
    assert "not there" in found.message


def test_links_to_places_that_are_there() -> None:
    places = (
        "'Indicator 37'!A1",
        "KEY!A:C",
        "Index!2:4",
        "ReportingPeriod",
        "'indicator 37'!Commentary",
        "B5",
        "IndicatorIndex",
    )
    cells: dict[str, Any] = {f"N{40 + n}": Link("see", place) for n, place in enumerate(places)}
    assert two().typed(SHEET, cells).findings("STR013", "TXT009") == []
    quoted = book(register(indicator("O'Brien & co")))
    assert quoted.findings() == []


# --- STR014 to STR017 ----------------------------------------------------------------------------------------------


def with_sheet(name: str) -> Patched:
    """Return a workbook that has lost the names of its second indicator's sheet, which is called otherwise."""
    workbook = two()
    scope = position(workbook, "Indicator 37")
    workbook = workbook.replaced(BOOK, rf'<definedName name="\w+" localSheetId="{scope}"[^>]*>[^<]*</definedName>', "")
    return workbook.replaced(BOOK, 'name="Indicator 37"', f'name="{name}"').replaced(
        BOOK, "'Indicator 37'!", f"'{name}'!"
    )


def test_a_sheet_that_was_typed_by_hand_is_not_read() -> None:
    found = only(with_sheet("Indicator 37").findings("STR014"))
    assert (found.severity, found.sheet, found.cell, found.found) == (WARNING, "Indicator 37", "", "Indicator 37")
    assert "not read" in found.message
    assert "quarterbook add" in found.fix


@pytest.mark.parametrize("name", ["Indicator definitions", "Indicator list 2023", "Notes"])
def test_a_sheet_of_the_teams_own_is_no_indicators(name: str) -> None:
    assert with_sheet(name).findings("STR014") == []


def test_a_sheet_called_by_another_number() -> None:
    workbook = (
        book()
        .replaced(BOOK, 'name="Indicator 36"', 'name="Indicator 63"')
        .replaced(BOOK, "'Indicator 36'!", "'Indicator 63'!")
    )
    found = only(workbook.findings("STR015"))
    assert (found.severity, found.indicator, found.sheet) == (WARNING, "36", "Indicator 63")
    assert found.cell == book().address(SHEET, "IndicatorNumber")
    assert (found.expected, found.found) == ("Indicator 36", "Indicator 63")
    assert "its indicator is 36" in found.message


@pytest.mark.parametrize("name", ["Indicator 36 Libraries", "indicator 36", "Indicator 36 (2)", "Libraries"])
def test_a_sheet_called_by_its_number_or_by_none(name: str) -> None:
    workbook = (
        book().replaced(BOOK, 'name="Indicator 36"', f'name="{name}"').replaced(BOOK, "'Indicator 36'!", f"'{name}'!")
    )
    assert workbook.findings("STR015") == []


def test_numbers_that_no_sheet_can_be_called_by() -> None:
    numbers = ("A/B", "a-b", "Long" * 12, "Long" * 12 + "er", "x'y!", "1 2")
    assert found_in(*(indicator(number) for number in numbers), codes=("STR005", "STR012", "STR013", "STR015")) == []


def test_commentary_about_an_indicator_without_a_sheet() -> None:
    texts = said("36", {"2023/24 Q2": "Fewer came.", "2023/24 Q3": "More came."})
    workbook = book(register(narrative=texts))
    cell = next(
        f"{c}{r}" for r in range(1, 12) for c in "YXZ" if workbook.sheet("Published").value(r, ord(c) - 64) == "36"
    )
    found = only(workbook.typed("Published", {cell: "63"}).findings("STR016"))
    assert (found.severity, found.sheet, found.cell, found.found) == (WARNING, "Published", cell, "63")
    assert '"63"' in found.message
    assert workbook.findings("STR016") == []


def test_a_setting_that_is_there_twice() -> None:
    workbook = book(register(other={"colour": "plain", "paper": "A4"}))
    assert workbook.findings("STR017") == []
    table = next(t for t in workbook.sheet("Cover").tables if t.name == "OtherSettings")
    row = table.extent[0] + 2
    found = only(workbook.typed("Cover", {f"A{row}": "colour"}).findings("STR017"))
    assert (found.severity, found.sheet, found.cell, found.found) == (WARNING, "Cover", f"A{row}", "colour")
    assert "keep one" in found.fix


def test_a_workbook_as_it_was_built_gives_no_finding_whatever_its_settings() -> None:
    known = (
        indicator("CS12a", frequency="Monthly", measure="currency", decimals=2),
        indicator("O'Brien", frequency="Annual", status="Baseline"),
        indicator("7", basis="Cumulative", annual_target=400.0, profile=(1.0, 1.0, 1.0, 1.0)),
    )
    for other in ({}, {"both_comparators": "yes"}, {"scheme": "three-colour"}):
        codes = codes_of(book(register(*known, other=other, year_start_month=4)).findings())
        assert codes == [], other
