"""What looks like a fault and is none: a careful officer meant it so."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import xlsxwriter

from faults.draft import Draft
from faults.file import MAIN, File, Parts
from faults.words import shown
from quarterbook.book import layout
from quarterbook.book.plan import AddSheet, Formula, InsertRows, Shown
from quarterbook.vocabulary import (
    ESTIMATED,
    IN_PERIOD,
    NUMBER,
    PERCENT,
    PREVIOUS_PERIOD,
    PROVISIONAL,
    QUARTERLY,
    SNAPSHOT,
    TARGETED,
    UP,
)

_FREE: Final = 6
"""So many quarters back none was published, nor is one that was published compared with it."""


@dataclass(frozen=True, slots=True)
class Decoy:
    """One kind of decoy.

    Attributes:
        name: what it is called.
        fits: whether an indicator lends itself to it; None where it is the workbook's.
        early: what is done before anything is published or written.
        late: what is done after that.
        file: what is done to the built workbook.
        is_rare: whether few indicators lend themselves to it, so that it has to be tried first.
    """

    name: str
    fits: Callable[[Draft, str], bool] | None
    early: Callable[[Draft, str], None] | None = None
    late: Callable[[Draft, str], None] | None = None
    file: Callable[[File, str], None] | None = None
    is_rare: bool = False


def _is_plain_quarterly(draft: Draft, number: str) -> bool:
    found = draft.indicators[number]
    return (
        found.frequency == QUARTERLY == draft.reporting.frequency
        and found.status == TARGETED
        and found.comparator == PREVIOUS_PERIOD
        and bool(draft.rows(number))
    )


def _is_any(draft: Draft, number: str) -> bool:
    return number in draft.indicators


def _is_share(draft: Draft, number: str) -> bool:
    found = draft.indicators[number]
    has_parts = bool(draft.rows(number)) and draft.row(number).denominator is not None
    plain = _is_plain_quarterly(draft, number) and found.basis == IN_PERIOD
    return plain and found.measure == PERCENT and found.direction == UP and has_parts


def _is_level(draft: Draft, number: str) -> bool:
    return _is_plain_quarterly(draft, number) and draft.indicators[number].basis == SNAPSHOT


def _is_count(draft: Draft, number: str) -> bool:
    found = draft.indicators[number]
    own_target = _is_plain_quarterly(draft, number) and draft.row(number).target is not None
    return own_target and found.measure == NUMBER and found.basis == IN_PERIOD


def _has_figures(draft: Draft, number: str) -> bool:
    return bool(draft.rows(number))


def _nearly_all(draft: Draft, number: str) -> None:
    """99% twice, of other counts each time."""
    draft.define(number, decimals=0)
    now = draft.now(number)
    for when, part, whole in ((now, 1953.0, 1977.0), (now.previous(), 1742.0, 1763.0)):
        is_typed = draft.row(number, when).actual is not None
        draft.record(number, when, numerator=part, denominator=whole, actual=0.99 if is_typed else None)


def _level_stays(draft: Draft, number: str) -> None:
    draft.record(number, actual=draft.row(number, draft.before(number)).actual)


def _level_told(draft: Draft, number: str) -> None:
    text = draft.narrative[number, draft.now(number)].commentary
    draft.write(number, commentary=f"{text} As many joined as left, so the level is what it was.")


def _target_revised(draft: Draft, number: str) -> None:
    target = float(draft.row(number).target or 0)
    draft.record(number, target=float(round(target * 1.02)), note="Target revised by Cabinet for the rest of the year.")


def _restated(draft: Draft, number: str) -> None:
    when = draft.before(number)
    figure = float(draft.row(number, when).actual or 0)
    why = "Restated: late returns have come in since it was published."
    draft.revised(number, when, float(round(figure * 1.015) + 1), why)
    draft.settle(number)


def _last_year_told(draft: Draft, number: str) -> None:
    found = draft.current(number)
    text = draft.narrative[number, draft.now(number)].commentary
    year = found.observation.period.same_period_last_year().label
    told = f"{text} In {year} it was {shown(found.last_year, found.indicator)}."
    draft.write(number, commentary=told)


def _marked(draft: Draft, number: str) -> None:
    draft.record(number, marker=draft.chance.choice((PROVISIONAL, ESTIMATED)))


def _not_held(draft: Draft, number: str) -> None:
    when = draft.now(number).shift(-_FREE)
    draft.record(number, when, actual="n/a", note="The survey was not held that quarter.")


def _number_in_note(draft: Draft, number: str) -> None:
    draft.record(number, draft.now(number).previous(), note="1,204")


def _long_link(draft: Draft, number: str) -> None:
    draft.define(
        number, useful_links=("https://data.northmere.gov.uk/reports?id=12&view=table#(all)", "The annual report")
    )


def _hidden_blank(file: File, number: str) -> None:
    """Hide the rows of quarters still to come, which are blank."""
    now, sheet = file.draft.now(number), file.sheet(number).name
    rows = {str(file.history(number, "period", when)[0]) for when in now.of_year() if when > now}

    def hide(parts: Parts) -> None:
        for element in parts.sheet(sheet).iter(f"{MAIN}row"):
            if element.get("r") in rows:
                element.set("hidden", "1")

    file.patches.append(hide)


def _own_formula(file: File, number: str) -> None:
    """An average that the officer worked out beside the history."""
    row, column = file.history(number, "actual", file.draft.now(number).previous())
    letter = chr(64 + column)
    below = file.table(number).extent[2] + 4
    file.type(number, (below, 12), "My own average")
    file.type(number, (below, 13), Formula(f"AVERAGE({letter}{row - 1}:{letter}{row})"))


def _inserted_rows(file: File, number: str) -> None:
    """Two rows above the history, with a remark of the officer's."""
    table = file.table(number)
    row = table.extent[0] - 1
    file.edits.append(InsertRows(file.sheet(number).name, row, 2))
    file.type(number, (row, 1), "For the team: 2,310 and 1,877 are the figures of the two depots.")


