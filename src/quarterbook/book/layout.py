"""Where things are in a master workbook: sheets, defined names, tables, columns.

The builder writes by it and the reader finds by it. Officers insert rows and columns, so whoever reads a workbook goes
by the names and the table headers; the row and column numbers here (from 0) are those of a workbook just built.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from quarterbook.vocabulary import ANNUAL, MONTHLY, QUARTERLY

# --- Sheets --------------------------------------------------------------------------------------------------

COVER: Final = "Cover"
INDEX: Final = "Index"
KEY: Final = "Key"
CHECKS: Final = "Checks"
PUBLISHED: Final = "Published"
INDICATOR: Final = "Indicator"
"""An indicator's sheet is called `Indicator N`; characters that a sheet name cannot have become "-"."""

# --- Names of the whole workbook -------------------------------------------------------------------------------

REPORTING_PERIOD: Final = "ReportingPeriod"
AMBER_TOLERANCE: Final = "AmberTolerance"
BLUE_MARGIN: Final = "BlueMargin"
YEAR_START_MONTH: Final = "YearStartMonth"
BOTH_COMPARATORS: Final = "BothComparators"

BOTH_COMPARATORS_KEY: Final = "both_comparators"
"""The key of the register's other settings that shows the change on both comparators: yes or no."""

COVER_NAMES: Final = {
    "organisation": "Organisation",
    "committee": "Committee",
    "title": "ReportTitle",
    "reporting_period": REPORTING_PERIOD,
    "amber_tolerance": AMBER_TOLERANCE,
    "blue_margin": BLUE_MARGIN,
    "year_start_month": YEAR_START_MONTH,
    BOTH_COMPARATORS_KEY: BOTH_COMPARATORS,
}
"""Key of the register's settings to the name of its cell on the Cover, in the order in which they stand there."""

OTHER_SETTINGS_TABLE: Final = "OtherSettings"
OTHER_SETTINGS_HEADERS: Final = ("Key", "Value")

# --- Cover ---------------------------------------------------------------------------------------------------

COVER_SETTINGS_ROW: Final = 5
COVER_PERIODS_ROW: Final = 17
"""The first row of the table that says which period is current for each frequency."""

COVER_FREQUENCIES: Final = (MONTHLY, QUARTERLY, ANNUAL)


@dataclass(frozen=True, slots=True)
class PeriodColumns:
    """The columns of the Cover's table of periods."""

    frequency: int = 0
    current: int = 1
    previous: int = 2
    last_year: int = 3
    heading: int = 4
    word: int = 5
    periods: int = 6
    count: int = 7


PERIOD_COLUMNS: Final = PeriodColumns()

# --- An indicator's sheet --------------------------------------------------------------------------------------

PAGE_WIDTHS: Final = (13.0, 12.0, 12.0, 12.0, 12.0, 13.0, 12.0, 11.5, 11.0, 19.0)
"""Column widths of the page that is printed, A to J: the history table's ten columns."""

TITLE_ROW: Final = 0
LINK_ROW: Final = 1
HEADER_ROW: Final = 3
VALUE_ROW: Final = 4
MARKER_ROW: Final = 5
PANE_ROW: Final = 6
"""The row of the headings of the chart and of the blocks beside it."""

CHART_ROWS: Final = 21
NARRATIVE_ROW: Final = PANE_ROW + 1 + CHART_ROWS + 1

PANE_COLUMN: Final = 11
"""Column L: the settings of the indicator."""

CHECKS_COLUMN: Final = 14
"""Column O: what is still to come, and the profile of the annual target."""

CHECKS_ROW: Final = PANE_ROW + 1
PROFILE_ROW: Final = PANE_ROW + 10
FIGURES_COLUMN: Final = 17
"""Column R: the figures that the chart draws."""

FIGURES_HEADER_ROW: Final = PANE_ROW + 1
MAX_FIGURES: Final = CHART_ROWS - 1
PERIODS_A_YEAR_COLUMN: Final = FIGURES_COLUMN + 4
"""The column of the cell, in the block's heading row, that says how many periods a year has."""


@dataclass(frozen=True, slots=True)
class FigureColumns:
    """The columns of the chart's figures, counted from the block's first."""

    count: int = 0
    period: int = 1
    label: int = 2
    actual: int = 3
    target: int = 4
    now: int = 5
    neighbours: int = 6
    england: int = 7
    last_year: int = 8


FIGURE_COLUMNS: Final = FigureColumns()


