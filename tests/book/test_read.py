"""Reading a master workbook as officers leave it: nothing lost, nothing converted, every remark with its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

import quarterbook as qb
from quarterbook.book import layout
from quarterbook.book.build import build_workbook
from quarterbook.book.contents import Contents, contents_of
from quarterbook.book.package import Package
from quarterbook.book.recalc import recalc
from quarterbook.book.remarks import Weight
from quarterbook.book.shared import moved
from quarterbook.book.view import Area, SheetView, View, view_of_file
from quarterbook.errors import BadFile, BadRegister
from quarterbook.periods import Period
from quarterbook.register import Indicator, Narrative, Observation, Published, Register, Settings
from quarterbook.vocabulary import CUMULATIVE, PERCENT

Q2, Q3 = Period.parse("2023/24 Q2"), Period.parse("2023/24 Q3")
REGISTER = Register(
    Settings(organisation="Example Council", reporting_period=Q3, other={"both_comparators": "Yes", "colour": "plain"}),
    (
        Indicator(number="36", title="Visits", direction="up", service="Libraries", useful_links=("one", "two")),
        Indicator(number="CS12a", title="Share", direction="down", measure=PERCENT, decimals=1, amber=0.02),
        Indicator(
            number="7",
            title="Learners",
            direction="up",
            basis=CUMULATIVE,
            annual_target=1000.0,
            profile=(1.0, 2.0, 3.0, 4.0),
        ),
    ),
    (
        Observation(number="36", period=Q2, actual=120.0, target=100.0, note="Late counts"),
        Observation(number="36", period=Q3, actual=130.0, target=100.0),
        Observation(number="CS12a", period=Q3, numerator=570.0, denominator=889.0, target=0.65),
        Observation(number="7", period=Q3, actual=600.0),
    ),
    (
        Narrative(number="36", period=Q2, commentary="Said before"),
        Narrative(number="36", period=Q3, commentary="Said now", actions="Done now"),
    ),
    (Published(number="36", period=Q2, current=120.0, previous="n/a", rag="Blue"),),
)

Change = Callable[["Officer"], None]


class Officer:
    """Somebody who works in the workbook, and saves it with a program that stores no values of formulas."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = openpyxl.load_workbook(path)

    def sheet(self, number: str = "36") -> Worksheet:
        return self.book[f"Indicator {number}"]

    def cell(self, name: str, number: str | None = None) -> Any:
        """Return the cell of a name, the workbook's or an indicator's."""
        names = self.book.defined_names if number is None else self.sheet(number).defined_names
        sheet, _, address = names[name].attr_text.rpartition("!")
        return self.book[sheet.strip("'")][address.replace("$", "").partition(":")[0]]

    def table(self, name: str) -> Any:
        return next(sheet.tables[name] for sheet in self.book if name in sheet.tables)

    def history(self, header: str, period: str, number: str = "36") -> Any:
        """Return a cell of an indicator's history table."""
        sheet = self.sheet(number)
        head, *rows = sheet[self.table(f"History{number}").ref]
        column = [cell.value for cell in head].index(header)
        return next(row[column] for row in rows if row[0].value == period)

    def save(self) -> None:
        self.book.save(self.path)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("built") / "master.xlsx"
    build_workbook(REGISTER, path)
    return path.read_bytes()


@pytest.fixture
def master(tmp_path: Path, built: bytes) -> Path:
    path = tmp_path / "master.xlsx"
    path.write_bytes(built)
    return path


@pytest.fixture
def after(master: Path) -> Callable[[Change], Contents]:
    """A function that gives what is read after a change."""

    def contents(change: Change) -> Contents:
        officer = Officer(master)
        change(officer)
        officer.save()
        return qb.open(master).contents

    return contents


def nothing(_: Officer) -> None:
    """Save the workbook as it is."""


def lines(contents: Contents, weight: Weight | None = None) -> list[str]:
    return [str(remark) for remark in contents.remarks if weight in (None, remark.weight)]


