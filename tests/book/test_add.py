"""A new indicator in a workbook that is there already: the same as if the workbook had been built with it."""

from __future__ import annotations

import inspect
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter
from lxml import etree
from openpyxl import load_workbook
from outside import through_libreoffice, validator_errors

from quarterbook import cli
from quarterbook.book import build
from quarterbook.book.add import prepare
from quarterbook.book.build import build_workbook
from quarterbook.book.edit import carry_out
from quarterbook.book.lint import lint
from quarterbook.book.plan import InsertRows, Plan, SetCells
from quarterbook.book.plan_json import from_json, to_json
from quarterbook.book.read import Book, open_book
from quarterbook.book.recalc import recalc
from quarterbook.book.sheets.context import Book as Sheets
from quarterbook.book.view import View
from quarterbook.demo import example_register
from quarterbook.errors import QuarterbookError
from quarterbook.register.files import read_register
from quarterbook.register.model import Indicator, Register
from quarterbook.register.tables import INDICATORS
from registers import odd_register, plain_register

NEW = {
    "plain": {"number": "223", "title": "Bins collected", "direction": "up"},
    "of a new service": {"number": "CS12b", "title": "Cases closed", "direction": "down", "service": "Waste & <Care>"},
    "monthly share": {
        "number": "O'Hara/3",
        "title": '=1+1 "quoted"',
        "direction": "higher",
        "measure": "percent",
        "decimals": "1",
        "frequency": "Monthly",
        "target": "0.65",
        "service": "Libraries",
        "owner": "A. Officer",
        "amber": "0.02",
        "blue": "0",
    },
    "cumulative with a profile": {
        "number": "C9",
        "title": "Enrolments",
        "direction": "↑",
        "basis": "Cumulative",
        "annual_target": "4000",
        "profile": "1;2;3;4",
        "comparator": "Same period last year",
        "description": "Line one\nline two " * 30,
    },
    "annual baseline": {
        "number": "9",
        "title": "Satisfaction",
        "direction": "up",
        "frequency": "Annual",
        "status": "Baseline",
        "measure": "rate",
        "decimals": "2",
        "useful_links": "First\nSecond",
        "target": "3.5",
    },
    "without direction": {"number": "n-1", "title": "Context", "direction": "none", "measure": "currency"},
}
"""What the command is given, as texts."""

