"""The pages of `docs/checks`, one a check, and the list of them: made from the checks themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from quarterbook.checks import CHECKS
from quarterbook.checks.check import Check

_BLOCK: Final = re.compile(r"(<!-- checks -->\n).*?(<!-- end -->)", re.DOTALL)


def page(check: Check) -> str:
    """Return the page of a check."""
    parts = (
        f"# {check.code}: {check.title}",
        f"**{check.severity.capitalize()}** · {check.family} · [all checks](README.md)",
        "## What it finds",
        check.what,
        "## Why it matters",
        check.why,
        "## Example",
        check.example,
        "## How to mend it",
        f"{check.mend}.",
        "If it is right as it is, a [waiver](../validate.md) says so, with a reason and a date until which it holds.",
    )
    return "\n\n".join(parts) + "\n"


def with_list(text: str) -> str:
    """Return a page with the list of checks, between `<!-- checks -->` and `<!-- end -->`, made anew."""
    return _BLOCK.sub(lambda found: f"{found[1]}\n{_list()}\n\n{found[2]}", text)


def _list() -> str:
    return "\n\n".join(_families())


def _families() -> Iterator[str]:
    for family, checks in groupby(CHECKS.values(), key=lambda check: check.family):
        rows = [f"| [{check.code}]({check.code}.md) | {check.severity} | {check.title} |" for check in checks]
        yield "\n".join((f"### {family}\n", "| code | severity | finds |", "| --- | --- | --- |", *rows))
