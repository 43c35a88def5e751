"""CUM: cumulative figures beside figures of one period, and series that are not what they are labelled."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.workbook import CODES, in_history, looked_at, named, page, put, register, says, told
from quarterbook.periods import PERIODS_A_YEAR, Period
from quarterbook.register.model import Register
from quarterbook.vocabulary import ANNUAL, IN_PERIOD, MONTHLY, QUARTERLY

CUM = [code for code in CODES if code.startswith("CUM")]
TO_DATE = {"basis": "Cumulative", "comparator": "Same period last year"}
Q = [f"2023/24 Q{n}" for n in (1, 2, 3)]


def codes(data: Register) -> list[str]:
    """Return the codes of this family's findings."""
    return [finding.code for finding in told(data, CUM)]


def year(*figures: Any, alone: tuple[Any, ...] = (), targets: tuple[Any, ...] = ()) -> dict[str, dict[str, Any]]:
    """Return a history of the quarters of 2023/24."""
    rows: dict[str, dict[str, Any]] = {f"2023/24 Q{n}": {"actual": figure} for n, figure in enumerate(figures, 1)}
    for name, values in (("in_period", alone), ("target", targets)):
        for n, value in enumerate(values, 1):
            rows.setdefault(f"2023/24 Q{n}", {})[name] = value
    return rows


def test_a_cumulative_figure_against_a_quarters_baseline() -> None:
    history = year(88.0, 147.0, 200.0, targets=(67.0, 67.0, 67.0))
    settings = {**TO_DATE, "target_basis": "In period", "status": "Contextual"}
    book = looked_at(register(page(history, **settings)))
    finding = book.one("CUM001")
    place = named(book.master, "36", "TargetBasis")
    says(
        finding,
        place,
        "figure is for the year to date",
        "baseline of 67 is for the period alone",
        expected="Cumulative",
        found="In period",
    )
    assert (finding.severity, finding.indicator, book.codes) == ("error", "36", ["CUM001"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"basis": "Rolling 12 months"}, "figure is for twelve months, but its target of 67 is for the period alone"),
        ({"basis": "In period", "target_basis": "Cumulative"}, "its target of 67 is for the year to date"),
    ],
)
def test_other_bases_that_do_not_fit(changes: dict[str, str], words: str) -> None:
    settings = {**TO_DATE, "target_basis": "In period", **changes}
    (finding,) = told(register(page(year(88.0, 147.0, 200.0, targets=(None, None, 67.0)), **settings)), ["CUM001"])
    assert words in finding.message


@pytest.mark.parametrize(
    "changes",
    [
        {"target_basis": ""},  # as the figures
        {"target_basis": "Cumulative"},
        {"measure": "percent"},  # 65% is 65% of a quarter and of a year
        {"measure": "rate"},
        {"frequency": ANNUAL},
        {"basis": "Snapshot"},
    ],
)
def test_a_target_for_the_same_time(changes: dict[str, str]) -> None:
    settings = {**TO_DATE, "target_basis": "In period", **changes}
    history = {"2022/23": (5.0, 5.0)} if "frequency" in changes else year(0.1, 0.2, 0.3, targets=(0.1, 0.2, 0.4))
    assert told(register(page(history, **settings)), ["CUM001"]) == []


def test_a_basis_without_a_target_harms_nobody() -> None:
    settings = {**TO_DATE, "target_basis": "In period"}
    for history in (year(88.0, 147.0, 200.0), year(88.0, 147.0, 200.0, targets=("n/a", "tbc", "..")), {}):
        assert told(register(page(history, **settings)), ["CUM001"]) == []


def test_a_cumulative_figure_compared_with_the_quarter_before() -> None:
    history = year(88.0, 147.0, 200.0, targets=(70.0, 140.0, 190.0))
    book = looked_at(register(page(history, basis="Cumulative")))
    finding = book.one("CUM002")
    place = named(book.master, "36", "Comparator")
    says(
        finding,
        place,
        "year to date",
        "compared with the period before",
        expected="Same period last year",
        found="Previous period",
    )
    assert (finding.severity, finding.indicator, book.codes) == ("warning", "36", ["CUM002"])


