"""The text of formulas: what is found in it and what is put into it."""

from __future__ import annotations

import pytest

from quarterbook.book import formulas
from quarterbook.book.engine import Unanswered
from quarterbook.book.structure import Table
from quarterbook.book.structured import TableReferences
from quarterbook.functions import REGISTRY

HISTORY = Table("History", "It's 36", (10, 4, 14, 6), ("Period", "Actual [n]", "It's 100%"), True, True)
BARE = Table("Bare", "S", (1, 1, 3, 2), ("a", "2023"), False, False)
TABLES = TableReferences([HISTORY, BARE])


@pytest.mark.parametrize(
    ("formula", "called"),
    [
        ('RAG(A1,B1,"up")', {"RAG"}),
        ('IF(A1="RAG(1)",rag(1,2,3),"x""CHANGE(2)")', {"IF", "RAG"}),
        ("'RAG(1)'!A1+'it''s RAG(1)'!A1", set()),
        ("SUM(History[Cost(£)])", {"SUM"}),
        ("_xlfn.LET(_xlpm.x,1,_xlpm.x)", {"_XLFN.LET"}),
        ('[1]!RAG(1)&"it\'s"&_xldudf_RAG(2)', {"[1]!RAG", "_XLDUDF_RAG"}),
        ("NORM.S.INV(1)+Rag", {"NORM.S.INV"}),
        ("MyRAG(1)", {"MYRAG"}),
        ('"', set()),
        ("RAG((1,2),{3;4})", {"RAG"}),
    ],
)
def test_calls_are_found_and_texts_are_not_taken_for_them(formula: str, called: set[str]) -> None:
    assert formulas.called_names(formula) == called


@pytest.mark.parametrize(
    ("stored", "name"),
    [
        ("RAG", "RAG"),
        ("rag", "RAG"),
        ("[1]!RAG", "RAG"),
        ("[12]!Year_To_Date", "YEAR_TO_DATE"),
        ("_xldudf_RAG", "RAG"),
        ("_xldudf_COUNCIL_RAG", "RAG"),
        ("_XLDUDF_COUNCIL_CUMULATIVE_CHECK", "CUMULATIVE_CHECK"),
        ("_xldudf_CUMULATIVE_CHECK", "CUMULATIVE_CHECK"),
        ("_xldudf_EXCHANGE", None),
        ("_xldudf_BANK_RATE_CHANGE", None),  # the function RATE_CHANGE of another add-in
        ("DRAG", None),
        ("RAG.X", None),
        ("[1]!DRAG", None),
    ],
)
def test_a_function_of_ours_is_known_in_each_of_its_stored_spellings(stored: str, name: str | None) -> None:
    assert formulas.plain_name(stored, REGISTRY) == name


@pytest.mark.parametrize(
    ("formula", "plain"),
    [
        ('RAG(95,100,"up",,0.05)', 'RAG(95,100,"up","",0.05)'),
        ("RAG(,, ,)", 'RAG("","","","")'),
        ('rag(95, RAG(1,,"up"), "up")', 'RAG(95, RAG(1,"","up"), "up")'),
        ('IF(A1,,_xldudf_N_RAG(A1,,"a,b)"))', 'IF(A1,,RAG(A1,"","a,b)"))'),
        ("[1]!YEAR_TO_DATE(A1:A4)&YEAR_TO_DATE()", "YEAR_TO_DATE(A1:A4)&YEAR_TO_DATE()"),
        ('RAG(\'a,(b\'!A1,{1,2},""",")', 'RAG(\'a,(b\'!A1,{1,2},""",")'),
        ("SUM(1,,2)", "SUM(1,,2)"),
        ('rag(95, 100, "up")', 'RAG(95, 100, "up")'),
    ],
)
def test_skipped_arguments_of_our_functions_become_blanks(formula: str, plain: str) -> None:
    assert formulas.with_plain_calls(formula, REGISTRY) == plain


@pytest.mark.parametrize(
    "formula",
    [
        "[1]Sheet1!A1",
        "SUM([2]S!A1:A3)",
        "'[1]It''s S'!A1",
        "'C:\\figures\\[Book 2.xlsx]S'!$A$1",
        "[Book2.xlsx]Sheet1!A1+1",
        "[1]!Name",
        "1+[1]!'!x'",
        "IF(TRUE,'[Book.XLSM]S'!A1)",
    ],
)
def test_other_workbooks_are_noticed(formula: str) -> None:
    assert formulas.reads_another_workbook(formula)


