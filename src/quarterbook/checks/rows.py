"""Which period's row a finding stands in: a row of the history, of the Published ledger or of the earlier narrative."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from quarterbook.book.addresses import parse_cell
from quarterbook.book.contents import Row
from quarterbook.checks.finding import Finding
from quarterbook.checks.subject import Subject
from quarterbook.periods import Period


def with_periods(findings: Iterable[Finding], subject: Subject) -> list[Finding]:
    """Return findings that say the period of the row they stand in; those that stand in none as they are."""
    found = list(findings)
    sheets = {finding.sheet for finding in found if finding.cell}
    rows: dict[tuple[str, int], list[tuple[Period, Row]]] = {}  # tables stand side by side
    for period, cells in _rows(subject):
        at = cells["period"]
        if at.sheet in sheets:
            rows.setdefault((at.sheet, at.place[0]), []).append((period, cells))
    return [_with_period(finding, rows) for finding in found]


def _rows(subject: Subject) -> Iterator[tuple[Period, Row]]:
    yield from ((period, cells) for (_, period), cells in subject.places.history.items())
    yield from ((printed.row.period, printed.cells) for printed in subject.printed)
    yield from ((period, cells) for (_, period), cells in subject.places.narrative.items())


def _with_period(finding: Finding, rows: dict[tuple[str, int], list[tuple[Period, Row]]]) -> Finding:
    place = parse_cell(finding.cell) or (0, 0)
    for period, cells in rows.get((finding.sheet, place[0]), ()):
        if any(cell.place == place for cell in cells.values()):
            return replace(finding, row_period=str(period))
    return finding
