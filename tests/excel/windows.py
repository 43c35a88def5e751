"""xlwings' Windows half without Windows: `python windows.py < calls > answers`, both pickled.

What xlwings itself does between VBA and Python runs for real: `call_udf`, the readers of arguments, the writers of
results. Only Windows and Excel are stood in for: modules that are empty, and cells that give what Excel is documented
to give. It runs as a program of its own because xlwings finds out once and for all where it runs.

A call is (function, arguments); an argument is MISSING, ("cells", rows) for a reference, or what VBA passes for a
constant or a computed value.
"""

from __future__ import annotations

import ctypes
import datetime
import pickle
import sys
from decimal import Decimal
from types import ModuleType
from typing import Any
from unittest.mock import MagicMock

MISSING = -2147352572
"""What stands for an argument that is left off: COM's DISP_E_PARAMNOTFOUND."""
ERROR_CODES = {
    "#NULL!": -2146826288, "#DIV/0!": -2146826281, "#VALUE!": -2146826273, "#REF!": -2146826265,
    "#NAME?": -2146826259, "#NUM!": -2146826252, "#N/A": -2146826246, "#GETTING_DATA": -2146826245,
    "#SPILL!": -2146826243, "#CONNECT!": -2146826242, "#BLOCKED!": -2146826241, "#UNKNOWN!": -2146826240,
    "#FIELD!": -2146826239, "#CALC!": -2146826238,
}  # fmt: skip
"""Worksheet error to the number that COM hands over for it (the codes of Excel's CVErr, 2000 for #NULL!)."""
RANGE = "{00020846-0000-0000-C000-000000000046}"


class Anything:
    """Answers to everything with itself."""

    def __getattr__(self, name: str) -> Anything:
        return self

    def __call__(self, *_: Any) -> Anything:
        return self


class Interface:
    """What says of a COM object that it is a range."""

    iid = RANGE

    def GetTypeInfo(self) -> Interface:  # noqa: N802 - COM's name
        return self

    def GetTypeAttr(self) -> Interface:  # noqa: N802 - COM's name
        return self


class Cells:
    """A reference as COM hands it over: rows of cells, a single one as its bare value."""

    _oleobj_ = Interface()

    def __init__(self, rows: tuple[tuple[Any, ...], ...]) -> None:
        self.Value2 = rows[0][0] if [len(row) for row in rows] == [1] else rows

    def __getattr__(self, name: str) -> Any:
        """Give what xlwings asks of a range besides its value: where it is, and on which sheet."""
        return 1 if name in ("Row", "Column") else Anything()

    @property
    def Value(self) -> Any:  # noqa: N802 - Excel's name
        """Give what cells formatted as currency do: four decimals."""
        rows = self.Value2 if isinstance(self.Value2, tuple) else ((self.Value2,),)
        return tuple(tuple(Decimal(f"{c:.4f}") if isinstance(c, float) else c for c in row) for row in rows)


def _stand_in() -> Any:
    """Make xlwings believe that it runs on Windows, and return its module `udfs`."""
    for name in (
        "pythoncom", "pywintypes", "win32api", "win32con", "win32gui", "win32process", "win32timezone", "win32com",
        "win32com.client", "win32com.client.dynamic",
    ):  # fmt: skip
        sys.modules[name] = MagicMock()
    pywintypes, client = sys.modules["pywintypes"], sys.modules["win32com.client"]
    pywintypes.TimeType = type("TimeType", (datetime.datetime,), {})
    pywintypes.com_error = type("com_error", (Exception,), {})
    pywintypes.IID = str
    for name in ("CDispatch", "CoClassBaseClass", "DispatchBaseClass"):
        setattr(client, name, type(name, (), {}))
    sys.modules["pythoncom"].__file__ = ""
    for name in ("oledll", "windll", "PyDLL"):
        setattr(ctypes, name, MagicMock())
    server = ModuleType("xlwings.com_server")
    server.loop = None
    sys.modules[server.__name__] = server
    import xlwings
    from xlwings import _xlwindows, udfs

    xlwings.engines.add(xlwings.Engine(impl=_xlwindows.engine))
    xlwings.func, xlwings.arg = udfs.xlfunc, udfs.xlarg
    return udfs


def main() -> None:
    """Answer the calls."""
    udfs = _stand_in()
    answers = []
    for name, arguments in pickle.load(sys.stdin.buffer):
        given = [
            Cells(argument[1]) if isinstance(argument, tuple) and argument[:1] == ("cells",) else argument
            for argument in arguments
        ]
        answers.append(udfs.call_udf("quarterbook.excel.functions", name, given, None, Cells(((None,),))))
    pickle.dump(answers, sys.stdout.buffer)


if __name__ == "__main__":
    main()
