"""Whole columns: on every row what the single-value rules give, whatever the columns are made of."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quarterbook.cells import INVALID, MISSING, classify
from quarterbook.columns import blocks, change_series, rag_series, reading
from quarterbook.errors import QuarterbookError
from quarterbook.rules import change, rag, to_places
from quarterbook.vocabulary import CHANGES, DEFAULT_AMBER, DEFAULT_BLUE, DIRECTION_SPELLINGS, DIRECTIONS, RATINGS
from vectors import Vector, vectors

Series = Callable[..., "pd.Series[Any]"]

COLUMN_FUNCTIONS: dict[str, tuple[Series, Callable[..., str], tuple[str, ...]]] = {
    "RAG": (rag_series, rag, RATINGS),
    "CHANGE": (change_series, change, CHANGES),
}
EITHER = pytest.mark.parametrize(("series", "scalar", "categories"), COLUMN_FUNCTIONS.values(), ids=COLUMN_FUNCTIONS)
WORKED = vectors(*COLUMN_FUNCTIONS)


def rows_of(arguments: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Return the values row by row; columns as plain Python sees them, single values repeated."""
    arguments = list(arguments)
    length = max((len(a) for a in arguments if pd.api.types.is_list_like(a)), default=1)
    columns = [list(a) if pd.api.types.is_list_like(a) else [a] * length for a in arguments]
    return list(zip(*columns, strict=True))


def assert_like_scalars(series: Series, scalar: Callable[..., str], *arguments: Any) -> None:
    expected = [scalar(*row) for row in rows_of(arguments)]
    assert list(series(*arguments)) == expected


# --- The worked cases --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", WORKED, ids=str)
def test_worked_case_as_columns_of_one_row(case: Vector) -> None:
    series = COLUMN_FUNCTIONS[case.function][0]
    assert list(series(*[[argument] for argument in case.arguments])) == [case.expected]
    assert list(series(*case.arguments)) == [case.expected]


@pytest.mark.parametrize("function", COLUMN_FUNCTIONS)
@pytest.mark.parametrize("direction", ["object", "string", "category"])
def test_worked_cases_all_at_once(function: str, direction: str) -> None:
    cases = vectors(function)
    width = max(len(case.arguments) for case in cases)
    rows = [case.arguments + [None] * (width - len(case.arguments)) for case in cases]
    columns = [pd.Series(column, dtype="object") for column in zip(*rows, strict=True)]
    columns[2] = columns[2].astype(direction)
    assert list(COLUMN_FUNCTIONS[function][0](*columns)) == [case.expected for case in cases]


@pytest.mark.parametrize("function", COLUMN_FUNCTIONS)
@pytest.mark.parametrize("dtype", ["float64", "Float64"])
def test_worked_cases_of_numbers_in_numeric_columns(function: str, dtype: str) -> None:
    cases = [case for case in vectors(function) if all(type(a) in (int, float) for a in case.arguments[:2])]
    cases = [case for case in cases if len(case.arguments) == 3]
    assert len(cases) > 20
    current, other = (pd.Series([case.arguments[n] for case in cases], dtype=dtype) for n in (0, 1))
    directions = [case.arguments[2] for case in cases]
    assert list(COLUMN_FUNCTIONS[function][0](current, other, directions)) == [case.expected for case in cases]


# --- The result --------------------------------------------------------------------------------------------------


@EITHER
def test_result_is_categorical_with_every_word(series: Series, scalar: object, categories: tuple[str, ...]) -> None:
    result = series([1, 2, None], 2, "up")
    assert isinstance(result.dtype, pd.CategoricalDtype)
    assert tuple(result.cat.categories) == categories
    assert not result.cat.ordered


@EITHER
def test_index_is_that_of_the_first_series(series: Series, scalar: object, categories: object) -> None:
    one = pd.Series([1.0, 2.0], index=["a", "b"])
    other = pd.Series([2.0, 1.0], index=["b", "a"])
    assert list(series(one, other, "up").index) == ["a", "b"]
    assert list(series([1, 2], other, "up").index) == ["b", "a"]
    assert list(series(np.array([1, 2]), 1, pd.Series(["up", "up"], index=[7, 8])).index) == [7, 8]
    assert list(series([1, 2], 1, "up").index) == [0, 1]


