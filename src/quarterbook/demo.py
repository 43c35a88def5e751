"""`quarterbook demo` and `quarterbook new`: build a workbook, evaluate it headless, show what it says, report on it."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path
from typing import Final, Literal

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from quarterbook.book.build import workbook_bytes
from quarterbook.book.headline import Headline, headlines
from quarterbook.book.macros import LIBRARY
from quarterbook.book.package import Package
from quarterbook.book.recalc import Recalculation, recalculated
from quarterbook.checks.finding import ERROR, counted
from quarterbook.errors import QuarterbookError
from quarterbook.figures import figure_text
from quarterbook.files import set_aside, write_whole
from quarterbook.master import open_master
from quarterbook.palette import RATING_COLOURS
from quarterbook.register import Indicator, Register
from quarterbook.register.files import read_register
from quarterbook.report.editions import EDITIONS
from quarterbook.report.make import make

_COLOURS = {rating: f"{ink.lower()} on {ground.lower()}" for rating, (ink, ground) in RATING_COLOURS.items()}
MACROS: Final = ".xlsm"
"""The ending of a workbook whose functions are macros."""
_NAMES: Final = ".xlsx"

_TITLE: Final = "Indicator"
_COLUMNS: Final[tuple[tuple[str, Literal["left", "right"]], ...]] = (
    ("No.", "left"),
    (_TITLE, "left"),
    ("Target", "right"),
    ("Current", "right"),
    ("Previous", "right"),
    ("Change", "left"),
    ("RAG", "left"),
)
_TITLE_COLUMN: Final = 1
_GAPS: Final = 3 * len(_COLUMNS)
_WIDTH_OF_A_PIPE: Final = 120


def example_register() -> Path:
    """Return the folder of the example register: the 19 published indicators.

    It is installed with the package; in a checkout it is `workbook/register`.
    """
    installed = Path(str(files("quarterbook"))) / "example"
    return installed if installed.is_dir() else Path(__file__).resolve().parents[2] / "workbook" / "register"


def run(folder: Path) -> None:
    """Build the example workbook and its report in a folder (made if need be) and show its ratings.

    Raises:
        QuarterbookError: when the folder cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise QuarterbookError(f"{folder}: cannot be made a folder ({error.strerror or error})") from None
    source, out = example_register(), folder / "master.xlsx"
    register = read_register(source)
    content, done = built(register, out)
    if kept := set_aside(out, content):  # somebody has typed in it
        sys.stdout.write(f"The workbook that was there is kept as {kept}\n")
    write_whole(out, content)
    show(register, done, source, out)
    show_findings(out)
    show_report(out)


def create(source: Path, out: Path, *, protect: bool = False) -> None:
    """Build a workbook from a register, store the values of its formulas and print ratings and changes.

    Args:
        source: the register.
        out: the .xlsx or .xlsm file to write. It must not be there: what officers typed into it would be lost.
        protect: whether all but the input cells are protected.

    Raises:
        QuarterbookError: when the register cannot be read or the workbook cannot be written.
    """
    if out.exists():
        raise QuarterbookError(f"{out}: is there already; name another file, or move it away first")
    if out.suffix.lower() not in (_NAMES, MACROS):
        raise QuarterbookError(
            f"{out}: a master workbook is built as {_NAMES} or {MACROS}; give it one of these endings"
        )
    register = read_register(source)
    content, done = built(register, out, protect=protect)
    write_whole(out, content)
    show(register, done, source, out)


def built(register: Register, out: Path, *, protect: bool = False) -> tuple[bytes, Recalculation]:
    """Return a master workbook with the values of its formulas stored in it, and what they are.

    Args:
        register: what the workbook holds.
        out: what to call it in messages; by its ending the functions are names (.xlsx) or macros (.xlsm).
        protect: whether all but the input cells are protected.

    Raises:
        QuarterbookError: when the workbook cannot be built, or what writes macros is not installed.
    """
    macros = out.suffix.lower() == MACROS
    content = workbook_bytes(register, functions="none" if macros else "lambda", protect=protect)
    package = Package(content, str(out))
    parts, done = recalculated(package)
    content = package.with_parts(parts)
    return (_with_macros(content, out) if macros else content), done


def _with_macros(content: bytes, out: Path) -> bytes:
    try:
        from quarterbook.excel.build import macro_workbook  # noqa: PLC0415
    except ImportError as error:
        raise QuarterbookError(f"{out}: macros need {error.name}: {LIBRARY}") from None
    return macro_workbook(content, str(out))


def show(register: Register, done: Recalculation, source: Path, out: Path) -> None:
    """Print the ratings and changes of a workbook just built, and where everything is."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else _WIDTH_OF_A_PIPE)
    console.print(ratings_table(register, done, console.width))
    for entry in done.no_answer:
        console.print(Text(str(entry)))
    console.print(Text(f"{len(register.indicators)} indicators, {done.formulas} formulas, evaluated without Excel."))
    console.print(Text(f"Register: {source}\nWorkbook: {out}"), soft_wrap=True)


def show_findings(out: Path) -> None:
    """Check the workbook and print how much was found, the errors, and how to see the rest."""
    found = open_master(out).validate()
    lines = [f"Checks: {counted(found)}. The errors:"]
    lines += [f"  {one.code} indicator {one.indicator}: {one.message}" for one in found if one.severity == ERROR]
    lines.append(f"All of it, and how to mend it: quarterbook validate {out}")
    sys.stdout.write("\n".join(lines) + "\n")


def show_report(workbook: Path) -> None:
    """Make every edition of a workbook's report beside it; print where they are, or in one line why not."""
    try:
        made = make(workbook)
    except QuarterbookError as error:
        sys.stdout.write(f"Report:   not made: {error}\n")
        return
    for path in made.kept.values():
        sys.stdout.write(f"The report that was there is kept as {path}\n")
    for name, path in made.files.items():
        sys.stdout.write(f"Report:   {path} ({EDITIONS[name].told})\n")


def ratings_table(register: Register, done: Recalculation, width: int) -> Table:
    """Return the table of figures, ratings and changes that the workbook's formulas gave.

    Titles are cut off so that the table is no wider than `width` characters.
    """
    settings = register.settings
    title = " · ".join(text for text in (settings.organisation, str(settings.reporting_period)) if text)
    table = Table(title=Text(title), title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    rows = [_row(*pair) for pair in zip(register.indicators, headlines(done.evaluation), strict=True)]
    widths = [max([len(heading), *(len(row[n]) for row in rows)]) for n, (heading, _) in enumerate(_COLUMNS)]
    widths[_TITLE_COLUMN] = max(
        len(_TITLE), min(widths[_TITLE_COLUMN], width - _GAPS - sum(widths) + widths[_TITLE_COLUMN])
    )
    for (heading, justify), columns in zip(_COLUMNS, widths, strict=True):
        table.add_column(heading, justify=justify, no_wrap=True, width=columns)
    for row in rows:
        table.add_row(*row)
    return table


def _row(indicator: Indicator, headline: Headline) -> list[Text]:
    figures = [figure_text(value, indicator) for value in (headline.target, headline.current, headline.previous)]
    rag = str(headline.rag)
    return [
        Text(indicator.number),
        Text(indicator.title),
        *(Text(figure) for figure in figures),
        Text(str(headline.change)),
        Text(f" {rag} " if rag in _COLOURS else rag, style=_COLOURS.get(rag, "")),
    ]
