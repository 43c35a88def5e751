"""Headless evaluation: our functions in any cell of any workbook, and what has no answer says so."""

from __future__ import annotations

import http.server
import io
import itertools
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.table import Table
from workbooks import minimal, minimal_parts, relationships_xml, sheet_xml, zipped

from quarterbook import rules
from quarterbook.book.evaluate import Evaluation, evaluate, evaluate_file, evaluate_package
from quarterbook.book.package import Package
from quarterbook.cells import WorksheetError
from quarterbook.errors import BadFile, CannotEvaluate
from quarterbook.functions import REGISTRY

Cells = Mapping[str, Any]

ROWS = [
    ("2023/24 Q1", 95, 100, "up"),
    ("2023/24 Q2", 107.5, 100, " Lower is better "),
    ("2023/24 Q3", "n/a", 100, "target"),
    ("2023/24 Q4", None, 100, "up"),
    ("2024/25 Q1", True, 100, "up"),
    ("2024/25 Q2", 12, "Baseline", None),
]
CURRENT, TARGET, WAY = (tuple(row[n] for row in ROWS) for n in (1, 2, 3))
FIGURES: Cells = {
    **dict(zip(("A1", "B1", "C1", "D1"), ("Period", "Actual", "Target", "2023"), strict=True)),
    **{f"{letter}{n}": value for n, row in enumerate(ROWS, 2) for letter, value in zip("ABCD", row, strict=True)},
}
"""The history on the sheet Data: B the figures, C the targets, D the directions, from row 2."""
NAMES = {
    "Amber": "0.2",
    "Current": "Data!$B$2",
    "Figures": "Data!$B$2:$B$7",
    "Doubled": "Data!$C$2*2",
    "Rating": 'RAG(Data!$B$2,Data!$C$2,"up",,0.02)',
    "Column": "History[Target]",
    "Moving": "OFFSET(Data!$B$2,0,0,4,1)",
}
SHEET_NAMES = {"Other": {"Current": "Data!$B$3", "Goal": "Data!$C$3"}}


def by_openpyxl(formulas: Cells, sheet: str = "Other", more: Cells = {}) -> bytes:  # noqa: B006 - it is only read
    book = openpyxl.Workbook()
    data, other = book.active, book.create_sheet("Other")
    data.title = "Data"
    for cell, value in {**FIGURES, **more}.items():
        data[cell] = value
    data.add_table(Table(displayName="History", ref="A1:D7"))
    for cell, formula in formulas.items():
        book[sheet][cell] = f"={formula}"
    for name, text in NAMES.items():
        book.defined_names[name] = DefinedName(name, attr_text=text)
    for owner, names in SHEET_NAMES.items():
        for name, text in names.items():
            book[owner].defined_names[name] = DefinedName(name, attr_text=text)
    assert other is not None
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def by_xlsxwriter(formulas: Cells, sheet: str = "Other", more: Cells = {}) -> bytes:  # noqa: B006 - it is only read
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheets = {name: book.add_worksheet(name) for name in ("Data", "Other")}
        for cell, value in {**FIGURES, **more}.items():
            sheets["Data"].write(cell, value)
        columns = [{"header": FIGURES[f"{letter}1"]} for letter in "ABCD"]
        sheets["Data"].add_table("A1:D7", {"name": "History", "columns": columns})
        for cell, formula in formulas.items():
            sheets[sheet].write_formula(cell, f"={formula}", None, "stale")
        for name, text in NAMES.items():
            book.define_name(name, f"={text}")
        for owner, names in SHEET_NAMES.items():
            for name, text in names.items():
                book.define_name(f"{owner}!{name}", f"={text}")
    return content.getvalue()


Writer = Callable[..., bytes]
WRITERS = pytest.mark.parametrize("write", [by_openpyxl, by_xlsxwriter])


def found_in(data: bytes) -> Evaluation:
    return evaluate_package(Package(data, "book.xlsx"))


def answer(formula: str, write: Writer = by_openpyxl, sheet: str = "Other", cell: str = "J3", **more: Any) -> Any:
    """Return what a formula gives, or the reason for which it has no answer."""
    found = found_in(write({cell: formula}, sheet, **more))
    if found.no_answer:
        assert [(entry.sheet, entry.cell) for entry in found.no_answer] == [(sheet, cell)]
        return found.no_answer[0].reason
    return found[f"{sheet}!{cell}"]


def rag(n: int, *tolerances: Any) -> str:
    return rules.rag(CURRENT[n], TARGET[n], WAY[n], *tolerances)


