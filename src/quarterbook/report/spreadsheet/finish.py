"""What the checklist asks of a workbook and XlsxWriter cannot write: headings by cell style, and the language."""

from __future__ import annotations

from copy import deepcopy
from typing import Final

from lxml import etree

LANGUAGE: Final = "en-GB"
_STYLES, _CORE = "xl/styles.xml", "docProps/core.xml"
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LANGUAGE_TAG: Final = "{http://purl.org/dc/elements/1.1/}language"
_HEADINGS: Final = {"16": ("Heading 1", "16"), "14": ("Heading 2", "17")}
"""The size of bold text that gptables gives a title and a heading of the cover, to Excel's own style and its number."""


def finished(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Return the parts of a workbook with its titles marked as headings, and its language said."""
    return {**parts, _STYLES: _with_headings(parts[_STYLES]), _CORE: _with_language(parts[_CORE])}


def _with_headings(styles: bytes) -> bytes:
    """Give every cell format with the font of a title the cell style of a heading."""
    root = etree.fromstring(styles)
    fonts, bases, formats, names = (_of(root, tag) for tag in ("fonts", "cellStyleXfs", "cellXfs", "cellStyles"))
    given: dict[str, int] = {}
    for form in formats:
        font = fonts[int(form.get("fontId", "0"))]
        size = font.find(f"{_MAIN}sz")
        if font.find(f"{_MAIN}b") is None or size is None or size.get("val") not in _HEADINGS:
            continue
        name, number = _HEADINGS[size.get("val", "")]
        if name not in given:
            base = deepcopy(form)
            base.attrib.pop("xfId", "")
            bases.append(base)
            given[name] = len(bases) - 1
            names.append(names.makeelement(f"{_MAIN}cellStyle", name=name, xfId=str(given[name]), builtinId=number))
        form.set("xfId", str(given[name]))
    for holder in (bases, names):
        holder.set("count", str(len(holder)))
    return _written(root)


def _with_language(core: bytes) -> bytes:
    root = etree.fromstring(core)
    etree.SubElement(root, _LANGUAGE_TAG).text = LANGUAGE
    return _written(root)


def _of(root: etree._Element, tag: str) -> etree._Element:
    found = root.find(f"{_MAIN}{tag}")
    if found is None:
        raise ValueError(f"{_STYLES} has no {tag}")
    return found


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