def _own_sheet(file: File, number: str) -> None:
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = workbook.add_worksheet("Working")
    for row, line in enumerate((("Depot", "Visits", "Note"), ("North", 1204, "1,204"), ("South", 877, "95 "))):
        for column, value in enumerate(line):
            sheet.write(row, column, value)
    sheet.write_formula(3, 1, "=SUM(B2:B3)", None, 2081)
    sheet.write(5, 0, "Red means closed, Q2 was 412; to be tidied")
    workbook.close()
    file.edits.append(AddSheet("Working", layout.PUBLISHED, buffer.getvalue()))


def _own_rating(file: File, number: str) -> None:
    """A rating that the officer tried out, as the contract allows."""
    row = file.table(number).extent[2] + 8
    file.type(number, (row, 12), "What if we reach 95?")
    file.type(number, (row, 13), Formula('RAG(95, 100, "up")', dynamic=True))
    file.type(number, (row + 1, 13), Shown(45_000.0, "d mmm yyyy"))


DECOYS: Final = (
    Decoy("99% twice", _is_share, early=_nearly_all, is_rare=True),
    Decoy("level that stays", _is_level, early=_level_stays, late=_level_told, is_rare=True),
    Decoy("target revised with a note", _is_count, early=_target_revised),
    Decoy("history restated and marked Revised", _is_count, late=_restated),
    Decoy("last year's figure in the commentary", _is_plain_quarterly, late=_last_year_told),
    Decoy("provisional figure", _is_plain_quarterly, early=_marked),
    Decoy("no survey in an older quarter", _is_count, early=_not_held),
    Decoy("number in a note", _is_plain_quarterly, early=_number_in_note),
    Decoy("link with odd characters", _is_any, early=_long_link),
    Decoy("blank rows hidden", _is_plain_quarterly, file=_hidden_blank),
    Decoy("own formula beside the history", _is_plain_quarterly, file=_own_formula),
    Decoy("rows inserted", _has_figures, file=_inserted_rows),
    Decoy("rating tried out", _has_figures, file=_own_rating),
    Decoy("sheet of the officer's own", None, file=_own_sheet),
)
