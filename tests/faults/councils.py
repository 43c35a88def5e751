"""Registers of made-up councils in which there is nothing to object to."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

from faults import measures
from faults.draft import Draft
from faults.measures import COUNCILS, DISTRICTS, MEASURES, Measure
from faults.series import made
from faults.wants import Want
from quarterbook.periods import Period
from quarterbook.register.model import Settings
from quarterbook.schemes import SETTING
from quarterbook.vocabulary import (
    ANNUAL,
    BASELINE,
    CONTEXTUAL,
    IN_DEVELOPMENT,
    MONTHLY,
    NONE,
    QUARTERLY,
    SAME_PERIOD_LAST_YEAR,
    TARGETED,
)

_MIXED: Final = (
    *(Want(shape=shape) for shape in dict.fromkeys(measure.shape for measure in MEASURES)),
    Want(shape=measures.PERCENTAGE, parts="given"),
    Want(shape=measures.PERCENTAGE, parts="typed"),
    Want(shape=measures.PERCENTAGE, parts="none"),
    Want(shape=measures.RUNNING, status=CONTEXTUAL),
    Want(shape=measures.COUNT, targets="typed"),
    Want(shape=measures.COUNT, targets="profile"),
    Want(shape=measures.COUNT, targets="annual"),
    Want(shape=measures.COUNT, status=BASELINE, direction="up"),
    Want(shape=measures.COUNT, status=CONTEXTUAL, direction="up"),
    Want(shape=measures.COUNT, direction=NONE),
    Want(shape=measures.LEVEL, status=CONTEXTUAL),
    Want(shape=measures.COUNT, frequency=ANNUAL, targets="typed"),
    Want(shape=measures.PERCENTAGE, frequency=ANNUAL, comparator=SAME_PERIOD_LAST_YEAR),
    Want(shape=measures.LEVEL, status=IN_DEVELOPMENT),
    Want(shape=measures.PERCENTAGE, comparator=SAME_PERIOD_LAST_YEAR),
)
"""What a council may have of everything."""

_QUARTERLY_TOO: Final = Want(shape=measures.COUNT, frequency=MONTHLY)

_SCHEMES: Final = ("", "", "", "", "three-colour", "points", "improvement", "year-on-year")
_PREFIXES: Final = ("", "", "KPI ", "CS", "PI-")


def council(
    seed: int, size: int, wants: Sequence[Want] = (), *, monthly: bool = False, scheme: str | None = None
) -> tuple[Draft, list[str]]:
    """Return a council's register, with nothing published or written yet, and the numbers of what was wanted.

    Args:
        seed: everything follows from it.
        size: how many indicators.
        wants: indicators that it must have.
        monthly: whether it reports every month.
        scheme: its rating scheme; None: as it comes.
    """
    chance = random.Random(seed)
    organisation, committee = chance.choice(COUNCILS)
    quarters = {1, 2, 3, 4}.intersection(*(want.number for want in wants if want.number)) or {2}
    year, quarter = chance.choice((2022, 2023, 2024, 2025)), chance.choice(sorted(quarters))
    usual = MONTHLY if monthly else QUARTERLY
    reporting = Period(year, usual, min(quarter * 3 + chance.choice((0, 1, 2)), 12) if monthly else quarter)
    other = {}
    rating = chance.choice(_SCHEMES) if scheme is None else scheme
    if rating:
        other[SETTING] = rating
    if chance.random() < 0.2:
        other["both_comparators"] = "yes"
    settings = Settings(
        organisation=organisation,
        committee=committee,
        title="Quarterly performance report" if not monthly else "Monthly performance report",
        reporting_period=reporting,
        amber_tolerance=chance.choice((0.1, 0.1, 0.05)) if scheme is None and not wants else 0.1,
        blue_margin=0.05,
        other=other,
    )
    draft = Draft(settings, chance)
    extra = [*_MIXED, _QUARTERLY_TOO] if not monthly else list(_MIXED)
    chance.shuffle(extra)
    ordered = [(want, True) for want in wants]
    ordered += [(extra[n % len(extra)], False) for n in range(size - len(wants))]
    chance.shuffle(ordered)
    prefix, first = chance.choice(_PREFIXES), chance.randrange(1, 240)
    pool = _Pool(chance)
    asked: dict[int, str] = {}
    for place, (want, is_asked) in enumerate(ordered):
        number = f"{prefix}{first + place + (place // 7) * 3}"
        title, measure = pool.take(want)
        found = made(chance, number, title, measure, want, settings=settings, usual=usual)
        draft.indicators[number] = found.indicator
        draft.nouns[number] = measure.noun
        draft.history.update({(number, row.period): row for row in found.rows})
        if is_asked:
            asked[next(n for n, other_want in enumerate(wants) if other_want is want and n not in asked)] = number
    return draft, [asked[n] for n in range(len(wants))]


class _Pool:
    """The measures that a council has not got yet."""

    def __init__(self, chance: random.Random) -> None:
        self._left = list(MEASURES)
        self._chance = chance
        self._chance.shuffle(self._left)
        self._districts: dict[str, int] = {}

    def take(self, want: Want) -> tuple[str, Measure]:
        """Return a title and a measure that suits; a district's own once the council has all of the area's."""
        for measure in self._left:
            if self._suits(measure, want):
                self._left.remove(measure)
                return measure.title, measure
        again = [measure for measure in MEASURES if self._suits(measure, want)]
        measure = self._chance.choice(again)
        n = self._districts[measure.title] = self._districts.get(measure.title, -1) + 1
        return f"{measure.title}: {DISTRICTS[n]}", measure

    @staticmethod
    def _suits(measure: Measure, want: Want) -> bool:
        if measure.shape != want.shape:
            return False
        wanted = want.direction
        if wanted is not None:
            return wanted == measure.direction
        is_rated = want.now or want.last or want.change or want.status in (TARGETED, BASELINE)
        return measure.direction != NONE or not is_rated
