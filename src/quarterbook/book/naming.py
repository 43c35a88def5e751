"""Names that Excel accepts, for sheets and tables whose indicator's number may hold anything."""

from __future__ import annotations

import re
from typing import Final

MAX_SHEET_NAME: Final = 31
MAX_TABLE_NAME: Final = 255

_ESCAPE = r"_(?=x[0-9A-Fa-f]{4}_)"
"""Where a name would read as the file format's escape for another character."""

_NOT_IN_SHEET_NAMES = re.compile(rf"[\[\]:*?/\\'!\x00-\x1f\x7f]|{_ESCAPE}")
_NOT_IN_TABLE_NAMES = re.compile(r"[^\w.]")
_ESCAPE_IN_TABLE_NAMES = re.compile(_ESCAPE)


class Names:
    """Gives out names that are unique in the way Excel compares them: whatever their case.

    Args:
        longest: how many characters (UTF-16 units, as Excel counts) a name may have.
        taken: names that are not to be given out.
    """

    def __init__(self, longest: int, taken: tuple[str, ...] = ()) -> None:
        self._longest = longest
        self._taken = {name.casefold() for name in taken}

    def unique(self, wanted: str, joint: str) -> str:
        """Return `wanted`, cut to length and numbered after `joint` where that name is taken."""
        name, n = _cut(wanted, self._longest), 1
        while name.casefold() in self._taken:
            n += 1
            name = _cut(wanted, self._longest - len(f"{joint}{n}")) + f"{joint}{n}"
        self._taken.add(name.casefold())
        return name


def sheet_text(prefix: str, number: str) -> str:
    """Return the name wanted for an indicator's sheet: what Excel does not accept there becomes "-"."""
    return f"{prefix} {_NOT_IN_SHEET_NAMES.sub('-', number)}".strip()


def table_text(prefix: str, number: str) -> str:
    """Return the name wanted for an indicator's table: what Excel does not accept there becomes "_"."""
    return _ESCAPE_IN_TABLE_NAMES.sub(".", prefix + _NOT_IN_TABLE_NAMES.sub("_", number))


def quoted(sheet: str) -> str:
    """Return a sheet's name as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"


def _cut(text: str, longest: int) -> str:
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) // 2 <= longest:
        return text
    return units[: longest * 2].decode("utf-16-le", "ignore").rstrip()
