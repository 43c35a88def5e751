"""The reference parts of `docs/workbook.md` and `docs/schemes.md`.

Formulas and places are read from a workbook just built, so that the page says what a workbook has.
`python -m quarterbook.book.describe docs/workbook.md docs/schemes.md` brings the pages up to date; a test fails when
they are not.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from quarterbook.book import layout
from quarterbook.book.build import workbook_bytes
from quarterbook.book.package import Package
from quarterbook.book.sheets.formulas import LISTS
from quarterbook.book.sheets.words import CONTENTS, COVER_LABELS
from quarterbook.book.view import SheetView, View, view_of_file
from quarterbook.functions import REGISTRY
from quarterbook.key import DATA_ITEMS
from quarterbook.periods import Period
from quarterbook.register.model import Indicator, Register, Settings
from quarterbook.register.tables import HISTORY
from quarterbook.schemes import SCHEMES, Scheme
from quarterbook.vocabulary import DEFAULT_AMBER, DEFAULT_BLUE, QUARTERLY

_BLOCK: Final = re.compile(r"(<!-- workbook: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_PREFIXES: Final = re.compile(r"_xl(?:fn|ws|pm)\.")
_NUMBER: Final = "36"

_HEADLINES: Final = {
    layout.TARGET: "Target",
    layout.CURRENT: "Current",
    layout.PREVIOUS: "Previous",
    layout.CHANGE: "Change in Performance",
    layout.RAG_RATING: "RAG Rating",
}
"""Cell of the headline table to what the Key calls it."""

_OTHER_FIGURE: Final = "The figure of the other comparator, where the Cover asks for both."


def up_to_date(page: str) -> str:
    """Return a page with what stands between each `<!-- workbook: NAME -->` and `<!-- end -->` made anew."""
    found = {name for _, name, _ in _BLOCK.findall(page)}
    made = {name: make() for name, make in _blocks(_built()).items() if name in found}
    return _BLOCK.sub(lambda block: f"{block[1]}\n{made[block[2]]}\n\n{block[3]}", page)


def _built() -> View:
    """Return the view of a workbook of one indicator."""
    settings = Settings(reporting_period=Period(2023, QUARTERLY, 3))
    register = Register(settings, (Indicator(number=_NUMBER, title="An indicator", direction="up"),))
    return view_of_file(Package(workbook_bytes(register), "a workbook of one indicator"))[1]


def _blocks(view: View) -> Mapping[str, Callable[[], str]]:
    sheet = next(sheet for sheet in view.sheets if sheet.name.startswith(layout.INDICATOR))
    headlines = [headline.name for headline in layout.HEADLINES if headline.name]
    checks = {name: label for name, label in layout.LIVE_CHECKS if name}
    return {
        "sheets": lambda: _table(("sheet", "what it is for"), _sheets()),
        "settings": lambda: _table(("name", "on the Cover", "what it does"), _cover_names()),
        "lists": lambda: _table(("name", "cells"), _lists(view)),
        "functions": lambda: _codes(REGISTRY),
        "headline": lambda: _table(("name", "as the Key says it"), _headline_names()) + _formulas(sheet, headlines),
        "indicator": lambda: _table(("name", "beside it stands", "column of `indicators`"), _setting_names()),
        "worked": lambda: _table(_NAMED, layout.WORKED_OUT.items()) + _formulas(sheet, layout.WORKED_OUT),
        "checks": lambda: _table(_NAMED, checks.items()) + _formulas(sheet, checks),
        "boxes": lambda: _table(
            ("name", "heading", "what belongs there"), ((box.name, box.heading, box.prompt) for box in layout.BOXES)
        ),
        "tables": lambda: _table(("table", "sheet", "columns"), _tables(view)),
        "history": _history,
        "schemes": lambda: "\n\n".join(map(_scheme, SCHEMES.values())),
    }


# --- The whole workbook ------------------------------------------------------------------------------------------


def _sheets() -> Iterator[tuple[str, str]]:
    yield layout.COVER, "The workbook's settings, and which periods follow from the reporting period."
    yield layout.INDEX, CONTENTS[layout.INDEX]
    yield layout.KEY, CONTENTS[layout.KEY]
    yield f"{layout.INDICATOR} N", "One for each indicator: its page, and its settings beside it."
    yield layout.CHECKS, CONTENTS[layout.CHECKS]
    yield layout.PUBLISHED, CONTENTS[layout.PUBLISHED]


def _cover_names() -> Iterator[tuple[str, str, str]]:
    return ((name, *COVER_LABELS[key]) for key, name in layout.COVER_NAMES.items())


def _lists(view: View) -> Iterator[tuple[str, str]]:
    for name, place in LISTS.items():
        yield name, f"`{place.replace('$', '')}`"
    area = view.names[layout.ALL_SERVICES_CELL.lower()]
    if area is not None:
        yield layout.ALL_SERVICES_CELL, f"on the {area.sheet}, the row below those of the services"


# --- An indicator's sheet ------------------------------------------------------------------------------------------

_NAMED: Final = ("name", "beside it stands")


def _headline_names() -> Iterator[tuple[str, str]]:
    says = dict(DATA_ITEMS)
    for headline in layout.HEADLINES:
        if headline.name:
            yield headline.name, says[_HEADLINES[headline]] if headline in _HEADLINES else _OTHER_FIGURE


def _setting_names() -> Iterator[tuple[str, str, str]]:
    return ((s.name, s.label, f"`{s.field}`") for s in layout.INDICATOR_SETTINGS)


def _formulas(sheet: SheetView, names: Iterable[str]) -> str:
    """Return the formulas of named cells as Excel shows them, in a block that goes below a table."""
    lines = "\n".join(f"{name}\n    {_formula(sheet, name)}" for name in names)
    return f"\n\n```text\n{lines}\n```"


def _formula(sheet: SheetView, name: str) -> str:
    area = sheet.names[name.lower()]
    formula = sheet.formula(*area.place) if area is not None else None
    if formula is None:
        raise ValueError(f"{sheet.name}: {name} is not the name of a formula's cell")
    return f"={_PREFIXES.sub('', formula)}"


# --- Tables --------------------------------------------------------------------------------------------------------


def _tables(view: View) -> Iterator[tuple[str, str, str]]:
    for sheet in view.sheets:
        for table in sheet.tables:
            yield table.name, sheet.name, ", ".join(table.columns)


def _history() -> str:
    says = {column.name: column.says for column in HISTORY.columns}
    rows = ((column.header, says[column.field]) for column in layout.HISTORY_COLUMNS)
    return _table(("column", "what it holds"), rows)


# --- Schemes -------------------------------------------------------------------------------------------------------


def _scheme(scheme: Scheme) -> str:
    tolerances = {"amber": f"{DEFAULT_AMBER:.0%}", "blue": f"{DEFAULT_BLUE:.0%}"}
    parts = [
        f"### {scheme.name}",
        f"{scheme.title}.",
        _table(("rating", "means"), ((word, says.format(**tolerances)) for word, says in scheme.bands.items())),
        f"```text\n={scheme.formula}\n```",
    ]
    return "\n\n".join([*parts, f"Found with: {scheme.source}."] if scheme.source else parts)


def _codes(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words) + "."


def _table(heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table whose first column is set as code: it holds what is typed to the letter."""
    lines = (" | ".join((f"`{first}`", *others)) for first, *others in rows)
    return "\n".join(f"| {line} |" for line in (" | ".join(heading), " | ".join(["---"] * len(heading)), *lines))


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        path.write_text(up_to_date(path.read_text(encoding="utf-8")), encoding="utf-8")
