"""STR, continued: a history without holes, titles that differ, a workbook that works things out as we do."""

from __future__ import annotations

import re
from typing import Any

import pytest
from patched import Patched, book, indicator, only
from patched import register as patched_register

from checks.workbook import in_history, looked_at, page, register, says, told
from quarterbook.checks.finding import ERROR, WARNING
from quarterbook.periods import Period

BOOK = "xl/workbook.xml"
TO_DATE = {"basis": "Cumulative", "comparator": "Same period last year"}


def history(*periods: str, **fields: Any) -> list[str]:
    """Return what is said of a history with rows for these periods."""
    return [one.expected for one in told(register(page(dict.fromkeys(periods, 5.0), **fields)), ["STR019"])]


# --- STR019 --------------------------------------------------------------------------------------------------------


def test_a_history_that_skips_periods_is_told_once_for_rows_and_once_for_figures() -> None:
    rows = dict.fromkeys(("2022/23 Q1", "2022/23 Q4", "2023/24 Q1", "2023/24 Q3"), 5.0)
    looked = looked_at(register(page(rows)), codes=["STR019"])
    without_row, without_figure = looked.findings
    place = in_history(looked.master, "2022/23 Q4", "Period")
    named = "2022/23 Q2, 2022/23 Q3"
    says(without_row, place, f"no row for {named}", expected=named, found="")
    place = in_history(looked.master, "2023/24 Q2", "Period")  # which the builder makes for the reporting year
    says(without_figure, place, "no figure for 2023/24 Q2", expected="2023/24 Q2", found="")
    assert "into the row that is there" in without_figure.fix


def test_histories_without_holes() -> None:
    assert history("2023/24 Q1", "2023/24 Q2", "2023/24 Q3") == []
    assert history("2022/23 Q4", "2023/24 Q1") == []
    assert history("2023/24 Q3") == []
    assert history() == []
    assert history("2022/23", "2023/24 Q1", "2023/24 Q2") == []  # it was annual then
    assert history("2022/23", "2023/24 Q1", "2023/24 Q2", frequency="Annual") == []


@pytest.mark.parametrize(("first", "expected"), [("2021/22 Q2", 8), ("2021/22 Q1", 0)])
def test_who_has_not_reported_for_more_than_two_years_has_begun_anew(first: str, expected: int) -> None:
    found = history(first, "2023/24 Q3")
    missing = [str(Period.parse(first).shift(n)) for n in range(1, expected + 1)]
    assert found == ([f"{', '.join(missing[:4])} and {expected - 4} more"] if expected else [])


def test_the_current_year_of_cumulative_figures_is_said_elsewhere() -> None:
    assert history("2023/24 Q1", "2023/24 Q3", **TO_DATE) == []
    assert history("2022/23 Q1", "2022/23 Q3", "2022/23 Q4", **TO_DATE) == ["2022/23 Q2"]
    assert history("2023/24 Q1", "2023/24 Q3", measure="percent", **TO_DATE) == ["2023/24 Q2"]
    data = register(page({"2023/24 Q1": 5.0, "2023/24 Q3": 9.0}, **TO_DATE))
    assert [one.code for one in told(data, ["STR019", "CUM006"])] == ["CUM006"]


# --- STR020 --------------------------------------------------------------------------------------------------------


def defined(name: str, change: tuple[str, str]) -> Patched:
    """Return a workbook one of whose functions is another."""
    text = re.search(rf'<definedName name="{name}"[^>]*>([^<]*)', book().package.read(BOOK).decode())
    assert text is not None
    assert change[0] in text[1]
    return book().replaced(BOOK, re.escape(text[1]), text[1].replace(*change, 1).replace("\\", "\\\\"))


def test_a_function_with_another_tolerance() -> None:
    found = only(defined("RAG", ("0.1", "0.2")).findings("STR020"))
    assert (found.severity, found.sheet, found.cell) == (ERROR, "", "")
    assert "name RAG is not the function RAG" in found.message
    assert "0.1" in found.expected
    assert "0.2" in found.found
    assert "_xl" not in found.expected + found.found


def test_functions_that_are_ours_or_not_there() -> None:
    assert book().findings("STR020") == []
    assert defined("RAG", ("LAMBDA(", "lambda( ")).findings("STR020") == []
    gone = book().replaced(BOOK, r'<definedName name="RAG"[^>]*>[^<]*</definedName>', "")
    assert gone.findings("STR020") == []
    lost = book().replaced(BOOK, r'(<definedName name="RAG"[^>]*>)[^<]*', r"\g<1>Key!#REF!")
    assert [one.code for one in lost.findings("STR020", "STR003")] == ["STR003"]


def test_a_cell_that_is_named_like_a_function() -> None:
    named = book().replaced(BOOK, r'(<definedName name="CHANGE"[^>]*>)[^<]*', r"\g<1>Key!$A$1")
    found = only(named.findings("STR020"))
    assert found.found == "=Key!$A$1"


# --- STR021 --------------------------------------------------------------------------------------------------------


def test_two_indicators_of_the_same_title() -> None:
    workbook = book(patched_register(indicator("36", title="Library visits"), indicator("63", title="Library  VISITS")))
    first, second = workbook.findings("STR021")
    assert (first.severity, first.indicator, second.indicator) == (WARNING, "36", "63")
    assert first.cell == workbook.address("Indicator 36", "IndicatorTitle")
    assert "of indicator 63" in first.message
    assert second.found == "Library VISITS"


def test_titles_that_differ() -> None:
    titles = ("Library visits: Ashmere", "Library visits: Bexworth")
    data = register(*(page(number=str(n), title=title) for n, title in enumerate(titles)))
    assert told(data, ["STR021"]) == []


# --- STR022 --------------------------------------------------------------------------------------------------------


def test_a_workbook_that_calculates_only_when_it_is_told_to() -> None:
    found = only(book().replaced(BOOK, "<calcPr ", '<calcPr calcMode="manual" ').findings("STR022"))
    assert (found.severity, found.sheet, found.expected, found.found) == (WARNING, "", "Automatic", "Manual")


@pytest.mark.parametrize("mode", ["auto", "autoNoTable"])
def test_workbooks_that_calculate(mode: str) -> None:
    assert book().findings("STR022") == []
    assert book().replaced(BOOK, "<calcPr ", f'<calcPr calcMode="{mode}" ').findings("STR022") == []
