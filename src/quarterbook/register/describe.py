"""The tables of `docs/register.md`, made from the column data.

`python -m quarterbook.register.describe docs/register.md` brings them up to date; a test fails when they are not.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quarterbook.register.model import Settings
from quarterbook.register.tables import SETTING_KEYS, SETTINGS, TABLES, Column, Table

_BLOCK = re.compile(r"(<!-- columns: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def up_to_date(page: str) -> str:
    """Return a page with the table between each `<!-- columns: NAME -->` and `<!-- end -->` made anew."""
    made = {table.name: f"{table.says}\n\n{_table_of(table)}" for table in TABLES}
    return _BLOCK.sub(lambda found: f"{found[1]}\n{made[found[2]]}\n{found[3]}", page)


def _table_of(table: Table) -> str:
    if table is SETTINGS:
        return _lines("key", SETTING_KEYS, Table(SETTINGS.name, Settings, SETTING_KEYS, SETTINGS.says).defaults)
    return _lines("column", table.columns, table.defaults)


def _lines(heading: str, columns: Sequence[Column], defaults: dict[str, Any]) -> str:
    lines = [f"| {heading} | what it says | what to write | when blank |", "| --- | --- | --- | --- |"]
    lines += [
        f"| `{column.name}` | {column.says} | {column.kind.says} | {_blank(column, defaults)} |" for column in columns
    ]
    return "\n".join(lines) + "\n"


def _blank(column: Column, defaults: dict[str, Any]) -> str:
    if column.blank:
        return column.blank
    if column.name not in defaults:
        return "must be filled in"
    written = column.kind.write(defaults[column.name])
    return "nothing" if written == "" else f"`{written}`"


if __name__ == "__main__":
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(up_to_date(path.read_text(encoding="utf-8")), encoding="utf-8")
