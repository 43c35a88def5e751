"""What officers write: commentary that agrees with the figures, actions for a Red, descriptions.

No text is used twice in a workbook: a text that returns is one of the faults.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

from quarterbook.cells import Cell, classify
from quarterbook.figures import Figures, as_shown
from quarterbook.register.model import Indicator, Value
from quarterbook.vocabulary import CURRENCY, DECLINING, IMPROVING, IN_DEVELOPMENT, PERCENT

_OPENINGS: Final = (
    "The figure for {now} is {figure}.",
    "{now} closed at {figure}.",
    "We report {figure} for {now}.",
    "The team recorded {figure} in {now}.",
)
_BACK: Final = (
    "That compares with {before} in {then}.",
    "It stood at {before} in {then}.",
    "The figure for {then} was {before}.",
)
_REASONS: Final = {
    IMPROVING: (
        "Progress on {noun} follows the new rota at {place}",
        "More evening sessions at {place} helped with {noun}",
        "Two vacancies were filled at {place}, which shows in {noun}",
        "The booking system now covers {place} and {noun} benefit from it",
    ),
    DECLINING: (
        "Building works closed {place} for 6 weeks, which shows in {noun}",
        "Sickness in the team at {place} held {noun} back",
        "Demand at {place} rose faster than the team could follow, and {noun} suffered",
        "A change of supplier at {place} cost time and {noun} felt it",
    ),
    "": (
        "The service has little influence on {noun}; {place} sees the most of them",
        "Numbers of {noun} vary with the season, above all at {place}",
        "The mix of {noun} at {place} is much as it was",
        "Reports of {noun} now reach us from {place} by a form on the website",
    ),
}
_CLOSINGS: Final = (
    "Residents of the villages around {place} wrote to us about it, and {n} of them came to an open evening.",
    "The head of service met {n} parish councils about this and will report back to them.",
    "A survey of {n} people who used the service shows that most were content with the way they were dealt with.",
    "The partnership board looked at the pattern across the area and asked for a note on rural parishes.",
    "Neighbouring councils tell a similar story, and officers compare notes with {n} of them every month.",
    "The data was taken from the case system on the second working day and checked by the service manager.",
)
_ACTIONS: Final = (
    "A recovery plan for {noun} was agreed with the lead member; {place} goes first.",
    "An extra team works on {noun} at {place} until the end of the year.",
    "Weekly meetings look at {noun} case by case, beginning with {place}.",
    "The contract for {noun} at {place} is being reviewed with the supplier.",
    "Recruitment for {n} posts that deal with {noun} is under way, most of them at {place}.",
)
_PLACES: Final = (
    "the Market Street centre",
    "the northern depot",
    "Station Road",
    "the Riverside office",
    "the mobile unit",
    "the hub at Lower Green",
    "the town hall",
    "our partner's site",
    "the eastern team",
    "the Priory building",
)


def shown(value: Value, indicator: Indicator) -> str:
    """Return a figure as a reader sees it: 1,234, 63%, £1,234."""
    number = classify(as_shown(value, indicator))
    if isinstance(number, Cell):
        return str(value or "n/a")
    if indicator.measure == PERCENT:
        return f"{number:.{indicator.decimals}%}"
    sign = "£" if indicator.measure == CURRENCY else ""
    return f"{sign}{number:,.{indicator.decimals}f}"


class Writer:
    """Writes for one workbook, and never the same twice.

    Args:
        chance: where its choices come from.
        noun_of: what commentary calls the thing that an indicator of a number counts.
    """

    def __init__(self, chance: random.Random, noun_of: Callable[[str], str]) -> None:
        self._chance = chance
        self._noun_of = noun_of
        self._written: set[str] = set()

    def commentary(self, figures: Figures, *, plain: bool = False) -> str:
        """Return why a period's figure is what it is; `plain` always begins with the figure and the one before."""
        indicator, period = figures.indicator, figures.observation.period
        if figures.actual is None:
            noun = self._noun_of(indicator.number)
            if indicator.status == IN_DEVELOPMENT:
                return self._once(f"Collection of data on {noun} starts next year")
            return self._once(f"The system could give no figure for {noun} in {period.label}")
        has_before = isinstance(figures.previous, float | int)
        opening = plain or self._chance.random() < 0.7
        words = {
            "now": period.label,
            "figure": shown(figures.actual, indicator),
            "before": shown(figures.previous, indicator),
            "then": indicator.compared_with(period).label,
        }
        parts = []
        if opening:
            parts.append(self._chance.choice(_OPENINGS).format(**words))
            if has_before and (plain or self._chance.random() < 0.7):
                parts.append(self._chance.choice(_BACK).format(**words))
        if indicator.status == IN_DEVELOPMENT:
            parts.append("A target will be proposed once a full year of figures is in.")
        kind = figures.change if figures.change in _REASONS else ""
        return self._once(self._sentence(_REASONS[kind], indicator), *parts)

    def actions(self, figures: Figures) -> str:
        """Return what is being done about a Red."""
        return self._once(self._sentence(_ACTIONS, figures.indicator), closing=False)

    def _once(self, reason: str, *before: str, closing: bool = True) -> str:
        while True:
            end = self._sentence(_CLOSINGS) if closing else f"Members will hear of it in {self._chance.choice(_WHEN)}."
            stop = "" if reason.endswith(".") else "."
            text = " ".join((*before, f"{reason}{stop}", end))
            if text not in self._written:
                self._written.add(text)
                return text
            reason = f"{reason.rstrip('.')}, as the team at {self._chance.choice(_PLACES)} confirms"

    def _sentence(self, pool: tuple[str, ...], indicator: Indicator | None = None) -> str:
        noun = self._noun_of(indicator.number) if indicator else ""
        text = self._chance.choice(pool)
        return text.format(noun=noun, place=self._chance.choice(_PLACES), n=self._chance.randrange(3, 19))


_WHEN: Final = ("the spring", "the summer", "the autumn", "the winter")