def put(name: str, value: object, number: str | None = "36") -> Change:
    def change(officer: Officer) -> None:
        officer.cell(name, number).value = value

    return change


def put_figure(header: str, value: object, number: str = "36", period: str = "2023/24 Q3") -> Change:
    def change(officer: Officer) -> None:
        officer.history(header, period, number).value = value

    return change


# --- What was typed is there ------------------------------------------------------------------------------------------


def test_opening_a_workbook_gives_its_register_and_leaves_the_file_alone(master: Path) -> None:
    before = master.read_bytes(), master.stat().st_mtime_ns
    book = qb.open(master)
    assert book.register == REGISTER
    assert not book.contents.remarks
    assert not book.evaluation.no_answer
    assert (master.read_bytes(), master.stat().st_mtime_ns) == before
    assert [path.name for path in master.parent.iterdir()] == ["master.xlsx"]


def test_a_workbook_whose_formulas_have_no_stored_values_reads_the_same(after: Callable[[Change], Contents]) -> None:
    contents = after(nothing)
    assert contents.register == REGISTER
    assert not contents.remarks


@pytest.mark.parametrize("value", ["107,236", "n/a", "  12 ", "95%", "[x]", "around 40"])
def test_a_text_in_a_figures_cell_stays_that_text(after: Callable[[Change], Contents], value: str) -> None:
    register = after(put_figure("Actual", value)).register
    assert register.history_of("36")[-1].actual == value


def test_what_no_register_accepts_is_kept_and_said_with_its_cell(after: Callable[[Change], Contents]) -> None:
    contents = after(put_figure("Actual", "107,236"))
    (line,) = lines(contents, Weight.MEND)
    assert re.fullmatch(r'Indicator 36!B\d+: "107,236" is text, not a number; write 107236 as a number, .*', line)


def test_a_word_for_no_figure_needs_no_remark(after: Callable[[Change], Contents]) -> None:
    assert not after(put_figure("Actual", "n/a")).remarks


@pytest.mark.parametrize(
    ("change", "kept", "said"),
    [
        (put("Frequency", "Quartely"), "Quartely", "write Quarterly"),
        (put("Status", "Contextul"), "Contextul", "write Contextual"),
        (put("Direction", "sideways"), "sideways", "is not a direction"),
        (put("Direction", None), "", "the direction is blank; fill it in"),
        (put("IndicatorTitle", None), "", "the title is blank; fill it in"),
        (put("OwnAmber", -0.1), -0.1, "-0.1 is below 0"),
        (put("AnnualTarget", "lots"), "lots", '"lots" is text'),
        (put("AnnualTarget", True), "TRUE", "TRUE is a logical value"),
    ],
)
def test_a_setting_that_is_not_understood_is_kept_and_said(
    after: Callable[[Change], Contents], change: Change, kept: object, said: str
) -> None:
    contents = after(change)
    assert kept in [getattr(contents.register.by_number["36"], field) for field in Indicator.__dataclass_fields__]
    (line,) = lines(contents, Weight.MEND)
    assert said in line
    assert line.startswith("Indicator 36!M")


@pytest.mark.parametrize(
    ("change", "value", "said"),
    [
        (put("Service", 101), "101", "101 is taken for a text"),
        (put("Frequency", None), "Quarterly", "the frequency is blank; taken for Quarterly"),
        (put("IndicatorTitle", 2024), "2024", "2024 is taken for a text"),
    ],
)
def test_what_is_in_the_register_otherwise_is_told(
    after: Callable[[Change], Contents], change: Change, value: str, said: str
) -> None:
    contents = after(change)
    indicator = contents.register.by_number["36"]
    assert value in (indicator.service, indicator.frequency, indicator.title)
    assert [line.partition(": ")[2] for line in lines(contents)] == [said]
    assert {remark.weight for remark in contents.remarks} == {Weight.TOLD}


