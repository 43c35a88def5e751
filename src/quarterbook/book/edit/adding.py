"""Bringing a sheet of another workbook in: its part, what belongs to it, its formats and its names."""

from __future__ import annotations

import posixpath
from copy import deepcopy
from typing import Final

from lxml import etree

from quarterbook.book.edit.draft import Draft, children, local, relationships_part
from quarterbook.book.edit.metadata import dynamic_mark
from quarterbook.book.edit.names import merged
from quarterbook.book.edit.styles import Imported
from quarterbook.book.naming import MAX_SHEET_NAME
from quarterbook.book.package import Package
from quarterbook.book.plan import AddSheet
from quarterbook.errors import BadFile, QuarterbookError

_MOVED_ALONG: Final = ("drawing", "chart", "table")
"""The kinds of parts that a sheet just built may have."""

_RULE_FORMATS: Final = (
    "dxfId",
    "dataDxfId",
    "headerRowDxfId",
    "totalsRowDxfId",
    "tableBorderDxfId",
    "headerRowBorderDxfId",
)
_LISTS_TITLES: Final = "/extended-properties"


def add_sheet(draft: Draft, edit: AddSheet) -> None:
    """Carry out one edit.

    Raises:
        QuarterbookError: when there is such a sheet or table already, or no sheet to put it behind.
    """
    source = Draft(Package(edit.workbook, f"the new sheet {edit.name}"))
    _check(draft, source, edit)
    part = _Import(draft, source).sheet(source.sheet_part(edit.name))
    position = _listed(draft, part, edit)
    _name(draft, source, edit, position)
    _title(draft, edit)


def _check(draft: Draft, source: Draft, edit: AddSheet) -> None:
    names = {element.get("name", "").casefold() for element in draft.sheets()}
    if edit.name.casefold() in names:
        raise QuarterbookError(f"{draft.name}: there is a sheet {edit.name!r} already; rename it first")
    if edit.after.casefold() not in names:
        raise QuarterbookError(f"{draft.name}: there is no sheet {edit.after!r} to put {edit.name!r} behind")
    if len(edit.name.encode("utf-16-le")) // 2 > MAX_SHEET_NAME:
        raise QuarterbookError(f"{draft.name}: {edit.name!r} is too long for a sheet's name")
    if etree.QName(draft.xml(draft.workbook_part)).namespace != etree.QName(source.xml(source.workbook_part)).namespace:
        raise QuarterbookError(
            f"{draft.name}: saved as Strict Open XML, into which no sheet can be put; save it as an Excel workbook"
        )


class _Import:
    """One sheet's way from one file into another."""

    def __init__(self, draft: Draft, source: Draft) -> None:
        self._draft = draft
        self._source = source
        self._formats = Imported(draft, source)

    def sheet(self, part: str) -> str:
        """Bring a worksheet part in. Return the part's new name."""
        root = self._source.edit(part)
        for cell in root.iter(f"{{{etree.QName(root).namespace}}}c"):
            if "cm" in cell.attrib:
                cell.set("cm", str(dynamic_mark(self._draft)))
            value = cell.find(f"{{{etree.QName(root).namespace}}}v")
            if cell.get("t") == "s" and value is not None:
                value.text = str(self._draft.texts.number(self._source.texts[int(value.text or "")]))
        for element in root.iter("{*}c", "{*}row", "{*}col"):
            attribute = "style" if local(element) == "col" else "s"
            if attribute in element.attrib:
                element.set(attribute, str(self._formats.cell(int(element.get(attribute, "0")))))
        self._map_rules(root)
        for view in children(root, "sheetViews", "sheetView"):
            view.attrib.pop("tabSelected", "")
        return self._with_related(part)

    def _with_related(self, part: str) -> str:
        """Bring a part and the parts that it refers to in. Return its new name."""
        relationships = self._source.relationships(part)
        targets = {}
        for relation_id, relationship in relationships.items():
            kind = posixpath.basename(relationship.kind)
            if relationship.external or kind not in _MOVED_ALONG:
                raise QuarterbookError(f"{self._source.name}: it has a {kind}, which cannot be brought in")
            if kind == "table":
                self._number_table(self._source.edit(relationship.target))
            targets[relation_id] = self._with_related(relationship.target)
        new = self._draft.add(part, self._source.read(part), self._source.content_type(part))
        if targets:
            rels = deepcopy(self._source.xml(relationships_part(part)))
            for element in rels:
                element.set("Target", posixpath.relpath(targets[element.get("Id", "")], posixpath.dirname(new)))
            self._draft.write(relationships_part(new), etree.tostring(rels))
        return new

    def _number_table(self, table: etree._Element) -> None:
        """Give a table an id of its own.

        Raises:
            QuarterbookError: when something of the workbook has its name.
        """
        name = table.get("displayName", "")
        others = [self._draft.xml(part) for _, part in self._draft.tables()]
        taken = {str(other.get(key, "")).casefold() for other in others for key in ("name", "displayName")}
        named = children(self._draft.xml(self._draft.workbook_part), "definedNames", "definedName")
        taken |= {element.get("name", "").casefold() for element in named}
        if name.casefold() in taken:
            raise QuarterbookError(f"{self._draft.name}: there is a table or a name {name!r} already; rename it first")
        table.set("id", str(max([0, *(int(other.get("id", "0")) for other in others)]) + 1))
        self._map_rules(table)

    def _map_rules(self, root: etree._Element) -> None:
        for element in root.iter("{*}cfRule", "{*}table", "{*}tableColumn"):
            for attribute in _RULE_FORMATS:
                if attribute in element.attrib:
                    element.set(attribute, str(self._formats.rule(int(element.get(attribute, "0")))))


