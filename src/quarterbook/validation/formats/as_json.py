"""Findings as JSON: the form that `docs/schema/findings.schema.json` describes."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, Final

from quarterbook.validation.outcome import Outcome, Run

VERSION: Final = 1
"""Of the form: keys may be added within it, none taken away or given another meaning."""


def written(run: Run) -> bytes:
    """Return the JSON text. It is ASCII, so that no program and no code page on the way can spoil it."""
    return (json.dumps(document(run), indent=1, allow_nan=False) + "\n").encode("ascii")


def document(run: Run) -> dict[str, Any]:
    """Return what the JSON text holds."""
    return {"version": VERSION, "workbooks": [_workbook(outcome) for outcome in run.outcomes]}


def _workbook(outcome: Outcome) -> dict[str, Any]:
    if outcome.error:
        return {"path": outcome.path, "error": outcome.error}
    return {
        "path": outcome.path,
        "period": outcome.period,
        "indicators": len(outcome.indicators),
        "findings": [asdict(finding) for finding in outcome.findings],
        "waived": [
            {**asdict(waived.finding), "reason": waived.waiver.reason, "expires": waived.waiver.expires.isoformat()}
            for waived in outcome.waived
        ],
        "summary": outcome.summary,
    }
