"""CHG: changes in performance that do not follow from the figures beside them, and those that do."""

from __future__ import annotations

from typing import Any

import pytest

from checks.workbook import in_table, looked_at, named, page, put, register, says, told
from quarterbook.register.model import Register

SHARE = page({"2023/24 Q2": 0.6, "2023/24 Q3": (0.51, 0.65)}, measure="percent")
DONE = {"narrative": {"2023/24 Q3": ("", "A second officer.")}}


def test_a_change_typed_over_is_found_and_the_right_one_said() -> None:
    book = looked_at(register(SHARE), put("36", "ChangeInPerformance", "Improving"))
    finding = book.one("CHG001")
    place = named(book.master, "36", "ChangeInPerformance")
    says(finding, place, "change is Improving", "51% after 60% (direction up)", expected="Declining", found="Improving")
    assert (finding.severity, finding.indicator) == ("error", "36")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ChangeInPerformance", "declining "),
        ("Previous", 0.4),
        ("Direction", "n/a"),
        ("Direction", "↔"),
        ("Comparator", "Same period last year"),
    ],
)
def test_changes_that_follow_from_what_the_sheet_shows(name: str, content: str | float) -> None:
    assert "CHG001" not in looked_at(register(SHARE), put("36", name, content)).codes


def test_binary_noise_is_no_change() -> None:
    data = register(
        page({"2023/24 Q2": 0.3, "2023/24 Q3": 0.1 + 0.2}, measure="rate", decimals=10, status="Contextual")
    )
    book = looked_at(data, put("36", "ChangeInPerformance", "Unchanged"))
    assert "CHG001" not in book.codes


ROW = {
    "period": "2023/24 Q2",
    "target": 430.0,
    "direction": "↑",
    "status": "Contextual",
    "current": 940.0,
    "previous": 826.0,
    "change": "Improving",
}


def published(*rows: dict[str, Any], **settings: Any) -> Register:
    """Return a register of a count with these rows in the ledger, each on top of a consistent one."""
    history = {"2023/24 Q1": 826.0, "2023/24 Q2": (940.0, 430.0)}
    ledger = [{**ROW, **row} for row in rows]
    return register(page(history, published=ledger, **{"status": "Contextual", **settings}))


def test_a_published_change_that_does_not_follow_is_found_in_its_row() -> None:
    book = looked_at(published({"change": "Declining"}))
    finding = book.one("CHG002")
    place = in_table(book.master, "PublishedLedger", 0, "Change")
    says(
        finding,
        place,
        "2023/24 Q2 was published as Declining",
        "940 after 826",
        expected="Improving",
        found="Declining",
    )
    assert (finding.severity, book.codes) == ("error", ["CHG002"])


def test_the_direction_of_the_time_decides_and_is_said() -> None:
    (finding,) = told(published({"direction": "lower"}, direction="up"), ["CHG002"])
    assert finding.expected == "Declining"
    assert "(direction lower)" in finding.message


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"change": ""},
        {"change": "IMPROVING"},
        {"change": "Better"},  # no word of the key: LBL002 says so
        {"direction": "NA", "change": "NA"},
        {"direction": "N/A", "change": "N/A", "previous": None},
        {"direction": "", "change": "Declining"},
        {"previous": "n/a", "change": "N/A"},
        {"current": "n/a", "change": "N/A"},  # N/A and No data both say that there is no change
        {"current": "n/a", "change": "No data"},
        {"current": 826.0, "change": "Unchanged"},
        {"direction": "↔", "target": None, "change": "Improving"},  # how far off it was is not in the row
        {"direction": "↔", "target": "In Development", "change": "Improving"},
        {"direction": "↔", "target": 883.0, "change": "Unchanged"},
    ],
)
def test_published_changes_that_follow(row: dict[str, Any]) -> None:
    assert told(published(row), ["CHG002"]) == []


@pytest.mark.parametrize("change", ["N/A", "NA", "No data"])
def test_no_change_is_wrong_where_there_is_one(change: str) -> None:
    assert len(told(published({"change": change}), ["CHG002"])) == 1


def test_a_correction_takes_the_finding_away() -> None:
    wrong, right = {"change": "Declining"}, {"reason": "The change was wrong"}
    assert told(published(wrong, right), ["CHG002", "CHG003"]) == []


def test_a_change_without_what_it_compares_with_is_found() -> None:
    data = register(page({"2023/24 Q2": (940.0, 430.0)}, published=[{**ROW, "previous": None}], status="Contextual"))
    book = looked_at(data)
    finding = book.one("CHG003")
    place = in_table(book.master, "PublishedLedger", 0, "Previous")
    says(finding, place, "2023/24 Q2 was published as Improving", "no previous figure", expected="", found="Improving")
    assert (finding.severity, finding.indicator, book.codes) == ("warning", "36", ["CHG003"])


@pytest.mark.parametrize("change", ["", "N/A", "No data", "NA"])
def test_no_comparison_wants_no_previous_figure(change: str) -> None:
    assert told(published({"previous": None, "change": change}), ["CHG003"]) == []
