"""Charts to test with: of plain lists of figures, and at random."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from quarterbook.cells import classify
from quarterbook.figures import as_shown
from quarterbook.periods import Period
from quarterbook.register.model import Indicator
from quarterbook.report.charts.model import ACTUAL, AIM, ENGLAND, LAST_YEAR, NEIGHBOURS, Chart, Series
from quarterbook.vocabulary import FREQUENCIES, MARKERS, MEASURES, PERCENT

FIRST = Period.parse("2022/23 Q1")
INDICATOR = Indicator(number="36", title="Visits", direction="up")
NAMES = {
    ACTUAL: "Actual",
    AIM: "Target",
    LAST_YEAR: "Year before",
    NEIGHBOURS: "Statistical neighbours mean",
    ENGLAND: "England mean",
}
Values = Sequence[float | None]


def chart(
    actual: Values,
    *,
    indicator: Indicator = INDICATOR,
    markers: Sequence[str] = (),
    first: Period = FIRST,
    **lines: Values,
) -> Chart:
    """Return a chart of the figures of each role, from 2022/23 Q1 on."""
    series = [
        Series(role, NAMES[role], tuple(values))
        for role, values in {ACTUAL: actual, **lines}.items()
        if values or role == ACTUAL
    ]
    return Chart(
        indicator=indicator,
        periods=tuple(first.shift(n) for n in range(len(actual))),
        current=len(actual),
        series=(series[0], *(each for each in series[1:] if each.known)),
        markers=tuple(markers) or ("",) * len(actual),
    )


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    """Any chart that the figures of a register can give: gaps, constants, extremes, every measure and frequency."""
    measure, decimals = draw(st.sampled_from(MEASURES)), draw(st.integers(0, 3))
    frequency = draw(st.sampled_from(FREQUENCIES))
    indicator = replace(INDICATOR, measure=measure, decimals=decimals, frequency=frequency)
    size = 1.0 if measure == PERCENT else draw(st.sampled_from((1.0, 100.0, 1e6, 1e12)))
    few = st.sampled_from((0.0, 0.5, 0.504, 1.0, -0.25))
    number = st.one_of(few, st.floats(-1, 1)).map(lambda share: share * size)

    def shown(value: float) -> float:
        number = classify(as_shown(value, indicator))
        assert isinstance(number, float)
        return number

    count = draw(st.integers(1, 12))
    line = st.lists(st.one_of(st.none(), number.map(shown)), min_size=count, max_size=count)
    drawn = {role: draw(line) for role in (AIM, LAST_YEAR, NEIGHBOURS, ENGLAND) if draw(st.booleans())}
    markers = draw(st.lists(st.sampled_from(("", "", *MARKERS)), min_size=count, max_size=count))
    first = Period(2021, frequency, 1)
    made = chart(draw(line), indicator=indicator, markers=markers, first=first, **drawn)
    current = draw(st.integers(1, count))
    actual = tuple(value if n < current else None for n, value in enumerate(made.actual.values))
    return replace(made, current=current, series=(replace(made.actual, values=actual), *made.series[1:]))
