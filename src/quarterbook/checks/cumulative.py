"""CUM: cumulative figures beside figures of one period, and series that are not what they are labelled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from quarterbook.checks.check import Check, check
from quarterbook.checks.finding import ERROR, WARNING, Finding
from quarterbook.checks.pages import Page
from quarterbook.checks.series import Point, adds_up, by_year
from quarterbook.checks.subject import Subject
from quarterbook.checks.wording import aim_word, figure
from quarterbook.rules import cumulative_check, same
from quarterbook.vocabulary import (
    CUMULATIVE,
    CURRENCY,
    GAP_AT,
    IN_PERIOD,
    MISMATCH_AT,
    PREVIOUS_PERIOD,
    ROLLING,
    SAME_PERIOD_LAST_YEAR,
    SNAPSHOT,
)

_LONG: Final = (CUMULATIVE, ROLLING)
"""What a figure covers that is more than its own period."""
_COVERS: Final = {
    IN_PERIOD: "for the period alone",
    CUMULATIVE: "for the year to date",
    ROLLING: "for twelve months",
    SNAPSHOT: "the level on a date",
}
"""How a finding says what a figure covers."""
_FEW: Final = 10
"""A total below this may well stand still for a period."""
_RISES_TO: Final = 2.0
"""A series that behaves cumulatively is at least so many times its first figure by its last of the year."""
_FALLS_TO: Final = 0.6
"""And starts the next year at this part of it at most."""
_CARRIED_ON: Final = 0.9
"""A first period that reaches this part of the whole year before was not started again."""
_LEAST: Final = 3
"""How many figures of a year show how it behaves."""


@check(
    "CUM001",
    ERROR,
    title="The figure and its target or baseline do not cover the same time",
    what="Compares the basis of the figures with the basis of the target, for measures that add up over time: a "
    "figure for the year to date, or for twelve months, wants a target for the same.",
    why="A cumulative figure soon passes a quarter's target, so the indicator looks good whatever happens.",
    example="147 inquests closed in the year to date stand beside a baseline of 67 for one quarter.",
    mend="Set the basis of the target to that of the figures, give it a target (or baseline) for that time, "
    "and say so in the row's note",
)
def basis(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the settings of every indicator that has a target."""
    for page in subject.pages:
        indicator = page.indicator
        own, aim = indicator.basis, indicator.aim_basis
        if own == aim or not adds_up(page) or not (own in _LONG or aim in _LONG):
            continue
        series = subject.series(page)
        current = next((point for point in series if point.period == page.current), None)
        target = None if current is None else current.target
        cell = page.named("TargetBasis")
        if target is None or cell is None:
            continue
        yield this.found(
            cell,
            f"the figure is {_COVERS.get(own, own)}, but its {aim_word(indicator)} of {figure(target, indicator)} is "
            f"{_COVERS.get(aim, aim)}",
            indicator=page.number,
            expected=own,
            found=aim,
        )