ANYWHERE: dict[str, Any] = {
    'RAG(Data!B2,Data!C2,"up")': rag(0),
    'rag(Data!$B$2,Data!C2,"UP")': rag(0),
    'Rag( Data!B2 , Data!C2 , "up" , , 0.01 )': rag(0, None, 0.01),
    'IF(RAG(Data!B3,Data!C3,Data!D3)="Amber","yes","no")': "yes" if rag(1) == "Amber" else "no",
    '_xlfn.LET(_xlpm.r,RAG(Data!B2,Data!C2,"up"),_xlpm.r&"/"&LEN(_xlpm.r))': f"{rag(0)}/{len(rag(0))}",
    'IFERROR(RAG(1/0,Data!C2,"up"),"hidden")': rules.rag(WorksheetError("#DIV/0!"), 100, "up"),
    'IFERROR(VARIANCE(Data!B2,Data!C2,"up")/0,"no")': "no",
    '"It is "&RAG(Data!B2,Data!C2,"up")&"."': f"It is {rag(0)}.",
    "RAG(Data!B4,Data!C4,Data!D4)": rag(2),
    "RAG(Data!B5,Data!C5,Data!D5)": rag(3),
    "RAG(Data!B6,Data!C6,Data!D6)": rag(4),
    "RAG(Data!B7,Data!C7,Data!D7)": rag(5),
    'RAG(Data!B2,NA(),"up")': rules.rag(95, WorksheetError("#N/A"), "up"),
    'RAG(64%,60%,"up")': rules.rag(0.64, 0.6, "up"),
    'RAG(0.63,0.7,"up",10%)': rules.rag(0.63, 0.7, "up", 0.1),
    'RAG(-5,-4,"down")': rules.rag(-5, -4, "down"),
    'RAG("107,236",100,"up")': rules.rag("107,236", 100, "up"),
    'RAG("",100,"up")': rules.rag("", 100, "up"),
    'RAG(Current,Goal,"up")': rules.rag(CURRENT[1], TARGET[1], "up"),  # the names of the sheet Other
    'RAG(Data!Current,Goal,"up",Amber)': rules.rag(CURRENT[0], TARGET[1], "up", 0.2),  # Data has none: the workbook's
    "Rating": rules.rag(CURRENT[0], TARGET[0], "up", None, 0.02),
    'RAG(Current,Doubled,"up")': rules.rag(CURRENT[1], 200, "up"),
    'VARIANCE(Data!B2,Data!C2,"up")': rules.variance(95, 100, "up"),
    'VARIANCE(5,0,"up")': rules.variance(5, 0, "up"),
    'CHANGE(Data!B3,Data!B2,"down")': rules.change(107.5, 95, "down"),
    'CHANGE(Data!B3,Data!B2,"target",100)': rules.change(107.5, 95, "target", 100),
    'CHANGE(Data!B3,Data!B2,"target",)': rules.change(107.5, 95, "target"),
    "CUMULATIVE_CHECK(Data!B2:B5)": rules.cumulative_check([95, 107.5, "n/a", None]),
    "CUMULATIVE_CHECK(Data!B2:B3,{95,12.5})": rules.cumulative_check([95, 107.5], [95, 12.5]),
    "CUMULATIVE_CHECK({88,147,140},{88,59,60})": rules.cumulative_check([88, 147, 140], [88, 59, 60]),
    "CUMULATIVE_CHECK(Data!B2:C3)": rules.cumulative_check([[95, 100], [107.5, 100]]),
    "CUMULATIVE_CHECK(Figures)": rules.cumulative_check(list(CURRENT)),
    "CUMULATIVE_CHECK(Moving)": rules.cumulative_check(list(CURRENT[:4])),
    "SUM(YEAR_TO_DATE(Data!B2:B3))": sum(rules.year_to_date([95, 107.5])),
    "INDEX(YEAR_TO_DATE(Data!B2:B5),2)": rules.year_to_date([95, 107.5, "n/a", None])[1],
    "YEAR_TO_DATE(Data!B2:B5)": rules.year_to_date([95, 107.5, "n/a", None])[0],  # one cell of many, as in Excel
    "IN_PERIOD(Data!B3)": rules.in_period([107.5])[0],
    "COUNT(IN_PERIOD(Data!B:B))": 0,  # the header is no figure, so every result is Invalid
    "PRO_RATA_TARGET(100,1)": rules.pro_rata_target(100, 1),
    "PRO_RATA_TARGET(100,2,,{40,30,20,10})": rules.pro_rata_target(100, 2, None, [40, 30, 20, 10]),
    "PRO_RATA_TARGET(Data!C2,2,4,Data!C2:C5)": rules.pro_rata_target(100, 2, 4, [100] * 4),
    "CUMULATIVE_CHECK(History[Actual])": rules.cumulative_check(list(CURRENT)),
    "PRO_RATA_TARGET(100,1,6,Column)": rules.pro_rata_target(100, 1, 6, list(TARGET)),
    'RAG(_xlfn.XLOOKUP("2023/24 Q2",History[Period],History[Actual]),100,"down")': rules.rag(107.5, 100, "down"),
    'RAG(INDEX(History[Actual],MATCH("2023/24 Q2",History[Period],0)),100,"down")': rules.rag(107.5, 100, "down"),
    '[1]!RAG(Data!B2,Data!C2,"up",,0.05)': rag(0, None, 0.05),
    '_xldudf_RAG(Data!B2,Data!C2,"up",,0.05)': rag(0, None, 0.05),
    '_xldudf_COUNCIL_RAG(Data!B2,Data!C2,"up",,)': rag(0),
    "_xldudf_COUNCIL_YEAR_TO_DATE(Data!B2)": rules.year_to_date([95])[0],
    '_xlfn.SINGLE(RAG(Data!B2:B3,Data!C2:C3,"up"))': rag(0),
    'RAG(_xlfn.SINGLE(Data!B1:B7),100,"down")': rules.rag(107.5, 100, "down"),  # the cell of the formula's row
    'RAG(SUM(Data!B2:B3),200,"up")': rules.rag(202.5, 200, "up"),
    "RAG(1,2)": "#VALUE!",
    "RAG(1,2,3,4,5,6)": "#VALUE!",
    "RAG()": "#VALUE!",
}


