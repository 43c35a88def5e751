"""The docs say what is there: links lead somewhere, commands exist with their options, lists are complete."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from quarterbook.book.describe import up_to_date
from quarterbook.book.package import Package
from quarterbook.book.view import View, view_of_file
from quarterbook.cli import app
from quarterbook.schemes import SCHEMES
from quarterbook.vocabulary import CHANGE_ARROWS, CHANGES, MARKERS, MISSING_WORDS, RATINGS, READINESS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "addin").glob("*.md")),
    *sorted(DOCS.glob("*.md")),
]
COMMAND: Any = typer.main.get_command(app)

_FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
_SPAN = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_CALL = re.compile(r"(?:\S*/)?quarterbook(?:\s|$)")


def prose(page: Path) -> str:
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def links(page: Path) -> Iterator[tuple[bool, str, str]]:
    """Every link to a file of ours: whether it is an image, its text, its target."""
    for image, text, target in _LINK.findall(prose(page)):
        if not re.match(r"[a-z]+:", target):
            yield bool(image), text, target


def anchors(page: Path) -> set[str]:
    """The anchors that the headings of a page get, as GitHub and most others make them."""
    headings = (re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading) for heading in _HEADING.findall(prose(page)))
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def calls(page: Path) -> Iterator[list[str]]:
    """What follows the word quarterbook wherever a page shows it as a command."""
    text = page.read_text(encoding="utf-8")
    lines = [span for span in _SPAN.findall(prose(page)) if not span.endswith("…")]
    for _, block in _FENCE.findall(text):
        lines += block.replace("\\\n", " ").splitlines()
    for line in lines:
        for part in line.split("&&"):
            command = part.strip().removeprefix("$ ")
            if _CALL.match(command):
                yield shlex.split(command, comments=True)[1:]


CALLS = [pytest.param(call, id=f"{page.name}: {' '.join(call)}") for page in PAGES for call in calls(page)]
NAMES = {page.name: page for page in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    astray = []
    for _, _, target in links(page):
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            astray.append(target)
    assert astray == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_picture_of_a_page_is_told_in_words(page: Path) -> None:
    assert [target for image, text, target in links(page) if image and len(text.split()) < 3] == []


def test_every_picture_is_in_a_page() -> None:
    shown = {(page.parent / target).resolve() for page in PAGES for image, _, target in links(page) if image}
    assert {path.resolve() for path in (DOCS / "images").glob("*.png")} == shown


def test_the_index_of_the_docs_lists_every_page_once() -> None:
    listed = [target for _, _, target in links(DOCS / "README.md") if not target.startswith("../")]
    assert sorted(listed) == sorted(page.name for page in DOCS.glob("*.md") if page.name != "README.md")


@pytest.mark.parametrize("call", CALLS)
def test_a_command_of_the_docs_exists_with_its_options(call: list[str]) -> None:
    if not call:
        return
    name, *arguments = call
    if name.startswith("-"):
        own = {option for parameter in COMMAND.params for option in parameter.opts}
        assert name in own.union(COMMAND.context_settings["help_option_names"])
        return
    assert name in COMMAND.commands
    if arguments:  # the name alone speaks of the command
        COMMAND.commands[name].make_context(name, list(arguments))


def test_the_docs_show_commands_at_all() -> None:
    assert len(CALLS) > len(COMMAND.commands)


def test_every_command_is_in_the_docs() -> None:
    told = {call[0] for page in PAGES for call in calls(page) if call}
    assert set(COMMAND.commands) - told == set()


def test_every_option_is_in_the_docs() -> None:
    """Those of add are the register's columns, which the page about the register lists."""
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    columns = {f"--{name.replace('_', '-')}" for name in re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)}
    options = {
        option for command in COMMAND.commands.values() for parameter in command.params for option in parameter.opts
    }
    long = {option for option in options if option.startswith("--")}
    assert {option for option in long - columns if not re.search(rf"{option}\b", text)} == set()


def test_the_officers_guide_explains_every_word_that_a_cell_can_show() -> None:
    guide = prose(DOCS / "guide-officers.md")
    cells = {word.strip() for line in guide.splitlines() if line.startswith("|") for word in re.split(r"[|,]", line)}
    changes = {f"{CHANGE_ARROWS[word]} {word}" if word in CHANGE_ARROWS else word for word in CHANGES}
    assert {*RATINGS, *changes, *READINESS} - cells == set()
    assert {word for word in MARKERS if word not in guide} == set()
    assert {word for word in MISSING_WORDS if word} - set(_SPAN.findall(guide)) == set()


@pytest.fixture(scope="module")
def view() -> View:
    return view_of_file(Package.open(ROOT / "workbook" / "master.xlsx"))[1]


def test_the_page_about_the_workbook_lists_its_names_and_sheets(view: View) -> None:
    listed = {span.lower() for span in _SPAN.findall(prose(DOCS / "workbook.md"))}
    names = {*view.names, *(name for sheet in view.sheets for name in sheet.names)}
    assert {name for name in names if not name.startswith("_xlnm.")} - listed == set()
    assert {sheet.name.lower() for sheet in view.sheets if not sheet.name.startswith("Indicator")} - listed == set()


def test_the_page_about_the_workbook_lists_its_tables_and_columns(view: View) -> None:
    page = prose(DOCS / "workbook.md")
    kinds = {re.sub(r"^History\w+", "History36", table.name): table for sheet in view.sheets for table in sheet.tables}
    for name, table in kinds.items():
        assert re.search(rf"\| `{name}` \| .* \| {re.escape(', '.join(table.columns))} \|", page), name


def test_what_the_page_says_is_typed_has_no_formula_and_what_it_says_is_a_formula_has_one(view: View) -> None:
    sections = re.split(r"^### (.+)$", prose(DOCS / "workbook.md"), flags=re.MULTILINE)
    kinds = {title.rpartition(": ")[2]: set[str]() for title in sections[1::2]}
    for title, text in zip(sections[1::2], sections[2::2], strict=True):
        made = re.search(r"<!-- workbook: \w+ -->(.*?)<!-- end -->", text, re.DOTALL)
        assert made is not None
        kinds[title.rpartition(": ")[2]] |= set(re.findall(r"^\| `(\w+)` \|", made[1], re.MULTILINE))
    assert {"typed", "formulas"} == set(kinds)
    for sheet in view.sheets:
        if sheet.name.startswith("Indicator"):
            found = {name: sheet.formula(*area.place) for name, area in sheet.names.items() if area is not None}
            with_formula = {name for name in kinds["formulas"] if found[name.lower()] is not None}
            typed = {name for name in kinds["typed"] if found[name.lower()] in (None, "Basis")}
            assert (with_formula, typed) == (kinds["formulas"], kinds["typed"])


def test_the_page_about_schemes_has_every_scheme() -> None:
    assert set(SCHEMES) <= anchors(DOCS / "schemes.md")


@pytest.mark.parametrize("name", ["workbook.md", "schemes.md"])
def test_a_list_is_made_anew_whatever_stands_in_its_place(name: str) -> None:
    page = (DOCS / name).read_text(encoding="utf-8")
    stale = re.sub(r"(<!-- workbook: \w+ -->).*?(<!-- end -->)", r"\1\nold\n\2", page, flags=re.DOTALL)
    assert stale != page
    assert up_to_date(stale) == page
