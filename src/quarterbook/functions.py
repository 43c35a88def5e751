"""The worksheet functions: one registry entry each.

The headless evaluator, the LAMBDA names of a built workbook, the Excel add-in, the command `quarterbook functions` and
the documentation all read `REGISTRY`; nothing else says what a function is called, takes or gives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

from quarterbook import lambdas, rules
from quarterbook.cells import WorksheetError
from quarterbook.vocabulary import (
    CHANGES,
    DEFAULT_AMBER,
    DEFAULT_BLUE,
    DEFAULT_PERIODS,
    DIRECTIONS,
    FALLS_AT,
    GAP_AT,
    INVALID,
    MISMATCH_AT,
    NO_DATA,
    NO_PERCENTAGE,
    NO_TARGET,
    NOT_APPLICABLE,
    OK,
    RATINGS,
    UNRATED,
)

NO_VALUE: Final = WorksheetError("#N/A")
"""What a worksheet shows in a cell of the result that one of several ranges does not reach."""

Kind = Literal["value", "range"]


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a worksheet function.

    Attributes:
        name: as in Python and in the LAMBDA.
        help: what to put there, in one sentence.
        kind: "value" for one cell (a range of cells gives a range of results), "range" for a range taken as a whole.
        default: what an omitted or blank argument means, as a reader is told it; None when it is required.
    """

    name: str
    help: str
    kind: Kind = "value"
    default: str | None = None

    @property
    def required(self) -> bool:
        """Whether a call without this argument is refused."""
        return self.default is None


@dataclass(frozen=True, slots=True)
class Function:
    """One worksheet function.

    Attributes:
        name: the name in a cell, in capitals.
        arguments: required ones first.
        summary: what it gives, in one sentence.
        help: when to use it and what to know, in plain words.
        returns: what the result is when it is not one of `outcomes`; empty when it always is one of them.
        outcomes: every text that it can give ("n" stands for the number of a period).
        example: a formula that can be typed as it is.
        example_result: what that formula gives; a list of rows when it fills several cells.
        call: the rule, a Python function of the same arguments.
        returns_array: whether it gives a result for each cell of a range argument.
    """

    name: str
    arguments: tuple[Argument, ...]
    summary: str
    help: str
    returns: str
    outcomes: tuple[str, ...]
    example: str
    example_result: Any
    call: Callable[..., Any]
    returns_array: bool = False

    @property
    def min_args(self) -> int:
        """How many arguments a call must have."""
        return sum(argument.required for argument in self.arguments)

    @property
    def max_args(self) -> int:
        """How many arguments a call can have."""
        return len(self.arguments)

    @property
    def signature(self) -> str:
        """The call as help texts show it, optional arguments in brackets: `RAG(current, target, …, [blue])`."""
        names = (argument.name if argument.required else f"[{argument.name}]" for argument in self.arguments)
        return f"{self.name}({', '.join(names)})"

    @property
    def formula(self) -> str:
        """The LAMBDA as an officer reads it."""
        return lambdas.FORMULAS[self.name]

    @property
    def lambda_text(self) -> str:
        """The LAMBDA as a workbook file holds it behind the defined name, without a leading "="."""
        return lambdas.stored(self.formula)

    @property
    def plain_lambda_text(self) -> str:
        """`lambda_text` with every argument declared required, for engines that know no optional ones."""
        return lambdas.stored(self.formula, optional=False)

    def on_cells(self, *arguments: Any) -> Any:
        """Call the function as a worksheet does, on cell values and ranges.

        Args:
            *arguments: in order; a range is a list of rows, a blank or skipped argument None. Optional ones at the end
                may be left off.

        Returns:
            One value, or a list of rows. Where a "value" argument is a range the function is applied cell by cell,
            as Excel does: a single value, row or column goes with every cell of the larger range, and a cell that one
            of the ranges does not reach is #N/A.

        Raises:
            TypeError: too few or too many arguments, which a worksheet answers with #VALUE!.
        """
        if not self.min_args <= len(arguments) <= self.max_args:
            raise TypeError(f"{self.signature} does not take {len(arguments)} arguments")
        grids: list[list[list[Any]] | None] = [
            value if argument.kind == "value" and isinstance(value, list) else None
            for argument, value in zip(self.arguments, arguments, strict=False)
        ]
        spread = [grid for grid in grids if grid is not None]
        if not spread:
            return self._once(arguments)
        height, width = max(len(grid) for grid in spread), max(len(grid[0]) for grid in spread)
        return [[self._at(row, column, arguments, grids) for column in range(width)] for row in range(height)]

    def _at(self, row: int, column: int, arguments: tuple[Any, ...], grids: list[list[list[Any]] | None]) -> Any:
        """Return the result for one cell of the ranges."""
        values = list(arguments)
        for n, grid in enumerate(grids):
            if grid is None:
                continue
            y, x = (0 if len(grid) == 1 else row), (0 if len(grid[0]) == 1 else column)
            if y >= len(grid) or x >= len(grid[0]):
                return NO_VALUE
            values[n] = grid[y][x]
        return self._once(tuple(values))

    def _once(self, arguments: tuple[Any, ...]) -> Any:
        """Return the rule's result; a range function given one value gives one value."""
        result = self.call(*arguments)
        if self.returns_array and not isinstance(arguments[0], list):
            return result[0]
        return result


_DIRECTION = Argument(
    "direction", f"The direction for improvement: {', '.join(DIRECTIONS)}, in any case and any of their spellings."
)

