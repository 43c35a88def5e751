"""The rules on a block of rows: codes (positions in the vocabulary) for doubles.

Every step is the one that `quarterbook.rules` takes, so that both give the same answer on every row.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from quarterbook.cells import direction_of
from quarterbook.columns.reading import Array, Reader
from quarterbook.rules import EXACT, SCALE, to_places, unrated
from quarterbook.vocabulary import (
    AMBER,
    CHANGES,
    CONTEXTUAL,
    DECLINING,
    DIRECTIONS,
    DOWN,
    GREEN,
    IMPROVING,
    INVALID,
    NO_DATA,
    NO_TARGET,
    NONE,
    NOT_APPLICABLE,
    RATINGS,
    TARGET,
    UNCHANGED,
)

_ROWS: Final = 65_536
"""Rows in a block: the doubles that a rule holds at once stay within a processor's second-level cache, or nearly."""

_WAYS: Final = (*DIRECTIONS, None)  # None: not understood
_RATING: Final = {word: code for code, word in enumerate(RATINGS)}
_CHANGE: Final = {word: code for code, word in enumerate(CHANGES)}
_NO_WORD: Final = -1


def way_code(direction: Any) -> int:
    """Return the number that stands for a direction in any spelling, or for one that is not understood."""
    return _WAYS.index(direction_of(direction))


def word_code(target: Any) -> int:
    """Return the rating that the text of a target cell is, or the number that stands for none."""
    word = unrated(target)
    return _NO_WORD if word is None else _RATING[word]


def in_blocks(rows: int, ways: Reader, columns: Sequence[Reader], rule: Callable[..., Array]) -> Array:
    """Return the code that a rule gives each row.

    Args:
        rows: how many there are.
        ways: the direction of each row as `way_code` gives it.
        columns: what the rule needs to know of each row.
        rule: called with a direction and the columns of rows that share it; gives their codes.
    """
    codes = np.empty(rows, np.int8)
    with np.errstate(all="ignore"):  # dividing by a target of 0, and infinities, are part of the rules
        for start in range(0, rows, _ROWS):
            part = slice(start, start + _ROWS)
            block, way = [read(part) for read in columns], ways(part)
            if (way == way[0]).all():
                codes[part] = rule(_WAYS[way[0]], block)
                continue
            for code, name in enumerate(_WAYS):
                chosen = np.flatnonzero(way == code)
                codes[start + chosen] = rule(name, [column[chosen] for column in block])
    return codes


def ratings(way: str | None, block: Sequence[Array], *, edges: tuple[float, ...] = ()) -> Array:
    """Return the RAG ratings of rows with one direction.

    Args:
        way: the direction.
        block: figures, targets, words of the target cells and, unless `edges` are given, both tolerances.
        edges: `edge` of amber and blue, where they are the same for all rows.
    """
    figure, aim, word, *widths = block
    if way is None or way == NONE:
        codes = np.full(len(figure), _RATING[INVALID if way is None else CONTEXTUAL], np.int8)
    else:
        relative, odd = _relative(figure, aim, way)
        if edges:
            amber, blue = (np.asarray(width) for width in edges)
            codes = _bands(relative, way, amber, blue, _ZERO_EDGE)
        else:
            amber, blue = (_rounded(width) for width in widths)
            codes = _bands(_rounded(relative), way, amber, blue, 0.0)
        if odd is not None:
            figure, aim = figure[odd], aim[odd]
            codes[odd] = np.select(
                [np.isinf(figure) | np.isinf(aim), np.isnan(figure), np.isnan(aim)],
                [_RATING[INVALID], _RATING[NO_DATA], _RATING[NO_TARGET]],
                codes[odd],
            )
        codes[np.isnan(amber) | np.isnan(blue)] = _RATING[INVALID]
    said = word != _NO_WORD
    if said.any():
        codes[said] = word[said]
    return codes


def changes(way: str | None, block: Sequence[Array]) -> Array:
    """Return the changes in performance of rows with one direction.

    Args:
        way: the direction.
        block: current figures, previous figures and targets.
    """
    if way is None or way == NONE:
        return np.full(len(block[0]), _CHANGE[INVALID if way is None else NOT_APPLICABLE], np.int8)
    needed = block if way == TARGET else block[:2]
    size = np.abs(needed[0])
    for figure in needed[1:]:
        np.maximum(size, np.abs(figure), out=size)
    now, before, *aim = (figure / size for figure in needed)
    gain = np.abs(before - aim[0]) - np.abs(now - aim[0]) if aim else now - before
    if way == DOWN:
        np.negative(gain, out=gain)
    codes = np.full(len(gain), _CHANGE[UNCHANGED], np.int8)
    codes += _count(gain > _ZERO_EDGE) * (_CHANGE[IMPROVING] - _CHANGE[UNCHANGED])
    codes += _count(gain < -_ZERO_EDGE) * (_CHANGE[DECLINING] - _CHANGE[UNCHANGED])
    odd = _not_finite(gain)
    if odd is not None:
        figures = np.stack([figure[odd] for figure in needed])
        codes[odd] = np.select(
            [np.isinf(figures).any(axis=0), np.isnan(figures).any(axis=0)],
            [_CHANGE[INVALID], _CHANGE[NO_DATA]],
            _CHANGE[UNCHANGED],  # all of them 0
        )
    return codes


def edge(width: float | None) -> float:
    """Return the largest double that rounds to a tolerance (itself to 10 places) or less; NaN for None."""
    if width is None:
        return math.nan
    width = to_places(width)
    if width >= EXACT:
        return width
    last = (width * SCALE + 0.5) / SCALE
    while to_places(last) > width:
        last = math.nextafter(last, -math.inf)
    while to_places(beyond := math.nextafter(last, math.inf)) <= width:
        last = beyond
    return last


_ZERO_EDGE: Final = edge(0.0)


def _relative(figure: Array, aim: Array, way: str) -> tuple[Array, Array | None]:
    """Return each row's variance before it is rounded, and which rows are not ordinary, None if all are."""
    relative = figure - aim
    relative /= np.abs(aim)
    odd = _not_finite(relative)
    if odd is not None:
        figure, aim = figure[odd], aim[odd]
        relative[odd] = np.where(
            aim == 0,
            np.where(figure == 0, 0.0, np.copysign(np.inf, figure)),
            figure / np.abs(aim) - np.copysign(1.0, aim),  # the difference overflowed; the quotient may not
        )
    if way == DOWN:
        np.negative(relative, out=relative)
    return relative, odd


def _bands(relative: Array, way: str, amber: Array, blue: Array, zero: float) -> Array:
    """Return the band of each row. The bands stand first among the ratings, worst first."""
    codes: Array
    if way == TARGET:
        distance = np.abs(relative)
        near = distance <= blue
        codes = _count(near) * _RATING[GREEN] + _count((distance <= amber) & ~near) * _RATING[AMBER]
    else:
        codes = _count(relative >= -amber) + _count(relative >= -zero) + _count(relative > blue)
    return codes


def _count(truth: Array) -> Array:
    """Return truth values as the numbers 1 and 0, without a copy. Sums of them are quicker than choosing by them."""
    return np.asarray(truth.view(np.int8))


def _not_finite(values: Array) -> Array | None:
    """Return which values are NaN or infinite, None where their sum already says that there are none."""
    return None if math.isfinite(values.sum()) else np.flatnonzero(~np.isfinite(values))


def _rounded(values: Array) -> Array:
    """Return what `rules.to_places` gives for each value."""
    return np.where(np.abs(values) < EXACT, np.rint(values * SCALE) / SCALE, values)
