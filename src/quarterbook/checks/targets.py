"""TGT: targets and baselines: there, stable, and for the time that the figure covers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from quarterbook.book.remarks import Kind
from quarterbook.cells import Cell, classify
from quarterbook.checks.check import Check, check
from quarterbook.checks.finding import ERROR, WARNING, Finding
from quarterbook.checks.pages import Page
from quarterbook.checks.series import Point, adds_up, by_year, near, points
from quarterbook.checks.subject import Subject
from quarterbook.checks.wording import aim_word, figure
from quarterbook.figures import places_of, target_of
from quarterbook.register.model import Observation
from quarterbook.rules import same
from quarterbook.vocabulary import BASELINE, CONTEXTUAL, CUMULATIVE, IN_PERIOD, PERCENT, RATE, TARGETED

_TRACKED: Final = (BASELINE, CONTEXTUAL)


@check(
    "TGT001",
    WARNING,
    title="There is a figure, but no target",
    what="Finds indicators whose status is Targeted that have a current figure, but no target for the current period.",
    why="Nobody can be told whether the figure is good; the rating says No target.",
    example="The current figure is 64%, the column Target is blank, and there is no annual target.",
    mend="Enter the target of the period, or set the status to Baseline, Contextual or In Development",
)
def missing(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the current period of every indicator."""
    for page in subject.pages:
        current = _current(subject, page)
        if page.indicator.status != TARGETED or current is None or current.actual is None:
            continue
        target = target_of(page.indicator, current.row, subject.reporting)
        if classify(target) is Cell.MISSING:
            yield this.found(
                subject.places.history[page.number, current.period]["target"],
                f"{current.period} has the figure {figure(current.actual, page.indicator)}, but no target",
                indicator=page.number,
                expected="a target",
            )


