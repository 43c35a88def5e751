"""Cumulative figures taken for a period's own, and the other way about."""

from __future__ import annotations

from faults import measures, spots
from faults.catalogue import EARLY, LATE, kind
from faults.draft import Draft
from faults.spots import Spot
from faults.wants import Want
from quarterbook.vocabulary import CONTEXTUAL, IN_PERIOD, PREVIOUS_PERIOD, QUARTERLY

_LATER = (2, 3, 4)


def _running(**needs: object) -> Want:
    return Want(shape=measures.RUNNING, frequency=QUARTERLY, **{"number": _LATER, **needs})  # type: ignore[arg-type]


@kind(
    EARLY,
    "cumulative figures against a target for one period",
    "The figures are for the year to date, but the target is that of a single quarter.",
    _running(targets="annual"),
)
def against_one_period(draft: Draft, number: str) -> Spot:
    now = draft.now(number)
    draft.define(number, target_basis=IN_PERIOD)
    for row in draft.rows(number):
        if row.target is not None:
            last = draft.row(number, row.period.shift(4 - row.period.number))
            draft.record(number, row.period, target=float(round(float(last.target or 0) / 4)))
    return spots.named("Target", now)


@kind(
    EARLY,
    "cumulative figures against a target that stays the same",
    "The target is said to be cumulative, yet it is the first quarter's in every quarter of the year.",
    _running(targets="typed"),
)
def against_the_first(draft: Draft, number: str) -> Spot:
    for row in draft.rows(number):
        first = draft.row(number, row.period.shift(1 - row.period.number))
        draft.record(number, row.period, target=first.target)
    return spots.history("target", draft.now(number))


@kind(
    EARLY,
    "cumulative figures beside a quarter's baseline",
    "The figures are for the year to date; the baseline is last year's total divided by four.",
    _running(status=CONTEXTUAL),
)
def beside_a_quarter(draft: Draft, number: str) -> Spot:
    now = draft.now(number)
    if draft.chance.random() < 0.5:
        draft.define(number, target_basis=IN_PERIOD)
    for row in draft.rows(number):
        if row.target is not None:
            last = draft.row(number, row.period.shift(-row.period.number))
            draft.record(number, row.period, target=float(round(float(last.actual or 0) / 4)))
    return spots.history("target", now)


@kind(
    EARLY,
    "cumulative figure compared with the period before",
    "A figure for the year to date can hardly fall below the quarter before; it wants the same quarter last year.",
    _running(comparator=PREVIOUS_PERIOD),
)
def compared_with_before(draft: Draft, number: str) -> Spot:
    return spots.named("Comparator", draft.now(number))


@kind(
    EARLY,
    "series called in-period that adds up over the year",
    "The figures grow from the first quarter to the last and start again in April: they are cumulative.",
    _running(number=(3, 4), targets="typed"),
)
def called_in_period(draft: Draft, number: str) -> Spot:
    draft.define(number, basis=IN_PERIOD)
    for row in draft.rows(number):
        draft.record(number, row.period, in_period=None)
    return spots.named("Basis", draft.now(number))


@kind(
    EARLY,
    "cumulative figures not started again in April",
    "This year's running total was carried on from last year's instead of starting at nothing.",
    _running(targets="typed"),
)
def carried_on(draft: Draft, number: str) -> Spot:
    now = draft.now(number)
    last = float(draft.row(number, now.shift(-now.number)).actual or 0)
    for row in draft.rows(number):
        if row.period.year == now.year:
            draft.record(number, row.period, actual=float(row.actual or 0) + last, in_period=None)
    return spots.history("actual", now)


@kind(
    LATE,
    "cumulative figure that falls",
    "The quarter's own figure was typed where the year to date belongs, so the running total falls.",
    _running(number=(3, 4)),
)
def falls(draft: Draft, number: str) -> Spot:
    now = draft.now(number)
    before = float(draft.row(number, now.previous()).actual or 0)
    alone = float(draft.row(number).in_period or 0)
    draft.record(number, actual=min(alone, before - 1), in_period=None)
    draft.settle(number)
    return spots.history("actual", now)


@kind(
    LATE,
    "cumulative figure that repeats",
    "The year to date is the same as a quarter ago, as if nothing had happened since.",
    _running(),
)
def repeats(draft: Draft, number: str) -> Spot:
    now = draft.now(number)
    draft.record(number, actual=draft.row(number, now.previous()).actual, in_period=None)
    draft.settle(number)
    return spots.history("actual", now)


@kind(
    EARLY,
    "gap in the year's cumulative figures",
    "A quarter of this year has no figure though a later one has.",
    _running(number=(3, 4)),
)
def gap(draft: Draft, number: str) -> Spot:
    when = draft.now(number).previous()
    draft.record(number, when, actual=None, in_period=None)
    return spots.history("actual", when)


@kind(
    LATE,
    "cumulative figure that is not the sum of its periods",
    "The year to date is not what the quarters' own figures add up to.",
    _running(),
)
def mismatch(draft: Draft, number: str) -> Spot:
    alone = float(draft.row(number).in_period or 0)
    draft.record(number, in_period=alone + max(2, round(alone * 0.15)))
    return spots.history("actual", draft.now(number))
