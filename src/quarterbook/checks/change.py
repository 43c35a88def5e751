"""CHG: does the change in performance follow from the figures beside it?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quarterbook.book import layout
from quarterbook.cells import MISSING, classify, direction_of
from quarterbook.checks.check import Check, check
from quarterbook.checks.finding import ERROR, WARNING, Finding
from quarterbook.checks.pages import Printed
from quarterbook.checks.subject import Subject
from quarterbook.checks.wording import figure, shown_value
from quarterbook.register.model import Indicator
from quarterbook.rules import change
from quarterbook.vocabulary import DECLINING, IMPROVING, NONE, NOT_APPLICABLE, UNCHANGED

_COMPARED = (IMPROVING, DECLINING, UNCHANGED)


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
        answer = change(current, previous, page.indicator.direction, target)
        if shown != answer:
            yield this.found(
                cells[0],
                f"the change is {shown_value(shown)}, but {_compared(page.indicator, current, previous)} is {answer}",
                indicator=page.number,
                expected=answer,
                found=shown_value(shown),
            )


@check(
    "CHG002",
    ERROR,
    title="A published change does not follow from the published figures",
    what="Works the change of every row of the Published ledger out again from the figures and the direction "
    "printed in "
    "that row.",
    why="What was published can be checked by any reader. A change that does not follow wants a correction.",
    example="The ledger has 940 after 826, higher is better, as Declining. It is Improving.",
    mend="Compare the row with the published report; if the report is wrong, publish a correction with its reason",
)
def published_change(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every row of the ledger that has a change and a previous figure."""
    for printed in subject.printed:
        row = printed.row
        answer = _follows(printed)
        if not row.change or printed.indicator is None or answer in (None, row.change):
            continue
        if answer == NOT_APPLICABLE and classify(row.change) is MISSING:
            continue  # another spelling of N/A, which LBL002 is about
        yield this.found(
            printed.cells["change"],
            f"{row.period} was published as {shown_value(row.change)}, but "
            f"{_compared(printed.indicator, row.current, row.previous)} is {answer}",
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
    return change(row.current, row.previous, row.direction, row.target)


@check(
    "CHG003",
    WARNING,
    title="A change was published without the figure it compares with",
    what="Finds rows of the Published ledger that say Improving, Declining or Unchanged, but hold no previous figure.",
    why="Nobody can tell what the change was compared with, nor whether it is right.",
    example="The row of 2023/24 Q2 says Improving, and its previous figure is blank.",
    mend="Fill in the previous figure as it was printed, or publish the row again with a reason",
)
def without_previous(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every row of the ledger."""
    for printed in subject.printed:
        row = printed.row
        if row.change in _COMPARED and classify(row.previous) is MISSING:
            yield this.found(
                printed.cells["previous"],
                f"{row.period} was published as {row.change}, but no previous figure with it",
                indicator=row.number,
                found=row.change,
            )


def _compared(indicator: Indicator, current: Any, previous: Any) -> str:
    return f"{figure(current, indicator)} after {figure(previous, indicator)} (direction {indicator.direction})"
