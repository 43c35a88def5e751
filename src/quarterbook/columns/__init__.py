"""The rules on whole columns: row by row what `rag` and `change` give, millions of rows at a time.

How it is quick, and still the same on every row:

- A figure is one double: the number itself, NaN where it is missing, an infinity where it is invalid (`reading.py`).
  All three pass through the arithmetic, and one sum tells whether a block of rows holds anything but ordinary figures.
- A larger number never rounds to a smaller one, so "at most 5% when rounded" is a comparison with the largest double
  that rounds to 5%. That one is looked for once, and the column is not rounded at all (`blocks.py`).
- Blocks of rows fit the processor's cache; the only new column is the result, one byte a row.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from quarterbook.errors import QuarterbookError
from quarterbook.rules import tolerance
from quarterbook.vocabulary import CHANGES, DEFAULT_AMBER, DEFAULT_BLUE, RATINGS

try:
    import pandas as pd
except ImportError as error:
    raise QuarterbookError(
        'rag_series and change_series need pandas, which is not installed: pip install "quarterbook[pandas]"'
    ) from error

from quarterbook.columns import blocks, reading


def rag_series(
    current: Any, target: Any, direction: Any, amber: Any = None, blue: Any = None
) -> pd.Series[pd.CategoricalDtype]:
    """Return the RAG rating of every row: what `rag` gives for its values.

    Each argument is a column (Series, array, list; any dtype) or a single value that holds for every row. Rows belong
    together by position, whatever the index says.

    Args:
        current: the figures of the reporting period; a percentage is a fraction.
        target: the targets in the same unit, or the texts Baseline, Contextual or In Development.
        direction: the directions for improvement.
        amber: how far off target, as a fraction of it, is still Amber; missing means 0.10.
        blue: how far over target, as a fraction of it, is still Green; missing means 0.05.

    Returns:
        A categorical Series whose categories are `vocabulary.RATINGS`, with the index of the first argument that is a
        Series. When no argument is a column it has one row.

    Raises:
        QuarterbookError: when columns differ in length, or an argument is neither a column nor a single value.
    """
    rows, index, (current, target, direction, amber, blue) = reading.aligned(
        {"current": current, "target": target, "direction": direction, "amber": amber, "blue": blue}
    )
    columns = [
        reading.figures(current, rows),
        reading.figures(target, rows),
        reading.codes(target, rows, blocks.word_code),
    ]
    rule = blocks.ratings
    if isinstance(amber, pd.Series) or isinstance(blue, pd.Series):
        columns += [reading.widths(amber, rows, DEFAULT_AMBER), reading.widths(blue, rows, DEFAULT_BLUE)]
    else:
        edges = (blocks.edge(tolerance(amber, DEFAULT_AMBER)), blocks.edge(tolerance(blue, DEFAULT_BLUE)))
        rule = partial(rule, edges=edges)
    ways = reading.codes(direction, rows, blocks.way_code)
    codes = blocks.in_blocks(rows, ways, columns, rule)
    return _categorical(codes, RATINGS, index)


def change_series(current: Any, previous: Any, direction: Any, target: Any = None) -> pd.Series[pd.CategoricalDtype]:
    """Return the change in performance of every row: what `change` gives for its values.

    Each argument is a column (Series, array, list; any dtype) or a single value that holds for every row. Rows belong
    together by position, whatever the index says.

    Args:
        current: the figures of the reporting period.
        previous: the comparator's figures.
        direction: the directions for improvement.
        target: needed only where the direction is "target".

    Returns:
        A categorical Series whose categories are `vocabulary.CHANGES`, with the index of the first argument that is a
        Series. When no argument is a column it has one row.

    Raises:
        QuarterbookError: when columns differ in length, or an argument is neither a column nor a single value.
    """
    rows, index, (current, previous, direction, target) = reading.aligned(
        {"current": current, "previous": previous, "direction": direction, "target": target}
    )
    columns = [reading.figures(value, rows) for value in (current, previous, target)]
    ways = reading.codes(direction, rows, blocks.way_code)
    return _categorical(blocks.in_blocks(rows, ways, columns, blocks.changes), CHANGES, index)


def _categorical(
    codes: reading.Array, words: tuple[str, ...], index: pd.Index[Any] | None
) -> pd.Series[pd.CategoricalDtype]:
    return pd.Series(pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(list(words))), index=index)


__all__ = ["change_series", "rag_series"]
