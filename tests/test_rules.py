"""The rules on single values and ranges: worked cases, the edges of every band, every outcome and which comes first."""

from __future__ import annotations

import doctest
import math
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from quarterbook import describe, rules
from quarterbook.rules import (
    change,
    cumulative_check,
    in_period,
    pro_rata_target,
    rag,
    to_places,
    variance,
    year_to_date,
)
from quarterbook.vocabulary import CHANGES, DEFAULT_AMBER, DEFAULT_BLUE, DIRECTIONS, RATINGS
from vectors import Vector, vectors

PAGE = Path(__file__).parents[1] / "docs" / "rules.md"
UP, DOWN = math.inf, -math.inf
FULL_YEAR = [88, 59, 1, 30]
TOTALS = [88.0, 147.0, 148.0, 178.0]


@pytest.mark.parametrize("case", vectors(), ids=str)
def test_worked_case(case: Vector) -> None:
    result = getattr(rules, case.function.lower())(*case.arguments)
    assert result == case.expected
    assert type(result) is type(case.expected)


def test_worked_cases_cover_every_function() -> None:
    assert {case.function.lower() for case in vectors()} == set(rules.__all__)


# --- The bands -------------------------------------------------------------------------------------------------

# Exactly on an edge, which way is out, the rating on the edge and the one beyond it.
EDGES = [
    (0.63, 0.70, "up", None, None, -1, "Amber", "Red"),
    (90, 100, "up", None, None, -1, "Amber", "Red"),
    (14, 15, "up", 1 / 15, None, -1, "Amber", "Red"),
    (-55, -50, "up", None, None, -1, "Amber", "Red"),
    (0.97, 1, "up", 0.03, None, -1, "Amber", "Red"),
    (100, 100, "up", None, None, -1, "Green", "Amber"),
    (0.7, 0.7, "up", 0, 0, -1, "Green", "Red"),
    (0.3, 0.1 + 0.2, "up", None, None, -1, "Green", "Amber"),
    (0.735, 0.70, "up", None, None, +1, "Green", "Blue"),
    (105, 100, "up", None, None, +1, "Green", "Blue"),
    (16, 15, "up", None, 1 / 15, +1, "Green", "Blue"),
    (0.7, 0.7, "up", None, 0, +1, "Green", "Blue"),
    (-47.5, -50, "up", None, None, +1, "Green", "Blue"),
    (77, 70, "down", None, None, +1, "Amber", "Red"),
    (16, 15, "down", 1 / 15, None, +1, "Amber", "Red"),
    (100, 100, "down", None, None, +1, "Green", "Amber"),
    (95, 100, "down", None, None, -1, "Green", "Blue"),
    (14, 15, "down", None, 1 / 15, -1, "Green", "Blue"),
    (1.21, 1.1, "target", None, None, +1, "Amber", "Red"),
    (0.63, 0.70, "target", None, None, -1, "Amber", "Red"),
    (105, 100, "target", None, None, +1, "Green", "Amber"),
    (95, 100, "target", None, None, -1, "Green", "Amber"),
    (16, 15, "target", 1 / 15, None, +1, "Amber", "Red"),
    (16, 15, "target", 0, 1 / 15, +1, "Green", "Red"),
]


@pytest.mark.parametrize("edge", EDGES, ids=str)
def test_edge_belongs_to_the_nearer_side_and_no_last_bit_flips_it(edge: tuple[Any, ...]) -> None:
    current, target, direction, amber, blue, out, on_edge, beyond = edge
    for figure in (math.nextafter(current, DOWN), current, math.nextafter(current, UP)):
        for aim in (math.nextafter(target, DOWN), target, math.nextafter(target, UP)):
            assert rag(figure, aim, direction, amber, blue) == on_edge
    assert rag(current + out * 3e-11 * abs(target), target, direction, amber, blue) == on_edge
    assert rag(current + out * 1.2e-10 * abs(target), target, direction, amber, blue) == beyond


