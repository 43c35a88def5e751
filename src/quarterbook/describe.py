"""The reference parts of `docs/functions.md` and `docs/rules.md`, made from the registry and the vocabulary.

`python -m quarterbook.describe docs/functions.md docs/rules.md` brings them up to date; a test fails when they are not.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from quarterbook.functions import REGISTRY, Argument, Function
from quarterbook.vocabulary import (
    AMBER,
    BLUE,
    DEFAULT_AMBER,
    DEFAULT_BLUE,
    DIRECTIONS,
    GREEN,
    MISSING_WORDS,
    RED,
)

_BLOCK = re.compile(r"(<!-- made: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def up_to_date(page: str) -> str:
    """Return a page with what stands between each `<!-- made: NAME -->` and `<!-- end -->` made anew."""
    made = {
        "overview": _table(("function", "gives"), ((f"`{f.signature}`", f.summary) for f in REGISTRY.values())),
        "reference": "\n\n".join(_reference(function) for function in REGISTRY.values()),
        "directions": _table(
            ("direction", "spellings"), ((name, _codes(spellings)) for name, spellings in DIRECTIONS.items())
        ),
        "bands": _table(("rating", "higher or lower is better", "close to target is better"), _bands()),
        "missing": f"{_codes(word for word in MISSING_WORDS if word)}.",
        "lambdas": "\n\n".join(_lambda(function) for function in REGISTRY.values()),
    }
    return _BLOCK.sub(lambda found: f"{found[1]}\n{made[found[2]]}\n\n{found[3]}", page)


def shown(value: Any) -> str:
    """Return a result as a person writes it: a range as Excel's array constants are, text in quotes."""
    if isinstance(value, list):
        return "{" + "; ".join(", ".join(shown(cell) for cell in row) for row in value) + "}"
    return f'"{value}"' if isinstance(value, str) else f"{value:g}"


def _reference(function: Function) -> str:
    gives = [function.returns] if function.returns else []
    gives += [f"`{outcome}`" if outcome else "an empty text" for outcome in function.outcomes]
    return "\n\n".join(
        (
            f"### {function.name}",
            f"`={function.signature}`",
            function.summary,
            _table(
                ("argument", "what to put there", "omitted or blank"),
                ((f"`{argument.name}`", _help(argument), argument.default or "") for argument in function.arguments),
            ),
            f"**Gives** {', '.join(gives)}.",
            f"**Example** `{function.example}` gives `{shown(function.example_result)}`.",
            function.help,
        )
    )


def _help(argument: Argument) -> str:
    return argument.help if argument.kind == "value" else f"{argument.help} A range, taken as a whole."


def _lambda(function: Function) -> str:
    return f"<details>\n<summary>{function.name}</summary>\n\n```text\n={function.formula}\n```\n\n</details>"


def _bands() -> Iterable[tuple[str, ...]]:
    amber, blue = f"{DEFAULT_AMBER:.0%}", f"{DEFAULT_BLUE:.0%}"
    return (
        (RED, f"worse than the target by more than {amber}", f"more than {amber} away from the target"),
        (AMBER, f"worse than the target, by {amber} or less", f"more than {blue} away, but not more than {amber}"),
        (GREEN, f"on target, or better by {blue} or less", f"{blue} away or less"),
        (BLUE, f"better than the target by more than {blue}", ""),
    )


def _codes(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _table(heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (heading, ("---",) * len(heading), *rows))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(up_to_date(path.read_text(encoding="utf-8")), encoding="utf-8")
