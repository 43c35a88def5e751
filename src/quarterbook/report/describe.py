"""The tables of `docs/report.md`: the editions and the keys of the house style.

`python tools/build.py` brings them up to date; a test fails when they are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from quarterbook.report.editions import EDITIONS
from quarterbook.report.house import KEYS

_BLOCK = re.compile(r"(<!-- made: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def up_to_date(page: str) -> str:
    """Return a page with what stands between each `<!-- made: NAME -->` and `<!-- end -->` made anew."""
    made = {
        "editions": _table(
            ("option", "what it writes", "to install"),
            (
                (f"`{edition.asked_by or f'--{name}'}`", edition.told, f"`quarterbook[{edition.extra}]`")
                for name, edition in EDITIONS.items()
            ),
        ),
        "house": _table(("key", "what it is for"), ((f"`{key}`", told) for key, told in KEYS.items())),
    }
    return _BLOCK.sub(lambda found: f"{found[1]}\n{made[found[2]]}\n\n{found[3]}", page)


def _table(heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (heading, ("---",) * len(heading), *rows))
