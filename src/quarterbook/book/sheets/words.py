"""What the Cover says, as tables."""

from __future__ import annotations

from typing import Final

from quarterbook.book import layout

COVER_LABELS: Final = {
    "organisation": ("Organisation", "Who publishes the report."),
    "committee": ("Committee", "Who receives it."),
    "title": ("Report title", "Heads this sheet and the report."),
    "reporting_period": ("Reporting period", "Every sheet follows from this cell."),
    "amber_tolerance": ("Amber tolerance", "Off target by this much or less is Amber, by more is Red."),
    "blue_margin": ("Blue margin", "Over target by this much or less is Green, by more is Blue."),
    "year_start_month": ("Financial year starts in month", "4 is April."),
    layout.BOTH_COMPARATORS_KEY: ("Change on both comparators", "Yes shows the change on the other one beside it."),
}
"""Key of the register's settings to its label and what it does."""

HOW_TO: Final = (
    (
        "1  Set the period",
        "Pick the reporting period above. Current, previous and target figures of every sheet follow.",
    ),
    ("2  Type the figures", "In the History table of each indicator's sheet, where the current period is marked."),
    ("3  Write", "Commentary for every indicator, actions where the rating is Red. Then set the period they are for."),
    ("4  Look at the Index", "It says what is still to come. Filter it by service or owner."),
    ("5  Read the result", "Rating and change follow from the figures printed beside them. The Key says how."),
)

LEGEND: Final = (
    ("input", "Type here", "A figure, a text or a choice from a list."),
    ("worked", "Worked out", "A formula. It follows from what is typed elsewhere; never type over it."),
    ("cell_middle", "Plain", "For reading."),
)
"""Style, sample and what it says."""

CONTENTS: Final = {
    layout.INDEX: "Every indicator on one line, what is still to come, and counts by rating and service.",
    layout.KEY: "What the words, ratings and signs mean.",
    layout.CHECKS: "What the checks found when they were last run.",
    layout.PUBLISHED: "What was published for each period, as it was published.",
}
