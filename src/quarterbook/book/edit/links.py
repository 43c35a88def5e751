"""The links of a worksheet that lead to another place of the workbook."""

from __future__ import annotations

from typing import Final

from lxml import etree

from quarterbook.book.addresses import cell_address
from quarterbook.book.edit.draft import children, local
from quarterbook.book.plan import Link
from quarterbook.book.stored import Place

_AFTER: Final = frozenset(
    (
        *("printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties"),
        *("cellWatches", "ignoredErrors", "smartTags", "drawing", "drawingHF", "legacyDrawing", "legacyDrawingHF"),
        *("picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"),
    )
)
"""What follows the element `hyperlinks` in a worksheet; the format fixes the order."""


def link(sheet: etree._Element, place: Place, content: Link) -> None:
    """Make a cell lead somewhere.

    Args:
        sheet: the root element of the worksheet.
        place: the cell.
        content: where to.
    """
    namespace = etree.QName(sheet).namespace
    found = children(sheet, "hyperlinks")
    links = found[0] if found else etree.Element(f"{{{namespace}}}hyperlinks")
    said = {"ref": cell_address(*place), "location": content.target, "display": content.text}
    etree.SubElement(
        links, f"{{{namespace}}}hyperlink", attrib=said | ({"tooltip": content.tip} if content.tip else {})
    )
    if not found:
        following = next((child for child in sheet if local(child) in _AFTER), None)
        if following is None:
            sheet.append(links)
        else:
            following.addprevious(links)


def unlink(sheet: etree._Element, place: Place) -> None:
    """Make a cell lead nowhere."""
    for links in children(sheet, "hyperlinks"):
        for element in list(links):
            if element.get("ref") == cell_address(*place):
                links.remove(element)
        if not len(links):
            sheet.remove(links)
