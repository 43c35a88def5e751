"""Settings of an indicator in words that nobody understands, and headings typed over."""

from __future__ import annotations

from faults import measures, spots
from faults.catalogue import EARLY, FILE, LATE, kind
from faults.draft import Draft
from faults.file import File
from faults.spots import Spot
from faults.wants import Want
from quarterbook.vocabulary import (
    AMBER,
    BLUE,
    CURRENT_HEADING,
    DOWN,
    GREEN,
    MONTHLY,
    PERIOD_WORDS,
    QUARTERLY,
    SAME_PERIOD_LAST_YEAR,
    TARGETED,
    UP,
)

_FINE = Want(frequency=QUARTERLY, status=TARGETED, now=(AMBER, GREEN, BLUE))


def _typed(file: File, number: str, name: str, *texts: str) -> Spot:
    file.type(number, file.named(number, name), file.draft.chance.choice(texts) or None)
    return spots.named(name, file.draft.now(number))


@kind(FILE, "direction not understood", "The direction for improvement is in words that no rule knows.", _FINE)
def direction(file: File, number: str) -> Spot:
    return _typed(file, number, "Direction", "Bigger is better", "increasing", "UP^", "improve")


@kind(FILE, "direction missing", "Nothing says which way is better.", _FINE)
def no_direction(file: File, number: str) -> Spot:
    return _typed(file, number, "Direction", "")


@kind(FILE, "frequency misspelt", "The frequency is not one of the three, so no period is current.", _FINE)
def frequency(file: File, number: str) -> Spot:
    return _typed(file, number, "Frequency", "Quarterley", "Every quarter", "Qtrly")


@kind(FILE, "basis in the house's own words", "The basis is not one of the four that are understood.", _FINE)
def basis(file: File, number: str) -> Spot:
    return _typed(file, number, "Basis", "YTD", "per quarter", "In quarter")


@kind(FILE, "comparator in the house's own words", "What the figure is compared with is not one of the two.", _FINE)
def comparator(file: File, number: str) -> Spot:
    return _typed(file, number, "Comparator", "Last quarter", "Year on year", "Prev")


@kind(FILE, "status in the house's own words", "The status is not one of the four.", _FINE)
def status(file: File, number: str) -> Spot:
    return _typed(file, number, "Status", "Live", "Target set", "On track")


@kind(
    FILE,
    "measure in the house's own words",
    "What the figures are is not one of the four words.",
    Want(shape=measures.PERCENTAGE, status=TARGETED, parts="none"),
)
def measure(file: File, number: str) -> Spot:
    return _typed(file, number, "Measure", "percentage", "%", "Per cent")


@kind(FILE, "marker in the house's own words", "The marker of a figure is not one of the three.", _FINE)
def marker(file: File, number: str) -> Spot:
    when = file.draft.now(number)
    text = file.draft.chance.choice(("Prov.", "Draft", "P", "To be confirmed"))
    file.type(number, file.history(number, "marker", when), text)
    return spots.history("marker", when)


@kind(FILE, "title missing", "The indicator has no title.", _FINE)
def title(file: File, number: str) -> Spot:
    return _typed(file, number, "IndicatorTitle", "")


@kind(
    EARLY,
    "two indicators with the same title",
    "Two sheets have the same title, so nobody can tell them apart.",
    Want(),
)
def same_title(draft: Draft, number: str) -> Spot:
    draft.define(number, title=draft.indicators[draft.bystander(number)].title)
    return spots.named("IndicatorTitle", draft.now(number))


@kind(
    LATE,
    "direction turned since the last report",
    "What was better lower in the last report is better higher now, and nothing says why.",
    Want(frequency=QUARTERLY, status=TARGETED),
)
def turned(draft: Draft, number: str) -> Spot:
    draft.define(number, direction=UP if draft.indicators[number].direction == DOWN else DOWN)
    draft.settle(number)
    return spots.named("Direction", draft.now(number))


@kind(
    FILE,
    "heading typed over: a month on quarterly figures",
    "The column is headed Current Month; the figures are quarterly.",
    _FINE,
)
def month(file: File, number: str) -> Spot:
    row, column = file.named(number, "Current")
    return file.type(number, (row - 1, column), f"{CURRENT_HEADING} {PERIOD_WORDS[MONTHLY]}")


@kind(
    FILE,
    "heading typed over: another quarter",
    "The previous figure's heading was typed last time and names a quarter that it is not of.",
    Want(frequency=QUARTERLY, status=TARGETED, comparator=SAME_PERIOD_LAST_YEAR),
)
def other_quarter(file: File, number: str) -> Spot:
    row, column = file.named(number, "Previous")
    old = file.draft.before(number).previous()
    return file.type(number, (row - 1, column), old.label)
