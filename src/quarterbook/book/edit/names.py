"""Giving a workbook names that mean something, such as a function: its list of names and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from lxml import etree

from quarterbook.book.edit.draft import Draft, children, local
from quarterbook.book.plan import DefineNames
from quarterbook.errors import QuarterbookError

_BEFORE_NAMES: Final = ("sheets", "functionGroups", "externalReferences")
"""The elements of the workbook part that the list of names comes right behind."""


def define_names(draft: Draft, edit: DefineNames) -> None:
    """Carry out one edit. Excel computes every formula anew when it next opens the file.

    Raises:
        QuarterbookError: when the workbook has a name or a table of that name already.
    """
    root = draft.edit(draft.workbook_part)
    taken = {name.get("name", "").casefold() for name in children(root, "definedNames", "definedName")}
    taken |= {draft.xml(part).get("displayName", "").casefold() for _, part in draft.tables()}
    for name in edit.names:
        if name.casefold() in taken:
            raise QuarterbookError(f"{draft.name}: there is a name or a table {name!r} already; rename it first")
    namespace = etree.QName(root).namespace
    new = []
    for name, text in edit.names.items():
        element = etree.Element(f"{{{namespace}}}definedName", name=name)
        element.text = text
        new.append(element)
    groups = children(root, "definedNames")
    if not groups:
        groups = [etree.Element(f"{{{namespace}}}definedNames")]
        _last(root, _BEFORE_NAMES).addnext(groups[0])
    groups[0][:] = merged(groups[0], new)
    calculation = children(root, "calcPr")
    if not calculation:
        calculation = [etree.Element(f"{{{namespace}}}calcPr")]
        groups[0].addnext(calculation[0])
    calculation[0].set("fullCalcOnLoad", "1")


def merged(names: Iterable[etree._Element], new: Iterable[etree._Element]) -> list[etree._Element]:
    """Return names with new ones where Excel, which sorts names whatever their case, would have them."""
    together, waiting = [], sorted(new, key=_sorted_by)
    for name in names:
        while waiting and _sorted_by(waiting[0]) < _sorted_by(name):
            together.append(waiting.pop(0))
        together.append(name)
    return [*together, *waiting]


def _sorted_by(name: etree._Element) -> str:
    return str(name.get("name", "")).removeprefix("_xlnm.").casefold()


def _last(root: etree._Element, names: tuple[str, ...]) -> etree._Element:
    return [child for child in root if local(child) in names][-1]
