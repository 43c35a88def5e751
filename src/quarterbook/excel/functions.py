"""The worksheet functions as Excel on Windows calls them through xlwings: one for each entry of the registry.

The VBA of the add-in and of the macro workbooks (`excel.wrappers`) names this module and these functions. Elsewhere
than on Windows xlwings' decorators do nothing, so the module can be imported and its functions called anywhere.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import xlwings
from xlwings.conversion import Accessor, CleanDataFromReadStage, Ensure2DStage, Pipeline

from quarterbook.cells import WorksheetError
from quarterbook.functions import REGISTRY, Argument, Function

CATEGORY: Final = "Quarterbook"
"""Under which heading Excel's function wizard lists the functions."""

MAX_HELP: Final = 255
"""How many characters of help Excel shows for a function and for an argument."""

_ERROR_CODES: Final = range(-2146826288, -2146826188)
"""The whole numbers as which COM hands over worksheet errors, `#NULL!` first.

xlwings knows the seven oldest of them. The younger ones (`#SPILL!`, `#CALC!`, `#FIELD!`, …) it passes on as these
numbers, and a figure of minus two thousand million would get a rating.
"""

_OTHER_ERROR: Final = WorksheetError("#ERROR!")


class CellsAsStored(Accessor):
    """Reads an argument as rows of cells, blanks as None, errors as text, and figures as the workbook has them.

    `Range.Value`, which xlwings reads by default, rounds a cell that is formatted as currency to four decimals and
    makes a date of one that is formatted as a date. `Value2` does neither.
    """

    @classmethod
    def reader(cls, options: dict[str, Any]) -> Pipeline:
        """Return the steps from what Excel passed to rows of cells."""
        return Pipeline([cls._stored, Ensure2DStage(), CleanDataFromReadStage(options)])  # type: ignore[no-untyped-call]

    @staticmethod
    def _stored(context: Any) -> None:
        if context.range is not None:  # else the argument is a constant or the result of a formula
            context.value = context.range.api.Value2


def worksheet_function(function: Function, decorators: Any = xlwings) -> Callable[..., Any]:
    """Return the Python function that Excel calls for an entry of the registry.

    It takes what xlwings hands over for each argument (one value, or rows of cells), None for one that is left out, and
    returns one value or rows of values: a whole column costs one call.

    Args:
        function: the entry.
        decorators: what declares it to Excel: `func` and `arg` of xlwings, or of what writes its VBA.
    """

    def answer(*arguments: Any) -> Any:
        return _plain(function.on_cells(*map(_cells, arguments)))

    answer.__name__ = answer.__qualname__ = function.name
    answer.__doc__ = shortened(f"{function.summary} {function.help}")
    answer.__annotations__ = {}  # xlwings converts by them, and what a cell can hold needs no conversion
    answer.__signature__ = inspect.Signature([_parameter(argument) for argument in function.arguments])  # type: ignore[attr-defined]
    declared: Callable[..., Any] = answer
    for argument in function.arguments:
        declared = decorators.arg(
            argument.name, doc=argument_help(argument), convert=CellsAsStored, err_to_str=True, empty=None
        )(declared)
    declare: Callable[[Callable[..., Any]], Callable[..., Any]] = decorators.func(category=CATEGORY)
    return declare(declared)


def argument_help(argument: Argument) -> str:
    """Return what Excel's function wizard says about an argument."""
    omitted = "" if argument.default is None else f"Omitted or blank: {argument.default}. "
    return shortened(omitted + argument.help)


def shortened(text: str) -> str:
    """Return as many whole sentences or else words of a help text as Excel shows."""
    if len(text) <= MAX_HELP:
        return text
    start = text[: MAX_HELP - 1]
    sentence = start.rfind(". ")
    return start[: sentence + 1] if sentence > 0 else start[: start.rfind(" ")] + "…"


def _parameter(argument: Argument) -> inspect.Parameter:
    default = inspect.Parameter.empty if argument.required else None
    return inspect.Parameter(argument.name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default)


def _cells(value: Any) -> Any:
    """Return an argument as the registry takes it: one cell's value, or a list of rows."""
    if not isinstance(value, list | tuple):
        return _cell(value)
    rows = value if value and isinstance(value[0], list | tuple) else [value]
    grid = [[_cell(cell) for cell in row] for row in rows]
    return grid[0][0] if [len(row) for row in grid] == [1] else grid


def _cell(value: Any) -> Any:
    return _OTHER_ERROR if type(value) is int and value in _ERROR_CODES else value


def _plain(result: Any) -> Any:
    """Return a result in the types that COM can pass on."""
    if isinstance(result, list):
        return [[_plain(cell) for cell in row] for row in result]
    return str(result) if isinstance(result, str) else result


FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {name: worksheet_function(function) for name, function in REGISTRY.items()}
)
"""Name of a worksheet function to the function that Excel calls for it."""

globals().update(FUNCTIONS)  # Excel asks the module for each by its name
