"""Rating schemes: how a house turns RAG's answer into the rating that it prints.

A scheme is data: the unit of its tolerances, and a table of what each answer of RAG becomes, for some houses only when
the change on the same period last year allows it. The builder writes the formula of the RAG cell from it
(`Scheme.formula`), the checks rate with it in Python (`Scheme.rate`), and the Key prints its bands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from quarterbook.cells import Cell, classify
from quarterbook.errors import QuarterbookError
from quarterbook.rules import change, rag, tolerance
from quarterbook.vocabulary import (
    AMBER,
    BLUE,
    DEFAULT_AMBER,
    DEFAULT_BLUE,
    GREEN,
    IMPROVING,
    PERCENT,
    RED,
    TARGETED,
    UNCHANGED,
)

SETTING: Final = "scheme"
"""The key of the register's settings that picks a scheme."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One row of a scheme's table: where RAG gives `answer`, the rating is `rating`.

    Attributes:
        answer: Red, Amber, Green or Blue, as RAG gives it.
        rating: what is printed.
        changes: the changes on the same period last year for which the row holds; none: for every change.
    """

    answer: str
    rating: str
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scheme:
    """How a house rates.

    Attributes:
        name: the value of the setting `scheme`.
        title: what the Key calls it.
        turns: the rows that apply, the first that fits; an answer without a row is printed as it is.
        points: whether the tolerances of percentages are percentage points, not fractions of the target.
        source: whose reports say so, where one is known.
        bands: the ratings it has, worst first, and in words what each means; `{amber}` and `{blue}` stand for the
            tolerances as set.
    """

    name: str
    title: str
    bands: Mapping[str, str]
    turns: tuple[Turn, ...] = ()
    points: bool = False
    source: str = ""

    @property
    def looks_back(self) -> bool:
        """Whether the change on the same period last year has a say in the rating."""
        return any(turn.changes for turn in self.turns)

    @property
    def formula(self) -> str:
        """The formula of the RAG cell, without "=", in the sheet-level names of an indicator's sheet."""
        aim = f'IF(OR(Status="", Status="{TARGETED}"), Target, Status)'
        if not self.points and not self.turns:
            return f"RAG(Current, {aim}, Direction, Amber, Blue)"
        steps, off, over = [f"aim, {aim}"], "Amber", "Blue"
        if self.points:
            size = f'IF(ISNUMBER(aim), IF((Measure="{PERCENT}")*(aim<>0), ABS(aim), 1), 1)'
            steps, off, over = [*steps, f"size, {size}"], "Amber/size", "Blue/size"
        steps.append(f"answer, RAG(Current, aim, Direction, {off}, {over})")
        if self.looks_back:
            steps.append("back, CHANGE(Current, LastYear, Direction, Target)")
        rating = "answer"
        for turn in reversed(self.turns):
            rating = f'IF({_condition(turn)}, "{turn.rating}", {rating})'
        return f"LET({', '.join(steps)}, {rating})"

    def rate(
        self,
        current: Any,
        target: Any,
        direction: Any,
        amber: Any = None,
        blue: Any = None,
        *,
        measure: str = "",
        last_year: Any = None,
    ) -> str:
        """Return the rating, as the formula of the RAG cell gives it.

        Args:
            current: the figure of the reporting period; a percentage is a fraction.
            target: the target, or the indicator's status where that is not Targeted.
            direction: the direction for improvement.
            amber: the Amber tolerance: a fraction of the target, or of 1 for percentage points; missing means 0.10.
            blue: the Blue margin, likewise; missing means 0.05.
            measure: what the figures are; percentage points need it.
            last_year: the figure of the same period last year, where the scheme looks back.
        """
        size = self._size(target, measure)
        off, over = _over(amber, DEFAULT_AMBER, size), _over(blue, DEFAULT_BLUE, size)
        answer = rag(current, target, direction, off, over)
        back = change(current, last_year, direction, target) if self.looks_back else ""
        for turn in self.turns:
            if answer == turn.answer and (not turn.changes or back in turn.changes):
                return turn.rating
        return answer

    def _size(self, target: Any, measure: str) -> float:
        """Return what a tolerance is divided by, so that RAG, which knows fractions of the target, can take it."""
        aim = classify(target)
        if not self.points or measure != PERCENT or isinstance(aim, Cell) or aim == 0:
            return 1.0
        return abs(aim)


