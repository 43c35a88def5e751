"""STR, continued: a history without holes, titles that differ, and a workbook that works things out as we do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from quarterbook.book.formulas import same_text
from quarterbook.book.remarks import Kind
from quarterbook.book.typed import Cell
from quarterbook.checks.check import Check, check
from quarterbook.checks.defined import BROKEN
from quarterbook.checks.finding import ERROR, INFO, WARNING, Finding
from quarterbook.checks.pages import Page
from quarterbook.checks.series import adds_up
from quarterbook.checks.structure import is_needed
from quarterbook.checks.subject import Subject
from quarterbook.checks.wording import one_line
from quarterbook.functions import REGISTRY
from quarterbook.periods import Period

_YEARS: Final = 2
"""Who has not reported for longer has begun anew."""
_MOST_NAMED: Final = 4
_PREFIXES: Final = re.compile(r"_xl(?:fn|pm|op|ws)\.", re.IGNORECASE)
_BEFORE: Final = 25
"""How many characters a finding shows before the place where two functions differ."""


@check(
    "STR017",
    WARNING,
    title="A setting is there twice",
    what="Compares the other settings on the Cover with each other and with the Cover's own cells.",
    why="Only one of the two has an effect.",
    example="The key scheme stands in the table of other settings twice.",
    mend="Keep one of the two",
)
def second_setting(this: Check, subject: Subject) -> Iterator[Finding]:
    """Take over what was noticed when the workbook was read."""
    return this.remarked(subject, Kind.SECOND_SETTING)


@check(
    "STR018",
    WARNING,
    title="The history has no row for the current period",
    what="Looks in the history of every indicator for the period that is current when the reporting period ends.",
    why="There is nowhere to enter the figure: the sheet shows No data and nobody sees that a row is missing.",
    example="The reporting period is 2023/24 Q3, and the history ends with 2023/24 Q2.",
    mend="Add a row for the period at the end of the history table",
)
def no_row(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the history of every indicator."""
    with_rows = {number for number, _ in subject.places.history}
    for page in subject.pages:
        if page.number in with_rows and page.current and (page.number, page.current) not in subject.places.history:
            yield this.found(
                page.sheet,
                f"the history has no row for {page.current}",
                indicator=page.number,
                expected=str(page.current),
            )


