"""The rules: RAG rating, variance, change in performance, cumulative and in-period figures.

Pure functions of what they are given: no setting is read, nothing is rounded beforehand, no spreadsheet is known.
Each takes what a cell can hold and never raises for it. The source is the key printed in the published reports,
and where the key is silent the decisions in `docs/rules.md`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any, Final

from quarterbook.cells import INVALID, MISSING, Cell, classify, direction_of, trimmed
from quarterbook.vocabulary import (
    AMBER,
    BLUE,
    DECLINING,
    DEFAULT_AMBER,
    DEFAULT_BLUE,
    DEFAULT_PERIODS,
    DOWN,
    FALLS_AT,
    GAP_AT,
    GREEN,
    IMPROVING,
    MISMATCH_AT,
    NO_DATA,
    NO_PERCENTAGE,
    NO_TARGET,
    NONE,
    NOT_APPLICABLE,
    OK,
    PLACES,
    RED,
    TARGET,
    UNCHANGED,
    UNRATED,
    UP,
)
from quarterbook.vocabulary import CONTEXTUAL as CONTEXTUAL_RATING
from quarterbook.vocabulary import INVALID as INVALID_OUTCOME

SCALE: Final = 10.0**PLACES
EXACT: Final = 2.0**53 / SCALE
"""From here on a double has no tenth decimal place to round to."""

_UNRATED = {word.lower(): word for word in UNRATED}


def to_places(value: float) -> float:
    """Round to `PLACES` decimal places, the precision of every comparison; -0.0 becomes 0.0."""
    if not abs(value) < EXACT:
        return value
    return round(value * SCALE) / SCALE


def same(one: float, other: float) -> bool:
    """Whether two figures are the same: their difference, relative to the larger, is 0 to 10 places."""
    return _difference(one, other) == 0


def rag(current: Any, target: Any, direction: Any, amber: Any = None, blue: Any = None) -> str:
    """Return the RAG rating of a figure against its target.

    Args:
        current: the figure of the reporting period; a percentage is a fraction.
        target: the target in the same unit, or the text Baseline, Contextual or In Development.
        direction: the direction for improvement in any spelling of `vocabulary.DIRECTIONS`.
        amber: how far off target, as a fraction of it, is still Amber; missing means 0.10.
        blue: how far over target, as a fraction of it, is still Green; missing means 0.05.

    Returns:
        Red, Amber, Green, Blue, Baseline, Contextual, In Development, No data, No target or Invalid.

    The bands are the report key's ("off target by more than 10%"), taken relative to the target as the published
    ratings are: 64% against 60% is +6.67%, Blue.
    """
    word = unrated(target)
    if word is not None:
        return word
    way = direction_of(direction)
    if way == NONE:
        return CONTEXTUAL_RATING
    if way is None:
        return INVALID_OUTCOME
    figure, aim = classify(current), classify(target)
    amber_width, blue_width = tolerance(amber, DEFAULT_AMBER), tolerance(blue, DEFAULT_BLUE)
    if figure is INVALID or aim is INVALID or amber_width is None or blue_width is None:
        return INVALID_OUTCOME
    if isinstance(figure, Cell):
        return NO_DATA
    if isinstance(aim, Cell):
        return NO_TARGET
    return _band(to_places(_relative(figure, aim, way)), way, to_places(amber_width), to_places(blue_width))


def variance(current: Any, target: Any, direction: Any) -> float | str:
    """Return how far a figure is on the good side of its target, as a fraction of the target, to 10 places.

    Args:
        current: the figure of the reporting period.
        target: the target in the same unit, or Baseline, Contextual or In Development.
        direction: the direction for improvement.

    Returns:
        A float, negative on the bad side (with direction target: never above 0). Otherwise a text: the target's own
        word, N/A (no direction), Invalid, No data, No target, or No percentage when the target is 0 and the figure
        is not (or the fraction is larger than a number can be).
    """
    word = unrated(target)
    if word is not None:
        return word
    way = direction_of(direction)
    if way == NONE:
        return NOT_APPLICABLE
    if way is None:
        return INVALID_OUTCOME
    figure, aim = classify(current), classify(target)
    if figure is INVALID or aim is INVALID:
        return INVALID_OUTCOME
    if isinstance(figure, Cell):
        return NO_DATA
    if isinstance(aim, Cell):
        return NO_TARGET
    result = _relative(figure, aim, way)
    return to_places(result) if math.isfinite(result) else NO_PERCENTAGE


def change(current: Any, previous: Any, direction: Any, target: Any = None) -> str:
    """Return the change in performance from the previous figure to the current one.

    Args:
        current: the figure of the reporting period.
        previous: the comparator's figure.
        direction: the direction for improvement.
        target: needed only when the direction is "target": closer to it is better.

    Returns:
        Improving, Declining, Unchanged, N/A (no direction), No data or Invalid.
    """
    way = direction_of(direction)
    if way == NONE:
        return NOT_APPLICABLE
    if way is None:
        return INVALID_OUTCOME
    figures = [classify(value) for value in ((current, previous, target) if way == TARGET else (current, previous))]
    if INVALID in figures:
        return INVALID_OUTCOME
    if MISSING in figures:
        return NO_DATA
    size = max(abs(figure) for figure in figures if not isinstance(figure, Cell))
    if size == 0:
        return UNCHANGED
    # Each figure is divided first: the difference of two huge figures would overflow.
    now, before, *aim = (figure / size for figure in figures if not isinstance(figure, Cell))
    gain = abs(before - aim[0]) - abs(now - aim[0]) if way == TARGET else now - before
    gain = to_places(-gain if way == DOWN else gain)
    return UNCHANGED if gain == 0 else IMPROVING if gain > 0 else DECLINING


def cumulative_check(cumulative: Any, in_period: Any = None) -> str:
    """Check one financial year of cumulative figures, against the in-period ones where given.

    Args:
        cumulative: figures for the year to date: one row, one column or one cell, first period first.
        in_period: the figures of the periods alone, likewise; may be shorter or omitted.

    Returns:
        The first that applies, n counting from 1: "Invalid", "No data", "Gap at n" (missing with a figure after it),
        "Falls at n" (below the figure before it), "Mismatch at n" (not the running total), "OK".
    """
    grids = [grid_of(cumulative), grid_of(in_period)]
    if not all(_is_line(grid) for grid in grids):
        return INVALID_OUTCOME
    totals, parts = ([classify(value) for row in grid for value in row] for grid in grids)
    if INVALID in totals or INVALID in parts:
        return INVALID_OUTCOME
    ends = [_last_number(totals), _last_number(parts)]
    if ends == [0, 0]:
        return NO_DATA
    gaps = [line.index(MISSING) + 1 for line, end in zip((totals, parts), ends, strict=True) if MISSING in line[:end]]
    if gaps:
        return f"{GAP_AT} {min(gaps)}"
    figures = [figure for figure in totals[: ends[0]] if not isinstance(figure, Cell)]
    for n, (before, now) in enumerate(pairwise(figures), start=2):
        if _difference(now, before) < 0:
            return f"{FALLS_AT} {n}"
    sums = accumulate(figure for figure in parts[: ends[1]] if not isinstance(figure, Cell))
    for n, (figure, total) in enumerate(zip(figures, sums, strict=False), start=1):
        if _difference(figure, total) != 0:
            return f"{MISMATCH_AT} {n}"
    return OK


def year_to_date(in_period: Any) -> list[Any]:
    """Return the running totals of one financial year's in-period figures.

    Args:
        in_period: one row, one column or one cell, first period first; trailing missing cells are still to come.

    Returns:
        A list of the same shape (a list of rows for a two-dimensional range): floats to 10 places, "" for a period
        still to come, "No data" from the first gap on; every cell "Invalid" when any is, or the range is not a line.
    """
    return _line_by_line(in_period, lambda figures: list(accumulate(figures)))


def in_period(cumulative: Any) -> list[Any]:
    """Return the in-period figures behind one financial year's cumulative ones. The inverse of `year_to_date`.

    Args:
        cumulative: one row, one column or one cell, first period first; trailing missing cells are still to come.

    Returns:
        As `year_to_date`: the same shape, floats to 10 places, "", "No data" or "Invalid".
    """
    return _line_by_line(cumulative, lambda totals: [now - before for before, now in pairwise([0.0, *totals])])


def pro_rata_target(annual: Any, period: Any, periods: Any = DEFAULT_PERIODS, profile: Any = None) -> float | str:
    """Return the part of an annual target that is due by the end of a period.

    Args:
        annual: the target of the whole year.
        period: which period of the year, counting from 1.
        periods: how many periods the year has; missing means 4.
        profile: one weight a period where the year is not even; missing means even.

    Returns:
        A float to 10 places; "No target" when annual is missing; "Invalid" when an argument cannot be (a period
        outside 1 to periods, a profile that is not `periods` numbers ≥ 0 with a sum above 0).
    """
    total, number, count = classify(annual), classify(period), classify(periods)
    if total is MISSING:
        return NO_TARGET
    if count is MISSING:
        count = float(DEFAULT_PERIODS)
    if isinstance(total, Cell) or isinstance(number, Cell) or isinstance(count, Cell):
        return INVALID_OUTCOME
    if not (number.is_integer() and count.is_integer() and 1 <= number <= count):
        return INVALID_OUTCOME
    grid = grid_of(profile)
    if _cells_in(grid) <= 1 and all(classify(value) is MISSING for row in grid for value in row):
        result = total * number / count
    else:
        weights = [classify(value) for row in grid for value in row]
        numbers = [weight for weight in weights if not isinstance(weight, Cell)]
        whole = sum(numbers)
        if not _is_line(grid) or not len(numbers) == len(weights) == count or min(numbers) < 0:
            return INVALID_OUTCOME
        if not 0 < whole < math.inf:
            return INVALID_OUTCOME
        result = total * sum(numbers[: int(number)]) / whole
    return to_places(result) if math.isfinite(result) else INVALID_OUTCOME


def unrated(target: Any) -> str | None:
    """Return Baseline, Contextual or In Development when the target cell says so in any case, else None."""
    return _UNRATED.get(trimmed(target)) if isinstance(target, str) else None


def tolerance(value: Any, default: float) -> float | None:
    """Return a tolerance as a fraction ≥ 0: `default` when missing, None when it cannot be one."""
    width = classify(value)
    if width is MISSING:
        return default
    return None if isinstance(width, Cell) or width < 0 else width


def grid_of(value: Any) -> list[list[Any]]:
    """Return what a worksheet range, a list, an array, a Series or a single value holds, as a list of rows."""
    if hasattr(value, "tolist") and getattr(value, "shape", ()) != ():  # a NumPy array or a pandas Series
        value = value.tolist()
    if not isinstance(value, Sequence) or isinstance(value, (str, bytes, bytearray)):
        return [[value]]
    if any(isinstance(row, (list, tuple)) for row in value):
        return [list(row) if isinstance(row, (list, tuple)) else [row] for row in value]
    return [list(value)]


def _relative(figure: float, aim: float, way: str) -> float:
    """Return the variance, infinite (good side positive) where the target is 0 and the figure is not."""
    if aim == 0:
        distance = math.copysign(math.inf, figure) if figure else 0.0
    else:
        distance = (figure - aim) / abs(aim)
        if not math.isfinite(distance):  # the difference overflowed; the quotient may not
            distance = figure / abs(aim) - math.copysign(1.0, aim)
    if way == UP:
        return distance
    return -distance if way == DOWN else -abs(distance)


def _band(distance: float, way: str, amber: float, blue: float) -> str:
    if way == TARGET:
        distance = abs(distance)
        return GREEN if distance <= blue else AMBER if distance <= amber else RED
    if distance < 0:
        return RED if distance < -amber else AMBER
    return GREEN if distance <= blue else BLUE


def _difference(figure: float, other: float) -> float:
    """Return figure − other relative to the larger of the two, to 10 places."""
    size = max(abs(figure), abs(other))
    if size == 0:
        return 0.0
    return to_places(figure / size - other / size)  # NaN, which is not 0, where a running total is infinite


def _cells_in(grid: list[list[Any]]) -> int:
    return sum(len(row) for row in grid)


def _is_line(grid: list[list[Any]]) -> bool:
    """Whether a range is one row, one column or one cell."""
    return len(grid) == 1 or all(len(row) == 1 for row in grid)


def _last_number(line: Sequence[float | Cell]) -> int:
    """Return how many cells remain when the trailing missing ones are left off."""
    return next((n for n in range(len(line), 0, -1) if line[n - 1] is not MISSING), 0)


def _line_by_line(values: Any, results_of: Any) -> list[Any]:
    """Apply `results_of` to the figures of a range before its first gap, and give the results its shape."""
    grid = grid_of(values)
    cells = [classify(value) for row in grid for value in row]
    outcome: list[Any]
    if not _is_line(grid) or INVALID in cells:
        outcome = [INVALID_OUTCOME] * len(cells)
    else:
        end = _last_number(cells)
        first_gap = cells.index(MISSING) if MISSING in cells[:end] else end
        results = results_of([figure for figure in cells[:first_gap] if not isinstance(figure, Cell)])
        if all(math.isfinite(result) for result in results):
            outcome = (
                [to_places(result) for result in results] + [NO_DATA] * (end - first_gap) + [""] * (len(cells) - end)
            )
        else:
            outcome = [INVALID_OUTCOME] * len(cells)
    if not _is_two_dimensional(values):
        return outcome
    results_left: Iterator[Any] = iter(outcome)
    return [[next(results_left) for _ in row] for row in grid]


def _is_two_dimensional(value: Any) -> bool:
    shape = getattr(value, "shape", None)
    if shape is not None:
        return len(shape) == 2
    return isinstance(value, (list, tuple)) and any(isinstance(row, (list, tuple)) for row in value)


__all__ = [
    "change",
    "cumulative_check",
    "in_period",
    "pro_rata_target",
    "rag",
    "variance",
    "year_to_date",
]
