"""The published spreadsheet against the Analysis Function's checklist "Making spreadsheets accessible".

Each test of the checklist is called after the item that it holds the workbook to. Three items are a person's and have
no test: All written content needs to meet the accessibility guidelines, Run a spelling and grammar check, and Use the
accessibility checker.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import unescape

import pytest
from hypothesis import given, settings
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from book.outside import through_libreoffice, validator_errors
from book.registers import odd_register
from quarterbook.cells import Cell, classify
from quarterbook.demo import example_register
from quarterbook.periods import Period
from quarterbook.register import Indicator, Observation, Register, Settings
from quarterbook.register.files import read_register
from quarterbook.report.content import report_of
from quarterbook.report.editions import bytes_of
from quarterbook.report.house import WHITE, contrast
from quarterbook.report.model import Report
from quarterbook.report.packing import parts_of
from quarterbook.report.spreadsheet.figures import NOT_APPLICABLE, NOT_AVAILABLE, SHORTHAND, form_of
from quarterbook.report.spreadsheet.tables import MOST_IN_ROW, pieces_of
from quarterbook.report.spreadsheet.workbook import MOST_IN_CELL, fitting
from quarterbook.report.texts import clean
from report.filled import ANY_TEXT, Q3, filled, finding

NOTE = re.compile(r"\[note (\d+)\]")
AUTOMATIC = "FF000000"


def example() -> Report:
    return report_of(read_register(example_register()))


def odd() -> Report:
    return report_of(odd_register(), [finding("what is wrong"), finding("what is wrong, too")])


def nothing() -> Report:
    return report_of(Register(Settings(reporting_period=Q3), ()))


REPORTS = {"example": example, "odd": odd, "nothing": nothing}


@cache
def made(name: str) -> tuple[Report, bytes]:
    report = REPORTS[name]()
    return report, bytes_of("xlsx", report)


@cache
def opened(name: str) -> Workbook:
    return load_workbook(io.BytesIO(made(name)[1]))


@pytest.fixture(params=REPORTS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def workbook(name: str) -> Workbook:
    return opened(name)


@pytest.fixture
def parts(name: str) -> dict[str, bytes]:
    return parts_of(made(name)[1])


def tables(workbook: Workbook) -> Iterator[tuple[Worksheet, Table]]:
    for sheet in workbook.worksheets:
        for table in sheet.tables.values():
            yield sheet, table


def cells(workbook: Workbook) -> Iterator[Any]:
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if cell.value is not None)


def rows_of(sheet: Worksheet) -> list[dict[str, Any]]:
    """The rows of a worksheet's table, by heading without its notes."""
    (table,) = sheet.tables.values()
    top, *rows = sheet[table.ref]
    headings = [NOTE.sub("", cell.value).strip() for cell in top]
    return [dict(zip(headings, (cell.value for cell in row), strict=True)) for row in rows]