@pytest.mark.parametrize(
    "formula",
    [
        '[1]!RAG(1,2,"up")',
        '"[1]Sheet1!A1"',
        "History[2023]",
        "SUM(History[[2022]:[2023]])",
        "History[[#This Row],[2023]]",
        'SUM(A1:A3)&"\'[x.xlsx]"',
    ],
)
def test_what_only_looks_like_another_workbook_is_none(formula: str) -> None:
    assert not formulas.reads_another_workbook(formula)


def test_sheets_are_found_quoted_or_not() -> None:
    found = formulas.mentioned_sheets("'It''s 36'!A1+Index!B2&\"Not!A1\"+#REF!A1+[1]!RAG(1)+Büro!A1")
    assert found == {"It's 36", "Index", "Büro"}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("Target*2", "<None Target>*2"),
        ("'It''s 36'!Target&\"Target\"", '<It\'s 36 Target>&"Target"'),
        ("Index!Target+Target(1)+Index!A1", "<Index Target>+Target(1)+Index!A1"),
        ("SUM(A1:Target)", "SUM(A1:<None Target>)"),
        ("'Target'!A1", "'Target'!A1"),
        ("MyTarget+Target.x+$A$1+TARGET", "MyTarget+Target.x+$A$1+<None TARGET>"),
    ],
)
def test_names_are_replaced_where_they_are_names(formula: str, expected: str) -> None:
    def meaning(sheet: str | None, word: str) -> str | None:
        return f"<{sheet} {word}>" if word.lower() == "target" else None

    assert formulas.with_names_put_in(formula, meaning) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(History[Actual '[n']])", "SUM('It''s 36'!$E$11:$E$13)"),
        ("history[[#this row],[PERIOD]]", "'It''s 36'!$D$12"),
        ("History[@Period]&History[@[It''s 100%]]", "'It''s 36'!$D$12&'It''s 36'!$F$12"),
        ("[@Period]", "'It''s 36'!$D$12"),
        ("SUM([#This Row])", "SUM('It''s 36'!$D$12:$F$12)"),
        ("SUM(History[@])", "SUM('It''s 36'!$D$12:$F$12)"),
        ("History[[#Headers],[Period]]", "'It''s 36'!$D$10"),
        ("SUM(History[[#Totals],[Actual '[n']]])", "SUM('It''s 36'!$E$14)"),
        ("ROWS(History[#All])", "ROWS('It''s 36'!$D$10:$F$14)"),
        ("ROWS(History[])", "ROWS('It''s 36'!$D$11:$F$13)"),
        ("ROWS(History[[#Data],[Period]:[It''s 100%]])", "ROWS('It''s 36'!$D$11:$F$13)"),
        ("ROWS(History[[#Headers], [#Data], [Period]])", "ROWS('It''s 36'!$D$10:$D$13)"),
        ("SUM(Bare[2023])", "SUM('S'!$B$1:$B$3)"),
        ('"History[Period]"', '"History[Period]"'),
    ],
)
def test_references_to_tables_become_addresses(formula: str, expected: str) -> None:
    found = formulas.with_structured_references_put_in(
        formula, lambda table, inside: TABLES.address(table, inside, "It's 36", 12, 8 if table else 4)
    )
    assert found == expected


@pytest.mark.parametrize(
    ("inside", "row", "reason"),
    [
        ("Nowhere", 12, "column 'Nowhere'"),
        ("[#This Row],[Period]", 10, "row that its table does not have"),
        ("[#This Row],[Period]", 14, "row that its table does not have"),
        ("@Period", 99, "row that its table does not have"),
        ("[#Something]", 12, "not understood"),
    ],
)
def test_a_part_that_a_table_does_not_have_is_refused(inside: str, row: int, reason: str) -> None:
    with pytest.raises(Unanswered, match=reason):
        TABLES.address("History", inside, "It's 36", row, 1)


def test_a_table_that_is_not_there_or_has_no_such_rows_is_refused() -> None:
    with pytest.raises(Unanswered, match="table Nowhere"):
        TABLES.address("Nowhere", "x", "S", 1, 1)
    with pytest.raises(Unanswered, match="no table"):
        TABLES.address(None, "@a", "S", 9, 9)
    with pytest.raises(Unanswered, match="row that its table does not have"):
        TABLES.address("Bare", "[#Headers],[a]", "S", 1, 1)
    with pytest.raises(Unanswered, match="row that its table does not have"):
        TABLES.address("History", "@Period", "S", 12, 1)  # the row of another sheet


def test_same_text_minds_only_what_counts() -> None:
    assert formulas.same_text('=If( a1 , "x y" )', 'IF(A1,"x y")')
    assert not formulas.same_text('IF(A1,"x y")', 'IF(A1,"xy")')
    assert not formulas.same_text('IF(A1,"X")', 'IF(A1,"x")')
