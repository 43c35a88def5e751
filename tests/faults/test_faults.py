"""The generator is right: each fault is in its file, and nothing is in the clean ones."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import quarterbook as qb
from faults import CLEAN, FAULTY, KINDS, Case, clean, make
from faults.cases import _dealt
from faults.reader import Opened
from faults.seen import SEEN, Found

_SOME_CLEAN = range(0, CLEAN, 3)


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    """Every workbook is made once for all tests of this file."""
    return {}


def _made(cases: dict[str, Case], name: str, n: int) -> Case:
    if f"{name}{n}" not in cases:
        cases[f"{name}{n}"] = make(n) if name == "faulty" else clean(n)
    return cases[f"{name}{n}"]


@pytest.mark.parametrize("n", range(FAULTY))
def test_an_independent_reader_sees_every_fault(cases: dict[str, Case], n: int) -> None:
    case = _made(cases, "faulty", n)
    book = Opened(case.data)
    unseen = [fault for fault in case.planted if not SEEN[fault.kind](Found(book, fault))]
    assert not unseen
    assert 1 <= len(case.planted) <= 5
    assert len({fault.kind for fault in case.planted}) == len(case.planted)
    numbers = [fault.indicator for fault in case.planted if fault.indicator]
    assert len(set(numbers)) == len(numbers)
    assert 8 <= case.indicators <= 40
    for fault in case.planted:
        assert not fault.sheet or fault.sheet in book.sheets
        assert fault.says.endswith(".")
        assert bool(fault.indicator) == (KINDS[fault.kind].want is not None)


def test_every_kind_is_planted_once_and_most_twice() -> None:
    planted = Counter(kind.name for hand in _dealt() for kind in hand)
    assert set(planted) == set(KINDS) == set(SEEN)
    assert len(KINDS) >= 50
    assert sum(times >= 2 for times in planted.values()) > len(KINDS) / 2


@pytest.mark.parametrize("n", _SOME_CLEAN)
def test_there_is_nothing_to_remark_on_a_clean_workbook(cases: dict[str, Case], n: int, tmp_path: Path) -> None:
    case = _made(cases, "clean", n)
    path = tmp_path / f"{case.name}.xlsx"
    path.write_bytes(case.data)
    assert qb.open(path).contents.remarks == ()
    assert case.planted == ()
    assert case.decoys


@pytest.mark.parametrize("n", _SOME_CLEAN)
def test_a_clean_workbook_is_ready_and_fits_what_was_published(cases: dict[str, Case], n: int) -> None:
    book = Opened(_made(cases, "clean", n).data)
    ledger = book.rows("Published", "PublishedLedger")
    earlier = {(row["Number"], row["Period"]): row for row in book.rows("Published", "EarlierNarrative")}
    texts = [row["Commentary"] for row in earlier.values()]
    sheets = [sheet for sheet, name in book.names if name == "IndicatorNumber"]
    assert sheets
    for sheet in sheets:
        assert book.named(sheet, "StillToCome") == "Nothing"
        assert (book.named(sheet, "RagRating") == "Red") == bool(book.named(sheet, "Actions"))
        texts.append(book.named(sheet, "Commentary"))
    assert len(set(texts)) == len(texts)
    for row in ledger:
        _fits_the_ledger(book, row, ledger)
        written = earlier.get((row["Number"], row["Period"]))
        if written is not None:
            assert (row["RAG rating"] == "Red") == bool(written["Actions"])


def _fits_the_ledger(book: Opened, row: Any, ledger: list[Any]) -> None:
    """Hold a printed row against the history, and its previous figure against what was printed for that period."""
    sheet = book.sheet_of(row["Number"])
    history = book.rows(sheet, "History")
    recorded = next((found for found in history if found["Period"] == row["Period"]), None)
    if recorded is None:
        assert row["Status"] == "In Development"
        return
    places = int(book.named(sheet, "Places"))  # type: ignore[arg-type]
    if recorded["Marker"] != "Revised" and row["Current"] is not None:
        assert recorded["Actual"] == pytest.approx(row["Current"], abs=0.51 * 10**-places)
    at = history.index(recorded)
    count = {"Monthly": 12, "Quarterly": 4, "Annual": 1}[str(book.named(sheet, "Frequency"))]
    compared = history[at - (count if row["Comparator"] == "Same period last year" else 1)]["Period"]
    for other in ledger:
        if (other["Number"], other["Period"]) == (row["Number"], compared):
            assert other["Current"] == row["Previous"]


def test_every_decoy_is_among_the_clean_workbooks(cases: dict[str, Case]) -> None:
    from faults.decoys import DECOYS

    used = {name for n in _SOME_CLEAN for name, _ in _made(cases, "clean", n).decoys}
    assert used == {decoy.name for decoy in DECOYS}


def _digests(numbers: range) -> Iterator[str]:
    for n in numbers:
        yield hashlib.sha256(make(n).data).hexdigest()
        yield hashlib.sha256(clean(n + 1).data).hexdigest()


def test_the_same_bytes_come_out_in_another_process() -> None:
    says = (
        "import sys; sys.path.insert(0, sys.argv[1]); from faults.test_faults import _digests; "
        "print(*_digests(range(5, 7)))"
    )
    tests = str(Path(__file__).parents[1])
    command = [sys.executable, "-c", says, tests]
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True, env=environment)
    assert done.stdout.split() == list(_digests(range(5, 7)))


def test_a_second_library_opens_what_was_patched(cases: dict[str, Case], tmp_path: Path) -> None:
    wanted = {
        "sheet deleted",
        "sheet renamed",
        "sheet copied and its number left",
        "figure taken from another workbook",
    }
    for n, hand in enumerate(_dealt()):
        if wanted & {kind.name for kind in hand}:
            path = tmp_path / f"{n}.xlsx"
            case = _made(cases, "faulty", n)
            path.write_bytes(case.data)
            book = load_workbook(path)
            assert book.sheetnames == list(Opened(case.data).sheets)
