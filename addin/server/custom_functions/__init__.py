"""The worksheet functions as an Office.js add-in calls them: one for each entry of Quarterbook's registry."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from xlwings import server

from quarterbook.cells import WorksheetError
from quarterbook.functions import REGISTRY, Function

_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


def _declared(function: Function) -> Callable[..., Any]:
    """Return the function that the add-in calls, with its help and the help of its arguments."""

    def answer(*arguments: Any) -> Any:
        return function.on_cells(*map(_cells, arguments))

    answer.__name__ = answer.__qualname__ = function.name.lower()
    answer.__doc__ = f"{function.summary} {function.help}"
    answer.__annotations__ = {}  # xlwings converts by them, and what a cell can hold needs no conversion
    answer.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        inspect.Parameter(
            argument.name,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            default=inspect.Parameter.empty if argument.required else None,
        )
        for argument in function.arguments
    )
    declared: Callable[..., Any] = server.func(answer)
    for argument in function.arguments:
        told = argument.help if argument.default is None else f"{argument.help} Left out: {argument.default}."
        declared = server.arg(argument.name, ndim=2, err_to_str=True, doc=told)(declared)
    return declared


def _cells(argument: Any) -> Any:
    """Return an argument as the rules take it: one value, or a list of rows; None for one that is left out or blank."""
    if argument is None:
        return None
    rows = [[_error(cell) for cell in row] for row in argument]
    return rows[0][0] if len(rows) == len(rows[0]) == 1 else rows


def _error(cell: Any) -> Any:
    return WorksheetError(cell) if isinstance(cell, str) and cell in _ERRORS else cell


globals().update({function.name.lower(): _declared(function) for function in REGISTRY.values()})
