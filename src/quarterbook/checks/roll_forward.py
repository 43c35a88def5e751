"""ROL: from one period to the next: what was published stays, and the next period is really the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from quarterbook.book import layout
from quarterbook.cells import Cell, classify
from quarterbook.checks.check import Check, check
from quarterbook.checks.finding import ERROR, WARNING, Finding
from quarterbook.checks.pages import Page, Printed
from quarterbook.checks.series import DIGITS, Point, digits
from quarterbook.checks.subject import Subject
from quarterbook.checks.wording import figure, iso_day, shown_value, word_of
from quarterbook.figures import actual_of, as_shown, target_of
from quarterbook.periods import Period
from quarterbook.register.model import Indicator, Published, Value
from quarterbook.rules import same
from quarterbook.vocabulary import (
    IN_DEVELOPMENT,
    IN_PERIOD,
    PERCENT,
    RATE,
    REVISED,
    ROLLING,
    VERDICTS,
)

_OF_TIME: Final = (IN_PERIOD, ROLLING)
"""What figures cover that hardly come out the same twice; a level may well stay."""


@check(
    "ROL001",
    ERROR,
    title="The previous figure is not what was published",
    what="Compares the previous figure of every row of the Published ledger with the current figure that was "
    "published for the comparator's period. A revision counts as published where the ledger has it as a row of its "
    "own, or the history marks that period's figure Revised.",
    why="Members compare two reports. A previous figure that was never published makes the change in performance "
    "wrong, and nobody can see why.",
    example="2023/24 Q2 was published as 55%; the row of Q3 has 64% as the previous figure.",
    mend="If the earlier figure was revised, enter the revised figure in the history and mark it Revised; if "
    "the report "
    "printed another one, correct the row. Otherwise the report was wrong: add a row for the same period at "
    "the end of the "
    "Published table, with the right figure (or not available) and the reason in its column",
)
def previous(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at what was published last for each period."""
    for printed in subject.last_printed.values():
        row, indicator = printed.row, printed.indicator
        if indicator is None or row.period.frequency != indicator.frequency:
            continue
        period = printed.compared
        published = [] if period is None else _published(subject, row.number, period)
        if not published:
            continue
        value = _number(row.previous)
        if row.previous is None and not word_of(row.change, VERDICTS):
            continue  # the report compared nothing
        if value is None:
            yield this.found(
                printed.cells["previous"],
                f"{row.period} was published without a previous figure, though {period} had been published as "
                f"{figure(published[-1], indicator)}",
                indicator=row.number,
                expected=figure(published[-1], indicator),
            )
        elif not _is_known(subject, printed, indicator):
            yield this.found(
                printed.cells["previous"],
                f"{row.period} has {figure(value, indicator)} as the previous figure, but {period} was published as "
                f"{figure(published[-1], indicator)}",
                indicator=row.number,
                expected=figure(published[-1], indicator),
                found=figure(value, indicator),
            )


def _published(subject: Subject, number: str, period: Period) -> list[float]:
    """Return every figure that was published for a period, the last one last."""
    rows = subject.all_printed.get((number, period), ())
    return [value for value in (_number(printed.row.current) for printed in rows) if value is not None]


def _is_known(subject: Subject, printed: Printed, indicator: Indicator) -> bool:
    """Whether a row's previous figure, as it is shown, is one that was published for its period, or a revision."""
    row, period = printed.row, printed.compared
    if period is None:
        return False
    known = _published(subject, row.number, period)
    observed = subject.history.get((row.number, period))
    if observed is not None and (observed.marker == REVISED or not known):
        revised = _number(actual_of(observed))
        known = known if revised is None else [*known, revised]
    previous = _number(as_shown(row.previous, indicator))
    shown = [_number(as_shown(value, indicator)) for value in known]
    return previous is not None and any(value is not None and same(previous, value) for value in shown)


