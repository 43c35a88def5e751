"""The registry: what it promises is what the rules, the cells and the LAMBDA texts do."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import cellrune
import openpyxl
import pytest
from openpyxl.utils import FORMULAE
from openpyxl.worksheet.formula import ArrayFormula

from quarterbook import describe, lambdas, vocabulary
from quarterbook.book.evaluate import evaluate
from quarterbook.cells import WorksheetError, trimmed
from quarterbook.functions import REGISTRY, Function

PAGE = Path(__file__).parents[1] / "docs" / "functions.md"
FORMULA_LIMIT = 8192
NESTING_LIMIT = 64
TEXT_LIMIT = 255
WORDS = [*vocabulary.MISSING_WORDS, *vocabulary.DIRECTION_SPELLINGS, *map(str.lower, vocabulary.UNRATED)]

every_function = pytest.mark.parametrize("function", REGISTRY.values(), ids=REGISTRY)


def names_in(formula: str) -> list[str]:
    """Return the names of ours in a formula as an officer reads it, outside of texts."""
    return re.findall(r"\b[a-z][a-z_]*\b", re.sub(r'"(?:[^"]|"")*"', '""', formula))


def excel_functions_in(formula: str) -> set[str]:
    return set(re.findall(r"\b([A-Z]+)\(", re.sub(r'"(?:[^"]|"")*"', '""', formula)))


def test_the_registry_has_the_seven_functions_under_their_own_names() -> None:
    assert list(REGISTRY) == [
        "RAG", "VARIANCE", "CHANGE", "CUMULATIVE_CHECK", "YEAR_TO_DATE", "IN_PERIOD", "PRO_RATA_TARGET",
    ]  # fmt: skip
    assert all(name == function.name for name, function in REGISTRY.items())
    assert set(lambdas.FORMULAS) == set(REGISTRY)


@every_function
def test_arguments_are_those_of_the_rule(function: Function) -> None:
    parameters = inspect.signature(function.call).parameters.values()
    assert [argument.name for argument in function.arguments] == [parameter.name for parameter in parameters]
    assert [argument.required for argument in function.arguments] == [
        parameter.default is inspect.Parameter.empty for parameter in parameters
    ]
    assert [argument.required for argument in function.arguments] == sorted(
        (argument.required for argument in function.arguments), reverse=True
    )
    assert (function.min_args, function.max_args) == (
        sum(parameter.default is inspect.Parameter.empty for parameter in parameters),
        len(parameters),
    )


@every_function
def test_arguments_are_those_of_the_lambda(function: Function) -> None:
    declared = function.formula.removeprefix("LAMBDA(").split(", LET(")[0].split(", ")
    assert declared == [argument.name if argument.required else f"[{argument.name}]" for argument in function.arguments]
    assert function.signature == f"{function.name}({', '.join(declared)})"


@every_function
def test_the_example_gives_what_it_says_in_a_cell(function: Function) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    rows = function.example_result if function.returns_array else [[function.example_result]]
    reference = f"A1:{openpyxl.utils.get_column_letter(len(rows[0]))}{len(rows)}"
    sheet["A1"] = ArrayFormula(reference, function.example) if function.returns_array else function.example
    values = evaluate(book)
    assert [[values.value("Sheet", 1, column + 1) for column in range(len(rows[0]))]] == rows


@every_function
def test_help_texts_are_sentences(function: Function) -> None:
    for text in (function.summary, function.help, *(argument.help for argument in function.arguments)):
        assert text[0].isupper() or text.startswith("n ")
        assert text.endswith(".")
        assert "  " not in text


# --- on_cells: how a worksheet calls ------------------------------------------------------------------------------


def test_a_column_argument_gives_a_column() -> None:
    currents, targets = [[105.0], [95.0], [None]], [[100.0], [100.0], [100.0]]
    assert REGISTRY["RAG"].on_cells(currents, targets, "up") == [["Green"], ["Amber"], ["No data"]]


def test_a_row_and_a_column_give_a_block() -> None:
    assert REGISTRY["VARIANCE"].on_cells([[90.0, 110.0]], [[100.0], [200.0]], "up") == [[-0.1, 0.1], [-0.55, -0.45]]


def test_a_range_of_one_cell_gives_a_range_of_one_cell() -> None:
    assert REGISTRY["CHANGE"].on_cells([[2.0]], [[1.0]], "up") == [["Improving"]]


def test_a_cell_that_a_range_does_not_reach_is_not_available() -> None:
    result = REGISTRY["RAG"].on_cells([[105.0], [95.0], [80.0]], [[100.0], [100.0]], "up")
    assert result == [["Green"], ["Amber"], ["#N/A"]]
    assert isinstance(result[2][0], WorksheetError)


def test_a_range_argument_is_taken_whole() -> None:
    check = REGISTRY["CUMULATIVE_CHECK"]
    assert check.on_cells([[88.0, 147.0]], [[88.0], [59.0]]) == "OK"
    assert REGISTRY["PRO_RATA_TARGET"].on_cells([[100.0], [200.0]], 2.0, None, [[40.0, 30.0, 20.0, 10.0]]) == [
        [70.0],
        [140.0],
    ]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([[5.0, 1.0, None]], [[5.0, 6.0, ""]]),
        ([[5.0], [1.0]], [[5.0], [6.0]]),
        ([[5.0]], [[5.0]]),
        (5.0, 5.0),
        (None, ""),
        (WorksheetError("#DIV/0!"), "Invalid"),
    ],
)
def test_an_array_function_answers_in_the_shape_it_was_given(cells: Any, expected: Any) -> None:
    assert REGISTRY["YEAR_TO_DATE"].on_cells(cells) == expected


@every_function
def test_too_few_and_too_many_arguments_are_refused(function: Function) -> None:
    with pytest.raises(TypeError, match=re.escape(function.signature)):
        function.on_cells(*[1.0] * (function.min_args - 1))
    with pytest.raises(TypeError, match=re.escape(function.signature)):
        function.on_cells(*[1.0] * (function.max_args + 1))


@every_function
def test_optional_arguments_left_off_are_blank(function: Function) -> None:
    required = [100.0, 2.0, "target"][: function.min_args]
    blanks = [None] * (function.max_args - function.min_args)
    assert function.on_cells(*required) == function.on_cells(*required, *blanks)


# --- LAMBDA texts: what Excel asks of a formula behind a name --------------------------------------------------------


@every_function
def test_the_text_is_within_excels_limits(function: Function) -> None:
    text = function.lambda_text
    assert len(text) < FORMULA_LIMIT / 2
    depth = deepest = 0
    for character in re.sub(r'"(?:[^"]|"")*"', "", text):
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    assert depth == 0
    assert deepest <= NESTING_LIMIT
    assert max(len(constant) for constant in re.findall(r'"((?:[^"]|"")*)"', text)) <= TEXT_LIMIT


@every_function
def test_no_name_can_be_taken_for_something_else(function: Function) -> None:
    known = FORMULAE | {entry["name"] for entry in cellrune.function_catalog()["entries"]}
    for name in set(names_in(function.formula)):
        assert not re.fullmatch(r"[a-z]{1,3}\d+|r\d*c?\d*|c\d*|true|false", name), name
        assert name.upper() not in known, name


@every_function
def test_every_name_is_declared(function: Function) -> None:
    parameters = re.findall(r"LAMBDA\(((?:\[?[a-z_]+\]?, )+)", function.formula)
    declared = {name.strip("[]") for group in parameters for name in group.rstrip(", ").split(", ")}
    declared |= set(re.findall(r"(?:LET\(|,)\s*([a-z_]+),", function.formula))
    assert set(names_in(function.formula)) == declared


@every_function
def test_the_stored_form_marks_names_and_younger_functions(function: Function) -> None:
    for name in excel_functions_in(function.formula):
        prefix = "" if name in FORMULAE else "_xlfn."
        assert len(re.findall(rf"(?<![\w.]){re.escape(prefix)}{name}\(", function.lambda_text)) == len(
            re.findall(rf"(?<!\w){name}\(", function.formula)
        )
    optional = [argument.name for argument in function.arguments if not argument.required]
    assert re.findall(r"_xlop\.(\w+)", function.lambda_text) == optional
    assert function.plain_lambda_text == function.lambda_text.replace("_xlop.", "_xlpm.")
    bare = re.sub(r'"(?:[^"]|"")*"|_xlfn\.[A-Z]+|_xl(?:pm|op)\.\w+', "", function.lambda_text)
    assert not re.search(r"^=|[a-z\[\]]", bare)


@pytest.mark.parametrize("word", sorted(set(WORDS)), ids=repr)
def test_a_word_can_be_looked_up_between_bars(word: str) -> None:
    assert word == trimmed(word)
    assert "|" not in word
    assert word != "?"
    assert " ".join(word.split()) == word  # what Excel's TRIM leaves of it


def test_the_texts_take_every_word_from_the_vocabulary() -> None:
    source = Path(lambdas.__file__).read_text(encoding="utf-8")
    words = [*vocabulary.RATINGS, *vocabulary.CHANGES, vocabulary.OK, vocabulary.NO_PERCENTAGE, *filter(None, WORDS)]
    assert [word for word in words if f'"{word}"' in source or f"|{word}|" in source] == []


# --- The page about them ---------------------------------------------------------------------------------------------


def test_the_page_is_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert describe.up_to_date(page) == page, "run: python -m quarterbook.describe docs/functions.md"


def test_the_page_is_made_anew_whatever_stands_there() -> None:
    page = PAGE.read_text(encoding="utf-8")
    stale = re.sub(r"(<!-- made: \w+ -->\n).*?(<!-- end -->)", r"\1something older\n\2", page, flags=re.DOTALL)
    assert "### RAG" not in stale
    assert describe.up_to_date(stale) == page


@every_function
def test_the_page_explains_every_function(function: Function) -> None:
    page = PAGE.read_text(encoding="utf-8")
    section = page.partition(f"### {function.name}\n")[2].partition("\n### ")[0]
    for said in (function.signature, function.summary, function.help, function.example, *function.outcomes):
        assert said in section
    assert f"={function.formula}\n" in page
