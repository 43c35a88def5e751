"""TXT: commentary and other text: there, this period's, whole, and in agreement with the table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from quarterbook.book import layout
from quarterbook.book.typed import Cell
from quarterbook.cells import MISSING, classify
from quarterbook.checks import prose
from quarterbook.checks.check import Check, check
from quarterbook.checks.finding import ERROR, WARNING, Finding
from quarterbook.checks.pages import Page
from quarterbook.checks.series import DIGITS, digits, near, points
from quarterbook.checks.subject import Subject
from quarterbook.checks.wording import figure, one_line
from quarterbook.figures import places_of
from quarterbook.periods import Period
from quarterbook.register.model import Narrative
from quarterbook.rules import same
from quarterbook.vocabulary import PERCENT

LONGEST: Final = 3_000
"""A row of Excel is at most 409 points high: so many characters of the usual size fill it across the page."""
_AIMS: Final = ("target of", "baseline of", "target is", "baseline is", "target was", "baseline was")
_LEAST_OF: Final = 100
"""Counts from here on are cases, not the libraries or districts that they were counted in."""
_NEARBY: Final = 40
_EARLIER: Final = (
    *("from", "compar", "than", "previous", "last", "earlier", "before", "prior", "ago", "against", "since", "up on"),
    *("quarter", "month", "year", "q1", "q2", "q3", "q4", "was", "were", "after", "in 20", "versus", "vs"),
)
"""Words near a number by which a writer says that it is an earlier one."""


@check(
    "TXT001",
    WARNING,
    title="There is a figure, but no commentary",
    what="Finds indicators with a current figure whose Commentary is blank, or only a word such as n/a or TBC.",
    why="Commentary explains the change within the period; without it members can only guess.",
    example="The current figure is 95,100 and the Commentary box is empty.",
    mend="Write in the Commentary box why the figure is what it is",
)
def missing(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every indicator's sheet."""
    for page in subject.pages:
        cell = page.named(layout.COMMENTARY.name)
        if cell is not None and _has_figure(subject, page) and classify(subject.value(cell)) is MISSING:
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
        written = any(classify(subject.value(box)) is not MISSING for box in boxes if box is not None)
        if cell is None or page.current is None or not written or not _has_figure(subject, page):
            continue
        period = subject.value(cell)
        if period != str(page.current):
            yield this.found(
                cell,
                f"commentary and actions are for {one_line(str(period or 'no period'))}, but the current period is "
                f"{page.current}",
                indicator=page.number,
                expected=str(page.current),
                found=one_line(str(period or "")),
            )


