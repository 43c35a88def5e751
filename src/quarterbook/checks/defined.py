"""Defined names: which one a formula means, and which of them formulas use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from quarterbook.book.formulas import called_names, with_names_put_in
from quarterbook.book.structure import Name
from quarterbook.book.view import View

BROKEN: Final = "#REF!"
"""What stands in a name's text in place of a cell that was deleted."""


class DefinedNames:
    """The defined names of a workbook.

    Args:
        view: the workbook.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self._names = {((name.sheet or "").lower(), name.name.lower()): name for name in view.defined}

    def meant(self, word: str, sheet: str, before: str | None = None) -> Name | None:
        """Return the name that a word of a formula means, None where it means none.

        Args:
            word: the word, in any case.
            sheet: the sheet of the formula; "" where it is that of a name of the whole workbook.
            before: the sheet that is written before the word, None where none is.
        """
        own = self._names.get(((sheet if before is None else before).lower(), word.lower()))
        return own if own is not None else self._names.get(("", word.lower()))

    def used(self) -> frozenset[Name]:
        """Return the names that formulas of cells use, and those that such names use themselves."""
        found: set[Name] = set()
        for sheet in self._view.sheets:
            for text in {formula.text for formula in sheet.formulas.values() if formula.text}:
                found.update(self._in(text, sheet.name))
        to_look_at = list(found)
        while to_look_at:
            name = to_look_at.pop()
            fresh = set(self._in(name.text, name.sheet or "")) - found
            found |= fresh
            to_look_at += fresh
        return frozenset(found)

    def _in(self, text: str, sheet: str) -> Iterator[Name]:
        words: set[tuple[str | None, str]] = {(None, word) for word in called_names(text)}
        with_names_put_in(text, lambda before, word: words.add((before, word)))
        for before, word in words:
            name = self.meant(word, sheet, before)
            if name is not None:
                yield name
