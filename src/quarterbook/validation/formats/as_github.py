"""Findings as workflow commands of GitHub, which makes annotations of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from quarterbook.checks.finding import ERROR, INFO, WARNING, Finding
from quarterbook.validation.outcome import Outcome, Run

_COMMANDS: Final = {ERROR: "error", WARNING: "warning", INFO: "notice"}


def written(run: Run) -> bytes:
    """Return the commands, a line each, and the summary line."""
    commands = [command for outcome in run.outcomes for command in _commands(outcome)]
    return "".join(f"{line}\n" for line in [*commands, run.summary]).encode()


def _commands(outcome: Outcome) -> Iterator[str]:
    if outcome.error:
        yield _command("error", outcome, "Could not be validated", outcome.error)
    for finding in outcome.findings:
        parts = (("Expected", finding.expected), ("Found", finding.found), ("To mend", finding.fix))
        details = [f"{what}: {said}" for what, said in parts if said]
        place = f"{finding.place}: {finding.message}"
        yield _command(_COMMANDS[finding.severity], outcome, _title(finding), place, *details)
    for waived in outcome.waived:
        reason = f"Waived until {waived.waiver.expires.isoformat()}: {waived.waiver.reason}"
        place = f"{waived.finding.place}: {waived.finding.message}"
        yield _command("notice", outcome, f"{_title(waived.finding)} (waived)", place, reason)


def _title(finding: Finding) -> str:
    return f"{finding.code} indicator {finding.indicator}" if finding.indicator else finding.code


def _command(name: str, outcome: Outcome, title: str, *said: str) -> str:
    file = outcome.path.replace("\\", "/")  # GitHub knows files by their path in the repository
    return f"::{name} file={_property(file)},title={_property(title)}::{_data(chr(10).join(said))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