@EITHER
def test_rows_belong_together_by_position(series: Series, scalar: Callable[..., str], categories: object) -> None:
    one = pd.Series([1.0, 2.0], index=["a", "b"])
    other = pd.Series([1.0, 3.0], index=["b", "a"])
    assert list(series(one, other, "up")) == [scalar(1, 1, "up"), scalar(2, 3, "up")]


@EITHER
def test_single_values_alone_give_one_row(series: Series, scalar: Callable[..., str], categories: object) -> None:
    assert list(series(3, 2, "up")) == [scalar(3, 2, "up")]
    assert list(series(np.array(3), np.float64(2), "up")) == [scalar(3, 2, "up")]


@EITHER
@pytest.mark.parametrize("nothing", [[], np.array([]), pd.Series([], dtype="object"), pd.Series([], dtype="category")])
def test_no_rows(series: Series, scalar: object, categories: tuple[str, ...], nothing: object) -> None:
    result = series(nothing, 1, "up")
    assert len(result) == 0
    assert tuple(result.cat.categories) == categories


def test_arguments_are_left_as_they_were() -> None:
    current, target = np.array([1.0, math.nan, 90.0]), pd.Series([0, 100, 100])
    rag_series(current, target, "down", target)
    change_series(current, target, "target", current)
    np.testing.assert_array_equal(current, [1.0, math.nan, 90.0])
    assert list(target) == [0, 100, 100]


def test_read_only_columns() -> None:
    current = np.array([64.0, 60.0])
    current.flags.writeable = False
    assert list(rag_series(current, 60, "up")) == ["Blue", "Green"]


# --- Errors ------------------------------------------------------------------------------------------------------


def test_columns_of_different_length_are_an_error_that_says_so() -> None:
    with pytest.raises(QuarterbookError, match="different length: current has 3, target has 2, amber has 1 rows"):
        rag_series([1, 2, 3], pd.Series([1, 2]), "up", [0.1])
    with pytest.raises(QuarterbookError, match="direction has 2, blue has 3 rows"):
        rag_series(1, 2, ["up", "down"], None, [0.1, 0.2, 0.3])
    with pytest.raises(QuarterbookError, match="current has 1, previous has 2, direction has 3, target has 4 rows"):
        change_series([1], [1, 2], ["up"] * 3, [1, 2, 3, 4])


@pytest.mark.parametrize("wrong", [np.ones((2, 2)), pd.DataFrame({"a": [1, 2]})], ids=["array", "DataFrame"])
def test_two_dimensions_are_an_error(wrong: object) -> None:
    with pytest.raises(QuarterbookError, match="target has 2 dimensions; give one column or a single value"):
        rag_series([1, 2], wrong, "up")


@pytest.mark.parametrize(
    "wrong", [{1: 2}, {1, 2}, iter([1, 2]), (n for n in (1, 2))], ids=lambda wrong: type(wrong).__name__
)
def test_what_is_no_column_is_an_error(wrong: object) -> None:
    with pytest.raises(QuarterbookError, match=f"previous is a {type(wrong).__name__}; give a Series"):
        change_series([1, 2], wrong, "up")


def test_without_pandas_one_line_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['pandas'] = None\n"
        "import quarterbook as qb\n"
        "print(qb.rag(64, 60, 'up'))\n"
        "try: qb.rag_series\n"
        "except qb.QuarterbookError as error: print(error)"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert said.splitlines() == [
        "Blue",
        'rag_series and change_series need pandas, which is not installed: pip install "quarterbook[pandas]"',
    ]


# --- Every kind of column ----------------------------------------------------------------------------------------

FIGURES = [0, 1, 2, 63, 64, 77, 90, 95, 99, 100, 101, 105, 106, 110, 111, 120]
FLOATS = [-0.0, 0.63, 0.7, 0.735, -55.0, 89.99999999999, 90.0, math.nan, math.inf, -math.inf, 105.0, 0.1]
EAST, WEST = timezone(timedelta(hours=5)), timezone(timedelta(hours=-8))
ZONED = pd.to_datetime(["2024-07-01 12:00", "2023-12-01 00:00", None]).tz_localize(EAST)

