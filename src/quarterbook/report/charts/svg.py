"""Charts as SVG: small, self-contained, the same bytes for the same chart.

Everything is drawn with plain attributes, so that any program shows it; each part also has a class, by which a style
sheet can give it other colours, say in the dark. Lines differ in dash and point as much as in colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from quarterbook.palette import INK, QUIET
from quarterbook.periods import Period
from quarterbook.report.charts.axis import Axis, axis_of
from quarterbook.report.charts.model import ACTUAL, AIM, ENGLAND, LAST_YEAR, NEIGHBOURS, ROLES, Chart, Series
from quarterbook.report.house import House
from quarterbook.report.texts import clean
from quarterbook.vocabulary import ESTIMATED, MONTHLY, PROVISIONAL, QUARTERLY

WIDTH: Final = 720
HEIGHT: Final = 300
FONTS: Final = "Arial, 'Liberation Sans', 'Source Sans Pro', Helvetica, sans-serif"
SIZE: Final = 13
"""The size of all text, in units of the drawing."""

_TOP, _BOTTOM = 26, 44
_LINE: Final = 15
_GRID: Final = "#DDE1E4"
_MOST_POINTS: Final = 16
"""With more periods than this only points that say something of their own are drawn."""
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NOT_FINAL: Final = (PROVISIONAL, ESTIMATED)


@dataclass(frozen=True, slots=True)
class _Pen:
    """How the lines of one role are drawn: colour ("" is the house's accent), width, dashes, point."""

    colour: str
    width: float
    dashes: str
    point: str


_PENS: Final = {
    ACTUAL: _Pen("", 2.5, "", "circle"),
    AIM: _Pen("#801650", 1.75, "7 4", "square"),
    LAST_YEAR: _Pen("#6F777B", 1.5, "", "circle"),
    NEIGHBOURS: _Pen("#6F777B", 1.5, "10 3 2 3", "square"),
    ENGLAND: _Pen("#6F777B", 1.5, "2 3", "diamond"),
}


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the drawing's parts are."""

    left: float
    right: float
    axis: Axis
    count: int

    def x(self, position: float) -> float:
        """Return where a period stands."""
        return self.left + (self.right - self.left) * (position + 0.5) / self.count

    def y(self, value: float) -> float:
        """Return where a value stands."""
        return HEIGHT - _BOTTOM - (HEIGHT - _BOTTOM - _TOP) * self.axis.share(value)


def svg_of(chart: Chart, house: House, alternative: str = "") -> str:
    """Return a chart as SVG.

    Args:
        chart: what is drawn; one without figures gives an empty frame.
        house: its accent colours the actual figures.
        alternative: what the picture says to those who do not see it; without it the picture is marked as decoration,
            for where the text stands beside it.
    """
    axis = axis_of(chart)
    left = 10 + max(map(width_of, axis.labels)) + 8
    labels = [_end_label(chart, series) for series in chart.series if series.known]
    widest = max((width_of(line) for lines in labels for line in lines), default=0.0)
    frame = _Frame(left, WIDTH - widest - 34, axis, len(chart.periods))
    role = f'role="img" aria-label="{_text(alternative)}"' if alternative else 'aria-hidden="true"'
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    font = f'font-family="{FONTS}" font-size="{SIZE}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" {size} {role} {font}>',
        *_grid(frame),
        *_period_labels(chart.periods, frame),
        *(part for series in reversed(chart.series) for part in _series(chart, series, frame, house)),
        *_end_labels(chart, frame, house),
        "</svg>",
    ]
    return "".join(parts)


def width_of(text: str) -> float:
    """Return about how wide a text is, rather too wide than too narrow."""
    return sum(0.3 if sign in " .,:;'|ijlt()1/" else 0.85 if sign in "mwMW%@—" else 0.59 for sign in text) * SIZE


def label_of(period: Period) -> str:
    """Return a period as an axis names it: "Q3 23/24", "Dec 23", "2023/24"."""
    if period.frequency == QUARTERLY:
        return period.label.replace("Quarter ", "Q")
    if period.frequency == MONTHLY:
        return f"{_MONTHS[period.first_day.month - 1]} {period.first_day.year % 100:02d}"
    return period.label


def _grid(frame: _Frame) -> Iterator[str]:
    for tick, label in zip(frame.axis.ticks, frame.axis.labels, strict=True):
        y = frame.y(tick)
        colour, name = (QUIET, "zero") if tick == 0 else (_GRID, "grid")
        yield f'<path class="{name}" d="M{_n(frame.left)} {_n(y)}H{_n(frame.right)}" stroke="{colour}"/>'
        yield _label(frame.left - 8, y + 4.5, label, "quiet", QUIET, anchor="end")


