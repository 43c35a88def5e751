"""What came of a validation, written for people and for programs; every text is made safe first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Final

from quarterbook.checks.finding import Finding
from quarterbook.safe_text import harmless
from quarterbook.validation.formats import as_csv, as_github, as_json, as_junit, as_text
from quarterbook.validation.outcome import Outcome, Run, Waived

TEXT: Final = "text"

FORMATS: Final[Mapping[str, Callable[[Run], bytes]]] = {
    TEXT: as_text.written,
    "json": as_json.written,
    "csv": as_csv.written,
    "junit": as_junit.written,
    "github": as_github.written,
}
"""The name of each format to what writes it. They get a run whose texts are safe: see `safe`."""


def safe(run: Run) -> Run:
    """Return a run whose texts are one line each, without characters that act or hide.

    Most of them come out of cells, file names and settings files: nobody knows what is in them.
    """
    return Run(tuple(map(_outcome, run.outcomes)), tuple(map(harmless, run.notes)))


def _outcome(outcome: Outcome) -> Outcome:
    return replace(
        outcome,
        path=harmless(outcome.path),
        error=harmless(outcome.error),
        period=harmless(outcome.period),
        indicators=tuple((harmless(number), harmless(title)) for number, title in outcome.indicators),
        settings=replace(outcome.settings, path=harmless(outcome.settings.path)),
        findings=tuple(map(_finding, outcome.findings)),
        waived=tuple(
            Waived(_finding(waived.finding), replace(waived.waiver, reason=harmless(waived.waiver.reason)))
            for waived in outcome.waived
        ),
    )


def _finding(finding: Finding) -> Finding:
    return Finding(**{field.name: harmless(getattr(finding, field.name)) for field in fields(Finding)})