def test_a_number_typed_as_an_indicators_number_is_its_digits(after: Callable[[Change], Contents]) -> None:
    contents = after(put("IndicatorNumber", 36))
    assert "36" in contents.register.by_number
    assert not contents.remarks


def test_a_period_in_another_spelling_is_understood_and_told(after: Callable[[Change], Contents]) -> None:
    contents = after(put_figure("Period", "Q2 2023/24", period="2023/24 Q2"))
    assert [row.period for row in contents.register.history_of("36")] == [Q2, Q3]
    (line,) = lines(contents, Weight.TOLD)
    assert '"Q2 2023/24" is taken for 2023/24 Q2; write it so' in line


def test_a_blank_setting_of_the_workbook_has_the_registers_default(after: Callable[[Change], Contents]) -> None:
    register = after(put("AmberTolerance", None, number=None)).register
    assert register.settings.amber_tolerance == Settings(reporting_period=Q3).amber_tolerance


def test_a_year_that_starts_in_another_month_is_minded(tmp_path: Path) -> None:
    january = replace(Q3, start_month=1)
    path = tmp_path / "january.xlsx"
    register = Register(
        Settings(reporting_period=january, year_start_month=1),
        REGISTER.indicators[:1],
        (Observation(number="36", period=january, actual=1.0),),
    )
    build_workbook(register, path)
    assert qb.open(path).register == register


# --- Formulas in cells that are typed in ------------------------------------------------------------------------------


@pytest.mark.parametrize("recalculated", [False, True])
def test_an_officers_formula_counts_as_its_value(
    master: Path, after: Callable[[Change], Contents], recalculated: bool
) -> None:
    contents = after(put_figure("Actual", "=120+35"))
    if recalculated:
        recalc(master)
        contents = qb.open(master).contents
    assert contents.register.history_of("36")[-1].actual == 155.0
    assert [line.partition(": ")[2] for line in lines(contents, Weight.TOLD)] == [
        "the formula =120+35 gives 155; the register has the value alone"
    ]


def test_the_workbooks_own_formulas_are_not_input(after: Callable[[Change], Contents]) -> None:
    register = after(nothing).register
    assert register.history_of("CS12a")[-1].actual is None
    assert register.history_of("7")[-1].target is None
    assert register.by_number["7"].target_basis == ""


def test_a_figure_typed_over_the_workbooks_own_formula_is_input(after: Callable[[Change], Contents]) -> None:
    def change(officer: Officer) -> None:
        officer.history("Actual", "2023/24 Q3", "CS12a").value = 0.55
        officer.history("Target", "2023/24 Q3", "7").value = 650
        officer.cell("TargetBasis", "7").value = "Snapshot"

    register = after(change).register
    assert register.history_of("CS12a")[-1].actual == 0.55
    assert register.history_of("7")[-1].target == 650.0
    assert register.by_number["7"].target_basis == "Snapshot"


def test_a_target_worked_out_for_an_earlier_year_is_kept_when_the_year_is_over(master: Path) -> None:
    officer = Officer(master)
    officer.cell("ReportingPeriod").value = "2024/25 Q1"
    officer.save()
    recalc(master)
    rows = {str(row.period): row.target for row in qb.open(master).register.history_of("7")}
    assert rows == {"2023/24 Q1": 100.0, "2023/24 Q2": 300.0, "2023/24 Q3": 600.0, "2023/24 Q4": 1000.0}


def test_a_formula_of_ours_in_the_wrong_row_is_an_officers(after: Callable[[Change], Contents]) -> None:
    def change(officer: Officer) -> None:
        own = officer.history("Actual", "2023/24 Q3", "CS12a")
        officer.history("Actual", "2023/24 Q4", "CS12a").value = own.value

    contents = after(change)
    assert contents.register.history_of("CS12a")[-1].actual == 570 / 889
    assert [remark.weight for remark in contents.remarks] == [Weight.TOLD]


