"""Evaluating in the background: the same values, errors where they are asked for, and nothing left running."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from built import Built

from quarterbook.book.engine import Engine
from quarterbook.book.read import open_book
from quarterbook.errors import CannotEvaluate


def at_work() -> list[str]:
    """Return the threads that evaluate something."""
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("evaluation")]


@pytest.fixture
def path(odd: Built, tmp_path: Path) -> Path:
    path = tmp_path / "odd.xlsx"
    path.write_bytes(odd.path.read_bytes())
    return path


def test_the_background_gives_what_waiting_gives(path: Path) -> None:
    waited, book = open_book(path), open_book(path)
    with book.evaluating():
        contents = book.contents
    assert contents == waited.contents
    assert book.evaluation == waited.evaluation
    assert any(book.evaluation.values.values())


def test_values_can_be_asked_for_meanwhile_and_more_than_once(path: Path) -> None:
    book = open_book(path)
    with book.evaluating():
        found = book.evaluation
        assert not book.is_evaluating
    with book.evaluating():
        assert book.evaluation is found


def test_what_goes_wrong_is_raised_where_the_values_are_asked_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Engine) -> None:
        raise CannotEvaluate("no")

    monkeypatch.setattr(Engine, "evaluate", fail)
    book = open_book(path)
    with book.evaluating():
        assert book.view.sheets
    for _ in range(2):
        with pytest.raises(CannotEvaluate, match=r"^no$"):
            _ = book.evaluation


def test_a_workbook_that_the_engine_refuses_can_still_be_looked_at(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise CannotEvaluate("refused")

    monkeypatch.setattr(Engine, "__init__", refuse)
    book = open_book(path)
    with book.evaluating():
        assert book.view.sheets
    with pytest.raises(CannotEvaluate, match=r"^refused$"):
        _ = book.evaluation


def test_an_interruption_ends_the_evaluation_too_and_it_can_begin_anew(path: Path) -> None:
    expected, book = open_book(path).evaluation, open_book(path)
    with pytest.raises(KeyboardInterrupt), book.evaluating():
        raise KeyboardInterrupt
    assert not at_work()
    assert book.evaluation == expected