@check(
    "CUM002",
    WARNING,
    title="A cumulative figure is compared with the period before",
    what="Finds cumulative indicators whose comparator is the previous period.",
    why="A figure for the year to date can hardly be lower than the quarter's before: it always improves, until the "
    "new year starts and it always declines.",
    example="147 for the year to date is compared with 88 in the quarter before.",
    mend=f"Set the comparator to {SAME_PERIOD_LAST_YEAR}, and enter last year's figure in the history if it is "
    "not there",
)
def comparator(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the settings of every indicator."""
    for page in subject.pages:
        indicator, cell = page.indicator, page.named("Comparator")
        if indicator.is_cumulative and indicator.comparator == PREVIOUS_PERIOD and adds_up(page) and cell is not None:
            yield this.found(
                cell,
                "the figure is for the year to date, but it is compared with the period before",
                indicator=page.number,
                expected=SAME_PERIOD_LAST_YEAR,
                found=indicator.comparator,
            )


@check(
    "CUM003",
    ERROR,
    title="A cumulative figure falls",
    what="Follows the figures of cumulative indicators through each financial year. A balance, which can be below 0, "
    "may fall, and so may a total of which the column In period says what was taken off.",
    why="A total for the year to date cannot become smaller: a figure was mistyped, is for the period alone, or an "
    "earlier one was revised and not corrected here.",
    example="The year to date is 608 in Q2 and 595 in Q3.",
    mend="Correct the figure that is wrong; if an earlier one was revised, correct that and mark it Revised",
)
def falls(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the history of every cumulative indicator."""
    for page, year in _cumulative_years(subject):
        for before, point in pairwise(point for point in year if point.actual is not None):
            if _is_less(point.actual, before.actual) and not _was_taken_off(before, point):
                yield this.found(
                    subject.places.history[page.number, point.period]["actual"],
                    f"the year to date is {figure(point.actual, page.indicator)} in {point.period}, "
                    f"after {figure(before.actual, page.indicator)} in {before.period}",
                    indicator=page.number,
                    expected=f"{figure(before.actual, page.indicator)} or more",
                    found=figure(point.actual, page.indicator),
                )


def _is_less(later: float | None, earlier: float | None) -> bool:
    """Whether a total for the year to date is below the one before. One below 0 is a balance, which may fall."""
    if later is None or earlier is None or min(later, earlier) < 0:
        return False
    return later < earlier and not same(later, earlier)


def _was_taken_off(before: Point, point: Point) -> bool:
    """Whether a total fell because the figure of the period alone is below 0, as that of net figures can be."""
    if point.alone is None or point.alone >= 0 or before.actual is None or point.actual is None:
        return False
    return point.period == before.period.next() and same(point.actual, before.actual + point.alone)


@check(
    "CUM004",
    WARNING,
    title="A cumulative figure repeats the one before",
    what="Finds cumulative figures that are exactly those of the period before in the same year, though nothing says "
    f"that nothing happened (0 in the column In period says so). Below {_FEW} they may well stay the same.",
    why="A total that stands still is most often last quarter's, not brought up to date.",
    example="The year to date is 147 in Q2 and 147 in Q3.",
    mend="Enter this period's figure; if nothing was added, write 0 in the column In period",
)
def repeats(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the history of every cumulative indicator."""
    for page, year in _cumulative_years(subject):
        for before, point in pairwise(point for point in year if point.actual is not None):
            stands = same(point.actual or 0.0, before.actual or 0.0) and abs(point.actual or 0.0) >= _FEW
            if stands and point.alone != 0 and point.period == before.period.next():
                yield this.found(
                    subject.places.history[page.number, point.period]["actual"],
                    f"the year to date is {figure(point.actual, page.indicator)} in {point.period}, "
                    f"exactly as in {before.period}",
                    indicator=page.number,
                    found=figure(point.actual, page.indicator),
                )


@check(
    "CUM005",
    ERROR,
    title="A cumulative figure is not the total of the periods",
    what="Compares the figures of cumulative indicators with the running total of the column In period. Money and "
    "figures with decimals may differ by what comes of rounding each of them.",
    why="One of the two is wrong, and the report prints one of them.",
    example="The year to date is 300 in Q1, and In period says 290.",
    mend="Correct the cumulative figure or the figure of the period, so that the one is the total of the other",
)
def mismatch(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the history of every cumulative indicator."""
    for page, year in _cumulative_years(subject):
        if [point.period.number for point in year] != list(range(1, len(year) + 1)):
            continue
        outcome = cumulative_check([point.actual for point in year], [point.alone for point in year])
        if not outcome.startswith(MISMATCH_AT):
            continue
        total = 0.0
        for n, point in enumerate(year, start=1):
            if point.actual is None or point.alone is None:
                break
            total += point.alone
            if not same(point.actual, total) and abs(point.actual - total) > _rounding(page, n):
                yield this.found(
                    subject.places.history[page.number, point.period]["actual"],
                    f"the year to date is {figure(point.actual, page.indicator)} in {point.period}, but the periods "
                    f"add up to {figure(total, page.indicator)}",
                    indicator=page.number,
                    expected=figure(total, page.indicator),
                    found=figure(point.actual, page.indicator),
                )
                break


def _rounding(page: Page, periods: int) -> float:
    """Return by how much a total may differ from its parts because they are rounded: counts are not."""
    indicator = page.indicator
    if indicator.decimals == 0 and indicator.measure != CURRENCY:
        return 0.0
    return 0.5000001 * (periods + 1) * 10.0**-indicator.decimals


@check(
    "CUM006",
    WARNING,
    title="The year's cumulative figures have a gap",
    what="Finds periods of the current financial year without a cumulative figure, and without a word of the key that "
    "says there is none, though a later one has one.",
    why="Nobody can follow the year, and the figure of the period alone cannot be worked out.",
    example="There are figures for 2023/24 Q2 and Q3, but none for Q1.",
    mend="Enter the figure of that period, or a word of the key such as not available where nobody knows it",
)
def gaps(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the current year of every cumulative indicator."""
    for page in subject.pages:
        if not page.indicator.is_cumulative or not adds_up(page) or page.current is None:
            continue
        known = {point.period: point for point in subject.series(page)}
        year = page.current.of_year()
        figures = [known[period].actual if period in known else None for period in year]
        # A word that says there is no figure is an answer: the gap is known, and nothing is still to be done about it.
        answered = [period in known and isinstance(known[period].row.actual, str) for period in year]
        told = [0.0 if known_gap and n is None else n for n, known_gap in zip(figures, answered, strict=True)]
        outcome = cumulative_check(told)
        if outcome.startswith(GAP_AT):
            period = year[int(outcome.removeprefix(GAP_AT)) - 1]
            row = subject.places.history.get((page.number, period))
            yield this.found(
                row["actual"] if row else page.sheet,
                f"there is no figure for {period}, but there are later ones of the same year",
                indicator=page.number,
            )


@check(
    "CUM007",
    WARNING,
    title="A series that is not labelled cumulative behaves like one",
    what="Looks for figures that add up over the year: they rise from period to period, to twice the first or more, "
    "and start again low in the next year; or they are the running total of the column In period.",
    why="A cumulative figure that is read as a quarter's makes every later quarter look better than it was.",
    example="Q1 to Q4 are 88, 147, 210 and 272, the next Q1 is 80, and the basis says In period.",
    mend=f"Set the basis to {CUMULATIVE}, or enter the figure of each period alone",
)
def behaves(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the history of every indicator whose figures are for the period alone."""
    for page in subject.pages:
        if page.indicator.basis != IN_PERIOD or not adds_up(page):
            continue
        years = list(by_year(subject.series(page)))
        cell = page.named("Basis")
        if cell is not None and (_starts_again(years) or any(_is_running_total(year) for year in years)):
            yield this.found(
                cell,
                f"the basis is {IN_PERIOD}, but the figures add up over the year like cumulative ones",
                indicator=page.number,
                expected=CUMULATIVE,
                found=IN_PERIOD,
            )


def _starts_again(years: Sequence[Sequence[Point]]) -> bool:
    """Whether the figures rise through every year and start each again low."""
    told = [[point.actual for point in year if point.actual is not None] for year in years]
    full = [year for year in told if len(year) >= _LEAST]
    if not full or not all(_rises(year) for year in told) or any(year[-1] < _RISES_TO * year[0] for year in full):
        return False
    turns = [(year[-1], after[0]) for year, after in pairwise(told) if len(year) >= _LEAST and after]
    rising = sum(len(year) > 1 for year in told)
    return rising > 1 and bool(turns) and all(first <= _FALLS_TO * last for last, first in turns)


def _rises(figures: Sequence[float]) -> bool:
    return all(later > earlier > 0 for earlier, later in pairwise(figures))


def _is_running_total(year: Sequence[Point]) -> bool:
    """Whether the figures of a year, from its first period on, are the running total of those beside them."""
    both = [point for point in year if point.actual is not None and point.alone is not None]
    numbers = [point.period.number for point in both]
    if len(both) < 2 or numbers != list(range(1, len(both) + 1)) or both[-1].actual == both[-1].alone:
        return False
    total = 0.0
    for point in both:
        total += point.alone or 0.0
        if not same(total, point.actual or 0.0):
            return False
    return True


@check(
    "CUM008",
    ERROR,
    title="A cumulative target or baseline falls",
    what="Follows the cumulative targets and baselines of each financial year. A row with a note may differ.",
    why="What is due by the end of a later period cannot be less than what was due before: one of the targets is for "
    "the period alone, or was mistyped.",
    example="The target for the year to date is 1,128 in Q2 and 606 in Q3.",
    mend="Enter what is due by the end of the period, set the basis of the target to In period, or say in the row's "
    "note who lowered it and why",
)
def target_falls(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the targets of every indicator whose target is cumulative."""
    for page, before, point in _cumulative_targets(subject):
        if _is_less(point.target, before.target) and not point.row.note.strip():
            aim = aim_word(page.indicator)
            yield this.found(
                subject.places.history[page.number, point.period]["target"],
                f"the {aim} for the year to date is {figure(point.target, page.indicator)} in {point.period}, after "
                f"{figure(before.target, page.indicator)} in {before.period}",
                indicator=page.number,
                expected=f"{figure(before.target, page.indicator)} or more",
                found=figure(point.target, page.indicator),
            )


@check(
    "CUM009",
    WARNING,
    title="A cumulative target or baseline does not grow",
    what="Finds cumulative targets and baselines that are the same in two periods of a year that follow each other, "
    "unless the profile of the annual target has the weight 0 for the later.",
    why="The target is a quarter's, or the whole year's: early in the year the figure is rated against too much, or "
    "late in the year against too little.",
    example="The year to date is held against 400 in Q1, Q2 and Q3.",
    mend="Enter what is due by the end of each period, or the annual target in the settings, which is then spread",
)
def target_stays(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the targets of every indicator whose target is cumulative."""
    told: set[tuple[str, int]] = set()
    for page, before, point in _cumulative_targets(subject):
        year, aim = (page.number, point.period.year), aim_word(page.indicator)
        stays = point.target and before.target and same(point.target, before.target)
        if stays and year not in told and not _nothing_is_due(page, point):
            told.add(year)
            yield this.found(
                subject.places.history[page.number, point.period]["target"],
                f"the {aim} for the year to date is {figure(point.target, page.indicator)} both in "
                f"{before.period} and "
                f"in {point.period}",
                indicator=page.number,
                found=figure(point.target, page.indicator),
            )


@check(
    "CUM010",
    WARNING,
    title="The year's first cumulative figure is not started again",
    what=f"Compares the cumulative figure of a year's first period with that of the last period of the year before: "
    f"{_CARRIED_ON:.0%} of it or more is most likely carried on. Below {_FEW}, with a note, or "
    "where the column In period has the same figure, it may be so.",
    why="A total for the year to date begins at nothing each year: carried on, it beats every target.",
    example="The year to date is 420 in 2022/23 Q4 and 515 in 2023/24 Q1.",
    mend="Enter what there was since the year began, or say in the row's note why it is so much",
)
def carried_on(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the history of every cumulative indicator."""
    for page in subject.pages:
        if not page.indicator.is_cumulative or not adds_up(page):
            continue
        for before, point in pairwise(subject.series(page)):
            last, first = before.actual, point.actual
            if point.period.number != 1 or before.period != point.period.previous() or last is None or first is None:
                continue
            is_told = bool(point.row.note.strip()) or (point.alone is not None and same(point.alone, first))
            if last >= _FEW and first >= _CARRIED_ON * last and not is_told:
                yield this.found(
                    subject.places.history[page.number, point.period]["actual"],
                    f"the year to date is {figure(first, page.indicator)} in {point.period}, after "
                    f"{figure(last, page.indicator)} by the end of the year before",
                    indicator=page.number,
                    expected="the figure since the year began",
                    found=figure(first, page.indicator),
                )


def _nothing_is_due(page: Page, point: Point) -> bool:
    """Whether the profile of the annual target says that nothing more falls due in a period."""
    profile, number = page.indicator.profile, point.period.number
    return len(profile) == point.period.count and profile[number - 1] == 0


def _cumulative_targets(subject: Subject) -> Iterator[tuple[Page, Point, Point]]:
    """Yield the targets of each year of indicators whose target is cumulative, two at a time."""
    for page in subject.pages:
        if page.indicator.aim_basis == CUMULATIVE and adds_up(page):
            for year in by_year(subject.series(page)):
                for before, point in pairwise(point for point in year if point.target is not None):
                    yield page, before, point


def _cumulative_years(subject: Subject) -> Iterator[tuple[Page, list[Point]]]:
    """Yield the financial years of every cumulative indicator whose figures add up."""
    for page in subject.pages:
        if page.indicator.is_cumulative and adds_up(page):
            for year in by_year(subject.series(page)):
                yield page, year