REGISTERS: dict[str, Callable[[], Register]] = {
    "example": lambda: read_register(example_register()),
    "odd": odd_register,
    "one": lambda: plain_register(1),
    "none": lambda: replace(plain_register(1), indicators=(), history=(), narrative=()),
}
CASES = [
    *(("one", case) for case in NEW),
    *(("none", case) for case in ("plain", "of a new service")),
    ("example", "of a new service"),
    ("odd", "monthly share"),
]


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Give the workbook of a register, with its values in it; no test writes to it."""
    folder = tmp_path_factory.mktemp("workbooks")

    def workbook(name: str) -> Path:
        path = folder / f"{name}.xlsx"
        if not path.exists():
            build_workbook(REGISTERS[name](), path)
            recalc(path)
        return path

    return workbook


@pytest.fixture
def one(workbooks: Callable[[str], Path], tmp_path: Path) -> Path:
    """A workbook of one indicator, 1, to write to."""
    return Path(shutil.copy(workbooks("one"), tmp_path / "one.xlsx"))


def add(path: Path, out: Path, options: dict[str, str], like: str | None = None) -> Book:
    prepare(path, options, like).carry_out(path, out)
    return open_book(out)


def cells(view: View) -> dict[str, dict[str, object]]:
    """Return, for each sheet, what every cell shows and every formula says."""
    return {
        sheet.name: {
            **{f"value {place}": value for place, value in sheet.values.items() if value not in (None, "")},
            **{f"formula {place}": formula.text for place, formula in sheet.formulas.items()},
        }
        for sheet in view.sheets
    }


def changed(before: Path, after: Path) -> set[str]:
    """Return the parts that are not byte for byte what they were; new ones are not among them."""
    with zipfile.ZipFile(before) as old, zipfile.ZipFile(after) as new:
        return {name for name in old.namelist() if name not in new.namelist() or old.read(name) != new.read(name)}


def with_extras(
    monkeypatch: pytest.MonkeyPatch, extras: Callable[[Sheets], None], register: Register, path: Path
) -> Path:
    """Build a workbook to which officers have added something of their own."""
    publish = build.write_published

    def published_and_more(book: Sheets) -> None:
        publish(book)
        extras(book)

    monkeypatch.setattr(build, "write_published", published_and_more)
    build_workbook(register, path)
    monkeypatch.undo()
    recalc(path)
    return path


# --- The same as built with it --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("register", "case"), CASES)
def test_the_workbook_is_as_if_built_with_the_indicator(
    workbooks: Callable[[str], Path], tmp_path: Path, register: str, case: str
) -> None:
    built, options = workbooks(register), NEW[case]
    added = add(built, tmp_path / "added.xlsx", options)
    before, now = open_book(built).register, added.register
    assert now.indicators[:-1] == before.indicators
    assert {row for row in now.history if row.number != options["number"]} == set(before.history)
    assert (now.settings, now.narrative, now.published) == (before.settings, before.narrative, before.published)
    columns = {column.name: column for column in INDICATORS.columns if column.name in options}
    written = {name: column.kind.write(getattr(now.indicators[-1], name)) for name, column in columns.items()}
    assert {name: str(value).removesuffix(".0") for name, value in written.items()} == {
        name: options[name] for name in columns
    }
    assert [str(row.target) for row in now.history_of(options["number"])] == [
        text for name, text in options.items() if name == "target"
    ]
    assert list(lint(tmp_path / "added.xlsx")) == []

    build_workbook(now, tmp_path / "rebuilt.xlsx")
    recalc(tmp_path / "rebuilt.xlsx")
    again = open_book(tmp_path / "rebuilt.xlsx")
    assert again.register == now
    found, expected = cells(added.view), cells(again.view)
    assert list(found) == list(expected)
    for sheet in expected:
        assert found[sheet] == expected[sheet]


def test_new_cells_look_as_if_built_with_the_indicator(one: Path, tmp_path: Path) -> None:
    added = add(one, tmp_path / "added.xlsx", {**NEW["monthly share"], "service": "Service 1"})
    build_workbook(added.register, tmp_path / "rebuilt.xlsx")
    found, expected = (load_workbook(tmp_path / name) for name in ("added.xlsx", "rebuilt.xlsx"))
    for sheet in (expected.sheetnames[4], "Index"):
        for row in expected[sheet].iter_rows():
            for cell in row:
                other = found[sheet][cell.coordinate]
                for attribute in ("number_format", "font", "fill", "border", "alignment", "protection"):
                    looks = [repr(getattr(found_cell, attribute)) for found_cell in (other, cell)]
                    assert looks[0] == looks[1], (sheet, cell.coordinate, attribute)
    new, fresh = (book[book.sheetnames[4]] for book in (found, expected))
    assert [str(rule.sqref) for rule in new.conditional_formatting] == [
        str(rule.sqref) for rule in fresh.conditional_formatting
    ]
    assert [(str(r.sqref), r.formula1) for r in new.data_validations.dataValidation] == [
        (str(r.sqref), r.formula1) for r in fresh.data_validations.dataValidation
    ]
    assert [rule.dxf for rules in new.conditional_formatting for rule in rules.rules] == [
        rule.dxf for rules in fresh.conditional_formatting for rule in rules.rules
    ]
    assert {name: d.attr_text for name, d in new.defined_names.items()} == {
        name: d.attr_text for name, d in fresh.defined_names.items()
    }
    assert (new.print_area, new.print_title_rows) == (fresh.print_area, fresh.print_title_rows)
    assert {key: row.height for key, row in new.row_dimensions.items()} == {
        key: row.height for key, row in fresh.row_dimensions.items()
    }


# --- Nothing else is touched ----------------------------------------------------------------------------------------


def test_only_the_parts_that_list_sheets_and_the_index_change(workbooks: Callable[[str], Path], tmp_path: Path) -> None:
    built = workbooks("example")
    add(built, tmp_path / "added.xlsx", {**NEW["of a new service"], "decimals": "3"})
    assert changed(built, tmp_path / "added.xlsx") == {
        "[Content_Types].xml",
        "docProps/app.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/tables/table2.xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet2.xml",
    }


def test_what_officers_added_stays(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def extras(book: Sheets) -> None:
        notes = book.workbook.add_worksheet("Sue's notes")
        notes.write_formula("A1", "=SUM('Indicator 1'!C5)+ReportingPeriodLength")
        notes.write_comment("B2", "Ask Sue")
        notes.insert_textbox("D4", "A box")
        chart = book.workbook.add_chart({"type": "pie"})
        chart.add_series({"values": "='Sue''s notes'!$A$1:$A$2"})
        notes.insert_chart("D9", chart)
        book.sheets["Index"].write_comment("A1", "Read me")
        book.sheets["Indicator 1"].write_string("B60", "A note below the history")
        book.workbook.define_name("ReportingPeriodLength", "=3")
        book.workbook.add_worksheet("Last")
        book.workbook.define_name("Last!Mine", "='Sue''s notes'!$A$1")

    built = with_extras(monkeypatch, extras, plain_register(1), tmp_path / "extras.xlsx")
    added = add(built, tmp_path / "added.xlsx", NEW["plain"])
    parts = {
        name for name in zipfile.ZipFile(built).namelist() if re.search(r"comments|vml|drawing|chart|sheet[1-9]", name)
    }
    assert changed(built, tmp_path / "added.xlsx") & parts == {"xl/worksheets/sheet2.xml"}
    book = load_workbook(tmp_path / "added.xlsx")
    assert book.sheetnames[3:] == ["Indicator 1", "Indicator 223", "Checks", "Published", "Sue's notes", "Last"]
    assert book["Index"]["A1"].comment.text == "Read me"
    assert book["Sue's notes"]["B2"].comment.text == "Ask Sue"
    assert book["Last"].defined_names["Mine"].attr_text == "'Sue''s notes'!$A$1"
    assert added.evaluation["'Sue's notes'!A1"] == open_book(built).evaluation["'Sue's notes'!A1"]
    assert list(lint(tmp_path / "added.xlsx")) == []


def test_protected_sheets_get_a_protected_one(tmp_path: Path) -> None:
    build_workbook(plain_register(1), tmp_path / "protected.xlsx", protect=True)
    add(tmp_path / "protected.xlsx", tmp_path / "added.xlsx", NEW["plain"])
    book = load_workbook(tmp_path / "added.xlsx")
    assert book["Indicator 223"].protection.sheet is True
    assert book["Indicator 223"].protection.sort == book["Indicator 1"].protection.sort


def test_a_workbook_without_the_function_names_gets_none(tmp_path: Path) -> None:
    build_workbook(plain_register(1), tmp_path / "addin.xlsx", functions="none")
    add(tmp_path / "addin.xlsx", tmp_path / "added.xlsx", {**NEW["plain"], "target": "5"})
    names = load_workbook(tmp_path / "added.xlsx").defined_names
    assert "RAG" not in names


# --- Workbooks that officers have worked on --------------------------------------------------------------------------


def test_one_after_another(one: Path) -> None:
    for options in NEW.values():
        prepare(one, options).carry_out(one)
    book = open_book(one)
    assert [indicator.number for indicator in book.register.indicators] == [
        "1",
        *(options["number"] for options in NEW.values()),
    ]
    index = book.view.by_name["index"]
    numbers = [index.value(row, 1) for row in range(index.tables[0].extent[0] + 1, index.tables[0].extent[2] + 1)]
    assert numbers == [indicator.number for indicator in book.register.indicators]
    assert list(lint(one)) == []
    found = counts(book)
    assert list(found) == ["All services", "Libraries", "Waste & <Care>", "No service", "Service 1"]
    everything = found["All services"]
    others = [figures for service, figures in found.items() if service != "All services"]
    assert everything == [sum(column) for column in zip(*others, strict=True)]
    assert everything[0] == 7


def test_rows_inserted_anywhere_are_no_hindrance(one: Path, tmp_path: Path) -> None:
    inserted = Plan(tuple(InsertRows(sheet, row, 2) for sheet in ("Cover", "Key", "Index") for row in (12, 7, 3)))
    carry_out(one, inserted)
    plain = open_book(one)
    added = add(one, tmp_path / "added.xlsx", {**NEW["of a new service"], "target": "5"})
    assert added.register.indicators[:-1] == plain.register.indicators
    build_workbook(added.register, tmp_path / "rebuilt.xlsx")
    recalc(tmp_path / "rebuilt.xlsx")
    again = open_book(tmp_path / "rebuilt.xlsx")
    sheet = "indicator cs12b"
    assert cells(added.view)["Indicator CS12b"] == cells(again.view)["Indicator CS12b"]
    assert added.view.by_name[sheet].value(5, 6) == "No data"
    assert counts(added) == counts(again)
    assert list(lint(tmp_path / "added.xlsx")) == []


def test_sheets_in_another_order(one: Path, tmp_path: Path) -> None:
    prepare(one, NEW["plain"]).carry_out(one)
    with zipfile.ZipFile(one) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    root = etree.fromstring(parts["xl/workbook.xml"])
    sheets = next(root.iter("{*}sheets"))
    order = [5, 4, 0, 1, 2, 3, 6]  # Checks, then the indicators, then the rest
    elements = list(sheets)
    sheets[:] = [elements[position] for position in order]
    for name in root.iter("{*}definedName"):
        if "localSheetId" in name.attrib:
            name.set("localSheetId", str(order.index(int(name.get("localSheetId", "0")))))
    parts["xl/workbook.xml"] = etree.tostring(root)
    with zipfile.ZipFile(one, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    added = add(one, tmp_path / "added.xlsx", NEW["of a new service"])
    names = [sheet.name for sheet in added.view.sheets]
    assert names == ["Checks", "Indicator 223", "Cover", "Index", "Key", "Indicator 1", "Indicator CS12b", "Published"]
    assert [indicator.number for indicator in added.register.indicators] == ["223", "1", "CS12b"]
    assert list(lint(tmp_path / "added.xlsx")) == []


def test_an_index_that_lost_a_column_and_its_counts(one: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(one) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    table, index = "xl/tables/table2.xml", "xl/worksheets/sheet2.xml"
    assert b'name="Owner"' in parts[table]
    parts[table] = parts[table].replace(b'name="Owner"', b'name="Lead officer"')
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'name="AllServices"', b'name="SomethingElse"')
    with zipfile.ZipFile(one, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    carry_out(one, Plan((SetCells("Index", {header_of(one, "Owner"): "Lead officer"}),)))
    added = add(one, tmp_path / "added.xlsx", {**NEW["of a new service"], "owner": "A. Officer"})
    sheet = added.view.by_name["index"]
    extent = sheet.tables[0].extent
    assert [sheet.value(extent[2], column) for column in (1, 2, 3, 4)] == [
        "CS12b",
        "Cases closed",
        "Waste & <Care>",
        None,
    ]
    assert index in changed(one, tmp_path / "added.xlsx")


def header_of(path: Path, text: str) -> tuple[int, int]:
    sheet = open_book(path).view.by_name["index"]
    row = sheet.tables[0].extent[0]
    return next((row, column) for column in range(1, 20) if sheet.value(row, column) == text)


# --- Readers and judges ---------------------------------------------------------------------------------------------


def test_other_programs_open_it(one: Path, tmp_path: Path) -> None:
    path = tmp_path / "added.xlsx"
    added = add(one, path, NEW["monthly share"])
    sheet = added.view.sheets[4]
    rows = python_calamine.load_workbook(path).get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
    for (row, column), value in sheet.values.items():
        if value is not None and not str(value).startswith("#"):
            assert rows[row - 1][column - 1] == value
    opened = through_libreoffice(path, tmp_path)
    assert python_calamine.load_workbook(opened).sheet_names == [sheet.name for sheet in added.view.sheets]
    texts = python_calamine.load_workbook(opened).get_sheet_by_name(sheet.name).to_python()
    assert any('=1+1 "quoted"' in row for row in texts)


def test_the_validator_finds_nothing_new(one: Path, tmp_path: Path) -> None:
    before = validator_errors(one)
    add(one, tmp_path / "added.xlsx", NEW["monthly share"])
    assert validator_errors(tmp_path / "added.xlsx") <= before


# --- The plan and the command -----------------------------------------------------------------------------------------


def test_the_plan_goes_through_json(one: Path, tmp_path: Path) -> None:
    addition = prepare(one, NEW["of a new service"])
    addition.carry_out(one, tmp_path / "straight.xlsx")
    carry_out(one, from_json(to_json(addition.plan)), tmp_path / "json.xlsx")
    assert (tmp_path / "straight.xlsx").read_bytes() == (tmp_path / "json.xlsx").read_bytes()


def test_what_is_left_out_is_as_another_indicator_has_it(workbooks: Callable[[str], Path]) -> None:
    model = open_book(workbooks("odd")).register.by_number["CS12a"]
    options = {"number": "CS12b", "title": "Another share", "owner": "", "decimals": "0"}
    indicator = prepare(workbooks("odd"), options, like="CS12a").indicator
    assert indicator == replace(model, number="CS12b", title="Another share", decimals=0)
    plain = prepare(workbooks("odd"), {**options, "direction": "up"}).indicator
    assert plain == Indicator(number="CS12b", title="Another share", direction="up")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"number": "1"}, 'there is an indicator "1" already; give the new one another number'),
        (
            {"frequency": "Quartely"},
            '--frequency: "Quartely" is not one of Monthly, Quarterly, Annual; write Quarterly',
        ),
        ({"number": None}, "--number is missing; every indicator needs its number"),
        ({"title": " "}, None),
        ({"title": ""}, "--title is missing; every indicator needs its title"),
        ({"direction": None}, "--direction is missing; every indicator needs its direction"),
        ({"direction": "sideways"}, '--direction: "sideways" is not a direction for improvement'),
        ({"decimals": "1.5"}, '--decimals: "1.5" will not do here; write a whole number from 0 to 10'),
        ({"target": "65%"}, '--target: "65%" is text, not a number; write 0.65'),
        ({"annual_target": "4,000"}, '--annual-target: "4,000" is text, not a number; write 4000'),
        ({"profile": "1;2"}, "--profile: 2 weights, but the indicator is Quarterly; write 4"),
        ({"amber": "-0.1"}, "--amber: -0.1 is below 0"),
        ({"description": "x" * 40_000}, "its description has 40,000 characters"),
        ({"like": "2"}, 'there is no indicator "2" to be like; there are 1'),
    ],
)
def test_what_cannot_be_added_is_said_and_nothing_is_written(
    one: Path, options: dict[str, str | None], message: str | None
) -> None:
    before = one.read_bytes()
    said = {**NEW["plain"], **options}
    like = said.pop("like", None)
    if message is None:
        assert prepare(one, said, like).indicator.title == said["title"]
        return
    with pytest.raises(QuarterbookError, match=re.escape(message)) as error:
        prepare(one, said, like).carry_out(one)
    assert "\n" not in str(error.value)
    assert one.read_bytes() == before


def test_a_sheet_of_the_name_is_not_overwritten(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = with_extras(
        monkeypatch, lambda book: book.workbook.add_worksheet("indicator 223"), plain_register(1), tmp_path / "a.xlsx"
    )
    before = path.read_bytes()
    with pytest.raises(QuarterbookError, match="there is a sheet 'Indicator 223' already; rename it first"):
        prepare(path, NEW["plain"]).carry_out(path)
    assert path.read_bytes() == before


def test_other_workbooks_are_refused(tmp_path: Path, one: Path) -> None:
    xlsxwriter.Workbook(tmp_path / "other.xlsx").close()
    with pytest.raises(QuarterbookError, match="not a master workbook of Quarterbook"):
        prepare(tmp_path / "other.xlsx", NEW["plain"])
    with zipfile.ZipFile(one) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'name="Frequencies"', b'name="Something"')
    with zipfile.ZipFile(one, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    with pytest.raises(QuarterbookError, match="the name Frequencies is missing, which every indicator"):
        prepare(one, NEW["plain"])


def run(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        cli.main(arguments)
    captured = capsys.readouterr()
    return int(left.value.code or 0), captured.out, captured.err


def test_the_command_adds_or_only_says_so(one: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--number", "223", "--title", "Bins", "--direction", "up", "--service", "Waste", "--target", "5"]
    before = one.read_bytes()
    status, dry, _ = run(["add", str(one), *options, "--dry-run"], capsys)
    assert (status, one.read_bytes()) == (0, before)
    assert "Indicator 223: a new sheet after Indicator 1" in dry
    out = tmp_path / "out.xlsx"
    status, said, _ = run(["add", str(one), *options, "--output", str(out)], capsys)
    assert (status, one.read_bytes()) == (0, before)
    assert said.startswith(dry)
    assert f"{out}: indicator 223 added" in said
    assert open_book(out).register.by_number["223"].service == "Waste"
    status, _, error = run(["add", str(out), *options], capsys)
    assert (status, error) == (
        2,
        f'quarterbook: {out}: there is an indicator "223" already; give the new one another number\n',
    )


def test_the_command_takes_every_column_of_the_register() -> None:
    taken = set(inspect.signature(cli.add).parameters)
    assert taken == {column.name for column in INDICATORS.columns} | {"file", "target", "like", "output", "dry_run"}


def counts(book: Book) -> dict[object, list[float]]:
    """Return the Index's counts: service to its figures."""
    place = book.view.names["allservices"]
    assert place is not None
    sheet = book.view.by_name["index"]
    rows = {}
    row = place.first_row
    while sheet.value(row, place.first_column) not in (None, "", "Service"):
        figures = (sheet.value(row, column) for column in range(1, 20))
        rows[sheet.value(row, place.first_column)] = [value for value in figures if isinstance(value, float)]
        row -= 1
    return rows
