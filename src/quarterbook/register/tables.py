"""The register's files as data: which columns each has, and what each column holds.

Reader, writer and the tables of `docs/register.md` all come from here. A column has the name of its field in the
model, and the model says what a blank cell means (the field's default).
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from typing import Any, Final

from quarterbook.register.kinds import (
    DECIMALS,
    MONTH,
    Choice,
    Direction,
    Figure,
    IndicatorNumber,
    Kind,
    Lines,
    ReportingPeriod,
    Text,
    Weights,
)
from quarterbook.register.model import Indicator, Narrative, Observation, Published
from quarterbook.register.raw import Reading
from quarterbook.vocabulary import BASES, COMPARATORS, FREQUENCIES, MARKERS, MEASURES, STATUSES


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        name: the column's name, and the field's in the model.
        kind: what its cells hold.
        says: what it is for.
        blank: what a blank cell means where the model's default does not say it all.
    """

    name: str
    kind: Kind
    says: str
    blank: str = ""


@dataclass(frozen=True)
class Table:
    """One file of the register (or one sheet of the spreadsheet).

    Attributes:
        name: the file's name without its ending, and the sheet's name.
        row: the class of the model that one row becomes.
        columns: the columns in the order in which they are written; read in any order.
        required: whether a register must have this file.
        unique: the columns that together may occur once only; none where rows may repeat.
        says: what the file is for.
    """

    name: str
    row: type[Any]
    columns: tuple[Column, ...]
    says: str
    required: bool = False
    unique: tuple[str, ...] = ()

    @property
    def defaults(self) -> dict[str, Any]:
        """What a blank cell means, by column; a column that is not here must be filled in."""
        return {
            field.name: field.default_factory() if field.default_factory is not MISSING else field.default
            for field in fields(self.row)
            if field.default is not MISSING or field.default_factory is not MISSING
        }


_TEXT = Text()
_FIGURE = Figure()
_TOLERANCE = Figure(least=0)
_PRINTED = Figure(printed=True)
_NUMBER = Column("number", IndicatorNumber(), "The indicator's number.")
_PERIOD = Column("period", ReportingPeriod(), "The reporting period.")

INDICATORS: Final = Table(
    "indicators",
    Indicator,
    (
        _NUMBER,
        Column("title", _TEXT, "What the indicator measures, as the report's heading says it."),
        Column("service", _TEXT, "The service that answers for it."),
        Column("owner", _TEXT, "Who fills in the figures and the commentary."),
        Column("measure", Choice(MEASURES), "What the figures are; a percentage is written as a fraction."),
        Column(
            "decimals", DECIMALS, "How many decimals are shown; for a percentage, of the percentage (1 gives 95.3%)."
        ),
        Column("direction", Direction(), "Which way is better."),
        Column("frequency", Choice(FREQUENCIES), "How often it is reported."),
        Column("basis", Choice(BASES), "What a figure covers."),
        Column("target_basis", Choice(BASES), "What the target covers.", "as `basis`"),
        Column("annual_target", _FIGURE, "The whole year's target, where the periods' targets follow from it."),
        Column("profile", Weights(), "How the annual target spreads over the year.", "evenly"),
        Column("comparator", Choice(COMPARATORS), "What the previous figure is."),
        Column(
            "status", Choice(STATUSES), "Whether it is rated against a target, or which word stands in for a rating."
        ),
        Column("amber", _TOLERANCE, "How far off target is still Amber, as a fraction of the target.", "as `settings`"),
        Column("blue", _TOLERANCE, "How far over target is still Green, as a fraction of the target.", "as `settings`"),
        Column("description", _TEXT, "How the measure is worked out."),
        Column("useful_links", Lines(), "Addresses or titles of further reading."),
    ),
    "One row for each indicator, in the order of the sheets.",
    required=True,
    unique=("number",),
)