def test_a_formula_that_gives_an_error_is_said_as_one(after: Callable[[Change], Contents]) -> None:
    contents = after(put_figure("Actual", "=1/0"))
    assert contents.register.history_of("36")[-1].actual == "#DIV/0!"
    (line,) = lines(contents, Weight.MEND)
    assert line.endswith("#DIV/0! is a worksheet error; mend its formula, or clear the cell")


def test_a_formula_without_any_value_stops_the_reading(after: Callable[[Change], Contents]) -> None:
    contents = after(put_figure("Actual", "=[1]Other!A1"))
    (line,) = lines(contents, Weight.LOST)
    assert "was never calculated" in line


# --- Found wherever it is ---------------------------------------------------------------------------------------------


def pushed(view: View, rows: int, columns: int) -> View:
    """Return a view of the workbook after so many rows and columns were inserted before all others on every sheet."""

    def area(found: Area | None) -> Area | None:
        if found is None:
            return None
        sheet, first_row, first_column, last_row, last_column = found
        return Area(sheet, first_row + rows, first_column + columns, last_row + rows, last_column + columns)

    def place(at: tuple[int, int]) -> tuple[int, int]:
        return at[0] + rows, at[1] + columns

    def sheet(found: SheetView) -> SheetView:
        tables = []
        for table in found.tables:
            first_row, first_column, last_row, last_column = table.extent
            extent = (first_row + rows, first_column + columns, last_row + rows, last_column + columns)
            tables.append(replace(table, extent=extent))
        return SheetView(
            found.name,
            {key: area(name) for key, name in found.names.items()},
            tuple(tables),
            {place(at): value for at, value in found.values.items()},
            {
                place(at): formula._replace(text=moved(formula.text or "", rows, columns))
                for at, formula in found.formulas.items()
            },
        )

    return View(view.name, tuple(map(sheet, view.sheets)), {key: area(name) for key, name in view.names.items()})


@pytest.mark.parametrize(("rows", "columns"), [(3, 0), (0, 2), (40, 30)])
def test_inserted_rows_and_columns_change_nothing(master: Path, rows: int, columns: int) -> None:
    book = qb.open(master)
    contents = contents_of(pushed(book.view, rows, columns), lambda sheet, place: book.evaluation.value(sheet, *place))
    assert contents.register == REGISTER
    assert not contents.remarks


def test_a_block_moved_to_another_sheet_is_followed(after: Callable[[Change], Contents]) -> None:
    def change(officer: Officer) -> None:
        sheet = officer.book.create_sheet("Settings of 36")
        for at, name in enumerate(("Service", "Direction", "Commentary"), start=1):
            sheet.cell(at, 5).value = officer.cell(name, "36").value
            officer.cell(name, "36").value = None
            officer.sheet().defined_names[name].attr_text = f"'Settings of 36'!$E${at}"

    contents = after(change)
    assert contents.register == REGISTER
    assert not contents.remarks


def test_columns_of_a_table_stand_in_any_order(after: Callable[[Change], Contents]) -> None:
    def change(officer: Officer) -> None:
        table = officer.table("History36")
        for row in officer.sheet()[table.ref]:
            first, last = row[5], row[9]
            first.value, last.value = last.value, first.value
        columns = table.tableColumns
        columns[5].name, columns[9].name = columns[9].name, columns[5].name

    assert after(change).register == REGISTER


def test_the_order_of_the_sheets_is_the_order_of_the_indicators(after: Callable[[Change], Contents]) -> None:
    contents = after(lambda officer: officer.book.move_sheet("Indicator 7", -2))
    assert [indicator.number for indicator in contents.register.indicators] == ["7", "36", "CS12a"]


