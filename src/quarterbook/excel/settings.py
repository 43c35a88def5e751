"""The settings sheet that xlwings' VBA reads: one setting a row, its name in A, its value in B, from A1 on."""

from __future__ import annotations

import io
from datetime import datetime
from types import MappingProxyType
from typing import Final

import xlsxwriter

from quarterbook.excel.functions import __name__ as functions_module
from quarterbook.excel.wrappers import PROJECT

SHEET: Final = f"{PROJECT}.conf"
"""The name that xlwings looks for. With "_" before it the sheet would be ignored."""

PYTHON: Final = "QUARTERBOOK_PYTHON"
"""The environment variable that says where Python is, so that the same signed file works on every machine."""

SETTINGS: Final = MappingProxyType(
    {
        "Interpreter_Win": f"%{PYTHON}%",
        # xlwings would import what lies in the workbook's folder first: whoever can write there could replace Python's
        # own modules.
        "ADD_WORKBOOK_TO_PYTHONPATH": False,
        "UDF Modules": functions_module,
        "Use UDF Server": True,  # buttons run where the functions run, so that Python starts once
        "Debug UDFs": False,
        "Show Console": False,
    }
)
"""Setting to value. What stands here cannot be overruled by a file in the officer's profile."""

_CREATED: Final = datetime(2024, 1, 1)


def settings_workbook(title: str) -> bytes:
    """Return a workbook that has the settings sheet and nothing else."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"title": title, "created": _CREATED})
    sheet = workbook.add_worksheet(SHEET)
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 40)
    for row, (name, value) in enumerate(SETTINGS.items()):
        sheet.write(row, 0, name)
        sheet.write(row, 1, value)
    workbook.close()
    return buffer.getvalue()
