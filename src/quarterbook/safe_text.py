"""Text from outside (cells, file names, settings) made safe to show: one line, nothing in it that acts or hides.

A cell can hold terminal escapes, line breaks that begin a command of a build server, or marks that turn the reading
direction. What is shown to people, written to a log or handed to another program passes through here first.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LINE_BREAK: Final = " ↵ "
"""What stands in place of a line break."""

_BREAKS = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_ACT_OR_HIDE = frozenset({"Cc", "Cf", "Cs"})  # control, format (reading direction, zero width), lone surrogates
# What a build server obeys in its log: "##[error]" and "##vso[…]" anywhere in a line, "::error::" where a line begins.
_COMMANDS = re.compile(r"##(?=\w*\[)|^\s*::")


def harmless(text: str) -> str:
    r"""Return a text as one line of characters that are seen and do nothing.

    Tabs become spaces and line breaks " ↵ "; a character that acts or cannot be seen becomes its number, such as
    `<U+001B>`. All else stays, no-break spaces and private characters (a bullet out of Word) too.

    >>> harmless("12\u200b3\x1b[31m")
    '12<U+200B>3<U+001B>[31m'
    """
    line = _BREAKS.sub(LINE_BREAK, text).replace("\t", " ")
    if not line.isprintable():
        line = "".join(map(_shown, line))
    return _COMMANDS.sub(lambda found: f"{found[0][:-1]} {found[0][-1]}", line)


def _shown(character: str) -> str:
    number = ord(character)
    never_a_character = number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF
    if never_a_character or unicodedata.category(character) in _ACT_OR_HIDE:
        return f"<U+{number:04X}>"
    return character