class TestTables:
    """The checklist's section "Tables"."""

    def test_mark_up_tables(self, workbook: Workbook) -> None:
        marked = {sheet.title for sheet, _ in tables(workbook)}
        assert marked == {sheet.title for sheet in workbook.worksheets} - {"Cover"}

    def test_give_tables_meaningful_names(self, workbook: Workbook) -> None:
        names = [table.displayName for _, table in tables(workbook)]
        assert len(set(names)) == len(names)
        assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", found) and not found.startswith("table") for found in names)

    def test_remove_merged_cells_split_cells_and_nested_tables(self, workbook: Workbook) -> None:
        assert not [sheet.merged_cells.ranges for sheet in workbook.worksheets if sheet.merged_cells.ranges]

    def test_remove_blank_rows_and_columns_within_tables(self, workbook: Workbook) -> None:
        for sheet, table in tables(workbook):
            assert all(cell.value not in (None, "") for row in sheet[table.ref] for cell in row)

    def test_all_tables_should_have_one_tagged_header_row(self, workbook: Workbook) -> None:
        for sheet, table in tables(workbook):
            assert table.headerRowCount == 1
            headings = [cell.value for cell in sheet[table.ref][0]]
            assert headings == [column.name for column in table.tableColumns]
            assert len({heading.lower() for heading in headings}) == len(headings)

    def test_wrap_text_within_cells(self, workbook: Workbook) -> None:
        """The text is wrapped, and the row is high enough for the lines that it takes."""
        for sheet, table in tables(workbook):
            columns = sheet.column_dimensions.values()
            widths = {n: each.width for each in columns for n in range(each.min, each.max + 1)}
            for row in sheet[table.ref]:
                for cell in row:
                    if not isinstance(cell.value, str):
                        continue
                    assert cell.alignment.wrap_text
                    width = widths[cell.column]
                    lines = sum(-(-len(line) // int(width * 1.2)) for line in cell.value.split("\n"))
                    height = sheet.row_dimensions[cell.row].height or 15
                    assert height >= min(15 * lines, 409)

    def test_avoid_adding_filters_and_freeze_panes(self, workbook: Workbook) -> None:
        assert all(table.autoFilter is None for _, table in tables(workbook))
        assert all(sheet.freeze_panes is None and not sheet.auto_filter.ref for sheet in workbook.worksheets)

    def test_only_leave_cells_with_no_data_empty_in_certain_circumstances(self, workbook: Workbook) -> None:
        """None is left empty; what stands there is explained above the table."""
        for sheet, table in tables(workbook):
            first = sheet[table.ref][0][0].row
            above = " ".join(str(sheet.cell(n, 1).value) for n in range(1, first))
            used = {cell.value for row in sheet[table.ref] for cell in row if cell.value in SHORTHAND}
            if sheet.title != "Notes":
                assert all(f"{sign} = {SHORTHAND[sign]}" in above for sign in used)

    def test_avoid_hiding_rows_or_columns(self, workbook: Workbook) -> None:
        for sheet in workbook.worksheets:
            assert sheet.sheet_state == "visible"
            dimensions = (*sheet.row_dimensions.values(), *sheet.column_dimensions.values())
            assert not any(each.hidden for each in dimensions)


class TestFootnotes:
    """The checklist's section "Footnotes"."""

    def test_do_not_use_symbols_or_superscript_to_signpost_to_notes(
        self, workbook: Workbook, parts: dict[str, bytes]
    ) -> None:
        assert b"vertAlign" not in b"".join(parts.values())
        assert not [cell.value for cell in cells(workbook) if re.search("[*†‡§¹²³]$", str(cell.value))]

    def test_use_the_word_note_when_referring_to_footnotes(self, workbook: Workbook) -> None:
        numbers = {row["Note number"] for row in rows_of(workbook["Notes"])}
        referred = {f"[note {n}]" for cell in cells(workbook) for n in NOTE.findall(str(cell.value))}
        assert referred
        assert referred <= numbers

    def test_avoid_putting_note_markers_in_specific_cells(self, workbook: Workbook) -> None:
        for sheet, table in tables(workbook):
            if sheet.title != "Notes":
                assert not [cell for row in sheet[table.ref][1:] for cell in row if NOTE.search(str(cell.value))]

    def test_put_note_text_in_a_notes_table_on_a_notes_worksheet(self, workbook: Workbook) -> None:
        rows = rows_of(workbook["Notes"])
        assert {row["Note number"] for row in rows} >= set(SHORTHAND)
        assert all(row["Note text"].strip() for row in rows)


class TestFormatting:
    """The checklist's section "Formatting"."""

    def test_links_must_be_accessible(self, workbook: Workbook) -> None:
        """Every link has a text, and those of the contents lead to the worksheet that they name."""
        sheet = workbook["Contents"]
        names = [row["Worksheet"] for row in rows_of(sheet)]
        assert names == [each.title for each in workbook.worksheets[2:]]
        locations = [sheet.cell(cell.row, 1).hyperlink.location for cell in sheet["A"] if cell.hyperlink]
        assert locations == [f"'{each}'!A1" for each in names]

    def test_format_text_to_make_it_accessible(self, workbook: Workbook) -> None:
        for cell in cells(workbook):
            font = cell.font
            assert (font.name, font.i, cell.alignment.textRotation) == ("Arial", False, 0)
            assert font.sz >= 10
            assert not font.u or cell.hyperlink

    def test_all_worksheets_should_have_descriptive_titles_which_are_properly_tagged_and_formatted(
        self, workbook: Workbook
    ) -> None:
        titles = [sheet["A1"].value for sheet in workbook.worksheets]
        assert len(set(titles)) == len(titles)
        assert {sheet["A1"].style for sheet in workbook.worksheets} == {"Heading 1"}
        cover = {cell.value for cell in workbook["Cover"]["A"] if cell.style == "Heading 2"}
        assert cover >= {"Introductory information", "About these data"}

    def test_avoid_using_symbols(self, workbook: Workbook) -> None:
        """What we write has none; what people typed is theirs."""
        typed = {"Indicator", "Indicator number", "Text", "Link", "Remark", "Word"}
        for sheet, _ in tables(workbook):
            for row in rows_of(sheet):
                ours = [value for heading, value in row.items() if heading not in typed and isinstance(value, str)]
                assert not [value for value in ours if re.search("[■◆●★○▲▼►↑↓↔…•–]", value)]

    def test_do_not_use_headers_and_footers_floating_text_boxes_or_floating_toolbars(
        self, workbook: Workbook, parts: dict[str, bytes]
    ) -> None:
        assert not [sheet.title for sheet in workbook.worksheets if str(sheet.HeaderFooter.oddHeader.center.text or "")]
        assert b"<headerFooter" not in b"".join(parts.values())
        assert not [part for part in parts if "drawing" in part.lower()]

    def test_do_not_use_visual_devices_to_divide_data_regions_nor_a_background_fill(self, workbook: Workbook) -> None:
        assert not [cell for cell in cells(workbook) if cell.fill.fill_type]
        assert not [table for _, table in tables(workbook) if table.tableStyleInfo and table.tableStyleInfo.name]

    def test_do_not_use_colour_as_the_only_way_to_convey_a_message(self, workbook: Workbook) -> None:
        """The only colour is that of links, which are underlined too."""
        coloured = [cell for cell in cells(workbook) if colour_of(cell) != AUTOMATIC]
        assert coloured
        assert all(cell.hyperlink and cell.font.u == "single" for cell in coloured)
        assert not any(sheet.conditional_formatting for sheet in workbook.worksheets)

    def test_when_using_colour_for_emphasis_check_the_contrast(self, workbook: Workbook) -> None:
        assert {contrast(f"#{colour_of(cell)[2:]}", WHITE) >= 4.5 for cell in cells(workbook)} == {True}

    def test_avoid_images_in_spreadsheets_and_remove_macros(self, parts: dict[str, bytes]) -> None:
        assert not [part for part in parts if re.search(r"media|vba|chart|comments|activeX|embeddings", part)]


class TestStructure:
    """The checklist's section "Structure"."""

    def test_give_worksheets_unique_names(self, workbook: Workbook) -> None:
        names = workbook.sheetnames
        assert names[:3] == ["Cover", "Contents", "Notes"]
        assert len({each.lower() for each in names}) == len(names)
        assert not [each for each in names if re.match(r"Sheet\d", each) or len(each) > 31]

    def test_remove_blank_worksheets(self, workbook: Workbook) -> None:
        assert all(sheet.max_row > 2 for sheet in workbook.worksheets)

    def test_use_cells_in_column_a_wisely(self, workbook: Workbook) -> None:
        """The title is in A1; what there is to know before the table stands above it, in column A, without a gap."""
        for sheet, table in tables(workbook):
            first = sheet[table.ref][0][0].row
            above = [sheet.cell(n, 1).value for n in range(1, first)]
            assert all(above)
            assert any("This worksheet contains one table." in text for text in above)
            assert not [cell for n in range(1, first) for cell in sheet[n][1:] if cell.value is not None]

    def test_position_tables_against_the_left_hand_edges_of_each_sheet(self, workbook: Workbook) -> None:
        assert {table.ref[0] for _, table in tables(workbook)} == {"A"}

    def test_avoid_putting_content_below_a_table(self, workbook: Workbook) -> None:
        for sheet, table in tables(workbook):
            assert sheet.dimensions.split(":")[1] == table.ref.split(":")[1]

    def test_avoid_worksheets_with_multiple_tables(self, workbook: Workbook) -> None:
        assert all(len(sheet.tables) <= 1 for sheet in workbook.worksheets)


class TestBeforePublishing:
    """The checklist's section "Before publishing"."""

    def test_add_document_information(self, workbook: Workbook, name: str) -> None:
        report, _ = made(name)
        assert report.cover.title in workbook.properties.title
        assert workbook.properties.language == "en-GB"

    def test_ensure_the_cursor_is_in_cell_a1_of_the_first_worksheet(self, workbook: Workbook) -> None:
        assert workbook.active is workbook.worksheets[0]
        assert {sheet.sheet_view.selection[0].activeCell for sheet in workbook.worksheets} == {"A1"}
        assert [sheet.sheet_view.tabSelected for sheet in workbook.worksheets].count(True) == 1


def colour_of(cell: Any) -> str:
    colour = cell.font.color
    return AUTOMATIC if colour is None or colour.type != "rgb" else str(colour.rgb)


# --- What it says -------------------------------------------------------------------------------------------------


def test_there_are_values_only(parts: dict[str, bytes]) -> None:
    sheets = [content for part, content in parts.items() if part.startswith("xl/worksheets/sheet")]
    assert sheets
    assert not [content for content in sheets if re.search(rb"<f[ >/]", content)]
    assert not [part for part in parts if "externalLink" in part or "connections" in part]


@pytest.mark.parametrize("which", ["example", "odd"])
def test_numbers_are_numbers_and_what_is_missing_is_shorthand(which: str) -> None:
    report, _ = made(which)
    rows = rows_of(opened(which)["Headline figures"])
    assert [row["Indicator number"] for row in rows] == [section.number for section in report.sections]
    for section, row in zip(report.sections, rows, strict=True):
        for figure, heading in (
            (section.target, "Target"),
            (section.current, "Current"),
            (section.previous, "Previous"),
        ):
            number = classify(figure.value)
            if isinstance(number, Cell):
                assert row[heading] in (NOT_AVAILABLE, NOT_APPLICABLE, figure.text)
            else:
                assert row[heading] == number
        assert (row["RAG Rating"], row["Change in Performance"]) == (section.rag, section.change)


def test_the_figures_over_time_are_those_of_the_charts() -> None:
    report, _ = made("odd")
    rows = rows_of(opened("odd")["Figures over time"])
    assert len(rows) == sum(len(section.chart.periods) for section in report.sections)
    forty = [row for row in rows if row["Indicator number"] == "40"]
    (section,) = (section for section in report.sections if section.number == "40")
    assert [row["Period"] for row in forty] == [period.label for period in section.chart.periods]
    assert [row["Actual"] for row in forty] == list(section.chart.actual.values)


def test_a_draft_says_so_on_every_worksheet_and_lists_its_errors() -> None:
    for sheet in opened("odd").worksheets:
        assert any(str(cell.value).startswith("DRAFT") for cell in sheet["A"][:4])
    assert [row["What is wrong"] for row in rows_of(opened("odd")["Unresolved errors"])] == [
        "what is wrong",
        "what is wrong, too",
    ]
    assert not [cell for cell in cells(opened("example")) if "DRAFT" in str(cell.value)]


def test_every_text_of_an_indicator_is_in_it(name: str, workbook: Workbook) -> None:
    report, _ = made(name)
    found = [str(cell.value) for cell in cells(workbook)]
    whole = " ".join(" ".join(found).split())
    for section in report.sections:
        for block in (*section.description, *section.commentary, *section.actions):
            assert all(" ".join(line.split()) in whole for line in block.lines)
        assert all(link.text in found for link in section.links)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("107,236", "#,##0"),
        ("95%", "0%"),
        ("64.1%", "0.0%"),
        ("\u2212£1,200.50", "£#,##0.00"),
        ("3.14", "#,##0.00"),
        ("0", "#,##0"),
    ],
)
def test_a_format_shows_a_number_as_its_text_does(text: str, form: str) -> None:
    assert form_of(text) == form


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("n/a", "[x]"), ("[C]", "[c]"), (" [z] ", "[z]"), ("", "[x]"), ("107,236", "107,236"), (None, "[x]")],
)
def test_a_missing_figure_is_shorthand_and_one_that_cannot_be_read_stays(typed: str | None, shown: str) -> None:
    register = Register(
        Settings(reporting_period=Q3),
        (Indicator(number="1", title="Visits", direction="up"),),
        (Observation(number="1", period=Q3, actual=typed, target=5.0),),
    )
    workbook = load_workbook(io.BytesIO(bytes_of("xlsx", report_of(register))))
    assert [row["Current"] for row in rows_of(workbook["Headline figures"])] == [shown]


