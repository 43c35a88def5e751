"""What was printed in the reports before this one."""

from __future__ import annotations

from dataclasses import replace

from faults import measures, spots
from faults.catalogue import LATE, kind
from faults.draft import Draft
from faults.spots import Spot
from faults.wants import Want
from quarterbook.rules import change
from quarterbook.vocabulary import (
    AMBER,
    BASELINE,
    BLUE,
    CURRENT_HEADING,
    DECLINING,
    GREEN,
    IMPROVING,
    IN_DEVELOPMENT,
    MONTHLY,
    NONE,
    PERIOD_WORDS,
    PREVIOUS_HEADING,
    PREVIOUS_PERIOD,
    QUARTERLY,
    RED,
    SAME_PERIOD_LAST_YEAR,
    TARGET_HEADING,
    TARGETED,
    UP,
)

_FINE = (AMBER, GREEN, BLUE)
_PLAIN = Want(frequency=QUARTERLY, status=TARGETED, comparator=PREVIOUS_PERIOD)


@kind(
    LATE,
    "printed previous figure is not what the report before printed",
    "The last report prints another previous figure than the report before it printed as current.",
    _PLAIN,
)
def other_previous(draft: Draft, number: str) -> Spot:
    when = draft.now(number).previous()
    row = draft.published_for(number, when)
    previous = float(round(float(row.previous or 0) * draft.chance.choice((0.95, 1.06))))
    says = change(row.current, previous, row.direction, row.target)
    draft.reprint(number, when, previous=previous, change=says)
    return spots.ledger("previous", when)


@kind(
    LATE,
    "whole table printed twice",
    "The last report repeats the whole table of the report before it, previous figure included.",
    Want(frequency=QUARTERLY, status=TARGETED, comparator=PREVIOUS_PERIOD, targets="typed", number=(3, 4)),
)
def printed_twice(draft: Draft, number: str) -> Spot:
    when = draft.now(number).previous()
    before = draft.published_for(number, when.previous())
    draft.record(number, when, actual=draft.row(number, when.previous()).actual)
    draft.reprint(number, when, current=before.current, previous=before.previous, change=before.change, rag=before.rag)
    if before.rag == RED and not draft.narrative[number, when].actions:
        draft.write(number, when, actions=draft.writer.actions(draft.current(number)))
    if before.rag != RED:
        draft.write(number, when, actions="")
    draft.settle(number)
    return spots.ledger("current", when)


@kind(
    LATE,
    "printed rating does not follow from the printed figures",
    "The rating in the last report is not what its figure and its target give.",
    Want(frequency=QUARTERLY, status=TARGETED, last=_FINE),
)
def wrong_rating(draft: Draft, number: str) -> Spot:
    when = draft.now(number).previous()
    row = draft.published_for(number, when)
    wrong = {AMBER: GREEN, GREEN: AMBER, BLUE: AMBER}[row.rag]
    draft.reprint(number, when, rag=wrong)
    return spots.ledger("rag", when)


@kind(
    LATE,
    "printed change does not follow from the printed figures",
    "The last report says the opposite of what its two figures and the direction give.",
    Want(frequency=QUARTERLY, status=TARGETED),
)
def wrong_change(draft: Draft, number: str) -> Spot:
    when = draft.now(number).previous()
    row = draft.published_for(number, when)
    draft.reprint(number, when, change=DECLINING if row.change == IMPROVING else IMPROVING)
    return spots.ledger("change", when)


@kind(
    LATE,
    "published Red without action",
    "The last report rates the indicator Red and names no action.",
    Want(frequency=QUARTERLY, status=TARGETED, last=(RED,)),
)
def no_action(draft: Draft, number: str) -> Spot:
    when = draft.now(number).previous()
    draft.write(number, when, actions="")
    return spots.ledger("rag", when)


