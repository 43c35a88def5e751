"""LBL: headings and words that fit what they stand for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from quarterbook.book.remarks import Kind
from quarterbook.cells import MISSING, classify, direction_of, trimmed
from quarterbook.checks.check import Check, check
from quarterbook.checks.finding import ERROR, WARNING, Finding
from quarterbook.checks.pages import Printed
from quarterbook.checks.subject import Subject
from quarterbook.checks.wording import shown_value
from quarterbook.errors import BadPeriod
from quarterbook.labels import target_heading
from quarterbook.periods import PERIODS_A_YEAR, Period
from quarterbook.register.raw import nearest
from quarterbook.vocabulary import (
    BASELINE,
    BASIS_SUFFIXES,
    CHANGES,
    CONTEXTUAL,
    CUMULATIVE,
    NOT_APPLICABLE,
    PERIOD_WORDS,
    RATINGS,
    SAME_PERIOD_LAST_YEAR,
)

_CUMULATIVE: Final = BASIS_SUFFIXES[CUMULATIVE].strip(" ()")


@check(
    "LBL001",
    WARNING,
    title="A heading names another frequency",
    what="Looks in the headings of the Published ledger for the words Month, Quarter and Year, and compares them "
    "with the "
    "indicator's frequency.",
    why="Members take a quarter's figure for a month's, or the other way round.",
    example="The ledger heads the figures of a quarterly indicator Current Month and Previous Month.",
    mend="Head the figure by its frequency; the headings of the workbook's sheets do so by themselves",
)
def frequency(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every row of the ledger."""
    for printed in subject.printed:
        indicator = printed.indicator
        if indicator is None or indicator.frequency not in PERIOD_WORDS:
            continue
        own = PERIOD_WORDS[indicator.frequency]
        for name in ("current_label", "previous_label"):
            label = str(getattr(printed.row, name))
            words = {word.strip("()").lower() for word in label.split()}
            others = {word for word in PERIOD_WORDS.values() if word.lower() in words} - {own}
            if others and own.lower() not in words:
                yield this.found(
                    printed.cells[name],
                    f'{printed.row.period} is headed "{label}", but the indicator is {indicator.frequency.lower()}',
                    indicator=printed.row.number,
                    expected=_replaced(label, others, own),
                    found=label,
                )


def _replaced(label: str, others: set[str], own: str) -> str:
    return " ".join(own if word.lower() in {other.lower() for other in others} else word for word in label.split())