def _listed(draft: Draft, part: str, edit: AddSheet) -> int:
    """Put a worksheet part into the workbook's list of sheets. Return its position, counting from 0."""
    root = draft.edit(draft.workbook_part)
    elements = draft.sheets()
    kinds = [relation.kind for relation in draft.relationships(draft.workbook_part).values()]
    kind = next(kind for kind in kinds if kind.endswith("/worksheet"))
    position = [e.get("name", "").casefold() for e in elements].index(edit.after.casefold())
    new = deepcopy(elements[position])
    new.attrib.pop("state", "")
    new.set("name", edit.name)
    new.set("sheetId", str(max(int(element.get("sheetId", "0")) for element in elements) + 1))
    key = next(str(key) for key in new.attrib if str(key).endswith("}id"))
    new.set(key, draft.relate(draft.workbook_part, kind, part))
    elements[position].addnext(new)
    position += 1
    for view in children(root, "bookViews", "workbookView"):
        for attribute in ("activeTab", "firstSheet"):
            if int(view.get(attribute, "0")) >= position:
                view.set(attribute, str(int(view.get(attribute, "0")) + 1))
    for name in children(root, "definedNames", "definedName"):
        if int(name.get("localSheetId", "-1")) >= position:
            name.set("localSheetId", str(int(name.get("localSheetId", "0")) + 1))
    return position


def _name(draft: Draft, source: Draft, edit: AddSheet, position: int) -> None:
    """Bring the sheet's own names in.

    Raises:
        BadFile: when the workbook has no names at all, so is none of Quarterbook's.
    """
    at = [element.get("name") for element in source.sheets()].index(edit.name)
    groups = children(draft.edit(draft.workbook_part), "definedNames")
    if not groups:
        raise BadFile(f"{draft.name}: not a master workbook of Quarterbook, it defines no names")
    new = []
    for name in children(source.xml(source.workbook_part), "definedNames", "definedName"):
        if name.get("localSheetId") == str(at):
            name.set("localSheetId", str(position))
            new.append(name)
    groups[0][:] = merged(groups[0], new)


def _title(draft: Draft, edit: AddSheet) -> None:
    """List the sheet in the document's properties, where they list sheets in the usual way."""
    for relationship in draft.relationships("").values():
        if not relationship.kind.endswith(_LISTS_TITLES):
            continue
        root = draft.edit(relationship.target)
        counts, titles = (
            children(root, "HeadingPairs", "vector", "variant", "i4"),
            children(root, "TitlesOfParts", "vector"),
        )
        listed = list(titles[0]) if titles else []
        texts = [element.text or "" for element in listed]
        if not counts or edit.after not in texts[: int(counts[0].text or "0")]:
            continue
        before = listed[texts.index(edit.after)]
        new = deepcopy(before)
        new.text = edit.name
        before.addnext(new)
        titles[0].set("size", str(len(listed) + 1))
        counts[0].text = str(int(counts[0].text or "0") + 1)
