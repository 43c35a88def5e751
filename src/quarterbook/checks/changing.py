"""Cells that give another value each time: those that call NOW or RAND, and those that read such a cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Final

from quarterbook.book.addresses import MAX_COLUMN, MAX_ROW, parse_range
from quarterbook.book.formulas import called_names, masked, with_names_put_in, with_structured_references_put_in
from quarterbook.book.stored import Place
from quarterbook.book.view import Area, SheetView, View
from quarterbook.checks.defined import DefinedNames

Spot = tuple[str, Place]
"""A sheet's name in lower case, and a cell of it."""

_BY_ITSELF: Final = re.compile(r"\b(?:NOW|TODAY|RAND|RANDBETWEEN|RANDARRAY)\(", re.IGNORECASE)
_UNSEEN: Final = re.compile(r"\b(?:INDIRECT|OFFSET)\(", re.IGNORECASE)
"""Formulas with these may read any cell."""
_LINK: Final = re.compile(r"(?<![\w\]])\[\d+\]!")
"""What stands before a function of an add-in."""
_REFERENCE: Final = re.compile(
    r"(?:('(?:[^']|'')+'|(?<![\w.'])[^\W\d][\w.]*)!)?(?<![\w.\\])"
    r"(\$?[A-Z]{1,3}\$?[1-9]\d{0,6}(?::\$?[A-Z]{1,3}\$?[1-9]\d{0,6})?|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d{1,7}:\$?\d{1,7})"
    r"(?![\w.(\\!])",
    re.IGNORECASE,
)
_DEEP: Final = 5
"""So deep are names looked into that stand for other names."""


def changing(view: View, asked: Collection[Spot]) -> set[Spot]:
    """Return which of some formulas' cells give another value each time, or read a cell that does.

    Args:
        view: the workbook.
        asked: the cells.
    """
    names = _changing_names(view)
    texts = {formula.text for sheet in view.sheets for formula in sheet.formulas.values() if formula.text}
    by_themselves = {text for text in texts if _BY_ITSELF.search(text) or _mentions(text, names)}
    seeds = {
        (sheet.name.lower(), place)
        for sheet in view.sheets
        for place, formula in (sheet.formulas.items() if by_themselves else ())
        if formula.text in by_themselves
    }
    left = set(asked) - seeds
    return (set(asked) & seeds) | (_readers(_Precedents(view), left, seeds) if seeds and left else set())


def _changing_names(view: View) -> frozenset[str]:
    """Return the defined names, in capitals, that stand for another value each time."""
    known: frozenset[str] = frozenset()
    for _ in range(_DEEP):
        more = frozenset(
            name.name.upper() for name in view.defined if _BY_ITSELF.search(name.text) or _mentions(name.text, known)
        )
        if more == known:
            break
        known = more
    return known


def _mentions(text: str, names: frozenset[str]) -> bool:
    if not names:
        return False
    words = called_names(text)
    with_names_put_in(text, lambda _, name: words.add(name.upper()))
    return not words.isdisjoint(names)


def _readers(precedents: _Precedents, asked: set[Spot], seeds: set[Spot]) -> set[Spot]:
    """Return which of some cells read one of the seeds, directly or by way of other formulas."""
    readers: dict[Spot, list[Spot]] = {}
    seen, to_look_at = set(asked), list(asked)
    while to_look_at:
        spot = to_look_at.pop()
        for read in precedents.of(spot):
            readers.setdefault(read, []).append(spot)
            if read not in seen:
                seen.add(read)
                to_look_at.append(read)
    reached = (seeds & seen) | {spot for spot in seen if precedents.may_read_any(spot)}
    to_tell = list(reached)
    while to_tell:
        fresh = set(readers.get(to_tell.pop(), ())) - reached
        reached |= fresh
        to_tell += fresh
    return reached & asked


class _Precedents:
    """Finds the formulas that a formula reads."""

    def __init__(self, view: View) -> None:
        from quarterbook.book.structured import TableReferences  # noqa: PLC0415 - it brings the engine with it

        self._view = view
        self._tables = TableReferences(table for sheet in view.sheets for table in sheet.tables)
        self._names = DefinedNames(view)
        self._filled: dict[str, dict[Place, Place]] = {}

    def may_read_any(self, spot: Spot) -> bool:
        """Whether nobody can tell from the formula of a cell what it reads."""
        return bool(_UNSEEN.search(self._text(spot)))

    def of(self, spot: Spot) -> Iterator[Spot]:
        """Yield the cells whose formulas give what the formula of a cell reads."""
        for area in self._areas(spot):
            sheet = self._view.by_name.get(area.sheet)
            filled = self._filled_by(sheet) if sheet is not None else {}
            if (area.last_row - area.first_row + 1) * (area.last_column - area.first_column + 1) <= len(filled):
                yield from ((area.sheet, filled[place]) for place in area.places if place in filled)
            else:
                for (row, column), owner in filled.items():
                    if area.first_row <= row <= area.last_row and area.first_column <= column <= area.last_column:
                        yield area.sheet, owner

    def _filled_by(self, sheet: SheetView) -> dict[Place, Place]:
        """Return every cell of a sheet that a formula fills, to that formula's cell."""
        if sheet.name not in self._filled:
            self._filled[sheet.name] = {
                place: owner
                for owner, formula in sheet.formulas.items()
                for place in (Area(sheet.name, *formula.extent).places if formula.extent is not None else (owner,))
            }
        return self._filled[sheet.name]

    def _text(self, spot: Spot) -> str:
        return self._view.by_name[spot[0]].formula(*spot[1]) or ""

    def _areas(self, spot: Spot) -> Iterator[Area]:
        """Yield the cells and ranges that a formula names, their sheets' names in lower case."""
        from quarterbook.book.engine import Unanswered  # noqa: PLC0415

        name, place = spot
        text = self._without_names(_LINK.sub("", self._text(spot)), name)
        if "[" in text:
            try:
                text = with_structured_references_put_in(text, self._in_table(name, place))
            except Unanswered:
                return  # a part of a table that there is not, or another workbook: it has no value here
        for found in _REFERENCE.finditer(masked(text)):
            extent = _extent(found[2])
            if extent is not None:
                sheet = found[1] or name
                yield Area((sheet[1:-1].replace("''", "'") if found[1] and sheet[0] == "'" else sheet).lower(), *extent)

    def _without_names(self, text: str, sheet: str) -> str:
        def meaning(before: str | None, name: str) -> str | None:
            found = self._names.meant(name, sheet, before)
            return None if found is None or "LAMBDA(" in found.text.upper() else f"({found.text})"

        for _ in range(_DEEP):
            before, text = text, with_names_put_in(text, meaning)
            if text == before:
                break
        return text

    def _in_table(self, sheet: str, place: Place) -> Callable[[str | None, str], str]:
        return lambda table, inside: self._tables.address(table, inside, self._view.by_name[sheet].name, *place)


def _extent(reference: str) -> tuple[int, int, int, int] | None:
    """Return first row and column and last row and column of a cell, a range, whole columns or whole rows."""
    first, _, last = reference.replace("$", "").partition(":")
    if first.isdigit():
        return int(first), 1, int(last), MAX_COLUMN
    if last.isalpha():
        columns = parse_range(f"{first}1:{last}1")
        return None if columns is None else (1, columns[1], MAX_ROW, columns[3])
    return parse_range(reference)
