"""Small workbooks for the tests of the checks: built from a few rows, edited, and looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from quarterbook.book.addresses import cell_address, parse_cell
from quarterbook.book.build import workbook_bytes
from quarterbook.book.contents import Contents, Places, history_table
from quarterbook.book.edit import edited
from quarterbook.book.package import Package
from quarterbook.book.plan import Content, Edit, Plan, SetCells
from quarterbook.book.read import Book
from quarterbook.book.typed import Cell
from quarterbook.book.view import Area, SheetView, View
from quarterbook.checks import CHECKS, Finding
from quarterbook.checks import findings as findings_of
from quarterbook.checks.subject import Subject
from quarterbook.master import Master
from quarterbook.periods import Period
from quarterbook.register.model import Indicator, Narrative, Observation, Published, Register, Settings
from quarterbook.register.tables import HISTORY, NARRATIVE, PUBLISHED

REPORTING = "2023/24 Q3"
FAMILIES = ("RAG", "CHG", "CUM", "ROL", "TGT", "ACT")
CODES = tuple(code for code in CHECKS if code.startswith(FAMILIES))
"""The checks of the figures: they are looked at together, so that one planted fault shows what else it sets off."""


@dataclass(frozen=True)
class Page:
    """One indicator with all that belongs to it; periods as text."""

    settings: Mapping[str, Any]
    history: Mapping[str, Mapping[str, Any]]
    narrative: Mapping[str, tuple[str, str]]
    published: tuple[Mapping[str, Any], ...]


def page(
    history: Mapping[str, Any] | None = None,
    *,
    narrative: Mapping[str, tuple[str, str]] | None = None,
    published: Iterable[Mapping[str, Any]] = (),
    **settings: Any,
) -> Page:
    """Return an indicator, number 36 and higher is better unless told otherwise.

    Args:
        history: period to a row, to actual and target, or to the actual alone.
        narrative: period to commentary and actions.
        published: rows of the ledger.
        settings: the indicator's fields.
    """
    rows = {
        period: row if isinstance(row, Mapping) else dict(zip(("actual", "target"), _pair(row), strict=False))
        for period, row in (history or {}).items()
    }
    return Page(
        {"number": "36", "title": "Users", "direction": "up", **settings}, rows, narrative or {}, tuple(published)
    )


def _pair(row: Any) -> tuple[Any, ...]:
    return row if isinstance(row, tuple) else (row,)


def register(*pages: Page, reporting: str = REPORTING, month: int = 4, **settings: Any) -> Register:
    """Return a register of these indicators."""

    def when(text: str) -> Period:
        return Period.parse(text, month)

    return Register(
        Settings(reporting_period=when(reporting), year_start_month=month, **settings),
        tuple(Indicator(**one.settings) for one in pages),
        tuple(
            Observation(number=one.settings["number"], period=when(period), **row)
            for one in pages
            for period, row in one.history.items()
        ),
        tuple(
            Narrative(number=one.settings["number"], period=when(period), commentary=commentary, actions=actions)
            for one in pages
            for period, (commentary, actions) in one.narrative.items()
        ),
        tuple(
            Published(**{"number": one.settings["number"], **row, "period": when(row["period"])})
            for one in pages
            for row in one.published
        ),
    )


class Looked:
    """A workbook, what the checks find in it, and where its cells are."""

    def __init__(self, data: bytes, codes: Iterable[str] = CODES) -> None:
        self.master = Master(Package(data, "book.xlsx"))
        self.findings = self.master.validate(codes)

    def one(self, code: str) -> Finding:
        """Return the only finding of a check."""
        (finding,) = (finding for finding in self.findings if finding.code == code)
        return finding

    @property
    def codes(self) -> list[str]:
        """The codes of the findings."""
        return [finding.code for finding in self.findings]


def sheet_of(book: Book, number: str) -> SheetView:
    """Return an indicator's sheet."""
    return book.contents.places.sheets[number]


