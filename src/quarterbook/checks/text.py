"""TXT: commentary and other text: there, this period's, whole, and in agreement with the table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from quarterbook.book import layout
from quarterbook.cells import MISSING, classify
from quarterbook.checks import prose
from quarterbook.checks.check import Check, check
from quarterbook.checks.finding import ERROR, WARNING, Finding
from quarterbook.checks.pages import Page
from quarterbook.checks.series import DIGITS, digits, near
from quarterbook.checks.subject import Subject
from quarterbook.checks.wording import figure, one_line
from quarterbook.checks.written import has_figure, is_any, texts, written
from quarterbook.errors import BadPeriod
from quarterbook.figures import actual_of, places_of
from quarterbook.periods import Period
from quarterbook.vocabulary import PERCENT

LONGEST: Final = 3_000
"""About 25 lines across the page: what one row of Excel can show, which is at most 409 points high."""
_AIM: Final = re.compile(r"\b(?:target|baseline) (?:of|is|was)$")
_OTHER_AIMS: Final = (
    *("national", "england", "regional", "government", "statutory", "county", "stretch", "ambition"),
    *("original", "former", "previous", "old", "next", "future", "from"),
)
"""Words before a target by which a writer says that it is another one than the indicator's own for the period."""
_UNITS: Final = re.compile(
    r"\s?-?(?:(?:working|calendar|school|business) )?(day|week|month|year|hour|minute)s?\b", re.I
)
_LEAST_OF: Final = 100
"""Counts from here on are cases, not the libraries or districts that they were counted in."""
_NEARBY: Final = 40
_WORDS_BEFORE: Final = 6
_EARLIER: Final = re.compile(
    r"from|compar|than|previous|last|earlier|before|prior|ago|against|since|up on|down on|\bnow\b|after|versus|\bvs\b"
    r"|in 20\d\d|\bq[1-4]\b|quarter (?:[1-4]|one|two|three|four)"
    r"|\b(?:jan|feb|mar|apr|june?\b|july?\b|aug|sept?\b|september|oct|nov|dec)"
)
"""Words near a number by which a writer says that it is an earlier one."""


