"""Registers of any size for benchmarks: made up, plausible, the same every time."""

from __future__ import annotations

import random

from quarterbook.periods import Period
from quarterbook.register import Indicator, Narrative, Observation, Register, Settings
from quarterbook.vocabulary import (
    CONTEXTUAL,
    CUMULATIVE,
    DOWN,
    IN_PERIOD,
    NONE,
    NUMBER,
    PERCENT,
    QUARTERLY,
    SAME_PERIOD_LAST_YEAR,
    TARGETED,
    UP,
)


def register_of(indicators: int, quarters: int = 8) -> Register:
    """Return a register of so many quarterly indicators with so many quarters of history each."""
    chance = random.Random(indicators)
    reporting = Period(2023, QUARTERLY, 3)
    rows: list[Indicator] = []
    history: list[Observation] = []
    narrative: list[Narrative] = []
    for n in range(1, indicators + 1):
        number, percent, cumulative = str(n), n % 3 == 0, n % 5 == 1
        contextual = n % 7 == 0
        rows.append(
            Indicator(
                number=number,
                title=f"Measure {n} of what the service does for residents",
                service=f"Service {n % 9 + 1}",
                owner="Performance team",
                measure=PERCENT if percent else NUMBER,
                direction=NONE if contextual else (UP, DOWN)[n % 2],
                basis=CUMULATIVE if cumulative and not percent else IN_PERIOD,
                comparator=SAME_PERIOD_LAST_YEAR if cumulative else "Previous period",
                status=CONTEXTUAL if contextual else TARGETED,
                description="What is counted, from which system, and why it matters to residents.",
            )
        )
        for back in range(quarters):
            actual = round(chance.uniform(0.4, 0.99), 2) if percent else chance.randrange(100, 5000)
            target = 0.8 if percent else 2500
            history.append(
                Observation(number=number, period=reporting.shift(back - quarters + 1), actual=actual, target=target)
            )
        narrative.append(Narrative(number=number, period=reporting, commentary="The figure moved with the season."))
    settings = Settings(organisation="Example Council", title="Performance report", reporting_period=reporting)
    return Register(settings, tuple(rows), tuple(history), tuple(narrative))