def named(book: Book, number: str | None, name: str) -> tuple[str, str]:
    """Return sheet and address of the cell of an indicator's name, or of a name of the workbook."""
    area = (book.view if number is None else sheet_of(book, number)).names[name.lower()]
    assert isinstance(area, Area)
    return area.sheet, area.address


def in_history(book: Book, period: str, header: str, number: str = "36") -> tuple[str, str]:
    """Return sheet and address of a cell of the history table."""
    sheet = sheet_of(book, number)
    table = history_table(sheet)
    assert table is not None
    top, left, bottom, _ = table.extent
    row = next(row for row in range(top + 1, bottom + 1) if sheet.value(row, left) == period)
    return sheet.name, cell_address(row, left + table.columns.index(header))


def in_table(book: Book, name: str, row: int, header: str) -> tuple[str, str]:
    """Return sheet and address of a cell of a table, its rows counted from 0."""
    table = next(table for sheet in book.view.sheets for table in sheet.tables if table.name == name)
    return table.sheet, cell_address(table.extent[0] + 1 + row, table.extent[1] + table.columns.index(header))


Change = Callable[[Book], Edit]


def write(where: Callable[[Book], tuple[str, str]], content: Content) -> Change:
    """Return an edit that types something into a cell."""

    def edit(book: Book) -> Edit:
        sheet, cell = where(book)
        place = parse_cell(cell)
        assert place is not None
        return SetCells(sheet, {place: content})

    return edit


def put(number: str | None, name: str, content: Content) -> Change:
    """Return an edit that types something into the cell of a name."""
    return write(lambda book: named(book, number, name), content)


def looked_at(data: Register, *edits: Change, codes: Iterable[str] = CODES) -> Looked:
    """Build a workbook, carry out edits, and look at it."""
    return Looked(changed(workbook_bytes(data), *edits), codes)


def changed(data: bytes, *edits: Change) -> bytes:
    """Return a workbook with edits carried out, one after the other."""
    for edit in edits:
        package = Package(data, "book.xlsx")
        data = edited(package, Plan((edit(Book(package)),)))
    return data


def told(data: Register, codes: Iterable[str] = CODES) -> list[Finding]:
    """Return what the checks find in a register, without the workbook: its headline is not looked at."""
    return findings_of(subject_of(data), codes)


def subject_of(data: Register) -> Subject:
    """Return a register as the checks see one: every row has cells somewhere, and an indicator's settings a name."""
    sheets = {
        one.number: SheetView(
            f"Indicator {n}",
            {
                name.lower(): Area(f"Indicator {n}", row, 2, row, 2)
                for row, name in enumerate(("Basis", "TargetBasis", "Comparator", "Direction"), start=1)
            },
            (),
            {},
            {},
        )
        for n, one in enumerate(data.indicators)
    }

    def cells(sheet: str, row: int, fields: Iterable[str], item: object) -> Mapping[str, Cell]:
        return {
            name: Cell(sheet, (row, column), getattr(item, name, None), None)
            for column, name in enumerate(fields, start=1)
        }

    places = Places(
        sheets,
        {
            (item.number, item.period): cells(sheets[item.number].name, row, _fields(HISTORY), item)
            for row, item in enumerate(data.history, start=50)
        },
        [cells("Published", row, _fields(PUBLISHED), item) for row, item in enumerate(data.published, start=5)],
        {
            (item.number, item.period): cells("Published", row, _fields(NARRATIVE), item)
            for row, item in enumerate(data.narrative, start=5)
        },
    )
    view = View("book.xlsx", tuple(sheets.values()), {})
    return Subject(view, Contents(data, (), places), lambda: ({}, ()))


def _fields(table: Any) -> list[str]:
    return [column.name for column in table.columns]


def says(finding: Finding, place: tuple[str, str], *words: str, expected: str, found: str) -> None:
    """Assert where a finding leads, what it says, and what was expected and found."""
    assert finding.severity == CHECKS[finding.code].severity
    assert (finding.sheet, finding.cell) == place
    assert [word for word in words if word not in finding.message] == []
    assert (finding.expected, finding.found) == (expected, found)
    assert finding.fix
    assert finding.message[:1] == finding.message[:1].upper()