COLUMNS: dict[str, Any] = {
    **{dtype: np.array(FIGURES, dtype) for dtype in ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", ">i4")},
    **{dtype: np.array(FLOATS, dtype) for dtype in ("f2", "f4", "f8", ">f8", "g")},
    **{f"extreme {dtype}": np.array([1e300, -1e300, 1e-300, 5e-324, 1.7e308, 0], dtype) for dtype in ("f8", "g")},
    **{dtype: pd.Series([*FIGURES, None], dtype=dtype) for dtype in ("Int8", "Int64", "UInt16", "Float32", "Float64")},
    "huge integers": np.array([2**63 - 1, -(2**63), 2**53 + 1], "i8"),
    "huge unsigned integers": np.array([2**64 - 1, 2**63], "u8"),
    "complex": np.array([1, math.nan], "c16"),
    "bool": np.array([True, False]),
    "boolean": pd.Series([True, False, None], dtype="boolean"),
    "sparse": pd.arrays.SparseArray([1.0, math.nan, 95.0]),
    "dates": np.array(
        ["1899-12-30", "1899-12-31", "1900-01-01", "1900-02-28", "1900-03-01", "2023-10-01", "NaT"], "M8[D]"
    ),
    "moments": pd.Series(pd.to_datetime(["1900-02-28 23:59:59.999999", "2023-10-01 18:00:00.123456789", None])),
    "far moments": np.array(["0001-01-01", "9999-12-31T23:59:59", "10000-01-01", "12000-01-01"], "M8[s]"),
    "last moments": np.array(["9999-12-31T23:59:59.999999", "9999-12-31T23:59:59.999998"], "M8[us]"),
    "zoned moments": pd.Series(ZONED),
    "durations": pd.Series(pd.to_timedelta(["90 days", "-1 days +05:00:00", None])),
    "months": pd.Series(pd.period_range("2023-10", periods=3, freq="M")),
    "intervals": pd.Series(pd.interval_range(0, 3)),
    "index": pd.Index([90, 100, 110]),
    "range": range(88, 92),
    "tuple": (90, "n/a", None),
    "numpy text": np.array(["up", "n/a", "", "Baseline", "95"]),
    "numpy bytes": np.array([b"up", b"n/a", b""]),
    "str": pd.Series(["up", "n/a", None, " DOWN ", "baseline", "95"], dtype="str"),
    **{
        dtype: pd.Series(["up", "n/a", None, " DOWN ", "baseline", "95"], dtype=dtype)
        for dtype in ("string", "string[python]", "string[pyarrow]", "object")
    },
    "categories of text": pd.Series(["up", "n/a", None, "up", "In development", "x"], dtype="category"),
    "categories of numbers": pd.Series([90, None, 100, 90], dtype="category"),
    "categories of bool": pd.Series([True, False, None], dtype="category"),
    "categorical": pd.Categorical(["x", None, "up"], categories=["up", "unused", "x"]),
    "complex among others": [1j, math.nan, 90.0],
    "1, True and 1.0": [1, True, 1.0, "1", 0, False, Decimal(1)],
    "True, 1 and 1.0": [True, 1, 1.0, False, 0],
    "objects": [
        *(
            None,
            pd.NA,
            pd.NaT,
            math.nan,
            math.inf,
            np.datetime64("NaT"),
            "n/a",
            "x",
            " Baseline ",
            [90],
            b"90",
            10**400,
        ),
        *(np.True_, np.float32(0.1), np.int8(90), np.str_("n/a"), np.datetime64("2023-10-01", "ns"), Decimal("90")),
        *(date(1900, 2, 28), datetime(2023, 10, 1, 6), timedelta(days=90), ZONED[0], ZONED[0].tz_convert(WEST)),
    ],
}
IN_ANY_PLACE = pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)