def test_a_column_of_an_officers_own_is_told(after: Callable[[Change], Contents]) -> None:
    def change(officer: Officer) -> None:
        officer.table("History36").tableColumns[9].name = "My note"
        first_row = officer.sheet()[officer.table("History36").ref][0][0].row
        officer.sheet().cell(first_row, 10).value = "My note"

    contents = after(change)
    assert 'the table History36 has no column "Note"; give the column its header again' in lines(contents)[0]
    assert any(
        'the column "my note" of the table History36 has no place in a register' in line for line in lines(contents)
    )


# --- What cannot be read ----------------------------------------------------------------------------------------------


def without_name(name: str, number: str | None = "36") -> Change:
    def change(officer: Officer) -> None:
        names = officer.book.defined_names if number is None else officer.sheet(number).defined_names
        del names[name]

    return change


def without_table(name: str, called: str) -> Change:
    def change(officer: Officer) -> None:
        table = officer.table(name)
        table.displayName = table.name = called

    return change


def below_the_table(officer: Officer) -> None:
    last = officer.sheet()[officer.table("History36").ref][-1][0]
    officer.sheet().cell(last.row + 1, 1).value = "2024/25 Q1"


def commentary_without_period(officer: Officer) -> None:
    officer.cell("CommentaryPeriod", "36").value = None


def two_commentaries(officer: Officer) -> None:
    officer.cell("CommentaryPeriod", "36").value = "2023/24 Q2"


def unrecognisable(table: Any, sheet: Worksheet) -> None:
    table.displayName = table.name = "Figures"
    table.tableColumns[1].name = sheet[table.ref][0][1].value = "Outturn"


LOST: dict[str, tuple[Change, str]] = {
    "name gone": (without_name("Direction"), r"Indicator 36: the name Direction is missing or refers to no cell"),
    "name refers to nothing": (
        lambda officer: setattr(officer.sheet().defined_names["Direction"], "attr_text", "'Indicator 36'!#REF!"),
        r"Indicator 36: the name Direction is missing or refers to no cell",
    ),
    "workbook's name gone": (without_name("ReportingPeriod", None), r"the name ReportingPeriod is missing"),
    "history table renamed away": (
        lambda officer: unrecognisable(officer.table("History36"), officer.sheet()),
        r"Indicator 36: has no table whose name begins with History",
    ),
    "ledger gone": (without_table("PublishedLedger", "Old"), r"there is no table PublishedLedger"),
    "unreadable period": (
        put_figure("Period", "third quarter", period="2023/24 Q2"),
        r"Indicator 36!A\d+: 'third quarter' is not a reporting period; write it as",
    ),
    "period blank": (put_figure("Period", None, period="2023/24 Q2"), r"Indicator 36!A\d+: the period is blank; fill"),
    "period twice": (
        put_figure("Period", "2023/24 Q3", period="2023/24 Q2"),
        r"Indicator 36!A\d+: 2023/24 Q3 is in the table already",
    ),
    "row below the table": (below_the_table, r"Indicator 36!A\d+: a row stands below the table History36"),
    "number twice": (put("IndicatorNumber", "36", "7"), r'Indicator 7: is the second sheet of indicator "36"'),
    "number blank": (put("IndicatorNumber", None), r"Indicator 36!M\d+: the number is blank; fill it in"),
    "decimals in words": (put("Decimals", "two"), r"Indicator 36!M\d+: \"two\" will not do here"),
    "weight in words": (put("Profile", "much", "7"), r"Indicator 7!P\d+: \"much\" is text"),
    "weight left out": (put("Profile", None, "7"), r"Indicator 7!P\d+: the weight is blank"),
    "reporting period": (put("ReportingPeriod", "now", None), r"Cover!B\d+: 'now' is not a reporting period"),
    "tolerance in words": (put("AmberTolerance", "10%", None), r'Cover!B\d+: "10%" is text, not a number; write 0.10'),
    "commentary for no period": (commentary_without_period, r"Indicator 36!P\d+: the period is blank; fill it in"),
    "two commentaries": (two_commentaries, r'Published!\w+: indicator "36" has two commentaries for 2023/24 Q2'),
}


