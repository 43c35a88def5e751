"""The workbooks: sixty with faults and as many clean ones as wanted, each by its number and always the same."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import faults.kinds  # noqa: F401 - fills the catalogue
from faults import spots
from faults.catalogue import EARLY, FILE, KINDS, LATE, Kind
from faults.councils import council
from faults.decoys import DECOYS, Decoy
from faults.draft import Draft
from faults.file import File
from faults.spots import Spot
from quarterbook.book.build import workbook_bytes
from quarterbook.vocabulary import QUARTERLY

FAULTY: Final = 60
"""How many workbooks with faults there are: `make(0)` to `make(59)`."""
CLEAN: Final = 30
"""How many clean ones the evaluation takes; `clean(n)` gives more."""

_SEED: Final = 20_231_001
_FEWEST, _MOST = 8, 40
_MONTHLY: Final = 4
"""How many of the workbooks with faults belong to councils that report every month."""
_ROOM: Final = (5, 5, 5, 3, 5, 4, 2, 5, 5, 5, 5, 1)
"""How many faults the workbooks have, in turn."""
_SIZES: Final = (8, 9, 8, 10, 11, 8, 9, 12, 8, 14, 8, 10)
_LARGE: Final = {11: 40, 23: 28, 35: 24, 47: 20}
_DECOYS_BESIDE: Final = 2


@dataclass(frozen=True, slots=True)
class Planted:
    """One fault that was planted.

    Attributes:
        kind: what kind it is.
        indicator: the indicator's number; "" where it is the whole workbook's.
        sheet: the sheet on which a person would see it; "" for the workbook.
        cell: the cell, where it is one.
        period: the period that it is about, if one.
        says: what a person would say is wrong.
    """

    kind: str
    indicator: str
    sheet: str
    cell: str
    period: str
    says: str


@dataclass(frozen=True, slots=True)
class Case:
    """A workbook and what is wrong with it.

    Attributes:
        name: what to call its file.
        data: the file.
        planted: the faults; none in a clean one.
        decoys: what looks like a fault and is none: name and indicator.
        indicators: how many it has.
    """

    name: str
    data: bytes
    planted: tuple[Planted, ...]
    decoys: tuple[tuple[str, str], ...]
    indicators: int


def make(n: int) -> Case:
    """Return one of the workbooks with faults, n from 0 to 59."""
    kinds = _dealt()[n]
    wants = [kind.want for kind in kinds if kind.want is not None]
    size = max(_LARGE.get(n, _SIZES[n % len(_SIZES)]), len(wants) + 4)
    monthly = n >= FAULTY - _MONTHLY
    draft, asked = council(_SEED + n, size, wants, monthly=monthly, scheme="")
    numbers = iter(asked)
    draft.busy.update(asked)
    planted = [(kind, next(numbers) if kind.want is not None else "") for kind in kinds]
    case = _Making(draft, planted, _DECOYS_BESIDE)
    return case.case(f"faulty-{n:02d}")


def clean(n: int) -> Case:
    """Return one of the workbooks that nobody has anything to object to, n from 0."""
    size = _MOST if n == 0 else _FEWEST + (n * 7) % 12
    draft, _ = council(_SEED * 2 + n, size, monthly=n % 6 == 5)
    return _Making(draft, [], 6).case(f"clean-{n:02d}")


class _Making:
    """One workbook on its way."""

    def __init__(self, draft: Draft, planted: list[tuple[Kind, str]], decoys: int) -> None:
        self.draft = draft
        self.planted = planted
        self.decoys = list(_chosen(draft, decoys))

    def case(self, name: str) -> Case:
        """Return it."""
        draft = self.draft
        spots_of: dict[str, Spot] = {}
        for decoy, number in self.decoys:
            _do(decoy.early, draft, number)
        spots_of |= dict(self._plant(EARLY, draft))
        draft.derive()
        for decoy, number in self.decoys:
            _do(decoy.late, draft, number)
        spots_of |= dict(self._plant(LATE, draft))
        data = workbook_bytes(draft.register)
        inserting = File(draft, data)
        for decoy, number in self.decoys:
            _do(decoy.file, inserting, number)
        file = File(draft, inserting.typed()) if inserting.edits or inserting.patches else inserting
        spots_of |= dict(self._plant(FILE, file))
        for later in draft.later:
            later(file)
        manifest = []
        for kind, number in self.planted:
            spot = spots_of[kind.name]
            sheet, cell = file.find(number, spot)
            period = str(spot.period or "")
            manifest.append(Planted(kind.name, number, sheet, cell, period, kind.says))
        named = tuple((decoy.name, number) for decoy, number in self.decoys)
        return Case(name, file.finish(), tuple(manifest), named, len(draft.indicators))

    def _plant(self, stage: str, into: Draft | File) -> Iterator[tuple[str, Spot]]:
        for kind, number in self.planted:
            if kind.stage == stage:
                spot = kind.plant(into, number)  # type: ignore[arg-type]
                if kind.want is not None and spot.period is None and spot.kind != spots.WORKBOOK:
                    spot = Spot(spot.kind, spot.what, self.draft.now(number), spot.sheet)
                yield kind.name, spot


def _do(step: Callable[[Any, str], None] | None, what: Draft | File, number: str) -> None:
    if step is not None:
        step(what, number)


def _chosen(draft: Draft, count: int) -> Iterator[tuple[Decoy, str]]:
    """Yield some decoys, each with an indicator that nothing else is done to."""
    taken = set(draft.busy)
    left = count
    in_turn = draft.chance.sample(DECOYS, len(DECOYS))
    for decoy in sorted(in_turn, key=lambda decoy: not decoy.is_rare):
        free = [number for number in draft.indicators if number not in taken]
        fitting = [number for number in free if decoy.fits is not None and decoy.fits(draft, number)]
        if left and decoy.fits is None:
            yield decoy, ""
            left -= 1
        elif left and fitting:
            number = draft.chance.choice(fitting)
            taken.add(number)
            yield decoy, number
            left -= 1


@lru_cache(maxsize=1)
def _dealt() -> tuple[tuple[Kind, ...], ...]:
    """Return the kinds of every workbook: each kind once, most of them twice."""
    chance = random.Random(_SEED)
    alone = [kind for kind in KINDS.values() if kind.alone]
    others = [kind for kind in KINDS.values() if not kind.alone]
    hands: list[list[Kind]] = [[kind] for kind in alone]
    rooms = [_ROOM[n % len(_ROOM)] for n in range(len(hands), FAULTY)]
    once, again = chance.sample(others, len(others)), chance.sample(others, len(others))
    deck = [*once, *again]
    monthly = [n for n in range(FAULTY) if n >= FAULTY - _MONTHLY]
    tables: dict[int, list[Kind]] = {n: [] for n in (*monthly, *range(len(hands), FAULTY - _MONTHLY))}
    for n, hand in tables.items():
        room = rooms[n - len(hands)] if n - len(hands) < len(rooms) else 1
        for kind in list(deck):
            if len(hand) < room and _goes(kind, hand, by_month=n in monthly):
                hand.append(kind)
                deck.remove(kind)
    assert not {kind.name for kind in others} - {kind.name for hand in tables.values() for kind in hand}
    return tuple(tuple(hand) for hand in (*hands, *(tables[n] for n in range(len(hands), FAULTY))))


def _goes(kind: Kind, hand: list[Kind], *, by_month: bool) -> bool:
    """Whether a kind can stand beside others in one workbook."""
    if kind in hand or (by_month and kind.want is not None and kind.want.frequency == QUARTERLY):
        return False
    quarters = {1, 2, 3, 4}
    for other in (*hand, kind):
        if other.want is not None and other.want.number is not None:
            quarters &= set(other.want.number)
    return bool(quarters)
