"""pytest fixtures with which a council tests its own workbooks, without Excel.

Install `quarterbook[openpyxl]` with pytest and the fixtures are there:

    def test_rating(evaluated):
        book = openpyxl.load_workbook("master.xlsx")
        book["Indicator 36"]["C5"] = 107236
        assert evaluated(book)["'Indicator 36'!F5"] == "Green"
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quarterbook.book.evaluate import evaluate, evaluate_file
from quarterbook.book.evaluation import Evaluation


@pytest.fixture
def evaluated() -> Callable[[Any], Evaluation]:
    """A function that evaluates every formula of an openpyxl workbook, or of the file at a path.

    It fails the test when a formula has no answer, naming the cells, so that no test passes on a stored value.
    """

    def values_of(workbook: Any) -> Evaluation:
        found = evaluate_file(workbook) if isinstance(workbook, (str, Path)) else evaluate(workbook)
        if found.no_answer:
            pytest.fail("\n".join(str(entry) for entry in found.no_answer))
        return found

    return values_of


@pytest.fixture
def evaluated_anyway() -> Callable[[Any], Evaluation]:
    """As `evaluated`, but formulas without an answer are left in `no_answer` for the test to look at."""
    return lambda workbook: evaluate_file(workbook) if isinstance(workbook, (str, Path)) else evaluate(workbook)
