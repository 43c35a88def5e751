"""`quarterbook checks`: the checks in a list, a family of them, or one explained."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from rich.text import Text

from quarterbook.checks.check import FAMILIES, Check
from quarterbook.checks.finding import SEVERITIES
from quarterbook.validation.lines import Line
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
            yield Line(Text(f"{letters} {about}", "bold"))
            for check in members:
                yield Line(Text(check.title), Text(f"{check.code}  {check.severity:{_WIDEST}}  "), indent=2)


def _explained(check: Check) -> Iterator[Line]:
    yield Line(Text(f"{check.code} {check.title} ({check.severity})", "bold"))
    yield Line(Text(f"A check of the family {check.code[:3]}: {check.family}."))
    parts = (("What it finds", check.what), ("Why it matters", check.why), ("Example", check.example))
    for heading, text in (*parts, ("How to mend it", check.mend)):
        yield Line(Text())
        yield Line(Text(heading, "bold"))
        for paragraph in text.splitlines():
            yield Line(Text(paragraph), indent=2)
