"""ROL: from one period to the next: what was published stays, and the next period is really the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from quarterbook.book import layout
from quarterbook.cells import Cell, classify
from quarterbook.checks.check import Check, check
from quarterbook.checks.finding import ERROR, WARNING, Finding
from quarterbook.checks.pages import Printed
from quarterbook.checks.series import DIGITS, digits, points
from quarterbook.checks.subject import Subject
from quarterbook.checks.wording import figure
from quarterbook.figures import actual_of, as_shown, target_of
from quarterbook.periods import Period
from quarterbook.register.model import Indicator, Value
from quarterbook.rules import same
from quarterbook.vocabulary import IN_PERIOD, REVISED, ROLLING, SAME_PERIOD_LAST_YEAR

_OF_TIME: Final = (IN_PERIOD, ROLLING)
"""What figures cover that hardly come out the same twice; a level may well stay."""


@check(
    "ROL001",
    ERROR,
    title="The previous figure is not what was published",
    what="Compares the previous figure of every row of the Published ledger with the current figure that was published "
    "for the comparator's period. A revision counts as published where the ledger has it as a row of its own, or the "
    "history marks that period's figure Revised.",
    why="Members compare two reports. A previous figure that was never published makes the change in performance "
    "wrong, "
    "and nobody can see why.",
    example="2023/24 Q2 was published as 55%; the row of Q3 has 64% as the previous figure.",
    mend="Correct the previous figure; if the earlier figure was revised, mark it Revised in the history and say so",
)
def previous(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every row of the ledger."""
    for printed in subject.printed:
        row, indicator = printed.row, printed.indicator
        if indicator is None or row.period.frequency != indicator.frequency:
            continue
        period = _compared_with(printed, indicator)
        before = subject.all_printed.get((row.number, period), ())
        published = [value for value in (_number(earlier.row.current) for earlier in before) if value is not None]
        if not published:
            continue
        value = _number(row.previous)
        if value is None:
            yield this.found(
                printed.cells["previous"],
                f"{row.period} was published without a previous figure, though {period} had been published as "
                f"{figure(published[-1], indicator)}",
                indicator=row.number,
                expected=figure(published[-1], indicator),
            )
        elif not any(same(value, known) for known in published) and not _is_revision(
            subject, row.number, period, value
        ):
            yield this.found(
                printed.cells["previous"],
                f"{row.period} has {figure(value, indicator)} as the previous figure, but {period} was published as "
                f"{figure(published[-1], indicator)}",
                indicator=row.number,
                expected=figure(published[-1], indicator),
                found=figure(value, indicator),
            )


def _compared_with(printed: Printed, indicator: Indicator) -> Period:
    comparator = printed.row.comparator or indicator.comparator
    period = printed.row.period
    return period.same_period_last_year() if comparator == SAME_PERIOD_LAST_YEAR else period.previous()


def _is_revision(subject: Subject, number: str, period: Period, value: float) -> bool:
    observed = subject.history.get((number, period))
    if observed is None or observed.marker != REVISED:
        return False
    revised = _number(as_shown(actual_of(observed), subject.page_of[number].indicator))
    return revised is not None and same(revised, value)


