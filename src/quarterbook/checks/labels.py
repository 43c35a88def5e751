"""LBL: headings and words that fit what they stand for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from quarterbook.book import layout
from quarterbook.book.remarks import Kind
from quarterbook.cells import MISSING, classify, direction_of
from quarterbook.checks.check import Check, check
from quarterbook.checks.finding import ERROR, WARNING, Finding
from quarterbook.checks.pages import Printed, heads_previous, period_in
from quarterbook.checks.subject import Subject
from quarterbook.checks.wording import iso_day, shown_value
from quarterbook.labels import target_heading
from quarterbook.periods import PERIODS_A_YEAR, Period
from quarterbook.register.raw import nearest
from quarterbook.vocabulary import (
    ANNUAL,
    BANDS,
    BASELINE,
    BASIS_SUFFIXES,
    CHANGES,
    CONTEXTUAL,
    CUMULATIVE,
    NOT_APPLICABLE,
    PERIOD_WORDS,
    QUARTERLY,
    RATINGS,
    ROLLING,
    SAME_PERIOD_LAST_YEAR,
    TARGETED,
    TRIMMED,
    UNRATED,
)

_CUMULATIVE: Final = (BASIS_SUFFIXES[CUMULATIVE].strip(" ()"), "to date", "ytd")
"""How headings say that a figure is of the year to date."""
_YEAR: Final = PERIOD_WORDS[ANNUAL]
_PRINTED: Final = {"change": "change", "rag": "rating"}


@check(
    "LBL001",
    WARNING,
    title="A heading names another frequency",
    what="Looks in the headings of the Published ledger for the words Month, Quarter and Year, and compares them with "
    "the indicator's frequency. Year is fine where the figure is for a year to date, for twelve months, or that of the "
    "year before.",
    why="Members take a quarter's figure for a month's, or the other way round.",
    example="The ledger heads the figures of a quarterly indicator Current Month and Previous Month.",
    mend="If it was printed so, leave the row and waive this; the next report, made from the workbook, heads "
    "it rightly",
)
def frequency(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every row of the ledger."""
    for printed in subject.printed:
        row, indicator = printed.row, printed.indicator
        if indicator is None or indicator.frequency not in PERIOD_WORDS:
            continue
        own = PERIOD_WORDS[indicator.frequency]
        of_a_year = (row.basis or indicator.basis) in (CUMULATIVE, ROLLING)
        last_year = (row.comparator or indicator.comparator) == SAME_PERIOD_LAST_YEAR
        for name, label, may_say_year in (
            ("current_label", row.current_label, of_a_year),
            ("previous_label", row.previous_label, of_a_year or last_year),
        ):
            words = {word.strip("()").lower() for word in label.split()}
            others = {word for word in PERIOD_WORDS.values() if word.lower() in words}
            # A row from before the frequency was changed is headed by the frequency that it had.
            others -= {PERIOD_WORDS[row.period.frequency], _YEAR if may_say_year else own}
            if others and own.lower() not in words:
                yield this.found(
                    printed.cells[name],
                    f'{row.period} is headed "{label}", but the indicator is {indicator.frequency.lower()}',
                    indicator=row.number,
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
    mend="Use the word of the key; if it was printed so, leave the row and waive this",
)
def spelling(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every row of the ledger."""
    for printed in subject.printed:
        for name, words in (("change", CHANGES), ("rag", RATINGS)):
            text = str(getattr(printed.row, name)).strip(TRIMMED)
            if not text or text in words:
                continue
            meant = NOT_APPLICABLE if name == "change" and classify(text) is MISSING else nearest(text, words)
            yield this.found(
                printed.cells[name],
                f"{printed.row.period} has {shown_value(text)} for its {_PRINTED[name]}, which is no word of the key",
                indicator=printed.row.number,
                expected=meant or ", ".join(words),
                found=text,
            )


@check(
    "LBL003",
    WARNING,
    title="The previous figure's heading names another period",
    what="Reads the period in the heading of the previous figure, where it names one: it is the period before, "
    "the same "
    "period last year, or whichever of the two the row's own comparator says. Previous Month and Previous "
    "Quarter are the "
    "period before.",
    why="Members look the figure up in the report of that period and find another.",
    example="In 2023/24 Q3 the previous figure is headed Quarter 2 22/23, and is that of Quarter 3 22/23.",
    mend="Head the previous figure with the period that it is of; if it was printed so, leave the row and waive this",
)
def another_period(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every row of the ledger."""
    for printed in subject.printed:
        row, indicator = printed.row, printed.indicator
        if indicator is None or not row.previous_label or row.period.frequency != indicator.frequency:
            continue
        compared, named = printed.compared, period_in(row.previous_label, row.period.start_month)
        if compared is None:
            continue
        says_before = heads_previous(row.previous_label)
        if named != compared if named is not None else says_before and compared != row.period.previous():
            yield this.found(
                printed.cells["previous_label"],
                f'{row.period} has the previous figure headed "{row.previous_label}", but it is that of {compared}',
                indicator=row.number,
                expected=compared.label,
                found=row.previous_label,
            )


@check(
    "LBL004",
    WARNING,
    title="A heading does not say whether the figure is cumulative",
    what="Compares the headings of the Published ledger with the basis of the figures: a cumulative figure is headed "
    "so (or to date, or YTD), any other is not.",
    why="Members take the total of the year for that of the quarter.",
    example="1,240 visits of the year to date are headed Current Quarter.",
    mend=f"Set the basis right, or end the heading with {BASIS_SUFFIXES[CUMULATIVE].strip()} where the figure "
    "is so; if "
    "it was printed so, leave the row and waive this",
)
def cumulative(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every row of the ledger."""
    for printed in subject.printed:
        row, indicator = printed.row, printed.indicator
        if indicator is None or not row.current_label or row.period.count == 1:
            continue
        is_cumulative = (row.basis or indicator.basis) == CUMULATIVE
        says = any(word in row.current_label.lower() for word in _CUMULATIVE)
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
    what="Compares the heading of the target in the Published ledger with the status of the indicator at the time: the "
    "one in the row, or the one that its rating shows.",
    why="A baseline is tracked, a target is answered for.",
    example="A Contextual indicator has its baseline of 250 headed Target.",
    mend="Head the figure Baseline where the status is Baseline or Contextual, and Target where it is not",
)
def target(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every row of the ledger."""
    for printed in subject.printed:
        row, indicator = printed.row, printed.indicator
        if indicator is None or not row.target_label or not isinstance(classify(row.target), float):
            continue
        status = row.status or (row.rag if row.rag in UNRATED else TARGETED if row.rag in BANDS else indicator.status)
        says = BASELINE.lower() in row.target_label.lower()
        if says != (status in (BASELINE, CONTEXTUAL)):
            yield this.found(
                printed.cells["target_label"],
                f'{row.period} has {shown_value(row.target)} headed "{row.target_label}", but its status is {status}',
                indicator=row.number,
                expected=target_heading(replace(indicator, status=status)),
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
    what="Compares the periods of the history with the indicator's frequency. Rows of years before the first one in "
    "that frequency are left out: the indicator was reported in another one then.",
    why="The row is never looked up: its figure is neither shown nor rated.",
    example="A quarterly indicator has a row 2023/24 M09.",
    mend="Write the period in the indicator's own frequency, or correct the frequency",
)
def other_frequency(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the history of every indicator."""
    first: dict[str, int] = {}
    for number, period in subject.places.history:
        if number in subject.page_of and period.frequency == subject.page_of[number].indicator.frequency:
            first[number] = min(period.year, first.get(number, period.year))
    for (number, period), cells in subject.places.history.items():
        page = subject.page_of.get(number)
        own = page.indicator.frequency if page is not None else period.frequency
        if own in PERIODS_A_YEAR and period.frequency != own and period.year >= first.get(number, period.year):
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
    what="Compares the spellings of the same direction within one period of the Published ledger. The one that most "
    f"rows have is right, save that {NOT_APPLICABLE} is spelt as the key has it, however many rows have it otherwise.",
    why="NA beside N/A looks as if two things were meant.",
    example="In one quarter three indicators have the direction N/A, and one has NA.",
    mend="Spell the direction as the finding says; if it was printed so, leave the row and waive this",
)
def directions(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the ledger, period by period."""
    rows: dict[tuple[Period, str], list[Printed]] = {}
    for printed in subject.printed:
        way = direction_of(printed.row.direction)
        if way is not None:
            rows.setdefault((printed.row.period, way), []).append(printed)
    for (period, _), same in rows.items():
        spellings = {printed.row.direction.strip() for printed in same}
        if len(spellings) == 1:
            continue
        usual = Counter(_as_the_key(printed.row.direction.strip()) for printed in same).most_common(1)[0][0]
        others = "other indicators have" if usual in spellings else "the key has"
        for printed in same:
            if printed.row.direction.strip() != usual:
                yield this.found(
                    printed.cells["direction"],
                    f"{period} has the direction {printed.row.direction}, where {others} {usual}",
                    indicator=printed.row.number,
                    expected=usual,
                    found=printed.row.direction,
                )


def _as_the_key(spelling: str) -> str:
    """Return N/A for a spelling of it, such as NA: what LBL002 asks for in the row's change must hold here, too."""
    return NOT_APPLICABLE if _letters(spelling) == _letters(NOT_APPLICABLE) else spelling


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text)).casefold()


@check(
    "LBL010",
    WARNING,
    title="The report's title names another period",
    what="Compares a quarter or a financial year that the title on the Cover names with the reporting period.",
    why="The title is what members see first: last quarter's stands on this quarter's report.",
    example="The title is Performance Report Quarter 2, and the reporting period is 2023/24 Q3.",
    mend="Correct the title, or leave the period out of it: the Cover says it already",
)
def title(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the Cover."""
    cell = subject.named(layout.COVER_NAMES["title"])
    words = str(subject.value(cell) or "") if cell is not None else ""
    period = subject.reporting
    wrong = next((named[0] for named in _IN_TITLE.finditer(words) if not _is_named(period, named)), None)
    if cell is not None and wrong is not None:
        yield this.found(
            cell,
            f'the title says "{wrong.strip()}", but the reporting period is {period}',
            expected=str(period),
            found=wrong.strip(),
        )


_IN_TITLE: Final = re.compile(
    r"\b(?:Q|quarter )(?P<quarter>[1-4])\b|\b(?P<start>20\d\d)\s?[/–-]\s?(?P<end>(?:20)?\d\d)\b", re.IGNORECASE
)


def _is_named(period: Period, named: re.Match[str]) -> bool:
    """Whether a title's quarter or financial year is the period's."""
    if named["quarter"]:
        return period.frequency != QUARTERLY or int(named["quarter"]) == period.number
    return int(named["start"]) == period.year


@check(
    "LBL011",
    WARNING,
    title="A day of publication is not written as 2024-03-07",
    what="Looks at the days of publication that are filled in in the Published ledger.",
    why="7/3/24 is the seventh of March to some and the third of July to others, and rows cannot be sorted by it.",
    example="Published on says 7/3/24.",
    mend="Write the day as 2024-03-07, in a cell that is formatted as Text",
)
def published_on(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every row of the ledger."""
    for printed in subject.printed:
        text = printed.row.published_on
        if text.strip() and iso_day(text) is None:
            yield this.found(
                printed.cells["published_on"],
                f"{printed.row.period} has {shown_value(text)} for its day of publication",
                indicator=printed.row.number,
                expected="a day such as 2024-03-07",
                found=shown_value(text),
            )


@check(
    "LBL012",
    WARNING,
    title="The direction is another than was published last",
    what="Compares the direction in the settings with that of the indicator's latest row of the Published ledger.",
    why="What was better lower is better higher now: the rating and the change turn round, and members are not told.",
    example="2023/24 Q2 was published with the direction down; the settings say up.",
    mend="Put the direction back; if it was changed on purpose, say so in the commentary, and waive this until the "
    "period is published",
)
def turned(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the settings of every indicator that was published."""
    latest: dict[str, Printed] = {}
    for printed in subject.last_printed.values():
        if printed.row.number not in latest or latest[printed.row.number].row.period < printed.row.period:
            latest[printed.row.number] = printed
    for page in subject.pages:
        last, cell = latest.get(page.number), page.named("Direction")
        if last is None or cell is None:
            continue
        now, then = direction_of(page.indicator.direction), direction_of(last.row.direction)
        if now is not None and then is not None and now != then:
            yield this.found(
                cell,
                f"the direction is {page.indicator.direction.strip()}, but {last.row.period} was published with "
                f"{last.row.direction.strip()}",
                indicator=page.number,
                expected=then,
                found=now,
            )
