"""Where a formula has several values although one is wanted: there the engine and Excel part.

A formula that is not an array formula takes, in Excel, one value of a range that stands where one value is wanted
(`=SUM(A1:A4*2)` is twice the cell of its own row); the engine computes with all of them. In an array formula Excel
applies a function of single values to each (`=SUM(ROUND(A1:A4, 0))`); the engine gives an error or the first. Neither
shows in the result, so both are told from the formula itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from quarterbook.book.addresses import parse_range
from quarterbook.book.differences import is_odd_format
from quarterbook.book.engine import Unanswered
from quarterbook.functions import REGISTRY

Node = Mapping[str, Any]
"""A formula or a part of it, as `Engine.parsed` gives it."""

_ONE, _CONSTANTS, _MANY = range(3)
"""How many values a part has: one; several written out as {1,2}, which Excel takes one by one anywhere; several."""

_TAKES: Final = {
    # r: a range as it is. a: an array, so that operators inside work on each of its values. v: one value.
    # The last letters, after the space, are those of all further arguments.
    " r": "AND AVEDEV AVERAGE AVERAGEA COLUMNS CONCAT COUNT COUNTA COUNTBLANK DEVSQ GCD GEOMEAN HARMEAN ISREF KURT LCM "
    "MAX MAXA MEDIAN MIN MINA MODE MODE.MULT MODE.SNGL MULTINOMIAL OR PRODUCT ROWS SHEETS SKEW SKEW.P STDEV STDEV.P "
    "STDEV.S STDEVA STDEVP STDEVPA SUM SUMSQ VAR VAR.P VAR.S VARA VARP VARPA XOR",
    " a": "CHISQ.TEST CHITEST CORREL COVAR COVARIANCE.P COVARIANCE.S F.TEST FREQUENCY FTEST GROWTH HSTACK INTERCEPT "
    "LINEST LOGEST PEARSON RSQ SLOPE SORTBY STEYX SUMPRODUCT SUMX2MY2 SUMX2PY2 SUMXMY2 TRANSPOSE TREND VSTACK",
    "r v": "INDEX IRR LARGE MIRR OFFSET PERCENTILE PERCENTILE.EXC PERCENTILE.INC PERCENTRANK PERCENTRANK.EXC "
    "PERCENTRANK.INC QUARTILE QUARTILE.EXC QUARTILE.INC SMALL TRIMMEAN Z.TEST ZTEST",
    "rr v": "XIRR",
    "v r": "NPV SUBTOTAL",
    "vv r": "NETWORKDAYS TEXTJOIN WORKDAY",
    "vvv r": "NETWORKDAYS.INTL SERIESSUM WORKDAY.INTL",
    "vr v": "HLOOKUP MATCH RANK RANK.AVG RANK.EQ VLOOKUP",
    "vrr v": "XNPV",
    "rvr v": "AVERAGEIF DAVERAGE DCOUNT DCOUNTA DGET DMAX DMIN DPRODUCT DSTDEV DSTDEVP DSUM DVAR DVARP SUMIF",
    " rv": "COUNTIF COUNTIFS",
    "r rv": "AVERAGEIFS MAXIFS MINIFS SUMIFS",
    "a v": "CHOOSECOLS CHOOSEROWS DROP SORT TAKE TOCOL TOROW UNIQUE",
    "aa v": "FILTER T.TEST TTEST",
    "va v": "XMATCH",
    "vaa v": "FORECAST FORECAST.LINEAR LOOKUP XLOOKUP",
    "vva v": "AGGREGATE",
}
_ARGUMENTS: Final = {name: kinds for kinds, names in _TAKES.items() for name in names.split()}
_MANY_VALUED: Final = (
    "ANCHORARRAY CHOOSECOLS CHOOSEROWS DROP FILTER FREQUENCY GROWTH HSTACK LINEST LOGEST MODE.MULT RANDARRAY SEQUENCE "
    "SORT SORTBY TAKE TEXTSPLIT TOCOL TOROW TRANSPOSE TREND UNIQUE VSTACK"
)
_GIVES_MANY: Final = frozenset(_MANY_VALUED.split())
_PASSES_ON: Final = {"IF": 1, "IFERROR": 0, "IFNA": 0, "CHOOSE": 1, "IFS": 0, "SWITCH": 1}
"""Functions that give one of their arguments as it is, and how many before those want one value."""


class Shapes:
    """Looks for the places in one formula.

    Args:
        is_array: whether it is an array formula, or one of today's that may spill.
        is_several: whether a defined name stands for several values.
    """

    def __init__(self, is_array: bool, is_several: Callable[[str], bool]) -> None:
        self._is_array = is_array
        self._is_several = is_several
        self._bound: dict[str, int] = {}

    def check(self, formula: Node) -> bool:
        """Return whether the formula has several values. Raises `Unanswered` at a place where the engine goes wrong."""
        if formula["node_type"] == "BinaryOp" and formula["operator"] == ":":
            raise Unanswered("it puts a range together from two, which the formula engine does only inside a function")
        return self._of(formula, inside=self._is_array) == _MANY

    def _of(self, node: Node, inside: bool) -> int:
        """Return how many values a part has. `inside` says that operators work on each value here."""
        match node["node_type"]:
            case "Literal" | "Omitted":
                return _ONE
            case "Reference":
                return self._of_reference(node["reference"])
            case "Function":
                return self._of_call(plain(node["name"]), node["args"], inside)
            case "BinaryOp":
                return self._of_operation(node["operator"], (node["left"], node["right"]), inside)
            case "UnaryOp":
                return self._of_operation(node["operator"], (node["operand"],), inside)
            case "Array":
                return _CONSTANTS
            case _:  # a function called as soon as it is made: LAMBDA(x, x+1)(2)
                return max(self._of(part, inside) for part in (node["callee"], *node["args"]))

    def _of_operation(self, operator: str, parts: tuple[Node, ...], inside: bool) -> int:
        if operator == "#" and self._of(parts[0], inside=True) != _ONE:
            raise Unanswered("it refers to what a whole range fills, which the formula engine does not know")
        if operator in (":", "#"):
            return _MANY
        if operator in (" ", ","):
            raise Unanswered("it uses the intersection or union of ranges, which the formula engine does not know")
        if operator == "@":
            self._of(parts[0], inside=True)
            return _ONE
        most = max(self._of(part, inside) for part in parts)
        if most == _MANY and not inside:
            raise Unanswered(
                "it computes with a whole range and is not an array formula: Excel takes one value of the range"
            )
        return most

    def _of_reference(self, reference: str) -> int:
        sheet, _, cells = reference.rpartition("!")
        if ":" in sheet and not sheet.startswith("'"):
            raise Unanswered("it refers to several sheets at once, which the formula engine does not know")
        if ":" in cells:
            extent = parse_range(cells)
            return _ONE if extent is not None and extent[:2] == extent[2:] else _MANY
        if cells.lower() in self._bound:
            return self._bound[cells.lower()]
        return _MANY if self._is_several(cells) else _ONE

    def _of_call(self, name: str, arguments: list[Node], inside: bool) -> int:
        if name == "LET":
            return self._of_let(arguments, inside)
        if name == "LAMBDA":
            return self._of(arguments[-1], inside) if arguments else _ONE
        if name in REGISTRY:
            return self._of_ours(name, arguments, inside)
        if name in _PASSES_ON:
            return self._of_choice(name, arguments, inside)
        if name == "TEXT" and len(arguments) > 1 and is_odd_format(str(arguments[1].get("value", ""))):
            raise Unanswered("it calls TEXT with a format that the formula engine does not know")
        kinds = _ARGUMENTS.get(name, " v")
        for n, argument in enumerate(arguments):
            kind = _kind(kinds, n)
            if self._of(argument, inside or kind == "a") != _ONE and kind == "v":
                raise Unanswered(f"it gives {name} a whole range where one value is wanted")
        return _MANY if name in _GIVES_MANY or _is_whole_part(name, arguments) else _ONE

    def _of_let(self, arguments: list[Node], inside: bool) -> int:
        for name, value in zip(arguments[0:-1:2], arguments[1:-1:2], strict=False):
            self._bound[str(name.get("reference", "")).lower()] = self._of(value, inside)
        return self._of(arguments[-1], inside) if arguments else _ONE

    def _of_ours(self, name: str, arguments: list[Node], inside: bool) -> int:
        """Our functions take ranges everywhere, and where one value is usual give a result for each."""
        function, most = REGISTRY[name], _ONE
        for argument, node in zip(function.arguments, arguments, strict=False):
            shape = self._of(node, inside)
            if argument.kind == "value" or function.returns_array:
                most = max(most, shape)
        return _MANY if most else _ONE

    def _of_choice(self, name: str, arguments: list[Node], inside: bool) -> int:
        shapes = [self._of(argument, inside) for argument in arguments]
        wanting_one = shapes if name in ("IFERROR", "IFNA") else shapes[: _PASSES_ON[name]]
        lifts = self._is_array and name in ("IF", "IFERROR", "IFNA")  # of these the engine does each value
        if _MANY in wanting_one and not lifts:
            raise Unanswered(f"it gives {name} a whole range where one value is wanted")
        return max(shapes, default=_ONE)


def plain(name: str) -> str:
    """Return the name of a function without the prefixes of the file format, in capitals."""
    return name.upper().removeprefix("_XLFN.").removeprefix("_XLWS.")


def _kind(kinds: str, n: int) -> str:
    """Return the kind of the argument at position `n`, from 0."""
    first, _, further = kinds.partition(" ")
    return first[n] if n < len(first) else further[(n - len(first)) % len(further)]


def _is_whole_part(name: str, arguments: list[Node]) -> bool:
    """Whether INDEX is asked for a whole row or column, or OFFSET for more than a cell."""
    if name == "INDEX":
        return any(argument.get("value") == 0 or argument["node_type"] == "Omitted" for argument in arguments[1:])
    if name == "OFFSET":
        return any(argument["node_type"] != "Omitted" and argument.get("value") != 1 for argument in arguments[3:])
    return False