@check(
    "ROL002",
    ERROR,
    title="A published period repeats the one before, previous figure included",
    what="Finds rows of the Published ledger whose current and previous figures are both those of the period before.",
    why="The whole table is last quarter's: nobody brought it up to date, and the new figure was never published.",
    example="2023/24 Q2 and Q3 both have 789 as current and 944 as previous figure.",
    mend="Find this period's figure and publish it with a reason; the previous figure is the one published before",
)
def repeats(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every row of the ledger."""
    for printed in subject.printed:
        row, indicator = printed.row, printed.indicator
        before = subject.printed_of(row.number, row.period.previous())
        if indicator is None or before is None:
            continue
        now = _number(row.current), _number(row.previous)
        then = _number(before.row.current), _number(before.row.previous)
        if None in now or now != then or now[0] == now[1]:
            continue
        yield this.found(
            printed.cells["current"],
            f"{row.period} repeats {before.row.period}: {figure(now[0], indicator)} after "
            f"{figure(now[1], indicator)} in "
            "both",
            indicator=row.number,
            expected=f"a figure of {row.period}, after {figure(now[0], indicator)}"
            if _compared_with(printed, indicator) == before.row.period
            else f"a figure of {row.period}",
            found=f"{figure(now[0], indicator)} after {figure(now[1], indicator)}",
        )


@check(
    "ROL003",
    ERROR,
    title="A figure was changed after it was published",
    what="Compares the figures of the history, as they are shown, with those of the Published ledger. A figure that is "
    "marked Revised may differ.",
    why="The next report would compare with a figure that nobody has seen published.",
    example="2023/24 Q2 was published as 380,018; the history has 382,400 and no marker.",
    mend=f"Put the published figure back, or mark the row {REVISED} and say why in its note",
)
def figure_changed(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the last row of the ledger for each indicator and period."""
    for printed in subject.last_printed.values():
        row, indicator = printed.row, printed.indicator
        published = _number(row.current)
        if indicator is None or published is None or row.period.frequency != indicator.frequency:
            continue
        observed = subject.history.get((row.number, row.period))
        now = None if observed is None else _number(as_shown(actual_of(observed), indicator))
        if observed is not None and observed.marker == REVISED and now is not None:
            continue
        shown = _number(as_shown(published, indicator))
        if now is None or shown is None or not same(now, shown):
            cells = subject.places.history.get((row.number, row.period))
            yield this.found(
                cells["actual"] if cells else subject.page_of[row.number].sheet,
                f"{row.period} was published as {figure(published, indicator)}, but the history has "
                f"{figure(now, indicator) if now is not None else 'no figure'} and does not say that it was revised",
                indicator=row.number,
                expected=figure(published, indicator),
                found=figure(now, indicator),
            )


@check(
    "ROL004",
    WARNING,
    title="A target was changed after it was published",
    what="Compares the targets and baselines of the history with those of the Published ledger. A row with a note, or "
    f"marked {REVISED}, may differ.",
    why="The ratings of earlier periods would no longer be those that members saw.",
    example="2023/24 Q2 was published with a target of 475,381; the history has 450,000 and no note.",
    mend="Put the published target back, or say in the row's note why it was changed",
)
def target_changed(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the last row of the ledger for each indicator and period."""
    for printed in subject.last_printed.values():
        row, indicator = printed.row, printed.indicator
        observed = subject.history.get((row.number, row.period))
        published = _number(row.target)
        if indicator is None or published is None or observed is None or row.period.frequency != indicator.frequency:
            continue
        now = _number(as_shown(target_of(indicator, observed, subject.reporting), indicator))
        shown = _number(as_shown(published, indicator))
        told = observed.note.strip() or observed.marker == REVISED
        if now is not None and shown is not None and not same(now, shown) and not told:
            yield this.found(
                subject.places.history[row.number, row.period]["target"],
                f"{row.period} was published with {figure(published, indicator)} as its target or baseline, but the "
                f"history has {figure(now, indicator)}",
                indicator=row.number,
                expected=figure(published, indicator),
                found=figure(now, indicator),
            )


@check(
    "ROL005",
    WARNING,
    title="The current figure is exactly the previous period's",
    what=f"Compares the current figure with that of the period before, for counts and sums of a period with {DIGITS} "
    "digits or more that have no note. Levels, percentages and short figures may well stay the same.",
    why="A figure that comes out the same to the last digit is most often last quarter's.",
    example="789 cases in 2023/24 Q2, and 789 in Q3.",
    mend="Enter this period's figure; if it really is the same, say so in the row's note",
)
def left_over(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the current period of every indicator."""
    for page in subject.pages:
        if page.indicator.basis not in _OF_TIME or page.current is None:
            continue
        series = {point.period: point for point in points(subject, page)}
        now, before = series.get(page.current), series.get(page.current.previous())
        if now is None or before is None or now.actual is None or before.actual is None:
            continue
        if same(now.actual, before.actual) and digits(now.actual) >= DIGITS and not now.row.note.strip():
            yield this.found(
                subject.places.history[page.number, page.current]["actual"],
                f"{now.period} has {figure(now.actual, page.indicator)}, exactly as {before.period}",
                indicator=page.number,
                found=figure(now.actual, page.indicator),
            )


@check(
    "ROL006",
    WARNING,
    title="There is a figure for a period still to come",
    what="Finds figures in the history for periods that end after the reporting period.",
    why="Either the figure stands in the wrong row, or the reporting period on the Cover was not moved on.",
    example="The reporting period is 2023/24 Q3, and there is a figure for 2023/24 Q4.",
    mend="Move the figure to its period, or set the reporting period on the Cover",
)
def still_to_come(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the history of every indicator."""
    for page in subject.pages:
        for point in points(subject, page):
            if point.actual is not None and page.current is not None and point.period > page.current:
                yield this.found(
                    subject.places.history[page.number, point.period]["actual"],
                    f"{point.period} has {figure(point.actual, page.indicator)}, but the reporting period is "
                    f"{subject.reporting}",
                    indicator=page.number,
                    found=figure(point.actual, page.indicator),
                )


@check(
    "ROL007",
    ERROR,
    title="A later period than the reporting period was published already",
    what="Compares the reporting period on the Cover with the latest period of the Published ledger.",
    why="The workbook was put back to an earlier period, or never moved on: every sheet shows an old period as the "
    "current one.",
    example="The reporting period is 2023/24 Q2, and 2023/24 Q3 is in the ledger.",
    mend="Set the reporting period on the Cover to the period that is reported on",
)
def put_back(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the ledger as a whole."""
    later = [
        printed.row.period
        for printed in subject.printed
        if printed.row.period > subject.reporting.latest(printed.row.period.frequency)
    ]
    if later:
        yield this.found(
            subject.named(layout.REPORTING_PERIOD) or layout.COVER,
            f"the reporting period is {subject.reporting}, but {max(later)} was published already",
            expected=str(max(later)),
            found=str(subject.reporting),
        )


@check(
    "ROL008",
    ERROR,
    title="A period was published twice with different figures, and no reason",
    what="Finds two rows of the Published ledger for the same indicator and period that differ in a figure, the "
    "change or "
    "the rating, the later without a reason.",
    why="Nobody can tell which of the two was published last, or why there are two.",
    example="2023/24 Q2 is in the ledger with 608 and again with 640, and the column Reason is blank.",
    mend="Delete the row that was not published, or write in the column Reason why it was published again",
)
def published_twice(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every row of the ledger."""
    seen: dict[tuple[str, Period], Printed] = {}
    for printed in subject.printed:
        row = printed.row
        first = seen.setdefault((row.number, row.period), printed)
        differs = any(getattr(first.row, name) != getattr(row, name) for name in _PRINTED)
        if first is not printed and differs and not row.reason.strip():
            yield this.found(
                printed.cells["number"],
                f"{row.period} is in the ledger twice: {figure(first.row.current, printed.indicator)} and "
                f"{figure(row.current, printed.indicator)}",
                indicator=row.number,
            )


_PRINTED: Final = ("target", "current", "previous", "change", "rag")


def _number(value: Value) -> float | None:
    number = classify(value)
    return None if isinstance(number, Cell) else number
