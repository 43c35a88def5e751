"""The text alternative of a chart says what the chart shows, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given

from quarterbook.report.alternatives import NOTHING, alternative_of, counts_alternative, listed
from quarterbook.report.charts.model import AIM, Chart
from quarterbook.vocabulary import CURRENCY, ESTIMATED, PERCENT, PROVISIONAL, REVISED
from report.charts_made import INDICATOR, chart, charts


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (chart([None, None]), NOTHING),
        (chart([88.0]), "88 in Quarter 1 22/23, the only figure."),
        (
            chart([None, 5.0, None]),
            "5 in Quarter 2 22/23, the only figure. No figure for Quarter 1 22/23 and Quarter 3 22/23.",
        ),
        (chart([88.0, 147.0]), "Rose from 88 in Quarter 1 22/23 to 147 in Quarter 2 22/23."),
        (chart([147.0, 88.0]), "Fell from 147 in Quarter 1 22/23 to 88 in Quarter 2 22/23."),
        (chart([5.0, 5.0, 5.0]), "Stayed at 5 from Quarter 1 22/23 to Quarter 3 22/23."),
        (
            chart([5.0, 9.0, 1.0, 5.0]),
            (
                "5 in Quarter 1 22/23 and again in Quarter 4 22/23, with a high of 9 in Quarter 2 22/23 and a low of "
                "1 in Quarter 3 22/23."
            ),
        ),
        (
            chart([5.0, 9.0, 7.0]),
            "Rose from 5 in Quarter 1 22/23 to 7 in Quarter 3 22/23, with a high of 9 in Quarter 2 22/23.",
        ),
        (
            chart([1.0, None, None, None, 2.0]),
            "Rose from 1 in Quarter 1 22/23 to 2 in Quarter 1 23/24. No figure for Quarter 2 22/23 to Quarter 4 22/23.",
        ),
        (
            chart([88.0, 120.0, 147.0], target=[90.0, 100.0, 110.0]),
            (
                "Rose from 88 in Quarter 1 22/23 to 147 in Quarter 3 22/23. Above the target since Quarter 2 "
                "22/23, most recently 147 against 110."
            ),
        ),
        (
            chart([88.0, 80.0], target=[80.0, 80.0]),
            "Fell from 88 in Quarter 1 22/23 to 80 in Quarter 2 22/23. On the target in Quarter 2 22/23.",
        ),
        (
            chart([3.0, 2.0, 1.0], target=[1.0, 1.0, None]),
            (
                "Fell from 3 in Quarter 1 22/23 to 1 in Quarter 3 22/23. Above the target from Quarter 1 22/23 "
                "to Quarter 2 22/23, most recently 2 against 1."
            ),
        ),
        (
            chart([3.0, None, 3.0], target=[1.0, 1.0, 1.0]),
            (
                "Stayed at 3 from Quarter 1 22/23 to Quarter 3 22/23. Above the target in Quarter 3 22/23, 3 against "
                "1. No figure for Quarter 2 22/23."
            ),
        ),
        (
            chart([None, None], target=[1.0, 2.0]),
            "There is no actual figure. The target is 2 in Quarter 2 22/23.",
        ),
        (
            chart([1.0, 2.0], last_year=[3.0, 4.0], neighbours=[5.0, None], england=[6.0, 7.0]),
            (
                "Rose from 1 in Quarter 1 22/23 to 2 in Quarter 2 22/23. A year before it was 4. The statistical "
                "neighbours mean is 5 in Quarter 1 22/23. The England mean is 7 in Quarter 2 22/23."
            ),
        ),
        (
            chart([1.0, 2.0, 3.0], markers=[REVISED, PROVISIONAL, PROVISIONAL]),
            (
                "Rose from 1 in Quarter 1 22/23 to 3 in Quarter 3 22/23. Quarter 2 22/23 and Quarter 3 22/23 are "
                "provisional. Quarter 1 22/23 is revised."
            ),
        ),
        (chart([0.0], markers=[ESTIMATED]), "0 in Quarter 1 22/23, the only figure. Quarter 1 22/23 is estimated."),
        (
            chart([0.955, 0.9], indicator=replace(INDICATOR, measure=PERCENT, decimals=1)),
            "Fell from 95.5% in Quarter 1 22/23 to 90.0% in Quarter 2 22/23.",
        ),
        (
            chart([-1200.0, 1200.0], indicator=replace(INDICATOR, measure=CURRENCY)),
            "Rose from −£1,200 in Quarter 1 22/23 to £1,200 in Quarter 2 22/23.",
        ),
    ],
)
def test_it_says_what_the_chart_shows(made: Chart, says: str) -> None:
    assert alternative_of(made) == says


def test_a_period_still_to_come_is_no_gap() -> None:
    made = replace(chart([1.0, 2.0, None, None], target=[1.0, 2.0, 3.0, 4.0]), current=2)
    assert "No figure" not in alternative_of(made)
    assert "since Quarter 1 22/23" in alternative_of(made)


@given(charts())
def test_it_never_says_rose_when_it_fell(made: Chart) -> None:
    says, known = alternative_of(made), [value for value in made.actual.values if value is not None]
    course = says.split(" ")[0]
    if len(known) < 2:
        assert course not in ("Rose", "Fell", "Stayed")
    elif min(known) == max(known):
        assert course == "Stayed"
    elif known[0] == known[-1]:
        assert course not in ("Rose", "Fell", "Stayed")
    else:
        assert course == ("Rose" if known[-1] > known[0] else "Fell")


@given(charts())
def test_every_figure_that_it_names_is_one_that_the_chart_draws(made: Chart) -> None:
    drawn = {made.text_of(value) for series in made.series for value in series.values if value is not None}
    says = alternative_of(made)
    for label in sorted({period.label for period in made.periods}, key=len, reverse=True):
        says = says.replace(label, "")
    assert set(re.findall(r"−?£?\d[\d,]*(?:\.\d+)?%?", says)) <= drawn


@given(charts())
def test_gaps_and_marks_are_named_and_no_others(made: Chart) -> None:
    says = alternative_of(made)
    gaps = [n for n in range(made.current) if made.actual.values[n] is None]
    assert ("No figure for" in says) == bool(gaps and made.actual.known)
    for marker in (PROVISIONAL, ESTIMATED, REVISED):
        assert (marker.lower() in says) == any(made.markers[n] == marker for n in made.actual.known)


@given(charts())
def test_above_and_below_are_told_by_the_last_figure_that_has_a_target(made: Chart) -> None:
    target, says = made.of_role(AIM), alternative_of(made)
    pairs = [
        (value, aim)
        for value, aim in zip(made.actual.values, target.values if target else (), strict=False)
        if value is not None and aim is not None
    ]
    said = re.findall(r"(Above|Below|On) the target (in|since|from)", says)
    if not pairs:
        assert not said
        return
    value, aim = pairs[-1]
    assert [word for word, _ in said] == ["Above" if value > aim else "Below" if value < aim else "On"]


@given(charts())
def test_it_is_sentences(made: Chart) -> None:
    says = alternative_of(made)
    assert says.endswith(".")
    assert "  " not in says
    assert "None" not in says


def test_counts_are_listed() -> None:
    assert counts_alternative({"Red": 5, "Amber": 0, "Green": 1}) == "5 Red and 1 Green."
    assert counts_alternative({"Red": 0}) == "No indicators."
    assert [listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
