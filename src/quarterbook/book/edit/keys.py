"""Telling whether two pieces of XML say the same, whatever their spelling."""

from __future__ import annotations

from lxml import etree


def key_of(element: etree._Element) -> object:
    """Return a value that two elements have in common when they say the same: prefixes do not matter."""
    children = tuple((key_of(child), child.tail or "") for child in element)
    return element.tag, tuple(sorted(element.attrib.items())), element.text or "", children
