"""Findings for people: grouped by indicator, each with what was expected and found and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from rich.text import Text

from quarterbook.checks.finding import ERROR, INFO, WARNING, Finding
from quarterbook.validation.lines import Line
from quarterbook.validation.outcome import Outcome, Run, Waived

_STYLES: Final = {ERROR: "bold red", WARNING: "bold yellow", INFO: "bold cyan"}
_LONGEST: Final = 300
"""How many characters of what was expected and found are shown; a whole commentary would hide the rest."""


def written(run: Run) -> bytes:
    """Return the text as a file has it."""
    return "".join(f"{line.plain}\n" for line in lines(run)).encode()


def lines(run: Run) -> Iterator[Line]:
    """Yield the lines about a run, the summary last."""
    for outcome in run.outcomes:
        yield from _about(outcome)
        yield Line(Text())
    yield Line(Text(run.summary, "bold"))


def _about(outcome: Outcome) -> Iterator[Line]:
    if outcome.error:
        yield Line(Text(outcome.path, "bold"))
        yield Line(Text(outcome.error), Text("could not be validated: ", _STYLES[ERROR]), indent=2)
        return
    count = len(outcome.indicators)
    nothing = "" if outcome.findings or outcome.waived else ": nothing found"
    indicators = f"{count:,} indicator{'' if count == 1 else 's'}"
    yield Line(Text.assemble((outcome.path, "bold"), f", {outcome.period}, {indicators}{nothing}"))
    if outcome.settings.path:
        yield Line(Text(outcome.settings.path), Text("settings: "), indent=2)
    for number, findings in groupby(outcome.findings, lambda finding: finding.indicator):
        yield Line(Text())
        yield Line(Text(_heading(number, outcome), "bold"), indent=2)
        for finding in findings:
            yield from _finding(finding)
    if outcome.waived:
        yield Line(Text())
        yield Line(Text("Waived, not counted", "bold"), indent=2)
        for waived in outcome.waived:
            yield from _waived(waived)


def _heading(number: str, outcome: Outcome) -> str:
    if not number:
        return "The workbook as a whole"
    title = next((title for known, title in outcome.indicators if known == number), "")
    return f"Indicator {number}: {title}" if title else f"Indicator {number}"


def _finding(finding: Finding) -> Iterator[Line]:
    label = Text.assemble((finding.severity, _STYLES[finding.severity]), f" {finding.code} ")
    yield Line(Text(f"{finding.place}: {finding.message}"), label, indent=4)
    for what, said in (
        ("expected: ", _cut(finding.expected)),
        ("found:    ", _cut(finding.found)),
        ("to mend:  ", finding.fix),
    ):
        if said:
            yield Line(Text(said), Text(what), indent=8)


def _waived(waived: Waived) -> Iterator[Line]:
    finding, waiver = waived.finding, waived.waiver
    number = f"indicator {finding.indicator}, " if finding.indicator else ""
    label = Text(f"{finding.severity} {finding.code} ")
    yield Line(Text(f"{number}{finding.place}: {finding.message}"), label, indent=4)
    yield Line(Text(waiver.reason), Text(f"waived until {waiver.expires.isoformat()}: "), indent=8)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
