"""A workbook file while it is changed: its parts as they will be. What is not touched stays byte for byte."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from lxml import etree

from quarterbook.book.edit.texts import CONTENT_TYPE, EMPTY, KIND, Texts
from quarterbook.book.package import Package, Relationship
from quarterbook.errors import BadFile, QuarterbookError

CONTENT_TYPES: Final = "[Content_Types].xml"

_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*\?>\s*")
_UTF_8 = re.compile(rb"encoding\s*=\s*[\"'](?:utf-8|us-ascii)[\"']", re.IGNORECASE)
_NEW_DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NO_RELATIONSHIPS: Final = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
_NUMBERED = re.compile(r"(?P<stem>.*?)(?P<number>\d*)(?P<ending>\.[^./]*)?")


class Draft(Package):
    """A package whose parts can be changed, added and left out.

    Args:
        package: the file as it is.
    """

    def __init__(self, package: Package) -> None:
        super().__init__(package.data, package.name)
        self._parts: dict[str, bytes | None] = {}
        self._roots: dict[str, etree._Element] = {}
        self._edited: set[str] = set()
        self._related: dict[str, dict[str, Relationship]] = {}

    def read(self, part: str) -> bytes:
        """Return the bytes of a part as it will be."""
        return self._written(part) if part in self._edited else self._unedited(part)

    def xml(self, part: str) -> etree._Element:
        """Return the root element of a part as it will be, for reading."""
        if part not in self._roots:
            self._roots[part] = super().xml(part)
        return self._roots[part]

    def relationships(self, part: str) -> dict[str, Relationship]:
        """Return the relationships of a part by their id, as they will be."""
        if part not in self._related:
            self._related[part] = super().relationships(part)
        return self._related[part]

    def edit(self, part: str) -> etree._Element:
        """Return the root element of a part, to be changed in place."""
        root = self.xml(part)
        self._edited.add(part)
        return root

    @property
    def sheets_edited(self) -> list[str]:
        """The worksheet parts that were changed or added."""
        changed = {*self._edited, *self._parts}
        parts = (part for part in sorted(changed & self.part_names) if part.endswith(".xml"))
        return [part for part in parts if local(self.xml(part)) == "worksheet"]

    def add(self, like: str, data: bytes, content_type: str) -> str:
        """Add a part beside the parts of its kind.

        Args:
            like: a part name of the kind, such as `xl/worksheets/sheet1.xml`; the number in it does not matter.
            data: the content.
            content_type: its media type.

        Returns:
            The name that the part got.
        """
        part = self._unused(like)
        self._parts[part] = data
        self.part_names |= {part}
        types = self.edit(CONTENT_TYPES)
        namespace = etree.QName(types).namespace
        etree.SubElement(types, f"{{{namespace}}}Override", PartName=f"/{part}", ContentType=content_type)
        return part

    def remove(self, part: str) -> None:
        """Leave a part out; who refers to it must be told by the caller."""
        self._edited.discard(part)
        self._roots.pop(part, None)
        self._parts[part] = None
        self.part_names -= {part}
        types = self.edit(CONTENT_TYPES)
        for element in list(types):
            if element.get("PartName", "").lower() == f"/{part}".lower():
                types.remove(element)

    def content_type(self, part: str) -> str:
        """Return the media type of a part.

        Raises:
            BadFile: when the file does not say.
        """
        default = ""
        for element in self.xml(CONTENT_TYPES):
            if element.get("PartName", "").lower() == f"/{part}".lower():
                return str(element.get("ContentType", ""))
            if "Extension" in element.attrib and part.lower().endswith("." + element.get("Extension", "").lower()):
                default = str(element.get("ContentType", ""))
        if not default:
            raise BadFile(f"{self.name}: damaged workbook, it does not say what its part {part} is")
        return default

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relationship from a part to another. Return its id."""
        rels = relationships_part(part)
        if rels not in self.part_names:
            self.write(rels, _NO_RELATIONSHIPS)
        root = self.edit(rels)
        self._related.pop(part, None)
        used = {element.get("Id", "") for element in root}
        number = len(used) + 1
        while f"rId{number}" in used:
            number += 1
        namespace = etree.QName(root).namespace
        relative = posixpath.relpath(target, posixpath.dirname(part) or ".")
        etree.SubElement(root, f"{{{namespace}}}Relationship", Id=f"rId{number}", Type=kind, Target=relative)
        return f"rId{number}"

    def unrelate(self, part: str, relation_id: str) -> None:
        """Take a relationship of a part away."""
        root = self.edit(relationships_part(part))
        self._related.pop(part, None)
        for element in list(root):
            if element.get("Id") == relation_id:
                root.remove(element)

    def write(self, part: str, data: bytes) -> None:
        """Add a part that needs no media type of its own: the relationships of another."""
        self._parts[part] = _NEW_DECLARATION + data
        self.part_names |= {part}

    def related(self, part: str, kind: str) -> Iterator[tuple[str, Relationship]]:
        """Yield the id and the relationship of every part of the file that a part refers to as a kind."""
        for relation_id, relationship in self.relationships(part).items():
            if relationship.kind.endswith(f"/{kind}") and not relationship.external:
                yield relation_id, relationship

    @cached_property
    def texts(self) -> Texts:
        """The texts that cells refer to by number, to be added to."""
        part = next((related.target for _, related in self.related(self.workbook_part, "sharedStrings")), None)
        if part is None:
            part = self.add("xl/sharedStrings.xml", EMPTY, CONTENT_TYPE)
            self.relate(self.workbook_part, KIND, part)
        return Texts(self.edit(part))

    def sheets(self) -> list[etree._Element]:
        """Return the elements of the workbook part that list the sheets, in order."""
        return children(self.xml(self.workbook_part), "sheets", "sheet")

    def worksheets(self) -> Iterator[tuple[str, str]]:
        """Yield the name and the part of every worksheet, in order."""
        parts = {relation_id: related.target for relation_id, related in self.related(self.workbook_part, "worksheet")}
        for element in self.sheets():
            if relation_of(element) in parts:
                yield element.get("name", ""), parts[relation_of(element)]

    def sheet_part(self, name: str) -> str:
        """Return the part of a worksheet.

        Raises:
            QuarterbookError: when there is no worksheet of that name.
        """
        for sheet, part in self.worksheets():
            if sheet.casefold() == name.casefold():
                return part
        raise QuarterbookError(f"{self.name}: there is no worksheet {name!r}")

    def tables(self) -> Iterator[tuple[str, str]]:
        """Yield the sheet's name and the table's part of every table of the workbook."""
        for sheet, part in self.worksheets():
            for _, table in self.related(part, "table"):
                yield sheet, table.target

    def result(self) -> bytes:
        """Return the file with the changes made."""
        return self.with_parts({**self._parts, **{part: self._written(part) for part in sorted(self._edited)}})

    def _unedited(self, part: str) -> bytes:
        added = self._parts.get(part)
        return added if added is not None else super().read(part)

    def _written(self, part: str) -> bytes:
        """Return a part that was changed as XML, its declaration as it was."""
        declaration = _DECLARATION.match(self._unedited(part))
        keep = declaration is not None and (_UTF_8.search(declaration[0]) or b"encoding" not in declaration[0])
        start = declaration[0] if declaration is not None and keep else _NEW_DECLARATION
        return start + etree.tostring(self._roots[part], encoding="UTF-8")

    def _unused(self, like: str) -> str:
        """Return a part name like another one: the name itself where it is free, else with the next number."""
        if like not in self.part_names:
            return like
        folder, name = posixpath.split(like)
        found = _NUMBERED.fullmatch(name)
        assert found is not None  # noqa: S101 - every name is a stem, perhaps a number, perhaps an ending
        stem, ending = found["stem"], found["ending"] or ""
        pattern = re.compile(rf"{re.escape(f'{folder}/{stem}')}(\d+){re.escape(ending)}", re.IGNORECASE)
        taken = [int(match[1]) for match in map(pattern.fullmatch, self.part_names) if match]
        return f"{folder}/{stem}{max(taken, default=0) + 1}{ending}"


def relationships_part(part: str) -> str:
    """Return the name of the part that holds the relationships of a part."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def children(root: etree._Element, *path: str) -> list[etree._Element]:
    """Return the elements at a path of local names."""
    elements = [root]
    for step in path:
        elements = [child for element in elements for child in element if local(child) == step]
    return elements


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace; a comment has none."""
    tag: object = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def relation_of(element: etree._Element) -> str:
    """Return the id of the relationship that an element refers to (`r:id`), "" when to none."""
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith("}id")), "")
