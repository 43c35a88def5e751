"""ACT: a Red has an action, and it is this period's."""

from __future__ import annotations

from typing import Any

import pytest

from checks.workbook import in_table, looked_at, named, page, put, register, says, told

RED = {"2023/24 Q3": (365716.0, 475381.0)}
TEXT = "The opening hours are under review,\nwith a report in May."


def test_a_red_without_an_action_is_found_at_its_box() -> None:
    book = looked_at(register(page(RED, narrative={"2023/24 Q3": ("Fewer visits.", "")})))
    finding = book.one("ACT001")
    says(finding, named(book.master, "36", "Actions"), "rating is Red", "no action", expected="actions", found="")
    assert (finding.severity, finding.indicator, book.codes) == ("error", "36", ["ACT001"])


def test_a_word_for_none_is_no_action_and_a_red_in_small_letters_is_one() -> None:
    data = register(page(RED, narrative={"2023/24 Q3": ("Fewer visits.", " TBC ")}))
    assert looked_at(data).one("ACT001").found == "TBC"
    assert "ACT001" in looked_at(data, put("36", "RagRating", "red")).codes


@pytest.mark.parametrize(
    ("history", "settings", "actions"),
    [
        (RED, {}, TEXT),
        (RED, {}, "None are possible within the budget."),
        ({"2023/24 Q3": (450000.0, 475381.0)}, {}, ""),  # Amber
        (RED, {"status": "Contextual"}, ""),
        (RED, {"direction": "down", "blue": 1e99}, ""),
        (RED, {"amber": 0.5}, ""),
        ({}, {}, ""),
    ],
)
def test_actions_that_are_given_or_not_needed(history: dict[str, Any], settings: dict[str, Any], actions: str) -> None:
    data = register(page(history, narrative={"2023/24 Q3": ("Fewer visits.", actions)}, **settings))
    assert [code for code in looked_at(data).codes if code.startswith("ACT")] == []


@pytest.mark.parametrize(("current", "rating"), [(600000.0, "Blue"), (450000.0, "Amber"), (475381.0, "Green")])
def test_actions_that_the_key_does_not_ask_for_are_told(current: float, rating: str) -> None:
    data = register(page({"2023/24 Q3": (current, 475381.0)}, narrative={"2023/24 Q3": ("", TEXT)}))
    book = looked_at(data)
    finding = book.one("ACT002")
    shown = "The opening hours are under review, with a report in May."
    says(finding, named(book.master, "36", "Actions"), f"the rating is {rating}", expected="", found=shown)
    assert (finding.severity, book.codes) == ("info", ["ACT002"])


@pytest.mark.parametrize("settings", [{"status": "Contextual"}, {"status": "In Development"}, {"direction": "none"}])
def test_actions_are_welcome_where_there_is_no_rating(settings: dict[str, Any]) -> None:
    data = register(page(RED, narrative={"2023/24 Q3": ("", TEXT)}, **settings))
    assert "ACT002" not in looked_at(data).codes


LEARNERS = {
    "period": "2023/24 Q2",
    "target": 1128.0,
    "direction": "↑",
    "status": "Targeted",
    "current": 608.0,
    "previous": 1107.0,
    "change": "Declining",
}


def learners(row: dict[str, Any], earlier: tuple[str, str] | None = ("Enrolment was late.", "")) -> Any:
    """Return a register of an indicator that was published a quarter ago."""
    history = {"2023/24 Q2": (608.0, 1128.0), "2023/24 Q3": (1857.0, 1734.0)}
    narrative = {} if earlier is None else {"2023/24 Q2": earlier}
    return register(page(history, narrative=narrative, published=[{**LEARNERS, **row}]))


def test_a_published_red_without_an_action_is_found_in_the_earlier_narrative() -> None:
    book = looked_at(learners({}), codes=["ACT003"])
    finding = book.one("ACT003")
    place = in_table(book.master, "EarlierNarrative", 0, "Actions")
    says(finding, place, "2023/24 Q2 was published as Red", expected="actions", found="")
    assert (finding.severity, finding.indicator) == ("warning", "36")


@pytest.mark.parametrize(
    ("row", "earlier"),
    [
        ({}, ("Enrolment was late.", "Courses were moved to January.")),
        ({}, None),  # what was written then is not in the workbook at all
        ({}, ("", "")),
        ({"rag": "Amber"}, ("Enrolment was late.", "")),  # as printed
        ({"current": 1200.0}, ("Enrolment was early.", "")),
        ({"status": "Contextual"}, ("Enrolment was late.", "")),
        ({"direction": ""}, ("Enrolment was late.", "")),
        ({"period": "2023/24 Q3", "rag": "Red"}, ("Enrolment was late.", "")),  # ACT001 is about the current period
    ],
)
def test_published_ratings_that_want_no_action(row: dict[str, Any], earlier: tuple[str, str] | None) -> None:
    assert told(learners(row, earlier), ["ACT003"]) == []


def test_actions_left_over_from_the_period_before_are_found() -> None:
    again = TEXT.replace("\n", " ")  # other line breaks are no other words
    data = register(page(RED, narrative={"2023/24 Q2": ("", TEXT), "2023/24 Q3": ("", again)}))
    book = looked_at(data)
    finding = book.one("ACT004")
    says(finding, named(book.master, "36", "Actions"), "word for word those of 2023/24 Q2", expected="", found=again)
    assert (finding.severity, finding.indicator, book.codes) == ("warning", "36", ["ACT004"])


@pytest.mark.parametrize(
    ("frequency", "periods"), [("Monthly", ("2023/24 M08", "2023/24 M09")), ("Annual", ("2021/22", "2022/23"))]
)
def test_the_period_before_is_that_of_the_indicators_own_frequency(frequency: str, periods: tuple[str, str]) -> None:
    before, now = periods
    narrative = {before: ("", TEXT), now: ("", TEXT)}
    data = register(page({now: (5.0, 10.0)}, narrative=narrative, frequency=frequency))
    assert f"those of {before}" in looked_at(data).one("ACT004").message


@pytest.mark.parametrize(
    "narrative",
    [
        {"2023/24 Q2": ("", TEXT), "2023/24 Q3": ("", TEXT + " It is now approved.")},
        {"2023/24 Q1": ("", TEXT), "2023/24 Q3": ("", TEXT)},
        {"2023/24 Q2": ("", "n/a"), "2023/24 Q3": ("", "n/a")},
    ],
)
def test_actions_that_were_written_anew(narrative: dict[str, tuple[str, str]]) -> None:
    assert "ACT004" not in looked_at(register(page(RED, narrative=narrative))).codes


@pytest.mark.parametrize("text", ["None", "nil.", "As last quarter", "as above", "See commentary", "No  change"])
def test_a_word_that_says_nothing_is_no_action(text: str) -> None:
    book = looked_at(register(page(RED, narrative={"2023/24 Q3": ("Fewer visits.", text)})))
    assert (book.one("ACT001").found, book.codes) == (" ".join(text.split()), ["ACT001"])


@pytest.mark.parametrize("text", ["None of the depots is open on Sundays: we open two.", "As last quarter: Sundays."])
def test_words_that_begin_an_action(text: str) -> None:
    assert looked_at(register(page(RED, narrative={"2023/24 Q3": ("Fewer visits.", text)}))).codes == []