@IN_ANY_PLACE
@pytest.mark.parametrize("way", ["up", "down", "target", "none", "sideways"])
def test_rag_of_any_column_in_any_place(column: Any, way: str) -> None:
    for number in (0, 95.0, 45200.5, None, "x"):
        assert_like_scalars(rag_series, rag, column, number, way)
        assert_like_scalars(rag_series, rag, number, column, way)
    assert_like_scalars(rag_series, rag, column, column, way)
    assert_like_scalars(rag_series, rag, 90, 100, way, column)
    assert_like_scalars(rag_series, rag, 110, 100, way, None, column)
    assert_like_scalars(rag_series, rag, 95.0, 100, column)


@IN_ANY_PLACE
@pytest.mark.parametrize("way", ["up", "down", "target", "none", "sideways"])
def test_change_of_any_column_in_any_place(column: Any, way: str) -> None:
    for number in (0, 95.0, 45200.5, None, "x"):
        assert_like_scalars(change_series, change, column, number, way, 100)
        assert_like_scalars(change_series, change, number, column, way, 100)
        assert_like_scalars(change_series, change, number, 90, way, column)
    assert_like_scalars(change_series, change, column, column, way, column)
    assert_like_scalars(change_series, change, 95.0, 100, column, 100)


def test_arrow_columns() -> None:
    types = {
        pyarrow.float64(): [90.0, None, math.nan, math.inf],
        pyarrow.int64(): [90, None, 2**62],
        pyarrow.bool_(): [True, None],
        pyarrow.string(): ["up", "n/a", None, "baseline"],
        pyarrow.decimal128(10, 2): [Decimal("90.00"), None],
        pyarrow.date32(): [date(2023, 10, 1), None, date(1899, 1, 1)],
        pyarrow.timestamp("us", "+05:00"): [ZONED[0], None],
        pyarrow.duration("us"): [timedelta(days=90), None],
    }
    for dtype, values in types.items():
        column = pd.Series(values, dtype=pd.ArrowDtype(dtype))
        assert_like_scalars(rag_series, rag, column, 100, "up")
        assert_like_scalars(rag_series, rag, 90, column, "down", column)
        assert_like_scalars(change_series, change, 90, column, "up")
        assert_like_scalars(change_series, change, 90, 100, column)


# --- Every row ---------------------------------------------------------------------------------------------------

quick = settings(derandomize=True, database=None, deadline=None, max_examples=150)
near_edges = st.builds(
    lambda target, share, nudge: target * (1 + share) * (1 + nudge),
    st.sampled_from([0.7, 15.0, 60.0, -50.0, 100.0, 1e-300, 1e300, 107_236.0]),
    st.sampled_from([0, 0.05, -0.05, 0.1, -0.1, 1 / 15, -1 / 15, 2.0, -2.0]),
    st.sampled_from([0, 2**-52, -(2**-52), 2**-50, 4e-11, -4e-11, 6e-11, -6e-11, 1e-9, -1e-9]),
)
numbers = st.one_of(
    near_edges,
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0, -0.0, 0.7, 15, 60, -50, 100, 107_236, 1e308, -1e308, 1.7e308, -1.7e308, 5e-324, -5e-324]),
)
words = st.sampled_from(["", "n/a", "x", "85%", "Baseline", "contextual ", "IN DEVELOPMENT"])
odd_cells = st.sampled_from(
    [None, True, False, math.nan, math.inf, -math.inf, pd.NA, 10**400, Decimal("0.7"), date(2023, 10, 1), [1]]
)
any_cells = st.one_of(numbers, numbers, numbers, words, odd_cells)
widths = st.one_of(
    st.sampled_from([None, 0, 0.03, 0.05, 0.1, 1 / 15, 0.0666666667, 2, 1e6 + 1 / 3, 1e99, 1e300]),
    st.floats(0, 3),
    st.sampled_from(["", "wide", -1, -1e-300, math.inf, math.nan, True]),
)
ways = st.one_of(st.sampled_from(sorted(DIRECTION_SPELLINGS)), st.sampled_from([" UP", "?", None, 1]))
rated = st.sampled_from(["up", "down", "target"])


