"""CEL, continued: figures that do not fit what stands beside them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.workbook import Change, in_history, looked_at, page, register, says, told, write
from quarterbook.book.plan import Content, Formula

CODES = ("CEL013", "CEL014", "CEL015")
QUARTERS = ("2022/23 Q1", "2022/23 Q2", "2022/23 Q3", "2022/23 Q4", "2023/24 Q1", "2023/24 Q2", "2023/24 Q3")


def series(*actuals: float | None, note: str = "", **fields: Any) -> list[str]:
    """Return the codes of what is found in quarters up to 2023/24 Q3, whose last row has the note."""
    quarters = QUARTERS[-len(actuals) :]
    rows = {quarter: {"actual": actual} for quarter, actual in zip(quarters, actuals, strict=True)}
    rows[quarters[-1]]["note"] = note
    return [one.code for one in told(register(page(rows, **fields)), CODES)]


def parts(*counts: tuple[Any, Any], **fields: Any) -> list[str]:
    """Return the codes of what is found where these are numerators and denominators."""
    quarters = QUARTERS[-len(counts) :]
    rows = {q: {"numerator": part, "denominator": whole} for q, (part, whole) in zip(quarters, counts, strict=True)}
    return [one.code for one in told(register(page(rows, **{"measure": "percent", **fields})), CODES)]


def test_a_numerator_larger_than_its_denominator() -> None:
    rows = {"2023/24 Q2": {"numerator": 541.0, "denominator": 870.0}}
    rows["2023/24 Q3"] = {"numerator": 889.0, "denominator": 570.0}
    book = looked_at(register(page(rows, measure="percent")), codes=CODES)
    finding = book.one("CEL013")
    place = in_history(book.master, "2023/24 Q3", "Numerator")
    says(finding, place, "889 of 570", "more than all of them", expected="570 or less", found="889")
    assert (finding.severity, book.codes) == ("warning", ["CEL013"])


def test_percentages_above_100_and_parts_that_are_none() -> None:
    assert parts((541.0, 870.0), (889.0, 570.0)) == ["CEL013"]
    assert parts((900.0, 870.0), (889.0, 570.0)) == []  # more homes are sold than were planned: it happens here
    assert parts((870.0, 870.0), (0.0, 0.0), (3.0, 0.0), ("n/a", 5.0), (5.0, None)) == []
    assert parts((541.0, 870.0), (889.0, 570.0), measure="number") == []


def test_a_figure_below_0_where_no_other_is() -> None:
    rows = dict(zip(QUARTERS[-4:], (412.0, 388.0, 401.0, -395.0), strict=True))
    book = looked_at(register(page(rows)), codes=CODES)
    finding = book.one("CEL014")
    place = in_history(book.master, "2023/24 Q3", "Actual")
    says(finding, place, "−395", "none of the 3 other figures", expected="0 or more", found="−395")
    assert (finding.severity, book.codes) == ("warning", ["CEL014"])


def test_figures_that_may_be_below_0() -> None:
    assert series(388.0, 401.0, -395.0) == []  # too few to say
    assert series(412.0, -388.0, 401.0, -395.0) == []
    assert series(412.0, 0.0, 401.0, 395.0) == []
    assert series(412.0, 388.0, 401.0, -395.0, note="Late credits were booked here.") == []
    assert series(412.0, 388.0, 401.0, -395.0, title="Net migration") == []
    assert series(412.0, 388.0, 401.0, -395.0, description="The budget's balance at the quarter's end.") == []


@pytest.mark.parametrize(("figure", "usual"), [(4020.0, "398"), (41.0, "398")])
def test_a_figure_of_another_size(figure: float, usual: str) -> None:
    rows = dict(zip(QUARTERS[-5:], (412.0, 388.0, 401.0, 395.0, figure), strict=True))
    book = looked_at(register(page(rows)), codes=CODES)
    finding = book.one("CEL015")
    place = in_history(book.master, "2023/24 Q3", "Actual")
    says(finding, place, "after 395", "median of the others is 398", expected=f"about {usual}", found=f"{figure:,.0f}")
    assert (finding.severity, book.codes) == ("warning", ["CEL015"])


def test_sizes_that_may_be() -> None:
    assert series(388.0, 401.0, 395.0, 4020.0) == []  # too few to say
    assert series(412.0, 388.0, 401.0, 395.0, 3100.0) == []
    assert series(412.0, 388.0, 401.0, 395.0, 4020.0, note="The festival was held here.") == []
    assert series(9.0, 8.0, 7.0, 9.0, 90.0) == []  # a few
    assert series(12.0, 410.0, 12.0, 420.0, 12.0, 415.0) == []  # a season
    assert series(412.0, 388.0, 401.0, 395.0, 4020.0, 4110.0) == []  # a new level
    assert series(412.0, 388.0, 401.0, None, 4020.0, 395.0, 400.0) == []  # the period before is not known
    assert series(400.0, 800.0, 1200.0, 40.0, 90.0, 100.0, basis="Cumulative", comparator="Same period last year") == []
    assert series(400.0, -380.0, 401.0, 395.0, 4020.0) == ["CEL014"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(100, 799), min_size=1, max_size=7), st.floats(1e-3, 1e6))
def test_figures_within_eight_times_of_each_other_are_never_told(actuals: list[float], scale: float) -> None:
    assert series(*(value * scale for value in actuals)) == []


SHARES = {
    "2023/24 Q1": {"numerator": 310.0, "denominator": 500.0},
    "2023/24 Q2": {"numerator": 570.0, "denominator": 889.0},
    "2023/24 Q3": {"numerator": 330.0, "denominator": 500.0},
}


def typed(content: Content, *, when: str = "2023/24 Q2", header: str = "Actual") -> Change:
    """Return an edit of a cell of the history."""
    return write(lambda book: in_history(book, when, header), content)


def shares(*edits: Change, rows: Any = None, **fields: Any) -> list[str]:
    """Return what is found in a workbook whose figures follow from their parts, after some edits."""
    source = register(page(rows or SHARES, **{"measure": "percent", **fields}))
    return looked_at(source, *edits, codes=("CEL016", "CEL012", "ROL010")).codes


@pytest.mark.parametrize("nothing", [None, "  ", Formula('IF(TRUE, "")')])
def test_a_figure_that_was_cleared_beside_its_parts(nothing: Content) -> None:
    book = looked_at(register(page(SHARES, measure="percent")), typed(nothing), codes=("CEL016", "ROL010"))
    finding = book.one("CEL016")
    sheet, cell = in_history(book.master, "2023/24 Q2", "Actual")
    row = cell[1:]
    wanted = f'=IF(AND(ISNUMBER(D{row}), ISNUMBER(E{row})), IF(E{row}=0, "", D{row}/E{row}), "")'
    says(finding, (sheet, cell), "570 of 889 stand beside it and give 64%", expected=wanted, found="blank")
    assert (finding.severity, book.codes) == ("error", ["CEL016"])


def test_the_formula_that_is_expected_is_the_one_that_was_there() -> None:
    first = looked_at(register(page(SHARES, measure="percent")), typed(None), codes=("CEL016",)).one("CEL016")
    assert shares(typed(Formula(first.expected.removeprefix("=")))) == []


@pytest.mark.parametrize("measure", ["number", "rate"])
def test_the_current_figure_and_those_of_other_measures(measure: str) -> None:
    assert shares(typed(None, when="2023/24 Q3")) == ["CEL016"]
    assert shares(typed(None), measure=measure, decimals=2) == ["CEL016"]


def test_figures_that_are_there_or_that_nothing_gives() -> None:
    assert shares() == []
    for there in (0.64, "n/a", "..", Formula("ROUND(320/500, 2)"), Formula("320/500")):
        assert shares(typed(there)) == []
    for part in ("n/a", None, "320 of them"):
        assert shares(typed(part, header="Numerator")) == []
    assert shares(typed(0.0, header="Denominator")) == []  # the formula gives nothing, and so does the register
    assert shares(typed(0.0, header="Denominator"), typed(None)) == []
    plain = {when: {"actual": 0.6} for when in SHARES}
    assert shares(rows=plain) == []
    assert shares(typed(None), rows=plain) == []
    assert shares(typed(Formula("1/0"))) == ["CEL012"]
