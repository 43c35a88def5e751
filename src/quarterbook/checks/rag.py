"""RAG: does the rating follow from the figures beside it?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from quarterbook.book import layout
from quarterbook.book.typed import Cell
from quarterbook.cells import MISSING, classify, direction_of
from quarterbook.checks.check import Check, check
from quarterbook.checks.finding import ERROR, WARNING, Finding
from quarterbook.checks.pages import Page, Printed
from quarterbook.checks.subject import Subject
from quarterbook.checks.wording import against, shown_value, word_of
from quarterbook.figures import as_shown, tolerances_of
from quarterbook.schemes import SCHEMES, SETTING
from quarterbook.vocabulary import INVALID, NONE, RATINGS, TARGETED, UNRATED

_PERCENT_TYPED: Final = (1.0, 100.0)
"""A tolerance from here to there was meant as a percentage. Houses without a Blue write a far larger one."""
_OWN_TOLERANCES: Final = (("OwnAmber", "own Amber tolerance"), ("OwnBlue", "own Blue margin"))


@check(
    "RAG001",
    ERROR,
    title="The rating does not follow from the figures",
    what="Works the rating out again from the current figure, the target, the direction and the tolerances on the "
    "indicator's sheet, by the house's rating scheme, and compares it with the rating that the sheet shows.",
    why="Members read the colour first. A rating that the figures beside it do not give misleads them, and the "
    "figures give it away.",
    example="The sheet shows 95,100 against a target of 107,236 (higher is better) and Green, typed over the formula. "
    "95,100 is 11.3% off target: Red.",
    mend="Copy the formula of the RAG Rating cell from another indicator's sheet, or mend the figure that is wrong",
)
def rating(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the headline of every indicator."""
    if subject.scheme is None:
        return
    for page in subject.pages:
        cell = page.named(layout.RAG_RATING.name)
        figures = _headline(subject, page)
        if cell is None or figures is None:
            continue
        shown = subject.value(cell)
        if shown is None and cell.formula is not None:
            continue  # it was never calculated and cannot be here: CEL011 says so
        current, target, amber, blue, last_year = figures
        aim = subject.rated_against(page.indicator, target)
        answer = subject.scheme.rate(
            current,
            aim,
            page.indicator.direction,
            amber,
            blue,
            measure=page.indicator.measure,
            last_year=last_year,
        )
        if word_of(shown, RATINGS) == INVALID and any(_words_divided(subject, page)):
            continue  # RAG006 says why
        if word_of(shown, RATINGS) != answer:
            yield this.found(
                cell,
                f"the rating is {shown_value(shown)}, but {against(page.indicator, current, aim)} is {answer}",
                indicator=page.number,
                expected=answer,
                found=shown_value(shown),
            )


def _headline(subject: Subject, page: Page) -> list[Any] | None:
    names = (layout.CURRENT.name, layout.TARGET.name, layout.AMBER, layout.BLUE, layout.LAST_YEAR)
    cells = [page.named(name) for name in names]
    return None if None in cells else [subject.value(cell) for cell in cells if cell is not None]


