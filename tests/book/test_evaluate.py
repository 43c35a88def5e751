"""Headless evaluation: our functions in any cell of any workbook give the rules' answers."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from evaluating import CURRENT, TARGET, WAY, WRITERS, Writer, answer, by_openpyxl, found_in
from openpyxl.workbook.defined_name import DefinedName
from workbooks import minimal, sheet_xml

from quarterbook import rules
from quarterbook.book.engine import Engine
from quarterbook.book.evaluate import evaluate, evaluate_file
from quarterbook.cells import WorksheetError
from quarterbook.functions import REGISTRY


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
        '<row r="2"><c r="A2"><v>103</v></c><c r="C2"><f t="shared" si="0"/></c>'
        '<c r="D2"><f t="shared" ref="D2:D3" si="1">S1!A1+S1!A2</f></c></row>'
        '<row r="3"><c r="A3"><v>100</v></c><c r="B3"><v>0.01</v></c><c r="C3"><f t="shared" si="0"/></c>'
        '<c r="D3"><f t="shared" si="1"/></c><c r="E3"><f t="shared" si="9"/><v>7</v></c></row>'
    )
    found = found_in(minimal(sheet_xml(rows)))
    expected = [f"{rules.rag(value, 100, 'up', None, 0.01)}A1" for value in (90, 103, 100)]
    assert [found[f"S1!C{n}"] for n in (1, 2, 3)] == expected
    assert [found["S1!D2"], found["S1!D3"]] == [90 + 103, 103 + 100]
    assert [(entry.cell, entry.reason) for entry in found.no_answer] == [
        ("E3", "it shares the formula of another cell, which is not there")
    ]


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


def test_the_same_formula_means_what_the_names_of_its_own_sheet_mean() -> None:
    book = openpyxl.Workbook()
    for n, sheet in enumerate((book.active, book.create_sheet("Second"), book.create_sheet("Third")), 1):
        sheet.append([n, n * 10])
        sheet["C1"] = '=SUM(Part)&RAG(Aim,2,"up")'
        size = f"1,{n}" if n < 3 else "1,1"
        names = {"Part": f"OFFSET({sheet.title}!$A$1,0,0,{size})", "Aim": f"{sheet.title}!$A$1"}
        for name, text in names.items():
            sheet.defined_names[name] = DefinedName(name, attr_text=text)
    found = evaluate(book)
    assert [found[f"{name}!C1"] for name in book.sheetnames] == [
        f"{total}{rules.rag(aim, 2, 'up')}" for aim, total in ((1, 1), (2, 22), (3, 3))
    ]


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


@pytest.mark.parametrize(
    ("formula", "extent"),
    [
        ("A30:B31", (5, 5, 6, 6)),
        ("A30:A32", (5, 5, 7, 5)),
        ("TRANSPOSE(A30:A32)", (5, 5, 5, 7)),
        ("FILTER(A30:A31,{TRUE;TRUE})", (5, 5, 6, 5)),
        ("HSTACK(A30,A31)", (5, 5, 5, 6)),
        ("A30", None),
        ("SUM(A30:B31)", None),
    ],
)
def test_how_far_a_result_spills_is_seen_though_all_it_fills_is_blank(
    formula: str, extent: tuple[int, int, int, int] | None
) -> None:
    engine = Engine(by_openpyxl({}), "book.xlsx", ["Data", "Other"])
    engine.set_formula("Other", 5, 5, formula)
    engine.evaluate()
    assert engine.result("Other", 5, 5).extent == extent
