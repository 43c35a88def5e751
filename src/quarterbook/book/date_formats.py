"""Which cell styles show a date or a time: a date is stored as a number, and only its style says what it is."""

from __future__ import annotations

import re
from typing import Any, Final

from lxml import etree

from quarterbook.book.package import Package

_BUILT_IN: Final = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""The numbers of Excel's own number formats that show a date or a time."""
_NO_DATE: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|General', re.IGNORECASE)
"""What may hold the letters of a date format without being one."""
_DATE_LETTER: Final = re.compile(r"[dmyhs]", re.IGNORECASE)


def date_styles(package: Package) -> frozenset[str]:
    """Return the numbers of the cell styles whose number format shows a date or a time, as cells write them.

    Raises:
        BadFile: when the part that holds the styles is damaged.
    """
    for relation in package.relationships(package.workbook_part).values():
        if relation.kind.endswith("/styles") and not relation.external:
            root = package.xml(relation.target)
            formats = _all(root, "m:numFmts/m:numFmt")
            own = {element.get("numFmtId", ""): element.get("formatCode", "") for element in formats}
            styles = _all(root, "m:cellXfs/m:xf")
            return frozenset(str(n) for n, style in enumerate(styles) if _is_date(style.get("numFmtId", "0"), own))
    return frozenset()


def _is_date(number: str, own: dict[str, str]) -> bool:
    if number in own:
        return bool(_DATE_LETTER.search(_NO_DATE.sub("", own[number].partition(";")[0])))
    return number.isdigit() and int(number) in _BUILT_IN


def _all(root: etree._Element, path: str) -> list[Any]:
    """Return what an XPath finds; `m` is the namespace of the root."""
    namespace = etree.QName(root).namespace
    found = root.xpath(path, namespaces={"m": namespace}) if namespace else []
    return found if isinstance(found, list) else []