HISTORY: Final = Table(
    "history",
    Observation,
    (
        _NUMBER,
        _PERIOD,
        Column("actual", _FIGURE, "The figure.", "numerator ÷ denominator where they are given"),
        Column("in_period", _FIGURE, "For a cumulative indicator: the figure of the period alone."),
        Column("numerator", _FIGURE, "For a percentage or a rate: how many."),
        Column("denominator", _FIGURE, "For a percentage or a rate: out of how many."),
        Column("target", _FIGURE, "The target; for a Baseline or Contextual indicator, the baseline."),
        Column("statistical_neighbours_mean", _FIGURE, "The mean of the council's statistical neighbours."),
        Column("england_mean", _FIGURE, "The mean for England."),
        Column("marker", Choice(MARKERS), "Whether the figure is not yet, or no longer, the first final one."),
        Column("note", _TEXT, "What a reader should know about the figure."),
    ),
    "One row for each indicator and period that has a figure or a target.",
    required=True,
    unique=("number", "period"),
)

NARRATIVE: Final = Table(
    "narrative",
    Narrative,
    (
        _NUMBER,
        _PERIOD,
        Column("commentary", _TEXT, "Why the figure is what it is."),
        Column("actions", _TEXT, "What is done about it; needed where the rating is Red."),
    ),
    "What officers wrote, one row for each indicator and period.",
    unique=("number", "period"),
)

PUBLISHED: Final = Table(
    "published",
    Published,
    (
        _NUMBER,
        _PERIOD,
        Column("published_on", _TEXT, "The day of publication: `2024-03-07`."),
        Column("target_label", _TEXT, "The target's column heading, as printed."),
        Column("target", _PRINTED, "The target, as printed."),
        Column("direction", _TEXT, "The direction for improvement, as printed."),
        Column("status", Choice(STATUSES), "The indicator's status at the time."),
        Column("current_label", _TEXT, "The current figure's column heading, as printed."),
        Column("current", _PRINTED, "The current figure, as printed."),
        Column("previous_label", _TEXT, "The previous figure's column heading, as printed."),
        Column("previous", _PRINTED, "The previous figure, as printed."),
        Column("change", _TEXT, "The change in performance, as printed."),
        Column("rag", _TEXT, "The rating, as printed. Blank where it was an image."),
        Column("basis", Choice(BASES), "What the figure covered."),
        Column("comparator", Choice(COMPARATORS), "What the previous figure was."),
        Column("amber", _TOLERANCE, "The Amber tolerance at the time."),
        Column("blue", _TOLERANCE, "The Blue margin at the time."),
        Column("commentary_hash", _TEXT, "A fingerprint of the commentary."),
        Column("actions_hash", _TEXT, "A fingerprint of the actions."),
        Column("published_by", _TEXT, "Who published it."),
        Column("reason", _TEXT, "Why it was published again."),
        Column("hash", _TEXT, "A fingerprint of the row."),
    ),
    "What reports printed, as printed. The columns from `basis` on are filled in where Quarterbook did the publishing.",
)

SETTING_KEYS: Final = (
    Column("organisation", _TEXT, "The council."),
    Column("committee", _TEXT, "The committee that gets the report."),
    Column("title", _TEXT, "The report's title."),
    Column("reporting_period", ReportingPeriod(), "The period reported on.", "the latest period in `history`"),
    Column("amber_tolerance", Figure(words=False, least=0), "How far off target is still Amber, as a fraction of it."),
    Column("blue_margin", Figure(words=False, least=0), "How far over target is still Green, as a fraction of it."),
    Column("year_start_month", MONTH, "The month in which the financial year starts."),
)
"""The keys of `settings` that Quarterbook knows. Others are kept as they are."""


@dataclass(frozen=True)
class Setting:
    """One row of `settings`, before its value is understood."""

    key: str
    value: Any = ""


@dataclass(frozen=True)
class AsFound(Text):
    """A cell whose kind depends on its row: the value of a setting."""

    says: str = "as the key asks for"

    def read(self, cell: Any, _: Reading, /) -> Any:
        """Return the cell itself."""
        return cell


SETTINGS: Final = Table(
    "settings",
    Setting,
    (Column("key", _TEXT, "What is set."), Column("value", AsFound(), "What it is set to.")),
    "What holds for the whole workbook, one setting a row, in the columns `key` and `value`.",
    unique=("key",),
)

TABLES: Final = (INDICATORS, HISTORY, NARRATIVE, PUBLISHED, SETTINGS)
"""Every file of a register, in the order in which a spreadsheet has its sheets."""
