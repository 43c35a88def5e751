"""What a command line that was not understood is answered with: one line, in our words, with the way to the help."""

from __future__ import annotations

import re
from typing import Final

from typer.exceptions import TyperException

from quarterbook.errors import QuarterbookError

_WORDS: Final = (
    (r"Option '(.+)' requires an argument", r"\1: its value is missing"),
    (r"Option '(.+)' does not take a value", r"\1 takes no value"),
    (r"Missing (?:argument|option|parameter) '(.+)'", r"\1 is missing"),
    (r"No such (option|command):? '?(.+?)'?", r"\2 is no \1"),
    (r"No such option: (\S+) \(Possible options: (.+)\)", r"\1 is no option; is \2 meant?"),
    (r"No such command '(.+)'\. Did you mean '(.+)'\?", r"\1 is no command; is \2 meant?"),
    (r"Got unexpected extra arguments? \((.+)\)", r"\1: more than this command takes"),
    (r"Got unexpected extra argument\(s\) \((.+)\)", r"\1: more than this command takes"),
)
"""What typer says, to what we say; what it says otherwise is left as it is. Of two that fit, the later one counts."""


def answer(error: TyperException) -> str:
    """Return what to say to somebody whose command line was not understood."""
    text = error.format_message().rstrip(".")
    for pattern, ours in reversed(_WORDS):
        found = re.fullmatch(pattern, text, re.DOTALL)
        if found:
            text = found.expand(ours)
            break
    context = getattr(error, "ctx", None)  # not every error has one
    if context is not None and context.parent is not None:
        return f"{text} ({context.command_path} --help says what it takes)"
    of_some_command = context is None and hasattr(error, "option_name")
    return text if of_some_command else f"{text} (quarterbook --help lists the commands)"


def whole_number(option: str, text: str) -> int:
    """Return the whole number that an option was given.

    Args:
        option: its name, for messages.
        text: what was given.

    Raises:
        QuarterbookError: when it is none.
    """
    if not re.fullmatch(r"[+-]?[0-9]{1,9}", text.strip()):
        raise QuarterbookError(f'{option}: "{text}" is no whole number')
    return int(text)