@pytest.mark.parametrize(
    "changes",
    [TO_DATE, {"basis": "In period"}, {"basis": "Rolling 12 months"}, {"measure": "percent"}, {"frequency": ANNUAL}],
)
def test_comparators_that_fit(changes: dict[str, str]) -> None:
    assert told(register(page(**{"basis": "Cumulative", **changes})), ["CUM002"]) == []


def test_a_year_to_date_that_falls() -> None:
    book = looked_at(register(page(year(300.0, 608.0, 595.0), **TO_DATE)), put("36", "IndicatorNumber", "CS12a"))
    finding = book.one("CUM003")
    place = in_history(book.master, Q[2], "Actual", "CS12a")
    says(
        finding,
        place,
        "year to date is 595 in 2023/24 Q3, after 608 in 2023/24 Q2",
        expected="608 or more",
        found="595",
    )
    assert (finding.severity, finding.indicator) == ("error", "CS12a")


def test_every_fall_is_told_and_a_gap_hides_none() -> None:
    history = {f"2023/24 M{n:02d}": figure for n, figure in ((1, 50.0), (3, 40.0), (4, 60.0), (5, 55.0))}
    found = told(register(page(history, frequency=MONTHLY, **TO_DATE)), ["CUM003"])
    assert [finding.found for finding in found] == ["40", "55"]


@pytest.mark.parametrize(
    "history",
    [
        {"2022/23 Q4": 900.0, "2023/24 Q1": 200.0},  # a new year starts again
        year(0.1 + 0.2, 0.3),  # binary noise
        year(-5.0, -10.0, -12.0),  # a balance
        year(5.0, -3.0),
        year(100.0, 96.0, alone=(100.0, -4.0)),  # four were taken off
        year("n/a", 5.0, "n/a"),
        year(1e300, 1e300, 1.7e308),
    ],
)
def test_totals_that_may_be_as_they_are(history: dict[str, Any]) -> None:
    assert told(register(page(history, decimals=1, **TO_DATE)), ["CUM003"]) == []


def test_what_was_taken_off_must_add_up() -> None:
    assert codes(register(page(year(100.0, 90.0, alone=(100.0, -4.0)), **TO_DATE))) == ["CUM003"]


@pytest.mark.parametrize("changes", [{"measure": "percent"}, {"measure": "rate"}, {"basis": IN_PERIOD}])
def test_what_is_no_total_may_fall(changes: dict[str, str]) -> None:
    assert told(register(page(year(0.9, 0.8, 0.7), **{**TO_DATE, **changes})), ["CUM003"]) == []


def test_a_year_to_date_that_stands_still() -> None:
    book = looked_at(register(page(year(88.0, 147.0, 147.0), status="Contextual", **TO_DATE)))
    finding = book.one("CUM004")
    place = in_history(book.master, Q[2], "Actual")
    says(finding, place, "147 in 2023/24 Q3, exactly as in 2023/24 Q2", expected="", found="147")
    assert (finding.severity, finding.indicator, book.codes) == ("warning", "36", ["CUM004"])


@pytest.mark.parametrize(
    "history",
    [
        year(88.0, 147.0, 147.0, alone=(88.0, 59.0, 0.0)),  # nothing was added, and it says so
        year(0.0, 0.0, 0.0),
        year(1.0, 2.0, 2.0),  # so few a year come none a quarter
        {"2022/23 Q4": 147.0, "2023/24 Q1": 147.0},
        {"2023/24 Q1": 147.0, "2023/24 Q3": 147.0},  # CUM006 is about the gap
        year(147.0, "n/a", 147.0),
    ],
)
def test_totals_that_may_stand_still(history: dict[str, Any]) -> None:
    assert told(register(page(history, **TO_DATE)), ["CUM004"]) == []


