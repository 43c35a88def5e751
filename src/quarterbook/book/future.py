"""Functions newer than the file format, and the prefix under which a file stores each.

Excel shows `=XLOOKUP(…)` and stores `_xlfn.XLOOKUP(…)`; without the prefix it reads the cell as #NAME?. (Microsoft,
"Issue: An _xlfn. prefix is displayed in front of a formula"; only what a workbook of ours could use is listed.)
"""

from __future__ import annotations

from typing import Final

_WORKSHEET: Final = ("FILTER", "SORT")
_FUTURE: Final = [
    "ANCHORARRAY",
    "BYCOL",
    "BYROW",
    "CHOOSECOLS",
    "CHOOSEROWS",
    "CONCAT",
    "DROP",
    "EXPAND",
    "FORECAST.LINEAR",
    "FORMULATEXT",
    "HSTACK",
    "IFNA",
    "IFS",
    "ISFORMULA",
    "ISOMITTED",
    "LAMBDA",
    "LET",
    "MAKEARRAY",
    "MAP",
    "MAXIFS",
    "MINIFS",
    "NUMBERVALUE",
    "PERCENTILE.INC",
    "RANDARRAY",
    "RANK.EQ",
    "REDUCE",
    "SCAN",
    "SEQUENCE",
    "SHEET",
    "SHEETS",
    "SINGLE",
    "SORTBY",
    "STDEV.S",
    "SWITCH",
    "TAKE",
    "TEXTAFTER",
    "TEXTBEFORE",
    "TEXTJOIN",
    "TEXTSPLIT",
    "TOCOL",
    "TOROW",
    "UNICHAR",
    "UNICODE",
    "UNIQUE",
    "VALUETOTEXT",
    "VSTACK",
    "WRAPCOLS",
    "WRAPROWS",
    "XLOOKUP",
    "XMATCH",
    "XOR",
]

FUTURE_FUNCTIONS: Final = dict.fromkeys(_FUTURE, "_xlfn.") | dict.fromkeys(_WORKSHEET, "_xlfn._xlws.")
"""Function name to the prefix that it has in a file."""