def _over(width: Any, default: float, size: float) -> Any:
    """Return a tolerance divided by `size`, the default where it is missing; RAG says so where it cannot be one."""
    plain = tolerance(width, default)
    return width if plain is None else plain / size


def _condition(turn: Turn) -> str:
    answered = f'answer="{turn.answer}"'
    if not turn.changes:
        return answered
    changed = ", ".join(f'back="{word}"' for word in turn.changes)
    return f"AND({answered}, OR({changed}))"


_NO_BLUE: Final = (Turn(BLUE, GREEN),)

_SCHEMES = (
    Scheme(
        name="published",
        title="Four bands, relative to the target",
        bands={
            RED: "Off target by more than {amber} of the target.",
            AMBER: "Off target by {amber} of the target or less.",
            GREEN: "On target, or over it by {blue} of the target or less.",
            BLUE: "Over target by more than {blue} of the target.",
        },
    ),
    Scheme(
        name="three-colour",
        title="Three bands, with a tolerance agreed for each indicator",
        bands={
            RED: "Off target by more than the indicator's own tolerance ({amber} of the target where it has none).",
            AMBER: "Off target, but within the tolerance.",
            GREEN: "On target or better.",
        },
        turns=_NO_BLUE,
        source="Reigate and Banstead Borough Council; Kent County Council, whose tolerance is a floor standard",
    ),
    Scheme(
        name="improvement",
        title="Three bands, Red or Amber decided by the year-on-year change",
        bands={
            RED: "Off target by more than {amber} of the target, and no better than in the same period last year.",
            AMBER: "Off target by more than {amber} of the target, but held or improved on the same period last year.",
            GREEN: "On target, or off it by {amber} of the target or less.",
        },
        turns=(Turn(RED, AMBER, (IMPROVING, UNCHANGED)), Turn(AMBER, GREEN), *_NO_BLUE),
        source="London Borough of Havering, 2013/14 and 2014/15",
    ),
    Scheme(
        name="year-on-year",
        title="Three bands, without a tolerance: Red or Amber by the year-on-year change alone",
        bands={
            RED: "Off target, and no better than in the same period last year.",
            AMBER: "Off target, but better than in the same period last year.",
            GREEN: "On target or better.",
        },
        turns=(
            Turn(RED, AMBER, (IMPROVING,)),
            Turn(AMBER, AMBER, (IMPROVING,)),
            Turn(AMBER, RED),
            *_NO_BLUE,
        ),
        source="Thurrock Council, 2014/15",
    ),
    Scheme(
        name="points",
        title="Three bands, percentages in percentage points",
        bands={
            RED: "Off target by more than {amber} (percentages: by more than that many percentage points).",
            AMBER: "Off target by {amber} or less (percentages: by that many percentage points or less).",
            GREEN: "On target or better.",
        },
        turns=_NO_BLUE,
        points=True,
    ),
)

SCHEMES: Final[Mapping[str, Scheme]] = MappingProxyType({scheme.name: scheme for scheme in _SCHEMES})
"""Every scheme by its name, the default first."""

PUBLISHED: Final = _SCHEMES[0]
"""The scheme of the published reports' key: the default."""


def scheme_of(settings: Mapping[str, str]) -> Scheme:
    """Return the scheme that a register's other settings pick; the published one where they pick none.

    Raises:
        QuarterbookError: when there is no scheme of that name.
    """
    name = settings.get(SETTING, "").strip()
    if not name:
        return PUBLISHED
    if name not in SCHEMES:
        known = ", ".join(SCHEMES)
        raise QuarterbookError(f'settings: "{name}" is not a rating scheme; write one of {known}, or leave it blank')
    return SCHEMES[name]
