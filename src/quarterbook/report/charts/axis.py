"""The value axis of a chart: an honest zero, round ticks, short labels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from quarterbook.figures import MINUS, POUND
from quarterbook.report.charts.model import Chart
from quarterbook.vocabulary import CURRENCY, PERCENT

_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_INTERVALS: Final = 5
_SHORT: Final = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"))
"""How large figures are shortened on the axis."""
_MOST_PLACES: Final = 7
_LARGE: Final = 1e15
"""From here on a figure on the axis is written with a power of ten."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The values at the bottom, at the top and at each tick; zero is always among the ticks."""

    ticks: tuple[float, ...]
    labels: tuple[str, ...]

    @property
    def low(self) -> float:
        """The value at the bottom."""
        return self.ticks[0]

    @property
    def high(self) -> float:
        """The value at the top."""
        return self.ticks[-1]

    def share(self, value: float) -> float:
        """Return how far up a value stands: 0 at the bottom, 1 at the top."""
        return value / (self.high - self.low) - self.low / (self.high - self.low)


def axis_of(chart: Chart) -> Axis:
    """Return the value axis of a chart: from zero, below it where figures are, up to 100% where they are parts."""
    figures = [value for series in chart.series for value in series.values if value is not None]
    low, high = min([0.0, *figures]), max([0.0, *figures])
    if low == high:
        high = 1.0
    if chart.is_part and low == 0 and 0.5 < high <= 1:
        high = 1.0
    step = _step(low, high)
    first, last = math.floor(low / step), math.ceil(high / step)
    ticks = tuple(n * step for n in range(first, last + 1))
    return Axis(ticks, tuple(_label(tick, step, max(abs(ticks[0]), abs(ticks[-1])), chart) for tick in ticks))


def _step(low: float, high: float) -> float:
    """Return the distance of two ticks: round, and so that there are about five."""
    rough = high / _INTERVALS - low / _INTERVALS
    size = 10.0 ** math.floor(math.log10(rough)) if rough > 1e-300 else 1e-300
    return next(step * size for step in _STEPS if step * size >= rough * (1 - 1e-9))


def _label(tick: float, step: float, most: float, chart: Chart) -> str:
    measure = chart.indicator.measure
    if measure == PERCENT:
        tick, step, most = tick * 100, step * 100, most * 100
    sign = MINUS if tick < 0 else ""
    pound = POUND if measure == CURRENCY else ""
    percent = "%" if measure == PERCENT else ""
    if most >= _LARGE or step < 1e-6:
        return f"{sign}{pound}{abs(tick):.3g}{percent}"
    size, short = next(((size, short) for size, short in _SHORT if most >= size), (1.0, ""))
    places = next((n for n in range(_MOST_PLACES) if _is_whole(step / size * 10**n)), _MOST_PLACES)
    return f"{sign}{pound}{abs(tick) / size:,.{places}f}{short if tick else ''}{percent}"


def _is_whole(value: float) -> bool:
    return value >= 1 - 1e-9 and math.isclose(value, round(value), rel_tol=1e-9)