@pytest.mark.parametrize(("amber", "expected"), [(0.10 - 4e-11, "Amber"), (0.10 - 6e-11, "Red")])
def test_amber_tolerance_is_rounded_too(amber: float, expected: str) -> None:
    assert rag(90, 100, "up", amber) == expected


@pytest.mark.parametrize(("blue", "expected"), [(0.05 - 4e-11, "Green"), (0.05 - 6e-11, "Blue")])
def test_blue_margin_is_rounded_too(blue: float, expected: str) -> None:
    assert rag(105, 100, "up", None, blue) == expected


@pytest.mark.parametrize("current", [80, 89, 90, 91, 99, 100, 101, 105, 106, 120])
@pytest.mark.parametrize("direction", ["up", "down", "target"])
def test_missing_tolerances_are_the_defaults(current: int, direction: str) -> None:
    explicit = rag(current, 100, direction, DEFAULT_AMBER, DEFAULT_BLUE)
    for missing in (None, "", "n/a", math.nan):
        assert rag(current, 100, direction, missing, missing) == explicit


@pytest.mark.parametrize("wrong", [-1e-12, -0.1, "5%", True, False, math.inf, [0.1]])
def test_what_cannot_be_a_tolerance_is_invalid(wrong: object) -> None:
    assert rag(100, 100, "up", wrong) == "Invalid"
    assert rag(100, 100, "up", None, wrong) == "Invalid"


@pytest.mark.parametrize(
    ("current", "direction", "expected"),
    [
        (1, "up", "Blue"),
        (-1, "up", "Red"),
        (1, "down", "Red"),
        (-1, "down", "Blue"),
        (1, "target", "Red"),
        (-1, "target", "Red"),
        (0, "target", "Green"),
        (0, "up", "Green"),
        (-0.0, "down", "Green"),
    ],
)
def test_target_of_nought_is_off_by_everything_or_nothing(current: float, direction: str, expected: str) -> None:
    for nought in (0, -0.0):
        assert rag(current, nought, direction, 1e300, 1e300) == expected
        assert variance(current, nought, direction) == (0.0 if current == 0 else "No percentage")


def test_house_without_blue() -> None:
    assert rag(1e90, 1e-9, "up", None, 1e99) == "Green"
    assert rag(1e99, 1, "up", None, 1e99) == "Green"
    assert rag(math.nextafter(1e99, UP) * 1.001, 1, "up", None, 1e99) == "Blue"


# --- Which outcome comes first ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("bad", " in development\n", None, "wide"), "In Development"),
        (("bad", "baseline", "none"), "Baseline"),
        (("bad", "bad", "none", "wide"), "Contextual"),
        ((None, None, "none"), "Contextual"),
        ((None, None, "sideways"), "Invalid"),
        (("bad", None, "up"), "Invalid"),
        ((None, "bad", "up"), "Invalid"),
        ((None, 100, "up", "wide"), "Invalid"),
        ((None, 100, "up", None, "wide"), "Invalid"),
        ((100, None, "up", "wide"), "Invalid"),
        ((100, None, "up", None, -1), "Invalid"),
        ((None, None, "up"), "No data"),
        ((1, None, "up"), "No target"),
    ],
)
def test_rag_first_rule_that_applies(arguments: tuple[object, ...], expected: str) -> None:
    assert rag(*arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("bad", "CONTEXTUAL", "none"), "Contextual"),
        (("bad", "bad", "none"), "N/A"),
        ((None, None, ""), "Invalid"),
        (("bad", None, "up"), "Invalid"),
        ((None, "bad", "up"), "Invalid"),
        ((None, None, "up"), "No data"),
        ((1, None, "up"), "No target"),
        ((1, 0, "up"), "No percentage"),
    ],
)
def test_variance_first_rule_that_applies(arguments: tuple[object, ...], expected: str) -> None:
    assert variance(*arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("bad", "bad", "none"), "N/A"),
        (("bad", "bad", "sideways"), "Invalid"),
        ((None, "bad", "up"), "Invalid"),
        (("bad", None, "up"), "Invalid"),
        ((None, None, "up"), "No data"),
        ((1, 2, "target", "Baseline"), "Invalid"),
        ((None, 2, "target", "bad"), "Invalid"),
        ((1, 2, "target", None), "No data"),
        ((1, 2, "down", "bad"), "Improving"),
        ((0, 0, "target", 0), "Unchanged"),
        ((0, -0.0, "down"), "Unchanged"),
    ],
)
def test_change_first_rule_that_applies(arguments: tuple[object, ...], expected: str) -> None:
    assert change(*arguments) == expected


