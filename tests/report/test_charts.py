"""Charts: what they draw of a register, and how."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from lxml import etree

from quarterbook.figures import figures_of
from quarterbook.periods import Period
from quarterbook.register import Indicator, Observation, Register, Settings
from quarterbook.report.charts.axis import axis_of
from quarterbook.report.charts.build import MOST_PERIODS, Fixed, chart_of
from quarterbook.report.charts.model import ACTUAL, AIM, LAST_YEAR, Chart
from quarterbook.report.charts.png import png_of
from quarterbook.report.charts.svg import HEIGHT, WIDTH, svg_of
from quarterbook.report.house import house_of
from quarterbook.vocabulary import CUMULATIVE, CURRENCY, PERCENT, PROVISIONAL, QUARTERLY
from report.charts_made import INDICATOR, chart, charts

Q3 = Period.parse("2023/24 Q3")
HOUSE = house_of({})
SVG = "{http://www.w3.org/2000/svg}"


def built(indicator: Indicator, *rows: Observation, published: dict[Period, Fixed] | None = None) -> Chart:
    register = Register(Settings(reporting_period=Q3), (indicator,), rows)
    return chart_of(indicator, list(figures_of(register)), Q3, published)


def row(period: Period, **values: object) -> Observation:
    return Observation(number="36", period=period, **values)  # type: ignore[arg-type]


def parts(svg: str, name: str) -> list[etree._Element]:
    return [part for part in etree.fromstring(svg).iter() if name in str(part.get("class", "")).split()]


def test_it_goes_from_the_first_figure_to_the_current_period_with_a_gap_where_one_is_missing() -> None:
    made = built(INDICATOR, row(Q3.shift(-3), actual=1.0), row(Q3.shift(-1), actual="n/a"), row(Q3, actual=3.0))
    assert [str(period) for period in made.periods] == ["2022/23 Q4", "2023/24 Q1", "2023/24 Q2", "2023/24 Q3"]
    assert made.actual.values == (1.0, None, None, 3.0)


def test_a_figure_after_the_current_period_is_not_drawn() -> None:
    made = built(INDICATOR, row(Q3, actual=3.0), row(Q3.next(), actual=9.0))
    assert made.actual.values == (3.0,)


def test_it_shows_the_last_periods_where_there_are_too_many() -> None:
    made = built(INDICATOR, *(row(Q3.shift(-n), actual=float(n)) for n in range(60)))
    assert len(made.periods) == MOST_PERIODS[QUARTERLY]
    assert made.periods[-1] == Q3


def test_a_cumulative_one_shows_the_year_against_its_profile_and_the_year_before() -> None:
    indicator = replace(INDICATOR, basis=CUMULATIVE, annual_target=100.0, profile=(1.0, 2.0, 3.0, 4.0))
    made = built(indicator, row(Q3, actual=70.0), row(Q3.same_period_last_year(), actual=50.0))
    assert [(each.role, each.values) for each in made.series] == [
        (ACTUAL, (None, None, 70.0, None)),
        (AIM, (10.0, 30.0, 60.0, 100.0)),
        (LAST_YEAR, (None, None, 50.0, None)),
    ]
    assert made.current == 3


def test_what_was_published_is_drawn_whatever_the_history_says_by_now() -> None:
    rows = (row(Q3.previous(), actual=1.0, target=5.0), row(Q3, actual=2.0, target=5.0))
    made = built(INDICATOR, *rows, published={Q3: Fixed(20.0, 50.0), Q3.previous(): Fixed(10.0)})
    assert made.actual.values == (10.0, 20.0)
    assert [each.values for each in made.series if each.role == AIM] == [(5.0, 50.0)]


def test_figures_are_drawn_as_the_report_shows_them() -> None:
    assert built(replace(INDICATOR, measure=PERCENT), row(Q3, actual=0.6449)).actual.values == (0.64,)


@given(charts())
def test_the_axis_holds_every_figure_and_zero_and_its_labels_differ(made: Chart) -> None:
    axis = axis_of(made)
    values = [value for series in made.series for value in series.values if value is not None]
    assert 0.0 in axis.ticks
    assert len(set(axis.labels)) == len(axis.labels) <= 9
    assert all(-1e-9 <= axis.share(value) <= 1 + 1e-9 for value in values)


@pytest.mark.parametrize(
    ("figures", "measure", "labels"),
    [
        ([95100.0], "number", ("0", "20,000", "40,000", "60,000", "80,000", "100,000")),
        ([-12345678.0], CURRENCY, ("−£12.5m", "−£10.0m", "−£7.5m", "−£5.0m", "−£2.5m", "£0.0")),
        ([0.07], PERCENT, ("0%", "2%", "4%", "6%", "8%")),
        ([0.004], PERCENT, ("0.0%", "0.1%", "0.2%", "0.3%", "0.4%")),
    ],
)
def test_axis_labels_are_round(figures: list[float], measure: str, labels: tuple[str, ...]) -> None:
    assert axis_of(chart(figures, indicator=replace(INDICATOR, measure=measure))).labels == labels


@given(charts())
def test_the_drawing_is_sound_inside_its_frame_and_the_same_every_time(made: Chart) -> None:
    svg = svg_of(made, HOUSE, 'A "quoted" <text> & more')
    root = etree.fromstring(svg)
    assert svg == svg_of(made, HOUSE, 'A "quoted" <text> & more')
    assert root.get("aria-label") == 'A "quoted" <text> & more'
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.get("x", "")) <= WIDTH
        assert 0 <= float(text.get("y", "")) <= HEIGHT
    for point in root.iter(f"{SVG}circle"):
        assert 0 <= float(point.get("cx", "")) <= WIDTH
        assert 0 <= float(point.get("cy", "")) <= HEIGHT
    assert "nan" not in svg


def test_the_line_breaks_at_a_gap_and_a_lone_figure_is_a_point() -> None:
    svg = svg_of(chart([1.0, 2.0, None, 4.0, 5.0, None, 7.0]), HOUSE)
    (line,) = parts(svg, "line")
    assert line.get("d", "").count("M") == 2
    assert len(parts(svg, "point")) == 5


def test_a_provisional_figure_is_a_hollow_point_among_any_number() -> None:
    markers = [PROVISIONAL if n == 20 else "" for n in range(40)]
    svg = svg_of(chart([float(n) for n in range(40)], markers=markers), HOUSE)
    assert len(parts(svg, "hollow")) == 1


def test_forty_period_labels_do_not_touch() -> None:
    svg = svg_of(chart([float(n) for n in range(40)]), HOUSE)
    labels = [float(part.get("x", "")) for part in parts(svg, "quiet") if part.get("text-anchor") == "middle"]
    gaps = [later - earlier for earlier, later in itertools.pairwise(labels)]
    assert len(labels) > 3
    assert min(gaps) > 60


def test_names_at_the_end_do_not_lie_on_each_other() -> None:
    made = chart([5.0, 5.0], target=[5.0, 5.0], last_year=[5.0, 5.0], neighbours=[5.0, 5.0], england=[5.0, 5.0])
    places = sorted(float(part.get("y", "")) for part in parts(svg_of(made, HOUSE), "name"))
    assert len(places) == 5
    assert min(later - earlier for earlier, later in itertools.pairwise(places)) >= 30


def test_a_picture_is_the_same_every_time() -> None:
    svg = svg_of(chart([1.0, 2.0], target=[2.0, 2.0]), HOUSE)
    first = png_of(svg)
    assert first.startswith(b"\x89PNG")
    assert first == png_of(svg)
    assert first != png_of(svg.replace("Target", "Goal"))
