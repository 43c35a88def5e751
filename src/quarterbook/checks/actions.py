"""ACT: a Red has an action, and the action is this period's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quarterbook.book import layout
from quarterbook.cells import MISSING, classify
from quarterbook.checks import prose
from quarterbook.checks.check import Check, check
from quarterbook.checks.finding import ERROR, INFO, WARNING, Finding
from quarterbook.checks.rag import ledger_rating
from quarterbook.checks.subject import Subject
from quarterbook.checks.wording import one_line, word_of
from quarterbook.vocabulary import BANDS, RED


@check(
    "ACT001",
    ERROR,
    title="A Red has no action",
    what="Finds indicators whose current rating is Red and whose Actions are blank, or only a word such as n/a, TBC, "
    "none or as above.",
    why="The report's key promises that actions are given for Red indicators: members ask what is done.",
    example="365,716 visits against 475,381 are Red, and the Actions box is empty.",
    mend="Write in the Actions box what is being done, by whom and by when",
)
def without_action(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every indicator's sheet."""
    for page in subject.pages:
        rating, actions = page.named(layout.RAG_RATING.name), page.named(layout.ACTIONS.name)
        if rating is None or actions is None or not _is_red(subject.value(rating)):
            continue
        text = subject.value(actions)
        if classify(text) is MISSING or prose.says_nothing(str(text)):
            yield this.found(
                actions,
                f"the rating is {RED}, but no action is given",
                indicator=page.number,
                expected="actions",
                found=one_line(str(text or "")),
            )


@check(
    "ACT002",
    INFO,
    title="There are actions though the rating is not Red",
    what="Finds indicators that are rated Amber, Green or Blue and have actions. The report's key says that actions "
    "are given for Red indicators only.",
    why="Where everything has actions, members cannot see which of them matter.",
    example="The rating is Blue, and the Actions box says that appointments stay available.",
    mend="Move the text to the commentary, or leave it if your committee wants it there",
)
def not_needed(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every indicator's sheet."""
    for page in subject.pages:
        rating, actions = page.named(layout.RAG_RATING.name), page.named(layout.ACTIONS.name)
        if rating is None or actions is None:
            continue
        shown = word_of(subject.value(rating), BANDS)
        if shown not in (None, RED) and classify(subject.value(actions)) is not MISSING:
            yield this.found(
                actions,
                f"actions are given, but the rating is {shown}",
                indicator=page.number,
                found=one_line(str(subject.value(actions))),
            )


@check(
    "ACT003",
    WARNING,
    title="A Red was published without an action",
    what="Finds earlier periods of the Published ledger that were Red (as printed, or as it follows from the figures "
    "printed where the rating was a picture), with commentary in the table of earlier narrative but no actions.",
    why="Members were told that something was badly off target, and not what was done about it.",
    example="608 learners against a target of 1,128 in 2023/24 Q2 are Red; the row of Q2 has commentary and no "
    "actions.",
    mend="Write in the row's Actions what was done, or that nothing was reported and why",
)
def published_without_action(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the ledger and the earlier narrative."""
    for (number, period), printed in subject.last_printed.items():
        page = subject.page_of.get(number)
        written = subject.places.narrative.get((number, period))
        if page is None or written is None or period == page.current:
            continue
        rating = printed.row.rag or ledger_rating(subject, printed)
        told = subject.narrative[number, period]
        if _is_red(rating) and classify(told.actions) is MISSING and classify(told.commentary) is not MISSING:
            yield this.found(
                written["actions"],
                f"{period} was published as {RED}, but no action was given",
                indicator=number,
                expected="actions",
            )


@check(
    "ACT004",
    WARNING,
    title="The actions are those of the period before",
    what="Compares the actions of a Red indicator with those written for the period before.",
    why="Actions that are carried over word for word tell members that nothing has happened since.",
    example="The actions of Q2 and Q3 are the same sentence.",
    mend="Write what has been done since, and what comes next",
)
def left_over(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every indicator's sheet."""
    for page in subject.pages:
        rating, actions = page.named(layout.RAG_RATING.name), page.named(layout.ACTIONS.name)
        if rating is None or actions is None or page.current is None or not _is_red(subject.value(rating)):
            continue
        now = subject.register.narrative_of(page.number, page.current).actions
        before = subject.register.narrative_of(page.number, page.current.previous()).actions
        if classify(now) is not MISSING and now.split() == before.split():
            yield this.found(
                actions,
                f"the actions are word for word those of {page.current.previous()}",
                indicator=page.number,
                found=one_line(now),
            )


def _is_red(rating: Any) -> bool:
    return word_of(rating, BANDS) == RED
