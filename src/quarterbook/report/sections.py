"""The section of one indicator: of the workbook's figures, or as the ledger has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from quarterbook.cells import Cell, classify, direction_of
from quarterbook.figures import Figures, as_shown, figure_text, tolerances_of
from quarterbook.labels import current_heading, previous_heading, target_heading
from quarterbook.register.model import Indicator, Published, Register, Value
from quarterbook.report.alternatives import alternative_of
from quarterbook.report.charts.build import chart_of
from quarterbook.report.ledger import Ledger
from quarterbook.report.model import Figure, Publication, Section
from quarterbook.report.texts import blocks_of, clean, links_of
from quarterbook.schemes import Scheme
from quarterbook.vocabulary import DIRECTION_SHOWN, PERCENT, TARGETED

BENCHMARKS = (("statistical_neighbours_mean", "Statistical Neighbours Mean"), ("england_mean", "England Mean"))
"""Field of the history to the heading of the mean."""
_MOST_DECIMALS = 10


def section_of(
    register: Register, indicator: Indicator, rows: Sequence[Figures], ledger: Ledger, scheme: Scheme, *, anchor: str
) -> Section:
    """Return an indicator's section: as published where the ledger holds the period, else of the workbook's figures.

    Args:
        register: the register, set to the period of the report.
        indicator: the indicator.
        rows: its figures, period by period.
        ledger: what was published.
        scheme: how the house rates.
        anchor: the section's identifier.
    """
    reporting = register.settings.reporting_period
    now = next(row for row in rows if row.is_current)
    period = now.observation.period
    narrative = register.narrative_of(indicator.number, period)
    amber, blue = tolerances_of(indicator, register.settings)
    row = ledger.row(indicator.number, period)
    chart = chart_of(indicator, rows, reporting, ledger.fixed(indicator, row) if row else None)
    section = Section(
        number=clean(indicator.number),
        title=clean(indicator.title),
        anchor=anchor,
        service=clean(indicator.service),
        period=period,
        measure=indicator.measure,
        decimals=indicator.decimals,
        basis=indicator.basis,
        comparator=indicator.comparator,
        status=indicator.status or TARGETED,
        target=_figure(target_heading(indicator), now.target, indicator),
        direction=_direction(indicator.direction),
        current=_figure(current_heading(indicator), now.actual, indicator),
        previous=_figure(previous_heading(indicator, reporting), now.previous, indicator),
        change=now.change,
        rag=now.rag,
        amber=amber,
        blue=blue,
        benchmarks=tuple(
            _figure(label, value, indicator)
            for field, label in BENCHMARKS
            if (value := getattr(now.observation, field)) is not None
        ),
        marker=now.observation.marker,
        note=clean(now.observation.note),
        chart=chart,
        alternative=alternative_of(chart),
        description=blocks_of(indicator.description),
        commentary=blocks_of(narrative.commentary),
        actions=blocks_of(narrative.actions),
        links=links_of(indicator.useful_links),
        publication=None,
    )
    return section if row is None else _as_published(section, row, indicator, now, scheme)


def rating_of(
    row: Published, indicator: Indicator, tolerances: tuple[Value, Value], scheme: Scheme, *, last_year: Value
) -> str:
    """Return the rating that was published; where the ledger holds none, what follows from what it does hold.

    A report may have printed its rating as a picture, which the ledger cannot know.

    Args:
        row: what was published.
        indicator: the indicator.
        tolerances: Amber and Blue, for where the ledger does not hold them.
        scheme: how the house rates.
        last_year: the figure of the same period last year, where the scheme looks back.
    """
    if row.rag:
        return clean(row.rag)
    status = row.status or indicator.status
    return scheme.rate(
        row.current,
        row.target if status in ("", TARGETED) else status,
        row.direction or indicator.direction,
        tolerances[0] if row.amber is None else row.amber,
        tolerances[1] if row.blue is None else row.blue,
        measure=indicator.measure,
        last_year=last_year,
    )


def _as_published(section: Section, row: Published, indicator: Indicator, now: Figures, scheme: Scheme) -> Section:
    """Return a section with all that the ledger holds as the ledger holds it."""
    return replace(
        section,
        basis=row.basis or section.basis,
        comparator=row.comparator or section.comparator,
        status=row.status or section.status,
        target=_published(row.target_label or section.target.label, row.target, indicator),
        direction=_direction(row.direction) if row.direction else section.direction,
        current=_published(row.current_label or section.current.label, row.current, indicator),
        previous=_published(row.previous_label or section.previous.label, row.previous, indicator),
        change=clean(row.change),
        rag=rating_of(
            row,
            indicator,
            (section.amber, section.blue),
            scheme,
            last_year=as_shown(now.last_year, indicator),
        ),
        amber=section.amber if row.amber is None else row.amber,
        blue=section.blue if row.blue is None else row.blue,
        publication=Publication(
            published_on=clean(row.published_on),
            published_by=clean(row.published_by),
            reason=clean(row.reason),
            rating_worked_out=not row.rag,
        ),
    )


def _figure(label: str, value: Value, indicator: Indicator) -> Figure:
    shown = as_shown(value, indicator)
    return Figure(label=label, value=_clean(shown), text=clean(figure_text(shown, indicator)))


def _published(label: str, value: Value, indicator: Indicator) -> Figure:
    """Return a figure of the ledger, never rounded further, though the indicator may have fewer decimals now."""
    number, decimals = classify(value), None
    if not isinstance(number, Cell) and as_shown(number, indicator) != number:
        extra = 2 if indicator.measure == PERCENT else 0
        decimals = next((n for n in range(_MOST_DECIMALS) if round(number, n + extra) == number), _MOST_DECIMALS)
    return Figure(label=clean(label), value=_clean(value), text=clean(figure_text(value, indicator, decimals)))


def _clean(value: Value) -> Value:
    return clean(value) if isinstance(value, str) else value


def _direction(text: str) -> str:
    way = direction_of(text)
    return clean(text) if way is None else DIRECTION_SHOWN[way]