@check(
    "ROL002",
    ERROR,
    title="A published period repeats the one before, previous figure included",
    what="Finds rows of the Published ledger whose current and previous figures are both those of the period before. A "
    "previous figure that was published for the comparator's period, or stands in the history as a revision, is right; "
    f"figures of fewer than {DIGITS} digits beside those of last year may be the same by chance.",
    why="The whole table is last quarter's: nobody brought it up to date, and the new figure was never published.",
    example="2023/24 Q2 and Q3 both have 789 as current and 944 as previous figure.",
    mend="Find this period's figure; add a row for the same period at the end of the Published table, with that figure "
    "(or not available), the one published before as the previous one, and the reason in its column",
)
def repeats(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at what was published last for each period."""
    for printed in subject.last_printed.values():
        row, indicator = printed.row, printed.indicator
        before = subject.printed_of(row.number, row.period.previous())
        if indicator is None or before is None:
            continue
        now = _number(row.current), _number(row.previous)
        then = _number(before.row.current), _number(before.row.previous)
        if None in now or now != then or now[0] == now[1] or _is_known(subject, printed, indicator):
            continue
        is_short = any(digits(value or 0) < DIGITS for value in now)
        if is_short and printed.compared != before.row.period:
            continue  # the figures of two periods and of the year before may well be the same
        yield this.found(
            printed.cells["current"],
            f"{row.period} repeats {before.row.period}: {figure(now[0], indicator)} after "
            f"{figure(now[1], indicator)} in "
            "both",
            indicator=row.number,
            expected=f"a figure of {row.period}, after {figure(now[0], indicator)}"
            if printed.compared == before.row.period
            else f"a figure of {row.period}",
            found=f"{figure(now[0], indicator)} after {figure(now[1], indicator)}",
        )


@check(
    "ROL003",
    ERROR,
    title="A figure was changed after it was published",
    what="Compares the figures of the history, as they are shown, with those of the Published ledger. A figure that "
    "is marked Revised may differ, and a history may begin later than the ledger.",
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
        if observed is None and not _reaches_back_to(subject, printed):
            continue
        actual = None if observed is None else actual_of(observed)
        if classify(actual) is Cell.INVALID or (observed is not None and observed.marker == REVISED):
            continue  # CEL005 and CEL007 are about a text in place of the figure
        now, shown = (_number(as_shown(value, indicator)) for value in (actual, published))
        if now is None or shown is None or not same(now, shown):
            cells = subject.places.history.get((row.number, row.period))
            yield this.found(
                cells["actual"] if cells else subject.page_of[row.number].sheet,
                f"{row.period} was published as {figure(published, indicator)}, but the history has "
                f"{figure(actual, indicator) if now is not None else 'no figure'} and does not say that it was revised",
                indicator=row.number,
                expected=figure(published, indicator),
                found=figure(actual, indicator),
            )


def _reaches_back_to(subject: Subject, printed: Printed) -> bool:
    """Whether the history of an indicator begins before a published period: the first rows may have been taken out."""
    history = subject.register.history_of(printed.row.number)
    return bool(history) and history[0].period < printed.row.period


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
    "digits or more that have no note; of percentages, numerator and denominator together. Levels, rates, short and "
    "round figures may well stay the same.",
    why="A figure that comes out the same to the last digit is most often last quarter's.",
    example="789 cases in 2023/24 Q2, and 789 in Q3.",
    mend="Enter this period's figure; if it really is the same, say so in the row's note",
)
def left_over(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the current period of every indicator."""
    for page in subject.pages:
        if page.indicator.basis not in _OF_TIME or page.indicator.measure == RATE or page.current is None:
            continue
        series = {point.period: point for point in subject.series(page)}
        now, before = series.get(page.current), series.get(page.current.previous())
        if now is None or before is None or now.actual is None or before.actual is None:
            continue
        if page.indicator.measure == PERCENT:
            yield from _same_parts(this, subject, page, now, before)
        elif same(now.actual, before.actual) and digits(now.actual) >= DIGITS and not now.row.note.strip():
            yield this.found(
                subject.places.history[page.number, page.current]["actual"],
                f"{now.period} has {figure(now.actual, page.indicator)}, exactly as {before.period}",
                indicator=page.number,
                found=figure(now.actual, page.indicator),
            )


def _same_parts(this: Check, subject: Subject, page: Page, now: Point, before: Point) -> Iterator[Finding]:
    """Yield a finding where a percentage has the numerator and the denominator of the period before."""
    (part, whole), then = _parts(now), _parts(before)
    if part is None or whole is None or (part, whole) != then or now.row.note.strip():
        return
    # 470 of 831 are counted to the last digit: then 470 has three digits, too, and is not round by rounding.
    if min(part, whole) >= 10 ** (DIGITS - 1) and max(digits(part), digits(whole)) >= DIGITS:
        yield this.found(
            subject.places.history[page.number, now.period]["numerator"],
            f"{now.period} has {shown_value(part)} of {shown_value(whole)}, exactly as {before.period}",
            indicator=page.number,
            found=f"{shown_value(part)} of {shown_value(whole)}",
        )


def _parts(point: Point) -> tuple[float | None, float | None]:
    return _number(point.row.numerator), _number(point.row.denominator)


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
        for point in subject.series(page):
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
    "change or the rating, the later without a reason.",
    why="Nobody can tell which of the two was published last, or why there are two.",
    example="2023/24 Q2 is in the ledger with 608 and again with 640, and the column Reason is blank.",
    mend="Delete the row that was not published, or write in the column Reason why it was published again",
)
def published_twice(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every row of the ledger."""
    last: dict[tuple[str, Period], Printed] = {}
    for printed in subject.printed:
        row = printed.row
        before = last.get((row.number, row.period))
        last[row.number, row.period] = printed
        name = None if before is None else next((name for name in _PRINTED if _differs(before.row, row, name)), None)
        if before is not None and name is not None and not row.reason.strip():
            first, second = (figure(getattr(one, name), printed.indicator) for one in (before.row, row))
            yield this.found(
                printed.cells["number"],
                f"{row.period} is in the ledger twice, with {first} and with {second} as the {_PRINTED[name]}",
                indicator=row.number,
                expected="a reason",
                found=second,
            )


_PRINTED: Final = {
    "current": "current figure",
    "previous": "previous figure",
    "target": "target",
    "change": "change",
    "rag": "rating",
}
"""What of a row must not differ without a reason: field to what it is called."""


def _differs(one: Published, other: Published, name: str) -> bool:
    first, second = getattr(one, name), getattr(other, name)
    if isinstance(first, float) and isinstance(second, float):
        return not same(first, second)
    return shown_value(first) != shown_value(second)


@check(
    "ROL009",
    ERROR,
    title="A period was published before it had ended",
    what="Compares the day of publication in the Published ledger with the last day of the row's period.",
    why="Nobody can know a quarter's figure before the quarter is over: the day or the period of the row is wrong.",
    example="The row of 2023/24 Q3 says that it was published on 2023-10-01.",
    mend="Correct the day of publication, or the period of the row",
)
def too_early(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every row of the ledger."""
    for printed in subject.printed:
        row, day = printed.row, iso_day(printed.row.published_on)
        if day is not None and day < row.period.last_day:
            yield this.found(
                printed.cells["published_on"],
                f"{row.period} ends on {row.period.last_day}, but was published on {day}",
                indicator=row.number,
                expected=f"{row.period.last_day} or later",
                found=str(day),
            )


@check(
    "ROL010",
    WARNING,
    title="There is no figure for the current period, and no word that says why",
    what="Finds indicators whose row of the current period has a blank Actual, nothing that it could be worked out "
    "of, and no note. Indicators in development are left out.",
    why="A blank cell does not say whether the figure is late, was never collected, or was forgotten.",
    example="The reporting period is 2023/24 Q3, and the Actual of its row is blank.",
    mend="Enter the figure, or a word of the key such as no data, and say in the row's note why there is none",
)
def no_figure(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the current period of every indicator."""
    for page in subject.pages:
        row = subject.history.get((page.number, page.current)) if page.current is not None else None
        if row is None or page.indicator.status == IN_DEVELOPMENT or row.note.strip():
            continue
        figure_of_row = actual_of(row)
        if figure_of_row is None or (isinstance(figure_of_row, str) and not figure_of_row.strip()):
            yield this.found(
                subject.places.history[row.number, row.period]["actual"],
                f"there is no figure for {row.period}, and nothing says why",
                indicator=page.number,
                expected="a figure, or a word such as no data",
            )


def _number(value: Value) -> float | None:
    number = classify(value)
    return None if isinstance(number, Cell) else number
