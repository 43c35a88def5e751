"""The list of texts that the cells of a workbook refer to by number, as Excel itself stores them."""

from __future__ import annotations

from copy import deepcopy
from typing import Final

from lxml import etree

from quarterbook.book.edit.keys import key_of
from quarterbook.book.patch import stored_text

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
KIND: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
EMPTY: Final = (
    b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="0" uniqueCount="0"></sst>'
)

_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


class Texts:
    """The texts of one workbook. New ones go to the end, because cells refer to them by number.

    Args:
        root: the root element of the part that lists them.
    """

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._namespace = etree.QName(root).namespace
        self._items = list(root.iterchildren(f"{{{self._namespace}}}si"))
        self._numbers: dict[object, int] = {}
        for number, item in enumerate(self._items):
            self._numbers.setdefault(key_of(item), number)

    def __getitem__(self, number: int) -> etree._Element:
        """Return the element of a text."""
        return self._items[number]

    def plain(self, text: str) -> int:
        """Return the number of a text, added where it is not there yet."""
        item = etree.Element(f"{{{self._namespace}}}si")
        element = etree.SubElement(item, f"{{{self._namespace}}}t")
        element.text = stored_text(text)
        if text != text.strip():
            element.set(_SPACE, "preserve")
        return self.number(item)

    def number(self, item: etree._Element) -> int:
        """Return the number of a text with its formats, added where it is not there yet."""
        key = key_of(item)
        if key not in self._numbers:
            new = deepcopy(item)
            new.tail = None
            self._root.append(new)
            self._numbers[key] = len(self._items)
            self._items.append(new)
            self._root.set("uniqueCount", str(len(self._items)))
        self._root.set("count", str(int(self._root.get("count", "0")) + 1))
        return self._numbers[key]

    def release(self) -> None:
        """Count a cell less that refers to a text; the text stays, because others are known by their number."""
        self._root.set("count", str(max(int(self._root.get("count", "0")) - 1, 0)))
