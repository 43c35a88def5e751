"""The master workbook as a second library reads it: sheets, names, tables, formulas, and nothing lost."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from built import Built, built

from quarterbook.book import layout
from quarterbook.book.build import build_workbook, workbook_bytes
from quarterbook.book.lint import lint
from quarterbook.errors import QuarterbookError
from quarterbook.functions import REGISTRY
from registers import odd_register, plain_register

CONTRACT_NAMES = {
    *("Target", "Direction", "Current", "Previous", "ChangeInPerformance", "RagRating", "Status", "Amber", "Blue"),
    *("Basis", "TargetBasis", "Comparator", "Frequency", "Commentary", "Actions", "Description", "UsefulLinks"),
}


def test_sheets_are_those_of_the_contract_in_order(odd: Built) -> None:
    names = odd.book.sheetnames
    assert names[:3] == ["Cover", "Index", "Key"]
    assert names[-2:] == ["Checks", "Published"]
    assert len(names) == len(odd.register.indicators) + 5
    assert odd.sheet_of("CS12a") == "Indicator CS12a"


def test_opens_at_the_cover_with_the_cursor_in_a1(odd: Built) -> None:
    assert odd.book.active.title == "Cover"
    for sheet in odd.book:
        selections = sheet.sheet_view.selection
        assert selections[0].activeCell in (None, "A1")
        assert sheet.sheet_view.topLeftCell in (None, "A1")


def test_document_properties_say_what_it_is(odd: Built) -> None:
    properties = odd.book.properties
    assert properties.creator == "Example Council"
    assert "2024/25 Q1" in properties.subject


def test_workbook_names(odd: Built) -> None:
    names = odd.book.defined_names
    assert {"ReportingPeriod", "AmberTolerance", "BlueMargin"} <= set(names)
    for function in REGISTRY.values():
        assert names[function.name].attr_text == function.lambda_text
    sheet, _, cell = names["ReportingPeriod"].attr_text.rpartition("!")
    assert odd.book[sheet][cell.replace("$", "")].value == "2024/25 Q1"


def test_functions_none_leaves_the_function_names_out(tmp_path: Path) -> None:
    without = built(plain_register(1), tmp_path / "without.xlsx", functions="none")
    assert not set(REGISTRY) & set(without.book.defined_names)
    assert without.value("Indicator 1", "RagRating") == "Amber"


def test_every_indicator_sheet_has_the_names_of_the_contract(odd: Built) -> None:
    for sheet in odd.indicator_sheets:
        assert set(odd.book[sheet].defined_names) >= CONTRACT_NAMES


def test_formulas_are_those_of_the_contract(odd: Built) -> None:
    for sheet in odd.indicator_sheets:
        rating = odd.cell(sheet, "RagRating").value
        assert (
            rating.text == '=RAG(Current, IF(OR(Status="", Status="Targeted"), Target, Status), Direction, Amber, Blue)'
        )
        assert "AmberTolerance" in odd.cell(sheet, "Amber").value
        assert "BlueMargin" in odd.cell(sheet, "Blue").value
        change = odd.cell(sheet, "ChangeInPerformance").value
        assert change.text == "=CHANGE(Current, Previous, Direction, Target)"


def test_calls_of_our_functions_are_dynamic_array_formulas(odd: Built) -> None:
    with zipfile.ZipFile(odd.path) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    call = re.compile(rf"\b(?:{'|'.join(REGISTRY)})\(")
    found = 0
    for sheet in sheets:
        for attributes, formula in re.findall(r"<c ([^>]*)><f[^>]*>([^<]*)</f>", sheet):
            if call.search(formula):
                found += 1
                assert 'cm="1"' in attributes
    assert found > 2 * len(odd.register.indicators)


def test_history_tables_have_the_registers_columns_and_rows(odd: Built) -> None:
    headers = [column.header for column in layout.HISTORY_COLUMNS]
    names = set()
    for indicator, sheet in zip(odd.register.indicators, odd.indicator_sheets, strict=True):
        (table,) = odd.book[sheet].tables.values()
        names.add(table.name.lower())
        assert table.name.startswith("History")
        header, *rows = odd.book[sheet][table.ref]
        assert [cell.value for cell in header] == headers
        periods = [row[0].value for row in rows]
        assert {str(row.period) for row in odd.register.history_of(indicator.number)} <= set(periods)
        assert str(indicator.current_period(odd.register.settings.reporting_period)) in periods
        year = odd.register.settings.reporting_period.financial_year
        assert (
            sum(period.startswith(year) for period in periods)
            >= {"Monthly": 12, "Quarterly": 4, "Annual": 1}[indicator.frequency]
        )
    assert len(names) == len(odd.register.indicators)


def test_no_text_of_the_register_is_lost(odd: Built) -> None:
    written = {
        str(cell.value) for sheet in odd.book for row in sheet.iter_rows() for cell in row if cell.value is not None
    }
    register = odd.register
    texts = [text for row in register.narrative for text in (row.commentary, row.actions)]
    texts += [row.note for row in register.history]
    texts += [text for row in register.indicators for text in (row.title, row.description, row.service, row.owner)]
    texts += [str(row.previous) for row in register.published]
    texts += [text for pair in register.settings.other.items() for text in pair if pair[0] != "both_comparators"]
    assert [text for text in texts if text and text not in written] == []


def test_text_that_looks_like_a_formula_stays_text(odd: Built) -> None:
    sheet = odd.sheet_of("A/B: *?[1]")
    title = odd.cell(sheet, "IndicatorTitle")
    assert title.data_type == "s"
    assert title.value.startswith("=HYPERLINK")
    assert odd.book[sheet]["A1"].value == '="Indicator "&IndicatorNumber&": "&IndicatorTitle'


def test_long_text_has_the_room_it_needs(odd: Built) -> None:
    sheet = odd.book[odd.sheet_of("40")]
    cell = odd.cell(sheet.title, "Commentary")
    (box,) = [merged for merged in sheet.merged_cells.ranges if cell.coordinate in merged]
    heights = [sheet.row_dimensions[row].height for row in range(box.min_row, box.max_row + 1)]
    assert max(heights) <= 409
    lines = cell.value.count("\n") + len(cell.value) / 150  # no line of the box holds more characters
    assert sum(heights) > lines * 12.5


def test_same_register_same_bytes() -> None:
    register = odd_register()
    assert workbook_bytes(register) == workbook_bytes(odd_register())
    assert workbook_bytes(register) != workbook_bytes(replace(register, indicators=register.indicators[:-1]))


def test_links_lead_there_and_back(odd: Built) -> None:
    index = odd.book["Index"]
    targets = {link.location.rpartition("!")[0].strip("'") for cell in index["A"] if (link := cell.hyperlink)}
    assert set(odd.indicator_sheets) <= targets
    for sheet in odd.indicator_sheets:
        assert odd.book[sheet]["A2"].hyperlink.location == "Index!A1"


def test_every_chart_says_in_words_what_it_shows(odd: Built) -> None:
    with zipfile.ZipFile(odd.path) as package:
        drawings = [package.read(name).decode() for name in package.namelist() if "drawings/drawing" in name]
    texts = [re.search(r'descr="([^"]*)"', drawing) for drawing in drawings]
    assert len(texts) == len(odd.register.indicators)
    for indicator, text in zip(odd.register.indicators, texts, strict=True):
        assert text is not None
        assert f"indicator {indicator.number}," in text[1].replace("&quot;", '"')


def test_charts_leave_gaps_for_missing_figures(odd: Built) -> None:
    with zipfile.ZipFile(odd.path) as package:
        charts = [package.read(name).decode() for name in package.namelist() if "charts/chart" in name]
    assert len(charts) == len(odd.register.indicators)
    for chart in charts:
        assert not re.search(r'<c:dispBlanksAs val="(zero|span)"', chart)
        assert "dispNaAsBlank" in chart
    sheet = odd.sheet_of("O'Brien's!")  # its current figure is the text n/a, which Excel would draw as zero
    (actual,) = re.findall(r"\$U\$\d+:\$U\$(\d+)", next(chart for chart in charts if f"'{sheet}'" in chart))
    assert odd.shown(sheet, int(actual), 21) == "#N/A"


def test_pages_are_set_up_for_print(odd: Built) -> None:
    for sheet in odd.indicator_sheets:
        page = odd.book[sheet]
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.page_setup.fitToWidth in (None, 1)
        (table,) = page.tables.values()
        last = table.ref.rpartition(":")[2]
        assert page.print_area.endswith(re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", last))
    assert odd.book[odd.sheet_of("1")].page_setup.fitToHeight in (None, 1)
    assert odd.book[odd.sheet_of("40")].page_setup.fitToHeight == 0


def test_the_lint_finds_nothing(odd: Built) -> None:
    assert lint(odd.path) == []


@pytest.mark.parametrize("count", [0, 1, 30])
def test_any_number_of_indicators(count: int, tmp_path: Path) -> None:
    many = built(plain_register(count), tmp_path / "many.xlsx")
    assert len(many.indicator_sheets) == count
    assert lint(many.path) == []


def test_text_that_no_cell_holds_is_refused(tmp_path: Path) -> None:
    register = plain_register(1)
    narrative = replace(register.narrative[0], commentary="x" * 32_768)
    with pytest.raises(QuarterbookError, match=r"indicator 1: its commentary has 32,768 characters"):
        build_workbook(replace(register, narrative=(narrative,)), tmp_path / "long.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_narrative_of_other_periods_is_kept_with_the_ledger(odd: Built) -> None:
    (earlier,) = [row for row in odd.register.narrative if row.commentary == "What was said before"]
    table = odd.book["Published"].tables["EarlierNarrative"]
    _, *rows = [[cell.value for cell in row] for row in odd.book["Published"][table.ref]]
    assert rows == [[earlier.number, str(earlier.period), earlier.commentary, None]]