@dataclass(frozen=True, slots=True)
class Headline:
    """One cell of the headline table.

    Attributes:
        name: the sheet-level name of the value's cell; none where nothing refers to it.
        column: its column; the heading stands above it.
    """

    name: str
    column: int


TARGET: Final = Headline("Target", 0)
DIRECTION: Final = Headline("", 1)
CURRENT: Final = Headline("Current", 2)
PREVIOUS: Final = Headline("Previous", 3)
CHANGE: Final = Headline("ChangeInPerformance", 4)
RAG_RATING: Final = Headline("RagRating", 5)
OTHER_FIGURE: Final = Headline("OtherFigure", 6)
OTHER_CHANGE: Final = Headline("", 7)
NEIGHBOURS_MEAN: Final = Headline("", 8)
ENGLAND_MEAN: Final = Headline("", 9)

HEADLINES: Final = (
    TARGET,
    DIRECTION,
    CURRENT,
    PREVIOUS,
    CHANGE,
    RAG_RATING,
    OTHER_FIGURE,
    OTHER_CHANGE,
    NEIGHBOURS_MEAN,
    ENGLAND_MEAN,
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One input cell of an indicator's settings.

    Attributes:
        field: the field of `Indicator` that it holds.
        name: its sheet-level name.
        label: what stands beside it.
    """

    field: str
    name: str
    label: str


INDICATOR_SETTINGS: Final = (
    Setting("number", "IndicatorNumber", "Number"),
    Setting("title", "IndicatorTitle", "Title"),
    Setting("service", "Service", "Service"),
    Setting("owner", "Owner", "Owner"),
    Setting("measure", "Measure", "Measure"),
    Setting("decimals", "Decimals", "Decimals shown"),
    Setting("direction", "Direction", "Direction for improvement"),
    Setting("frequency", "Frequency", "Frequency"),
    Setting("basis", "Basis", "Basis of the figures"),
    Setting("target_basis", "TargetBasis", "Basis of the target"),
    Setting("annual_target", "AnnualTarget", "Annual target"),
    Setting("comparator", "Comparator", "Compared with"),
    Setting("status", "Status", "Status"),
    Setting("amber", "OwnAmber", "Own Amber tolerance"),
    Setting("blue", "OwnBlue", "Own Blue margin"),
)
"""The settings of an indicator in the order in which they stand on its sheet; `profile` is the range `Profile`."""

PROFILE: Final = "Profile"
AMBER: Final = "Amber"
BLUE: Final = "Blue"
PLACES: Final = "Places"
CURRENT_PERIOD: Final = "CurrentPeriod"
PREVIOUS_PERIOD: Final = "PreviousPeriod"
LAST_YEAR: Final = "LastYear"

WORKED_OUT: Final = {
    AMBER: "Amber tolerance used",
    BLUE: "Blue margin used",
    PLACES: "Rounded to decimal places",
    CURRENT_PERIOD: "Current period",
    PREVIOUS_PERIOD: "Previous period",
    LAST_YEAR: "Figure a year before",
}
"""The formula cells below the settings: sheet-level name to label."""

FIGURE_IN: Final = "FigureIn"
COMMENTARY_IN: Final = "CommentaryIn"
ACTION_IN: Final = "ActionIn"
STILL_TO_COME: Final = "StillToCome"
COMMENTARY_PERIOD: Final = "CommentaryPeriod"

LIVE_CHECKS: Final = (
    (FIGURE_IN, "Figure of the current period"),
    (COMMENTARY_IN, "Commentary"),
    (ACTION_IN, "Actions"),
    ("", "Cumulative figures of the year"),
    ("", "Percentage and its parts"),
    (STILL_TO_COME, "Still to come"),
)
"""The sheet's own checks in their order: sheet-level name (where something refers to it) and label."""


@dataclass(frozen=True, slots=True)
class Box:
    """One narrative box.

    Attributes:
        name: the sheet-level name of its cell.
        heading: what stands above it.
        lines: how many lines it has room for at least.
        prompt: what the input message says.
    """

    name: str
    heading: str
    lines: int
    prompt: str


DESCRIPTION: Final = Box("Description", "Indicator Description", 2, "How the measure is worked out and what it counts.")
COMMENTARY: Final = Box(
    "Commentary", "Commentary", 5, "Why the figure of this period is what it is. Set the period in the checks block."
)
ACTIONS: Final = Box("Actions", "Actions", 3, "What is being done about it. Needed where the rating is Red.")
USEFUL_LINKS: Final = Box("UsefulLinks", "Useful Links", 1, "Addresses or titles of further reading, one a line.")

BOXES: Final = (DESCRIPTION, COMMENTARY, ACTIONS, USEFUL_LINKS)

# --- History table ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        field: the field of the model's row that it holds.
        header: its header.
        width: its width in characters, where the table decides it.
    """

    field: str
    header: str
    width: float = 12.0


HISTORY_TABLE: Final = "History"
"""What the name of an indicator's history table begins with; the indicator's number follows."""

HISTORY_COLUMNS: Final = (
    Column("period", "Period"),
    Column("actual", "Actual"),
    Column("in_period", "In period"),
    Column("numerator", "Numerator"),
    Column("denominator", "Denominator"),
    Column("target", "Target"),
    Column("statistical_neighbours_mean", "Statistical neighbours mean"),
    Column("england_mean", "England mean"),
    Column("marker", "Marker"),
    Column("note", "Note"),
)

# --- Key -----------------------------------------------------------------------------------------------------

KEY_SPELLINGS_ROW: Final = 4
KEY_SPELLINGS_COLUMN: Final = 4
"""Columns E and F from row 5: every spelling of a direction, and how it is shown."""

KEY_MISSING_COLUMN: Final = 7
"""Column H from row 5: the words that say there is no figure."""

# --- Index -----------------------------------------------------------------------------------------------------

INDEX_TABLE: Final = "IndicatorIndex"
INDEX_COLUMNS: Final = (
    Column("number", "Number", 10),
    Column("title", "Indicator", 46),
    Column("service", "Service", 18),
    Column("owner", "Owner", 18),
    Column("target", "Target", 13),
    Column("current", "Current", 13),
    Column("change", "Change", 14),
    Column("rag", "RAG rating", 14),
    Column("figure", "Figure", 12),
    Column("commentary", "Commentary", 13),
    Column("action", "Action", 12),
    Column("still_to_come", "Still to come", 26),
)

GO_TO: Final = "Go to {}"
"""What a link of the Index says when the mouse rests on it."""

ALL_SERVICES: Final = "All services"
NO_SERVICE: Final = "No service"
"""What the counts of the Index call all services together, and indicators without one."""

ALL_SERVICES_CELL: Final = "AllServices"
"""The workbook's name of the cell that says `ALL_SERVICES`: the rows of the services stand above it."""

# --- Checks ----------------------------------------------------------------------------------------------------

CHECKS_TABLE: Final = "Findings"
CHECKS_COLUMNS: Final = (
    Column("code", "Code", 10),
    Column("severity", "Severity", 11),
    Column("indicator", "Indicator", 11),
    Column("sheet", "Sheet", 18),
    Column("cell", "Cell", 9),
    Column("message", "What was found", 58),
    Column("expected", "Expected", 18),
    Column("found", "Found", 18),
    Column("fix", "What to do", 48),
)

NOT_CHECKED: Final = (
    "For what checks of the whole workbook find. An empty table does not mean that all is well: none has been run."
)
CHECKED: Final = "Checked on"
"""What stands above the table: before the first check, and how it begins after one."""

# --- Published -------------------------------------------------------------------------------------------------

PUBLISHED_TABLE: Final = "PublishedLedger"
PUBLISHED_COLUMNS: Final = (
    Column("number", "Number", 10),
    Column("period", "Period", 13),
    Column("published_on", "Published on", 13),
    Column("target_label", "Target heading", 16),
    Column("target", "Target", 14),
    Column("direction", "Direction", 11),
    Column("status", "Status", 14),
    Column("current_label", "Current heading", 28),
    Column("current", "Current", 12),
    Column("previous_label", "Previous heading", 28),
    Column("previous", "Previous", 12),
    Column("change", "Change", 12),
    Column("rag", "RAG rating", 15),
    Column("basis", "Basis", 14),
    Column("comparator", "Comparator", 20),
    Column("amber", "Amber tolerance", 11),
    Column("blue", "Blue margin", 11),
    Column("commentary_hash", "Commentary fingerprint", 16),
    Column("actions_hash", "Actions fingerprint", 16),
    Column("published_by", "Published by", 16),
    Column("reason", "Reason", 24),
    Column("hash", "Fingerprint", 16),
)

NARRATIVE_TABLE: Final = "EarlierNarrative"
NARRATIVE_COLUMNS: Final = (
    Column("number", "Number", 10),
    Column("period", "Period", 13),
    Column("commentary", "Commentary", 60),
    Column("actions", "Actions", 40),
)
"""What was written for other periods than the current one, beside the ledger on the sheet Published."""
