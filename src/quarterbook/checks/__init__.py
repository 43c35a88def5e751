"""The checks of a workbook: one small module a family, each check with a stable code.

Checks see the model and a read-only view of the cells, never a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Final

from quarterbook.checks import (
    accessibility,
    actions,
    agreement,
    cells,
    change,
    cumulative,
    labels,
    rag,
    roll_forward,
    setup,
    slips,
    structure,
    targets,
    text,
)
from quarterbook.checks.check import Check
from quarterbook.checks.finding import SEVERITIES, Finding
from quarterbook.checks.rows import with_periods
from quarterbook.checks.subject import NotEvaluated, Subject

__all__ = ["CHECKS", "Check", "Finding", "early_findings", "findings"]

_FAMILIES: Final = (
    rag,
    change,
    cumulative,
    roll_forward,
    targets,
    actions,
    text,
    agreement,
    labels,
    structure,
    setup,
    cells,
    slips,
    accessibility,
)

CHECKS: Final[Mapping[str, Check]] = {
    found.code: found
    for family in _FAMILIES
    for found in sorted(
        (member for member in vars(family).values() if isinstance(member, Check)), key=lambda member: member.code
    )
}
"""Every check by its code, family by family."""


def early_findings(subject: Subject, codes: Iterable[str] | None = None) -> dict[str, list[Finding]]:
    """Return, by code, what those checks find that ask for no formula's value; somebody else may be evaluating.

    Args:
        subject: the workbook.
        codes: the checks to run; all of them where it is left out.
    """
    subject.prepare()
    found = {}
    for code in CHECKS if codes is None else codes:
        with suppress(NotEvaluated):
            found[code] = list(CHECKS[code].look(CHECKS[code], subject))
    return found


def findings(
    subject: Subject, codes: Iterable[str] | None = None, early: Mapping[str, list[Finding]] | None = None
) -> list[Finding]:
    """Return what the checks find in a workbook: indicator by indicator, then what is about none, worst first.

    Args:
        subject: the workbook.
        codes: the checks to run; all of them where it is left out.
        early: what was found already, by code.
    """
    early = early or {}
    wanted = CHECKS if codes is None else codes
    looks = (early[code] if code in early else CHECKS[code].look(CHECKS[code], subject) for code in wanted)
    return in_order((finding for look in looks for finding in look), subject)


def in_order(found: Iterable[Finding], subject: Subject) -> list[Finding]:
    """Return findings, each once and with the period of its row: by indicator, then what is about none, worst first."""
    order = {page.number: position for position, page in enumerate(subject.pages)}
    return sorted(with_periods(dict.fromkeys(found), subject), key=lambda finding: _place(finding, order))


def _place(finding: Finding, order: Mapping[str, int]) -> tuple[int, int, str]:
    return order.get(finding.indicator, len(order)), SEVERITIES.index(finding.severity), finding.code
