"""The task pane's actions over HTTP: the message that Excel sends, the actions that come back."""

from __future__ import annotations

from typing import Any

import pytest
from serving import Server

from excel.channel import Message, Workbook, message, opened
from quarterbook.book.build import workbook_bytes
from quarterbook.book.package import Package
from quarterbook.book.read import Book
from quarterbook.book.recalc import recalculated
from quarterbook.demo import example_register
from quarterbook.excel import actions
from quarterbook.excel.live import Formulas
from quarterbook.register.files import read_register


@pytest.fixture(scope="module")
def data() -> bytes:
    package = Package(workbook_bytes(read_register(example_register())), "book.xlsx")
    return package.with_parts(recalculated(package)[0])


@pytest.fixture(scope="module")
def sent(data: bytes) -> tuple[Message, Formulas]:
    return message(data)


def asked(server: Server, sent: tuple[Message, Formulas], action: str, *arguments: Any) -> Message:
    answer: Message = server.post(f"/xlwings/custom-scripts-call/{action}", {**sent[0], "args": list(arguments)})
    return answer


def test_a_new_indicator_is_made(server: Server, data: bytes, sent: tuple[Message, Formulas]) -> None:
    far = Workbook(data)
    far.take(asked(server, sent, "new_indicator", sent[1], "223", "Complaints answered in time"))
    package = far.package
    register = Book(Package(package.with_parts(recalculated(package)[0]), "book.xlsx")).register
    assert (register.indicators[-1].number, register.indicators[-1].title) == ("223", "Complaints answered in time")
    assert len(far.said) == 1


def test_the_other_actions_answer(server: Server, data: bytes, sent: tuple[Message, Formulas]) -> None:
    far = Workbook(data)
    for action in ("go_to_index", "recalculate", "function_help"):
        far.take(asked(server, sent, action))
    assert far.shown == "Index"
    assert far.said[0] == "calculated"
    assert far.said[1].startswith("RAG(current, target")


def test_check_fills_the_checks_sheet(server: Server, data: bytes, sent: tuple[Message, Formulas]) -> None:
    book = opened(sent[0])
    actions.check(book, sent[1])
    answer = asked(server, sent, "check", sent[1])
    assert answer == book.json()
    far = Workbook(data)
    far.take(answer)
    assert (far.shown, len(far.said)) == ("Checks", 1)


def test_check_says_in_one_line_why_it_did_not(server: Server, sent: tuple[Message, Formulas]) -> None:
    (action,) = asked(server, sent, "check", None)["actions"]
    assert action["func"] == "alert"
    assert action["args"][0].startswith("book.xlsx: its formulas did not come along")
    assert "\n" not in action["args"][0]
