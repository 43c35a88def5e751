"""The ribbon's and the task pane's actions on an open workbook, by way of the add-in's channel and back into a file."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xlsxwriter
import xlwings as xw
from channel import Message, Workbook, linked, message, opened

from quarterbook.book import layout
from quarterbook.book.build import workbook_bytes
from quarterbook.book.edit import edited
from quarterbook.book.edit.draft import Draft, children
from quarterbook.book.lint import lint
from quarterbook.book.package import Package
from quarterbook.book.plan import Plan, SetCells
from quarterbook.book.read import Book
from quarterbook.book.recalc import recalculated
from quarterbook.book.view import View, view_of_file
from quarterbook.checks import CHECKS
from quarterbook.checks.finding import ERROR, INFO, WARNING, Finding
from quarterbook.checks.sheet import plan_of
from quarterbook.demo import example_register
from quarterbook.errors import QuarterbookError
from quarterbook.excel import actions
from quarterbook.excel.checking import Found, find
from quarterbook.excel.live import Formulas, view_of_book
from quarterbook.functions import REGISTRY
from quarterbook.master import Master
from quarterbook.register.files import read_register
from quarterbook.vocabulary import NO_DATA, NO_TARGET
from registers import odd_register

DAY = date(2024, 2, 5)


@pytest.fixture(scope="module")
def data() -> bytes:
    package = Package(workbook_bytes(read_register(example_register())), "book.xlsx")
    return package.with_parts(recalculated(package)[0])


@pytest.fixture(scope="module")
def sent(data: bytes) -> tuple[Message, Formulas]:
    return message(data)


def finding(severity: str, **fields: str) -> Finding:
    texts = {
        "code": "RAG001",
        "indicator": "36",
        "sheet": "Indicator 36",
        "cell": "F5",
        "message": "=Wrong",
        "fix": "Mend",
    }
    return Finding(**{"severity": severity, "expected": "36", "found": "", **texts, **fields})


FOUND = [
    finding(WARNING, code="CEL002", cell="B5"),
    finding(ERROR),
    finding(INFO, code="STR009", indicator="", sheet="", cell=""),
    finding(ERROR, code="STR001", indicator="", sheet="Sue's notes", cell=""),
]


def after(data: bytes, book: Any) -> Workbook:
    far = Workbook(data)
    far.take(book.json())
    return far


def checks_of(package: Package) -> list[list[Any]]:
    page = view_of_file(package)[1].sheet(layout.CHECKS)
    assert page is not None
    top, left, bottom, right = page.tables[0].extent
    return [[page.value(row, column) for column in range(left, right + 1)] for row in range(top + 1, bottom + 1)]


def test_check_does_to_an_open_workbook_what_validate_does_to_a_file(data: bytes, tmp_path: Path) -> None:
    faulty = with_faults(data)
    sent, formulas = message(faulty)
    book = opened(sent)
    actions.check(book, formulas, on=DAY)
    far = after(faulty, book)
    master = Master(Package(faulty, "book.xlsx"))
    left_out = find(view_of_book(opened(sent), formulas)).left_out
    found = [finding for finding in master.validate() if finding.code not in left_out]
    assert len({finding.code for finding in found}) >= 5
    by_file = Package(edited(Package(faulty, "book.xlsx"), plan_of(master.view, found, DAY)), "book.xlsx")
    assert checks_of(far.package) == checks_of(by_file)
    assert linked(far.package, layout.CHECKS) == linked(by_file, layout.CHECKS)
    assert heights_of(far.package) == heights_of(by_file)
    assert (far.shown, len(far.said)) == (layout.CHECKS, 1)
    assert (
        ". See the sheet Checks, which leads to each place. Not looked for, because only the saved file" in far.said[0]
    )
    (tmp_path / "checked.xlsx").write_bytes(far.package.data)
    assert [str(fault) for fault in lint(tmp_path / "checked.xlsx")] == []


def test_only_what_an_open_workbook_does_not_show_is_left_out(sent: tuple[Message, Formulas]) -> None:
    found = find(view_of_book(opened(sent[0]), sent[1]))
    families = {code[:3] for code in found.left_out}
    assert families == {"ACC", "STR", "TXT"}
    assert len(found.left_out) <= 9
    assert len(CHECKS) >= 80


def test_odd_workbooks_have_the_same_findings_open_and_as_files() -> None:
    package = Package(workbook_bytes(odd_register()), "book.xlsx")
    odd = package.with_parts(recalculated(package)[0])
    sent, formulas = message(odd)
    found = find(view_of_book(opened(sent), formulas))
    by_file = Master(Package(odd, "book.xlsx")).validate()
    assert list(found.findings) == [finding for finding in by_file if finding.code not in found.left_out]
    assert found.findings


def with_faults(data: bytes) -> bytes:
    """Return the workbook with what goes wrong in practice: typed over, typed as text, left blank."""
    view = view_of_file(Package(data, ""))[1]
    page = view.sheet("Indicator 36")
    assert page is not None
    at = {name: area.place for name, area in page.names.items() if area is not None}
    top, left = page.tables[0].extent[:2]
    typed = {at["ragrating"]: "Blue", at["actions"]: None, at["direction"]: "sideways", (top + 2, left + 1): "107,236"}
    typed |= {(top + 1, left): "2023/24 Q9"}
    package = Package(edited(Package(data, ""), Plan((SetCells(page.name, typed),))), "book.xlsx")
    return package.with_parts(recalculated(package)[0])


def heights_of(package: Package) -> dict[str, str | None]:
    draft = Draft(package)
    rows = children(draft.xml(draft.sheet_part(layout.CHECKS)), "sheetData", "row")
    return {row.get("r", ""): row.get("ht") for row in rows}


def test_a_second_check_leaves_nothing_of_the_first(data: bytes, sent: tuple[Message, Formulas]) -> None:
    book = opened(sent[0])
    actions.check(book, sent[1], lambda _: Found(FOUND), DAY)
    first = after(data, book).package
    assert {row[0] for row in checks_of(first)} == {"RAG001", "STR001", "CEL002", "STR009"}
    assert set(linked(first, layout.CHECKS).values()) >= {"'Indicator 36'!F5", "'Sue''s notes'!A1", "'Indicator 36'!B5"}
    again, formulas = message(first.data)
    book = opened(again)
    actions.check(book, formulas, lambda _: Found([]), DAY)
    far = after(first.data, book)
    assert checks_of(far.package) == [[None] * len(layout.CHECKS_COLUMNS)]
    assert set(linked(far.package, layout.CHECKS).values()) == {"Index!A1"}
    assert far.said == ["Nothing found."]


def test_what_cannot_be_checked_is_said_in_one_line(sent: tuple[Message, Formulas]) -> None:
    def refuse(_: View) -> Found:
        raise QuarterbookError("book.xlsx: no reporting period")

    def fail(_: View) -> Found:
        raise RuntimeError("a\ntraceback")

    for look, formulas, told in (
        (refuse, sent[1], "book.xlsx: no reporting period"),
        (fail, sent[1], "book.xlsx: Excel would not carry this out; if a sheet is protected"),
        (lambda _: Found([]), None, "book.xlsx: its formulas did not come along"),
    ):
        book = opened(sent[0])
        actions.check(book, formulas, look)
        alerts = book.json()["actions"]
        assert [action["func"] for action in alerts] == ["alert"]
        assert alerts[0]["args"][0].startswith(told)
        assert "\n" not in alerts[0]["args"][0]


def test_what_fails_half_way_changes_nothing_at_the_far_end(
    sent: tuple[Message, Formulas], monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(book: Any, *_: Any) -> None:
        book.sheets[0].range("A1").value = 1
        raise RuntimeError("lost")

    monkeypatch.setattr(actions, "carry_out", half)
    book = opened(sent[0])
    actions.check(book, sent[1], lambda _: Found(FOUND))
    assert [action["func"] for action in book.json()["actions"]] == ["alert"]


def test_a_workbook_without_a_checks_sheet_is_left_alone() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet("Data").write("A1", 1)
    sent, formulas = message(buffer.getvalue())
    live = opened(sent)
    actions.check(live, formulas, lambda _: Found(FOUND))
    assert [action["func"] for action in live.json()["actions"]] == ["alert"]
    assert live.json()["actions"][0]["args"][0].startswith("book.xlsx: there is no table Findings for the findings")
    live = opened(sent)
    actions.go_to_index(live)
    assert live.json()["actions"][0]["args"][0].startswith("book.xlsx: there is no sheet Index")


def test_go_to_index_and_recalculate(data: bytes, sent: tuple[Message, Formulas]) -> None:
    book = opened(sent[0])
    actions.go_to_index(book)
    actions.recalculate(book)
    far = after(data, book)
    assert (far.shown, far.said) == (layout.INDEX, ["calculated"])


def test_function_help_names_every_function(sent: tuple[Message, Formulas]) -> None:
    book = opened(sent[0])
    actions.function_help(book)
    text = book.json()["actions"][0]["args"][0]
    assert [line.partition(":")[0] for line in text.splitlines()] == [f.signature for f in REGISTRY.values()]


@pytest.mark.parametrize(("active", "model"), [("Index", "Indicator 202"), ("Indicator 36", "Indicator 36")])
def test_a_new_indicator_is_a_copy_without_figures(
    data: bytes, sent: tuple[Message, Formulas], active: str, model: str, tmp_path: Path
) -> None:
    before = Book(Package(data, "book.xlsx")).register
    model = model if active != "Index" else f"Indicator {before.indicators[-1].number}"
    book = opened(
        {
            **sent[0],
            "book": sent[0]["book"] | {"active_sheet_index": [s["name"] for s in sent[0]["sheets"]].index(active)},
        }
    )
    actions.new_indicator(book, " 223 ", "Complaints answered in time", sent[1])
    far = after(data, book)
    assert far.shown == "Indicator 223"
    assert far.said == [
        f"Indicator 223 is a copy of {model} without its figures and texts. Look through its settings now."
    ]
    package = far.package
    (tmp_path / "new.xlsx").write_bytes(package.with_parts(recalculated(package)[0]))
    assert [str(fault) for fault in lint(tmp_path / "new.xlsx")] == []
    opened_again = Book(Package.open(tmp_path / "new.xlsx"))
    register = opened_again.register
    assert register.indicators[:-1] == before.indicators
    assert register.history == before.history
    assert register.narrative == before.narrative
    old, new = before.by_number[model.removeprefix("Indicator ")], register.by_number["223"]
    assert (new.title, new.description, new.annual_target, new.profile) == ("Complaints answered in time", "", None, ())
    alike = (
        "service",
        "owner",
        "measure",
        "decimals",
        "direction",
        "frequency",
        "basis",
        "status",
        "comparator",
        "amber",
    )
    assert [getattr(new, field) for field in alike] == [getattr(old, field) for field in alike]
    page = opened_again.view.sheet(layout.INDEX)
    assert page is not None
    bottom = page.tables[0].extent[2]
    row = [opened_again.view.sheet(layout.INDEX).value(bottom, column) for column in range(1, 9)]  # type: ignore[union-attr]
    assert row[:2] == ["223", "Complaints answered in time"]
    assert row[7] in (NO_DATA, NO_TARGET, old.status)
    assert linked(package, layout.INDEX)[f"A{bottom}"] == "'Indicator 223'!A1"


@pytest.mark.parametrize(
    ("number", "title", "told"),
    [
        ("36", "Again", "book.xlsx: there is an indicator 36 already; give the new one another number"),
        ("", "Nameless", "book.xlsx: a new indicator needs a number and a title"),
        ("5", " ", "book.xlsx: a new indicator needs a number and a title"),
    ],
)
def test_a_new_indicator_that_cannot_be_changes_nothing(
    sent: tuple[Message, Formulas], number: str, title: str, told: str
) -> None:
    book = opened(sent[0])
    actions.new_indicator(book, number, title, sent[1])
    assert [(action["func"], action["args"][0]) for action in book.json()["actions"]] == [("alert", told)]


class Desktop:
    """As much of Excel on a desktop as says what is going on."""

    def __init__(self) -> None:
        self.app = self
        self.engine = type("Engine", (), {"type": "desktop"})
        self.bars: list[object] = []

    def __setattr__(self, name: str, value: object) -> None:
        if name == "status_bar":
            self.bars.append(value)
        else:
            super().__setattr__(name, value)


def test_the_status_bar_says_what_is_done_and_is_given_back() -> None:
    desktop: Any = Desktop()
    with pytest.raises(ValueError, match="lost"), actions.progress(desktop, "checking"):
        raise ValueError("lost")
    assert desktop.bars == ["Quarterbook: checking …", False]


def test_the_ribbon_names_no_workbook(
    data: bytes, sent: tuple[Message, Formulas], monkeypatch: pytest.MonkeyPatch
) -> None:
    book = opened(sent[0])
    monkeypatch.setattr(xw.Book, "caller", lambda: book)
    actions.go_to_index()
    assert after(data, book).shown == layout.INDEX


@pytest.mark.parametrize(
    ("answers", "asked"), [((False,), 1), (("223", False), 2), (("36", "Again"), 2)], ids=["first", "second", "neither"]
)
def test_the_ribbon_asks_for_number_and_title(answers: tuple[Any, ...], asked: int) -> None:
    left = list(answers)
    desktop: Any = Desktop()
    desktop.api = SimpleNamespace(InputBox=lambda *_, **__: left.pop(0))
    said: list[str] = []
    desktop.alert = lambda text, *_: said.append(text)
    desktop.name, desktop.names, desktop.sheets = "book.xlsx", [], SimpleNamespace(active=SimpleNamespace(name="x"))
    actions.new_indicator(desktop)
    assert len(answers) - len(left) == asked
    assert len(said) == (asked if False not in answers else 0) // 2


def test_the_task_pane_has_to_send_number_and_title(sent: tuple[Message, Formulas]) -> None:
    book = opened(sent[0])
    actions.new_indicator(book, formulas=sent[1])
    (action,) = book.json()["actions"]
    assert action["args"][0] == "book.xlsx: a new indicator needs a number and a title; use the task pane"