@check(
    "TGT002",
    WARNING,
    title="The target or baseline changed within the year, without a note",
    what="Compares the targets (or baselines) of the periods of one financial year, for targets that are not "
    "cumulative "
    "and have no profile. A row with a note may differ.",
    why="A target that is lowered in the year turns a Red into a Green. Members must be told that it was, and why.",
    example="The target is 361,311 in 2023/24 Q2 and 327,616 in Q3, and there is no note.",
    mend="Put the agreed target back, or say in the row's note who changed it and why; a target that differs by season "
    "wants a profile",
)
def changed(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the history of every indicator."""
    for page in subject.pages:
        indicator = page.indicator
        if indicator.aim_basis == CUMULATIVE or indicator.profile:
            continue
        for year in by_year(points(subject, page)):
            typed = [point for point in year if point.target is not None and point.row.target is not None]
            for before, point in pairwise(typed):
                if same(before.target or 0.0, point.target or 0.0) or point.row.note.strip():
                    continue
                yield this.found(
                    subject.places.history[page.number, point.period]["target"],
                    f"{aim_word(indicator)} of {figure(before.target, indicator)} in {before.period} became "
                    f"{figure(point.target, indicator)} in {point.period}",
                    indicator=page.number,
                    expected=figure(before.target, indicator),
                    found=figure(point.target, indicator),
                )


@check(
    "TGT003",
    ERROR,
    title="A period's baseline is not its part of the annual figure",
    what="For counts and sums of a period: compares the baseline of each period of the year with the annual figure in "
    "the settings ÷ the periods of a year (or by profile). Without one, finds baselines that are as large as the whole "
    "of last year.",
    why="A quarter beside a whole year's figure looks like a collapse.",
    example="The annual figure is 3,488 and the quarterly baseline is 3,488, not 872.",
    mend="Enter the annual figure ÷ the number of periods in a year, or leave the cell blank: it is then worked out",
)
def baseline(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every indicator whose baseline is for a period alone."""
    for page in subject.pages:
        indicator = page.indicator
        if indicator.status not in _TRACKED or indicator.aim_basis != IN_PERIOD or not adds_up(page):
            continue
        years = {year[0].period.year: year for year in by_year(points(subject, page))}
        for number, year in years.items():
            before = years.get(number - 1, [])
            for point in year:
                expected = _baseline_due(subject, page, point, before)
                if expected is not None and point.row.target is not None and point.target is not None:
                    yield this.found(
                        subject.places.history[page.number, point.period]["target"],
                        f"the baseline of {point.period} is {figure(point.target, indicator)}, but its part of the "
                        f"annual figure is {figure(expected, indicator)}",
                        indicator=page.number,
                        expected=figure(expected, indicator),
                        found=figure(point.target, indicator),
                    )


def _baseline_due(subject: Subject, page: Page, point: Point, before: list[Point]) -> float | None:
    """Return what the baseline of a period should be, None where it is right or nobody can say."""
    indicator = page.indicator
    if point.target is None:
        return None
    if indicator.target_follows(point.period, subject.reporting):
        due = _due(subject, page, point)
        return None if due is None or _agrees(page, point.target, due) else due
    periods = point.period.count
    alone = [earlier.actual for earlier in before if earlier.actual is not None]
    if indicator.basis != IN_PERIOD or len(alone) != periods:
        return None
    total = sum(alone)
    return total / periods if total > 0 and _agrees(page, point.target, total) else None


@check(
    "TGT004",
    WARNING,
    title="A period's target is not its part of the annual target",
    what="Compares the targets typed for the periods of the current year with what follows from the annual target in "
    "the settings. A row with a note may differ.",
    why="Two targets are in the workbook, and the report prints the one that was typed.",
    example="The annual target is 1,900 and the profile makes 1,235 of it due by Q3; 1,300 is typed.",
    mend="Leave the target of the period blank, so that it is worked out, or say in the note why it differs",
)
def not_pro_rata(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the current year of every indicator that has an annual target."""
    for page in subject.pages:
        indicator = page.indicator
        if indicator.status != TARGETED or indicator.annual_target is None:
            continue
        for point in points(subject, page):
            if not indicator.target_follows(point.period, subject.reporting) or point.row.target is None:
                continue
            due = _due(subject, page, point)
            if due is None or point.target is None or _agrees(page, point.target, due) or point.row.note.strip():
                continue
            if _is_divided(page, point.target, due, point.period.count):
                continue  # TGT005 says it better
            yield this.found(
                subject.places.history[page.number, point.period]["target"],
                f"the target of {point.period} is {figure(point.target, indicator)}, but "
                f"{figure(due, indicator)} follows from the annual target",
                indicator=page.number,
                expected=figure(due, indicator),
                found=figure(point.target, indicator),
            )


@check(
    "TGT005",
    ERROR,
    title="A percentage or a rate was divided by the periods of the year",
    what="Finds targets and baselines of percentages and rates that are the annual one, or that of another period, "
    "divided by 4 (quarters) or 12 (months).",
    why="A percentage has no part for a quarter: 65% of the year is 65% in every quarter. Against 16.25% everything is "
    "Blue.",
    example="The annual target is 65% and the target of Q3 is 16.25%.",
    mend="Enter the whole percentage",
)
def divided(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the targets of every percentage and rate."""
    for page in subject.pages:
        indicator = page.indicator
        if indicator.measure not in (PERCENT, RATE):
            continue
        series = points(subject, page)
        annual = classify(indicator.annual_target)
        others = [point.target for point in series if point.target is not None]
        if not isinstance(annual, Cell):
            others.append(annual)
        for point in series:
            if point.target is None or point.row.target is None or point.period.count == 1:
                continue
            target = point.target
            whole = next((other for other in others if _is_divided(page, target, other, point.period.count)), None)
            if whole is not None:
                yield this.found(
                    subject.places.history[page.number, point.period]["target"],
                    f"{aim_word(indicator)} of {figure(point.target, indicator)} in {point.period} is "
                    f"{figure(whole, indicator)} ÷ {point.period.count}",
                    indicator=page.number,
                    expected=figure(whole, indicator),
                    found=figure(point.target, indicator),
                )


@check(
    "TGT006",
    ERROR,
    title="Percentages or rates were added up",
    what="Finds percentages and rates whose figures are the running total of the column In period.",
    why="Two quarters of 48% and 55% are not 103%, and not 51.5% either unless they count the same number of cases.",
    example="In period is 48% and 55%, and the figure of Q2 is 103%.",
    mend="Enter the percentage of the year to date: all numerators ÷ all denominators",
)
def added_up(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the history of every percentage and rate."""
    for page in subject.pages:
        if page.indicator.measure not in (PERCENT, RATE):
            continue
        for year in by_year(points(subject, page)):
            both = [point for point in year if point.actual is not None and point.alone is not None]
            total = 0.0
            for n, point in enumerate(both, start=1):
                total += point.alone or 0.0
                if n > 1 and point.actual and same(point.actual, total) and not same(total, point.alone or 0.0):
                    yield this.found(
                        subject.places.history[page.number, point.period]["actual"],
                        f"the figure of {point.period} is {figure(point.actual, page.indicator)}, the total of the "
                        "periods' percentages or rates",
                        indicator=page.number,
                        found=figure(point.actual, page.indicator),
                    )


@check(
    "TGT007",
    ERROR,
    title="The profile of the annual target does not fit",
    what="Looks at the weights by which the annual target spreads over the year: one for each period, numbers "
    "from 0, not "
    "all of them 0.",
    why="With a profile that does not fit no target can be worked out, and nothing is rated.",
    example="Three weights are filled in for a quarterly indicator.",
    mend="Fill in one weight for each period of the year, or none",
)
def profile(this: Check, subject: Subject) -> Iterator[Finding]:
    """Take over what was noticed when the workbook was read."""
    return this.remarked(subject, Kind.PROFILE)


def _current(subject: Subject, page: Page) -> Point | None:
    return next((point for point in points(subject, page) if point.period == page.current), None)


def _due(subject: Subject, page: Page, point: Point) -> float | None:
    """Return the target of a period that follows from the annual one."""
    blank = Observation(number=page.number, period=point.period)
    due = classify(target_of(page.indicator, blank, subject.reporting))
    return None if isinstance(due, Cell) else due


def _agrees(page: Page, target: float, due: float) -> bool:
    return near(target, due, places_of(page.indicator))


def _is_divided(page: Page, target: float, whole: float, periods: int) -> bool:
    """Whether a percentage or rate is another one's part of a year."""
    divides = page.indicator.measure in (PERCENT, RATE) and whole > 0 and target > 0 and not same(target, whole)
    return divides and near(target, whole / periods, max(places_of(page.indicator), 2))