@check(
    "TXT003",
    WARNING,
    title="The commentary is that of the period before",
    what="Compares the commentary with that of the period before, word for word.",
    why="The text is left over: it explains another figure.",
    example="The commentary of Q2 and Q3 is the same paragraph.",
    mend="Write what explains this period's figure",
)
def left_over(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every commentary that was written."""
    for cell, row in _written(subject):
        before = subject.register.narrative_of(row.number, row.period.previous()).commentary
        if classify(row.commentary) is not MISSING and row.commentary.split() == before.split():
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
    what="Finds commentary, actions and descriptions whose last line is a sentence without an end. Short lines, "
    "lists and "
    "addresses need none.",
    why="Text that is pasted from another system is cut at its limit, and the end is what members do not get to read.",
    example="The actions end with: this will widen acc",
    mend="Look at the end of the text; complete it, or put the full stop",
)
def cut_off(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the texts on every indicator's sheet."""
    for page, cell, text in _texts(subject):
        if not prose.ends(text):
            yield this.found(
                cell,
                "the text ends in the middle of a sentence",
                indicator=page.number,
                found="…" + " ".join(text.split())[-60:],
            )


@check(
    "TXT005",
    WARNING,
    title="A text is too long for its box",
    what=f"Finds commentary, actions and descriptions of more than {LONGEST:,} characters.",
    why="Excel makes no row higher than 409 points: what is longer is neither seen nor printed.",
    example="The commentary has 4,200 characters.",
    mend="Shorten the text, or put the detail into a document and link to it",
)
def too_long(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the texts on every indicator's sheet."""
    for page, cell, text in _texts(subject):
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
    "and annual targets of the indicator.",
    why="Members see two targets and do not know which one holds.",
    example="The commentary says against a target of 361,311; the target is 327,616, and never was another.",
    mend="Correct the number in the commentary, or the target in the history",
)
def another_target(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every commentary that was written."""
    for cell, row in _written(subject):
        page = subject.page_of[row.number]
        known = [point.target for point in points(subject, page) if point.target is not None]
        annual = classify(page.indicator.annual_target)
        known += [annual] if isinstance(annual, float) else []
        if not known:
            continue
        for mention in prose.mentions(row.commentary):
            before = " ".join(row.commentary[: mention.start].lower().split())
            if before.endswith(_AIMS) and not _is_any(page, mention, known):
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
    what="Looks in the commentary of percentages for counts such as 570 of 889, and compares the percentage that they "
    "give, or its complement, with the figures of the indicator.",
    why="A reader who divides gets another percentage than the one that is printed.",
    example="889 deaths were registered, of which 570 within five days: 64%, and the table says 55%.",
    mend="Find out which of the two is right, and correct the other",
)
def counts(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every commentary of a percentage."""
    for cell, row in _written(subject):
        page = subject.page_of[row.number]
        if page.indicator.measure != PERCENT:
            continue
        series = {point.period: point for point in points(subject, page)}
        now = series.get(row.period)
        if now is None or now.actual is None:
            continue
        known = [value for point in series.values() for value in (point.actual, point.target) if value is not None]
        for part, whole, words in prose.pairs(row.commentary):
            if whole < _LEAST_OF or part > whole:
                continue
            share = part / whole
            if not any(near(share, value, places_of(page.indicator)) for value in known) and not any(
                near(1 - share, value, places_of(page.indicator)) for value in known
            ):
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
    what="Finds commentary that has the previous period's figure, with no word by it that says so (from, "
    "compared with, "
    "in Quarter 2 …), and does not have the current one.",
    why="The text is last quarter's, or was written before the figure was corrected.",
    example="The commentary begins with 96,326 against a target of 107,236; the figure is 95,100.",
    mend="Bring the commentary up to date, or correct the figure",
)
def quotes_another(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every commentary that was written."""
    for cell, row in _written(subject):
        page = subject.page_of[row.number]
        series = {point.period: point for point in points(subject, page)}
        now, before = series.get(row.period), series.get(row.period.previous())
        if now is None or before is None or now.actual is None or before.actual is None or now.actual == before.actual:
            continue
        found = list(prose.mentions(row.commentary))
        if any(_is_any(page, mention, [now.actual]) for mention in found):
            continue
        for mention in found:
            around = row.commentary[max(mention.start - _NEARBY, 0) : mention.start].lower()
            after = row.commentary[mention.end : mention.end + _NEARBY].lower().partition("against")[0]
            telling = mention.is_percent or digits(mention.value) >= DIGITS
            if telling and _is_any(page, mention, [before.actual]) and not any(w in around + after for w in _EARLIER):
                yield this.found(
                    cell,
                    f"the commentary of {row.period} quotes {row.commentary[mention.start : mention.end]}, the "
                    "figure of "
                    f"{before.period}, and not {figure(now.actual, page.indicator)}",
                    indicator=row.number,
                    expected=figure(now.actual, page.indicator),
                    found=row.commentary[mention.start : mention.end],
                )
                break


@check(
    "TXT009",
    WARNING,
    title="A link is broken",
    what="Looks at the addresses in useful links, commentary, actions and descriptions, and at the links laid "
    "over cells: "
    "they must begin with http:// or https:// (or mailto:), name a site and have no spaces. Nothing is fetched.",
    why="A link that leads nowhere, or to a file on one officer's computer, is of no use to a member.",
    example="Useful Links says ttps://www.example.org/reports.",
    mend="Correct the address, and try it in a browser",
)
def links(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the texts on every indicator's sheet, and at the links over its cells."""
    for page in subject.pages:
        cells = [page.named(box.name) for box in layout.BOXES]
        for cell in cells:
            text = subject.value(cell) if cell is not None else None
            if cell is None or not isinstance(text, str):
                continue
            for address in prose.addresses(text):
                fault = prose.address_fault(address)
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


def _has_figure(subject: Subject, page: Page) -> bool:
    cell = page.named(layout.CURRENT.name)
    return cell is not None and isinstance(classify(subject.value(cell)), float)


def _texts(subject: Subject) -> Iterator[tuple[Page, Cell, str]]:
    """Yield the prose on every indicator's sheet."""
    for page in subject.pages:
        for box in (layout.DESCRIPTION, layout.COMMENTARY, layout.ACTIONS):
            cell = page.named(box.name)
            text = subject.value(cell) if cell is not None else None
            if cell is not None and isinstance(text, str) and classify(text) is not MISSING:
                yield page, cell, text


def _written(subject: Subject) -> Iterator[tuple[Cell, Narrative]]:
    """Yield every commentary with its cell: those of the sheets, and the earlier ones."""
    for (number, period), row in subject.narrative.items():
        page = subject.page_of.get(number)
        cell = _cell_of(subject, page, period) if page is not None else None
        if cell is not None and row.commentary:
            yield cell, row


def _cell_of(subject: Subject, page: Page, period: Period) -> Cell | None:
    earlier = subject.places.narrative.get((page.number, period))
    return earlier["commentary"] if earlier is not None else page.named(layout.COMMENTARY.name)


def _is_any(page: Page, mention: prose.Mention, values: list[float]) -> bool:
    """Whether a number in a text is one of these figures, as they are shown or as they are."""
    if (page.indicator.measure == PERCENT) != mention.is_percent:
        return False
    return any(same(mention.value, value) or near(mention.value, value, places_of(page.indicator)) for value in values)