@check(
    "RAG002",
    ERROR,
    title="A published rating does not follow from the published figures",
    what="Works the rating of every row of the Published ledger (where a period was published again, of the last) out "
    "again from the figures printed in that row, with the tolerances stored there (today's where none are), and "
    "compares it with the rating printed.",
    why="What was published can be checked by any reader. A rating that does not follow wants a correction that says "
    "so.",
    example="The ledger has 0.55 against a target of 0.60, higher is better, as Green. It is 8.3% off target: Amber.",
    mend="Compare the row with the report that was published; if that was wrong, add a row for the same period "
    "at the end "
    "of the Published table, with what is right and the reason in its column",
)
def published_rating(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at what was published last for each period; LBL002 is about ratings that are no word of the key."""
    for printed in subject.last_printed.values():
        row, said = printed.row, word_of(printed.row.rag, RATINGS)
        answer = ledger_rating(subject, printed)
        if said is not None and answer not in (None, said) and printed.indicator is not None:
            aim = row.status if row.status in UNRATED else row.target
            yield this.found(
                printed.cells["rag"],
                f"{row.period} was published as {row.rag}, but {against(printed.indicator, row.current, aim)} is "
                f"{answer}",
                indicator=row.number,
                expected=answer or "",
                found=row.rag,
            )


def ledger_rating(subject: Subject, printed: Printed) -> str | None:
    """Return the rating that follows from a row of the ledger; None where the row does not say enough."""
    row, indicator, scheme = printed.row, printed.indicator, subject.scheme
    if scheme is None or indicator is None or direction_of(row.direction) is None:
        return None
    unrated = word_of(row.rag, UNRATED)
    if unrated is not None and not row.status:
        return unrated
    amber, blue = tolerances_of(indicator, subject.register.settings)
    last_year = None
    if scheme.looks_back:
        before = subject.printed_of(row.number, row.period.same_period_last_year())
        observed = subject.figures.get((row.number, row.period))
        if before is not None:
            last_year = before.row.current
        elif observed is not None:
            last_year = as_shown(observed.last_year, indicator)
        if last_year is None:
            return None
    return scheme.rate(
        row.current,
        row.status if row.status in UNRATED else row.target,
        row.direction,
        amber if row.amber is None else row.amber,
        blue if row.blue is None else row.blue,
        measure=indicator.measure,
        last_year=last_year,
    )


@check(
    "RAG003",
    WARNING,
    title="A tolerance looks like a percentage typed as a whole number",
    what="Looks at the Amber tolerance and the Blue margin, the workbook's and each indicator's own: a value from 1 "
    "to 100 allows the figure to be that many times the target away.",
    why="10 instead of 10% means 1,000%: nothing is ever Red, or ever Blue.",
    example="The indicator's own Amber tolerance is 10.",
    mend="Type the tolerance as a percentage, such as 10%",
)
def tolerances(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every tolerance."""
    least, most = _PERCENT_TYPED
    for name, number, cell in _tolerance_cells(subject):
        width = classify(subject.value(cell))
        if isinstance(width, float) and least <= width <= most:
            yield this.found(
                cell,
                f"the {name} is {100 * width:,g}%",
                indicator=number,
                expected=f"{width:g}%",
                found=shown_value(width),
            )


def _tolerance_cells(subject: Subject) -> Iterator[tuple[str, str, Cell]]:
    for name, words in ((layout.AMBER_TOLERANCE, "Amber tolerance"), (layout.BLUE_MARGIN, "Blue margin")):
        cell = subject.named(name)
        if cell is not None:
            yield words, "", cell
    for page in subject.pages:
        for name, words in _OWN_TOLERANCES:
            cell = page.named(name)
            if cell is not None:
                yield words, page.number, cell


@check(
    "RAG004",
    WARNING,
    title="A targeted indicator has no direction for improvement",
    what="Finds indicators whose status is Targeted and that have a target, but whose direction is none.",
    why="Without a direction the rating is Contextual: the target has no effect, though the table shows one.",
    example="Status Targeted, target 70%, direction N/A: the sheet shows Contextual.",
    mend="Set the direction to up, down or target, or the status to Contextual",
)
def no_direction(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the settings of every indicator."""
    for page in subject.pages:
        indicator, target = page.indicator, page.named(layout.TARGET.name)
        cell = page.named("Direction")
        if indicator.status != TARGETED or direction_of(indicator.direction) != NONE or None in (target, cell):
            continue
        assert cell is not None and target is not None  # noqa: S101, PT018 - for the type checker
        if isinstance(classify(subject.value(target)), float):
            yield this.found(
                cell,
                f"the status is {TARGETED}, but the direction {shown_value(indicator.direction)} gives no rating",
                indicator=page.number,
                found=indicator.direction,
            )


@check(
    "RAG005",
    ERROR,
    title="The rating scheme is none that is known",
    what="Looks at the setting that picks the rating scheme.",
    why="Nobody can say which rating is right, so the ratings are not checked.",
    example="The setting scheme says four-color.",
    mend=f"Write one of {', '.join(SCHEMES)}, or leave the setting out",
)
def scheme(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the setting."""
    if subject.scheme is None:
        row = subject.places.other_settings.get(SETTING)
        name = subject.register.settings.other.get(SETTING, "")
        yield this.found(row["value"] if row else "", f"{shown_value(name)} is not a rating scheme", found=name)


@check(
    "RAG006",
    ERROR,
    title="A tolerance is a word, and the rating scheme works with it",
    what="Finds indicators that are rated Invalid and whose own Amber tolerance or Blue margin is a word such as n/a, "
    "where the house's rating scheme has its tolerances in percentage points: its formula divides by them.",
    why="A word cannot be divided, so the sheet shows Invalid; the report takes the usual tolerance and rates.",
    example="The scheme is points, and the indicator's own Amber tolerance says n/a.",
    mend="Clear the cell: then the workbook's tolerance holds. Or type the tolerance, such as 5%",
)
def word_for_tolerance(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the settings of every indicator."""
    for page in subject.pages:
        cell = page.named(layout.RAG_RATING.name)
        if cell is None or not any(_words_divided(subject, page)):
            continue
        if word_of(subject.value(cell), RATINGS) == INVALID:
            for words, own in _words_divided(subject, page):
                told = shown_value(subject.value(own)) or "a space"
                yield this.found(
                    own,
                    f"the {words} is {told}, which the scheme's formula cannot divide: the rating is {INVALID}",
                    indicator=page.number,
                    expected="a percentage, or a blank cell",
                    found=told,
                )


def _words_divided(subject: Subject, page: Page) -> Iterator[tuple[str, Cell]]:
    """Yield an indicator's own tolerances that are words, where the scheme divides by them; a blank one is none."""
    if subject.scheme is not None and subject.scheme.points:
        for name, words in _OWN_TOLERANCES:
            cell = page.named(name)
            value = None if cell is None else subject.value(cell)
            if cell is not None and value not in (None, "") and classify(value) is MISSING:
                yield words, cell
