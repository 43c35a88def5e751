"""TGT: targets and baselines: there, stable, and for the time that the figure covers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from quarterbook.book.remarks import Kind
from quarterbook.cells import Cell, classify, direction_of
from quarterbook.checks.check import Check, check
from quarterbook.checks.finding import ERROR, WARNING, Finding
from quarterbook.checks.pages import Page
from quarterbook.checks.series import DIGITS, Point, adds_up, by_year, digits, near
from quarterbook.checks.subject import Subject
from quarterbook.checks.wording import aim_word, figure
from quarterbook.figures import places_of, target_of
from quarterbook.periods import Period
from quarterbook.register.model import Observation
from quarterbook.rules import same
from quarterbook.vocabulary import (
    BASELINE,
    CONTEXTUAL,
    CUMULATIVE,
    DOWN,
    IN_PERIOD,
    NONE,
    PERCENT,
    RATE,
    REVISED,
    TARGETED,
    UP,
)

_TRACKED: Final = (BASELINE, CONTEXTUAL)
_PART: Final = re.compile(
    r"\b(?:quarter|fourth|twelfth) of\b|\bdivided by\b|÷|\baverage (?:of|for|per|from)\b|/ ?(?:4|12)\b"
)
"""Words by which a description says that a baseline is one period's part of a year."""
_DIVIDED: Final = re.compile(r"(?:\bdivided by|÷) ?(?:4|four|12|twelve)\b")
_AIM: Final = re.compile(r"\b(?:target|baseline)\b")
_LAST_YEAR: Final = re.compile(r"\b(?:last|previous|prior|preceding) (?:financial )?year\b|\byear before\b(?! last)")
_FINANCIAL_YEAR: Final = re.compile(r"\b20\d\d/\d\d\b")


