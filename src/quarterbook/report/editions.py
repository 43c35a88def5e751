"""The editions of a report: the forms in which it is published, each by a name that is also its file's ending.

An edition is a module with a function `edition(report, done)` that returns the file's bytes, the same for the same
report, and calls `done()` after each section, for the progress bar. The module and what it needs are imported when the
edition is made, so that a council installs only what it uses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from quarterbook.errors import QuarterbookError
from quarterbook.report.model import Report, Section

Done = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Edition:
    """One form of the report.

    Attributes:
        told: what it is, for people.
        home: its module, seen from `quarterbook.report`.
        extra: what to install for it: quarterbook[extra].
        is_edited: whether people work on the file afterwards, so that one that is there is never written over.
        asked_by: how the command line asks for it, where that is not by an option of its name.
    """

    told: str
    home: str
    extra: str = "report"
    is_edited: bool = False
    asked_by: str = ""


EDITIONS: Final = {
    "html": Edition("web page", "html"),
    "pdf": Edition("PDF", "pdf"),
    "docx": Edition("Word document", "word", is_edited=True),
    "xlsx": Edition("spreadsheet to publish", "spreadsheet"),
    "csv": Edition("CSV file of the figures", "spreadsheet.tidy", asked_by="--xlsx NAME.csv"),
}
"""Name to edition, in the order in which they are made."""


def bytes_of(name: str, report: Report, done: Done = lambda: None) -> bytes:
    """Return an edition of a report.

    Args:
        name: a key of `EDITIONS`.
        report: what it says.
        done: is called after each section.

    Raises:
        QuarterbookError: when there is no such edition, a library that it needs is not installed, or a template of the
            council's cannot be used.
    """
    edition = edition_of(name)
    try:
        make: Callable[[Report, Done], bytes] = import_module(f"quarterbook.report.{edition.home}").edition
        return make(report, done)
    except ModuleNotFoundError as error:
        raise QuarterbookError(
            f'the {edition.told} ({name}) needs {error.name}: pip install "quarterbook[{edition.extra}]"'
        ) from None


def edition_of(name: str) -> Edition:
    """Return the edition of a name.

    Raises:
        QuarterbookError: when there is none.
    """
    if name not in EDITIONS:
        raise QuarterbookError(
            f"there is no {name} edition of the report in this version; there is {', '.join(EDITIONS)}"
        )
    return EDITIONS[name]


def each(sections: Iterable[Section], done: Done) -> Iterator[Section]:
    """Yield sections, and say of each that it is done when the next one is asked for."""
    for section in sections:
        yield section
        done()
