"""Every door gives the rules' answer, cell by cell.

No door is allowed a difference. Two ways in which an engine differs from Excel were met and are avoided by what is
asked of it, not forgiven: an error value passed on to a LAMBDA inside LET comes back as that error in cellrune (the
formulas class a cell before they pass it on), and cellrune keeps a spilled result to the range stored in the file.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from parity import channels, workbooks
from parity.cases import Case, cases
from parity.workbooks import Placed
from quarterbook.cells import WorksheetError
from quarterbook.columns import change_series, rag_series
from quarterbook.functions import REGISTRY

SIGNIFICANT = 5e-15
"""Excel and the judges keep 15 significant digits; the rules keep what a double holds."""


@pytest.fixture(scope="module")
def every_case() -> list[Case]:
    return cases()


@pytest.fixture(scope="module")
def judged(every_case: list[Case], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Placed]]:
    path = tmp_path_factory.mktemp("parity") / "judged.xlsx"
    names = {function.name: function.plain_lambda_text for function in REGISTRY.values()}
    return path, workbooks.write(path, every_case, names)


def test_the_cases_reach_every_outcome_of_every_function(every_case: list[Case]) -> None:
    met = Counter(
        (case.function, "a number" if isinstance(answer, float) else re.sub(r"\d+$", "n", answer))
        for case in every_case
        for row in case.expected
        for answer in row
    )
    promised = {
        (function.name, outcome)
        for function in REGISTRY.values()
        for outcome in (*function.outcomes, *(["a number"] if function.returns else []), "#N/A")
        if outcome != "#N/A" or any(argument.kind == "value" for argument in function.arguments)
    }
    assert len(every_case) >= 5000
    assert set(met) == promised
    assert min(met.values()) >= 3


def test_cells_evaluated_headless(every_case: list[Case], tmp_path: Path) -> None:
    path = tmp_path / "headless.xlsx"
    placed = workbooks.write(path, every_case)
    assert _differences(placed, channels.headless(path, placed), exactly=True) == []


def test_lambda_names_in_cellrune(judged: tuple[Path, list[Placed]]) -> None:
    path, placed = judged
    assert _differences(placed, channels.cellrune_judge(path, placed), exactly=False) == []


def test_lambda_names_in_formulon(judged: tuple[Path, list[Placed]]) -> None:
    path, placed = judged
    assert _differences(placed, channels.formulon_judge(path, placed), exactly=False) == []


def test_lambda_names_with_every_optional_argument_left_off(every_case: list[Case], tmp_path: Path) -> None:
    """The judges know no optional arguments, so each ISOMITTED is answered for them."""
    names = {
        function.name: re.sub(r"_xlfn\.ISOMITTED\(_xlpm\.\w+\)", "TRUE", function.plain_lambda_text)
        for function in REGISTRY.values()
        if function.min_args < function.max_args
    }
    left_off = [
        case
        for case in every_case
        if case.function in names
        and all(value is None for value in case.all_arguments[REGISTRY[case.function].min_args :])
    ]
    path = tmp_path / "left_off.xlsx"
    placed = workbooks.write(path, left_off, names)
    assert {case.function for case in left_off} == {"RAG", "CHANGE", "CUMULATIVE_CHECK", "PRO_RATA_TARGET"}
    assert _differences(placed, channels.formulon_judge(path, placed), exactly=False) == []


@pytest.mark.parametrize(("name", "series"), [("RAG", rag_series), ("CHANGE", change_series)], ids=["RAG", "CHANGE"])
def test_whole_columns(every_case: list[Case], name: str, series: Callable[..., pd.Series[Any]]) -> None:
    rows = [case for case in every_case if case.function == name and list not in map(type, case.arguments)]
    columns = [pd.Series(column, dtype=object) for column in zip(*(row.all_arguments for row in rows), strict=True)]
    answers = series(*columns).tolist()
    assert [(row, answer) for row, answer in zip(rows, answers, strict=True) if row.expected != [[answer]]] == []


@pytest.mark.parametrize("null", [math.nan, np.nan, np.float64("nan"), pd.NA, pd.NaT], ids=repr)
def test_what_python_calls_null_is_a_blank(every_case: list[Case], null: Any) -> None:
    blank = [case for case in every_case if None in _flat(case.arguments)]
    assert len(blank) > 500
    assert [case for case in blank if _answer(case, {None: null}) != case.expected] == []


@pytest.mark.parametrize("infinite", [math.inf, -math.inf, np.float64("inf")], ids=repr)
def test_an_infinity_is_invalid(every_case: list[Case], infinite: Any) -> None:
    error = WorksheetError("#DIV/0!")
    invalid = [case for case in every_case if error in _flat(case.arguments)]
    assert len(invalid) > 50
    assert [case for case in invalid if _answer(case, {error: infinite}) != case.expected] == []


def _answer(case: Case, swapped: dict[Any, Any]) -> list[list[Any]]:
    def swap(value: Any) -> Any:
        if isinstance(value, list):
            return [swap(item) for item in value]
        return next((new for old, new in swapped.items() if type(value) is type(old) and value == old), value)

    return Case(case.function, tuple(swap(argument) for argument in case.arguments)).expected


def _flat(value: Any) -> list[Any]:
    return [leaf for item in value for leaf in _flat(item)] if isinstance(value, list | tuple) else [value]


def _differences(placed: list[Placed], answers: channels.Answers, *, exactly: bool) -> list[str]:
    """Return a line for each case with another answer than the rules'."""
    assert len(answers) == len(placed)
    return [
        f"{place.case.function}{place.case.arguments!r:.300}: rules {place.case.expected!r:.200}, here {answer!r:.200}"
        for place, answer in zip(placed, answers, strict=True)
        if not _equal(place.case.expected, answer, exactly)
    ]


def _equal(one: Any, other: Any, exactly: bool) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_equal(*pair, exactly) for pair in zip(one, other, strict=True))
    if isinstance(one, float) and isinstance(other, float) and not exactly:
        return math.isclose(one, other, rel_tol=SIGNIFICANT)
    return type(one) is type(other) and bool(one == other)
