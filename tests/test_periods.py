"""Reporting periods: every spelling, the calendar behind them, their order, and moving between them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quarterbook.errors import BadPeriod, QuarterbookError
from quarterbook.periods import PERIODS_A_YEAR, Period
from quarterbook.vocabulary import ANNUAL, FREQUENCIES, MONTHLY, QUARTERLY

Q3 = Period(2023, QUARTERLY, 3)
OCTOBER = Period(2023, MONTHLY, 7)
YEAR = Period(2023, ANNUAL)

periods = st.builds(
    lambda year, frequency, n, start: Period(year, frequency, n % PERIODS_A_YEAR[frequency] + 1, start),
    st.integers(1950, 2100),
    st.sampled_from(FREQUENCIES),
    st.integers(0, 11),
    st.integers(1, 12),
)
properties = settings(derandomize=True, database=None, deadline=None)


@pytest.mark.parametrize(
    ("period", "spellings"),
    [
        (Q3, ["2023/24 Q3", "Q3 2023/24", "Quarter 3 23/24", "quarter 3 2023-24", "Q3 202324", "QTR 3, 23/24"]),
        (
            Q3,
            [
                "2023/2024 Quarter 3",
                "Q3 of 2023/24",
                "q03 2023–24",
                "23/2024, Q3",
                " 2023 / 24\xa0\tQ3\n",
                "2023-24 q 3",
            ],
        ),
        (OCTOBER, ["2023/24 M07", "M7 2023/24", "Month 7 23/24", "Period 7, 2023/24", "2023/24 P7", "2023/24 m07"]),
        (OCTOBER, ["October 2023", "OCT 2023", "oct. 2023", "October, 23", "\xa0october  2023 "]),
        (YEAR, ["2023/24", "2023/2024", "23/24", "2023-24", "2023–24", "202324", "2023 - 24"]),
        (Period(1999, ANNUAL), ["1999/00", "1999/2000", "99/00", "199900"]),
        (Period(1989, QUARTERLY, 1), ["1989/90 Q1"]),
        (Period(2089, QUARTERLY, 1), ["89/90 Q1"]),
        (Period(2099, ANNUAL), ["2099/00", "2099/2100"]),
        (Period(2022, MONTHLY, 12), ["March 2023", "Mar 23"]),
        (Period(2023, MONTHLY, 1), ["April 2023", "apr 2023"]),
        (Period(2023, MONTHLY, 6), ["Sept 2023", "Sept. 23", "Sep 2023", "september 2023"]),
        (Period(2023, MONTHLY, 10), ["Jan 2024"]),
        (Period(1990, MONTHLY, 2), ["May 90"]),
        (Period(2089, MONTHLY, 2), ["May 89"]),
    ],
    ids=str,
)
def test_spellings(period: Period, spellings: list[str]) -> None:
    for spelling in spellings:
        assert Period.parse(spelling) == period, spelling


@pytest.mark.parametrize("number", range(1, 13))
def test_every_month_by_name(number: int) -> None:
    first = date(2023, number, 1)
    for spelling in (f"{first:%B} 2023", f"{first:%b} 2023"):
        period = Period.parse(spelling)
        assert period.first_day == first
        assert period.label == f"{first:%B} 2023"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2023/25", "year 25 does not follow 2023"),
        ("2023/23", "year 23 does not follow 2023"),
        ("2023/2025 Q1", "year 2025 does not follow 2023"),
        ("2023/2124", "year 2124 does not follow 2023"),
        ("99/01", "year 01 does not follow 99"),
        ("2023/00", "year 00 does not follow 2023"),
        ("202325", "year 25 does not follow 2023"),
        ("2023/24 Q5", "quarterly periods 1 to 4, not 5"),
        ("Q0 2023/24", "quarterly periods 1 to 4, not 0"),
        ("2023/24 M13", "monthly periods 1 to 12, not 13"),
        ("1899/00", "1899 is not a year"),
        ("9999/00", "9999 is not a year"),
        ("Q3 2023", "write it as"),
        ("Q3", "write it as"),
        ("2023", "write it as"),
        ("2023/24Q3", "write it as"),
        ("2023/24 Q3 draft", "write it as"),
        ("the 2023/24", "write it as"),
        ("12/2023", "year 2023 does not follow 12"),
        ("Octember 2023", "write it as"),
        ("ſept 2023", "write it as"),  # a long s, which Unicode folds to s
        ("31 October 2023", "write it as"),
        ("", "write it as"),
        (None, "write it as"),
        (202324, "write it as"),
        (date(2023, 10, 1), "write it as"),
        (datetime(2023, 10, 1), "write it as"),
    ],
)
def test_what_is_no_period_is_named_in_the_error(text: object, reason: str) -> None:
    with pytest.raises(BadPeriod, match=reason) as caught:
        Period.parse(text)
    assert str(caught.value).startswith(repr(text))
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, QuarterbookError)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((2023, "Weekly"), "'Weekly' is not a frequency; use Monthly, Quarterly or Annual"),
        ((2023, QUARTERLY, 5), "quarterly periods 1 to 4, not 5"),
        ((2023, QUARTERLY, 0), "quarterly periods 1 to 4, not 0"),
        ((2023, ANNUAL, 2), "annual periods 1 to 1, not 2"),
        ((2023, ANNUAL, 1, 0), "month from 1 to 12, not 0"),
        ((2023, ANNUAL, 1, 13), "month from 1 to 12, not 13"),
        ((1899, ANNUAL), "1899 is not a year"),
        ((9999, ANNUAL), "9999 is not a year"),
    ],
)
def test_period_that_cannot_be(arguments: tuple[object, ...], reason: str) -> None:
    with pytest.raises(BadPeriod, match=reason):
        Period(*arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("arguments", [(1900, ANNUAL, 1, 1), (9998, MONTHLY, 12, 12)])
def test_first_and_last_period_there_is(arguments: tuple[int, str, int, int]) -> None:
    assert Period(*arguments).first_day < Period(*arguments).last_day


@pytest.mark.parametrize(
    ("period", "texts", "first", "last"),
    [
        (Q3, ("2023/24 Q3", "Quarter 3 23/24", "2023/24"), date(2023, 10, 1), date(2023, 12, 31)),
        (Q3.next(), ("2023/24 Q4", "Quarter 4 23/24", "2023/24"), date(2024, 1, 1), date(2024, 3, 31)),
        (OCTOBER, ("2023/24 M07", "October 2023", "2023/24"), date(2023, 10, 1), date(2023, 10, 31)),
        (OCTOBER.shift(4), ("2023/24 M11", "February 2024", "2023/24"), date(2024, 2, 1), date(2024, 2, 29)),
        (YEAR, ("2023/24", "2023/24", "2023/24"), date(2023, 4, 1), date(2024, 3, 31)),
        (Period(1999, QUARTERLY), ("1999/00 Q1", "Quarter 1 99/00", "1999/00"), date(1999, 4, 1), date(1999, 6, 30)),
        (
            Period(2008, QUARTERLY, 1, 1),
            ("2008/09 Q1", "Quarter 1 08/09", "2008/09"),
            date(2008, 1, 1),
            date(2008, 3, 31),
        ),
        (
            Period(2023, QUARTERLY, 4, 9),
            ("2023/24 Q4", "Quarter 4 23/24", "2023/24"),
            date(2024, 6, 1),
            date(2024, 8, 31),
        ),
        (Period(2023, MONTHLY, 4, 10), ("2023/24 M04", "January 2024", "2023/24"), date(2024, 1, 1), date(2024, 1, 31)),
        (Period(2023, ANNUAL, 1, 1), ("2023/24", "2023/24", "2023/24"), date(2023, 1, 1), date(2023, 12, 31)),
    ],
    ids=str,
)
def test_how_a_period_is_written_and_when_it_is(
    period: Period, texts: tuple[str, ...], first: date, last: date
) -> None:
    assert (str(period), period.label, period.financial_year) == texts
    assert (period.first_day, period.last_day) == (first, last)


@properties
@given(periods)
def test_canonical_spelling_reads_back(period: Period) -> None:
    assert Period.parse(str(period), period.start_month) == period
    assert Period.parse(str(period).lower(), period.start_month) == period


@properties
@given(periods)
def test_a_month_by_name_reads_back(period: Period) -> None:
    if period.frequency == MONTHLY:
        assert Period.parse(period.label, period.start_month) == period


def test_a_period_is_itself() -> None:
    assert Period.parse(Q3, start_month=9) is Q3


@properties
@given(periods, st.integers(-30, 30), st.integers(-30, 30))
def test_shifts_add_up_across_year_ends(period: Period, one: int, other: int) -> None:
    assert period.shift(one).shift(other) == period.shift(one + other)
    assert period.shift(0) == period
    assert period.shift(period.count * 5) == Period(
        period.year + 5, period.frequency, period.number, period.start_month
    )


@properties
@given(periods)
def test_periods_follow_each_other_without_a_gap(period: Period) -> None:
    assert period.next().first_day == period.last_day + timedelta(days=1)
    assert period.previous().last_day == period.first_day - timedelta(days=1)
    assert period.next().previous() == period
    assert period.first_day.day == 1


@properties
@given(periods)
def test_same_period_last_year(period: Period) -> None:
    last = period.same_period_last_year()
    assert (last.year, last.number) == (period.year - 1, period.number)
    assert last.first_day == period.first_day.replace(year=period.first_day.year - 1)


@properties
@given(periods)
def test_periods_of_a_year_fill_it(period: Period) -> None:
    year = period.of_year()
    whole = Period(period.year, ANNUAL, 1, period.start_month)
    assert period in year
    assert len(year) == period.count == PERIODS_A_YEAR[period.frequency]
    assert (year[0].first_day, year[-1].last_day) == (whole.first_day, whole.last_day)
    assert all(after == before.next() for before, after in pairwise(year))
    assert whole.first_day.month == period.start_month


@properties
@given(periods, periods)
def test_order_is_that_of_the_calendar_and_total(one: Period, other: Period) -> None:
    assert (one < other) + (one == other) + (one > other) == 1
    if one.last_day != other.last_day:
        assert (one < other) == (one.last_day < other.last_day)
    assert (one <= other) == (not one > other)


def test_longer_periods_come_before_the_shorter_ones_that_end_with_them() -> None:
    quarter, month = Period(2023, QUARTERLY, 4), Period(2023, MONTHLY, 12)
    assert sorted([month, quarter, YEAR, Period(2024, MONTHLY, 1)]) == [YEAR, quarter, month, Period(2024, MONTHLY, 1)]


def test_order_tells_financial_years_of_different_starts_apart() -> None:
    one, other = Period(2023, MONTHLY, 12, 4), Period(2024, MONTHLY, 3, 1)  # both are March 2024
    assert one != other
    assert (one > other) != (other > one)


def test_a_period_has_no_order_beside_a_text() -> None:
    with pytest.raises(TypeError):
        assert Q3 < "2023/24 Q4"  # type: ignore[operator]


@pytest.mark.parametrize(
    ("period", "frequency", "latest"),
    [
        (Q3, MONTHLY, "2023/24 M09"),
        (Q3, QUARTERLY, "2023/24 Q3"),
        (Q3, ANNUAL, "2022/23"),
        (Period(2023, QUARTERLY, 4), ANNUAL, "2023/24"),
        (OCTOBER, QUARTERLY, "2023/24 Q2"),
        (Period(2023, MONTHLY, 9), QUARTERLY, "2023/24 Q3"),
        (Period(2023, MONTHLY, 2), QUARTERLY, "2022/23 Q4"),
        (Period(2023, MONTHLY, 12), ANNUAL, "2023/24"),
        (YEAR, MONTHLY, "2023/24 M12"),
        (YEAR, QUARTERLY, "2023/24 Q4"),
    ],
    ids=str,
)
def test_latest_period_of_another_frequency(period: Period, frequency: str, latest: str) -> None:
    assert str(period.latest(frequency)) == latest


@properties
@given(periods, st.sampled_from(FREQUENCIES))
def test_latest_has_ended_and_the_next_one_has_not(period: Period, frequency: str) -> None:
    latest = period.latest(frequency)
    assert (latest.frequency, latest.start_month) == (frequency, period.start_month)
    assert latest.last_day <= period.last_day < latest.next().last_day


def test_latest_of_no_frequency() -> None:
    with pytest.raises(BadPeriod, match="'Weekly' is not a frequency"):
        Q3.latest("Weekly")


@pytest.mark.parametrize(
    ("start_month", "text", "period"),
    [
        (1, "December 2023", (2023, MONTHLY, 12)),
        (1, "January 2023", (2023, MONTHLY, 1)),
        (9, "August 2024", (2023, MONTHLY, 12)),
        (9, "September 2023", (2023, MONTHLY, 1)),
        (10, "September 2024", (2023, MONTHLY, 12)),
        (10, "Q2 2023/24", (2023, QUARTERLY, 2)),
    ],
)
def test_other_start_months(start_month: int, text: str, period: tuple[int, str, int]) -> None:
    assert Period.parse(text, start_month) == Period(*period, start_month)


@pytest.mark.parametrize("start_month", [0, 13])
def test_start_month_that_is_none(start_month: int) -> None:
    with pytest.raises(BadPeriod, match=f"month from 1 to 12, not {start_month}"):
        Period.parse("2023/24 Q3", start_month)