@WRITERS
def test_our_functions_are_answered_wherever_they_stand(write: Writer) -> None:
    """All in one workbook, each beside the others. (In row 3: what takes the value of its row means that of row 3.)"""
    cells = [f"{chr(ord('J') + n % 16)}3" if n < 16 else f"A{n}" for n in range(len(ANYWHERE))]
    in_row_3 = {formula for formula in ANYWHERE if "SINGLE(Data!" in formula}
    formulas = dict(zip(cells, sorted(ANYWHERE, key=lambda formula: formula not in in_row_3), strict=True))
    found = found_in(write(formulas))
    assert found.no_answer == []
    assert {formula: found[f"Other!{cell}"] for cell, formula in formulas.items()} == ANYWHERE


@WRITERS
@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('RAG(History[[#This Row],[Actual]],History[[#This Row],[Target]],"down")', rules.rag(107.5, 100, "down")),
        ('RAG([@Actual],[@Target],"down")', rules.rag(107.5, 100, "down")),
        ('RAG(History[@Actual],History[@[Target]],"down")', rules.rag(107.5, 100, "down")),
        ("COUNT(History[[#This Row],[Actual]:[Target]])", 2),
    ],
)
def test_a_row_of_a_table_is_the_formulas_own(write: Writer, formula: str, expected: Any) -> None:
    assert answer(formula, write, "Data", "D3") == expected


SOME: dict[str, tuple[Any, ...]] = {
    "RAG": (0.97, 1.0, "up", 0.02, 0.01),
    "VARIANCE": (0.97, 1.0, "up"),
    "CHANGE": (0.97, 0.96, "target", 1.0),
    "CUMULATIVE_CHECK": (5.0, 4.0),
    "YEAR_TO_DATE": (5.0,),
    "IN_PERIOD": (5.0,),
    "PRO_RATA_TARGET": (100.0, 1.0, 2.0, 7.0),
}


def test_a_skipped_argument_is_a_blank_one_in_every_place_of_every_function() -> None:
    expected = {}
    for name, given in SOME.items():
        assert len(given) == REGISTRY[name].max_args
        for kept in itertools.product((True, False), repeat=len(given)):
            shown = [str(value) if type(value) is float else f'"{value}"' for value in given]
            arguments = ",".join(text if keep else "" for text, keep in zip(shown, kept, strict=True))
            if arguments:
                values = [value if keep else None for value, keep in zip(given, kept, strict=True)]
                expected[f"{name}({arguments})"] = REGISTRY[name].on_cells(*values)
    formulas = {f"A{n}": formula for n, formula in enumerate(expected, 1)}
    found = found_in(by_openpyxl(formulas))
    assert found.no_answer == []
    assert {formula: found[f"Other!{cell}"] for cell, formula in formulas.items()} == expected


def test_arguments_can_be_left_off_at_the_end() -> None:
    formulas = {}
    for name, given in SOME.items():
        for count in range(REGISTRY[name].min_args, len(given) + 1):
            shown = ",".join(str(value) if type(value) is float else f'"{value}"' for value in given[:count])
            formulas[f"{name}({shown})"] = REGISTRY[name].on_cells(*given[:count])
    cells = {f"A{n}": formula for n, formula in enumerate(formulas, 1)}
    found = found_in(by_openpyxl(cells))
    assert {formula: found[f"Other!{cell}"] for cell, formula in cells.items()} == formulas


