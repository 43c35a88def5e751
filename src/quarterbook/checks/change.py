"""CHG: does the change in performance follow from the figures beside it?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quarterbook.book import layout
from quarterbook.cells import MISSING, Cell, classify, direction_of
from quarterbook.checks.check import Check, check
from quarterbook.checks.finding import ERROR, WARNING, Finding
from quarterbook.checks.pages import Printed
from quarterbook.checks.subject import Subject
from quarterbook.checks.wording import figure, shown_value, word_of
from quarterbook.register.model import Indicator
from quarterbook.rules import change
from quarterbook.vocabulary import CHANGES, NO_DATA, NONE, NOT_APPLICABLE, TARGET, VERDICTS

_NONE = (NOT_APPLICABLE, NO_DATA)


@check(
    "CHG001",
    ERROR,
    title="The change in performance does not follow from the figures",
    what="Works the change out again from the current figure, the previous one and the direction on the indicator's "
    "sheet, and compares it with the change that the sheet shows.",
    why="Improving beside figures that got worse tells members the opposite of what happened.",
    example="The sheet shows 51% after 60%, higher is better, and Improving, typed over the formula. It is Declining.",
    mend="Copy the formula of the Change in Performance cell from another indicator's sheet",
)
def headline_change(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the headline of every indicator."""
    names = (layout.CHANGE.name, layout.CURRENT.name, layout.PREVIOUS.name, layout.TARGET.name)
    for page in subject.pages:
        cells = [page.named(name) for name in names]
        if cells[0] is None or None in cells:
            continue
        shown, current, previous, target = (subject.value(cell) for cell in cells if cell is not None)
        if shown is None and cells[0].formula is not None:
            continue  # it was never calculated and cannot be here: CEL011 says so
        direction = page.indicator.direction
        answer = change(current, previous, direction, target)
        if word_of(shown, CHANGES) != answer:
            yield this.found(
                cells[0],
                f"the change is {shown_value(shown)}, but "
                f"{_compared(page.indicator, current, previous, direction)} is {answer}",
                indicator=page.number,
                expected=answer,
                found=shown_value(shown),
            )


@check(
    "CHG002",
    ERROR,
    title="A published change does not follow from the published figures",
    what="Works the change of every row of the Published ledger (where a period was published again, of the last) out "
    "again from the figures and the direction printed in that row.",
    why="What was published can be checked by any reader. A change that does not follow wants a correction.",
    example="The ledger has 940 after 826, higher is better, as Declining. It is Improving.",
    mend="Compare the row with the published report; if the report was wrong, add a row for the same period at "
    "the end of "
    "the Published table, with what is right and the reason in its column",
)
def published_change(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at what was published last for each period, where it has a change and a previous figure."""
    for printed in subject.last_printed.values():
        row, answer = printed.row, _follows(printed)
        said = word_of(row.change, CHANGES)
        if row.change and classify(row.change) is MISSING:
            said = NOT_APPLICABLE
        if said is None or printed.indicator is None or answer in (None, said):
            continue  # LBL002 is about words that are none of the key
        if answer in _NONE and said in _NONE:
            continue  # there is no change, in other words
        yield this.found(
            printed.cells["change"],
            f"{row.period} was published as {shown_value(row.change)}, but "
            f"{_compared(printed.indicator, row.current, row.previous, row.direction)} is {answer}",
            indicator=row.number,
            expected=answer or "",
            found=row.change,
        )


def _follows(printed: Printed) -> str | None:
    """Return the change that follows from a row, None where the row does not say enough."""
    row = printed.row
    way = direction_of(row.direction)
    if way is None or (way != NONE and classify(row.previous) is MISSING):
        return None
    if way == TARGET and isinstance(classify(row.target), Cell):
        return None
    return change(row.current, row.previous, row.direction, row.target)


@check(
    "CHG003",
    WARNING,
    title="A change was published without the figure it compares with",
    what="Finds rows of the Published ledger that say Improving, Declining or Unchanged, but hold no previous figure.",
    why="Nobody can tell what the change was compared with, nor whether it is right.",
    example="The row of 2023/24 Q2 says Improving, and its previous figure is blank.",
    mend="Fill in the previous figure as it was printed; if none was printed, leave the row and waive this",
)
def without_previous(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at what was published last for each period."""
    for printed in subject.last_printed.values():
        row = printed.row
        if word_of(row.change, VERDICTS) and classify(row.previous) is MISSING:
            yield this.found(
                printed.cells["previous"],
                f"{row.period} was published as {row.change}, but no previous figure with it",
                indicator=row.number,
                found=row.change,
            )


def _compared(indicator: Indicator, current: Any, previous: Any, direction: str) -> str:
    way = shown_value(direction)
    return f"{figure(current, indicator)} after {figure(previous, indicator)} (direction {way})"
