"""What has no answer says so and why, keeps its stored value, and nothing outside the file is touched."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from evaluating import WRITERS, Writer, by_openpyxl, cell_xml, found_in, in_column
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from workbooks import minimal, minimal_parts, relationships_xml, sheet_xml, zipped

from quarterbook import rules
from quarterbook.book import shapes
from quarterbook.book.engine import Engine
from quarterbook.book.evaluate import evaluate, evaluate_file
from quarterbook.errors import BadFile, CannotEvaluate

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
    "SUM(Data!B2:B3#)": "what a whole range fills",
    'CELL("filename")': "only Excel can answer",
    'DATEVALUE("03/04/2024")': "language and region",
    'TEXT(0,"0;-0;nil")': "format",
    'YEAR("31 March 2024")': "engine's own",
    'INDIRECT("Other!Goal2")': "engine's own",
    'IFERROR(INDIRECT("Nowhere!A1"),0)': "INDIRECT",
    "_xlfn.LET(_xlpm.f,_xlfn.LAMBDA(_xlpm.g,_xlpm.g(1)),_xlpm.f(_xlfn.LAMBDA(_xlpm.x,_xlpm.x)))": "engine's own",
    'RAG(INDIRECT("History[[#Headers],[Actual]]"),1,"up")': "uses something that the formula engine does not know",
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
    assert found["Other!C1"] == rules.rag(95, 100, "up")


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
    owner = book["Sheet"] if of_sheet else book
    owner.defined_names["Rag"] = DefinedName("Rag", attr_text=OTHER_THINGS[what])
    if of_sheet:
        book.move_sheet(other, -1)  # the sheet that has no such name comes first, with the same formula
    book["Sheet"]["A1"] = other["A1"] = '=IF(TRUE,RAG(1,2,"up"))'
    book["Sheet"]["A2"] = '=CHANGE(1,2,"up")'
    book["Sheet"]["A3"] = '=_xldudf_RAG(1,2,"up")'  # the add-in's, whatever the workbook calls so
    found = evaluate(book)
    refused = {(entry.sheet, entry.cell) for entry in found.no_answer}
    assert refused == {("Sheet", "A1")} | (set() if of_sheet else {("Other", "A1")})
    assert {entry.reason for entry in found.no_answer} == {
        "this workbook defines RAG itself, as something else than Quarterbook's function"
    }
    assert found["Sheet!A2"] == rules.change(1, 2, "up")
    assert found["Sheet!A3"] == rules.rag(1, 2, "up")


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


@pytest.mark.parametrize("call", ["SUBTOTAL(9,A1:A3)", "SUBTOTAL(109,A1:A3)", "AGGREGATE(9,5,A1:A3)"])
def test_totals_of_what_is_shown_are_not_answered_where_rows_are_hidden(call: str) -> None:
    rows = f'<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>{call}</f></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
    assert found_in(minimal(sheet_xml(rows)))["S1!B1"] == 3
    hidden = found_in(minimal(sheet_xml(rows.replace('<row r="2">', '<row r="2" hidden="1">'))))
    assert "while rows are hidden" in hidden.no_answer[0].reason


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
    monkeypatch.setattr("quarterbook.book.evaluate.MOST_SPILLED", 25)
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


def test_what_the_engine_does_not_get_to_the_end_of_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    evaluated = Engine.evaluate

    def stumbling(engine: Engine) -> None:
        if engine.formula("S1", 1, 1) is not None:
            raise CannotEvaluate("book.xlsx: the formula engine failed (did not converge)")
        evaluated(engine)

    rows = in_column(cell_xml("A1", "INDIRECT(&quot;A2&quot;)", "7"), cell_xml("A2", "1+1"), cell_xml("A3", "A1*2"))
    monkeypatch.setattr(Engine, "evaluate", stumbling)
    found = found_in(minimal(sheet_xml(rows)))
    assert [(entry.cell, entry.reason) for entry in found.no_answer] == [
        ("A1", "the formula engine did not get to the end of what it reads")
    ]
    assert (found["S1!A2"], found["S1!A3"]) == (2, 14)
    without = minimal(sheet_xml(in_column(cell_xml("A1", "1+1"))))
    with pytest.raises(CannotEvaluate, match="did not converge"):
        found_in(without)


def test_the_engine_knows_every_function_that_is_said_to_take_ranges() -> None:
    engine = Engine(minimal(sheet_xml("")), "book.xlsx", ["S1"])
    named = {*shapes._ARGUMENTS, *shapes._GIVES_MANY, *shapes._PASSES_ON}
    assert {name for name in named if not engine.knows_function(f"_xlfn.{name}")} == set()
