"""Columns of any kind as the numbers that the rules on blocks work on.

A figure becomes one double: the number itself, NaN where it is missing, an infinity where it is invalid. Text becomes
a small code. Numeric columns are converted a block at a time and without a step per row; of other columns every text
or category is classed once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from quarterbook.cells import EPOCH, FIRST_TRUE_SERIAL, MICROSECONDS_A_DAY, MISSING, Cell, classify
from quarterbook.errors import QuarterbookError

Array: TypeAlias = npt.NDArray[Any]
Reader: TypeAlias = Callable[[slice], Array]
"""Gives some rows of a column."""

_WORDLESS: Final = frozenset("biufcMm")
"""The NumPy kinds of truth values, numbers, dates and durations."""

_LAST_DAY: Final = (datetime.max - EPOCH).days  # NumPy has dates beyond it, Python and Excel have not


def aligned(arguments: Mapping[str, Any]) -> tuple[int, pd.Index[Any] | None, list[Any]]:
    """Return the number of rows, the index of the result, and each argument: columns as Series, single values as is.

    Raises:
        QuarterbookError: when columns differ in length, or an argument is neither a column nor a single value.
    """
    index = next((value.index for value in arguments.values() if isinstance(value, pd.Series)), None)
    values = {name: _column(name, value) for name, value in arguments.items()}
    lengths = {name: len(value) for name, value in values.items() if isinstance(value, pd.Series)}
    if len(set(lengths.values())) > 1:
        found = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        raise QuarterbookError(f"columns of different length: {found} rows; give equally long ones or a single value")
    return max(lengths.values(), default=1), index, list(values.values())


def figures(values: Any, rows: int) -> Reader:
    """Return a reader of numbers: NaN for missing, infinity for invalid."""
    kind = _kind(values)
    if kind == "b":
        return np.where(values.isna(), np.nan, np.inf).__getitem__
    if kind in ("M", "m") and isinstance(values.dtype, (np.dtype, pd.DatetimeTZDtype)):
        return _serials(values, kind).__getitem__
    if kind in ("i", "u", "f"):
        if isinstance(values.dtype, np.dtype):
            numbers = values.to_numpy()
            return lambda part: numbers[part].astype(np.float64, copy=False)
        return lambda part: values.array[part].to_numpy(np.float64, na_value=np.nan)
    return _each(values, rows, _figure, np.float64)


def widths(values: Any, rows: int, default: float) -> Reader:
    """Return a reader of tolerances: `default` for missing, NaN for what cannot be one."""
    numbers = figures(values, rows)

    def read(part: slice) -> Array:
        width = numbers(part)
        width = np.where(np.isnan(width), default, width)
        return np.where((width >= 0) & (width < np.inf), width, np.nan)

    return read


def codes(values: Any, rows: int, code_of: Callable[[Any], int]) -> Reader:
    """Return a reader of the code of each text. Numbers and dates have that of a blank: they are no words."""
    return _each(None if _kind(values) in _WORDLESS else values, rows, code_of, np.int8)


def _column(name: str, value: Any) -> Any:
    """Return a column as a Series, without a copy where it can be, and a single value as it is."""
    if not pd.api.types.is_list_like(value):
        return value
    dimensions = getattr(value, "ndim", 1)
    if dimensions != 1:
        raise QuarterbookError(f"{name} has {dimensions} dimensions; give one column or a single value")
    if isinstance(value, Mapping) or not hasattr(value, "__getitem__"):
        raise QuarterbookError(f"{name} is a {type(value).__name__}; give a Series, an array, a list or a single value")
    return pd.Series(value, copy=False) if hasattr(value, "dtype") else pd.Series(list(value), dtype="object")


def _kind(values: Any) -> str:
    """Return the NumPy kind of a column's values, "" for a single value."""
    return values.dtype.kind if isinstance(values, pd.Series) else ""


def _serials(values: pd.Series[Any], kind: str) -> Array:
    """Return the serial numbers of dates ("M"), or durations ("m") in days: the steps of `cells.date_serial`."""
    if isinstance(values.dtype, pd.DatetimeTZDtype):  # a cell knows no time zone: the time as the clock shows it
        values = values.dt.tz_localize(None)
    moments: Array = values.to_numpy(f"{kind}8[us]")
    missing = np.isnat(moments)
    spans = moments - np.datetime64(EPOCH) if kind == "M" else moments
    days, rest = np.divmod(spans.astype(np.int64), MICROSECONDS_A_DAY)
    serials = days + rest / MICROSECONDS_A_DAY
    if kind == "M":
        serials -= serials < FIRST_TRUE_SERIAL
        serials[(serials < 1) | (days > _LAST_DAY)] = np.inf
    return np.where(missing, np.nan, serials)


def _each(values: Any, rows: int, code_of: Callable[[Any], float], dtype: Any) -> Reader:
    """Return a reader of what `code_of` gives for every value, asked once for each text or category."""
    if not isinstance(values, pd.Series):
        code = code_of(values)
        return lambda part: np.full(len(range(rows)[part]), code, dtype)
    if isinstance(values.dtype, pd.CategoricalDtype):
        return _taken(values.cat.codes.to_numpy(), values.cat.categories, code_of, dtype)
    if pd.api.types.infer_dtype(values) == "string":
        return _taken(*pd.factorize(values), code_of, dtype)
    return np.fromiter(_remembering(values.astype("object"), code_of), dtype, len(values)).__getitem__


def _taken(positions: Array, words: Iterable[Any], code_of: Callable[[Any], float], dtype: Any) -> Reader:
    table = np.array([*map(code_of, words), code_of(None)], dtype)  # a missing value has position -1: the last
    return lambda part: table[positions[part]]


def _remembering(values: Iterable[Any], code_of: Callable[[Any], float]) -> Iterator[float]:
    known: dict[str, float] = {}
    for value in values:
        if type(value) is not str:  # only text is remembered: True, 1 and 1.0 are one key but not one class
            yield code_of(value)
        elif value in known:
            yield known[value]
        else:
            yield known.setdefault(value, code_of(value))


def _figure(value: Any) -> float:
    figure = classify(value)
    if isinstance(figure, Cell):
        return math.nan if figure is MISSING else math.inf
    return figure