@pytest.mark.parametrize("case", LOST)
def test_what_cannot_be_read_is_said_with_its_workbook_sheet_and_cell(
    master: Path, after: Callable[[Change], Contents], case: str
) -> None:
    change, said = LOST[case]
    contents = after(change)
    assert any(re.match(said, line) for line in lines(contents, Weight.LOST)), lines(contents)
    with pytest.raises(BadRegister) as error:
        _ = qb.open(master).register
    assert str(error.value).startswith(f"{master}, ")
    assert "\n" not in str(error.value)


def test_the_rest_of_a_workbook_is_read_all_the_same(after: Callable[[Change], Contents]) -> None:
    contents = after(put("Decimals", "two"))
    assert contents.register == REGISTER


def test_the_error_says_how_many_more_there_are(master: Path) -> None:
    officer = Officer(master)
    officer.cell("Decimals", "36").value = officer.cell("Decimals", "7").value = "two"
    officer.save()
    with pytest.raises(BadRegister, match=r"\(and 1 more\)$"):
        _ = qb.open(master).register


def test_a_workbook_without_a_period_at_all_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    build_workbook(replace(REGISTER, history=(), narrative=(), published=()), path)
    officer = Officer(path)
    officer.cell("ReportingPeriod").value = None
    officer.save()
    with pytest.raises(BadRegister, match=r"Cover!B\d+: the reporting period is blank"):
        _ = qb.open(path).register


def test_a_workbook_of_somebody_elses_is_none_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    workbook = xlsxwriter.Workbook(path)
    workbook.add_worksheet("Indicator 36").write(0, 0, "Target")
    workbook.close()
    with pytest.raises(BadFile, match="not a master workbook of Quarterbook"):
        qb.open(path)


def test_a_note_below_the_table_is_the_officers_own_business(after: Callable[[Change], Contents]) -> None:
    def change(officer: Officer) -> None:
        last = officer.sheet()[officer.table("History36").ref][-1][0]
        officer.sheet().cell(last.row + 1, 1).value = "Source: the gate counters"

    assert not after(change).remarks


def test_a_row_whose_cells_are_all_formulas_is_read(after: Callable[[Change], Contents]) -> None:
    def change(officer: Officer) -> None:
        officer.history("Actual", "2023/24 Q2").value = "=60*2"
        officer.history("Target", "2023/24 Q2").value = "=10^2"
        officer.history("Note", "2023/24 Q2").value = '="Late"&" counts"'
        officer.history("Period", "2023/24 Q2").value = '="2023/24 "&"Q2"'

    assert after(change).register == REGISTER


def test_a_sheet_only_called_like_an_indicators_is_told(after: Callable[[Change], Contents]) -> None:
    contents = after(lambda officer: officer.book.create_sheet("Indicator 99"))
    assert lines(contents, Weight.TOLD) == [
        "Indicator 99: is called like an indicator's sheet, but has none of its names; it is not read"
    ]


NAMES = (
    *(setting.name for setting in layout.INDICATOR_SETTINGS),
    *(box.name for box in layout.BOXES),
    layout.PROFILE,
    layout.COMMENTARY_PERIOD,
)


@pytest.mark.parametrize("name", NAMES)
def test_no_name_that_holds_input_goes_missing_unsaid(built: bytes, name: str) -> None:
    view = view_of_file(Package(built, "master.xlsx"))[1]
    sheets = tuple(
        replace(sheet, names={key: area for key, area in sheet.names.items() if key != name.lower()})
        for sheet in view.sheets
    )
    contents = contents_of(replace(view, sheets=sheets), lambda *_: None)
    assert [line for line in lines(contents, Weight.LOST) if line.startswith("Indicator 36: ")] == [
        f"Indicator 36: the name {name} is missing or refers to no cell; give its cell this name again"
    ]