@quick
@given(st.lists(st.tuples(any_cells, any_cells, ways, widths, widths), min_size=1, max_size=60))
def test_rag_of_mixed_rows(rows: list[tuple[Any, ...]]) -> None:
    current, target, direction, amber, blue = (list(column) for column in zip(*rows, strict=True))
    assert_like_scalars(rag_series, rag, current, target, direction, amber, blue)
    assert_like_scalars(rag_series, rag, current, target, direction)


@quick
@given(st.lists(st.tuples(any_cells, any_cells, ways, any_cells), min_size=1, max_size=60))
def test_change_of_mixed_rows(rows: list[tuple[Any, ...]]) -> None:
    assert_like_scalars(change_series, change, *(list(column) for column in zip(*rows, strict=True)))


@quick
@given(st.lists(st.tuples(numbers, numbers, numbers), min_size=1, max_size=60), rated, widths, widths)
def test_numeric_rows(rows: list[tuple[float, ...]], way: str, amber: object, blue: object) -> None:
    one, other, third = (np.array(column, float) for column in zip(*rows, strict=True))
    assert_like_scalars(rag_series, rag, one, other, way, amber, blue)
    assert_like_scalars(rag_series, rag, one, other, way, np.abs(third), blue)
    assert_like_scalars(change_series, change, one, other, way, third)


HUGE = 1.7e308


@pytest.mark.parametrize("way", ["up", "down", "target"])
@pytest.mark.parametrize("width", [None, 0.5, 2, 3, 1e300])
def test_huge_figures(way: str, width: float | None) -> None:
    current = np.array([HUGE, -HUGE, HUGE, -HUGE, HUGE / 2, 1, -1, 5e-324])
    target = np.array([-HUGE, HUGE, HUGE, -HUGE, -HUGE, 5e-324, 5e-324, HUGE])
    assert_like_scalars(rag_series, rag, current, target, way, width, width)
    assert_like_scalars(rag_series, rag, current, target, way, width, np.full(8, 2.0))
    assert_like_scalars(change_series, change, current, target, way, HUGE)


@pytest.mark.parametrize("rows", [1, blocks._ROWS - 1, blocks._ROWS, blocks._ROWS + 1, 2 * blocks._ROWS + 3])
def test_rows_on_either_side_of_a_block_s_end(rows: int) -> None:
    random = np.random.default_rng(rows)
    kinds = np.array([100.0, 89.0, 90.0, 106.0, 0.0, math.nan, math.inf])
    current, target = kinds[random.integers(0, 7, rows)], kinds[random.integers(0, 7, rows)]
    ways = np.array(["up", "down", "target", "none", "?"], dtype=object)[random.integers(0, 5, rows)]
    for direction in ("up", pd.Series(ways, dtype="category"), ways):
        table = pd.DataFrame({"current": current, "target": target, "direction": direction})
        table["rag"] = rag_series(current, target, direction)
        table["change"] = change_series(current, target, direction, 100)
        distinct = table.drop_duplicates()
        assert not distinct.duplicated(["current", "target", "direction"]).any()
        for row in distinct.itertuples():
            assert row.rag == rag(row.current, row.target, row.direction)
            assert row.change == change(row.current, row.target, row.direction, 100)


# --- What the comparisons rest on --------------------------------------------------------------------------------


@IN_ANY_PLACE
def test_every_cell_is_the_number_that_the_single_value_rules_see(column: Any) -> None:
    classes: dict[Any, float] = {MISSING: math.nan, INVALID: math.inf}
    expected = [classes.get(cell, cell) for cell in map(classify, column)]
    rows, _, (values,) = reading.aligned({"column": column})
    with np.errstate(over="ignore"):  # a long double beyond the range of a double is an infinity
        figures = reading.figures(values, rows)(slice(None))
    assert figures.dtype == np.float64
    figures = np.where(np.isinf(figures), math.inf, figures)  # of either sign
    np.testing.assert_array_equal(figures, expected, strict=True)


NUMERIC = {name: column for name, column in COLUMNS.items() if pd.Series(column).dtype.kind in "biufMm"}


