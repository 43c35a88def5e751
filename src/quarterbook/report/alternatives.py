"""The text alternative of a chart: what it shows, in words, by rules.

    Rose from 88 in Quarter 1 23/24 to 147 in Quarter 3 23/24. Above the target since Quarter 2 23/24, most recently 147
    against 120. No figure for Quarter 4 22/23. Quarter 3 23/24 is provisional.

Figures are compared as they are shown, so a text never says that 88 rose to 88. It says facts only, never why, and
nothing of good or bad, which the rating says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from quarterbook.periods import Period
from quarterbook.report.charts.model import AIM, ENGLAND, LAST_YEAR, NEIGHBOURS, Chart, Series
from quarterbook.vocabulary import MARKERS

NOTHING = "There are no figures to draw."


def alternative_of(chart: Chart) -> str:
    """Return what a chart shows, in sentences."""
    if chart.is_empty:
        return NOTHING
    return " ".join((*_course(chart), *_against_target(chart), *_others(chart), *_gaps(chart), *_marked(chart)))


def counts_alternative(counts: Mapping[str, int]) -> str:
    """Return what a chart of counts by rating shows: "5 Red, 2 Amber and 1 Green"."""
    named = [f"{count} {rating}" for rating, count in counts.items() if count]
    return f"{listed(named)}." if named else "No indicators."


def listed(words: Sequence[str]) -> str:
    """Return words as a sentence lists them: "a, b and c"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def _course(chart: Chart) -> Iterator[str]:
    """Yield how the actual figures went from the first to the last, and their extreme between where there is one."""
    series, periods = chart.actual, chart.periods
    known = series.known
    if not known:
        yield "There is no actual figure."
        return
    first, last = known[0], known[-1]
    start, end = _value(series, first), _value(series, last)
    if first == last:
        yield f"{chart.text_of(end)} in {periods[last].label}, the only figure."
        return
    between = [_value(series, n) for n in known]
    if min(between) == max(between):
        yield f"Stayed at {chart.text_of(end)} from {periods[first].label} to {periods[last].label}."
        return
    where = f"in {periods[first].label}", f"in {periods[last].label}"
    if start == end:
        course = f"{chart.text_of(start)} {where[0]} and again {where[1]}"
    else:
        course = (
            f"{'Rose' if end > start else 'Fell'} from {chart.text_of(start)} {where[0]} "
            f"to {chart.text_of(end)} {where[1]}"
        )
    yield f"{course}{''.join(_extremes(chart))}."


def _extremes(chart: Chart) -> Iterator[str]:
    """Yield the highest and the lowest figure, where they are neither the first nor the last."""
    series = chart.actual
    known = series.known
    ends = (_value(series, known[0]), _value(series, known[-1]))
    values = {n: _value(series, n) for n in known}
    highest, lowest = max(known, key=values.__getitem__), min(known, key=values.__getitem__)
    if values[highest] > max(ends):
        yield f", with a high of {chart.text_of(values[highest])} in {chart.periods[highest].label}"
    if values[lowest] < min(ends):
        joined = " and" if values[highest] > max(ends) else ", with"
        yield f"{joined} a low of {chart.text_of(values[lowest])} in {chart.periods[lowest].label}"


def _against_target(chart: Chart) -> Iterator[str]:
    """Yield where the last actual figure lies to its target, and since when without a gap."""
    target = chart.of_role(AIM)
    if target is None:
        return
    name = _name(target)
    both = [n for n in chart.actual.known if target.values[n] is not None]
    if not both:
        yield f"The {name} is {chart.text_of(_value(target, target.known[-1]))} in {_label(chart, target.known[-1])}."
        return
    last = both[-1]
    side = _side(chart.actual, target, last)
    first = last
    while first - 1 in both and _side(chart.actual, target, first - 1) == side:
        first -= 1
    when = f"in {_label(chart, last)}" if first == last else f"from {_label(chart, first)} to {_label(chart, last)}"
    if first != last and last == chart.current - 1:
        when = f"since {_label(chart, first)}"
    where = {1: "Above", -1: "Below", 0: "On"}[side]
    figures = f"{chart.text_of(_value(chart.actual, last))} against {chart.text_of(_value(target, last))}"
    latest = "" if first == last else "most recently "
    yield f"{where} the {name} {when}{'' if side == 0 and first == last else f', {latest}{figures}'}."


def _others(chart: Chart) -> Iterator[str]:
    """Yield what the lines beside the actual figures last say."""
    before = chart.of_role(LAST_YEAR)
    known = chart.actual.known
    if before is not None and known and before.values[known[-1]] is not None:
        yield f"A year before it was {chart.text_of(_value(before, known[-1]))}."
    for role in (NEIGHBOURS, ENGLAND):
        series = chart.of_role(role)
        if series is not None:
            n = series.known[-1]
            name = series.name if role == ENGLAND else _name(series)
            yield f"The {name} is {chart.text_of(_value(series, n))} in {_label(chart, n)}."


def _gaps(chart: Chart) -> Iterator[str]:
    """Yield the periods that have no actual figure, of those that are not still to come."""
    if not chart.actual.known:
        return
    missing = [n for n in range(chart.current) if chart.actual.values[n] is None]
    if missing:
        yield f"No figure for {listed(list(_runs(missing, chart.periods)))}."


def _marked(chart: Chart) -> Iterator[str]:
    """Yield the periods whose figures are provisional, estimated or revised."""
    for marker in MARKERS:
        marked = [n for n in chart.actual.known if chart.markers[n] == marker]
        if marked:
            verb = "is" if len(marked) == 1 else "are"
            yield f"{listed(list(_runs(marked, chart.periods)))} {verb} {marker.lower()}."


def _runs(positions: Sequence[int], periods: Sequence[Period]) -> Iterator[str]:
    """Yield the periods at these positions, three or more that follow each other as one run."""
    start = 0
    for n in range(1, len(positions) + 1):
        if n == len(positions) or positions[n] != positions[n - 1] + 1:
            run = [periods[position].label for position in positions[start:n]]
            yield from run if len(run) < 3 else [f"{run[0]} to {run[-1]}"]
            start = n


def _side(actual: Series, target: Series, n: int) -> int:
    one, other = _value(actual, n), _value(target, n)
    return (one > other) - (one < other)


def _value(series: Series, n: int) -> float:
    value = series.values[n]
    if value is None:
        raise ValueError(f"the series {series.role} has no figure at {n}")
    return value


def _label(chart: Chart, n: int) -> str:
    return chart.periods[n].label


def _name(series: Series) -> str:
    return series.name.lower()
