"""The kinds of faults: what each is called, what a person would say, and how it is planted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from faults.draft import Draft
from faults.file import File
from faults.spots import Spot
from faults.wants import Want

EARLY: Final = "early"
"""Planted in the figures before anything is published or written: the fault has always been there."""
LATE: Final = "late"
"""Planted in the register after the reports before this one."""
FILE: Final = "file"
"""Planted in the workbook."""

Plant = Callable[[Draft, str], Spot] | Callable[[File, str], Spot]
_P = TypeVar("_P", bound=Plant)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fault.

    Attributes:
        name: what it is called.
        says: what a person would say is wrong.
        stage: when it is planted.
        plant: plants it and returns where it is.
        want: the indicator that it needs; None where it concerns the whole workbook.
        alone: whether it changes what every indicator shows, so that no other fault goes beside it.
    """

    name: str
    says: str
    stage: str
    plant: Plant
    want: Want | None
    alone: bool = False


KINDS: Final[dict[str, Kind]] = {}
"""Every kind by its name, in the order in which they are written down."""


def kind(stage: str, name: str, says: str, want: Want | None = None, *, alone: bool = False) -> Callable[[_P], _P]:
    """Enter a kind into the catalogue."""

    def enter(plant: _P) -> _P:
        assert name not in KINDS, name
        KINDS[name] = Kind(name, says, stage, plant, want, alone)
        return plant

    return enter