@pytest.mark.parametrize(("name", "spellings"), DIRECTIONS.items(), ids=DIRECTIONS)
def test_every_spelling_of_a_direction(name: str, spellings: tuple[str, ...]) -> None:
    for spelling in spellings:
        for text in (spelling, spelling.upper(), f"\xa0\t{spelling} \r\n"):
            assert rag(104, 100, text) == rag(104, 100, name)
            assert variance(104, 100, text) == variance(104, 100, name)
            assert change(104, 90, text, 100) == change(104, 90, name, 100)


@pytest.mark.parametrize("direction", [None, "", "x", "up wards", "higher  is better", 1, True, math.nan, ["up"]])
def test_other_directions_are_not_understood(direction: object) -> None:
    assert (rag(1, 1, direction), variance(1, 1, direction), change(1, 1, direction)) == ("Invalid",) * 3


# --- Variance and change ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("direction", "expected"), [("up", 0.0666666667), ("down", -0.0666666667), ("target", -0.0666666667)]
)
def test_variance_is_positive_on_the_good_side(direction: str, expected: float) -> None:
    assert variance(64, 60, direction) == expected
    assert variance(-64, -60, direction) == (expected if direction == "target" else -expected)


@pytest.mark.parametrize("direction", ["up", "down", "target"])
def test_variance_on_target_is_a_plain_nought(direction: str) -> None:
    assert str(variance(70, 70, direction)) == "0.0"
    assert str(variance(70 * (1 + 1e-12), 70, direction)) == "0.0"


def test_variance_takes_every_kind_of_number() -> None:
    numbers = (64, 64.0, Decimal(64), Fraction(64), np.int8(64), np.float32(64))
    assert {variance(number, 60, "up") for number in numbers} == {0.0666666667}


HUGE = 1.7e308


@pytest.mark.parametrize(
    ("current", "target", "direction", "expected", "rating"),
    [
        (HUGE, -HUGE, "up", 2.0, "Blue"),
        (-HUGE, HUGE, "up", -2.0, "Red"),
        (HUGE, -HUGE, "down", -2.0, "Red"),
        (-HUGE, HUGE, "down", 2.0, "Blue"),
        (HUGE, -HUGE, "target", -2.0, "Red"),
        (HUGE, -HUGE / 2, "up", 3.0, "Blue"),
        (1, 5e-324, "up", "No percentage", "Blue"),
        (1, 5e-324, "target", "No percentage", "Red"),
        (-1, 5e-324, "up", "No percentage", "Red"),
        (1e6, 1, "up", 999999.0, "Blue"),
    ],
)
def test_huge_figures(current: float, target: float, direction: str, expected: object, rating: str) -> None:
    assert variance(current, target, direction) == expected
    assert rag(current, target, direction) == rating


def test_huge_variance_is_held_against_a_huge_tolerance() -> None:
    assert rag(HUGE, -HUGE, "up", None, 2) == "Green"
    assert rag(HUGE, -HUGE, "down", 2) == "Amber"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.1 + 0.2, 0.3),
        (-0.00000000004, 0.0),
        (0.00000000005, 0.0),
        (0.00000000015, 0.0000000002),
        (1 / 3, 0.3333333333),
        (-2 / 3, -0.6666666667),
        (900_719.9, 900_719.9),
        (1_000_000 + 1 / 3, 1_000_000 + 1 / 3),
    ],
)
def test_to_places(value: float, expected: float) -> None:
    assert str(to_places(value)) == str(expected)
    assert to_places(-value) == -expected


