"""The headings of an indicator's headline table, which follow from its frequency, basis, comparator and status.

The master workbook gives the same headings by formula, out of the same words; the report and the checks take them
from here.
"""

from __future__ import annotations

from quarterbook.periods import Period
from quarterbook.register.model import Indicator
from quarterbook.vocabulary import (
    ANNUAL,
    BASELINE,
    BASIS_SUFFIXES,
    CONTEXTUAL,
    CUMULATIVE,
    CURRENT_HEADING,
    PERCENT,
    PERIOD_WORDS,
    PREVIOUS_HEADING,
    PRO_RATA_HEADING,
    RATE,
    SAME_PERIOD_LAST_YEAR,
    TARGET_HEADING,
)


def target_heading(indicator: Indicator) -> str:
    """Return what the target column is headed: Target, Pro Rata Target or Baseline.

    Pro rata is a cumulative target, save of a percentage, a rate or a whole year, which have no part.
    """
    if indicator.status in (BASELINE, CONTEXTUAL):
        return BASELINE
    divisible = indicator.frequency != ANNUAL and indicator.measure not in (PERCENT, RATE)
    return PRO_RATA_HEADING if indicator.aim_basis == CUMULATIVE and divisible else TARGET_HEADING


def current_heading(indicator: Indicator) -> str:
    """Return what the current figure is headed, such as "Current Quarter (cumulative)"."""
    return f"{CURRENT_HEADING} {PERIOD_WORDS[indicator.frequency]}{basis_suffix(indicator)}"


def previous_heading(indicator: Indicator, reporting: Period) -> str:
    """Return what the comparator's figure is headed, such as "Previous Quarter" or "Quarter 3 22/23".

    Args:
        indicator: its frequency, basis and comparator decide.
        reporting: the workbook's reporting period.
    """
    if indicator.comparator == SAME_PERIOD_LAST_YEAR:
        return indicator.previous_period(reporting).label + basis_suffix(indicator)
    return f"{PREVIOUS_HEADING} {PERIOD_WORDS[indicator.frequency]}{basis_suffix(indicator)}"


def basis_suffix(indicator: Indicator) -> str:
    """Return what follows the heading of a figure that is not its period's alone; a whole year needs none."""
    if indicator.basis == CUMULATIVE and indicator.frequency == ANNUAL:
        return ""
    return BASIS_SUFFIXES.get(indicator.basis, "")