_FUNCTIONS = (
    Function(
        name="RAG",
        arguments=(
            Argument("current", "The figure of the reporting period. A percentage is a fraction: 95% is 0.95."),
            Argument("target", f"The target in the same unit, or one of the words {', '.join(UNRATED)}."),
            _DIRECTION,
            Argument(
                "amber",
                "How far off target, as a fraction of it, is still Amber.",
                default=f"{DEFAULT_AMBER:.2f}",
            ),
            Argument(
                "blue",
                "How far over target, as a fraction of it, is still Green. 1E+99 for no Blue at all.",
                default=f"{DEFAULT_BLUE:.2f}",
            ),
        ),
        summary="The RAG rating of a figure against its target.",
        help=(
            "The bands are relative to the target, not percentage points: 64% against a target of 60% is 6.67% over "
            "it, so Blue. A missing figure gives No data and a missing target No target; a figure that is text "
            "(107,236 with its comma, say) gives Invalid rather than a guess."
        ),
        returns="",
        outcomes=RATINGS,
        example='=RAG(64%, 60%, "up")',
        example_result="Blue",
        call=rules.rag,
    ),
    Function(
        name="VARIANCE",
        arguments=(
            Argument("current", "The figure of the reporting period."),
            Argument("target", f"The target in the same unit, or one of the words {', '.join(UNRATED)}."),
            _DIRECTION,
        ),
        summary="How far a figure is on the good side of its target, as a fraction of the target.",
        help=(
            "Format the cell as a percentage. Negative is the bad side, whichever way is up; where the direction is "
            "target, any distance is negative. A target of 0 has no percentage unless the figure is 0 too."
        ),
        returns="a fraction of the target, to 10 decimal places",
        outcomes=(*UNRATED, NOT_APPLICABLE, NO_DATA, NO_TARGET, NO_PERCENTAGE, INVALID),
        example='=VARIANCE(90, 100, "down")',
        example_result=0.1,
        call=rules.variance,
    ),
    Function(
        name="CHANGE",
        arguments=(
            Argument("current", "The figure of the reporting period."),
            Argument("previous", "The figure of the comparator: the previous period, or the same period last year."),
            _DIRECTION,
            Argument("target", "The target; needed only when the direction is target.", default="none"),
        ),
        summary="The change in performance since the comparator.",
        help=(
            "Any real difference counts, however small; what is left of binary rounding does not. Compare like with "
            "like: a cumulative figure belongs beside the same period last year, not beside the quarter before."
        ),
        returns="",
        outcomes=CHANGES,
        example='=CHANGE(0.64, 0.66, "down")',
        example_result="Improving",
        call=rules.change,
    ),
    Function(
        name="CUMULATIVE_CHECK",
        arguments=(
            Argument("cumulative", "The year's figures to date: one row or column, first period first.", "range"),
            Argument("in_period", "The figures of the periods alone, likewise.", "range", "not compared"),
        ),
        summary="Checks one financial year of cumulative figures, against the in-period ones where given.",
        help=(
            "n counts periods from 1. Missing cells at the end are periods still to come. A gap is a missing cell with "
            "a figure after it; a fall is a figure below the one before it; a mismatch is a figure that is not the "
            "running total of the in-period ones."
        ),
        returns="",
        outcomes=(OK, f"{GAP_AT} n", f"{FALLS_AT} n", f"{MISMATCH_AT} n", NO_DATA, INVALID),
        example="=CUMULATIVE_CHECK({88, 147, 140}, {88, 59, 60})",
        example_result=f"{FALLS_AT} 3",
        call=rules.cumulative_check,
    ),
    Function(
        name="YEAR_TO_DATE",
        arguments=(
            Argument("in_period", "One year's in-period figures: one row or column, first period first.", "range"),
        ),
        summary="The running totals of one financial year's in-period figures.",
        help=(
            "Fills as many cells as the range has. Periods still to come stay empty; from the first gap on there is No "
            "data, because no total can be trusted there. Not for percentages: these do not add up."
        ),
        returns="running totals in the shape of the range, each to 10 decimal places",
        outcomes=("", NO_DATA, INVALID),
        example="=YEAR_TO_DATE({88, 59, 1})",
        example_result=[[88.0, 147.0, 148.0]],
        call=rules.year_to_date,
        returns_array=True,
    ),
    Function(
        name="IN_PERIOD",
        arguments=(
            Argument("cumulative", "One year's figures to date: one row or column, first period first.", "range"),
        ),
        summary="The in-period figures behind one financial year's cumulative ones.",
        help=(
            "Fills as many cells as the range has, and undoes YEAR_TO_DATE. Periods still to come stay empty; from the "
            "first gap on there is No data."
        ),
        returns="differences in the shape of the range, each to 10 decimal places",
        outcomes=("", NO_DATA, INVALID),
        example="=IN_PERIOD({88, 147, 148})",
        example_result=[[88.0, 59.0, 1.0]],
        call=rules.in_period,
        returns_array=True,
    ),
    Function(
        name="PRO_RATA_TARGET",
        arguments=(
            Argument("annual", "The target of the whole year."),
            Argument("period", "The period of the year that it is wanted for, counting from 1."),
            Argument("periods", "How many periods the year has.", default=str(DEFAULT_PERIODS)),
            Argument("profile", "One weight a period, where the year is not even.", "range", "even"),
        ),
        summary="The part of an annual target that is due by the end of a period.",
        help=(
            "Without a profile every period counts the same. With one, the target due is the share of the weights so "
            "far: weights can be percentages, last year's outturns or any numbers that are not negative."
        ),
        returns="the target due, to 10 decimal places",
        outcomes=(NO_TARGET, INVALID),
        example="=PRO_RATA_TARGET(100, 2, 4, {40, 30, 20, 10})",
        example_result=70.0,
        call=rules.pro_rata_target,
    ),
)

REGISTRY: Final[Mapping[str, Function]] = MappingProxyType({function.name: function for function in _FUNCTIONS})
"""Name in capitals to worksheet function, in the order in which documents list them."""