@pytest.mark.parametrize("column", NUMERIC.values(), ids=NUMERIC)
def test_numbers_and_dates_are_read_without_a_step_per_row(column: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    values = column if hasattr(column, "dtype") else np.array(column)
    monkeypatch.setattr(reading, "_remembering", None)
    assert len(rag_series(values, values, values, values, values)) == len(values)
    assert len(change_series(values, values, "target", values)) == len(values)


@pytest.mark.parametrize("dtype", ["object", "category", "string"])
def test_text_is_read_without_a_step_per_row(dtype: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_remembering", None)
    column = pd.Series(["up", "n/a", None], dtype=dtype)
    assert list(rag_series(column, column, column)) == ["Invalid", "Contextual", "Invalid"]


def test_numbers_are_not_copied() -> None:
    numbers = np.array([1.0, 2.0])
    rows, _, (values,) = reading.aligned({"current": numbers})
    assert np.shares_memory(reading.figures(values, rows)(slice(0, 2)), numbers)


@pytest.mark.parametrize("last", ["up", 1], ids=["all text", "mixed"])
@pytest.mark.parametrize("dtype", ["object", "category", "string"])
def test_each_text_is_classed_once(dtype: str, last: Any) -> None:
    asked: list[Any] = []

    def code_of(value: Any) -> int:
        asked.append(value)
        return len(asked)

    column = pd.Series(["up", "down", None, "up", "down", last if dtype == "object" else "up"], dtype=dtype)
    codes = reading.codes(column, 6, code_of)(slice(None))
    assert sorted(value for value in asked if isinstance(value, str)) == ["down", "up"]
    assert (codes[0], codes[1]) == (codes[3], codes[4])


def test_rules_see_blocks_of_rows_with_one_direction() -> None:
    rows = 2 * blocks._ROWS + 1
    seen: list[tuple[str, int]] = []

    def rule(way: str, block: list[Any]) -> Any:
        seen.append((way, len(block[0])))
        return np.zeros(len(block[0]), np.int8)

    def ways(part: slice) -> Any:
        return np.array([*[blocks.way_code("up")] * (2 * blocks._ROWS - 1), *[blocks.way_code("down")] * 2])[part]

    assert len(blocks.in_blocks(rows, ways, [np.zeros(rows).__getitem__], rule)) == rows
    first, *mixed, last = seen
    assert (first, last) == (("up", blocks._ROWS), ("down", 1))
    assert [call for call in mixed if call[1]] == [("up", blocks._ROWS - 1), ("down", 1)]
    assert len(mixed) == len(blocks._WAYS)


@pytest.mark.parametrize("way", [*DIRECTIONS, None])
def test_a_result_is_one_byte_a_row(way: str | None) -> None:
    figures = np.array([1.0, math.nan, math.inf, 0.0])
    words = np.full(4, -1, np.int8)
    with np.errstate(all="ignore"):
        assert blocks.changes(way, [figures, figures, figures]).dtype == np.int8
        assert blocks.ratings(way, [figures, figures, words], edges=(0.1, 0.05)).dtype == np.int8
        assert blocks.ratings(way, [figures, figures, words, figures, figures]).dtype == np.int8


@pytest.mark.parametrize("dtype", ["object", "category", "str", "string"])
def test_a_direction_is_one_byte_a_row(dtype: str) -> None:
    column = pd.Series(["up"], dtype=dtype)
    for direction in ("up", column, pd.Series([1.0])):
        assert reading.codes(direction, 1, blocks.way_code)(slice(None)).dtype == np.int8


@pytest.mark.parametrize(
    "width", [0, 0.995956, DEFAULT_AMBER, DEFAULT_BLUE, 1 / 15, 0.25, 1.5, 225_179.9, 900_719.9, 1e6 / 3 * 3, 1e99]
)
def test_edge_is_the_largest_that_rounds_to_the_tolerance_or_less(width: float) -> None:
    edge = blocks.edge(width)
    assert to_places(edge) <= to_places(width) < to_places(math.nextafter(edge, math.inf))


@quick
@given(st.floats(0, 1e7))
def test_edge_of_any_tolerance(width: float) -> None:
    edge = blocks.edge(width)
    assert width <= edge or to_places(width) < width
    assert to_places(edge) <= to_places(width) < to_places(math.nextafter(edge, math.inf))