def test_ranges_give_a_result_for_each_cell(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.write_column("A1", [90, 100, 110])
        sheet.write_row("E1", [90, 100, 110])
        sheet.write_dynamic_array_formula("B1:B3", '=RAG(A1:A3,100,"up")')
        sheet.write_array_formula("C1:C3", "{=YEAR_TO_DATE(A1:A3)}")
        sheet.write_dynamic_array_formula("E3", "=IN_PERIOD(E1:G1)")
        sheet.write_dynamic_array_formula("E5", '=VARIANCE(A1:A3,E1:G1,"up")')
        sheet.write_array_formula("D1:D1", '{=RAG(A1:A3,100,"up")}')
    found = evaluate_file(path)
    assert found.no_answer == []
    assert [found[f"S!B{n}"] for n in (1, 2, 3)] == [rules.rag(value, 100, "up") for value in (90, 100, 110)]
    assert [found[f"S!C{n}"] for n in (1, 2, 3)] == rules.year_to_date([90, 100, 110])
    assert [found[f"S!{c}3"] for c in "EFG"] == rules.in_period([90, 100, 110])
    grid = [[found.value("S", row, column) for column in (5, 6, 7)] for row in (5, 6, 7)]
    assert grid == [[rules.variance(c, t, "up") for t in (90, 100, 110)] for c in (90, 100, 110)]
    assert found["S!D1"] == rules.rag(90, 100, "up")
    assert found.spills["S"][5, 5] == (5, 5, 7, 7)


def test_shared_formulas_mean_what_each_of_their_cells_would_say() -> None:
    rows = (
        '<row r="1"><c r="A1"><v>90</v></c><c r="B1"><v>100</v></c><c r="C1">'
        '<f t="shared" ref="C1:C3" si="0">RAG(A1,$B$1,"up",,S1!$B$3)&amp;"A1"</f></c></row>'
        '<row r="2"><c r="A2"><v>103</v></c><c r="C2"><f t="shared" si="0"/></c></row>'
        '<row r="3"><c r="A3"><v>100</v></c><c r="B3"><v>0.01</v></c><c r="C3"><f t="shared" si="0"/></c></row>'
    )
    found = found_in(minimal(sheet_xml(rows)))
    expected = [f"{rules.rag(value, 100, 'up', None, 0.01)}A1" for value in (90, 103, 100)]
    assert [found[f"S1!C{n}"] for n in (1, 2, 3)] == expected


@pytest.mark.parametrize("date_1904", [False, True])
def test_dates_are_serial_numbers_of_the_workbooks_own_calendar(date_1904: bool, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    serial = 45_292.123456789  # not a whole number of seconds
    with xlsxwriter.Workbook(path, {"date_1904": date_1904}) as book:
        sheet = book.add_worksheet("S")
        as_date = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_number("A1", serial, as_date)
        sheet.write_formula("B1", "=A1", as_date)
        sheet.write_formula("B2", "=DATE(2024,1,1)", as_date)
        sheet.write_formula("B3", "=DATE(2024,1,1)-DATE(2023,12,1)")
        sheet.write_formula("B4", '=RAG(A1,A1*2,"down")')
        sheet.write_formula("B5", '=VARIANCE(DATE(2024,1,1),100,"up")')
        sheet.write_formula("B6", "=YEAR(B2)")
        sheet.write_formula("B7", "=TIME(18,0,0)", as_date)
    found = evaluate_file(path)
    new_year = 45_292 - (1_462 if date_1904 else 0)
    assert [found[f"S!B{n}"] for n in range(1, 8)] == [
        serial,
        new_year,
        31,
        rules.rag(serial, serial * 2, "down"),
        rules.variance(new_year, 100, "up"),
        2024,
        0.75,
    ]


NO_ANSWER = {
    "NOSUCH(1)": "NOSUCH, which the formula engine does not know",
    "_xlfn.NEWER(1)": "calls NEWER, which",
    "IFERROR(NOSUCH(1),0)": "NOSUCH, which the formula engine does not know",
    'WEBSERVICE("http://127.0.0.1/")': "WEBSERVICE, which the formula engine does not know",
    'CALL("a","b","c")': "CALL, which",
    'REGISTER.ID("a","b")': "REGISTER.ID, which",
    'RTD("a",,"b")': "RTD, which",
    "'[Book2.xlsx]Sheet1'!A1+1": "another workbook",
    "[1]Sheet1!A1": "another workbook",
    "[1]!Figure": "another workbook",
    "[1]!OTHER(1)": "OTHER of another workbook",
    "'Book2.xlsx'!Figure": "no worksheet of this workbook",
    "cmd|'/c calc'!A0": "no worksheet of this workbook",
    "Nowhere!A1": "no worksheet of this workbook",
    'Data!RAG(1,2,"up")': "by way of a sheet",
    "SUM(Data:Other!A1)": "several sheets at once",
    "SUM(Data!A1:A3 Data!A2:B2)": "intersection or union",
    "IFERROR((Data!A1,Data!B1),0)": "intersection or union",
    "Data!A1:INDEX(Data!A:A,3)": "together from two",
    'CELL("filename")': "only Excel can answer",
    'DATEVALUE("03/04/2024")': "language and region",
    'TEXT(0,"0;-0;nil")': "format",
    'YEAR("31 March 2024")': "engine's own",
    'INDIRECT("Other!Goal2")': "engine's own",
    'IFERROR(INDIRECT("Nowhere!A1"),0)': "INDIRECT",
    "_xlfn.LET(_xlpm.f,_xlfn.LAMBDA(_xlpm.g,_xlpm.g(1)),_xlpm.f(_xlfn.LAMBDA(_xlpm.x,_xlpm.x)))": "engine's own",
    '"x"&1/3': "fewer digits",
    'REPT("x",20000)&REPT("y",20000)': "more than 32,767 characters",
    "History[Nowhere]": "column 'Nowhere'",
    "History[#Totals]": "row that its table does not have",
    "History[@Actual]": "row that its table does not have",
    "Unknown[Actual]": "table Unknown",
    "1+": "cannot read it",
    "SUM(": "cannot read it",
    "(" * 80 + "1" + ")" * 80: "cannot read it",
}


@WRITERS
def test_what_has_no_answer_says_why_and_stands_in_nobodys_way(write: Writer) -> None:
    formulas = {f"A{n}": formula for n, formula in enumerate(NO_ANSWER, 1)}
    found = found_in(write({**formulas, "C1": 'RAG(Data!B2,Data!C2,"up")'}))
    reasons = {entry.cell: entry.reason for entry in found.no_answer}
    assert reasons.keys() == formulas.keys()
    assert [formula for cell, formula in formulas.items() if NO_ANSWER[formula] not in reasons[cell]] == []
    assert found["Other!C1"] == rag(0)


PLAIN_ON_RANGES = {
    "SUM(Data!B2:B3*2)": "computes with a whole range",
    "SUM(-Data!B2:B3)": "computes with a whole range",
    "SUM(History[Target]*1)": "computes with a whole range",
    "SUM(Figures*1)": "computes with a whole range",
    "MAX(IF(Data!B2:B3>100,Data!B2:B3))": "computes with a whole range",
    "AND(Data!C2:C5>0)": "computes with a whole range",
    'RAG(Data!B2:B3,100,"up")&"!"': "computes with a whole range",
    "SUM(YEAR_TO_DATE(Data!B2:B3)*2)": "computes with a whole range",
    "SUM(LEN(Data!A2:A3))": "gives LEN a whole range",
    "SUM(COUNTIF(Data!C2:C5,Data!C2:C3))": "gives COUNTIF a whole range",
    "VLOOKUP(Data!A2:A3,Data!A2:B7,2,FALSE)": "gives VLOOKUP a whole range",
    "SUMPRODUCT(ROUND(Data!B2:B3,0))": "gives ROUND a whole range",
    "IFERROR(Data!B2:B3,0)": "gives IFERROR a whole range",
    "SUM(LARGE(Data!C2:C5,{1,2}))": "gives LARGE a whole range",
    "Data!B2:B3": "fills several cells",
    "{1,2,3}": "fills several cells",
    "_xlfn.SEQUENCE(3)": "fills several cells",
}


def test_a_formula_that_is_no_array_formula_is_not_answered_as_if_it_were() -> None:
    formulas = {f"A{n}": formula for n, formula in enumerate(PLAIN_ON_RANGES, 1)}
    reasons = {entry.cell: entry.reason for entry in found_in(by_openpyxl(formulas)).no_answer}
    assert [
        formula for cell, formula in formulas.items() if PLAIN_ON_RANGES[formula] not in reasons.get(cell, "")
    ] == []


ON_RANGES = {
    "SUM(Data!C2:C5)": 400,
    "SUM({1,2,3}*2)": 12,
    "SUMPRODUCT((Data!C2:C5>50)*Data!C2:C5)": 400,
    'SUMPRODUCT(--(Data!A2:A7="2023/24 Q2"))': 1,
    'LOOKUP(2,1/(Data!A2:A7="2023/24 Q2"),Data!B2:B7)': 107.5,
    "SUM(IF(Data!C2>0,Data!C2:C5,0))": 400,
    "SUM(_xlfn._xlws.FILTER(Data!C2:C5,Data!C2:C5>50))": 400,
    'COUNTIFS(Data!C:C,100,Data!B:B,">100")': 1,
    "SUM(Data!C2:INDEX(Data!C:C,5))": 400,
    "SUM(OFFSET(Data!C2,0,0,4,1))": 400,
    'SUM(INDIRECT("Data!C2:C"&5))': 400,
    'OR(Data!A2={"x","2023/24 Q1"})': True,
    "ROWS(History)": 6,
    'TEXT(DATE(2024,3,31),"d mmmm yyyy")': "31 March 2024",
}


@WRITERS
def test_functions_that_take_ranges_are_answered(write: Writer) -> None:
    formulas = {f"A{n}": formula for n, formula in enumerate(ON_RANGES, 1)}
    found = found_in(write(formulas))
    assert found.no_answer == []
    assert {formula: found[f"Other!{cell}"] for cell, formula in formulas.items()} == ON_RANGES


def test_an_array_formula_computes_with_each_value() -> None:
    book = openpyxl.Workbook()
    for n in (1, 2, 3):
        book.active.cell(n, 1, n)
    cells = {"C1": "=SUM(A1:A3*2)", "C2": "=SUM(IF(A1:A3>1,A1:A3))", "C3": "=SUM(ROUND(A1:A3,0))"}
    for cell, formula in cells.items():
        book.active[cell] = ArrayFormula(cell, formula)
    book.active["E1"] = ArrayFormula("E1:E3", "=A1:A3*2")
    book.active["F1"] = ArrayFormula("F1:F2", "=5")
    book.active["G1"] = ArrayFormula("G1:G9", "=A1:A3*2")
    found = evaluate(book)
    assert {entry.cell: entry.reason for entry in found.no_answer} == {
        "C3": "it gives ROUND a whole range where one value is wanted",
        "G1": "it is an array formula whose result has another size than its range",
    }
    assert [found["Sheet!C1"], found["Sheet!C2"]] == [12, 5]
    assert [found[f"Sheet!E{n}"] for n in (1, 2, 3)] == [2, 4, 6]
    assert [found["Sheet!F1"], found["Sheet!F2"]] == [5, 5]


def cell_xml(address: str, formula: str, value: str | None = None, attributes: str = "", kind: str = "") -> str:
    stored = "" if value is None else f"<v>{value}</v>"
    return f'<c r="{address}"{attributes}><f{kind}>{formula}</f>{stored}</c>'


def in_column(*cells: str) -> str:
    return "".join(f'<row r="{n}">{cell}</row>' for n, cell in enumerate(cells, 1))


def test_cells_that_read_one_without_an_answer_are_computed_from_its_stored_value() -> None:
    rows = in_column(cell_xml("A1", "NOSUCH(1)", "40"), cell_xml("A2", "A1*2", "0"), cell_xml("A3", "IFERROR(A1,0)+A2"))
    found = found_in(minimal(sheet_xml(rows)))
    assert [entry.cell for entry in found.no_answer] == ["A1"]
    assert (found["S1!A2"], found["S1!A3"]) == (80, 120)


def test_cells_that_read_one_without_an_answer_or_a_stored_value_have_none_either() -> None:
    rows = in_column(
        cell_xml("A1", "NOSUCH(1)"),
        cell_xml("A2", "IFERROR(A1,0)", "7"),
        cell_xml("A3", "A2+1"),
        cell_xml("A4", "SUM(A1:A3)", "8"),
        cell_xml("A5", "1+1"),
        cell_xml("A6", 'INDIRECT("A"&amp;5)', "9"),
    )
    found = found_in(minimal(sheet_xml(rows)))
    reasons = {entry.cell: entry.reason for entry in found.no_answer}
    assert reasons.keys() == {"A1", "A2", "A4", "A6"}
    assert "depends on S1!A1" in reasons["A2"]
    assert "may read S1!A1" in reasons["A6"]
    assert (found["S1!A3"], found["S1!A5"]) == (8, 2)


def test_only_a_circle_itself_is_without_an_answer() -> None:
    rows = in_column(
        cell_xml("A1", "A2+1", "10"), cell_xml("A2", "A1", "20"), cell_xml("A3", "A2*2", "0"), cell_xml("A4", "A4", "5")
    )
    for inside in ("", '<calcPr iterate="1" iterateCount="9"/>'):  # whether Excel is told to go round or not
        found = found_in(minimal(sheet_xml(rows), inside=inside))
        assert {entry.cell: entry.reason for entry in found.no_answer} == dict.fromkeys(
            ("A1", "A2", "A4"), "it refers to itself"
        )
        assert found["S1!A3"] == 40


def test_many_formulas_that_fail_one_after_the_other_come_to_an_end() -> None:
    rows = in_column(
        cell_xml("A1", "YEAR(&quot;x&quot;)", "1"),
        *(cell_xml(f"A{n}", f"YEAR(A{n - 1})&amp;&quot;x&quot;", "1") for n in range(2, 40)),
    )
    found = found_in(minimal(sheet_xml(rows)))
    assert "A1" in {entry.cell for entry in found.no_answer}


def test_an_array_without_an_answer_keeps_what_it_had_spilled() -> None:
    spilled = (
        '<row r="1"><c r="A1" cm="1"><f t="array" ref="A1:A3">NOSUCH(1)</f><v>5</v></c>'
        '<c r="B1"><f>SUM(A1:A3)</f></c></row><row r="2"><c r="A2"><v>6</v></c></row>'
        '<row r="3"><c r="A3"><v>7</v></c></row>'
    )
    assert found_in(minimal(sheet_xml(spilled)))["S1!B1"] == 18
    lost = spilled.replace('<c r="A3"><v>7</v></c>', "").replace("<f>SUM(A1:A3)</f>", "<f>A3</f>")
    assert "S1!A3" in found_in(minimal(sheet_xml(lost))).no_answer[-1].reason


def test_what_if_tables_keep_their_values() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = 5
    book.active["B1"] = DataTableFormula("B1:B3", dt2D=False, r1="A1")
    book.active["B2"] = 6
    book.active["C1"] = "=B2*2"
    found = evaluate(book)
    assert [(entry.cell, entry.reason) for entry in found.no_answer] == [("B1", "it belongs to a what-if data table")]
    assert found["Sheet!C1"] == 12


OTHER_THINGS = {
    "a LAMBDA of another text": "_xlfn.LAMBDA(_xlpm.a,_xlpm.b,_xlpm.c,1)",
    "a range": "Sheet!$A$1:$A$3",
    "a figure": "0.5",
    "nothing any more": "#REF!",
    "another workbook's": "[1]Sheet1!$A$1",
}


@pytest.mark.parametrize("what", OTHER_THINGS)
@pytest.mark.parametrize("of_sheet", [False, True])
def test_a_workbook_that_means_something_else_by_our_name_is_not_overridden(what: str, of_sheet: bool) -> None:
    book = openpyxl.Workbook()
    other = book.create_sheet("Other")
    owner = book.active if of_sheet else book
    owner.defined_names["Rag"] = DefinedName("Rag", attr_text=OTHER_THINGS[what])
    book.active["A1"] = '=RAG(1,2,"up")'
    book.active["A2"] = '=CHANGE(1,2,"up")'
    book.active["A3"] = '=_xldudf_RAG(1,2,"up")'  # the add-in's, whatever the workbook calls so
    other["A1"] = '=IF(TRUE,RAG(1,2,"up"))'
    found = evaluate(book)
    refused = {(entry.sheet, entry.cell) for entry in found.no_answer}
    assert refused == {("Sheet", "A1")} | (set() if of_sheet else {("Other", "A1")})
    assert {entry.reason for entry in found.no_answer} == {
        "this workbook defines RAG itself, as something else than Quarterbook's function"
    }
    assert found["Sheet!A2"] == rules.change(1, 2, "up")
    assert found["Sheet!A3"] == rules.rag(1, 2, "up")


@pytest.mark.parametrize("spell", [str, str.upper, lambda text: text.replace(", ", ",\n ")])
def test_our_own_lambdas_are_answered_whatever_their_white_space(spell: Callable[[str], str]) -> None:
    book = openpyxl.Workbook()
    for function in REGISTRY.values():
        text = function.lambda_text if spell is str.upper else spell(function.lambda_text)
        book.defined_names[function.name] = DefinedName(function.name, attr_text=text)
    book.active["A1"] = '=RAG(64%,60%,"up")&" "&CHANGE(1,2,"down")'
    found = evaluate(book)
    assert found.no_answer == []
    assert found["Sheet!A1"] == f"{rules.rag(0.64, 0.6, 'up')} {rules.change(1, 2, 'down')}"


def test_a_function_of_the_workbooks_own_is_said_to_be_one() -> None:
    book = openpyxl.Workbook()
    book.defined_names["Twice"] = DefinedName("Twice", attr_text="_xlfn.LAMBDA(_xlpm.x,_xlpm.x*2)")
    book.defined_names["Four"] = DefinedName("Four", attr_text="Twice(2)")
    book.defined_names["Max"] = DefinedName("Max", attr_text="Sheet!$B$1")
    book.defined_names["Left"] = DefinedName("Left", attr_text="Sheet!B1")
    book.active["B1"] = 7
    for cell, formula in {"A1": "=Twice(2)", "A2": "=Four+1", "A3": "=MAX(1,Max)", "A4": "=Left"}.items():
        book.active[cell] = formula
    found = evaluate(book)
    reasons = {entry.cell: entry.reason for entry in found.no_answer}
    assert reasons.keys() == {"A1", "A2", "A4"}
    assert "Twice, a function that the workbook defines itself" in reasons["A1"]
    assert "the name Four" in reasons["A2"]
    assert "the name Left" in reasons["A4"]  # relative: it means another cell wherever it stands
    assert found["Sheet!A3"] == 7


def linked_to(target: str) -> bytes:
    parts = minimal_parts(
        sheet_xml(in_column(cell_xml("A1", "[1]!RAG(1,2,&quot;up&quot;)", "9"))),
        inside='<externalReferences><externalReference r:id="rId9"/></externalReferences>',
    )
    parts["xl/_rels/workbook.xml.rels"] = relationships_xml(
        ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId9", "externalLink", "externalLinks/externalLink1.xml")
    )
    parts["xl/externalLinks/externalLink1.xml"] = "<externalLink/>"
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = relationships_xml(
        external=f'<Relationship Id="rId1" Type="http://x/externalLinkPath" Target="{target}" TargetMode="External"/>'
    )
    return zipped(parts)


@pytest.mark.parametrize("target", ["quarterbook.xlam", "file:///C:/Add%20ins/Quarterbook.XLAM", "x.xla", "x.xll"])
def test_a_function_of_an_add_in_is_ours(target: str) -> None:
    assert found_in(linked_to(target))["S1!A1"] == rules.rag(1, 2, "up")


@pytest.mark.parametrize("target", ["Book2.xlsx", "https://example.org/Book2.xlsm", "macros.xlsb"])
def test_a_function_of_another_workbook_is_not_ours(target: str) -> None:
    assert "RAG of another workbook" in found_in(linked_to(target)).no_answer[0].reason


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine, and the requests that it got."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


def test_nothing_is_fetched_opened_or_run(listener: tuple[str, list[str]], tmp_path: Path) -> None:
    url, asked = listener
    beside = tmp_path / "Other.xlsx"
    other = openpyxl.Workbook()
    other.active["A1"] = 4711
    other.save(beside)
    formulas = [
        f'WEBSERVICE("{url}/a")',
        f'_xlfn.IMAGE("{url}/b")',
        f'HYPERLINK("{url}/c","go")',
        f"INDIRECT(\"'{tmp_path}/[Other.xlsx]Sheet'!A1\")",
        f"'{tmp_path}/[Other.xlsx]Sheet'!A1",
        "[Other.xlsx]Sheet!A1",
        'INDIRECT("[Other.xlsx]Sheet!A1")',
        f"cmd|'/c touch {tmp_path}/ran'!A0",
        f'CALL("libc","system","JC","touch {tmp_path}/ran")',
        f'EXEC("touch {tmp_path}/ran")',
        f"'{url}/[Other.xlsx]Sheet'!A1",
    ]
    book = openpyxl.Workbook()
    for n, formula in enumerate(formulas, 1):
        book.active.cell(n, 1).value = f"={formula}"
    path = tmp_path / "book.xlsx"
    book.save(path)
    found = evaluate_file(path)
    assert found["Sheet!A3"] == "go"
    assert len(found.no_answer) == len(formulas) - 1
    assert asked == []
    assert sorted(tmp_path.iterdir()) == sorted([beside, path])


def test_a_workbook_in_memory_is_not_changed_by_being_evaluated() -> None:
    book = openpyxl.load_workbook(io.BytesIO(by_openpyxl({"A1": 'RAG(Data!B2,Data!C2,"up",,)', "A2": "NOSUCH(1)"})))

    def content() -> list[Any]:
        cells = [(sheet.title, c.coordinate, c.value, c.style_id) for sheet in book for row in sheet.rows for c in row]
        names = [(name, value.attr_text) for name, value in book.defined_names.items()]
        return [cells, names, [list(sheet.tables) for sheet in book]]

    before = content()
    first, second = evaluate(book), evaluate(book)
    assert content() == before
    assert first.values == second.values
    assert first["Other!A1"] == rag(0)


def test_a_workbook_without_formulas_has_no_values() -> None:
    found = evaluate(openpyxl.Workbook())
    assert found.values == {"Sheet": {}}
    assert found.no_answer == []


def test_an_answer_is_found_by_its_reference_in_any_spelling() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("It's 36")["B2"] = "=1+1"
    found = evaluate(book)
    for reference in ("'It''s 36'!B2", "'it''S 36'!$b$2", "It's 36!B2"):
        assert found[reference] == 2


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("B2", "'B2' is not the address of a cell such as"),
        ("Sheet!B2:B3", "is not the address of a cell"),
        ("", "is not the address of a cell"),
        ("Nowhere!B2", "there is no worksheet 'Nowhere'; there are Sheet"),
        ("Sheet!C9", "Sheet!C9 is not a formula of this workbook"),
        ("sheet!$a$1", "Sheet!A1 was not evaluated and keeps its stored value: it calls NOSUCH"),
    ],
)
def test_a_reference_without_an_answer_gives_a_clear_error(reference: str, message: str) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "=NOSUCH(1)"
    with pytest.raises(KeyError) as caught:
        evaluate(book)[reference]
    assert message in str(caught.value.args[0])


