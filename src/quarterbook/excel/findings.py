"""The plan that puts findings into the sheet Checks, each with a link to its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from quarterbook.book import layout
from quarterbook.book.naming import quoted
from quarterbook.book.plan import Content, Link, Plan, ReplaceRows, Row
from quarterbook.checks.finding import Finding

_LINKED: Final = "cell"
"""The field whose cell leads to the place of the finding."""


def plan_of_findings(findings: Sequence[Finding]) -> Plan:
    """Return the plan that makes these findings the rows of the Checks sheet's table."""
    return Plan((ReplaceRows(layout.CHECKS_TABLE, tuple(map(_row, findings))),))


def _row(finding: Finding) -> Row:
    return {column.header: _content(finding, column.field) for column in layout.CHECKS_COLUMNS}


def _content(finding: Finding, field: str) -> Content:
    text: str = getattr(finding, field)
    if field == _LINKED and finding.sheet:
        target = f"{quoted(finding.sheet)}!{finding.cell or 'A1'}"
        return Link(text or "A1", target, layout.GO_TO.format(finding.place))
    return text or None