@pytest.mark.parametrize(
    ("current", "previous", "expected"),
    [
        (1, 1 - 1.2e-10, "Improving"),
        (1, 1 - 4e-11, "Unchanged"),
        (1, 1 + 4e-11, "Unchanged"),
        (1, 1 + 1.2e-10, "Declining"),
        (1e-12, 2e-12, "Declining"),  # relative to the figures, so that small ones count as large ones do
        (1e300, -1e300, "Improving"),
        (HUGE, -HUGE, "Improving"),
        (-HUGE, HUGE, "Declining"),
        (0, -5e-324, "Improving"),
        (-1, -2, "Improving"),
        (-2, 1, "Declining"),
    ],
)
def test_change_when_higher_is_better(current: float, previous: float, expected: str) -> None:
    opposite = {"Improving": "Declining", "Declining": "Improving"}
    assert change(current, previous, "up") == expected
    assert change(current, previous, "down") == opposite.get(expected, expected)


@pytest.mark.parametrize(
    ("current", "previous", "target", "expected"),
    [
        (101, 98, 100, "Improving"),
        (97, 102, 100, "Declining"),
        (95, 105, 100, "Unchanged"),
        (0, 200, 100, "Unchanged"),
        (100, 99, 100, "Improving"),
        (3, 2, 0, "Declining"),
        (-1, -2, -1, "Improving"),
        (1, 0, 1e11, "Unchanged"),  # a step of one is nothing beside such a target
        (20, 0, 1e11, "Improving"),
        (HUGE, -HUGE, HUGE, "Improving"),
        (-HUGE, HUGE, HUGE, "Declining"),
    ],
)
def test_change_when_close_to_target_is_better(current: float, previous: float, target: float, expected: str) -> None:
    assert change(current, previous, "target", target) == expected


# --- Ranges ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        FULL_YEAR,
        tuple(FULL_YEAR),
        np.array(FULL_YEAR),
        pd.Series(FULL_YEAR, index=[4, 3, 2, 1]),
        pd.Series(FULL_YEAR, dtype="Int64"),
        pd.Index(FULL_YEAR),
    ],
    ids=lambda line: f"{type(line).__name__}-{getattr(line, 'dtype', '')}",
)
def test_line_of_figures_gives_a_flat_list(line: object) -> None:
    assert year_to_date(line) == TOTALS
    assert in_period(year_to_date(line)) == FULL_YEAR
    assert cumulative_check(TOTALS, line) == "OK"
    assert pro_rata_target(178, 2, 4, line) == 147.0


@pytest.mark.parametrize("convert", [lambda rows: rows, np.array, lambda rows: tuple(map(tuple, rows))])
@pytest.mark.parametrize("rows", [[FULL_YEAR], [[figure] for figure in FULL_YEAR]], ids=["row", "column"])
def test_worksheet_range_keeps_its_shape(rows: list[list[int]], convert: object) -> None:
    totals = TOTALS if len(rows) == 4 else [TOTALS]
    expected = [[total] for total in TOTALS] if len(rows) == 4 else totals
    assert callable(convert)
    assert year_to_date(convert(rows)) == expected
    assert in_period(convert(expected)) == rows
    assert cumulative_check(convert(expected), convert(rows)) == "OK"
    assert pro_rata_target(178, 2, 4, convert(rows)) == 147.0


@pytest.mark.parametrize("cell", [5, [5], [[5]]])
def test_one_cell_is_a_range(cell: object) -> None:
    assert year_to_date(cell) == ([[5.0]] if cell == [[5]] else [5.0])
    assert in_period(cell) == ([[5.0]] if cell == [[5]] else [5.0])
    assert cumulative_check(cell, cell) == "OK"
    assert pro_rata_target(8, 1, 1, cell) == 8.0


