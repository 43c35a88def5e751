"""What a report says, without a word on how it is printed: every edition is made from this.

All texts are clean (`texts.clean`) but hold whatever was typed: an edition escapes them for its own form.
"""

from __future__ import annotations

from dataclasses import dataclass

from quarterbook.checks.finding import Finding
from quarterbook.periods import Period
from quarterbook.register.model import Value
from quarterbook.report.charts.model import Chart
from quarterbook.report.house import House
from quarterbook.report.texts import Block, Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of the headline table.

    Attributes:
        label: its heading, such as "Current Quarter".
        value: the figure as shown (rounded; a percentage is a fraction), a word such as "n/a", or nothing.
        text: the same as it is printed: "107,236", "95%"; "" for nothing.
    """

    label: str
    value: Value
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What the ledger says of a section that is printed as it was published.

    Attributes:
        published_on: the day, as the ledger has it; "" where it has none.
        published_by: who.
        reason: why it was published again, where it was.
        rating_worked_out: whether the ledger holds no rating, so that it was worked out from the published figures.
    """

    published_on: str
    published_by: str
    reason: str
    rating_worked_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One indicator.

    Attributes:
        number: its number.
        title: its title.
        anchor: an identifier that no other section of the report has: letters, digits and hyphens.
        service: the service that answers for it.
        period: the period of its current figure.
        measure: number, percent, currency or rate; with `decimals` how its figures are shown.
        decimals: how many decimals.
        basis: what a figure covers.
        comparator: what the previous figure is.
        status: Targeted, or what stands in place of a rating.
        target: the target or baseline.
        direction: the direction for improvement, with its arrow: "↑ Higher is better".
        current: the current figure.
        previous: the comparator's figure.
        change: the change in performance.
        rag: the rating, or what stands in its place.
        amber: the Amber tolerance that holds.
        blue: the Blue margin that holds.
        benchmarks: the means that there are figures for.
        marker: Provisional, Estimated, Revised or "".
        note: what a reader should know about the figure.
        chart: the chart.
        alternative: what the chart shows, in words.
        description: how the measure is worked out.
        commentary: why the figure is what it is.
        actions: what is being done.
        links: useful links.
        publication: what the ledger says, None where the figures are the workbook's.
    """

    number: str
    title: str
    anchor: str
    service: str
    period: Period
    measure: str
    decimals: int
    basis: str
    comparator: str
    status: str
    target: Figure
    direction: str
    current: Figure
    previous: Figure
    change: str
    rag: str
    amber: Value
    blue: Value
    benchmarks: tuple[Figure, ...]
    marker: str
    note: str
    chart: Chart
    alternative: str
    description: tuple[Block, ...]
    commentary: tuple[Block, ...]
    actions: tuple[Block, ...]
    links: tuple[Link, ...]
    publication: Publication | None

    @property
    def heading(self) -> str:
        """The section's heading."""
        return f"Indicator {self.number}: {self.title}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What the report is: the texts of its cover.

    Attributes:
        organisation: who publishes it; may be "".
        committee: who receives it; may be "".
        title: its title; never "".
        period: the reporting period as a reader says it: "Quarter 3 of the financial year 2023/24".
        months: what it covers: "October to December 2023".
        contact: whom to write to.
        date: the day of publication, or the one that the settings give; "" for none.
    """

    organisation: str
    committee: str
    title: str
    period: str
    months: str
    contact: Link
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What the words mean: pairs of a word and its meaning.

    Attributes:
        items: the parts of a section.
        scheme: how ratings are given, in a few words.
        bands: the ratings, worst first, with the tolerances as set.
        statuses: what stands in place of a rating.
        changes: the words of the change in performance.
        markers: the words beside a figure that is not final.
        own_tolerances: the headings of the sections with other tolerances than the bands', and theirs.
    """

    items: tuple[tuple[str, str], ...]
    scheme: str
    bands: tuple[tuple[str, str], ...]
    statuses: tuple[tuple[str, str], ...]
    changes: tuple[tuple[str, str], ...]
    markers: tuple[tuple[str, str], ...]
    own_tolerances: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A section whose rating is not what was last published: that rating, and the period it was published for."""

    section: Section
    before: str
    period: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A section, and what it lacks: "current figure", "commentary"."""

    section: Section
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The report on one page.

    Attributes:
        counts: how many sections have each rating: the scheme's bands always, the others where there are any.
        alternative: the same in words.
        changed: what changed rating since it was last published.
        compared: how many sections had been published for an earlier period, so that a change could be seen.
        missing: what is missing.
    """

    counts: dict[str, int]
    alternative: str
    changed: tuple[Changed, ...]
    compared: int
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole report.

    Attributes:
        house: the house style.
        period: the reporting period.
        cover: the cover.
        key: the key.
        summary: the summary.
        exceptions: the sections rated Red, in their order.
        sections: every indicator, in the order of the workbook: the index, too.
        unresolved: the findings that make the report a draft; none in a final one.
    """

    house: House
    period: Period
    cover: Cover
    key: Key
    summary: Summary
    exceptions: tuple[Section, ...]
    sections: tuple[Section, ...]
    unresolved: tuple[Finding, ...]

    @property
    def is_draft(self) -> bool:
        """Whether every page says DRAFT."""
        return bool(self.unresolved)
