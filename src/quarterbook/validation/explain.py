"""`quarterbook checks`: the checks in a list, a family of them, or one explained."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from quarterbook.checks.check import FAMILIES, Check
from quarterbook.checks.finding import SEVERITIES
from quarterbook.validation.lines import BOLD, Line
from quarterbook.validation.selection import canonical

_WIDEST: Final = max(map(len, SEVERITIES))


def lines(checks: Mapping[str, Check], asked: str | None = None) -> Iterator[Line]:
    """Yield the lines to print.

    Args:
        checks: every check by its code.
        asked: a check's code or a family's three letters, in any case; None for all.

    Raises:
        QuarterbookError: when it is neither.
    """
    known = canonical(asked, checks, "checks") if asked else ""
    return _explained(checks[known]) if known in checks else _listed(checks.values(), known)


def _listed(checks: Collection[Check], family: str) -> Iterator[Line]:
    for letters, about in FAMILIES.items():
        members = [check for check in checks if check.code.startswith(letters)]
        if members and letters.startswith(family):
            yield Line(f"{letters} {about}", style=BOLD)
            for check in members:
                yield Line(check.title, f"{check.code}  {check.severity:{_WIDEST}}  ", indent=2)


def _explained(check: Check) -> Iterator[Line]:
    yield Line(f"{check.code} {check.title} ({check.severity})", style=BOLD)
    yield Line(f"A check of the family {check.code[:3]}: {check.family}.")
    parts = (("What it finds", check.what), ("Why it matters", check.why), ("Example", check.example))
    for heading, text in (*parts, ("How to mend it", check.mend)):
        yield Line()
        yield Line(heading, style=BOLD)
        for paragraph in text.splitlines():
            yield Line(paragraph, indent=2)
