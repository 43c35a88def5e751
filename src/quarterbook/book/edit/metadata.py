"""The mark that a cell with a dynamic array formula carries: a number into the workbook's cell metadata."""

from __future__ import annotations

from typing import Final

from lxml import etree

from quarterbook.book.edit.draft import Draft, children
from quarterbook.errors import QuarterbookError

_DYNAMIC: Final = "XLDAPR"
"""What the file format calls the properties of a dynamic array."""
_CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml"
_KIND: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sheetMetadata"
_NEW: Final = (
    b'<metadata xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    b' xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray">'
    b'<metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" pasteAll="1"'
    b' pasteValues="1" merge="1" splitFirst="1" rowColShift="1" clearFormats="1" clearComments="1" assign="1"'
    b' coerce="1" cellMeta="1"/></metadataTypes>'
    b'<futureMetadata name="XLDAPR" count="1"><bk><extLst><ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}">'
    b'<xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/></ext></extLst></bk></futureMetadata>'
    b'<cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>'
)
"""What Excel writes into a workbook whose first dynamic array has just been typed."""


def dynamic_mark(draft: Draft) -> int:
    """Return the number with which a cell says that its formula is a dynamic array; made where there is none yet.

    Raises:
        QuarterbookError: when the workbook has cell metadata, but none of dynamic arrays.
    """
    part = next((related.target for _, related in draft.related(draft.workbook_part, "sheetMetadata")), None)
    if part is None:
        part = draft.add("xl/metadata.xml", _NEW, _CONTENT_TYPE)
        draft.relate(draft.workbook_part, _KIND, part)
        return 1
    root = draft.xml(part)
    types = [element.get("name") for element in children(root, "metadataTypes", "metadataType")]
    for number, block in enumerate(children(root, "cellMetadata", "bk"), start=1):
        if any(_type_of(record, types) == _DYNAMIC for record in block):
            return number
    raise QuarterbookError(
        f"{draft.name}: this workbook has no formula whose result can spill; type one in Excel (such as =SEQUENCE(1)) "
        "and save it first"
    )


def _type_of(record: etree._Element, types: list[str | None]) -> str | None:
    number = int(record.get("t", "0"))
    return types[number - 1] if 0 < number <= len(types) else None
