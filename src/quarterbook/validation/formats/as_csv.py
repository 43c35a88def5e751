"""Findings as CSV: a row each, for a spreadsheet or a data frame."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import astuple, fields
from typing import Final

from quarterbook.checks.finding import Finding
from quarterbook.register.folder import file_bytes
from quarterbook.validation.outcome import Outcome, Run

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
_CELL: Final = 32_767
"""The most characters that a cell of Excel holds; it breaks what is longer into other cells."""


def written(run: Run) -> bytes:
    """Return the CSV file's content: UTF-8 with a byte order mark, without which Excel takes é for two letters.

    A text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    heading = ["path", "period", *(field.name for field in fields(Finding)), "reason", "expires", "error"]
    rows = [row for outcome in run.outcomes for row in _rows(outcome)]
    return file_bytes([heading, *([_cell(text) for text in row] for row in rows)])


def _rows(outcome: Outcome) -> Iterator[tuple[str, ...]]:
    about = (outcome.path, outcome.period)
    if outcome.error:
        yield (*about, *("" for _ in fields(Finding)), "", "", outcome.error)
    for finding in outcome.findings:
        yield (*about, *astuple(finding), "", "", "")
    for waived in outcome.waived:
        yield (*about, *astuple(waived.finding), waived.waiver.reason, waived.waiver.expires.isoformat(), "")


def _cell(text: str) -> str:
    kept = f"'{text}" if _FORMULA.match(text) else text
    return kept if len(kept) <= _CELL else f"{kept[: _CELL - 1]}…"
