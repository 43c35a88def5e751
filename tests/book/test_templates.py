"""Formulas that are alike are looked at once: what is found of one must hold for the others, and only for them."""

from __future__ import annotations

import io
from itertools import permutations
from typing import Any

import pytest
import xlsxwriter
from evaluating import found_in
from hypothesis import given, settings
from hypothesis import strategies as st

from quarterbook.book.engine import Engine, Unanswered
from quarterbook.book.fit import Fit
from quarterbook.book.package import Package
from quarterbook.book.structure import read_structure
from quarterbook.book.templates import Templates
from quarterbook.functions import REGISTRY

SHEETS = ("One", "Two", "It's 3", "Cost (net), £", "A&B")
"""Names that are written with and without quotes, and one that looks like a call with arguments."""
TABLES = {
    # name: sheet, how many rows, what stands in its columns Figure and Other
    "Long": ("One", 3, 10.0),
    "Longer": ("Two", 5, 100.0),
    "Short": ("It's 3", 1, 1000.0),
    "SUM": ("Cost (net), £", 2, 10_000.0),
    "Rag.Red": ("A&B", 1, 100_000.0),
}
"""A table's figures stand in E2 and below, all alike; `Short` and `Rag.Red` have one row, so one cell a column."""
SEVERAL, ONE = "A&B", "Two"
"""Sheets on which the name Figures stands for several cells, and for one; on the others the workbook's."""