@kind(
    LATE,
    "published as a month though it is a quarter",
    "The last report heads the columns Current Month and Previous Month; the figures are quarterly.",
    _PLAIN,
)
def as_a_month(draft: Draft, number: str) -> Spot:
    when, word = draft.now(number).previous(), PERIOD_WORDS[MONTHLY]
    headings = {"current_label": f"{CURRENT_HEADING} {word}", "previous_label": f"{PREVIOUS_HEADING} {word}"}
    draft.reprint(number, when, **headings)
    return spots.ledger("current_label", when)


@kind(LATE, "NA beside N/A", "The change is written NA, where the other tables have N/A.", Want(direction=NONE))
def another_spelling(draft: Draft, number: str) -> Spot:
    when = draft.published(number)[-1].period
    draft.reprint(number, when, change="NA")
    return spots.ledger("change", when)


@kind(
    LATE,
    "printed heading of another period",
    "The previous figure is headed with a quarter that it is not compared with.",
    Want(frequency=QUARTERLY, status=TARGETED, comparator=SAME_PERIOD_LAST_YEAR),
)
def other_heading(draft: Draft, number: str) -> Spot:
    when = draft.now(number).previous()
    draft.reprint(number, when, previous_label=when.same_period_last_year().previous().label)
    return spots.ledger("previous_label", when)


@kind(
    LATE,
    "printed without the word cumulative",
    "The last report heads a figure for the year to date as if it were the quarter's own.",
    Want(shape=measures.RUNNING, frequency=QUARTERLY, number=(3, 4)),
)
def not_called_cumulative(draft: Draft, number: str) -> Spot:
    when = draft.now(number).previous()
    draft.reprint(number, when, current_label=f"{CURRENT_HEADING} {PERIOD_WORDS[QUARTERLY]}")
    return spots.ledger("current_label", when)


@kind(
    LATE,
    "published twice with two figures",
    "The ledger has one period twice, with different figures and no reason.",
    _PLAIN,
)
def published_twice(draft: Draft, number: str) -> Spot:
    when = draft.now(number).previous()
    row = draft.published_for(number, when)
    other = float(round(float(row.current or 0) * 1.01 + 2))
    says = change(other, row.previous, row.direction, row.target)
    draft.ledger.append(replace(row, current=other, change=says))
    return spots.ledger("current", when)


@kind(
    LATE,
    "published before the period had ended",
    "The ledger has a row for a quarter that is still to come.",
    _PLAIN,
)
def still_to_come(draft: Draft, number: str) -> Spot:
    when = draft.now(number).next()
    row = draft.published_for(number, draft.now(number).previous())
    draft.ledger.append(replace(row, period=when, published_on=str(when.first_day)))
    return spots.ledger("period", when)


@kind(
    LATE,
    "date of publication typed another way",
    "The day of publication is not written as the others are.",
    _PLAIN,
)
def other_date(draft: Draft, number: str) -> Spot:
    when = draft.now(number).previous()
    year, month, day = draft.published_for(number, when).published_on.split("-")
    draft.reprint(number, when, published_on=f"{int(day)}/{int(month)}/{year[2:]}")
    return spots.ledger("published_on", when)


@kind(
    LATE,
    "date of publication before the period's end",
    "A report cannot have been published on the first day of the quarter that it reports on.",
    _PLAIN,
)
def too_early(draft: Draft, number: str) -> Spot:
    when = draft.now(number).previous()
    draft.reprint(number, when, published_on=str(when.first_day))
    return spots.ledger("published_on", when)


@kind(
    LATE,
    "colour printed for an indicator in development",
    "There is no target yet, and still the last report prints Green.",
    Want(shape=measures.LEVEL, frequency=QUARTERLY, status=IN_DEVELOPMENT),
)
def coloured(draft: Draft, number: str) -> Spot:
    when = draft.now(number).previous()
    draft.reprint(number, when, rag=GREEN)
    return spots.ledger("rag", when)


@kind(
    LATE,
    "baseline printed as a target",
    "The last report heads a baseline with the word Target.",
    Want(frequency=QUARTERLY, status=BASELINE, direction=UP),
)
def as_a_target(draft: Draft, number: str) -> Spot:
    when = draft.now(number).previous()
    draft.reprint(number, when, target_label=TARGET_HEADING)
    return spots.ledger("target_label", when)
