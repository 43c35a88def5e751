"""TXT: commentary and other text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from patched import OFFICE, book, codes_of, figures, found_in, fresh, indicator, only, period, printed, register, said

from quarterbook.checks import CHECKS, prose
from quarterbook.checks.finding import ERROR, WARNING, Finding
from strategies import NASTY

SHEET = "Indicator 36"
TEXTS = tuple(code for code in CHECKS if code.startswith("TXT"))
QUARTERS = ("2022/23 Q3", "2022/23 Q4", "2023/24 Q1", "2023/24 Q2", "2023/24 Q3")
LONG = "The service kept to its plan in every district of the county. "


def commented_each(texts: Sequence[str], before: str = "", **fields: Any) -> list[list[Finding]]:
    """Return the TXT findings of one indicator for each text, which is its commentary of 2023/24 Q3."""
    actuals = fields.pop("actuals", (900.0, 910.0, 925.0, 963.0, 951.0))
    target = fields.pop("target", 1072.0)
    rows = {when: {"actual": actual, "target": target} for when, actual in zip(QUARTERS, actuals, strict=True)}
    numbers = [str(36 + n) for n in range(len(texts))]
    source = register(
        *(indicator(number, **{"title": "Visits", **fields}) for number in numbers),
        history=tuple(row for number in numbers for row in figures(number, rows)),
        narrative=tuple(
            row
            for number, text in zip(numbers, texts, strict=True)
            for row in said(number, {"2023/24 Q2": before, "2023/24 Q3": text})
            if row.commentary
        ),
    )
    found = fresh(source).findings(*TEXTS)
    return [[finding for finding in found if finding.indicator == number] for number in numbers]


def commented(text: str, before: str = "", **fields: Any) -> list[Finding]:
    """Return the TXT findings where this is the commentary of 2023/24 Q3."""
    return commented_each([text], before, **fields)[0]


SHARE: dict[str, Any] = {"measure": "percent", "actuals": (0.47, 0.48, 0.48, 0.55, 0.64), "target": 0.6}


def share(text: str, **fields: Any) -> list[Finding]:
    """Return the same for a percentage."""
    return commented(text, **{**SHARE, **fields})


def unfounded(texts: Sequence[str], **fields: Any) -> dict[str, list[str]]:
    """Return the texts that give findings, which none of them should."""
    return {text: codes_of(found) for text, found in zip(texts, commented_each(texts, **fields), strict=True) if found}


# --- TXT001 and TXT002: there, and this period's -------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "n/a", "TBC", " - "])
def test_a_figure_without_commentary(text: str) -> None:
    found = only(commented(text))
    assert (found.code, found.severity, found.indicator) == ("TXT001", WARNING, "36")
    assert (found.sheet, found.cell) == (SHEET, book().address(SHEET, "Commentary"))
    assert (found.expected, found.found) == ("commentary", text.strip())
    assert "no commentary" in found.message


@pytest.mark.parametrize("actual", [None, "n/a", "[x]"])
def test_no_commentary_is_asked_for_before_the_figure_is_in(actual: str | None) -> None:
    assert found_in(history=figures("36", {"2023/24 Q3": actual, "2023/24 Q2": 5.0}), narrative=()) == []


def test_commentary_of_the_quarter_before_is_not_this_quarters() -> None:
    workbook = book(register(narrative=said("36", {"2023/24 Q3": "Fewer came."}, "Open on Saturdays.")))
    workbook = workbook.typed(SHEET, {"CommentaryPeriod": "2023/24 Q2"}).recalculated()
    found = only(workbook.findings("TXT002"))
    assert (found.severity, found.indicator, found.sheet) == (ERROR, "36", SHEET)
    assert found.cell == workbook.address(SHEET, "CommentaryPeriod")
    assert (found.expected, found.found) == ("2023/24 Q3", "2023/24 Q2")
    assert "for 2023/24 Q2" in found.message


def test_last_quarters_text_may_stand_until_the_new_figure_is_in() -> None:
    rows = figures("36", {"2023/24 Q2": 5.0})
    assert found_in(history=rows, narrative=said("36", {"2023/24 Q2": "Fewer came."})) == []


def test_a_misspelt_period_of_the_commentary_is_said_once() -> None:
    workbook = book().typed(SHEET, {"CommentaryPeriod": "Q3 2023/24"}).recalculated()
    assert codes_of(workbook.findings()) == ["LBL007"]
    assert codes_of(book().typed(SHEET, {"CommentaryPeriod": None}).recalculated().findings()) == ["STR009"]


def test_commentary_of_an_annual_indicator_is_for_its_last_whole_year() -> None:
    one = indicator(frequency="Annual")
    rows = figures("36", {"2022/23": 5.0, "2021/22": 4.0})
    assert found_in(one, history=rows, narrative=said("36", {"2022/23": "More came."})) == []


# --- TXT003 --------------------------------------------------------------------------------------------------------


def test_the_same_paragraph_as_the_quarter_before_is_left_over() -> None:
    found = only(commented(LONG, before=LONG.replace(" ", "\n", 1)))
    assert (found.code, found.severity, found.indicator, found.sheet) == ("TXT003", WARNING, "36", SHEET)
    assert found.cell == book().address(SHEET, "Commentary")
    assert found.found.startswith("The service kept")
    assert "2023/24 Q3" in found.message
    assert "2023/24 Q2" in found.message


def test_an_earlier_commentary_is_found_in_the_table_of_earlier_ones() -> None:
    rows = figures("36", {"2023/24 Q1": 5.0, "2023/24 Q2": 6.0})
    texts = said("36", {"2023/24 Q1": LONG, "2023/24 Q2": LONG, "2023/24 Q3": "Fewer came."})
    found = only(found_in(history=rows, narrative=texts))
    assert (found.code, found.sheet) == ("TXT003", "Published")
    assert found.cell.startswith("Z")


@pytest.mark.parametrize("before", ["", "n/a", LONG + "It did so again."])
def test_another_text_than_the_quarter_before_is_fine(before: str) -> None:
    assert commented(LONG, before=before) == []


def test_the_same_text_may_say_twice_that_there_is_no_figure() -> None:
    text = "The figures are counted once a year, and due in June."
    rows = figures("36", {"2023/24 Q2": "n/a", "2023/24 Q3": "n/a"})
    assert found_in(history=rows, narrative=said("36", {"2023/24 Q2": text, "2023/24 Q3": text})) == []


# --- TXT004 and TXT005 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("box", ["Commentary", "Actions", "Description"])
def test_a_text_without_an_end_may_be_cut_off(box: str) -> None:
    text = "Two libraries were shut for repairs in the autumn, and this will widen acc"
    workbook = book().typed(SHEET, {box: text}).recalculated()
    found = only(workbook.findings("TXT004"))
    assert (found.severity, found.indicator) == (WARNING, "36")
    assert (found.sheet, found.cell) == (SHEET, workbook.address(SHEET, box))
    assert found.found.endswith("this will widen acc")
    assert found.expected == "a full stop"
    assert "cut off" in found.message


def test_a_text_with_an_end_of_its_own_kind_is_whole() -> None:
    texts = [
        LONG,
        "More came than in the summer, as the libraries (all of them) were open again (see below)",
        "“More came than in the summer, as all of the libraries were open again.”",
        "Target met",
        "All is well, and more is said in the report of the service.\nNext steps",
        "What is planned until the end of the year is:\n- recruit two more officers to the team in March",
        "What is planned until the end of the year is:\n• recruit two more officers to the team in March",
        "What is planned until the end of the year is:\n2. recruit two more officers to the team in March",
        "More is to be found in the report at https://www.example.org/reports",
        "For more about this please write to the team at performance@example.org",
        "More came than in the summer, and so the share of visitors is now 64%",
        "More came than in the summer: is that because of the rain?\u00a0\n\n",
    ]
    assert unfounded(texts) == {}


def test_a_text_of_pages_is_too_long() -> None:
    text = LONG * 60
    found = only(commented(text.strip()))
    assert (found.code, found.severity, found.cell) == ("TXT005", WARNING, book().address(SHEET, "Commentary"))
    assert found.found == f"{len(text.strip()):,}"
    assert found.expected == "at most 3,000"
    assert commented((LONG * 48).strip()) == []


# --- TXT006: targets in the text -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["There were 951 visits against a target of 1,234.", "The target is 1,234.", "Our baseline was 1234 visits."],
)
def test_a_target_that_never_was_one(text: str) -> None:
    found = only(commented(text))
    assert (found.code, found.severity, found.indicator, found.sheet) == ("TXT006", WARNING, "36", SHEET)
    assert found.cell == book().address(SHEET, "Commentary")
    assert found.expected == "1,072"
    assert found.found.replace(",", "") == "1234"
    assert "no target of it" in found.message


def test_another_number_by_the_word_target_is_none_of_it() -> None:
    texts = [
        "There were 951 visits against a target of 1,072.",
        "The annual target is 4,288.",  # four quarters of it
        "The national target of 1,234 does not hold for us.",
        "Next year's target of 1,234 is a stretch.",
        "Visits have a target of 5% more than last year.",
        "The target is 31 March for the opening of the new library.",
        "Requests are answered within a target of 20 working days.",
        "We stay within a target of 900-1,200 visits.",
        "The whole budget has a target of £1.2m.",
        "The whole budget has a target of 1.2 million.",
        "The target of the service is known.",
    ]
    assert unfounded(texts) == {}


def test_a_target_may_be_rounded_as_the_text_has_it() -> None:
    assert share("This is above the target of 60%.", target=0.604, decimals=1) == []
    assert codes_of(share("This is above the target of 61%.", target=0.604, decimals=1)) == ["TXT006"]


def test_a_target_that_was_published_once_is_known() -> None:
    history = figures("36", {"2023/24 Q3": {"actual": 95.0, "target": 90.0}})
    texts = said("36", {"2023/24 Q3": "Above the target of 80 that was set in spring."})
    assert codes_of(found_in(history=history, narrative=texts)) == ["TXT006"]
    assert found_in(history=history, narrative=texts, published=(printed("36", target=80.0),)) == []


# --- TXT007: counts in the text ------------------------------------------------------------------------------------


def test_counts_that_give_another_percentage() -> None:
    texts = [
        "889 deaths were registered, of which 500 within five days.",
        "Of the 889 deaths, 500 were registered within five days.",
        "In all 500 of the 889 deaths were registered in time.",
        "That is 500 deaths out of 889.",
    ]
    for number, each in enumerate(commented_each(texts, **SHARE), start=36):
        found = only(each)
        assert (found.code, found.severity, found.indicator, found.sheet) == (
            "TXT007",
            WARNING,
            str(number),
            f"Indicator {number}",
        )
        assert found.cell == book().address(SHEET, "Commentary")
        assert (found.expected, found.found) == ("64%", "56.2%")
        assert "889" in found.message


def test_counts_that_give_the_percentage_or_are_of_something_else() -> None:
    texts = [
        "889 deaths were registered, of which 570 within five days.",
        "889 deaths were registered, of which 319 late.",  # the complement
        "Of the 889 deaths 570 were registered in time, and 120 of the 889 deaths were in hospital.",
        "That is better than in Quarter 3 of 2022/23 and Q2 of 2023.",
        "The first 3 months of 2023 and 30 September of 2023 were busy.",
        "Three libraries of 12 were shut, and 8 of 12 open.",
        "We saw 1.5 of 889.",
        "There were 889 deaths.",
    ]
    assert unfounded(texts, **SHARE) == {}


def test_counts_say_nothing_about_a_number() -> None:
    assert commented("That is 500 of 889.") == []


# --- TXT008: the figure of the quarter before ----------------------------------------------------------------------


def test_the_figure_of_the_quarter_before_as_this_ones() -> None:
    found = only(commented("There were 963 visits against a target of 1,072."))
    assert (found.code, found.severity, found.indicator, found.sheet) == ("TXT008", WARNING, "36", SHEET)
    assert found.cell == book().address(SHEET, "Commentary")
    assert (found.expected, found.found) == ("951", "963")
    assert "2023/24 Q2" in found.message


def test_the_earlier_figure_called_so_or_beside_the_current_one_is_fine() -> None:
    texts = [
        "There were 951 visits; 963 is what we hoped for.",
        "Visits fell from 963.",
        "The 963 visits of Quarter 2 were not reached.",
        "There were 963,000 leaflets.",
        "Room 963a was shut.",
        "We paid £9.63.",
    ]
    assert unfounded(texts) == {}


def test_a_percentage_that_is_the_target_or_a_round_number_is_no_leftover() -> None:
    assert codes_of(share("We have reached 55% of them.")) == ["TXT008"]
    assert share("We are near 55%.", target=0.55) == []
    assert share("Half (50%) of the budget went into it.", actuals=(0.4, 0.4, 0.4, 0.5, 0.64)) == []
    assert share("We have reached 64%.", actuals=(0.4, 0.4, 0.4, 0.6431, 0.6449), decimals=1) == []


# --- TXT009: links -------------------------------------------------------------------------------------------------

BROKEN = [
    "ttps://www.example.org/reports",
    "https:/www.example.org",
    "http//www.example.org",
    "https://",
    "https://intranet/reports",
    "file:///C:/reports.docx",
    "C:\\reports\\q3.docx",
    "ftp://example.org/reports",
    "lginform.example.org/reports",
    "Reports of others:\nexample.org.uk",
    "https://example.org/view all",
    "https://example.org/government/ statistics",
]
SOUND = [
    "https://www.example.org/reports?x=1#top",
    "HTTP://EXAMPLE.ORG",
    "(https://www.example.org/reports)",
    "see:https://www.example.org",
    "<https://www.example.org>",
    "“https://www.example.org/”.",
    "[the report](https://www.example.org/a_(b))",
    "www.example.org/reports",
    "https://example.org:8443/x",
    "The site went over to https.",
    "Monday to Friday, 9:00/17:00",
    "Strategy 2024: the plan",
    "report.docx",
    "Annual report, p.12",
    "https://example.org/view The report",
    "https://example.org/view (all of it)",
    "https://example.org statistics",
    "a.b",
    "officer@example.org",
]


def linked(texts: Sequence[str]) -> list[list[Finding]]:
    """Return the findings about links where each text is the useful links of an indicator."""
    numbers = [str(36 + n) for n in range(len(texts))]
    source = register(*(indicator(n, useful_links=(text,)) for n, text in zip(numbers, texts, strict=True)))
    found = fresh(source).findings("TXT009")
    return [[finding for finding in found if finding.indicator == number] for number in numbers]


def test_an_address_that_cannot_be_followed() -> None:
    for number, (address, each) in enumerate(zip(BROKEN, linked(BROKEN), strict=True), start=36):
        found = only(each)
        assert (found.severity, found.sheet) == (WARNING, f"Indicator {number}")
        assert found.cell == book().address(SHEET, "UsefulLinks")
        assert found.found in address
        assert "cannot be followed" in found.message


def test_an_address_that_can_be_followed_or_no_address() -> None:
    assert dict(zip(SOUND, linked(SOUND), strict=True)) == {text: [] for text in SOUND}


def test_a_link_over_a_cell_is_looked_at_too() -> None:
    workbook = book()
    part = workbook.part(SHEET)
    assert workbook.findings("TXT009") == []  # "Go to Index" leads to a place of the workbook
    relations = part.replace("worksheets/", "worksheets/_rels/") + ".rels"
    for target, wrong in (("file:///C:/q3.docx", True), ("reports/q3.docx", True), ("mailto:a@example.org", False)):
        changed = workbook.inserted(
            relations,
            "</Relationships>",
            f'<Relationship Id="rIdX" Type="{OFFICE}/hyperlink" Target="{target}" TargetMode="External"/>',
        ).inserted(part, "<hyperlink ", '<hyperlink ref="B35" r:id="rIdX"/>')
        found = changed.findings("TXT009", "STR013")
        assert [(f.code, f.cell, f.found) for f in found] == ([("TXT009", "B35", target)] if wrong else [])


# --- What holds for any text ---------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from([*NASTY, *BROKEN, *SOUND, "12 of 345", "£1", "per cent"])).map(" ".join)
)
@example("1," * 20_000)
@example("1 a of " * 10_000)
@example("889 x " * 10_000)
@example(":" * 50_000)
def test_reading_any_text_raises_nothing(text: str) -> None:
    for mention in prose.mentions(text):
        assert 0 <= mention.start < mention.end <= len(text)
    for part, whole, words in prose.pairs(text):
        assert part >= 0
        assert whole >= 0
        assert words
    for address in prose.addresses(text):
        prose.address_fault(address)
    assert prose.ends(text) in (True, False)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\ufffe\uffff"), max_size=60), min_size=4, max_size=4
    )
)
@example(list(NASTY[:4]))
@example(list(NASTY[10:14]))
def test_any_text_in_the_boxes_raises_nothing(texts: list[str]) -> None:
    one = indicator(description=texts[2], measure="percent")
    rows = figures("36", {"2023/24 Q2": 0.5, "2023/24 Q3": 0.51})
    narrative = said("36", {"2023/24 Q2": texts[0], "2023/24 Q3": texts[1]}, texts[3])
    found = found_in(one, history=rows, narrative=narrative)
    assert {finding.code[:3] for finding in found} <= {"TXT"}


def test_a_number_in_a_text_is_read_as_it_is_written() -> None:
    text = "96,326 and 55%, £1,234.50, 7.5 per cent, 8 percent"
    assert [(m.value, m.is_percent, m.places) for m in prose.mentions(text)] == [
        (96326, False, 0),
        (0.55, True, 2),
        (1234.5, False, 2),
        (0.075, True, 3),
        (0.08, True, 2),
    ]
    assert list(prose.mentions("2023/24, Q3, CS12a, 1.2m, £3k, 5-6, 10.5.2023, 3 March, 1.2 million")) == []
    assert period("2023/24 Q3").number == 3