def test_a_period_to_come_is_not_applicable_and_one_without_a_figure_is_not_available() -> None:
    register = Register(
        Settings(reporting_period=Q3),
        (Indicator(number="1", title="Visits", direction="up", basis="Cumulative"),),
        (
            Observation(number="1", period=Period.parse("2023/24 Q1"), actual=1.0),
            Observation(number="1", period=Q3, actual=3.0),
        ),
    )
    workbook = load_workbook(io.BytesIO(bytes_of("xlsx", report_of(register))))
    assert [row["Actual"] for row in rows_of(workbook["Figures over time"])] == [1, "[x]", 3, "[z]"]


@given(ANY_TEXT)
def test_pieces_of_a_text_are_short_and_lose_no_word(text: str) -> None:
    line = " ".join(clean(text).split())
    pieces = list(pieces_of(line))
    assert all(0 < len(piece) <= MOST_IN_ROW for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(line.split())


@given(ANY_TEXT)
def test_a_text_fits_into_a_cell_and_says_when_it_was_cut(text: str) -> None:
    text = clean(text)
    shown = fitting(text)
    assert len(shown.encode("utf-16-le")) <= 2 * MOST_IN_CELL
    assert shown == text or (shown.endswith("[cut: a cell holds no more]") and text.startswith(shown[:1000]))


# --- No text of a cell becomes a formula or a link ------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(ANY_TEXT)
def test_any_text_at_all_is_a_text_in_its_cell(text: str) -> None:
    report = report_of(filled(text), [finding(text)])
    parts = parts_of(bytes_of("xlsx", report))
    for part, content in parts.items():
        assert part.endswith((".xml", ".rels"))
        etree.fromstring(content)
    assert not [
        content for part, content in parts.items() if "sheets/sheet" in part and re.search(rb"<f[ >/]", content)
    ]
    targets = re.findall(rb'Target="([^"]*)" TargetMode="External"', b"".join(parts.values()))
    assert {target.partition(b":")[0] for target in targets} <= {b"http", b"https", b"mailto"}
    held = {unescape(each) for each in shared_texts(parts)}
    assert fitting(clean(f"a{text}")) in held or "\n" in clean(text)


def shared_texts(parts: dict[str, bytes]) -> Iterator[str]:
    """The texts of the cells, with Excel's own way to write _x0041_ undone."""
    for each in etree.fromstring(parts["xl/sharedStrings.xml"]).iter("{*}t"):
        yield re.sub("_x005F(_x[0-9a-fA-F]{4}_)", r"\1", each.text or "")


def test_the_same_report_gives_the_same_bytes_and_every_section_is_counted() -> None:
    report, content = made("odd")
    done: list[int] = []
    assert bytes_of("xlsx", report, lambda: done.append(1)) == content
    assert len(done) == len(report.sections)


# --- As other programs see it ---------------------------------------------------------------------------------------


def test_the_open_xml_sdk_finds_no_error(name: str, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    path.write_bytes(made(name)[1])
    assert validator_errors(path) == set()


def test_libreoffice_opens_it(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    path.write_bytes(made("odd")[1])
    content = parts_of(through_libreoffice(path, tmp_path).read_bytes())["content.xml"]
    assert all(f'table:name="{sheet}"'.encode() in content for sheet in opened("odd").sheetnames)
    assert '=HYPERLINK("http://127.0.0.1","x")' in etree.fromstring(content).xpath("//*[local-name()='p']/text()")
    assert b"table:formula" not in content
