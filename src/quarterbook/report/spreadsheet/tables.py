"""The tables of the published spreadsheet: what each worksheet holds, without a word on how it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from quarterbook.report.content import day_said
from quarterbook.report.model import Report, Section
from quarterbook.report.sections import BENCHMARKS
from quarterbook.report.spreadsheet.figures import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    SHORTHAND,
    UNITS,
    Number,
    benchmark_of,
    direction_of,
    figure_of,
    rows_of,
    target_of,
)
from quarterbook.report.texts import Link
from quarterbook.vocabulary import CHANGE_HEADING, DIRECTION_HEADING, RAG_HEADING

NUMBER: Final = "Indicator number"
TITLE: Final = "Indicator"
WHOLE: Final = "0"
MOST_IN_ROW: Final = 1_200
"""Characters of text in one row: what the tallest row that a spreadsheet has can show at the width of the column."""

NARROW, MEDIUM, WIDE, TEXT = 13, 18, 36, 75
"""Widths of columns, in characters."""

Content = Number | str | Link


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        heading: its heading, unlike any other of its table.
        width: its width, in characters.
        note: the key of a note in `NOTES` that it refers to, or "".
    """

    heading: str
    width: int = MEDIUM
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A worksheet with its table.

    Attributes:
        sheet: the worksheet's name.
        name: the table's name.
        title: its title.
        columns: its columns.
        rows: its rows; no cell is empty.
    """

    sheet: str
    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Content, ...], ...]

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths of its columns: no number is wider."""
        numbers = [
            max((cell.width for row in self.rows if isinstance(cell := row[n], Number)), default=0)
            for n in range(len(self.columns))
        ]
        return tuple(max(column.width, number) for column, number in zip(self.columns, numbers, strict=True))

    @property
    def shorthand(self) -> tuple[str, ...]:
        """The shorthand that its cells use."""
        used = {cell for row in self.rows for cell in row if isinstance(cell, str)}
        return tuple(sign for sign in SHORTHAND if sign in used)


RATED, COMPARED, MEASURED, AS_PUBLISHED, CUMULATED = "rating", "previous", "rounded", "published", "cumulated"

NOTES: Final = {
    MEASURED: "Figures are rounded as the report prints them. A percentage is stored as a fraction: 95% is 0.95. A "
    "period that has no figure says why in shorthand.",
    RATED: "A rating says how the current figure stands to its target. The worksheet Key explains the bands, with the "
    "tolerances as set, and the words that stand in place of a rating.",
    COMPARED: "The figure that the current one is compared with: the previous period's, or that of the same period a "
    "year before, as the column before it says.",
    AS_PUBLISHED: "Where a day is given, the figures, the change and the rating of that indicator are printed as they "
    "were published on that day.",
    CUMULATED: "For an indicator that is counted from the start of the financial year, the figure of the same period a "
    "year before.",
}  # fmt: skip
"""Key of a note to its text."""


def tables_of(report: Report) -> list[Table]:
    """Return the tables of a report, in the order of the worksheets; one without rows is left out."""
    tables = (
        _headlines(report), _counts(report), _changed(report), _missing(report), _over_time(report), _texts(report),
        _links(report), _key(report), _unresolved(report),
    )  # fmt: skip
    return [table for table in tables if table.rows]