def _period_labels(periods: Sequence[Period], frame: _Frame) -> Iterator[str]:
    """Yield the periods' names, as many as fit, counted back from the last one so that this one is there."""
    names = [label_of(period) for period in periods]
    room = (frame.right - frame.left) / len(periods)
    every = max(1, -(-int(max(map(width_of, names)) + 10) // max(int(room), 1)))
    if every > 1:  # whole years apart, where that fits: then the names say the same quarter of each year
        year = periods[0].count
        every = next((n for n in (2, 3, 4, 6, 12) if year % n == 0 and n >= every), -(-every // year) * year)
    bottom = HEIGHT - _BOTTOM
    for n, name in enumerate(names):
        if (len(names) - 1 - n) % every == 0:
            x = frame.x(n)
            yield f'<path class="grid" d="M{_n(x)} {_n(bottom)}v5" stroke="{QUIET}"/>'
            yield _label(x, bottom + 20, name, "quiet", QUIET, anchor="middle")


def _series(chart: Chart, series: Series, frame: _Frame, house: House) -> Iterator[str]:
    pen, colour = _PENS[series.role], _colour(series, house)
    path = "".join(_path(series, frame))
    if path:
        dashes = f' stroke-dasharray="{pen.dashes}"' if pen.dashes else ""
        yield (
            f'<path class="line {series.role}" d="{path}" fill="none" stroke="{colour}" stroke-width="{pen.width}"'
            f'{dashes} stroke-linejoin="round"/>'
        )
    last = series.known[-1] if series.known else -1
    for n in series.known:
        value = series.values[n]
        hollow = series.role == ACTUAL and chart.markers[n] in _NOT_FINAL
        shown = len(chart.periods) <= _MOST_POINTS and series.role in (ACTUAL, LAST_YEAR)
        if value is not None and (shown or hollow or n == last or _is_alone(series, n)):
            size = 5.5 if series.role == ACTUAL and n == last else 4.5 if hollow else 3.5
            look = (
                f'class="point {series.role}{" hollow" if hollow else ""}" fill="{"#FFFFFF" if hollow else colour}" '
                f'stroke="{colour}" stroke-width="2"'
            )
            yield _point(pen.point, frame.x(n), frame.y(value), size, look)


def _path(series: Series, frame: _Frame) -> Iterator[str]:
    """Yield the line of a series; it breaks where a figure is missing."""
    drawing = False
    for n, value in enumerate(series.values):
        if value is not None and not _is_alone(series, n):
            yield f"{'L' if drawing else 'M'}{_n(frame.x(n))} {_n(frame.y(value))}"
        drawing = value is not None


def _is_alone(series: Series, n: int) -> bool:
    around = (series.values[n - 1] if n else None, series.values[n + 1] if n + 1 < len(series.values) else None)
    return around == (None, None)


def _point(kind: str, x: float, y: float, size: float, look: str) -> str:
    if kind == "circle":
        return f'<circle {look} cx="{_n(x)}" cy="{_n(y)}" r="{_n(size)}"/>'
    if kind == "square":
        return f'<rect {look} x="{_n(x - size)}" y="{_n(y - size)}" width="{_n(2 * size)}" height="{_n(2 * size)}"/>'
    side, back = _n(size * 1.4), _n(-size * 1.4)
    return f'<path {look} d="M{_n(x)} {_n(y - size * 1.4)}l{side} {side} {back} {side} {back} {back}z"/>'


def _end_label(chart: Chart, series: Series) -> tuple[str, str]:
    """Return the name of a series and the figure at the end of its line."""
    value = series.values[series.known[-1]]
    return series.name, "" if value is None else chart.text_of(value)


def _end_labels(chart: Chart, frame: _Frame, house: House) -> Iterator[str]:
    """Yield the names of the lines at their right end, moved apart where they would lie on each other."""
    entries = sorted(
        (frame.y(value), ROLES.index(series.role), series)
        for series in chart.series
        if series.known and (value := series.values[series.known[-1]]) is not None
    )
    places = _apart([y for y, _, _ in entries], 2 * _LINE + 4, _TOP - 4, HEIGHT - 10)
    for (y, _, series), place in zip(entries, places, strict=True):
        name, figure = _end_label(chart, series)
        colour, x = _colour(series, house), frame.x(series.known[-1])
        start, end = x + 8, frame.right + 18
        yield (
            f'<path class="leader {series.role}" d="M{_n(start)} {_n(y)}H{_n(max(start, frame.right + 4))}'
            f'L{_n(end)} {_n(place)}" fill="none" stroke="{colour}" stroke-width="0.75" stroke-opacity="0.6"/>'
        )
        yield _label(end + 4, place - 2, name, f"name {series.role}", colour, bold=series.role == ACTUAL)
        yield _label(end + 4, place - 2 + _LINE, figure, f"figure {series.role}", INK, bold=series.role == ACTUAL)


def _apart(wanted: Sequence[float], gap: float, top: float, bottom: float) -> list[float]:
    """Return places near those wanted (in order), at least `gap` apart, and between `top` and `bottom` if they fit."""
    places: list[float] = []
    for place in wanted:
        places.append(max(place, places[-1] + gap if places else top))
    limit = bottom - gap / 2
    for n in reversed(range(len(places))):
        places[n] = min(places[n], limit)
        limit = places[n] - gap
    return places


def _label(x: float, y: float, text: str, name: str, colour: str, *, anchor: str = "start", bold: bool = False) -> str:
    where = "" if anchor == "start" else f' text-anchor="{anchor}"'
    weight = ' font-weight="bold"' if bold else ""
    return f'<text class="{name}" x="{_n(x)}" y="{_n(y)}" fill="{colour}"{where}{weight}>{_text(text)}</text>'


def _colour(series: Series, house: House) -> str:
    return _PENS[series.role].colour or house.accent


def _text(text: str) -> str:
    return escape(clean(text), {'"': "&quot;"})


def _n(value: float) -> str:
    return f"{value + 0.0:.1f}".removesuffix(".0")