def test_a_total_that_is_not_that_of_the_periods() -> None:
    book = looked_at(
        register(page(year(300.0, 450.0, 610.0, alone=(300.0, 150.0, 150.0)), status="Contextual", **TO_DATE))
    )
    finding = book.one("CUM005")
    place = in_history(book.master, Q[2], "Actual")
    says(finding, place, "year to date is 610 in 2023/24 Q3", "add up to 600", expected="600", found="610")
    assert (finding.severity, finding.indicator, book.codes) == ("error", "36", ["CUM005"])


@pytest.mark.parametrize(
    ("history", "changes"),
    [
        (year(1.2, 2.6, 3.9, alone=(1.2, 1.3, 1.3)), {"decimals": 1}),  # each of them is rounded
        (year(1000.0, 2001.0, alone=(1000.0, 1000.0)), {"measure": "currency"}),
        (year(0.1, 0.3, alone=(0.1, 0.2)), {}),
        (year(0.1, 0.1 + 0.2, 0.6, alone=(0.1, 0.2, 0.3)), {}),
        (year(100.0, 250.0, alone=(100.0,)), {}),
        (year(100.0, 250.0, alone=(None, 100.0)), {}),  # the first part is not known
        ({"2023/24 Q2": {"actual": 250.0, "in_period": 150.0}}, {}),
        (year(100.0, "n/a", alone=(100.0, 5.0)), {}),
        (year(5.0, 9.0, alone=(5.0, 4.0)), {"basis": IN_PERIOD}),
        (year(0.5, 0.5, alone=(0.5, 0.4)), {"measure": "percent"}),
    ],
)
def test_totals_that_are_those_of_the_periods(history: dict[str, Any], changes: dict[str, Any]) -> None:
    assert told(register(page(history, **{**TO_DATE, **changes})), ["CUM005"]) == []


@pytest.mark.parametrize(
    ("history", "changes"),
    [
        (year(1000.0, 2001.0, alone=(1000.0, 1000.0)), {}),  # people are not rounded
        (year(1.2, 2.9, alone=(1.2, 1.3)), {"decimals": 1}),
        (year(1000.0, 2010.0, alone=(1000.0, 1000.0)), {"measure": "currency"}),
    ],
)
def test_more_than_rounding_is_found(history: dict[str, Any], changes: dict[str, Any]) -> None:
    assert codes(register(page(history, **{**TO_DATE, **changes}))) == ["CUM005"]


def test_a_gap_in_the_year() -> None:
    book = looked_at(register(page({"2023/24 Q2": 608.0, "2023/24 Q3": 1857.0}, status="Baseline", **TO_DATE)))
    finding = book.one("CUM006")
    place = in_history(book.master, Q[0], "Actual")
    says(finding, place, "no figure for 2023/24 Q1", "later ones", expected="", found="")
    assert (finding.severity, finding.indicator, book.codes) == ("warning", "36", ["CUM006"])


@pytest.mark.parametrize(
    ("history", "changes"),
    [
        (year(88.0, 147.0), {}),  # the rest is still to come
        ({}, {}),
        ({"2022/23 Q2": 5.0, **year(88.0, 147.0, 200.0)}, {}),  # last year is over
        ({"2023/24 Q3": 5.0}, {"basis": IN_PERIOD}),
        ({"2023/24 Q3": 0.5}, {"measure": "percent"}),
        ({"2022/23": 5.0}, {"frequency": ANNUAL}),
    ],
)
def test_years_without_a_gap(history: dict[str, Any], changes: dict[str, Any]) -> None:
    assert told(register(page(history, **{**TO_DATE, **changes})), ["CUM006"]) == []


def two_years(first: tuple[float, ...], second: tuple[float, ...]) -> dict[str, float]:
    """Return a history of the quarters of 2022/23 and 2023/24."""
    return {f"2022/23 Q{n}": figure for n, figure in enumerate(first, 1)} | {
        f"2023/24 Q{n}": figure for n, figure in enumerate(second, 1)
    }


def test_a_series_that_behaves_cumulatively() -> None:
    history = two_years((88.0, 147.0, 210.0, 272.0), (80.0, 150.0, 199.0))
    book = looked_at(register(page(history, status="Contextual")))
    finding = book.one("CUM007")
    says(
        finding,
        named(book.master, "36", "Basis"),
        "basis is In period",
        "like cumulative ones",
        expected="Cumulative",
        found="In period",
    )
    assert (finding.severity, finding.indicator, book.codes) == ("warning", "36", ["CUM007"])