@check(
    "LBL002",
    WARNING,
    title="A change or a rating is spelt otherwise than the key has it",
    what="Compares the changes and ratings of the Published ledger with the words of the key: NA beside N/A, for "
    "example.",
    why="Two spellings look like two meanings, and counts by word leave one of them out.",
    example="The change of one row is NA, that of the others N/A.",
    mend="Use the word of the key",
)
def spelling(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every row of the ledger."""
    for printed in subject.printed:
        for name, words in (("change", CHANGES), ("rag", RATINGS)):
            text = str(getattr(printed.row, name))
            if not text or text in words:
                continue
            meant = NOT_APPLICABLE if name == "change" and classify(text) is MISSING else nearest(text, words)
            yield this.found(
                printed.cells[name],
                f"{printed.row.period} has {shown_value(text)}, which is no word of the key",
                indicator=printed.row.number,
                expected=meant or ", ".join(words),
                found=text,
            )


@check(
    "LBL003",
    WARNING,
    title="The previous figure's heading names another period",
    what="Reads the period in the heading of the previous figure, where it names one, and compares it with the "
    "comparator's; and looks for the word Previous where the comparison is with last year.",
    why="Members look the figure up in the report of that period and find another.",
    example="In 2023/24 Q3 the previous figure is headed Quarter 2 22/23, and is that of Quarter 3 22/23.",
    mend="Head the previous figure with the period that it is of",
)
def another_period(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every row of the ledger."""
    for printed in subject.printed:
        row, indicator = printed.row, printed.indicator
        if indicator is None or not row.previous_label or row.period.frequency != indicator.frequency:
            continue
        last_year = (row.comparator or indicator.comparator) == SAME_PERIOD_LAST_YEAR
        compared = row.period.same_period_last_year() if last_year else row.period.previous()
        named = _period_in(row.previous_label, row.period.start_month)
        wrong = named is not None and named != compared
        if not wrong and last_year and named is None and trimmed(row.previous_label).startswith("previous"):
            wrong = True
        if wrong:
            yield this.found(
                printed.cells["previous_label"],
                f'{row.period} has the previous figure headed "{row.previous_label}", but it is that of {compared}',
                indicator=row.number,
                expected=compared.label,
                found=row.previous_label,
            )


def _period_in(label: str, month: int) -> Period | None:
    try:
        return Period.parse(label.partition("(")[0].strip(), month)
    except BadPeriod:
        return None


@check(
    "LBL004",
    WARNING,
    title="A heading does not say whether the figure is cumulative",
    what="Compares the headings of the Published ledger with the basis of the figures: a cumulative figure is "
    "headed so, "
    "any other is not.",
    why="Members take the total of the year for that of the quarter.",
    example="1,857 learners of the year to date are headed Current Quarter.",
    mend=f"Head the figure {BASIS_SUFFIXES[CUMULATIVE].strip()}; the headings of the workbook's sheets do so by "
    "themselves",
)
def cumulative(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every row of the ledger."""
    for printed in subject.printed:
        row, indicator = printed.row, printed.indicator
        if indicator is None or not row.current_label or row.period.count == 1:
            continue
        is_cumulative = (row.basis or indicator.basis) == CUMULATIVE
        says = _CUMULATIVE in row.current_label.lower()
        if says != is_cumulative:
            what = "cumulative" if is_cumulative else "not cumulative"
            bare = row.current_label.partition("(")[0].strip()
            yield this.found(
                printed.cells["current_label"],
                f'{row.period} is headed "{row.current_label}", but the figure is {what}',
                indicator=row.number,
                expected=bare + (BASIS_SUFFIXES[CUMULATIVE] if is_cumulative else ""),
                found=row.current_label,
            )


@check(
    "LBL005",
    WARNING,
    title="A baseline is headed Target, or a target Baseline",
    what="Compares the heading of the target in the Published ledger with the status of the indicator at the time.",
    why="A baseline is tracked, a target is answered for.",
    example="A Contextual indicator has its baseline of 872 headed Target.",
    mend="Head the figure Baseline where the status is Baseline or Contextual, and Target where it is not",
)
def target(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every row of the ledger."""
    for printed in subject.printed:
        row, indicator = printed.row, printed.indicator
        status = row.status or (indicator.status if indicator is not None else "")
        if indicator is None or not row.target_label or not isinstance(classify(row.target), float):
            continue
        says = BASELINE.lower() in row.target_label.lower()
        if says != (status in (BASELINE, CONTEXTUAL)):
            yield this.found(
                printed.cells["target_label"],
                f'{row.period} has {shown_value(row.target)} headed "{row.target_label}", but its status is {status}',
                indicator=row.number,
                expected=BASELINE if not says else target_heading(indicator),
                found=row.target_label,
            )


@check(
    "LBL006",
    ERROR,
    title="A setting is none of the words for it",
    what="Compares the settings of every indicator (direction, measure, frequency, basis, comparator, status) and the "
    "markers of the history with the words that the rules know.",
    why="The workbook's formulas do not know the word either: nothing is rated, or it is rated wrongly.",
    example="The frequency says Quaterly.",
    mend="Pick the word from the cell's list",
)
def words(this: Check, subject: Subject) -> Iterator[Finding]:
    """Take over what was noticed when the workbook was read."""
    return this.remarked(subject, Kind.VOCABULARY)


@check(
    "LBL007",
    ERROR,
    title="A period is not spelt as periods are",
    what="Looks at every reporting period: the Cover's, those of the history and the ledgers, and the one that "
    "commentary is for.",
    why="Formulas find a row by the text of its period. Another spelling is not found, and the figure is left out.",
    example="The history has Q3 2023/24.",
    mend="Write the period as 2023/24 Q3, 2023/24 M07 or 2023/24",
)
def periods(this: Check, subject: Subject) -> Iterator[Finding]:
    """Take over what was noticed when the workbook was read."""
    return this.remarked(subject, Kind.PERIOD)


@check(
    "LBL008",
    ERROR,
    title="A period is of another frequency than its indicator",
    what="Compares the periods of the history with the indicator's frequency.",
    why="The row is never looked up: its figure is neither shown nor rated.",
    example="A quarterly indicator has a row 2023/24 M09.",
    mend="Write the period in the indicator's own frequency, or correct the frequency",
)
def other_frequency(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the history of every indicator."""
    for (number, period), cells in subject.places.history.items():
        page = subject.page_of.get(number)
        own = page.indicator.frequency if page is not None else period.frequency
        if own in PERIODS_A_YEAR and period.frequency != own:
            yield this.found(
                cells["period"],
                f"{period} is {period.frequency.lower()}, but the indicator is {own.lower()}",
                indicator=number,
                expected=str(period.latest(own)),
                found=str(period),
            )


@check(
    "LBL009",
    WARNING,
    title="A direction is spelt in several ways in one report",
    what="Compares the spellings of the same direction within one period of the Published ledger.",
    why="NA beside N/A looks as if two things were meant.",
    example="In 2023/24 Q2 one indicator has the direction N/A and four have NA.",
    mend="Spell the direction as the other rows do",
)
def directions(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the ledger, period by period."""
    rows: dict[tuple[Period, str], list[Printed]] = {}
    for printed in subject.printed:
        way = direction_of(printed.row.direction)
        if way is not None:
            rows.setdefault((printed.row.period, way), []).append(printed)
    for (period, _), same in rows.items():
        usual = Counter(printed.row.direction.strip() for printed in same).most_common(1)[0][0]
        for printed in same:
            if printed.row.direction.strip() != usual:
                yield this.found(
                    printed.cells["direction"],
                    f"{period} has the direction {printed.row.direction}, where other indicators have {usual}",
                    indicator=printed.row.number,
                    expected=usual,
                    found=printed.row.direction,
                )