def test_formulas_of_every_sheet_are_told_apart() -> None:
    book = openpyxl.Workbook()
    names = ["It's 100%", "A&B", "Büro", "1", "TRUE", "A1", "x" * 31]
    for n, name in enumerate(names):
        sheet = book.create_sheet(name)
        sheet["A1"] = n
        sheet["B1"] = '=RAG(A1,3,"up")'
        quoted = name.replace("'", "''")
        book.active.cell(n + 1, 1).value = f"='{quoted}'!B1"
    found = evaluate(book)
    expected = [rules.rag(n, 3, "up") for n in range(len(names))]
    assert [found[f"Sheet!A{n + 1}"] for n in range(len(names))] == expected
    assert [found.value(name, 1, 2) for name in names] == expected


def test_a_setting_that_changes_every_figure_is_not_passed_over() -> None:
    with pytest.raises(BadFile, match="precision as displayed"):
        found_in(minimal(sheet_xml(in_column(cell_xml("A1", "1+1"))), inside='<calcPr fullPrecision="0"/>'))


UNUSUAL = {
    "comment in a value": '<row r="1"><c r="A1"><v>2<!-- x -->1</v></c><c r="B1"><f>A1</f></c></row>',
    "CDATA": '<row r="1"><c r="A1"><v><![CDATA[21]]></v></c><c r="B1"><f>A1</f></c></row>',
    "instruction": '<row r="1"><?x y?><c r="A1"><v>21</v></c><c r="B1"><f>A1</f></c></row>',
    "date as text": '<row r="1"><c r="A1" t="d"><v>2024-01-01</v></c><c r="B1"><f>A1+1</f></c></row>',
}


