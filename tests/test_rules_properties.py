"""What holds for every figure, target and tolerance: properties of the rules, found or refuted by hypothesis."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

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
from quarterbook.vocabulary import BANDS, DIRECTIONS

Test = Callable[..., None]


def holds_for(*strategies: st.SearchStrategy[Any]) -> Callable[[Test], Test]:
    """Have a test run on the same 200 examples every time."""
    quick = settings(derandomize=True, database=None, deadline=None, max_examples=200)
    return lambda test: quick(given(*strategies)(test))


anything = st.floats(allow_nan=False, allow_infinity=False)
ordinary = st.one_of(st.integers(-1000, 1000), st.floats(-1e6, 1e6), st.integers(-1000, 1000).map(lambda n: n / 100))
figures = st.one_of(ordinary, anything)
tolerance = st.one_of(st.none(), st.sampled_from([0, 0.03, 1 / 15, 0.1, 1e99]), st.floats(0, 2))
tolerances = st.tuples(tolerance, tolerance)
rated = st.sampled_from(["up", "down", "target"])

OPPOSITE = {"up": "down", "down": "up", "target": "target"}
REVERSED = {"Improving": "Declining", "Declining": "Improving", "Unchanged": "Unchanged"}


@holds_for(figures, figures, rated, tolerances)
def test_up_and_down_mirror_each_other(current: float, target: float, way: str, widths: tuple[float, float]) -> None:
    assert rag(current, target, way, *widths) == rag(-current, -target, OPPOSITE[way], *widths)
    assert variance(current, target, way) == variance(-current, -target, OPPOSITE[way])


@holds_for(figures, figures, figures, rated)
def test_change_mirrors_too(current: float, previous: float, target: float, way: str) -> None:
    assert change(current, previous, way, target) == change(-current, -previous, OPPOSITE[way], -target)


@holds_for(figures, figures, figures, rated)
def test_change_reverses_when_the_periods_are_swapped(current: float, previous: float, target: float, way: str) -> None:
    assert change(current, previous, way, target) == REVERSED[change(previous, current, way, target)]


@holds_for(figures, figures, figures, tolerances)
def test_higher_never_rates_worse_when_higher_is_better(
    one: float, other: float, target: float, widths: tuple[float, float]
) -> None:
    lower, higher = sorted((one, other))
    assert BANDS.index(rag(lower, target, "up", *widths)) <= BANDS.index(rag(higher, target, "up", *widths))
    assert BANDS.index(rag(lower, target, "down", *widths)) >= BANDS.index(rag(higher, target, "down", *widths))


@holds_for(figures, figures, figures, tolerances)
def test_further_from_the_target_never_rates_better(
    one: float, other: float, target: float, widths: tuple[float, float]
) -> None:
    nearer, further = sorted((one, other), key=lambda figure: abs(figure - target))
    ratings = [rag(figure, target, "target", *widths) for figure in (further, nearer)]
    assert BANDS.index(ratings[0]) <= BANDS.index(ratings[1])
    assert "Blue" not in ratings


@holds_for(figures, figures, rated)
def test_sign_of_the_variance_is_the_side_of_the_rating(current: float, target: float, way: str) -> None:
    share, rating = variance(current, target, way), rag(current, target, way, 0, 0)
    if share == "No percentage":
        assert rating == ("Blue" if (current > target) == (way == "up") and way != "target" else "Red")
    else:
        assert isinstance(share, float)
        assert rating == ("Red" if share < 0 else "Blue" if share > 0 else "Green")


@holds_for(ordinary, ordinary, rated, st.integers(-30, 30), tolerances)
def test_unit_of_the_figures_does_not_matter(
    current: float, target: float, way: str, power: int, widths: tuple[float, float]
) -> None:
    assume(all(figure == 0 or abs(figure) > 1e-200 for figure in (current, target)))
    scale = 2.0**power
    assert rag(current * scale, target * scale, way, *widths) == rag(current, target, way, *widths)
    assert change(current * scale, target * scale, way, target * scale) == change(current, target, way, target)


@holds_for(
    st.integers(-1000, 1000), st.integers(-1000, 1000), rated, st.tuples(*[st.fractions(0, 2, max_denominator=30)] * 2)
)
def test_binary_fractions_rate_as_exact_ones_do(
    current: int, target: int, way: str, widths: tuple[Fraction, Fraction]
) -> None:
    """Percentages, and tolerances that are fractions, against the bands computed without any rounding."""
    assume(target != 0)
    share, (amber, blue) = Fraction(current - target, abs(target)) * (-1 if way == "down" else 1), widths
    if way == "target":
        expected = "Green" if abs(share) <= blue else "Amber" if abs(share) <= amber else "Red"
    elif share < 0:
        expected = "Amber" if share >= -amber else "Red"
    else:
        expected = "Green" if share <= blue else "Blue"
    for unit in (1, 100):
        assert rag(current / unit, target / unit, way, float(amber), float(blue)) == expected


@holds_for(figures, figures, figures)
def test_close_to_target_is_judged_by_the_distance(current: float, previous: float, target: float) -> None:
    verdict = change(current, previous, "target", target)
    now, before = (abs(Fraction(figure) - Fraction(target)) for figure in (current, previous))
    if verdict != "Unchanged":
        assert verdict == ("Improving" if now < before else "Declining")
    else:
        assert abs(now - before) <= Fraction(6, 10**11) * max(map(abs, map(Fraction, (current, previous, target))))


@holds_for(figures, figures, rated)
def test_change_and_variance_agree_on_which_figure_is_better(current: float, previous: float, way: str) -> None:
    """The rating of a figure held against the previous one, with no room either side, is the change."""
    assume(way != "target")
    rating, verdict = rag(current, previous, way, 0, 0), change(current, previous, way)
    assume(abs(current) <= abs(previous))  # then both are relative to the same figure
    assert rating == {"Improving": "Blue", "Declining": "Red", "Unchanged": "Green"}[verdict]


@holds_for(anything, anything)
def test_rounding_keeps_order_and_sign(one: float, other: float) -> None:
    lower, higher = sorted((one, other))
    assert to_places(lower) <= to_places(higher)
    assert to_places(-one) == -to_places(one)
    assert to_places(to_places(one)) == to_places(one)
    assert math.isclose(to_places(one), one, rel_tol=1e-15, abs_tol=5.0001e-11)


# --- Cumulative and in-period figures --------------------------------------------------------------------------

published = st.one_of(st.integers(0, 10**9), st.integers(0, 10**7).map(lambda n: n / 10**4))
"""Figures as councils publish them: whole, or to four decimal places."""

whole_years = st.lists(published, max_size=12)
still_to_come = st.lists(st.sampled_from([None, "", "n/a", math.nan]), max_size=4)
shapes = st.sampled_from([lambda line: line, lambda line: [line], lambda line: [[cell] for cell in line]])


def as_numbers(line: list[float]) -> list[float]:
    return [to_places(float(figure)) for figure in line]


@holds_for(st.lists(st.integers(-(10**9), 10**9).map(lambda n: n / 10**4), max_size=12), still_to_come)
def test_year_to_date_and_in_period_undo_each_other(line: list[float], rest: list[object]) -> None:
    # The totals stay below a million, so that the doubles behind them have ten decimal places.
    line = [figure / 100 for figure in line]
    blanks = [""] * len(rest)
    assert in_period(year_to_date([*line, *rest])) == as_numbers(line) + blanks
    assert year_to_date(in_period([*line, *rest])) == as_numbers(line) + blanks


@holds_for(st.lists(st.integers(-(10**14), 10**14), max_size=12))
def test_whole_figures_come_back_exactly_however_large(line: list[int]) -> None:
    assert in_period(year_to_date(line)) == line
    assert year_to_date(in_period(line)) == line


@holds_for(whole_years, still_to_come, shapes)
def test_running_totals_of_what_never_falls_are_in_order(line: list[float], rest: list[object], shape: object) -> None:
    assert callable(shape)
    assume(line)
    parts = shape([*line, *rest])
    assert cumulative_check(year_to_date(parts), parts) == "OK"
    assert cumulative_check(year_to_date(parts)) == "OK"


@holds_for(whole_years, st.data())
def test_a_total_that_strays_is_found(line: list[float], data: st.DataObject) -> None:
    assume(line)
    totals = year_to_date(line)
    place = data.draw(st.integers(0, len(line) - 1))
    totals[place] += 1 + abs(totals[place]) / 1000
    found = cumulative_check(totals, line)
    assert found in (f"Mismatch at {place + 1}", f"Falls at {place + 2}")


@holds_for(whole_years, whole_years, shapes)
def test_shape_of_the_range_is_kept(line: list[float], after: list[float], shape: object) -> None:
    assert callable(shape)
    parts = [*line, None, *after]
    expected = [*year_to_date(line), *["No data" if after else ""], *["No data"] * len(after)]
    assert year_to_date(shape(parts)) == shape(expected)


@holds_for(ordinary, st.lists(st.integers(0, 100), min_size=1, max_size=12))
def test_profiled_target_reaches_the_annual_one_step_by_step(annual: float, profile: list[int]) -> None:
    assume(sum(profile))
    count = len(profile)
    due = [pro_rata_target(annual, period, count, profile) for period in range(1, count + 1)]
    assert due[-1] == pytest.approx(annual, rel=1e-15, abs=1e-10)
    for target, weight in zip(in_period(due), profile, strict=True):
        assert target == pytest.approx(annual * weight / sum(profile), rel=1e-9, abs=2e-10)


@holds_for(st.integers(0, 10**6), st.integers(1, 12), st.integers(1, 1000))
def test_even_profile_is_no_profile(annual: int, count: int, weight: int) -> None:
    for period in range(1, count + 1):
        even = pro_rata_target(annual, period, count)
        assert even == to_places(annual * period / count)
        assert pro_rata_target(annual, period, count, [weight] * count) == pytest.approx(even, rel=1e-12)


cells = st.one_of(
    figures, st.none(), st.booleans(), st.text(max_size=5), st.sampled_from(["n/a", "Baseline", math.nan, math.inf])
)
directions = st.one_of(st.sampled_from([spelling for names in DIRECTIONS.values() for spelling in names]), cells)
ranges = st.one_of(cells, st.lists(cells, max_size=5), st.lists(st.lists(cells, max_size=3), max_size=3))


@holds_for(st.tuples(cells, cells, directions, cells, cells), ranges, ranges)
def test_nothing_that_a_cell_can_hold_raises(row: tuple[object, ...], line: object, profile: object) -> None:
    assert isinstance(rag(*row), str)
    assert isinstance(variance(*row[:3]), (str, float))
    assert isinstance(change(*row[:4]), str)
    assert isinstance(pro_rata_target(*row[:3], profile), (str, float))
    assert isinstance(cumulative_check(line, profile), str)
    assert isinstance(year_to_date(line), list)
    assert isinstance(in_period(line), list)
