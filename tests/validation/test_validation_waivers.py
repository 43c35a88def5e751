"""Waivers against findings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from validating import CODES, FALLS, REPEATS, SOME, TODAY, finding, outcome, waiver

from quarterbook.master import open_master
from quarterbook.validation.outcome import Waived
from quarterbook.validation.run import Task, outcome_of
from quarterbook.validation.settings import EVERY, Settings, Waiver
from quarterbook.validation.waivers import parted, without_use

MASTER = Path(__file__).parents[2] / "workbook" / "master.xlsx"
YESTERDAY = TODAY - timedelta(days=1)


def test_a_waiver_in_force_takes_its_finding_out_of_the_count() -> None:
    mine = waiver(FALLS, "36")
    left, waived, matched = parted(SOME, [mine], TODAY)
    assert left == [found for found in SOME if (found.code, found.indicator) != (FALLS, "36")]
    assert waived == [Waived(SOME[0], mine)]
    assert matched == {mine}


def test_it_is_for_its_indicator_and_its_code_alone() -> None:
    others = [finding(FALLS, indicator="360"), finding(REPEATS), finding(FALLS, indicator="")]
    assert parted(others, [waiver(FALLS, "36")], TODAY) == (others, [], frozenset())


def test_a_family_and_every_indicator_can_be_waived() -> None:
    every = waiver(FALLS[:3], EVERY)
    found = [finding(FALLS, indicator=number) for number in ("36", "", "CS12a")]
    assert parted([*found, finding(REPEATS)], [every], TODAY)[:2] == (
        [finding(REPEATS)],
        [Waived(each, every) for each in found],
    )


def test_it_is_for_the_rows_of_its_period_alone_where_it_names_one() -> None:
    one, other, headline = (finding(row_period=period) for period in ("2023/24 Q2", "2023/24 Q3", ""))
    mine = waiver(period="2023/24 Q2")
    assert parted([one, other, headline], [mine], TODAY) == ([other, headline], [Waived(one, mine)], frozenset({mine}))
    assert parted([one, other, headline], [waiver()], TODAY)[0] == []
    assert parted([replace(one, indicator="37")], [mine], TODAY)[0] == [replace(one, indicator="37")]


def test_the_last_day_counts_and_the_next_does_not() -> None:
    mine = waiver(expires=TODAY)
    assert parted([finding()], [mine], TODAY)[0] == []
    left, waived, matched = parted([finding()], [mine], TODAY + timedelta(days=1))
    assert (waived, matched) == ([], {mine})
    (again,) = left
    assert again.message == "the year to date falls (its waiver ended on 2024-02-14: Agreed in January)"


def test_the_longest_of_several_waivers_holds() -> None:
    long, ended, shorter = (waiver(expires=day) for day in (date(2030, 1, 1), YESTERDAY, TODAY))
    for order in ([long, ended, shorter], [ended, shorter, long]):
        _, waived, matched = parted([finding()], order, TODAY)
        assert waived == [Waived(finding(), long)]
        assert matched == {long, ended, shorter}


@given(
    st.lists(st.sampled_from(SOME)),
    st.lists(
        st.builds(
            waiver,
            st.sampled_from([FALLS, FALLS[:3], REPEATS, "ACC"]),
            st.sampled_from(["36", "CS12a", EVERY]),
            st.dates(YESTERDAY, TODAY),
        )
    ),
)
def test_no_finding_is_lost_and_none_is_waived_that_no_waiver_in_force_covers(found: list, waivers: list) -> None:
    left, waived, _ = parted(found, waivers, TODAY)
    assert sorted((each.code, each.indicator) for each in [*left, *(one.finding for one in waived)]) == sorted(
        (each.code, each.indicator) for each in found
    )
    assert all(one.waiver.expires >= TODAY and one.waiver.covers(one.finding) for one in waived)
    assert not any(mine.expires >= TODAY and mine.covers(each) for mine in waivers for each in left)


def test_a_waiver_that_nothing_is_found_for_is_told_once_for_all_workbooks() -> None:
    used, unused = waiver(FALLS, "36"), waiver("LBL001", "40", reason="Agreed")
    settings = Settings(path="quarterbook.toml", waivers=(used, unused))
    one = outcome("a.xlsx", settings=settings, checked=CODES, matched=frozenset({used}))
    other = outcome("b.xlsx", settings=settings, checked=CODES)
    (line,) = without_use([one, other, outcome("c.xlsx")], CODES, TODAY)
    assert line.startswith("quarterbook.toml: LBL001 for indicator 40 is waived, but nothing was found for it")
    assert list(without_use([one], CODES, TODAY)) == [line]


def test_nothing_is_said_of_a_waiver_when_it_cannot_be_known() -> None:
    settings = Settings(path="quarterbook.toml", waivers=(waiver("LBL", EVERY),))
    read = outcome("a.xlsx", settings=settings, checked=CODES)
    assert len(list(without_use([read], CODES, TODAY))) == 1
    unread = outcome("b.xlsx", settings=settings, checked=CODES, error="b.xlsx: not a workbook")
    assert list(without_use([read, unread], CODES, TODAY)) == []
    not_looked_for = outcome("a.xlsx", settings=settings, checked=[code for code in CODES if code != "LBL001"])
    assert list(without_use([not_looked_for], CODES, TODAY)) == []


@pytest.mark.parametrize(("period", "is_waived"), [("2023/24 Q3", True), ("2023/24 Q2", False), ("", True)])
def test_one_published_row_of_the_example_can_be_waived(period: str, is_waived: bool) -> None:
    mine = waiver("ROL001", "220", period=period)
    task = Task(path=MASTER, settings=Settings(waivers=(mine,)), checked=("ROL001",))
    came = outcome_of(task, open_master, TODAY)
    (of_220,) = (one for one in (*came.findings, *(each.finding for each in came.waived)) if one.indicator == "220")
    assert (of_220.sheet, of_220.row_period) == ("Published", "2023/24 Q3")
    assert [each.finding for each in came.waived] == ([of_220] if is_waived else [])
    assert (mine in came.matched) is is_waived


@pytest.mark.parametrize(
    ("unused", "says"),
    [
        (waiver("LBL001", "99"), "no indicator 99 is in what was checked this time"),
        (waiver(FALLS, "36", period="2023/24 Q2"), "leave the period out"),
        (waiver("LBL001", "40", expires=TODAY - timedelta(days=1)), "only until 2024-02-13, and nothing was found"),
        (waiver("LBL001", "40"), "take the waiver out if it is no longer needed"),
    ],
)
def test_why_a_waiver_serves_nothing(unused: Waiver, says: str) -> None:
    settings = Settings(path="quarterbook.toml", waivers=(unused,))
    (line,) = without_use([outcome(settings=settings, checked=CODES)], CODES, TODAY)
    assert says in line