def test_a_running_total_of_what_stands_beside_it() -> None:
    assert codes(register(page(year(5.0, 9.0, alone=(5.0, 4.0))))) == ["CUM007"]


@pytest.mark.parametrize(
    ("history", "changes"),
    [
        (two_years((88.0, 147.0, 210.0, 272.0), (280.0, 290.0, 300.0)), {}),  # growth
        (two_years((88.0, 90.0, 95.0, 99.0), (50.0, 60.0, 70.0)), {}),
        (two_years((88.0, 147.0, 130.0, 272.0), (80.0, 150.0, 199.0)), {}),  # winter is busy
        (two_years((88.0, 147.0, 210.0, 272.0), (80.0, 75.0, 199.0)), {}),
        (two_years((0.1, 0.2, 0.3, 0.4), (0.1, 0.2, 0.3)), {"measure": "percent"}),
        (two_years((88.0, 147.0, 210.0, 272.0), (80.0, 150.0, 199.0)), {"basis": "Snapshot"}),
        (year(88.0, 147.0, 210.0), {}),  # one year shows no habit
        (year(5.0, 9.0, alone=(5.0, 9.0)), {}),
        (year(5.0, 9.0, alone=(5.0,)), {}),
        ({"2019/20": 10.0, "2020/21": 20.0, "2021/22": 5.0}, {"frequency": ANNUAL}),
    ],
)
def test_series_that_are_what_they_are_labelled(history: dict[str, Any], changes: dict[str, Any]) -> None:
    assert told(register(page(history, **changes)), ["CUM007"]) == []


def test_a_cumulative_target_that_falls() -> None:
    history = year(300.0, 608.0, 700.0, targets=(600.0, 1128.0, 606.0))
    book = looked_at(register(page(history, amber=1.0, **TO_DATE)))
    finding = book.one("CUM008")
    place = in_history(book.master, Q[2], "Target")
    says(
        finding,
        place,
        "The target for the year to date is 606 in 2023/24 Q3, after 1,128 in 2023/24 Q2",
        expected="1,128 or more",
        found="606",
    )
    assert (finding.severity, finding.indicator) == ("error", "36")


@pytest.mark.parametrize(
    ("history", "changes"),
    [
        (year(targets=(0.1 + 0.2, 0.3, 0.4)), {}),
        (year(targets=(-100.0, -200.0)), {"measure": "currency"}),  # what is to be saved
        ({"2022/23 Q4": (1.0, 400.0), "2023/24 Q1": (1.0, 100.0)}, {}),
        ({"2023/24 Q1": (1.0, 400.0), "2023/24 Q2": {"target": 300.0, "note": "Lowered in July"}}, {}),
        (year(targets=(400.0, 300.0)), {"target_basis": IN_PERIOD}),
        (year(targets=(0.9, 0.8)), {"measure": "percent"}),
        ({}, {"annual_target": 1900.0, "profile": (1.0, 0.0, 2.0, 3.0)}),
    ],
)
def test_cumulative_targets_that_grow(history: dict[str, Any], changes: dict[str, Any]) -> None:
    assert told(register(page(history, **{**TO_DATE, **changes})), ["CUM008"]) == []


def test_a_cumulative_target_that_does_not_grow_is_told_once_a_year() -> None:
    history = year(100.0, 300.0, 500.0, targets=(400.0, 400.0, 400.0))
    book = looked_at(register(page(history, status="Baseline", **TO_DATE)))
    finding = book.one("CUM009")
    place = in_history(book.master, Q[1], "Target")
    says(
        finding,
        place,
        "The baseline for the year to date is 400 both in 2023/24 Q1 and in 2023/24 Q2",
        expected="",
        found="400",
    )
    assert (finding.severity, finding.indicator, book.codes) == ("warning", "36", ["CUM009"])


