"""Building what holds macros: the add-in, and workbooks whose functions are macros of their own.

pyOpenVBA, which writes the macros into a file, is called here alone.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pyopenvba import ExcelFile, VBAModuleKind

from quarterbook.book.edit import edited
from quarterbook.book.edit.draft import CONTENT_TYPES, Draft
from quarterbook.book.package import Package
from quarterbook.book.plan import AddSheet, Plan
from quarterbook.excel.ribbon import PART, RELATIONSHIP, ribbon_module, ribbon_xml
from quarterbook.excel.settings import SHEET, settings_workbook
from quarterbook.excel.wrappers import THIS_WORKBOOK, Module, addin_modules, workbook_modules

MACRO_WORKBOOK: Final = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
ADD_IN: Final = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
"""What a package says its workbook part is, with macros and as an add-in."""

_HIDDEN: Final = "hidden"


def addin_bytes() -> bytes:
    """Return the add-in `quarterbook.xlam`. The same versions give the same bytes."""
    package = Package(settings_workbook("Quarterbook"), "quarterbook.xlam")
    draft = Draft(Package(_with_macros(package, [*addin_modules(), ribbon_module()]), package.name))
    _set_type(draft, ADD_IN)
    draft.write(PART, ribbon_xml().partition(b"\n")[2])
    draft.relate("", RELATIONSHIP, PART)
    return draft.result()


def macro_workbook(content: bytes, name: str) -> bytes:
    """Return a workbook with the functions as macros of its own, and the settings that they need on a hidden sheet.

    Args:
        content: a master workbook built without function names.
        name: what to call it in messages.
    """
    package = Package(content, name)
    last = Draft(package).sheets()[-1].get("name", "")
    plan = Plan((AddSheet(SHEET, last, settings_workbook("")),))
    draft = Draft(Package(edited(package, plan), name))
    draft.edit(draft.workbook_part)
    draft.sheets()[-1].set("state", _HIDDEN)
    return _with_macros(Package(draft.result(), name), workbook_modules())


def _with_macros(package: Package, modules: Iterable[Module]) -> bytes:
    """Return a package as a macro workbook that holds VBA modules."""
    draft = Draft(package)
    _set_type(draft, MACRO_WORKBOOK)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workbook.xlsm"
        path.write_bytes(draft.result())
        with ExcelFile(path) as file:
            project = file.add_vba_project()
            for module in modules:
                source = "\r\n".join(module.source.splitlines()) + "\r\n"
                if module.name == THIS_WORKBOOK:
                    file.set_module(module.name, source)
                else:
                    kind = VBAModuleKind.other if module.is_class else VBAModuleKind.standard
                    project.add_module(module.name, source, kind=kind)
            file.save()
        return path.read_bytes()


def _set_type(draft: Draft, content_type: str) -> None:
    for element in draft.edit(CONTENT_TYPES):
        if element.get("PartName") == f"/{draft.workbook_part}":
            element.set("ContentType", content_type)
