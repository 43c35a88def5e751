"""Indicators whose figures leave a careful officer nothing to object to.

Everything is drawn by chance and drawn again until it fits: the rating that is wanted, no figure that happens to
return, no series that looks like another basis than its own.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from faults.attempt import Attempt
from faults.measures import Measure
from faults.wants import Want
from quarterbook.figures import Figures, as_shown, figures_of
from quarterbook.register.model import Indicator, Observation, Register, Settings
from quarterbook.vocabulary import IN_DEVELOPMENT

_TRIES: Final = 2_000


@dataclass(frozen=True, slots=True)
class Made:
    """One indicator with its history."""

    indicator: Indicator
    rows: tuple[Observation, ...]
    figures: tuple[Figures, ...]
    noun: str


def made(
    chance: random.Random, number: str, title: str, measure: Measure, want: Want, *, settings: Settings, usual: str
) -> Made:
    """Return an indicator as it is wanted.

    Args:
        chance: where its figures come from.
        number: its number.
        title: its title.
        measure: what it measures.
        want: what it has to be like.
        settings: the workbook's: period, tolerances and scheme.
        usual: the frequency of an indicator for which none is wanted.
    """
    for _ in range(_TRIES):
        indicator, rows = Attempt(chance, measure, want, settings, usual).of(number, title)
        figures = tuple(figures_of(Register(settings, (indicator,), rows)))
        if _fits(figures, want) and _plausible(figures):
            return Made(indicator, rows, figures, measure.noun)
    raise AssertionError(f"no indicator is like {want} of {measure}")


def _fits(figures: tuple[Figures, ...], want: Want) -> bool:
    at = next(n for n, found in enumerate(figures) if found.is_current)
    now, before = figures[at], figures[at - 1] if at else None
    return (
        (want.now is None or now.rag in want.now)
        and (want.last is None or (before is not None and before.rag in want.last))
        and (want.change is None or now.change == want.change)
    )


def _plausible(figures: tuple[Figures, ...]) -> bool:
    """Whether no figure happens to be that of a period before, and no series looks cumulative that is not."""
    indicator = figures[0].indicator
    if indicator.status == IN_DEVELOPMENT and figures[-1].actual is None:
        return True
    actuals = {row.observation.period: as_shown(row.actual, indicator) for row in figures if row.actual is not None}
    for period, actual in actuals.items():
        if actual in (actuals.get(period.previous()), actuals.get(period.same_period_last_year())):
            return False
    if indicator.is_cumulative:
        return all(b > a or later.year > period.year for (period, a), (later, b) in pairwise(actuals.items()))
    years: dict[int, list[float]] = {}
    for period, actual in actuals.items():
        years.setdefault(period.year, []).append(float(actual or 0))
    return all(len(year) < 3 or any(a > b for a, b in pairwise(year)) for year in years.values())
