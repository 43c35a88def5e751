"""What a fault needs of the indicator that it is planted in."""

from __future__ import annotations

from dataclasses import dataclass

from faults.measures import COUNT


@dataclass(frozen=True, slots=True)
class Want:
    """An indicator made to order. None: as it comes.

    Attributes:
        shape: how its figures behave (`measures`).
        frequency: Monthly, Quarterly or Annual.
        status: Targeted, Baseline, Contextual or In Development.
        comparator: what it is compared with.
        direction: up, down, target or none.
        now: ratings of the reporting period that will do.
        last: ratings of the period before that will do.
        change: the change in performance of the reporting period.
        parts: for a percentage, whether numerator and denominator stand beside it ("given": the figure is worked out of
            them, "typed": it is typed beside them, "none").
        targets: where targets come from: "typed" for each period, "annual" (evenly), "profile".
        number: which periods of the year may be the current one (the second or later, say).
    """

    shape: str = COUNT
    frequency: str | None = None
    status: str | None = None
    comparator: str | None = None
    direction: str | None = None
    now: tuple[str, ...] | None = None
    last: tuple[str, ...] | None = None
    change: str | None = None
    parts: str | None = None
    targets: str | None = None
    number: tuple[int, ...] | None = None
