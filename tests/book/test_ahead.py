"""Reading ahead: each part once and in order, what goes wrong in its turn, and threads no condition of it."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterbook.book.ahead import read_ahead
from quarterbook.errors import BadFile

SIZES = st.lists(st.integers(0, 3 * 2**20), max_size=12)


@given(SIZES)
def test_every_part_is_read_once_and_comes_in_its_order(sizes: list[int]) -> None:
    read: list[int] = []

    def note(part: int) -> str:
        read.append(part)
        return f"part {part}"

    assert list(read_ahead(enumerate(sizes), note)) == [f"part {n}" for n in range(len(sizes))]
    assert read == list(range(len(sizes)))


@given(SIZES.filter(bool), st.data())
def test_what_goes_wrong_is_raised_after_the_parts_before_it(sizes: list[int], data: st.DataObject) -> None:
    bad = data.draw(st.integers(0, len(sizes) - 1))

    def refuse(part: int) -> int:
        if part == bad:
            raise BadFile("damaged")
        return part

    parts = read_ahead(enumerate(sizes), refuse)
    assert [next(parts) for _ in range(bad)] == list(range(bad))
    with pytest.raises(BadFile, match=r"^damaged$"):
        next(parts)


def test_no_more_than_the_next_lot_is_read_ahead() -> None:
    read: list[int] = []
    parts = read_ahead(((n, 2**20) for n in range(9)), read.append)
    for n in range(9):
        next(parts)
        assert len(read) <= n + 2


def test_where_no_thread_can_start_it_reads_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert list(read_ahead(((n, 2**20) for n in range(5)), str)) == ["0", "1", "2", "3", "4"]
