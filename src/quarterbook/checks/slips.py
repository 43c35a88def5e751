"""CEL, continued: figures that do not fit what stands beside them, as slips of the keyboard make them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from statistics import median
from typing import Final

from quarterbook.book.addresses import cell_address
from quarterbook.book.sheets.formulas import percentage
from quarterbook.cells import MISSING, Cell, classify
from quarterbook.checks.check import Check, check
from quarterbook.checks.finding import ERROR, WARNING, Finding
from quarterbook.checks.series import Point
from quarterbook.checks.subject import Subject
from quarterbook.checks.wording import figure, shown_value
from quarterbook.figures import figure_text
from quarterbook.vocabulary import PERCENT

_OTHERS_SHOW: Final = 3
"""So many figures show that an indicator has none below 0."""
_OTHERS_OF_SIZE: Final = 4
"""So many figures show of what size an indicator's are."""
_TIMES: Final = 8.0
_LEAST: Final = 10.0
"""Below this a median says little: 1 case and 9 cases are both a few."""
_BALANCE: Final = re.compile(
    r"\b(?:net|balances?|variances?|change|difference|surplus|deficit|growth|gap|(?:over|under)spend\w*)\b",
    re.IGNORECASE,
)
"""Words for measures that fall below 0."""


@check(
    "CEL013",
    WARNING,
    title="A percentage's numerator is larger than its denominator",
    what="Finds rows of percentages whose numerator is larger than the denominator, unless other periods of the "
    "indicator are above 100% as well.",
    why="More than all of them cannot have been dealt with in time: the two were typed the wrong way round, or one of "
    "them is wrong.",
    example="The numerator of 2023/24 Q3 is 889 and the denominator 570.",
    mend="Swap numerator and denominator, or correct the one that is wrong",
)
def swapped(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the history of every percentage."""
    for page in subject.pages:
        if page.indicator.measure != PERCENT:
            continue
        series = subject.series(page)
        for point in series:
            part, whole = classify(point.row.numerator), classify(point.row.denominator)
            if isinstance(part, Cell) or isinstance(whole, Cell) or not part > whole > 0:
                continue
            if not any(other.actual is not None and other.actual > 1 for other in series if other is not point):
                yield this.found(
                    subject.places.history[page.number, point.period]["numerator"],
                    f"{point.period} has {shown_value(part)} of {shown_value(whole)}, more than all of them",
                    indicator=page.number,
                    expected=f"{shown_value(whole)} or less",
                    found=shown_value(part),
                )


@check(
    "CEL014",
    WARNING,
    title="A figure is below 0, and none of the others is",
    what=f"Finds negative figures of indicators that have at least {_OTHERS_SHOW} others, none of them negative. Rows "
    "with a note are left out, and so are measures whose title or description speaks of a balance, a net figure or a "
    "change.",
    why="There cannot be fewer than none of what is counted: a minus sign was typed or pasted with the figure.",
    example="The figures are 412, 388, 401 and -395.",
    mend="Take the minus sign away, or say in the row's note why the figure is below 0",
)
def negative(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the history of every indicator."""
    for page in subject.pages:
        known = [point for point in subject.series(page) if point.actual is not None]
        below = [point for point in known if (point.actual or 0.0) < 0]
        if len(below) != 1 or len(known) <= _OTHERS_SHOW or below[0].row.note.strip():
            continue
        if not _BALANCE.search(f"{page.indicator.title} {page.indicator.description}"):
            told = figure(below[0].actual, page.indicator)
            yield this.found(
                subject.places.history[page.number, below[0].period]["actual"],
                f"{below[0].period} has {told}; none of the {len(known) - 1} other figures is below 0",
                indicator=page.number,
                expected="0 or more",
                found=told,
            )


@check(
    "CEL015",
    WARNING,
    title="A figure is of quite another size than the others",
    what=f"Finds figures that are at least {_TIMES:.0f} times both the median of the indicator's others and the period "
    f"before, or at most that part of both, where there are {_OTHERS_OF_SIZE} others or more, their median is "
    f"{_LEAST:.0f} or more and none of them is of that size. Cumulative figures, and rows with a note, are left out.",
    why="A digit was typed twice or left out, or the figure is in thousands and the others are not.",
    example="The figures are 412, 388, 401, 395 and 4,020.",
    mend="Correct the figure, or say in the row's note why it is so different",
)
def another_size(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the history of every indicator whose figures are not cumulative."""
    for page in subject.pages:
        if page.indicator.is_cumulative:
            continue
        known = {point.period: point for point in subject.series(page) if point.actual is not None}
        for point in known.values():
            before = known.get(point.period.previous())
            if before is not None and _is_of_another_size(point, before, known.values()) and not point.row.note.strip():
                told = figure(point.actual, page.indicator)
                usual = figure(median(_others(point, known.values())), page.indicator)
                yield this.found(
                    subject.places.history[page.number, point.period]["actual"],
                    f"{point.period} has {told}, after {figure(before.actual, page.indicator)} the period before; the "
                    f"median of the others is {usual}",
                    indicator=page.number,
                    expected=f"about {usual}",
                    found=told,
                )


def _is_of_another_size(point: Point, before: Point, known: Iterable[Point]) -> bool:
    value, last, others = point.actual or 0.0, before.actual or 0.0, _others(point, known)
    if len(others) < _OTHERS_OF_SIZE or min(value, last, *others) < 0 or median(others) < _LEAST:
        return False
    if any(value <= 2 * other <= 4 * value for other in others):
        return False  # a season, or a new level
    usual = median(others)
    return value >= _TIMES * max(usual, last) or value * _TIMES <= min(usual, last)


def _others(point: Point, known: Iterable[Point]) -> list[float]:
    return [other.actual for other in known if other is not point and other.actual is not None]


@check(
    "CEL016",
    ERROR,
    title="A figure is blank though its numerator and denominator are there",
    what="Finds rows of the history whose Actual shows nothing, neither a figure nor a word for none, beside a "
    "numerator and a denominator that give one.",
    why="The sheet shows No data, and the chart a gap; the report and data frames work the figure out of its parts. "
    "Members and officers see two different things.",
    example="The Actual of 2023/24 Q3 was cleared, and with it its formula; 320 of 500 stand beside it.",
    mend="Enter the figure; where the formula was cleared, copy it from the cell above or below, or, where there is no "
    "figure, type a word of the key such as n/a",
)
def cleared(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the history of every indicator."""
    for page in subject.pages:
        for point in subject.series(page):
            if point.row.actual is not None or point.actual is None:
                continue
            cells = subject.places.history[page.number, point.period]
            if classify(subject.value(cells["actual"])) is not MISSING:
                continue  # its formula gives the figure, or an error that other checks are about
            part, whole = (shown_value(classify(value)) for value in (point.row.numerator, point.row.denominator))
            told = figure_text(point.actual, page.indicator)
            yield this.found(
                cells["actual"],
                f"{point.period} shows no figure, though {part} of {whole} stand beside it and give {told}",
                indicator=page.number,
                expected=percentage(*(cell_address(*cells[side].place) for side in ("numerator", "denominator"))),
                found=shown_value(None),
            )
