"""TXT, continued: commentary that agrees with the table, and that somebody has written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from patched import book, figures, fresh, indicator, only, said
from patched import register as patched_register

from checks.workbook import page, register, told
from quarterbook.checks import prose
from quarterbook.checks.finding import INFO, WARNING, Finding
from strategies import NASTY

SHEET = "Indicator 36"
QUARTERS = ("2022/23 Q2", "2022/23 Q3", "2022/23 Q4", "2023/24 Q1", "2023/24 Q2", "2023/24 Q3")
VISITS = (90_512.0, 84_659.0, 88_120.0, 91_774.0, 96_326.0, 95_100.0)
SHARES = (0.49, 0.52, 0.51, 0.47, 0.58, 0.64)
PARAGRAPH = "Two depots were closed for repairs in the first weeks, and the mobile unit took over."


def commented(text: str, code: str, when: str = "2023/24 Q3", **fields: Any) -> list[Finding]:
    """Return what a check finds where this is the commentary; the target is 107,236, or 60% of a percentage."""
    is_share = fields.get("measure") == "percent"
    actuals = fields.pop("actuals", SHARES if is_share else VISITS)
    published = fields.pop("published", ())
    rows = {
        quarter: {"actual": actual, "target": 0.6 if is_share else 107_236.0}
        for quarter, actual in zip(QUARTERS, actuals, strict=True)
    }
    return told(register(page(rows, narrative={when: (text, "")}, published=published, **fields)), [code])


# --- TXT010: another current figure --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("There were 93,900 visits against a target of 107,236.", "93,900"),
        ("We had 51,000 visits compared with our target of 107,236.", "51,000"),  # far off, but the target is there
        ("We had 93,900 against the target, which is hard to reach.", "93,900"),
        ("The count came to 93,900 in Quarter 3.", "93,900"),
        ("93,900 people visited during Q3, most of them on Saturdays.", "93,900"),
        ("Quarter 3 closed at 93,900.", "93,900"),
        ("The figure for 2023/24 Q3 is 93,900.", "93,900"),
        ("Quarter 3 23/24: 93,900 visits", "93,900"),
    ],
)
def test_a_current_figure_that_is_not_the_tables(text: str, shown: str) -> None:
    found = only(commented(text, "TXT010"))
    assert (found.severity, found.indicator, found.expected, found.found) == (WARNING, "36", "95,100", shown)
    assert f"gives {shown} as its figure" in found.message


@pytest.mark.parametrize(
    "text",
    [
        "There were 95,100 visits against a target of 107,236.",
        "There were 93,900 visits against a target of 107,236, and with the van 95,100.",  # it has the figure, too
        "We had 12,136 fewer than the target in Quarter 3, and 93,900 last summer.",
        "That is 12,136 below the target of 107,236.",
        "A shortfall of 12,136 against the target of 107,236 is left.",
        "Fines came to 1,960 against a target of 2,000.",  # somebody else's target
        "The van had 4,312 visits in Quarter 3.",  # a part
        "We had 96,326 in Quarter 2.",
        "We expect 94,000 against the target at the year's end.",
        "Last year we had 94,000 against the target of the time.",
        "93% of visitors in Quarter 3 were content.",
        "Station Road: 12 staff against a target of 14.",
        "The national figure was 94,200 in Quarter 3 2022.",  # nobody knows which year that is
        "In Quarter 3, 93 libraries were open.",
        "It was 84,659 in Quarter 3 of 2022/23.",
        "Up by 93,900 in Quarter 3.",
    ],
)
def test_numbers_that_are_no_current_figure_or_the_right_one(text: str) -> None:
    assert commented(text, "TXT010") == []


def test_a_percentage_that_is_not_the_tables() -> None:
    assert only(commented("We reached 61% against a target of 60%.", "TXT010", measure="percent")).found == "61%"
    assert commented("We reached 64% against a target of 60%.", "TXT010", measure="percent") == []
    assert commented("We dealt with 612 in Quarter 3.", "TXT010", measure="percent") == []


def test_a_commentary_of_the_time_may_have_the_figure_that_was_published_then() -> None:
    text = "There were 93,900 visits in Quarter 2."
    row = {"period": "2023/24 Q2", "current": 93_900.0}
    assert only(commented(text, "TXT010", "2023/24 Q2")).found == "93,900"
    assert commented(text, "TXT010", "2023/24 Q2", published=(row,)) == []


def test_the_figure_of_the_period_alone_beside_a_cumulative_one() -> None:
    total = (400.0, 620.0, 850.0, 210.0, 430.0, 641.0)
    fields = {"basis": "Cumulative", "comparator": "Same period last year", "actuals": total}
    assert commented("We closed 211 cases in Quarter 3.", "TXT010", **fields) == []
    assert commented("We have 620 so far in Q3.", "TXT013", **fields) == []  # last year's
    assert only(commented("The total in Q3 was 655, 655 for Q3.", "TXT010", **fields)).found == "655"


# --- TXT013: one period's figure as another's ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected", "shown"),
    [
        ("95,100 in Quarter 2", "96,326", "95,100"),
        ("We had 95,100 visits in Q2.", "96,326", "95,100"),
        ("It rose from 91,774 in 2023/24 Q2.", "96,326", "91,774"),
        ("Quarter 2 23/24 closed at 95,100.", "96,326", "95,100"),
        ("Up on 96,326 in Quarter 3 22/23.", "84,659", "96,326"),
        ("In Quarter 4, 84,659 people came.", "88,120", "84,659"),  # last year's: this year's is still to come
    ],
)
def test_a_figure_that_is_another_periods(text: str, expected: str, shown: str) -> None:
    found = only(commented(text, "TXT013"))
    assert (found.severity, found.indicator, found.expected, found.found) == (WARNING, "36", expected, shown)
    assert "but it is that of" in found.message


@pytest.mark.parametrize(
    "text",
    [
        "95,100 in Quarter 3, after 96,326 in Quarter 2.",
        "96,326 in Q2 and 95,100 in Q3.",
        "95,100 visits, up from 90,512 in Quarter 2.",  # last year's, as it does not say which
        "95,100 compared with 84,659 in Quarter 3 2022/23.",
        "Between Quarter 2 and Quarter 3, 1,226 fewer came: 95,100.",
        "Since Quarter 2 we are down to 95,100.",
        "95,100 against 96,326 in Q2.",
        "Quarter 2 to 95,100.",
        "95,100 in Q2 2021.",
        "95,100 in 2023/25 Q2.",
        "A total of 95,100 in Q2-Q3.",
        "1,226 fewer than in Q2.",
        "99,999 in Q2.",  # nobody's: TXT010 may have it
        "",
    ],
)
def test_figures_of_their_own_period(text: str) -> None:
    assert commented(text, "TXT013") == []


def test_short_figures_and_other_frequencies_are_left_alone() -> None:
    assert commented("12 in Quarter 2", "TXT013", actuals=(9.0, 8.0, 7.0, 11.0, 14.0, 12.0)) == []
    months = {"2023/24 M08": 95_100.0, "2023/24 M09": 96_326.0}
    data = register(
        page(months, frequency="Monthly", narrative={"2023/24 M09": ("95,100 in Q2", "")}), reporting="2023/24 M09"
    )
    assert told(data, ["TXT010", "TXT013"]) == []


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.sampled_from(NASTY), st.text("Quarter 0123456789/,.%inof", max_size=60)), st.integers(1990, 2090))
def test_no_text_is_too_odd(text: str, year: int) -> None:
    for number, years, quarter in prose.said_of_periods(text, year):
        assert quarter in (1, 2, 3, 4)
        assert years
        assert text[number.start : number.end].strip()
    assert isinstance(prose.says_nothing(text), bool)
    assert isinstance(prose.placeholder(text, "Say why."), str | None)
    assert all(address in text for address, _ in prose.lost_addresses(text))


# --- TXT012: the opposite ------------------------------------------------------------------------------------------


def opposed(text: str, change: str = "Declining", **fields: Any) -> list[Finding]:
    """Return what TXT012 finds where this was written when the change was published."""
    row = {"period": "2023/24 Q2", "current": 5.0, "previous": 6.0, "change": change}
    return commented(text, "TXT012", "2023/24 Q2", published=(row,), **fields)


@pytest.mark.parametrize(
    ("text", "change", "shown"),
    [
        ("Performance improved again on the previous quarter.", "Declining", "improved"),
        ("Waiting times are improving.", "Declining", "are improving"),
        ("It got better in all districts.", "Declining", "got better"),
        ("Response times worsened in the summer.", "Improving", "worsened"),
        ("Performance has declined.", "Improving", "Performance has declined"),
        ("The number of visits declined by 4%.", "Improving", "declined"),
    ],
)
def test_words_that_say_the_opposite_of_the_change(text: str, change: str, shown: str) -> None:
    found = only(opposed(text, change))
    assert (found.severity, found.indicator, found.expected, found.found) == (WARNING, "36", change, shown)
    assert "one of them is wrong, or the text speaks of something else" in found.message


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("Performance improved again.", "Improving"),
        ("Performance improved again.", "Unchanged"),
        ("Performance improved in the north and deteriorated in the south.", "Declining"),
        ("Performance has not improved.", "Declining"),
        ("It hasn't improved yet.", "Declining"),
        ("Quality improved, but fewer came.", "Declining"),
        ("Although access improved, fewer came.", "Declining"),
        ("The improved website went live.", "Declining"),
        ("Signs can be improved.", "Declining"),
        ("We improved the website in the summer.", "Declining"),
        ("The team is improving its records.", "Declining"),
        ("Results improved on last year.", "Declining"),  # another comparison than the table's
        ("Ten families declined the offer.", "Improving"),
        ("Improvement is on its way.", "Declining"),
    ],
)
def test_words_that_agree_or_speak_of_something_else(text: str, change: str) -> None:
    assert opposed(text, change) == []


def test_a_number_that_declines_is_better_where_lower_is() -> None:
    assert opposed("Complaints declined by 4%.", "Improving", direction="down") == []
    assert only(opposed("Complaints declined by 4%.", "Improving")).found == "declined"


def test_the_change_that_the_sheet_shows_now() -> None:
    rows = figures("36", {"2023/24 Q2": {"actual": 120.0, "target": 100.0}, "2023/24 Q3": {"actual": 110.0}})
    workbook = book(patched_register(history=rows, narrative=said("36", {"2023/24 Q3": "Performance improved."})))
    found = only(workbook.findings("TXT012"))
    assert (found.sheet, found.cell) == (SHEET, workbook.address(SHEET, "Commentary"))


# --- TXT011 and TXT014 ---------------------------------------------------------------------------------------------


def test_the_same_paragraph_on_two_sheets() -> None:
    both = (*said("36", {"2023/24 Q3": PARAGRAPH}), *said("37", {"2023/24 Q3": PARAGRAPH.replace(" ", "\n", 1)}))
    workbook = fresh(patched_register(indicator("36"), indicator("37"), narrative=both))
    first, second = workbook.findings("TXT011")
    assert (first.severity, first.indicator, second.indicator) == (INFO, "36", "37")
    assert (first.cell, first.sheet) == (workbook.address(SHEET, "Commentary"), SHEET)
    assert "of indicator 37" in first.message
    assert "of indicator 36" in second.message


@pytest.mark.parametrize(
    ("one", "other"), [("Fewer came than usual.", "Fewer came than usual."), (PARAGRAPH, f"{PARAGRAPH} ?")]
)
def test_short_texts_may_be_the_same_and_long_ones_differ(one: str, other: str) -> None:
    both = (*said("36", {"2023/24 Q3": one}), *said("37", {"2023/24 Q3": other}))
    assert fresh(patched_register(indicator("36"), indicator("37"), narrative=both)).findings("TXT011") == []


LEFT = [
    "[Insert commentary here]",
    "<officer to complete>",
    "TBD",
    "xxx",
    "Commentary to follow",
    "To be updated by service",
    "The update is awaited.",
    "Lorem ipsum dolor sit amet.",
    "We had XXX visits this quarter.",
    "More came. Please add the reasons here.",
    "Why the figure of this period is what it is. Set the period in the checks block.",
]
WRITTEN = [
    "The report is to be updated by the board in May, once the figures are in.",
    "A plan is to follow in May.",
    "Read more [here](https://example.org).",
    "Visitors can add their names here, and many do.",
    "The XX Legion exhibition drew crowds.",
    "Opening date TBC with the contractor.",
    "n/a",
]


def placed(texts: list[str]) -> dict[str, list[Finding]]:
    """Return what TXT014 finds where each text is the commentary of an indicator."""
    numbers = [str(36 + n) for n in range(len(texts))]
    rows = tuple(row for n, text in zip(numbers, texts, strict=True) for row in said(n, {"2023/24 Q3": text}))
    found = fresh(patched_register(*map(indicator, numbers), narrative=rows)).findings("TXT014")
    return {text: [one for one in found if one.indicator == n] for n, text in zip(numbers, texts, strict=True)}


def test_a_placeholder_that_was_left() -> None:
    for text, each in placed(LEFT).items():
        found = only(each)
        assert (found.severity, found.expected) == (WARNING, "commentary")
        assert found.found in text


def test_texts_that_somebody_has_written() -> None:
    assert placed(WRITTEN) == {text: [] for text in WRITTEN}


def test_a_placeholder_in_the_actions() -> None:
    workbook = book().typed(SHEET, {"Actions": "[To be completed]"}).recalculated()
    found = only(workbook.findings("TXT014"))
    assert (found.cell, found.expected) == (workbook.address(SHEET, "Actions"), "actions")