def pieces_of(text: str, most: int = MOST_IN_ROW) -> Iterator[str]:
    """Yield a text in pieces that a row can show, cut between words where there are any."""
    while len(text) > most:
        cut = text.rfind(" ", most // 2, most + 1)
        cut = cut if cut > 0 else most
        yield text[:cut].strip() or NOT_APPLICABLE
        text = text[cut:].strip()
    if text:
        yield text


def _headlines(report: Report) -> Table:
    columns: tuple[tuple[Column, Callable[[Section], Content]], ...] = (
        (Column(NUMBER, NARROW), _number),
        (Column(TITLE, WIDE), _title),
        (Column("Service"), lambda section: _or(section.service)),
        (Column("Period"), lambda section: section.period.label),
        (Column("Unit", NARROW), _unit),
        (Column("Kind of target", MEDIUM), lambda section: _or(section.target.label)),
        (Column("Target", MEDIUM, MEASURED), target_of),
        (Column(DIRECTION_HEADING), lambda section: _or(direction_of(section))),
        (Column("Kind of current figure", MEDIUM), lambda section: _or(section.current.label)),
        (Column("Current", MEDIUM, MEASURED), lambda section: figure_of(section.current)),
        (Column("Marker", NARROW), lambda section: section.marker or NOT_APPLICABLE),
        (Column("Kind of previous figure", MEDIUM), lambda section: _or(section.previous.label)),
        (Column("Previous", MEDIUM, COMPARED), lambda section: figure_of(section.previous)),
        (Column(CHANGE_HEADING), lambda section: _or(section.change)),
        *((Column(label), partial(benchmark_of, label=label)) for _, label in BENCHMARKS),
        (Column(RAG_HEADING, MEDIUM, RATED), lambda section: _or(section.rag)),
        (Column("Remark", WIDE), lambda section: _or(section.note, NOT_APPLICABLE)),
        (Column("As published on", MEDIUM, AS_PUBLISHED), _published_on),
    )
    return Table(
        "Headline figures",
        "headline_figures",
        f"Headline figures, ratings and changes in performance, {report.cover.period}",
        tuple(column for column, _ in columns),
        tuple(tuple(said(section) for _, said in columns) for section in report.sections),
    )


def _counts(report: Report) -> Table:
    return Table(
        "Counts by rating",
        "counts_by_rating",
        f"Number of indicators with each rating, {report.cover.period}",
        (Column(RAG_HEADING, MEDIUM, RATED), Column("Indicators", NARROW)),
        tuple((_or(word), Number(count, WHOLE)) for word, count in report.summary.counts.items()),
    )


def _changed(report: Report) -> Table:
    return Table(
        "Changed ratings",
        "changed_ratings",
        "Indicators whose rating is not the one last published",
        (
            Column(NUMBER, NARROW), Column(TITLE, WIDE), Column("Rating last published", MEDIUM, RATED),
            Column("Period of that rating"), Column("Rating now"), Column("Period of the rating now"),
        ),
        tuple(
            (
                _number(entry.section), _title(entry.section), _or(entry.before), entry.period.label,
                _or(entry.section.rag), entry.section.period.label,
            )
            for entry in report.summary.changed
        ),
    )  # fmt: skip


def _missing(report: Report) -> Table:
    return Table(
        "Missing data",
        "missing_data",
        f"What is missing, {report.cover.period}",
        (Column(NUMBER, NARROW), Column(TITLE, WIDE), Column("What is missing")),
        tuple(
            (_number(entry.section), _title(entry.section), what.capitalize())
            for entry in report.summary.missing
            for what in entry.what
        ),
    )


def _over_time(report: Report) -> Table:
    return Table(
        "Figures over time",
        "figures_over_time",
        f"Figures period by period, up to {report.cover.period}",
        (
            Column(NUMBER, NARROW), Column(TITLE, WIDE), Column("Period"), Column("Unit", NARROW),
            Column("Actual", MEDIUM, MEASURED), Column("Target or baseline", MEDIUM, MEASURED),
            Column("Year before", MEDIUM, CUMULATED), *(Column(label) for _, label in BENCHMARKS),
            Column("Marker", NARROW),
        ),
        tuple(
            (
                _number(section), _title(section), row.label, _unit(section), row.actual, row.target, row.year_before,
                row.neighbours, row.england, row.marker or NOT_APPLICABLE,
            )
            for section in report.sections
            for row in rows_of(section)
        ),
    )  # fmt: skip


def _texts(report: Report) -> Table:
    return Table(
        "Commentary and actions",
        "commentary_and_actions",
        f"Descriptions, commentary and actions, {report.cover.period}",
        (Column(NUMBER, NARROW), Column(TITLE, WIDE), Column("Part"), Column("Text", TEXT)),
        tuple(
            (_number(section), _title(section), part, piece)
            for section in report.sections
            for part, blocks in (
                ("Indicator description", section.description),
                ("Commentary", section.commentary),
                ("Actions", section.actions),
            )
            for block in blocks
            for line in block.lines
            for piece in pieces_of(line)
        ),
    )


def _links(report: Report) -> Table:
    return Table(
        "Useful links",
        "useful_links",
        "Where to read more",
        (Column(NUMBER, NARROW), Column(TITLE, WIDE), Column("Link", TEXT)),
        tuple((_number(section), _title(section), link) for section in report.sections for link in section.links),
    )


def _key(report: Report) -> Table:
    key = report.key
    groups: tuple[tuple[str, Sequence[tuple[str, str]]], ...] = (
        ("Part of an indicator", key.items),
        ("RAG rating", (("How ratings are given", key.scheme), *key.bands)),
        ("Tolerances of its own", key.own_tolerances),
        ("In place of a rating", key.statuses),
        ("Change in performance", key.changes),
        ("Marker", key.markers),
    )
    return Table(
        "Key",
        "key_to_words",
        "What the words of the report mean",
        (Column("Part", MEDIUM), Column("Word", WIDE), Column("Meaning", TEXT)),
        tuple((group, _or(word), _or(meaning)) for group, pairs in groups for word, meaning in pairs),
    )


def _unresolved(report: Report) -> Table:
    return Table(
        "Unresolved errors",
        "unresolved_errors",
        "Errors that make the report a draft",
        (
            Column("Check", NARROW), Column(NUMBER, NARROW), Column("Place", MEDIUM), Column("What is wrong", TEXT),
            Column("What to do", TEXT),
        ),
        tuple(
            tuple(map(_or, (found.code, found.indicator, found.place, found.message, found.fix)))
            for found in report.unresolved
        ),
    )  # fmt: skip


def _number(section: Section) -> str:
    return _or(section.number)


def _title(section: Section) -> str:
    return _or(section.title)


def _unit(section: Section) -> str:
    return UNITS.get(section.measure, section.measure)


def _published_on(section: Section) -> str:
    found = section.publication
    return NOT_APPLICABLE if found is None else _or(day_said(found.published_on))


def _or(text: str, missing: str = NOT_AVAILABLE) -> str:
    """Return a text, or what stands for one that is not there."""
    return text if re.search(r"\S", text) else missing