def workbook(formulas: dict[tuple[str, str], str]) -> bytes:
    """Return a workbook with formulas by sheet and address."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheets = {name: book.add_worksheet(name) for name in SHEETS}
        for table, (sheet, rows, figure) in TABLES.items():
            columns = [{"header": "Figure"}, {"header": "Other"}]
            data = [[figure, -figure]] * rows
            sheets[sheet].add_table(0, 4, rows, 5, {"name": table, "columns": columns, "data": data})
        book.define_name("Figures", "=One!$E$2:$E$4")
        book.define_name(f"'{SEVERAL}'!Figures", "=One!$E$2:$E$3")
        book.define_name(f"{ONE}!Figures", "=One!$E$2")
        book.define_name(f"{ONE}!Rate", "=One!$E$2*2")
        book.define_name("Rate", "=One!$E$2*3")
        for (sheet, cell), formula in formulas.items():
            sheets[sheet].write_formula(cell, f"={formula}")
    return content.getvalue()


def answers(formulas: dict[tuple[str, str], str]) -> dict[tuple[str, str], Any]:
    """Return what formulas give, or why they give nothing."""
    found = found_in(workbook(formulas))
    reasons = {(entry.sheet, entry.cell): entry.reason for entry in found.no_answer}
    quoted = {name: "'" + name.replace("'", "''") + "'" for name in SHEETS}
    return {place: reasons.get(place) or found[f"{quoted[place[0]]}!{place[1]}"] for place in formulas}


WHOLE_RANGE = "it computes with a whole range and is not an array formula: Excel takes one value of the range"


@pytest.mark.parametrize("order", list(permutations(("Long", "Longer", "Short"))))
def test_a_table_of_one_row_is_not_taken_for_one_of_many(order: tuple[str, ...]) -> None:
    found = answers({("One", f"A{n}"): f"SUM({table}[Figure]*2)" for n, table in enumerate(order, 1)})
    assert dict(zip(order, found.values(), strict=True)) == {"Long": WHOLE_RANGE, "Longer": WHOLE_RANGE, "Short": 2000}


def test_the_same_formula_on_tables_of_different_shape_reads_each_its_own() -> None:
    found = answers({("A&B", f"A{n}"): f"SUM({table}[Figure])+ROWS({table})/8" for n, table in enumerate(TABLES, 1)})
    assert list(found.values()) == [rows * figure + rows / 8 for _, rows, figure in TABLES.values()]


def test_a_table_that_is_called_like_a_function_is_a_table() -> None:
    formulas = {
        ("One", "A1"): "SUM(Long[Figure])",
        ("One", "A2"): "SUM(SUM[Figure])",
        ("One", "A3"): "SUM(Long[Figure],1)",
    }
    assert list(answers(formulas).values()) == [30, 20_000, 31]


@pytest.mark.parametrize("order", list(permutations(("One", ONE, SEVERAL))))
def test_a_name_that_means_one_cell_here_and_several_there_is_told_apart(order: tuple[str, ...]) -> None:
    found = answers({(sheet, "A1"): "SUM(Figures*2)" for sheet in order})
    assert found == {("One", "A1"): WHOLE_RANGE, (SEVERAL, "A1"): WHOLE_RANGE, (ONE, "A1"): 20}


@pytest.mark.parametrize("order", list(permutations(("One", ONE, SEVERAL))))
def test_a_name_beside_a_table_means_what_it_means_on_its_own_sheet(order: tuple[str, ...]) -> None:
    found = answers({(sheet, "A1"): "SUM(Long[Figure])+Rate" for sheet in order})
    assert found == {("One", "A1"): 60, (SEVERAL, "A1"): 60, (ONE, "A1"): 50}


def test_references_in_texts_stay_texts() -> None:
    formulas = {
        ("One", "A1"): '"Long[Figure]"&SUM(Long[Figure])',
        ("One", "A2"): '"Longer[Figure]"&SUM(Longer[Figure])',
        ("One", "A3"): """ "'Two'!E2 ""Short[Figure]"" "&'Two'!E2 """.strip(),
        ("One", "A4"): """ "'One'!E2 ""Short[Figure]"" "&'One'!E2 """.strip(),
    }
    expected = [
        "Long[Figure]30",
        "Longer[Figure]500",
        "'Two'!E2 \"Short[Figure]\" 100",
        "'One'!E2 \"Short[Figure]\" 10",
    ]
    assert list(answers(formulas).values()) == expected


def test_sheets_of_every_spelling_are_told_apart() -> None:
    formulas = {("One", f"A{n}"): "'" + sheet.replace("'", "''") + "'!$E$2+1" for n, sheet in enumerate(SHEETS, 1)}
    assert list(answers(formulas).values()) == [11, 101, 1001, 10_001, 100_001]


def test_a_sheet_or_a_column_that_is_not_there_is_named() -> None:
    found = answers({("One", "A1"): "'Two'!E2", ("One", "A2"): "'2'!E2", ("One", "A3"): "SUM(Long[Figures])"})
    assert found["One", "A1"] == 100
    assert found["One", "A2"] == "it refers to '2', which is no worksheet of this workbook"
    assert found["One", "A3"] == "it refers to the column 'Figures', which the table Long does not have"


def test_this_row_is_each_cells_own() -> None:
    formulas = {("Two", f"G{row}"): "Longer[[#This Row],[Figure]]*ROW()" for row in (2, 4, 6)}
    formulas["Two", "G9"] = "Longer[[#This Row],[Figure]]*ROW()"
    formulas["One", "G2"] = "Longer[[#This Row],[Figure]]*ROW()"
    *inside, below, elsewhere = answers(formulas).values()
    assert inside == [200, 400, 600]
    assert below == elsewhere == "it refers to a row that its table does not have"


TABLE_NAMES = (*TABLES, "longer", "Missing", "Figures")
INSIDES = ("Figure", "Other", "None", "#All", "[#This Row],[Figure]", "[Figure]:[Other]", "", "#Totals")
OF_TABLES = [
    f"{table}[{inside}]"
    for table in ("Long", "longer", "Short", "SUM", "Rag.Red", "Missing", "Figures")
    for inside in INSIDES
]
OF_SHEETS = [
    "'" + sheet.replace("'", "''") + "'!" + cell
    for sheet in (*SHEETS, "two", "2", "One:Two", "[1]One")
    for cell in ("A1", "$E$2", "E2:E4", "Figures", "Rate", "A:A", "RAG(1)")
]
NAMES = [
    "Figures",
    "Rate",
    "figures",
    "One!E2",
    "Two!Figures",
    "[Figure]",
    "[@Figure]",
    "Long",
    "Short",
    "A1",
    "$B$2:$B$9",
]
TEXTS = ['"Long[Figure]"', "\"'One'!A1\"", '"it\'s"', '"["']
CALLS = ["RAG(", "SUM(", "INDEX(", "IFERROR(", "LET(Long,", "UNKNOWN(", "_xldudf_RAG(", "_xlfn.SINGLE(", "[1]!RAG("]
SIGNS = ["1", "{1,2}", "", " ", "(", ")", "'", '"', ":", "!", ",", "*", "&"]
PIECES = st.one_of(*map(st.sampled_from, (OF_TABLES, OF_SHEETS, NAMES, TEXTS, CALLS, SIGNS)))
FORMULAS = st.lists(PIECES, min_size=1, max_size=7).map("".join) | st.lists(PIECES, max_size=3).map(
    lambda pieces: f"SUM({','.join(pieces)})"
)
PLACES = st.tuples(st.sampled_from(SHEETS), st.integers(1, 6), st.sampled_from([1, 5, 7]))


@pytest.fixture(scope="module")
def opened() -> tuple[Any, Engine]:
    package = Package(workbook({}), "book.xlsx")
    structure = read_structure(package)
    engine = Engine(package.data, package.name, SHEETS)
    for name, function in REGISTRY.items():
        engine.register(name, function.on_cells)
    return structure, engine


def outcome(fit: Fit, formula: str, place: tuple[str, int, int], is_array: bool) -> tuple[str, str]:
    try:
        return "fits", fit.fitted(formula, *place, is_array=is_array)
    except Unanswered as reason:
        return "no answer", str(reason)


def as_it_is(_: Templates, text: str, *__: object) -> Any:
    """Make every formula a template of its own."""
    return text, ()


@settings(max_examples=150, deadline=None)
@given(asked=st.lists(st.tuples(FORMULAS, PLACES, st.booleans()), min_size=1, max_size=12))
def test_what_was_looked_at_before_changes_nothing(
    opened: tuple[Any, Engine], asked: list[tuple[str, tuple[str, int, int], bool]]
) -> None:
    shared = Fit(*opened)
    found = [outcome(shared, *question) for question in asked]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Templates, "of", as_it_is)
        assert found == [outcome(Fit(*opened), *question) for question in asked]