@pytest.mark.parametrize(
    ("history", "changes"),
    [
        (year(1.0, 2.0, 3.0), {"annual_target": 400.0, "profile": (1.0, 0.0, 1.0, 2.0)}),  # nothing is due in summer
        (year(1.0, 2.0, targets=(100.0, 100.0)), {"annual_target": 400.0, "profile": (1.0, 0.0, 1.0, 2.0)}),
        (year(1.0, 2.0, targets=(0.0, 0.0)), {}),
        (year(0.5, 0.5, targets=(0.6, 0.6)), {"measure": "percent"}),
        ({"2022/23 Q4": (1.0, 400.0), "2023/24 Q1": (1.0, 400.0)}, {}),
        (year(1.0, 2.0, targets=(100.0, 100.0)), {"target_basis": IN_PERIOD}),
    ],
)
def test_cumulative_targets_that_may_stay(history: dict[str, Any], changes: dict[str, Any]) -> None:
    assert told(register(page(history, **{**TO_DATE, **changes})), ["CUM009"]) == []


@given(
    parts=st.lists(st.integers(10, 10**6), min_size=1, max_size=24),
    frequency=st.sampled_from([MONTHLY, QUARTERLY]),
    month=st.integers(1, 12),
    annual=st.integers(1, 10**7),
    profile=st.booleans(),
)
@settings(deadline=None, max_examples=60)
def test_consistent_years_give_no_finding(
    parts: list[int], frequency: str, month: int, annual: int, profile: bool
) -> None:
    count = PERIODS_A_YEAR[frequency]
    first = Period(2022, frequency, 1, month)
    history = {}
    for start in range(0, len(parts), count):
        alone = parts[start : start + count]
        for n, (part, total) in enumerate(zip(alone, accumulate(alone), strict=True), start=start):
            history[str(first.shift(n))] = {"actual": float(total), "in_period": float(part)}
    last = first.shift(len(parts) - 1)
    weights = tuple(float(n % 3) for n in range(1, count + 1)) if profile else ()
    one = page(history, frequency=frequency, annual_target=float(annual), profile=weights, **TO_DATE)
    assert told(register(one, reporting=str(last), month=month)) == []


def test_a_year_that_is_not_started_again() -> None:
    history = {"2022/23 Q4": 420.0, "2023/24 Q1": 515.0, "2023/24 Q2": 640.0, "2023/24 Q3": 700.0}
    book = looked_at(register(page(history, status="Contextual", **TO_DATE)))
    finding = book.one("CUM010")
    place = in_history(book.master, "2023/24 Q1", "Actual")
    words = ("515 in 2023/24 Q1", "after 420")
    says(finding, place, *words, expected="the figure since the year began", found="515")
    assert (finding.severity, finding.indicator, book.codes) == ("warning", "36", ["CUM010"])


@pytest.mark.parametrize(
    ("history", "changes"),
    [
        ({"2022/23 Q4": 420.0, "2023/24 Q1": 370.0}, {}),
        ({"2022/23 Q3": 420.0, "2023/24 Q1": 515.0}, {}),  # the whole of last year is not known
        ({"2022/23 Q4": 420.0, "2023/24 Q2": 515.0}, {}),
        ({"2022/23 Q4": 4.0, "2023/24 Q1": 5.0}, {}),
        ({"2022/23 Q4": 420.0, "2023/24 Q1": {"actual": 515.0, "note": "The fair brought 400."}}, {}),
        ({"2022/23 Q4": 420.0, "2023/24 Q1": {"actual": 515.0, "in_period": 515.0}}, {}),
        ({"2022/23 Q4": 420.0, "2023/24 Q1": 515.0}, {"basis": IN_PERIOD}),
        ({"2022/23 Q4": 0.9, "2023/24 Q1": 0.95}, {"measure": "percent"}),
        ({"2022/23": 420.0, "2023/24": 515.0}, {"frequency": "Annual"}),
    ],
)
def test_years_that_are_started_again(history: dict[str, Any], changes: dict[str, Any]) -> None:
    assert told(register(page(history, **{**TO_DATE, **changes})), ["CUM010"]) == []
