"""What the words, ratings and signs of a report mean: the Key of the workbook and of the report."""

from __future__ import annotations

from typing import Final

from quarterbook.vocabulary import (
    ANNUAL,
    BASELINE,
    CONTEXTUAL,
    CUMULATIVE,
    DECLINING,
    ESTIMATED,
    IMPROVING,
    IN_DEVELOPMENT,
    IN_PERIOD,
    INVALID,
    MONTHLY,
    NO_DATA,
    NO_TARGET,
    NOT_APPLICABLE,
    PREVIOUS_PERIOD,
    PROVISIONAL,
    QUARTERLY,
    REVISED,
    ROLLING,
    SAME_PERIOD_LAST_YEAR,
    SNAPSHOT,
    TARGETED,
    UNCHANGED,
)

DATA_ITEMS: Final = (
    ("Target", "The figure aimed at in the reporting period."),
    ("Pro Rata Target", "The part of the year's target that is due by the end of the period; for cumulative figures."),
    ("Baseline", "A level that is watched so that a target can be set later. It is not rated."),
    ("Direction for Improvement", "Whether a higher or a lower figure is better, or being close to the target."),
    ("Current", "The figure of the latest period that has ended by the end of the reporting period."),
    ("Previous", "The figure that the current one is compared with: the previous period's or that of a year before."),
    ("Change in Performance", "Whether the current figure is better or worse than the one it is compared with."),
    ("RAG Rating", "How the current figure stands to its target, in the bands below."),
    ("Statistical Neighbours Mean", "The mean of the councils most like this one, for comparison."),
    ("England Mean", "The mean for England, for comparison."),
    ("Indicator Description", "What is measured and how."),
    ("Commentary", "Why the figure is what it is."),
    ("Actions", "What is being done about a Red figure."),
    ("Useful Links", "Where to read more."),
)

STATUS_WORDS: Final = (
    (BASELINE, "Watched in order to set a target."),
    (CONTEXTUAL, "Activity shown for a rounded view, without a target."),
    (IN_DEVELOPMENT, "Agreed as a measure; its data and target are being prepared."),
    (NO_DATA, "There is no current figure to rate."),
    (NO_TARGET, "There is a figure, but no target to rate it against."),
    (INVALID, "A figure, target, tolerance or direction cannot be read: text, perhaps, where a number is expected."),
)

CHANGE_WORDS: Final = (
    (IMPROVING, "Better than the figure compared with, whichever way is up."),
    (DECLINING, "Worse than it."),
    (UNCHANGED, "The same."),
    (NOT_APPLICABLE, "There is no better or worse."),
    (NO_DATA, "One of the two figures is missing."),
)

VOCABULARY: Final = (
    ("Frequency", ((MONTHLY, "Twelve periods a year."), (QUARTERLY, "Four."), (ANNUAL, "One: the financial year."))),
    (
        "Basis",
        (
            (IN_PERIOD, "The period alone."),
            (CUMULATIVE, "The financial year to date."),
            (ROLLING, "The twelve months to the end of the period."),
            (SNAPSHOT, "A level on the period's last day."),
        ),
    ),
    (
        "Compared with",
        (
            (PREVIOUS_PERIOD, "The period before."),
            (SAME_PERIOD_LAST_YEAR, "The same period of the financial year before."),
        ),
    ),
    (
        "Status",
        (
            (TARGETED, "Rated against a target."),
            (f"{BASELINE}, {CONTEXTUAL}, {IN_DEVELOPMENT}", "Not rated: the word stands in place of a rating."),
        ),
    ),
    (
        "Marker",
        (
            (PROVISIONAL, "May still change."),
            (ESTIMATED, "Worked out from part of the data."),
            (REVISED, "Changed since it was published; the note says why."),
        ),
    ),
)
"""Setting to its words and what they mean."""
