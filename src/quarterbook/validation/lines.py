"""Lines of text for people: wrapped with a hanging indent on a terminal, as they are everywhere else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from rich.console import Console

BOLD: Final = "bold"
_LEAST_WIDTH: Final = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One line.

    Attributes:
        text: what it says. What does not fit goes on below its beginning.
        label: what stands before it.
        indent: how many spaces stand before both.
        style: how the text looks on a terminal.
        label_style: how the label looks on a terminal.
    """

    text: str = ""
    label: str = ""
    indent: int = 0
    style: str = ""
    label_style: str = ""

    def __str__(self) -> str:
        """Return the line without colours, in full."""
        return f"{' ' * self.indent}{self.label}{self.text}"


def console_on(stream: TextIO) -> Console:
    """Return a console that has colours and a width when a terminal is behind a stream, and only then."""
    from rich.console import Console  # noqa: PLC0415 - what is piped needs none of it

    return Console(file=stream, force_terminal=stream.isatty(), highlight=False, emoji=False, markup=False)


def show(lines: Iterable[Line], stream: TextIO) -> None:
    """Write lines to a stream: in colours and wrapped on a terminal.

    Where none is behind it, they go out in the encoding that it has, with the number of a character that it lacks.
    """
    if stream.isatty():
        console = console_on(stream)
        for line in lines:
            _wrapped(line, console)
        return
    encoding = stream.encoding or "utf-8"
    for line in lines:
        stream.write(str(line).encode(encoding, "backslashreplace").decode(encoding) + "\n")


def _wrapped(line: Line, console: Console) -> None:
    from rich.text import Text  # noqa: PLC0415

    hang = line.indent + len(line.label)
    width = max(console.width - hang, _LEAST_WIDTH)
    first = Text.assemble(" " * line.indent, (line.label, line.label_style))
    for part in Text(line.text, line.style).wrap(console, width) or [Text()]:
        console.print(Text.assemble(first, part), soft_wrap=True)
        first = Text(" " * hang)