@pytest.mark.parametrize("what", UNUSUAL)
def test_what_the_engine_would_misread_is_refused(what: str) -> None:
    with pytest.raises(BadFile, match="sheet 'S1'"):
        found_in(minimal(sheet_xml(UNUSUAL[what])))


def test_a_failure_of_the_engine_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    class Panic(BaseException):
        """As a panic of native code arrives in Python."""

    def fails(*arguments: Any) -> Any:
        raise Panic("index out of bounds\nat some place")

    data = minimal(sheet_xml(in_column(cell_xml("A1", "RAG(1,2,&quot;up&quot;)"))))
    monkeypatch.setattr("quarterbook.book.evaluate.REGISTRY", {"RAG": type("F", (), {"on_cells": staticmethod(fails)})})
    with pytest.raises(CannotEvaluate, match=r"^book\.xlsx: the formula engine failed \(index out of bounds\)$"):
        found_in(data)


def test_ctrl_c_in_a_function_stops_the_evaluation(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(
        "quarterbook.book.evaluate.REGISTRY", {"RAG": type("F", (), {"on_cells": staticmethod(interrupted)})}
    )
    with pytest.raises(KeyboardInterrupt):
        found_in(minimal(sheet_xml(in_column(cell_xml("A1", "RAG(1,2,&quot;up&quot;)")))))


def test_arrays_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    huge = '<row r="1"><c r="A1"><f t="array" ref="A1:XFD1048576">1</f></c></row>'
    with pytest.raises(BadFile, match="fill more than"):
        found_in(minimal(sheet_xml(huge)))
    monkeypatch.setattr("quarterbook.book.evaluate._MOST_SPILLED", 25)
    cells = (cell_xml(f"{c}1", "_xlfn.SEQUENCE(10)", "1", ' cm="1"', f' t="array" ref="{c}1"') for c in "ABC")
    found = found_in(minimal(sheet_xml(f'<row r="1">{"".join(cells)}</row>')))
    assert {entry.reason for entry in found.no_answer} == {"the arrays of the workbook fill more than 25 cells"}


def test_a_result_too_large_for_the_engine_is_told_from_one_that_is_blocked() -> None:
    large = cell_xml("A1", "_xlfn.SEQUENCE(10001)", "1", ' cm="1"', ' t="array" ref="A1:A2"')
    blocked = cell_xml("B1", "_xlfn.SEQUENCE(3)", "1", ' cm="1"', ' t="array" ref="B1"')
    rows = f'<row r="1">{large}{blocked}</row><row r="2"><c r="A2"><v>7</v></c><c r="B2"><v>9</v></c></row>'
    found = found_in(minimal(sheet_xml(rows)))
    reasons = [(entry.cell, entry.reason) for entry in found.no_answer]
    assert reasons == [("A1", "it fills 10,001 cells, more than the formula engine fills")]
    assert found["S1!B1"] == "#SPILL!"
