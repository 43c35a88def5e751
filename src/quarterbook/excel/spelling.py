"""Formulas as Excel shows them and as a file stores them: `LET(x, …)` is `_xlfn.LET(_xlpm.x, …)` in a file.

Views and plans hold formulas as files do; Excel's object model speaks as people do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from quarterbook.book.formulas import calls, masked, without_prefixes
from quarterbook.book.future import FUTURE_FUNCTIONS

_PREFIX: Final = re.compile(r"_xlfn\.(?:_xlws\.)?|_xlpm\.", re.IGNORECASE)
_THIS_ROW: Final = re.compile(r"(?P<table>[\w.\\]*)\[@(?:\[(?P<long>(?:[^\[\]']|'.)*)\]|(?P<short>[^\[\]@]*))\]")
_SPILLED: Final = re.compile(r"(?P<cell>(?:(?:'(?:[^']|'')+'|[\w.]+)!)?\$?[A-Za-z]{1,3}\$?\d+)#")
_SHOWN_OTHERWISE: Final = {"SINGLE": "@{}", "ANCHORARRAY": "{}#"}
"""Functions that only a file knows: Excel shows a sign before or after their argument."""


def as_shown(stored: str) -> str:
    """Return a formula (without "=") as Excel shows and takes it."""
    for name, sign in _SHOWN_OTHERWISE.items():
        while call := next((c for c in calls(stored) if without_prefixes(c.stored).upper() == name), None):
            argument = stored[slice(*call.arguments[0])]
            stored = stored[: call.start] + sign.format(argument) + stored[call.end :]
    return _replaced(stored, _PREFIX, lambda _: "")


def as_stored(shown: str, table: str = "") -> str:
    """Return a formula (without "=") as a file stores it.

    Args:
        shown: the formula as Excel shows it.
        table: the table that the formula's cell is in, for references such as `[@Actual]`, which name none.
    """
    if "[@" in shown:
        shown = _replaced(shown, _THIS_ROW, lambda found: _this_row(found, table))
    if "#" in shown:
        shown = _replaced(shown, _SPILLED, lambda found: f"ANCHORARRAY({found['cell']})")
    prefixes = set(_variables(shown))
    for call in calls(shown):
        prefix = FUTURE_FUNCTIONS.get(call.stored.upper())
        if prefix is not None:
            prefixes.add((call.start, prefix))
    for start, prefix in sorted(prefixes, reverse=True):
        shown = shown[:start] + prefix + shown[start:]
    return shown


def _this_row(found: re.Match[str], table: str) -> str:
    name = found["table"] or table
    column = found["long"] if found["long"] is not None else found["short"]
    return f"{name}[[#This Row],[{column}]]" if column else f"{name}[#This Row]"


def _variables(formula: str) -> Iterator[tuple[int, str]]:
    """Yield where the variables of LET and LAMBDA are written, with the prefix that goes there."""
    mask = masked(formula)
    for call in calls(formula):
        name = call.stored.upper()
        if name not in ("LET", "LAMBDA"):
            continue
        for start, end in call.arguments[:-1:2] if name == "LET" else call.arguments[:-1]:
            variable = re.escape(formula[start:end].strip())
            for found in re.finditer(rf"(?<![\w.!'\[]){variable}(?![\w.(!\[])", mask, re.IGNORECASE):
                if call.start <= found.start() < call.end:
                    yield found.start(), "_xlpm."


def _replaced(formula: str, pattern: re.Pattern[str], by: Callable[[re.Match[str]], str]) -> str:
    """Replace a pattern outside strings."""
    pieces = re.split(r'("(?:[^"]|"")*")', formula)
    return "".join(piece if n % 2 else pattern.sub(by, piece) for n, piece in enumerate(pieces))
