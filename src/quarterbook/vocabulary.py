"""The words of performance reporting, each written once.

Every other part of Quarterbook (rules, worksheet functions, workbook, checks, report) takes its words from
here, so that a label never differs from the rule that gives it. The words and bands are those of the key
printed in the published committee reports; where the key is silent they are ours and `docs/rules.md` says so.
"""

from __future__ import annotations

from typing import Final

# --- RAG ratings -----------------------------------------------------------------------------------------

RED: Final = "Red"
AMBER: Final = "Amber"
GREEN: Final = "Green"
BLUE: Final = "Blue"
BASELINE: Final = "Baseline"
CONTEXTUAL: Final = "Contextual"
IN_DEVELOPMENT: Final = "In Development"

BANDS: Final = (RED, AMBER, GREEN, BLUE)
"""Ratings that follow from a figure and its target, worst first."""

UNRATED: Final = (BASELINE, CONTEXTUAL, IN_DEVELOPMENT)
"""Ratings that stand in place of a target: the word in the target cell is the rating."""

# --- Outcomes that say why there is no answer --------------------------------------------------------------

INVALID: Final = "Invalid"
NO_DATA: Final = "No data"
NO_TARGET: Final = "No target"
NO_PERCENTAGE: Final = "No percentage"
NOT_APPLICABLE: Final = "N/A"
OK: Final = "OK"
GAP_AT: Final = "Gap at"
FALLS_AT: Final = "Falls at"
MISMATCH_AT: Final = "Mismatch at"
"""These three are followed by a space and the number of the period, counting from 1."""

RATINGS: Final = (*BANDS, *UNRATED, NO_DATA, NO_TARGET, INVALID)
"""Everything that `rag` can return, in the order in which a summary lists it."""

# --- Change in performance -----------------------------------------------------------------------------------

IMPROVING: Final = "Improving"
DECLINING: Final = "Declining"
UNCHANGED: Final = "Unchanged"

VERDICTS: Final = (IMPROVING, DECLINING, UNCHANGED)
"""What a comparison of two figures says."""

CHANGES: Final = (*VERDICTS, NOT_APPLICABLE, NO_DATA, INVALID)
"""Everything that `change` can return."""

# --- Bands -----------------------------------------------------------------------------------------------

DEFAULT_AMBER: Final = 0.10
"""Off target by this fraction of it or less is Amber, by more is Red (report key: "10%")."""

DEFAULT_BLUE: Final = 0.05
"""Over target by this fraction of it or less is Green, by more is Blue (report key: "5%")."""

PLACES: Final = 10
"""Decimal places to which every comparison is made, so that binary floating point never flips an answer."""

DEFAULT_PERIODS: Final = 4
"""How many periods a year has for a pro rata target, unless told otherwise."""

# --- Cells -----------------------------------------------------------------------------------------------

TRIMMED: Final = " \t\n\r\u00a0"
"""Characters ignored at both ends of a text: space, tab, line breaks, no-break space."""

MISSING_WORDS: Final = (
    "",
    "n/a",
    "na",
    "-",
    "–",  # en dash
    "—",
    "..",
    "[x]",
    "[z]",
    "[c]",
    "no data",
    "not available",
    "not reported",
    "tbc",
)
"""Texts that say "there is no figure" (the bracketed ones are the Government Analysis Function's shorthands)."""

# --- Direction for improvement -----------------------------------------------------------------------------

UP: Final = "up"
DOWN: Final = "down"
TARGET: Final = "target"
NONE: Final = "none"

DIRECTIONS: Final = {
    UP: ("up", "higher", "high", "h", "higher is better", "maximise", "increase", "↑"),
    DOWN: ("down", "lower", "low", "l", "lower is better", "minimise", "decrease", "↓"),
    TARGET: ("target", "t", "close to target", "plan is best", "↔"),
    NONE: ("none", "na", "n/a", "contextual", "-"),
}
"""Canonical direction to the spellings understood for it."""

DIRECTION_SPELLINGS: Final = {spelling: name for name, spellings in DIRECTIONS.items() for spelling in spellings}
"""Spelling (lower case, trimmed) to canonical direction."""

# --- Settings of an indicator --------------------------------------------------------------------------------

NUMBER: Final = "number"
PERCENT: Final = "percent"
CURRENCY: Final = "currency"
RATE: Final = "rate"
MEASURES: Final = (NUMBER, PERCENT, CURRENCY, RATE)

MONTHLY: Final = "Monthly"
QUARTERLY: Final = "Quarterly"
ANNUAL: Final = "Annual"
FREQUENCIES: Final = (MONTHLY, QUARTERLY, ANNUAL)

IN_PERIOD: Final = "In period"
CUMULATIVE: Final = "Cumulative"
ROLLING: Final = "Rolling 12 months"
SNAPSHOT: Final = "Snapshot"
BASES: Final = (IN_PERIOD, CUMULATIVE, ROLLING, SNAPSHOT)

PREVIOUS_PERIOD: Final = "Previous period"
SAME_PERIOD_LAST_YEAR: Final = "Same period last year"
COMPARATORS: Final = (PREVIOUS_PERIOD, SAME_PERIOD_LAST_YEAR)

TARGETED: Final = "Targeted"
STATUSES: Final = (TARGETED, *UNRATED)

PROVISIONAL: Final = "Provisional"
ESTIMATED: Final = "Estimated"
REVISED: Final = "Revised"
MARKERS: Final = (PROVISIONAL, ESTIMATED, REVISED)

# --- Headings of the headline table ------------------------------------------------------------------------------

PERIOD_WORDS: Final = {MONTHLY: "Month", QUARTERLY: "Quarter", ANNUAL: "Year"}
"""Frequency to what a heading calls one of its periods: "Current Quarter"."""

CURRENT_HEADING: Final = "Current"
PREVIOUS_HEADING: Final = "Previous"
TARGET_HEADING: Final = "Target"
PRO_RATA_HEADING: Final = "Pro Rata Target"
DIRECTION_HEADING: Final = "Direction for Improvement"
CHANGE_HEADING: Final = "Change in Performance"
RAG_HEADING: Final = "RAG Rating"

BASIS_SUFFIXES: Final = {CUMULATIVE: " (cumulative)", ROLLING: " (rolling 12 months)"}
"""Basis to what follows a heading, so that nobody takes a figure for that of the period alone."""

DIRECTION_SHOWN: Final = {
    UP: "↑ Higher is better",
    DOWN: "↓ Lower is better",
    TARGET: "↔ Close to target is best",
    NONE: "N/A",
}
"""Canonical direction as a reader sees it: an arrow and words."""

CHANGE_ARROWS: Final = {IMPROVING: "▲", DECLINING: "▼", UNCHANGED: "►"}
"""Change in performance to the sign shown before the word; up is better, whichever way the figure went."""

# --- What is still to come before an indicator can be published --------------------------------------------------

DONE: Final = "Done"
TO_DO: Final = "To do"
CHECK: Final = "Check"
NOT_NEEDED: Final = "Not needed"
NOTHING: Final = "Nothing"
READINESS: Final = (DONE, TO_DO, CHECK, NOT_NEEDED)