@pytest.mark.parametrize(
    "block", [[[1, 2], [3, 4]], np.array([[1, 2], [3, 4]]), [[1, 2], [3]], [[1], [2, 3]]], ids=repr
)
def test_two_dimensional_range_is_invalid(block: object) -> None:
    expected = [["Invalid"] * len(row) for row in block]  # type: ignore[attr-defined]
    assert year_to_date(block) == expected
    assert in_period(block) == expected
    assert cumulative_check(block) == "Invalid"
    assert cumulative_check([1, 2], block) == "Invalid"
    assert pro_rata_target(100, 1, 4, block) == "Invalid"
    assert pro_rata_target(100, 1, 3, block) == "Invalid"


@pytest.mark.parametrize("nothing", [[], np.array([]), pd.Series([], dtype=float)], ids=["list", "array", "Series"])
def test_empty_range(nothing: object) -> None:
    assert year_to_date(nothing) == in_period(nothing) == []
    assert cumulative_check(nothing, nothing) == "No data"
    assert pro_rata_target(100, 1, 4, nothing) == 25.0


@pytest.mark.parametrize("other", ["12", b"12", bytearray(b"12"), {1: 2}, {1, 2}])
def test_what_is_no_range_is_one_invalid_cell(other: object) -> None:
    assert year_to_date(other) == ["Invalid"]
    assert cumulative_check(other) == "Invalid"


@pytest.mark.parametrize(
    ("cumulative", "parts", "expected"),
    [
        ([1, None, "x"], None, "Invalid"),
        ([1, None, 2], ["x"], "Invalid"),
        ([None, "n/a"], None, "No data"),
        (None, [1, 2], "OK"),
        ([None, 5, 4], [1], "Gap at 1"),
        ([5, 4, None, 6], None, "Gap at 3"),
        ([5, 6, None, 7], [5, None, 1], "Gap at 2"),
        ([5, None, 7], [5, 1, None, 1], "Gap at 2"),
        ([5, 4, 3], [1, 1, 1], "Falls at 2"),
        ([5, 6, 5], [5], "Falls at 3"),
        ([1, 1 - 4e-11], None, "OK"),
        ([1, 1 - 1.2e-10], None, "Falls at 2"),
        ([-5, -6], None, "Falls at 2"),
        ([0, 0], None, "OK"),
        ([5, 7, 9], [4, 3, 2], "Mismatch at 1"),
        ([5, 7, 9], [5, 3], "Mismatch at 2"),
        ([5, 7], [5, 2, 7], "OK"),
        ([5, None], [5, 2, 7], "OK"),
        ([1 + 4e-11], [1], "OK"),
        ([1 + 1.2e-10], [1], "Mismatch at 1"),
        ([0.0], [1], "Mismatch at 1"),
        ([-HUGE, HUGE], None, "OK"),
        ([HUGE, -HUGE], None, "Falls at 2"),
        ([HUGE, HUGE], [HUGE, HUGE], "Mismatch at 2"),
        ([5, 9, "", "tbc"], [5, 4, " ", None, None], "OK"),
    ],
)
def test_cumulative_check_first_that_applies(cumulative: object, parts: object, expected: str) -> None:
    assert cumulative_check(cumulative, parts) == expected


@pytest.mark.parametrize(
    ("figures", "totals"),
    [
        ([1, 2, None, None], [1.0, 3.0, "", ""]),
        ([1, None, 3, None], [1.0, "No data", "No data", ""]),
        ([None, 2, "n/a"], ["No data", "No data", ""]),
        (["", None], ["", ""]),
        ([1, None, "x"], ["Invalid"] * 3),
        ([1, True], ["Invalid"] * 2),
        ([HUGE, HUGE], ["Invalid"] * 2),
        ([0.1, 0.2, 0.7], [0.1, 0.3, 1.0]),
        ([1, -1], [1.0, 0.0]),
    ],
)
def test_year_to_date(figures: list[object], totals: list[object]) -> None:
    assert year_to_date(figures) == totals


