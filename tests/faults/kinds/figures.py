"""Figures that are missing, repeated, changed or slipped."""

from __future__ import annotations

from faults import measures, spots
from faults.catalogue import EARLY, LATE, kind
from faults.draft import Draft
from faults.spots import Spot
from faults.wants import Want
from quarterbook.vocabulary import AMBER, BLUE, DOWN, GREEN, PREVIOUS_PERIOD, QUARTERLY, TARGETED, UP

_FINE = (AMBER, GREEN, BLUE)


@kind(
    LATE,
    "figure of the period before repeated",
    "This quarter's figure is to the last digit that of the quarter before: the old table was left standing.",
    Want(frequency=QUARTERLY, comparator=PREVIOUS_PERIOD),
)
def repeated(draft: Draft, number: str) -> Spot:
    draft.record(number, actual=draft.row(number, draft.before(number)).actual)
    draft.settle(number)
    return spots.history("actual", draft.now(number))


@kind(
    LATE,
    "counts of the period before repeated",
    "Numerator and denominator are exactly those of the quarter before, and with them the percentage.",
    Want(shape=measures.PERCENTAGE, frequency=QUARTERLY, comparator=PREVIOUS_PERIOD, parts="given"),
)
def counts_repeated(draft: Draft, number: str) -> Spot:
    before = draft.row(number, draft.before(number))
    draft.record(number, numerator=before.numerator, denominator=before.denominator)
    draft.settle(number)
    return spots.history("numerator", draft.now(number))


@kind(
    LATE,
    "previous figure is not what was published",
    "The figure of the comparator's period was changed after it was published, and is not marked Revised.",
    Want(status=TARGETED, comparator=PREVIOUS_PERIOD, frequency=QUARTERLY),
)
def previous_changed(draft: Draft, number: str) -> Spot:
    when = draft.before(number)
    figure = float(draft.row(number, when).actual or 0)
    draft.record(number, when, actual=float(round(figure * draft.chance.choice((0.93, 1.04)))))
    draft.settle(number)
    return spots.history("actual", when)


@kind(
    LATE,
    "older figure changed after publication",
    "A figure published three reports ago is another now, and is not marked Revised.",
    Want(status=TARGETED, comparator=PREVIOUS_PERIOD, frequency=QUARTERLY),
)
def history_changed(draft: Draft, number: str) -> Spot:
    when = draft.now(number).shift(-3)
    figure = float(draft.row(number, when).actual or 0)
    draft.record(number, when, actual=float(round(figure * 1.05)))
    return spots.history("actual", when)


@kind(
    LATE,
    "percentage does not follow from its counts",
    "The counts beside the percentage give another one: 570 of 889 is not 55%.",
    Want(shape=measures.PERCENTAGE, parts="typed", direction=UP),
)
def not_its_counts(draft: Draft, number: str) -> Spot:
    draft.record(number, actual=round(float(draft.row(number).actual or 0) - 0.09, 3))
    draft.settle(number)
    return spots.history("actual", draft.now(number))


@kind(
    EARLY,
    "published percentage does not follow from its counts",
    "What was published for the quarter before is not what its numerator and denominator give.",
    Want(shape=measures.PERCENTAGE, frequency=QUARTERLY, parts="typed", direction=UP, comparator=PREVIOUS_PERIOD),
)
def published_not_its_counts(draft: Draft, number: str) -> Spot:
    when = draft.now(number).previous()
    draft.record(number, when, actual=round(float(draft.row(number, when).actual or 0) - 0.08, 3))
    return spots.history("actual", when)


@kind(
    LATE,
    "numerator and denominator the wrong way round",
    "The counts were swapped: the percentage comes out above 100%.",
    Want(shape=measures.PERCENTAGE, parts="given"),
)
def swapped(draft: Draft, number: str) -> Spot:
    row = draft.row(number)
    draft.record(number, numerator=row.denominator, denominator=row.numerator)
    draft.settle(number)
    return spots.history("numerator", draft.now(number))


@kind(
    LATE,
    "percentage typed as 72",
    "72 is 7,200%: the percentage was typed without its sign.",
    Want(shape=measures.PERCENTAGE, parts="none", direction=UP, status=TARGETED, now=_FINE),
)
def without_sign(draft: Draft, number: str) -> Spot:
    draft.record(number, actual=round(float(draft.row(number).actual or 0) * 100, 1))
    return spots.history("actual", draft.now(number))


@kind(
    LATE,
    "benchmark of a percentage typed as 61",
    "The England mean of a percentage was typed without its sign.",
    Want(shape=measures.PERCENTAGE, status=TARGETED, direction=UP),
)
def mean_without_sign(draft: Draft, number: str) -> Spot:
    draft.record(number, england_mean=float(draft.chance.randrange(55, 88)))
    return spots.history("england_mean", draft.now(number))


@kind(
    LATE,
    "a digit too many",
    "The figure is ten times what it ever was: a digit was typed twice.",
    Want(direction=UP, status=TARGETED, comparator=PREVIOUS_PERIOD),
)
def slipped(draft: Draft, number: str) -> Spot:
    draft.record(number, actual=float(draft.row(number).actual or 0) * 10)
    draft.settle(number)
    return spots.history("actual", draft.now(number))


@kind(
    LATE,
    "figure in thousands beside figures in pounds",
    "The sum was typed in thousands of pounds, where every other is in pounds.",
    Want(shape=measures.MONEY, direction=DOWN, status=TARGETED, comparator=PREVIOUS_PERIOD),
)
def in_thousands(draft: Draft, number: str) -> Spot:
    draft.record(number, actual=float(round(float(draft.row(number).actual or 0) / 1000)))
    draft.settle(number)
    return spots.history("actual", draft.now(number))


@kind(
    LATE,
    "negative count",
    "There cannot be fewer than none of what is counted.",
    Want(direction=UP, status=TARGETED, comparator=PREVIOUS_PERIOD),
)
def negative(draft: Draft, number: str) -> Spot:
    draft.record(number, actual=-float(draft.row(number).actual or 0))
    draft.settle(number)
    return spots.history("actual", draft.now(number))


@kind(
    LATE,
    "no figure for the reporting period",
    "The figure of the reporting period is blank, with no word that says why.",
    Want(status=TARGETED, now=_FINE),
)
def missing(draft: Draft, number: str) -> Spot:
    draft.record(number, actual=None)
    draft.settle(number)
    return spots.history("actual", draft.now(number))
