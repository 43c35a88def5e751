"""The functions as Excel on Windows calls them: every case, through xlwings' own code, gives the rules' answer."""

from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from windows import ERROR_CODES, MISSING

from parity.cases import ERRORS, Case, cases
from quarterbook.cells import EPOCH, WorksheetError
from quarterbook.excel import functions
from quarterbook.functions import REGISTRY

PROGRAM = Path(__file__).with_name("windows.py")


@pytest.fixture(scope="module")
def every_case() -> list[Case]:
    return cases()


def windows(calls: list[tuple[str, list[Any]]]) -> list[list[list[Any]]]:
    """Return what xlwings answers Excel for some calls."""
    done = subprocess.run(
        [sys.executable, str(PROGRAM)], input=pickle.dumps(calls), capture_output=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    answers: list[list[list[Any]]] = pickle.loads(done.stdout)
    return answers


def as_com(value: Any) -> Any:
    """Return a cell's value as COM hands it over."""
    return ERROR_CODES[value] if isinstance(value, WorksheetError) else value


def rows_of(argument: Any) -> tuple[tuple[Any, ...], ...]:
    rows = argument if isinstance(argument, list) else [[argument]]
    return tuple(tuple(as_com(cell) for cell in row) for row in rows)


def as_text(rows: list[list[Any]]) -> list[list[Any]]:
    """Return expected rows as Excel gets them: an error of ours is a text there."""
    return [[str(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]


def differences(asked: list[Case], answers: list[list[list[Any]]]) -> list[str]:
    assert len(asked) == len(answers)
    return [
        f"{case.function}{case.arguments!r:.300}: rules {case.expected!r:.200}, here {answer!r:.200}"
        for case, answer in zip(asked, answers, strict=True)
        if (as_text(case.expected), [[type(cell) for cell in row] for row in as_text(case.expected)])
        != (answer, [[type(cell) for cell in row] for row in answer])
    ]


def test_references_to_cells(every_case: list[Case]) -> None:
    calls = [
        (case.function, [("cells", rows_of(argument)) for argument in case.arguments] + left_off(case))
        for case in every_case
    ]
    assert differences(every_case, windows(calls)) == []


def test_constants_and_computed_values(every_case: list[Case]) -> None:
    """An array that a formula computes comes without a range; a blank optional argument is skipped."""
    calls = []
    for case in every_case:
        required = REGISTRY[case.function].min_args
        given = [
            MISSING
            if n >= required and argument is None
            else rows_of(argument)
            if isinstance(argument, list)
            else as_com(argument)
            for n, argument in enumerate(case.arguments)
        ]
        calls.append((case.function, given + left_off(case)))
    assert differences(every_case, windows(calls)) == []


def left_off(case: Case) -> list[int]:
    return [MISSING] * (REGISTRY[case.function].max_args - len(case.arguments))


def test_errors_that_xlwings_does_not_know_are_no_figures() -> None:
    """It passes them on as whole numbers, and minus two thousand million would be rated Red."""
    younger = sorted(ERROR_CODES[error] for error in set(ERROR_CODES) - set(ERRORS))
    assert len(younger) == 7
    calls = [("RAG", [given, 100.0, "up", MISSING, MISSING]) for c in younger for given in (c, ("cells", ((c,),)))]
    calls += [("YEAR_TO_DATE", [("cells", ((1.0,), (code,)))]) for code in younger]
    answers = windows(calls)
    assert answers == [[["Invalid"]]] * 14 + [[["Invalid"], ["Invalid"]]] * 7


def test_a_figure_formatted_as_currency_keeps_every_decimal() -> None:
    """`Range.Value` would give 95.1234 and 95.1234: on target."""
    figures = ("cells", ((95.12344,), (95.12341,)))
    assert windows([("RAG", [figures, 95.12343, "up", 0.0, 0.0])]) == [[["Blue"], ["Red"]]]


def test_a_column_costs_one_call() -> None:
    column = ("cells", tuple((float(n),) for n in range(1000)))
    (answer,) = windows([("RAG", [column, 500.0, "up", MISSING, MISSING])])
    assert answer == [[REGISTRY["RAG"].call(float(n), 500.0, "up")] for n in range(1000)]


@pytest.mark.parametrize("rows", [list, tuple], ids=["lists", "tuples"])
def test_what_xlwings_makes_of_cells_by_default(every_case: list[Case], rows: type) -> None:
    """Currency as Decimal, dates as datetime, errors as text: what a macro that calls the functions may hand over."""

    def read(value: Any) -> Any:
        if isinstance(value, WorksheetError):
            return str(value)
        if isinstance(value, float) and round(value, 4) == value and abs(value) < 1e9:
            whole = value.is_integer() and 61 <= value <= 2_958_465
            return EPOCH + timedelta(days=value) if whole else Decimal(repr(value))
        return value

    kinds = set()
    for case in every_case:
        arguments = [
            rows(rows(read(cell) for cell in row) for row in argument) if isinstance(argument, list) else read(argument)
            for argument in case.arguments
        ]
        kinds |= {type(argument) for argument in arguments}
        answer = getattr(functions, case.function)(*arguments)
        found = answer if isinstance(answer, list) else [[answer]]
        assert differences([case], [found]) == []
    assert {Decimal, datetime, rows, str, bool, type(None)} <= kinds


def test_there_is_one_function_for_each_entry_of_the_registry() -> None:
    assert list(functions.FUNCTIONS) == list(REGISTRY)
    assert all(getattr(functions, name) is function for name, function in functions.FUNCTIONS.items())


def test_help_is_as_long_as_excel_shows() -> None:
    for function in REGISTRY.values():
        text = str(functions.FUNCTIONS[function.name].__doc__)
        assert text.startswith(function.summary)
        for shown in (text, *map(functions.argument_help, function.arguments)):
            assert 0 < len(shown) <= functions.MAX_HELP
            assert shown.endswith((".", "…"))


def test_help_says_what_an_argument_left_off_means() -> None:
    amber = next(argument for argument in REGISTRY["RAG"].arguments if argument.name == "amber")
    assert functions.argument_help(amber).startswith(f"Omitted or blank: {amber.default}. ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Short.", "Short."),
        ("A" * 100 + ". " + "B" * 100 + ". " + "C" * 100 + ".", "A" * 100 + ". " + "B" * 100 + "."),
        ("word " * 60, ("word " * 60)[:249] + "…"),
    ],
)
def test_a_longer_help_is_cut_at_a_sentence_or_a_word(text: str, expected: str) -> None:
    assert functions.shortened(text) == expected