@check(
    "STR019",
    INFO,
    title="The history skips a period",
    what="Looks for periods between two rows of a history that have no row themselves, or one that says nothing. "
    "Gaps of more than two years are left out, and so is the current year of cumulative indicators, which CUM006 is "
    "about.",
    why="A chart draws the line as if nothing were missing, and the period cannot be compared with.",
    example="The history has 2023/24 Q1 and Q3, but no row for Q2.",
    mend="Add a row for the period, with its figure or a word such as no data",
)
def skipped(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the history of every indicator."""
    for page in subject.pages:
        blank, missing = _skipped_by(page, subject)
        if missing:
            first, named = next(iter(missing.values())), _named(list(missing))
            what = f"the history has no row for {named}, though it has earlier and later ones"
            yield this.found(first, what, indicator=page.number, expected=named)
        if blank:
            first, named = next(iter(blank.values())), _named(list(blank))
            what = f"the history has no figure for {named}, though it has earlier and later ones"
            fix = "Type the figure, or a word such as no data, into the row that is there"
            yield this.found(first, what, indicator=page.number, expected=named, fix=fix)


def _skipped_by(page: Page, subject: Subject) -> tuple[dict[Period, Cell], dict[Period, Cell]]:
    """Return the periods that a history skips: those whose row says nothing, with it, and those that have none.

    The latter come with the row of the next period that has one.
    """
    blank: dict[Period, Cell] = {}
    missing: dict[Period, Cell] = {}
    for before, point in pairwise(subject.series(page)):
        if _is_long(before.period, point.period):
            continue
        for period in _between(page, before.period, point.period):
            cell = page.periods.get(period)
            if cell is not None:
                blank[period] = cell
            else:
                missing[period] = subject.places.history[page.number, point.period]["period"]
    return blank, missing


def _named(things: Sequence[Period | str]) -> str:
    more = f" and {len(things) - _MOST_NAMED} more" if len(things) > _MOST_NAMED else ""
    return ", ".join(map(str, things[:_MOST_NAMED])) + more


def _is_long(before: Period, after: Period) -> bool:
    skipped_ones = (after.year - before.year) * before.count + after.number - before.number - 1
    return skipped_ones > _YEARS * before.count


def _between(page: Page, before: Period, after: Period) -> Iterator[Period]:
    """Yield the periods between two, save those that CUM006 is about."""
    is_told = page.indicator.is_cumulative and adds_up(page) and page.current is not None
    period = before.next()
    while period < after:
        if not (is_told and page.current is not None and period.year == page.current.year):
            yield period
        period = period.next()


@check(
    "STR020",
    ERROR,
    title="One of the functions was changed in this workbook",
    what="Compares the workbook's own names for the functions (RAG, CHANGE and the others) with what they are in "
    "Quarterbook. A name that is not there is fine: an add-in may supply the function.",
    why="The workbook rates by a rule of its own, which no key and no document says.",
    example="The name RAG has another default tolerance.",
    mend="Put the function's text back from a workbook just built (Formulas, Name Manager); where the house rates "
    "otherwise, choose or write a rating scheme",
)
def functions(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the names that are spelt as functions are."""
    for name in subject.view.defined:
        ours = REGISTRY.get(name.name.upper())
        # An open workbook shows the names without the prefixes that a file has.
        if ours is None or same_text(_PREFIXES.sub("", name.text), _PREFIXES.sub("", ours.lambda_text)):
            continue
        if BROKEN in name.text and "LAMBDA(" not in name.text.upper():
            continue  # STR003 is about a name that has lost its cell
        sheet = subject.view.sheet(name.sheet) if name.sheet else None
        expected, found = _from_where_they_differ(ours.lambda_text, name.text)
        yield this.found(
            sheet or name.sheet or "",
            f"the name {name.name} is not the function {ours.name} as Quarterbook has it",
            indicator=subject.number_of(sheet) if sheet is not None else "",
            expected=expected,
            found=found,
        )


def _from_where_they_differ(ours: str, theirs: str) -> tuple[str, str]:
    """Return what two functions say where they differ, as Excel shows them, with a few characters before."""
    texts = [" ".join(_PREFIXES.sub("", text).split()) for text in (ours, theirs)]
    same = next((n for n, (one, other) in enumerate(zip(*texts, strict=False)) if one != other), min(map(len, texts)))
    start = max(same - _BEFORE, 0)
    ours, theirs = (("…" if start else "=") + one_line(text[start:]) for text in texts)
    return ours, theirs


@check(
    "STR021",
    WARNING,
    title="Two indicators have the same title",
    what="Compares the titles of the indicators, in capitals or not.",
    why="Members cannot tell them apart, and a sheet that was copied is most often why.",
    example="Indicators 36 and 63 are both called Library visits.",
    mend="Say in the titles how the two differ, or correct the one that was copied",
)
def titles(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the settings of every indicator."""
    by_title: dict[str, list[Page]] = {}
    for page in subject.pages:
        by_title.setdefault(" ".join(page.indicator.title.casefold().split()), []).append(page)
    for title, pages in by_title.items():
        for page in pages if title and len(pages) > 1 else ():
            other = next(other for other in pages if other is not page)
            yield this.found(
                page.named("IndicatorTitle") or page.sheet,
                f"the title is that of indicator {one_line(other.number)}, too",
                indicator=page.number,
                expected="a title of its own",
                found=one_line(page.indicator.title),
            )


@check(
    "STR022",
    WARNING,
    title="Excel calculates this workbook only when it is told to",
    what="Looks at the workbook's calculation option.",
    why="Whoever types a figure sees the old rating, and may print it; Excel takes the option over for every other "
    "workbook that is opened after this one.",
    example="The option under Formulas, Calculation Options is Manual.",
    mend="Set Formulas, Calculation Options to Automatic and save the workbook",
)
def by_hand(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the workbook's options."""
    if subject.view.by_hand:
        yield this.found("", "calculation is set to manual", expected="Automatic", found="Manual")


@check(
    "STR023",
    WARNING,
    title="Names that no formula uses refer to nothing",
    what="Looks for defined names whose reference is broken (#REF!) and that no formula uses, unless every workbook of "
    "Quarterbook has them (STR003). One finding a workbook. Whether a chart, a list of choices or a "
    "conditional format uses such a name is not looked at.",
    why="Excel leaves them behind when a sheet is deleted, and they do no harm as long as nothing uses them; but they "
    "hide the one that matters.",
    example="The names Costs2019 and Costs2020 refer to #REF!, since the sheet Costs was deleted.",
    mend="Delete them (Formulas, Name Manager), unless a chart or a list of choices wants one: then point it to its "
    "cells again",
)
def left_over(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every defined name."""
    names = [name for name in subject.broken_names if not is_needed(name, subject)]
    if names:
        told = _named([one_line(name.name) for name in names])
        yield this.found(
            "",
            f"{told} {'refers' if len(names) == 1 else 'refer'} to nothing, and no formula uses "
            f"{'it' if len(names) == 1 else 'them'}",
            found=one_line(names[0].text),
        )