@pytest.mark.parametrize(
    ("totals", "figures"),
    [
        ([1, 3, None, None], [1.0, 2.0, "", ""]),
        ([1, None, 3, None], [1.0, "No data", "No data", ""]),
        ([None, 3, "-"], ["No data", "No data", ""]),
        (["x", None], ["Invalid"] * 2),
        ([HUGE, -HUGE], ["Invalid"] * 2),
        ([0.1, 0.3, 0.3], [0.1, 0.2, 0.0]),
        ([3, 1], [3.0, -2.0]),
    ],
)
def test_in_period(totals: list[object], figures: list[object]) -> None:
    assert in_period(totals) == figures


# --- Pro rata targets ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("n/a", "bad", "bad", ["bad"]), "No target"),
        ((100, None), "Invalid"),
        ((100, 1, "bad"), "Invalid"),
        ((100, 1, 0), "Invalid"),
        ((100, -1, 4), "Invalid"),
        ((100, 1, 4.5), "Invalid"),
        ((100, True), "Invalid"),
        ((100, 4), 100.0),
        ((100, 1, 1), 100.0),
        ((100, 1, 3), 33.3333333333),
        ((100, 2, "n/a"), 50.0),
        ((0.9, 3), 0.675),
        ((-100, 1), -25.0),
        ((0, 1), 0.0),
        ((100, 2, 4, "n/a"), 50.0),
        ((100, 2, 4, [[None]]), 50.0),
        ((100, 1, 1, [[None]]), 100.0),
        ((100, 1, 4, [None, None, None, None]), "Invalid"),
        ((100, 1, 4, "quarterly"), "Invalid"),
        ((100, 1, 4, 1), "Invalid"),
        ((100, 1, 4, [1, 1, 1, None]), "Invalid"),
        ((100, 1, 4, [1, 1, 1, "x"]), "Invalid"),
        ((100, 1, 4, [1, 1, 1, 1, None]), "Invalid"),
        ((100, 1, 4, [1, 1, 1, -1]), "Invalid"),
        ((100, 1, 4, [1, 1, 1, -1e-300]), "Invalid"),
        ((100, 1, 4, [1, 1, 1]), "Invalid"),
        ((100, 1, 4, [0, 0, 0, 1e-300]), 0.0),
        ((100, 2, 4, [0, 30, 20, 50]), 30.0),
        ((100, 2, 4, [HUGE, 1, 1, HUGE]), "Invalid"),
        ((0.1, 1, 4, [1e307, HUGE, HUGE, 1]), "Invalid"),
        ((HUGE, 4, 4), "Invalid"),
        ((1734, 2, None, (25, 25, 25, 25)), 867.0),
    ],
)
def test_pro_rata_target(arguments: tuple[object, ...], expected: object) -> None:
    assert pro_rata_target(*arguments) == expected


# --- The vocabulary --------------------------------------------------------------------------------------------


def test_every_outcome_of_the_worked_cases_is_in_the_vocabulary() -> None:
    assert {case.expected for case in vectors("RAG")} == set(RATINGS)
    assert {case.expected for case in vectors("CHANGE")} == set(CHANGES)


# --- The page about them -----------------------------------------------------------------------------------------


def test_the_page_is_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert describe.up_to_date(page) == page, "run: python -m quarterbook.describe docs/rules.md"
    assert {"missing", "directions", "bands"} == set(re.findall(r"<!-- made: (\w+) -->", page))


def test_the_examples_of_the_page_give_what_they_say() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert result.attempted > 10
    assert result.failed == 0


def test_the_page_names_every_outcome() -> None:
    page = PAGE.read_text(encoding="utf-8")
    functions = (rag, variance, change, cumulative_check)
    outcomes = {
        case.expected for f in functions for case in vectors(f.__name__.upper()) if isinstance(case.expected, str)
    }
    assert [word for word in outcomes if re.sub(r"\d+$", "n", word) not in page] == []
