"""The VBA macros in a workbook file, as far as its cells can call them."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Final

from quarterbook.book.package import Package
from quarterbook.errors import BadFile, QuarterbookError

PROJECT: Final = "vbaProject"
"""How the relationship to the macros of a workbook ends."""
LIBRARY: Final = "pip install 'quarterbook[excel]'"

_FUNCTION = re.compile(r"^[ \t]*(?:Public[ \t]+)?(?:Static[ \t]+)?Function[ \t]+(\w+)", re.IGNORECASE | re.MULTILINE)


def macro_functions(package: Package) -> frozenset[str]:
    """Return the names of the functions that the macros of a workbook offer to its cells.

    Raises:
        BadFile: when the macros cannot be read.
        QuarterbookError: when there are macros and the library that reads them is not installed.
    """
    kinds = [relation.kind for relation in package.relationships(package.workbook_part).values()]
    if not any(kind.endswith(f"/{PROJECT}") for kind in kinds):
        return frozenset()
    try:
        from pyopenvba import ExcelFile, VBAModuleKind  # noqa: PLC0415
    except ImportError:
        raise QuarterbookError(f"{package.name}: holds macros; to see what they do, {LIBRARY} first") from None
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "workbook.xlsm"
        copy.write_bytes(package.data)
        try:
            with ExcelFile(copy) as file:
                modules = [module for module in file.vba_project().modules if module.kind is VBAModuleKind.standard]
        except Exception as error:  # noqa: BLE001 - whatever the library stumbles over in a damaged file
            raise BadFile(f"{package.name}: its macros cannot be read ({' '.join(str(error).split())})") from None
    return frozenset(name for module in modules for name in _FUNCTION.findall(module.source))