@check(
    "TXT001",
    WARNING,
    title="There is a figure, but no commentary",
    what="Finds indicators with a current figure whose Commentary is blank, or only a word such as n/a or TBC.",
    why="Commentary explains the change within the period; without it members can only guess.",
    example="The current figure is 12,400 and the Commentary box is empty.",
    mend="Write in the Commentary box why the figure is what it is",
)
def missing(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every indicator's sheet."""
    for page in subject.pages:
        cell = page.named(layout.COMMENTARY.name)
        if cell is not None and has_figure(subject, page) and classify(subject.value(cell)) is MISSING:
            yield this.found(
                cell,
                "the figure is in, but there is no commentary",
                indicator=page.number,
                expected="commentary",
                found=one_line(str(subject.value(cell) or "")),
            )


@check(
    "TXT002",
    ERROR,
    title="The commentary is for another period",
    what="Compares the period that the sheet says its commentary and actions are for with the current period, once the "
    "figure of the current period is in.",
    why="What was written about last quarter would be published as this quarter's.",
    example="The current period is 2023/24 Q3, and the text in the boxes is for 2023/24 Q2.",
    mend="Bring commentary and actions up to date, then set the cell Commentary is for to the current period",
)
def another_period(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every indicator's sheet."""
    for page in subject.pages:
        cell = page.named(layout.COMMENTARY_PERIOD)
        boxes = [page.named(box.name) for box in (layout.COMMENTARY, layout.ACTIONS)]
        is_written = any(classify(subject.value(box)) is not MISSING for box in boxes if box is not None)
        if cell is None or page.current is None or not is_written or not has_figure(subject, page):
            continue
        try:
            period = Period.parse(subject.value(cell), page.current.start_month)
        except BadPeriod:  # blank, or no period: STR009 and LBL007 say so
            continue
        if period != page.current:
            yield this.found(
                cell,
                f"commentary and actions are for {period}, but the current period is {page.current}",
                indicator=page.number,
                expected=str(page.current),
                found=str(period),
            )


@check(
    "TXT003",
    WARNING,
    title="The commentary is that of the period before",
    what="Compares the commentary of a period that has a figure with that of the period before, word for word.",
    why="The text is left over: it explains another figure.",
    example="The commentary of Q2 and Q3 is the same paragraph.",
    mend="Write what explains this period's figure",
)
def left_over(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every commentary that was written."""
    for cell, row in written(subject):
        before = subject.register.narrative_of(row.number, row.period.previous()).commentary
        if row.commentary.split() != before.split() or classify(row.commentary) is MISSING:
            continue
        history = subject.history.get((row.number, row.period))
        if history is not None and isinstance(classify(actual_of(history)), float):
            yield this.found(
                cell,
                f"the commentary of {row.period} is word for word that of {row.period.previous()}",
                indicator=row.number,
                found=one_line(row.commentary),
            )


@check(
    "TXT004",
    WARNING,
    title="A text looks cut off",
    what="Finds commentary, actions and descriptions whose last line is a sentence without an end. Short lines, items "
    "of lists and addresses need none.",
    why="Text that is pasted from another system is cut at its limit, and the end is what members do not get to read.",
    example="The actions end with: so that more families can re",
    mend="Look at the end of the text; complete it, or put the full stop",
)
def cut_off(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the texts on every indicator's sheet."""
    for page, cell, text in texts(subject):
        if not prose.ends(text):
            yield this.found(
                cell,
                "the last sentence has no end: the text may be cut off",
                expected="a full stop",
                indicator=page.number,
                found="…" + " ".join(text.split())[-60:],
            )


@check(
    "TXT005",
    WARNING,
    title="A text is too long",
    what=f"Finds commentary, actions and descriptions of more than {LONGEST:,} characters.",
    why="Members do not read it to its end. And Excel makes no row higher than 409 points: what does not fit into a "
    "box of one row is neither seen nor printed.",
    example="The commentary has 4,200 characters.",
    mend="Shorten the text, or put the detail into a document and link to it",
)
def too_long(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the texts on every indicator's sheet."""
    for page, cell, text in texts(subject):
        if len(text) > LONGEST:
            yield this.found(
                cell,
                f"the text has {len(text):,} characters",
                indicator=page.number,
                expected=f"at most {LONGEST:,}",
                found=f"{len(text):,}",
            )


@check(
    "TXT006",
    WARNING,
    title="The commentary names another target than the table",
    what="Looks for a number after words such as target of or baseline of, and compares it with the targets, baselines "
    "and annual targets of the indicator, as they stand and as they were published. Targets that the text calls "
    "somebody else's or another year's (national, previous, next …) are left out.",
    why="Members see two targets and do not know which one holds.",
    example="The commentary says against a target of 5,200; the target is 4,800, and never was another.",
    mend="Correct the number in the commentary, or the target in the history",
)
def another_target(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every commentary that was written."""
    for cell, row in written(subject):
        page = subject.page_of[row.number]
        known = [point.target for point in subject.series(page) if point.target is not None]
        annual = classify(page.indicator.annual_target)
        known += [annual] if isinstance(annual, float) else []
        if not known:
            continue
        was = (classify(printed.row.target) for printed in subject.printed if printed.row.number == row.number)
        accepted = [*known, *(value for value in was if isinstance(value, float))]
        for mention in prose.mentions(row.commentary):
            if _is_own_aim(page, row.commentary, mention) and not is_any(page, mention, accepted):
                yield this.found(
                    cell,
                    f"the commentary of {row.period} says "
                    f'"{one_line(row.commentary[max(mention.start - 20, 0) : mention.end])}", which is no target of it',
                    indicator=row.number,
                    expected=figure(known[-1], page.indicator),
                    found=row.commentary[mention.start : mention.end],
                )


@check(
    "TXT007",
    WARNING,
    title="The counts in the commentary do not give the percentage in the table",
    what="Looks in the commentary of percentages for counts such as 320 of 500, and compares the percentage that they "
    "give, or its complement, with the figures of the indicator. Where any of the counts give it, the others are taken "
    "for details.",
    why="A reader who divides gets another percentage than the one that is printed.",
    example="The commentary says that 320 of 500 forms came in time: 64%, and the table says 55%.",
    mend="Find out which of the two is right, and correct the other",
)
def counts(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every commentary of a percentage."""
    for cell, row in written(subject):
        page = subject.page_of[row.number]
        if page.indicator.measure != PERCENT:
            continue
        series = {point.period: point for point in subject.series(page)}
        now = series.get(row.period)
        if now is None or now.actual is None:
            continue
        known = [value for point in series.values() for value in (point.actual, point.target) if value is not None]
        told = [
            (part / whole, words)
            for part, whole, words in prose.pairs(row.commentary)
            if whole >= _LEAST_OF and part <= whole
        ]
        places = places_of(page.indicator)
        given = [one for share, _ in told for one in (share, 1 - share)]
        if not any(near(one, value, places) for one in given for value in known):
            for share, words in told:
                yield this.found(
                    cell,
                    f'the commentary of {row.period} says "{one_line(words)}", which is {share:.1%}, but the figure is '
                    f"{figure(now.actual, page.indicator)}",
                    indicator=row.number,
                    expected=figure(now.actual, page.indicator),
                    found=f"{share:.1%}",
                )


@check(
    "TXT008",
    WARNING,
    title="The commentary quotes the figure of the period before as this one's",
    what="Finds commentary that has the previous period's figure, with no word by it that says so (from, compared "
    "with, in Quarter 2 …), and does not have the current one. A number that is another figure of the row, such as the "
    "target, is left out.",
    why="The text is last quarter's, or was written before the figure was corrected.",
    example="The commentary says that there were 12,650 visits, as there were last quarter; the figure is 12,400.",
    mend="Bring the commentary up to date, or correct the figure",
)
def quotes_another(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every commentary that was written."""
    for cell, row in written(subject):
        page = subject.page_of[row.number]
        series = {point.period: point for point in subject.series(page)}
        now, before = series.get(row.period), series.get(row.period.previous())
        if now is None or before is None or now.actual is None or before.actual is None or now.actual == before.actual:
            continue
        found = list(prose.mentions(row.commentary))
        others = (now.alone, now.target, *map(classify, (now.row.statistical_neighbours_mean, now.row.england_mean)))
        beside = [value for value in others if isinstance(value, float)]
        if any(is_any(page, mention, [now.actual]) for mention in found):
            continue
        for mention in found:
            around = row.commentary[max(mention.start - _NEARBY, 0) : mention.start].lower()
            after = row.commentary[mention.end : mention.end + _NEARBY].lower().partition("against")[0]
            telling = digits(mention.value) >= (DIGITS - 1 if mention.is_percent else DIGITS)
            if not telling or is_any(page, mention, beside) or _EARLIER.search(f"{around} {after}"):
                continue
            if is_any(page, mention, [before.actual]):
                yield this.found(
                    cell,
                    f"the commentary of {row.period} quotes {row.commentary[mention.start : mention.end]}, the figure "
                    f"of {before.period}, and not {figure(now.actual, page.indicator)}",
                    indicator=row.number,
                    expected=figure(now.actual, page.indicator),
                    found=row.commentary[mention.start : mention.end],
                )
                break


@check(
    "TXT009",
    WARNING,
    title="A link is broken",
    what="Looks at the addresses in useful links, commentary, actions and descriptions, and at the links laid over "
    "cells: they must begin with http:// or https:// (or mailto:, or www.) and name a site. A line of the useful links "
    "that is an address without its beginning, or one with a space in it, is found, too. Nothing is fetched.",
    why="A link that leads nowhere, or to a file on one officer's computer, is of no use to a member.",
    example="Useful Links says ttps://www.example.org/reports.",
    mend="Correct the address, and try it in a browser",
)
def links(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the texts on every indicator's sheet, and at the links over its cells."""
    for page in subject.pages:
        links_box = page.named(layout.USEFUL_LINKS.name)
        for cell in (page.named(box.name) for box in layout.BOXES):
            text = subject.value(cell) if cell is not None else None
            if cell is None or not isinstance(text, str):
                continue
            found = [(address, prose.address_fault(address)) for address in prose.addresses(text)]
            if cell == links_box:
                found += prose.lost_addresses(text)
            for address, fault in found:
                if fault is not None:
                    yield this.found(
                        cell,
                        f"the address {one_line(address)} cannot be followed: {fault}",
                        indicator=page.number,
                        found=one_line(address),
                    )
        for link in page.sheet.features.links:
            fault = prose.address_fault(link.target) if link.target else None
            if fault is not None:
                yield this.found(
                    page.cell_at(link.place),
                    f"the cell links to {one_line(link.target)}, which cannot be followed: {fault}",
                    indicator=page.number,
                    found=one_line(link.target),
                )


def _is_own_aim(page: Page, text: str, mention: prose.Mention) -> bool:
    """Whether a text says of a number that it is the indicator's target or baseline."""
    before = " ".join(text[: mention.start].lower().split())
    aim = _AIM.search(before)
    if aim is None or mention.is_percent != (page.indicator.measure == PERCENT):
        return False
    sentence = re.split(r"[.;:!?]", before[: aim.start()])[-1]
    unit = _UNITS.match(text, mention.end)
    if unit is not None and unit[1].lower() not in f"{page.indicator.title} {page.indicator.description}".lower():
        return False
    words = re.findall(r"[a-z]+", sentence)[-_WORDS_BEFORE:]
    return not any(word in _OTHER_AIMS or (word == "annual" and page.indicator.annual_target is None) for word in words)
