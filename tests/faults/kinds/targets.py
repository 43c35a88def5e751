"""Targets, baselines and tolerances."""

from __future__ import annotations

from dataclasses import replace

from faults import measures, spots
from faults.catalogue import EARLY, FILE, LATE, kind
from faults.draft import Draft
from faults.file import File
from faults.spots import Spot
from faults.wants import Want
from quarterbook.book.addresses import cell_address
from quarterbook.vocabulary import (
    AMBER,
    BASELINE,
    BLUE,
    CUMULATIVE,
    GREEN,
    PREVIOUS_PERIOD,
    QUARTERLY,
    SAME_PERIOD_LAST_YEAR,
    TARGETED,
    UP,
)

_LATER = (2, 3, 4)
_FINE = (AMBER, GREEN, BLUE)


@kind(
    EARLY,
    "target changed during the year without a note",
    "The target of this quarter is not that of the quarters before, and nothing says why.",
    Want(frequency=QUARTERLY, status=TARGETED, targets="typed", number=_LATER),
)
def changed(draft: Draft, number: str) -> Spot:
    target = float(draft.row(number).target or 0)
    draft.record(number, target=float(round(target * draft.chance.choice((0.9, 1.08)))))
    return spots.history("target", draft.now(number))


@kind(
    LATE,
    "target of a published period changed afterwards",
    "The target of a quarter that was published is another now, and the row is not marked Revised.",
    Want(frequency=QUARTERLY, status=TARGETED, targets="typed"),
)
def rewritten(draft: Draft, number: str) -> Spot:
    when = draft.now(number).previous()
    target = float(draft.row(number, when).target or 0)
    draft.record(number, when, target=float(round(target * 0.94)))
    return spots.history("target", when)


@kind(
    LATE,
    "annual target changed after quarters were published",
    "The annual target was raised, so the targets published for this year's quarters no longer follow from it.",
    Want(shape=measures.RUNNING, frequency=QUARTERLY, targets="profile", number=_LATER),
)
def annual_changed(draft: Draft, number: str) -> Spot:
    whole = float(draft.indicators[number].annual_target or 0)
    draft.define(number, annual_target=float(round(whole * 1.12)))
    draft.settle(number)
    return spots.named("AnnualTarget", draft.now(number))


@kind(
    LATE,
    "quarter's target that is not the annual target's share",
    "The target typed for this quarter is not what the annual target and its profile give, and nothing says why.",
    Want(shape=measures.RUNNING, frequency=QUARTERLY, targets="profile", number=(1, 2, 3)),
)
def not_its_share(draft: Draft, number: str) -> Spot:
    due = float(draft.current(number).target or 0)
    draft.record(number, target=float(round(due * 0.85)))
    draft.settle(number)
    return spots.history("target", draft.now(number))


@kind(
    EARLY,
    "baseline that is not a quarter of last year",
    "The baseline is not last year's total divided by four, as the description says it is.",
    Want(frequency=QUARTERLY, status=BASELINE, direction=UP),
)
def wrong_baseline(draft: Draft, number: str) -> Spot:
    now = draft.now(number)
    wrong = float(round(float(draft.row(number).target or 0) * draft.chance.choice((0.9, 1.12))))
    for row in draft.rows(number):
        if row.period.year == now.year:
            draft.record(number, row.period, target=wrong)
    return spots.history("target", now)


@kind(
    EARLY,
    "percentage target divided by four",
    "A percentage has no quarterly part: the year's target was divided by four all the same.",
    Want(shape=measures.PERCENTAGE, frequency=QUARTERLY, status=TARGETED, direction=UP),
)
def divided(draft: Draft, number: str) -> Spot:
    now = draft.now(number)
    says = " The target is last year's overall performance divided by 4 to give the quarterly target."
    draft.define(number, description=draft.indicators[number].description + says)
    for row in draft.rows(number):
        if row.period.year == now.year:
            draft.record(number, row.period, target=round(float(row.target or 0) / 4, 4))
    return spots.history("target", now)


@kind(
    EARLY,
    "percentages of the quarters added up",
    "The year to date is the sum of the quarters' percentages; percentages do not add up.",
    Want(
        shape=measures.PERCENTAGE,
        frequency=QUARTERLY,
        parts="none",
        comparator=SAME_PERIOD_LAST_YEAR,
        direction=UP,
        number=_LATER,
    ),
)
def added_up(draft: Draft, number: str) -> Spot:
    draft.define(number, basis=CUMULATIVE)
    so_far: dict[int, float] = {}
    for row in draft.rows(number):
        so_far[row.period.year] = round(so_far.get(row.period.year, 0.0) + float(row.actual or 0), 4)
        draft.record(number, row.period, actual=so_far[row.period.year], in_period=row.actual)
    return spots.history("actual", draft.now(number))


@kind(
    LATE,
    "target of a percentage typed as 85",
    "85 is 8,500%: the target of a percentage was typed without its sign.",
    Want(shape=measures.PERCENTAGE, status=TARGETED, direction=UP),
)
def without_sign(draft: Draft, number: str) -> Spot:
    draft.record(number, target=float(round(float(draft.row(number).target or 0) * 100)))
    draft.settle(number)
    return spots.history("target", draft.now(number))


@kind(
    LATE,
    "no target",
    "The indicator is rated against a target, but this period has none.",
    Want(status=TARGETED, targets="typed", comparator=PREVIOUS_PERIOD),
)
def missing(draft: Draft, number: str) -> Spot:
    draft.record(number, target=None)
    draft.settle(number)
    return spots.history("target", draft.now(number))


@kind(
    EARLY,
    "own tolerance typed as 10",
    "A tolerance of 10 is 1,000%: nothing will ever be Red. It should be 10%.",
    Want(status=TARGETED, now=_FINE),
)
def own_tolerance(draft: Draft, number: str) -> Spot:
    draft.define(number, amber=10.0)
    return spots.named("OwnAmber", draft.now(number))


@kind(
    EARLY,
    "the workbook's tolerance typed as 10",
    "The Cover's Amber tolerance of 10 is 1,000%: nothing in the whole workbook will ever be Red.",
    alone=True,
)
def workbook_tolerance(draft: Draft, number: str) -> Spot:
    draft.settings = replace(draft.settings, amber_tolerance=10.0)
    return Spot(spots.COVER, "AmberTolerance")


@kind(
    FILE,
    "weight missing in the profile",
    "One weight of the annual target's profile was deleted, so the target cannot be worked out.",
    Want(status=TARGETED, targets="profile", frequency=QUARTERLY, now=_FINE),
)
def missing_weight(file: File, number: str) -> Spot:
    row, column = file.named(number, "Profile")
    file.type(number, (row + 1, column), None)
    return Spot(spots.CELL, cell_address(row + 1, column), file.draft.now(number))
