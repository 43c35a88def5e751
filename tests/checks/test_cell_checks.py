"""CEL: what stands in the cells."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from patched import Patched, book, codes_of, figures, found_in, fresh, indicator, only, printed, register

from quarterbook.book.plan import Content, Formula
from quarterbook.checks.finding import ERROR, INFO, WARNING
from quarterbook.schemes import SCHEMES

SHEET = "Indicator 36"
FOUR = register(*(indicator(str(number)) for number in (36, 37, 38, 39)))
SHARE = indicator(measure="percent")


def four() -> Patched:
    """Return a workbook of four indicators alike."""
    return book(FOUR)


# --- CEL001 and CEL002: formulas typed over, formulas that differ --------------------------------------------------


@pytest.mark.parametrize(
    ("where", "value", "shown"),
    [("RagRating", "Green", "Green"), ("Current", 95.0, "95"), ("StillToCome", "Nothing", "Nothing")],
)
def test_a_formula_that_was_typed_over(where: str, value: str | float, shown: str) -> None:
    workbook = four().typed("Indicator 37", {where: value}).recalculated()
    found = only(workbook.findings("CEL001", "CEL002"))
    assert (found.code, found.severity, found.indicator, found.sheet) == ("CEL001", ERROR, "37", "Indicator 37")
    assert (found.cell, found.found) == (workbook.address("Indicator 37", where), shown)
    assert found.expected.startswith("=")
    assert f"{where} holds {shown}, typed over" in found.message


def test_a_heading_typed_over_and_a_formula_cleared() -> None:
    workbook = four().typed("Indicator 37", {"C4": "Current Month", "RagRating": None}).recalculated()
    heading, cleared = sorted(workbook.findings("CEL001"), key=lambda found: found.cell)
    assert (heading.cell, heading.found, heading.message[:22]) == ("C4", "Current Month", "The heading of Current")
    assert (cleared.cell, cleared.found) == ("F5", "blank")
    assert "has lost its formula" in cleared.message


@pytest.mark.parametrize("row", [0, 1, 3])
@pytest.mark.parametrize(("header", "value", "shown"), [("RAG rating", "Green", "Green"), ("Current", None, "blank")])
def test_a_value_in_any_row_of_the_index(row: int, header: str, value: str | None, shown: str) -> None:
    workbook = four()
    table = next(table for table in workbook.sheet("Index").tables if table.name == "IndicatorIndex")
    cell = f"{'ABCDEFGHIJKL'[table.columns.index(header)]}{table.extent[0] + 1 + row}"
    found = only(workbook.typed("Index", {cell: value}).findings("CEL001", "CEL002"))
    assert (found.code, found.indicator, found.sheet, found.cell) == ("CEL001", str(36 + row), "Index", cell)
    assert found.found == shown
    assert f"'Indicator {36 + row}'!" in found.expected


def test_a_value_in_a_column_of_formulas() -> None:
    workbook = four()
    formulas = workbook.sheet(SHEET).formulas
    row = next(row for row in range(9, 40) if all((row + n, 21) in formulas for n in range(-2, 3)))
    found = only(workbook.typed(SHEET, {f"U{row}": 5.0}).recalculated().findings("CEL001", "CEL002"))
    assert (found.code, found.sheet, found.cell, found.found) == ("CEL001", SHEET, f"U{row}", "5")


def test_a_rating_with_a_target_of_its_own() -> None:
    workbook = four().typed("Indicator 37", {"RagRating": "=RAG(Current,100,Direction,Amber,Blue)"}).recalculated()
    found = only(workbook.findings("CEL001", "CEL002"))
    assert (found.code, found.severity, found.indicator, found.sheet) == ("CEL002", WARNING, "37", "Indicator 37")
    assert (found.cell, found.found) == ("F5", "=RAG(Current,100,Direction,Amber,Blue)")
    assert "Target" in found.expected
    assert "differs" in found.message


def test_one_indicator_alone_is_held_against_what_is_built() -> None:
    workbook = book().typed(SHEET, {"RagRating": "=RAG(Current,100,Direction)"}).recalculated()
    assert codes_of(workbook.findings("CEL001", "CEL002")) == ["CEL002"]


@pytest.mark.parametrize("scheme", list(SCHEMES))
def test_the_formula_of_every_scheme_is_its_own(scheme: str) -> None:
    assert found_in(indicator("36"), indicator("37"), other={"scheme": scheme}) == []


def test_the_house_may_have_a_formula_of_its_own() -> None:
    workbook = four()
    for number in (36, 37, 38, 39):
        workbook = workbook.typed(f"Indicator {number}", {"RagRating": "=RAG(Current,Target,Direction,0.2,0.2)"})
    assert workbook.recalculated().findings() == []


def test_spellings_of_one_formula_are_one() -> None:
    formulas = (
        '=rag( current, IF(OR(Status="", Status="Targeted"), Target, Status), Direction, Amber, Blue )',
        '=_xldudf_RAG(Current,IF(OR(Status="",Status="Targeted"),Target,Status),Direction,Amber,Blue)',
    )
    for formula in formulas:
        assert four().typed("Indicator 37", {"RagRating": formula}).findings("CEL001", "CEL002") == []


def test_rows_inserted_on_one_sheet_change_no_finding() -> None:
    for row in (1, 3, 12, 40):
        assert four().rows_above("Indicator 37", row, 2).recalculated().findings() == []


def test_figures_typed_over_the_formulas_of_the_history_are_an_officers_right() -> None:
    one = indicator(measure="percent", annual_target=0.6)
    rows = {"2023/24 Q2": {"numerator": 5.0, "denominator": 10.0}, "2023/24 Q3": {"actual": 0.6, "target": 0.7}}
    assert found_in(one, history=figures("36", rows)) == []


# --- CEL003: stale values ------------------------------------------------------------------------------------------


def test_a_target_changed_by_a_program_leaves_old_values() -> None:
    workbook = four().typed(SHEET, {"Target 2023/24 Q3": 200.0})
    found, index = workbook.findings("CEL003")
    assert (found.severity, found.indicator, found.sheet, found.cell) == (ERROR, "36", SHEET, "F5")
    assert (index.indicator, index.sheet) == ("", "Index")
    assert (found.expected, found.found) == ("Red", "Green")
    assert "F5 shows Green" in found.message
    assert "more on this sheet" in found.message
    assert workbook.recalculated().findings("CEL003") == []


def test_a_workbook_just_built_has_no_values_yet() -> None:
    assert {finding.code for finding in fresh(register()).findings("CEL003")} == {"CEL003"}


def test_values_that_excel_gives_otherwise_in_the_last_bit_or_each_time_are_fine() -> None:
    cells = {"M40": "=0.1+0.2", "M41": "=0.1+0.2-0.3", "M42": "=NOW()", "M43": '=IF(1=1,"","x")'}
    workbook = book().typed(SHEET, cells).recalculated()
    part = workbook.part(SHEET)
    for cell, value in (("M40", "0.3"), ("M41", "0"), ("M42", "45000")):
        workbook = workbook.replaced(part, rf'(<c r="{cell}"[^>]*><f>[^<]*</f>)<v>[^<]*', rf"\g<1><v>{value}")
    assert workbook.findings("CEL003") == []


def stale_with(cells: dict[str, Content], stored: dict[str, str], *names: str) -> list[str]:
    """Return the cells that are out of date once these values are stored beside some formulas, not those of today."""
    workbook = book().typed(SHEET, dict(cells))
    for name in names:
        workbook = workbook.inserted("xl/workbook.xml", "</definedNames>", name)
    workbook = workbook.recalculated()
    part = workbook.part(SHEET)
    for cell, value in stored.items():
        workbook = workbook.replaced(part, rf'(<c r="{cell}"[^>]*>(?:(?!</c>).)*?)<v>[^<]*', rf"\g<1><v>{value}")
    return [f"{found.sheet}!{found.cell}" for found in workbook.findings("CEL003")]


YESTERDAY = {"M40": "45000", "M41": "45010"}
"""What M40, a day, and M41, which reads it, were when the file was saved."""


@pytest.mark.parametrize(
    "reads",
    [
        "=M40+10",
        "=$M$40+10",
        f"='{SHEET}'!M40+10",
        "=SUM(L39:N40)+10",
        "=SUM(40:40)",
        "=[1]!VARIANCE(M40,1,1)",
        '=IF(1=1,"M44",M40)&"x"&M40',
        "=Today+10",
        "=Tomorrow+10",
        '=INDIRECT("M"&40)+10',
        "=OFFSET(M39,1,0)+10",
    ],
)
def test_a_formula_that_reads_a_cell_that_is_another_each_time_is_not_out_of_date(reads: str) -> None:
    cells = {"M40": "=TODAY()", "M41": reads, "M42": "=M40+10"}
    names = (
        f"<definedName name=\"Today\">'{SHEET}'!$M$40</definedName>",
        '<definedName name="Tomorrow">Today+1</definedName>',
    )
    assert stale_with(cells, {**YESTERDAY, "M42": "45010"}, *names) == []


def test_a_whole_column_and_a_cell_that_an_array_fills() -> None:
    assert stale_with({"M40": "=TODAY()", "N41": "=SUM(M:M)"}, {"M40": "45000", "N41": "45010"}) == []
    days = Formula("_xlfn.SEQUENCE(3)+TODAY()", dynamic=True)
    assert stale_with({"M40": days, "N45": "=M42+10"}, {"M40": "45001", "N45": "45013"}) == []


def test_names_that_are_another_each_time() -> None:
    cells = {"M40": "=OnDay", "M41": "=M40+10", "M42": "=NextDay+0", "M43": "=DayAfter(1)"}
    names = (
        '<definedName name="OnDay">TODAY()</definedName>',
        '<definedName name="NextDay">OnDay+1</definedName>',
        '<definedName name="DayAfter">_xlfn.LAMBDA(_xlpm.n,TODAY()+_xlpm.n)</definedName>',
    )
    assert stale_with(cells, {**YESTERDAY, "M42": "45001"}, *names) == []


def test_the_whole_way_from_a_day_to_the_headline_of_an_indicator() -> None:
    workbook = four().typed(SHEET, {"Actual 2023/24 Q3": "=YEAR(TODAY())", "M40": "=Current"}).recalculated()
    part, row = workbook.part(SHEET), workbook.place(SHEET, "Actual 2023/24 Q3")[0]
    year = workbook.sheet(SHEET).value(row, 2)
    for cell in (f"B{row}", workbook.address(SHEET, "Current"), "M40"):
        assert workbook.sheet(SHEET).value(*workbook.place(SHEET, cell)) == year
        workbook = workbook.replaced(part, rf'(<c r="{cell}"[^>]*>(?:(?!</c>).)*?)<v>[^<]*', r"\g<1><v>1999")
    assert workbook.findings("CEL003") == []


def test_what_is_out_of_date_beside_cells_that_are_another_each_time() -> None:
    cells = {"M40": "=TODAY()", "M41": "=M40+10", "M42": "=M43*2", "M43": "7", "M44": '="M40"&M43', "M45": "=M46"}
    stored = {**YESTERDAY, "M42": "12", "M44": "x", "M45": "3"}
    assert stale_with(cells, stored) == [f"{SHEET}!M42"]  # one finding a sheet, at the first
    for cell, value in (("M42", "12"), ("M44", "x"), ("M45", "3")):
        assert stale_with(cells, {**YESTERDAY, cell: value}) == [f"{SHEET}!{cell}"]
    other = {**cells, "M42": "=Cover!M40*2"}  # the same address of another sheet
    assert stale_with(other, {**YESTERDAY, "M42": "12"}) == [f"{SHEET}!M42"]


def test_formulas_that_read_each_other_in_a_ring_are_looked_at_once() -> None:
    cells = {"M40": "=TODAY()", "M41": "=M40+10", "M42": "=M43", "M43": "=M42", "M44": "=5+5"}
    assert stale_with(cells, {**YESTERDAY, "M44": "9"}) == [f"{SHEET}!M44"]


# --- CEL004, CEL010, CEL011, CEL012: errors ------------------------------------------------------------------------


def test_a_worksheet_error_and_those_that_follow_from_it() -> None:
    workbook = book().typed(SHEET, {"M40": "=1/0", "M41": "=M40+1"}).recalculated()
    found = only(workbook.findings("CEL004"))
    assert (found.severity, found.indicator, found.sheet, found.cell) == (ERROR, "36", SHEET, "M40")
    assert found.found == "#DIV/0!"
    assert "M40 gives #DIV/0! (errors also in M41)" in found.message


def test_na_on_purpose_is_no_error() -> None:
    assert book().typed(SHEET, {"M40": "=IF(1=1,NA(),0)"}).recalculated().findings() == []
    assert book().typed(SHEET, {"M40": '=IFERROR(1/0,"")'}).recalculated().findings() == []


def test_a_formula_that_has_lost_its_reference() -> None:
    workbook = book().typed(SHEET, {"M40": "=IFERROR(#REF!,0)"}).recalculated()
    found = only(workbook.findings("CEL010", "CEL004"))
    assert (found.code, found.severity, found.indicator) == ("CEL010", ERROR, "36")
    assert (found.sheet, found.cell, found.found) == (SHEET, "M40", "=IFERROR(#REF!,0)")
    assert "deleted" in found.message
    assert book().typed(SHEET, {"M40": '=IF(A1="#REF!",1,0)'}).recalculated().findings() == []


def test_a_formula_that_only_excel_can_answer_is_told() -> None:
    workbook = book().typed(SHEET, {"M40": '=CELL("filename",A1)', "M41": '=CELL("filename",A1)'})
    found = only(workbook.findings("CEL011"))
    assert (found.severity, found.indicator, found.sheet, found.cell) == (INFO, "36", SHEET, "M40")
    assert "1 more on this sheet" in found.message
    assert book().findings("CEL011") == []


def test_an_error_where_a_figure_is_typed() -> None:
    workbook = book().typed(SHEET, {"Actual 2023/24 Q3": "=1/0"}).recalculated()
    found = only(workbook.findings("CEL012"))
    assert (found.severity, found.indicator, found.sheet) == (ERROR, "36", SHEET)
    assert (found.cell, found.found) == (workbook.address(SHEET, "Actual 2023/24 Q3"), "#DIV/0!")
    assert "worksheet error" in found.message
    assert book().typed(SHEET, {"Actual 2023/24 Q3": "=50*2"}).recalculated().findings() == []


# --- CEL005 to CEL007: figures that are none -----------------------------------------------------------------------


@pytest.mark.parametrize("where", ["Actual 2023/24 Q3", "OwnAmber", "AnnualTarget"])
def test_a_number_stored_as_text(where: str) -> None:
    workbook = book().typed(SHEET, {where: "107,236"})
    found = only(workbook.findings("CEL005", "CEL006", "CEL007"))
    assert (found.code, found.severity, found.indicator, found.sheet) == ("CEL005", ERROR, "36", SHEET)
    assert (found.cell, found.found) == (workbook.address(SHEET, where), "107,236")
    assert "is text, not a number" in found.message
    assert "write 107236" in found.fix


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("55%", "CEL005"),
        (" 12 ", "CEL005"),
        ("£1,200.50", "CEL005"),
        ("03/12/2023", "CEL006"),
        ("3-Dec-23", "CEL006"),
        ("12 March 2024", "CEL006"),
        ("about 40", "CEL007"),
        ("2023/24", "CEL007"),
        (True, "CEL007"),
    ],
)
def test_a_figure_that_is_none(text: str | bool, code: str) -> None:
    found = only(book().typed(SHEET, {"Actual 2023/24 Q2": text}).findings("CEL005", "CEL006", "CEL007"))
    assert (found.code, found.severity, found.sheet) == (code, ERROR, SHEET)
    assert found.cell == book().address(SHEET, "Actual 2023/24 Q2")


def test_words_for_no_figure_and_what_a_report_printed_are_fine() -> None:
    cells = {"Actual 2023/24 Q2": "n/a", "Target 2023/24 Q2": "[x]", "OwnAmber": "-", "AnnualTarget": " TBC "}
    assert book().typed(SHEET, cells).findings("CEL005", "CEL006", "CEL007") == []
    assert found_in(published=(printed("36", target="In Development", previous="see note"),), codes=("CEL007",)) == []


def test_a_number_as_text_in_the_ledger() -> None:
    found = only(found_in(published=(printed("36", current="96,326"),), codes=("CEL005",)))
    assert (found.sheet, found.found) == ("Published", "96,326")


def test_a_figure_shown_as_a_date_is_found() -> None:
    workbook = book()
    cell = workbook.address(SHEET, "Actual 2023/24 Q3")
    styles = workbook.replaced("xl/styles.xml", r"(<cellXfs [^>]*>)", r'\g<1><xf numFmtId="14" xfId="0"/>')
    dated = styles.replaced(workbook.part(SHEET), rf'(<c r="{cell}") s="\d+"', r'\g<1> s="0"')
    found = only(dated.findings("CEL006"))
    assert (found.indicator, found.sheet, found.cell, found.found) == ("36", SHEET, cell, "100")
    assert "date" in found.message
    other = styles.replaced(workbook.part(SHEET), r'(<c r="A1") s="\d+"', r'\g<1> s="0"')
    assert other.findings("CEL006") == []


# --- CEL008 and CEL009: percentages --------------------------------------------------------------------------------


def shares(*actuals: float, **fields: object) -> list[str]:
    quarters = ("2022/23 Q4", "2023/24 Q1", "2023/24 Q2", "2023/24 Q3")
    rows = dict(zip(quarters, actuals, strict=False))
    return codes_of(found_in(SHARE, history=figures("36", rows), codes=("CEL008",), **fields))


def test_a_percentage_typed_as_a_whole_number() -> None:
    rows = {"2023/24 Q2": {"actual": 0.64, "target": 0.65}, "2023/24 Q3": {"actual": 66.0, "target": 0.65}}
    workbook = book(register(SHARE, history=figures("36", rows)))
    found = only(workbook.findings("CEL008"))
    assert (found.severity, found.indicator, found.sheet) == (ERROR, "36", SHEET)
    assert found.cell == workbook.address(SHEET, "Actual 2023/24 Q3")
    assert (found.expected, found.found) == ("66%", "66")
    assert "6,600%" in found.message
    annual = indicator(measure="percent", annual_target=95.0)
    rows = {"2023/24 Q3": {"actual": 0.66, "target": 0.65}}
    assert "annual target" in only(found_in(annual, history=figures("36", rows), codes=("CEL008",))).message
    assert shares(0.03, 0.04, 0.03, 3.0) == ["CEL008"]
    assert shares(95.0, 96.0) == ["CEL008", "CEL008"]


def test_percentages_above_100_are_fine_among_their_like() -> None:
    assert shares(1.9, 1.95, 1.98, 2.05) == []
    assert shares(0.9, 1.2, 2.5) == []
    assert shares(2.5) == []
    assert shares(-0.5, 0.0, 0.1 + 0.2) == []
    assert found_in(history=figures("36", {"2023/24 Q2": 64.0, "2023/24 Q3": 95.0}), codes=("CEL008",)) == []


def test_a_percentage_that_does_not_follow_from_its_parts() -> None:
    rows = {"2023/24 Q3": {"actual": 0.55, "numerator": 570.0, "denominator": 889.0}}
    workbook = book(register(SHARE, history=figures("36", rows)))
    found = only(workbook.findings("CEL009"))
    assert (found.severity, found.indicator, found.sheet) == (ERROR, "36", SHEET)
    assert found.cell == workbook.address(SHEET, "Actual 2023/24 Q3")
    assert (found.expected, found.found) == ("64%", "55%")
    assert "570 of 889" in found.message
    none = {"2023/24 Q3": {"actual": 0.55, "numerator": 5.0, "denominator": 0.0}}
    assert "no percentage" in only(found_in(SHARE, history=figures("36", none), codes=("CEL009",))).message


def test_a_percentage_that_follows_to_the_decimals_shown() -> None:
    row = {"numerator": 570.0, "denominator": 889.0}
    for actual in (0.64, 0.641, 570 / 889, "n/a", None):
        rows = {"2023/24 Q3": {"actual": actual, **row}}
        assert found_in(SHARE, history=figures("36", rows), codes=("CEL009",)) == []
    rows = {"2023/24 Q3": {"actual": 12.0, **row}}
    assert found_in(history=figures("36", rows), codes=("CEL009",)) == []  # a number, not a percentage


# --- What holds for any figures ------------------------------------------------------------------------------------

_numbers = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from((0.1 + 0.2, 1e308, -1e-308, 0.0))
_cells = _numbers | st.sampled_from(("n/a", "107,236", "55%", "1/4/2023", "#N/A", "x", "", " ")) | st.booleans()


@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(_cells, min_size=8, max_size=8), st.integers(0, 10))
def test_any_figures_raise_nothing(values: list[float | str | bool], decimals: int) -> None:
    one = indicator(measure="percent", decimals=decimals)
    workbook = fresh(register(one))
    names = ("Actual", "Numerator", "Denominator", "Target")
    wheres = [f"{name} 2023/24 Q{n}" for n in (2, 3) for name in names]
    cells = {where: value or None for where, value in zip(wheres, values, strict=True)}
    found = codes_of(workbook.typed(SHEET, cells).findings())
    assert set(found) >= {"CEL005"} or "107,236" not in values


@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(1, 10**9)), min_size=2, max_size=2), st.integers(0, 4))
def test_parts_and_the_percentage_they_give_agree(rows: list[tuple[int, int]], decimals: int) -> None:
    one = indicator(measure="percent", decimals=decimals)
    history = {
        f"2023/24 Q{n}": {
            "actual": round(min(part, whole) / whole, decimals + 2),
            "numerator": float(min(part, whole)),
            "denominator": float(whole),
        }
        for n, (part, whole) in enumerate(rows, start=2)
    }
    assert found_in(one, history=figures("36", history), codes=("CEL008", "CEL009")) == []
