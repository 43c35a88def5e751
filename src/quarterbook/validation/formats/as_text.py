"""Findings for people: grouped by indicator, each with what was expected and found and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from quarterbook.checks.finding import ERROR, INFO, SEVERITIES, WARNING, Finding
from quarterbook.validation.lines import BOLD, Line
from quarterbook.validation.outcome import Outcome, Run, Waived

_STYLES: Final = {ERROR: "bold red", WARNING: "bold yellow", INFO: "bold cyan"}
_WIDEST: Final = max(map(len, SEVERITIES))
_LONGEST: Final = 300
"""How many characters of what was expected and found are shown; a whole commentary would hide the rest."""


def written(run: Run) -> bytes:
    """Return the text as a file has it."""
    return "".join(f"{line}\n" for line in lines(run)).encode()


def lines(run: Run, *, with_failed: bool = True) -> Iterator[Line]:
    """Yield the lines about a run, the summary last.

    Args:
        run: what came of the workbooks.
        with_failed: whether those that could not be validated have a line; the summary counts them in any case.
    """
    for outcome in run.outcomes:
        if with_failed or not outcome.error:
            yield from _about(outcome)
            yield Line()
    yield Line(run.summary, style=BOLD)


def _about(outcome: Outcome) -> Iterator[Line]:
    if outcome.error:
        yield Line(outcome.error, "could not be validated: ", label_style=_STYLES[ERROR])
        return
    yield Line(f", {outcome.period}, {outcome.told}", outcome.path, label_style=BOLD)
    if outcome.settings.path:
        yield Line(outcome.settings.path, "settings: ", indent=2)
    for number, findings in _groups(outcome):
        yield Line()
        yield Line(_heading(number, outcome), indent=2, style=BOLD)
        for finding in findings:
            yield from _finding(finding)
    if outcome.waived:
        yield Line()
        yield Line("Waived, not counted", indent=2, style=BOLD)
        for waived in outcome.waived:
            yield from _waived(waived)


def _groups(outcome: Outcome) -> list[tuple[str, list[Finding]]]:
    """Return the findings by the indicator's number; what is about none comes last."""
    groups: dict[str, list[Finding]] = {}
    for finding in outcome.findings:
        groups.setdefault(finding.indicator, []).append(finding)
    return sorted(groups.items(), key=lambda group: not group[0])


def _heading(number: str, outcome: Outcome) -> str:
    if not number:
        return "The workbook as a whole"
    title = next((title for known, title in outcome.indicators if known == number), "")
    return f"Indicator {number}: {title}" if title else f"Indicator {number}"


def _finding(finding: Finding) -> Iterator[Line]:
    yield Line(f"{finding.place}: {finding.message}", _label(finding), indent=4, label_style=_STYLES[finding.severity])
    details = (
        ("expected: ", _cut(finding.expected)),
        ("found:    ", _cut(finding.found)),
        ("to mend:  ", finding.fix),
    )
    yield from (Line(said, what, indent=8) for what, said in details if said)


def _waived(waived: Waived) -> Iterator[Line]:
    finding, waiver = waived.finding, waived.waiver
    number = f"indicator {finding.indicator}, " if finding.indicator else ""
    yield Line(f"{number}{finding.place}: {finding.message}", _label(finding), indent=4)
    yield Line(waiver.reason, f"waived until {waiver.expires.isoformat()}: ", indent=8)


def _label(finding: Finding) -> str:
    return f"{finding.severity:{_WIDEST}} {finding.code} "


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