@check(
    "TGT001",
    WARNING,
    title="There is a figure, but no target",
    what="Finds indicators whose status is Targeted that have a direction and a current figure, but no target for the "
    "current period.",
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
        if direction_of(page.indicator.direction) == NONE:
            continue  # it is Contextual, whatever its status
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
    "cumulative and have no profile. A row with a note may differ, and so may targets that become harder in every "
    "period of the year: they were set so.",
    why="A target that is lowered in the year turns a Red into a Green. Members must be told that it was, and why.",
    example="The target is 361,311 in 2023/24 Q2 and 327,616 in Q3, and there is no note.",
    mend="Put the agreed target back, or say in the row's note who changed it and why; a target that differs by "
    "season wants a profile",
)
def changed(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the history of every indicator."""
    for page in subject.pages:
        indicator = page.indicator
        if indicator.aim_basis == CUMULATIVE or indicator.profile:
            continue
        for year in by_year(subject.series(page)):
            typed = [point for point in year if point.target is not None and point.row.target is not None]
            if _is_trajectory(page, typed):
                continue
            for before, point in pairwise(typed):
                if same(before.target or 0.0, point.target or 0.0) or point.row.note.strip():
                    continue
                if _follows(subject, page, point):
                    continue  # the parts of a year are rounded so that they add up
                yield this.found(
                    subject.places.history[page.number, point.period]["target"],
                    f"the {aim_word(indicator)} of {figure(before.target, indicator)} in {before.period} became "
                    f"{figure(point.target, indicator)} in {point.period}",
                    indicator=page.number,
                    expected=figure(before.target, indicator),
                    found=figure(point.target, indicator),
                )


def _is_trajectory(page: Page, typed: list[Point]) -> bool:
    """Whether three targets of a year or more become harder from each to the next."""
    way = direction_of(page.indicator.direction)
    steps = [(after.target or 0.0) - (before.target or 0.0) for before, after in pairwise(typed)]
    return len(steps) > 1 and all((step > 0 and way == UP) or (step < 0 and way == DOWN) for step in steps)


@check(
    "TGT003",
    ERROR,
    title="A period's baseline is not its part of the annual figure",
    what="For counts and sums of a period: compares the baseline of each period of the year with the annual figure in "
    "the settings ÷ the periods of a year (or by profile). Without one, finds baselines that are as large as the "
    "whole of last year and, where the description says that the baseline is a part of last year's total, those of "
    "the current year that are not. A row with a note may differ.",
    why="A quarter beside a whole year's figure looks like a collapse.",
    example="The annual figure is 3,488 and the quarterly baseline is 3,488, not 872.",
    mend="Enter the annual figure ÷ the number of periods in a year, or say in the row's note why it differs; where "
    "the settings have the annual figure, a blank cell is worked out",
)
def baseline(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every indicator whose baseline is for a period alone."""
    for page in subject.pages:
        indicator = page.indicator
        if indicator.status not in _TRACKED or indicator.aim_basis != IN_PERIOD or not adds_up(page):
            continue
        years = {year[0].period.year: year for year in by_year(subject.series(page))}
        for number, year in years.items():
            before = years.get(number - 1, [])
            for point in year:
                expected = _baseline_due(subject, page, point, before)
                typed = point.row.target is not None and not point.row.note.strip()
                if expected is not None and typed:
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
    if total <= 0 or _agrees(page, point.target, total / periods):
        return None
    return total / periods if _agrees(page, point.target, total) or _is_said_to_be_part(page, point, before) else None


def _is_said_to_be_part(page: Page, point: Point, before: list[Point]) -> bool:
    """Whether the description says that the baseline is last year's total ÷ the periods, and it may be held to that."""
    is_now = page.current is not None and page.current.year == point.period.year
    if not is_now or any(earlier.row.marker == REVISED for earlier in before):
        return False
    last_year = before[0].period.financial_year
    for sentence in _sentences(page.indicator.description):
        of_last_year = _LAST_YEAR.search(sentence) is not None or last_year in sentence
        other_years = [year for year in _FINANCIAL_YEAR.findall(sentence) if year != last_year]
        if BASELINE.lower() in sentence and of_last_year and _PART.search(sentence) and not other_years:
            return True
    return False


@check(
    "TGT004",
    WARNING,
    title="A period's target is not its part of the annual target",
    what="Compares the targets typed for the periods of the current year with what follows from the annual target in "
    "the settings. A row with a note may differ, and percentages and rates of the year to date may be on their way to "
    "the annual one.",
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
        for point in subject.series(page):
            if not indicator.target_follows(point.period, subject.reporting) or point.row.target is None:
                continue
            due = _due(subject, page, point)
            if due is None or point.target is None or _agrees(page, point.target, due) or point.row.note.strip():
                continue
            if _may_be_part(page, point.period) or _is_divided(page, point, due):
                continue  # TGT005 is about a percentage that was divided
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
    title="A percentage was divided by the periods of the year",
    what="Finds targets and baselines of percentages that are the annual one, or that of another period, divided by 4 "
    "(quarters) or 12 (months); and those of which the description says that they were divided, where all figures of "
    "the year are about the whole. A target for the year to date may be that part of the annual one that is due.",
    why="A percentage has no part for a quarter: 65% of the year is 65% in every quarter. Against 16.25% everything "
    "is Blue.",
    example="The annual target is 65% and the target of Q3 is 16.25%.",
    mend="Enter the whole percentage",
)
def divided(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the targets of every percentage."""
    for page in subject.pages:
        indicator = page.indicator
        if indicator.measure != PERCENT:
            continue
        before: list[Point] = []
        for year in by_year(subject.series(page)):
            for point in year:
                whole = _whole_of(subject, page, point, year, before) if point.row.target is not None else None
                if whole is not None:
                    yield this.found(
                        subject.places.history[page.number, point.period]["target"],
                        f"the {aim_word(indicator)} of {figure(point.target, indicator)} in {point.period} is "
                        f"{figure(whole, indicator)} ÷ {point.period.count}",
                        indicator=page.number,
                        expected=figure(whole, indicator),
                        found=figure(point.target, indicator),
                    )
            before = year


def _whole_of(subject: Subject, page: Page, point: Point, year: list[Point], last_year: list[Point]) -> float | None:
    """Return the percentage of which a period's target is a part, None where it is none's."""
    wholes = [other.target for other in year if other.target is not None]
    annual = classify(page.indicator.annual_target)
    if page.indicator.target_follows(point.period, subject.reporting) and not isinstance(annual, Cell):
        wholes.append(annual)
    whole = next((whole for whole in wholes if _is_divided(page, point, whole)), None)
    if whole is not None or point.target is None:
        return whole
    # Over a year a target may well become a quarter of what it was: only a part to the last digit tells, or figures
    # that are still nearer to the whole.
    wholes = [other.target for other in last_year if other.target is not None and other.target > 0]
    to_the_last = digits(point.target) >= DIGITS
    return next(
        (
            whole
            for whole in wholes
            if (to_the_last and same(point.target, whole / point.period.count))
            or (_is_divided(page, point, whole) and _is_still_at(year, whole))
        ),
        _said_whole(page, point, year),
    )


def _said_whole(page: Page, point: Point, year: list[Point]) -> float | None:
    """Return the percentage that the description says was divided, None where it says nothing of the kind."""
    whole = (point.target or 0.0) * point.period.count
    says = any(_DIVIDED.search(one) and _AIM.search(one) for one in _sentences(page.indicator.description))
    is_part = says and point.period.count > 1 and page.indicator.aim_basis != CUMULATIVE
    return whole if is_part and 0 < whole <= 1 and _is_still_at(year, whole) else None


def _sentences(text: str) -> list[str]:
    return re.split(r"[.;!?]\s|\n", text.lower())


def _is_still_at(year: list[Point], whole: float) -> bool:
    """Whether every figure of a year is nearer to the whole than to a part of it."""
    figures = [point.actual for point in year if point.actual is not None]
    return bool(figures) and all(whole * 2 / 3 <= figure <= whole * 3 / 2 for figure in figures)


@check(
    "TGT006",
    ERROR,
    title="Percentages were added up",
    what="Finds percentages that are the running total of the column In period. Parts of one whole may be added up: "
    "figures for the year to date of 100% or less, unless their denominators differ.",
    why="Two quarters of 48% and 55% are not 103%, and not 51.5% either unless they count the same number of cases.",
    example="In period is 48% and 55%, and the figure of Q2 is 103%.",
    mend="Enter the percentage of the year to date: all numerators ÷ all denominators",
)
def added_up(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the history of every percentage."""
    for page in subject.pages:
        if page.indicator.measure != PERCENT:
            continue
        for year in by_year(subject.series(page)):
            both = [point for point in year if point.actual is not None and point.alone is not None]
            total = 0.0
            for n, point in enumerate(both, start=1):
                total += point.alone or 0.0
                is_total = n > 1 and bool(point.actual) and same(point.actual or 0.0, total)
                if is_total and not same(total, point.alone or 0.0) and not _are_parts_of_one(page, both[:n]):
                    yield this.found(
                        subject.places.history[page.number, point.period]["actual"],
                        f"the figure of {point.period} is {figure(point.actual, page.indicator)}, the total of the "
                        "periods' percentages",
                        indicator=page.number,
                        found=figure(point.actual, page.indicator),
                    )


def _are_parts_of_one(page: Page, year: list[Point]) -> bool:
    """Whether percentages may be shares of the same whole, such as the inspections planned for a year."""
    wholes = {point.row.denominator for point in year}
    return page.indicator.is_cumulative and (year[-1].actual or 0.0) <= 1 and len(wholes) == 1


@check(
    "TGT007",
    ERROR,
    title="The profile of the annual target does not fit",
    what="Looks at the weights by which the annual target spreads over the year: one for each period, numbers from 0, "
    "not all of them 0.",
    why="With a profile that does not fit no target can be worked out, and nothing is rated.",
    example="Three weights are filled in for a quarterly indicator.",
    mend="Fill in one weight for each period of the year, or none",
)
def profile(this: Check, subject: Subject) -> Iterator[Finding]:
    """Take over what was noticed when the workbook was read."""
    return this.remarked(subject, Kind.PROFILE)


def _current(subject: Subject, page: Page) -> Point | None:
    return next((point for point in subject.series(page) if point.period == page.current), None)


def _due(subject: Subject, page: Page, point: Point) -> float | None:
    """Return the target of a period that follows from the annual one."""
    blank = Observation(number=page.number, period=point.period)
    due = classify(target_of(page.indicator, blank, subject.reporting))
    return None if isinstance(due, Cell) else due


def _follows(subject: Subject, page: Page, point: Point) -> bool:
    """Whether a target is what follows from the annual one."""
    due = _due(subject, page, point) if page.indicator.target_follows(point.period, subject.reporting) else None
    return due is not None and point.target is not None and _agrees(page, point.target, due)


def _agrees(page: Page, target: float, due: float) -> bool:
    """Whether a target is what is due: rounded as it is shown or, a count, to the next whole one above or below."""
    places = places_of(page.indicator)
    return near(target, due, places) or (adds_up(page) and abs(target - due) < (1 - 1e-6) * 10.0**-places)


def _may_be_part(page: Page, period: Period) -> bool:
    """Whether a percentage's or a rate's target may be a part of the annual one.

    Shares of one whole for the year to date grow into it, and so do cases or days a head.
    """
    indicator = page.indicator
    if indicator.measure == RATE and indicator.aim_basis == IN_PERIOD:
        return True
    grows = indicator.measure in (PERCENT, RATE) and indicator.aim_basis == CUMULATIVE
    return grows and period.number < period.count


def _is_divided(page: Page, point: Point, whole: float) -> bool:
    """Whether a percentage of a period is another one's part of a year."""
    target, periods = point.target or 0.0, point.period.count
    if page.indicator.measure != PERCENT or periods == 1 or min(whole, target) <= 0 or same(target, whole):
        return False
    if page.indicator.aim_basis == CUMULATIVE and point.period.number == 1:
        return False
    part = whole / periods
    return same(target, part) or (digits(target) > 1 and near(target, part, max(places_of(page.indicator), 2)))
