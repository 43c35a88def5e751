"""Which characters a page can show, and what stands for the others.

A tagged PDF must not hold a character that its fonts cannot draw. What an officer typed is never dropped for that: the
character's name stands in its place, in square brackets. A long word is given places to break, so that it stays on the
page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont

FALLBACK: Final = "DejaVu Sans Mono"
"""The font for what the page's own font lacks. Typst carries it, so no machine's fonts matter."""
FALLBACK_HAS: Final = (
    "\u0531-\u0556\u0561-\u0587\u0621-\u063a\u0640-\u0652\u0660-\u066d\u10d0-\u10fc\u2190-\u21ff\u2200-\u2213\u2217-\u2220"
    "\u2227-\u222d\u2234-\u223d\u2241-\u2269\u2282-\u228b\u2295-\u22a5\u2318\u2500-\u259f\u25a0-\u25ff\u2600-\u262f\u2638-\u268b"
    "\u2690-\u269c\u26a0\u26a1\u2701-\u2704\u2706-\u2709\u270c-\u2727\u2729-\u274b\u2756\u2761-\u2775\u2794\u2798-\u279f\u27a1-\u27ae"
    "\ufffd"
)
"""Of its characters those that reports may hold, as a character class: symbols, Arabic, Armenian, Georgian."""
_UNSEEN: Final = "\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff"
"""Characters that show nothing, which need no glyph."""
_SPACES: Final = re.compile(r"[^\S\u00a0\u202f]+")
BREAK: Final = "\u200b"
"""Marks where a word may break; the templates set it as an empty box, so that it is no part of the text."""
LONGEST_WORD: Final = 30
"""Longer words, such as addresses, may break anywhere."""


@cache
def unshown_by(files: Collection[Path], *, with_fallback: bool) -> re.Pattern[str]:
    """Return what finds runs of characters that a page cannot show.

    Args:
        files: the files of the page's font.
        with_fallback: whether the fallback font's characters, and signs that combine with others, can be shown.
    """
    shown = set.intersection(*map(_characters_of, files))
    if not with_fallback:
        shown = {code for code in shown if not unicodedata.category(chr(code)).startswith("M")}
    rest = FALLBACK_HAS + _UNSEEN if with_fallback else ""
    return re.compile(f"[^{''.join(re.escape(chr(code)) for code in sorted(shown))}{rest}]+")


def _characters_of(file: Path) -> set[int]:
    with TTFont(file, lazy=True) as font:
        return {*font.getBestCmap()}


class Fit:
    """Makes texts fit for a page, and counts what it could not show.

    Attributes:
        replaced: how many characters were replaced by their names.
    """

    def __init__(self, unshown: re.Pattern[str]) -> None:
        self._unshown = unshown
        self.replaced = 0

    def __call__(self, text: str, longest: int = LONGEST_WORD) -> str:
        """Return a text of one line as it can be shown, words longer than `longest` made breakable."""
        return " ".join(self._broken(word, longest) for word in self.plain(text).split(" "))

    def plain(self, text: str) -> str:
        """Return a text of one line as it can be shown, without places to break: for titles that programs read."""
        return self._unshown.sub(self._named, _SPACES.sub(" ", text).strip())

    def _broken(self, word: str, longest: int) -> str:
        if len(word) <= longest:
            return word
        parts = [word[0]]
        for before, sign in pairwise(word):
            if unicodedata.category(sign)[0] not in "MC" and unicodedata.category(before) != "Cf":
                parts.append(BREAK)
            parts.append(sign)
        return "".join(parts)

    def _named(self, found: re.Match[str]) -> str:
        self.replaced += len(found[0])
        return "".join(f"[{_name(sign)}]" for sign in found[0])


def _name(sign: str) -> str:
    """Return a symbol's name; the code of a letter, whose name says no more."""
    code = f"U+{ord(sign):04X}"
    return code if unicodedata.category(sign)[0] == "L" else unicodedata.name(sign, code).lower().replace("u+", "U+")
