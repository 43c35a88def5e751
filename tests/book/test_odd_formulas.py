"""Formulas put together at random: each has an answer or a reason, whatever stands in the cells."""

from __future__ import annotations

import random

import pytest
from evaluating import by_openpyxl, found_in

from quarterbook.errors import QuarterbookError

_OPERANDS = (
    "A1 $A$1 Data!B2:B3 A:A 1:3 'Other'!A1 Figures Current Column Moving Rating History History[Actual] [@Actual] "
    'History[@Target] History[#All] [1]S!A1 "x" "a""b" -2 50% TRUE #N/A #REF! {1,2;3,4} A1# @A1:A3 _xlpm.x Nothing '
    "\\a é A2 A3 '\"' [ ( ) ! @ #"
)
_FUNCTIONS = (
    "RAG CHANGE YEAR_TO_DATE CUMULATIVE_CHECK PRO_RATA_TARGET _xldudf_X_RAG [1]!RAG SUM IF IFERROR _xlfn.LET "
    "_xlfn.LAMBDA INDEX OFFSET INDIRECT SUMPRODUCT TEXT _xlfn.SINGLE _xlfn.ANCHORARRAY NOSUCH Data!RAG TRANSPOSE LEN "
    "MATCH COUNTIFS"
)
OPERANDS, FUNCTIONS = _OPERANDS.split(), _FUNCTIONS.split()
OPERATORS = (*"+-*/^&=<>,:% ", "<>", ">=")


def some_formula(pick: random.Random, depth: int) -> str:
    kind = pick.random()
    if depth == 0 or kind < 0.35:
        return pick.choice(OPERANDS)
    if kind < 0.75:
        arguments = ",".join(some_formula(pick, depth - 1) for _ in range(pick.randint(0, 5)))
        return f"{pick.choice(FUNCTIONS)}({arguments})"
    left, right = (some_formula(pick, depth - 1) for _ in range(2))
    return f"{left}{pick.choice(OPERATORS)}{right}"


@pytest.mark.parametrize("seed", range(4))
def test_no_formula_brings_it_down(seed: int) -> None:
    """Each has an answer or a reason, or the workbook as a whole is refused in one line."""
    pick = random.Random(seed)
    answered = 0
    for _ in range(15):
        formulas = {f"A{n}": some_formula(pick, 4) for n in range(1, 31)}
        try:
            found = found_in(by_openpyxl(formulas))
        except QuarterbookError as error:
            assert "\n" not in str(error)  # noqa: PT017
            continue
        refused = {entry.cell for entry in found.no_answer}
        assert refused.isdisjoint(f"A{row}" for row, column in found.values["Other"] if column == 1)
        answered += len(found.values["Other"])
    assert answered
