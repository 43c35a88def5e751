"""What came of a validation: for each workbook, and for the whole run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

from quarterbook.checks.finding import SEVERITIES, Finding, counted
from quarterbook.errors import COULD_NOT, FINDINGS
from quarterbook.validation.settings import DEFAULTS, NEVER, Settings, Waiver

WAIVED: Final = "waived"
"""What the Checks sheet has for the severity of a finding that is waived."""


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding that a waiver in force takes out of the count."""

    finding: Finding
    waiver: Waiver

    @property
    def as_finding(self) -> Finding:
        """The finding as the Checks sheet lists it: waived, until when and why."""
        return replace(self.finding, severity=WAIVED, fix=f"Waived until {self.waiver.expires}: {self.waiver.reason}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one workbook.

    Attributes:
        path: the file, as it was given or found.
        error: why it could not be validated, in one line; "" where it could, and then only is the rest of interest.
        is_other: whether it is another kind of workbook, which nobody asked for by its name; then nothing else is of
            interest.
        period: the reporting period, in its canonical spelling.
        indicators: number and title of each indicator, in the order of the workbook.
        settings: what holds for this workbook.
        checked: the codes of the checks that were looked for.
        left_out: how many other checks there are.
        findings: what was found, without what is waived; indicator by indicator, the worst first.
        waived: what was found and waived, in the same order.
        matched: the waivers that something was found for, those that have ended too.
    """

    path: str
    error: str = ""
    is_other: bool = False
    period: str = ""
    indicators: tuple[tuple[str, str], ...] = ()
    settings: Settings = DEFAULTS
    checked: tuple[str, ...] = ()
    left_out: int = 0
    findings: tuple[Finding, ...] = ()
    waived: tuple[Waived, ...] = ()
    matched: frozenset[Waiver] = frozenset()

    @property
    def summary(self) -> dict[str, int]:
        """How many findings there are of each severity."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found[severity] for severity in SEVERITIES}

    @property
    def told(self) -> str:
        """What was found, in words: "19 indicators: 1 error; 2 waived"."""
        waived = f"; {len(self.waived)} waived" if self.waived else ""
        return f"{_count(len(self.indicators), 'indicator')}: {counted(self.findings)}{waived}"

    def fails(self, finding: Finding) -> bool:
        """Return whether a finding counts for the exit status."""
        threshold = self.settings.fail_on
        return threshold != NEVER and SEVERITIES.index(finding.severity) <= SEVERITIES.index(threshold)


@dataclass(frozen=True, slots=True)
class Run:
    """What came of all workbooks.

    Attributes:
        outcomes: one a workbook.
        notes: what there is to know about the settings, a line each.
    """

    outcomes: tuple[Outcome, ...]
    notes: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[str, ...]:
        """Why something could not be done, each reason once."""
        return tuple(dict.fromkeys(outcome.error for outcome in self.outcomes if outcome.error))

    @property
    def status(self) -> int:
        """The exit status: 2 when something could not be done, else 1 when a finding counts, else 0."""
        if self.errors:
            return COULD_NOT
        fails = any(outcome.fails(finding) for outcome in self.outcomes for finding in outcome.findings)
        return FINDINGS if fails else 0

    @property
    def summary(self) -> str:
        """One line for people: how many workbooks failed, how much was found, and in how many."""
        read = [outcome for outcome in self.outcomes if not outcome.error]
        unread = len(self.outcomes) - len(read)
        parts = [f"{unread} could not be validated"] if unread else []
        if read:
            found = counted(finding for outcome in read for finding in outcome.findings)
            indicators = _count(sum(len(outcome.indicators) for outcome in read), "indicator")
            parts.append(f"{found} in {_count(len(read), 'workbook')} ({indicators})")
            waived = sum(len(outcome.waived) for outcome in read)
            parts += [f"{waived} waived"] if waived else []
            left_out = max(outcome.left_out for outcome in read)
            parts += [f"{_count(left_out, 'check')} left out"] if left_out else []
        line = "; ".join(parts)
        return line[:1].upper() + line[1:]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
