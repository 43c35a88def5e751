"""The VBA through which Excel calls the functions: xlwings' own modules, and the wrappers that its generator writes.

The generator is a part of xlwings that imports only on Windows. Elsewhere three empty modules stand in for the parts of
Windows that it imports and does not use.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, Final

import xlwings

from quarterbook.errors import QuarterbookError
from quarterbook.excel.functions import __name__ as functions_module
from quarterbook.excel.functions import argument_help, shortened, worksheet_function
from quarterbook.functions import REGISTRY, Function

XLWINGS: Final = "0.37.8"
"""The version of xlwings. The VBA names the DLL of exactly this one, so another one on the officer's machine fails."""

PROJECT: Final = "quarterbook"
"""What xlwings' VBA calls the settings it looks for: the sheet `quarterbook.conf`."""

WRAPPERS: Final = "xlwings_udfs"
"""The module of the wrappers, under the name that xlwings gives it: importing them in Excel replaces it."""
HELP: Final = "QuarterbookHelp"
RIBBON: Final = "QuarterbookRibbon"
THIS_WORKBOOK: Final = "ThisWorkbook"

_WINDOWS: Final = {"pythoncom": ("CoInitialize",), "pywintypes": ("com_error",), "win32com.client": ("Dispatch",)}
_PROJECT_NAME: Final = 'Public Const PROJECT_NAME As String = "{}"'
_HEADER: Final = """\
Attribute VB_Name = "{name}"
' Made by Quarterbook: python tools/build.py. Changes are lost when it is made anew.
"""
_MAX_LITERAL: Final = 200
"""How long a text on one line of VBA is made; a line holds 1,023 characters."""


@dataclass(frozen=True, slots=True)
class Module:
    """One VBA module: its name, its source, and whether it is a class."""

    name: str
    source: str
    is_class: bool = False


def workbook_modules() -> list[Module]:
    """Return the modules that make the functions work in the workbook that holds them."""
    return [*_xlwings("xlwings.bas", "xlwings"), _wrappers("quarterbook.xlsm"), _help(), _opening()]


def addin_modules() -> list[Module]:
    """Return the modules that make the functions work in every workbook, from an add-in."""
    return [*_xlwings("xlwings_custom_addin.bas", "myaddin"), _wrappers("quarterbook.xlam"), _help(), _opening()]


def _xlwings(source: str, project: str) -> Iterator[Module]:
    """Yield xlwings' own modules, with their licences in them, set to look for our settings.

    Raises:
        QuarterbookError: when another version of xlwings is installed than the one that officers are told to install.
    """
    folder = Path(str(xlwings.__file__)).parent
    text = (folder / source).read_text(encoding="utf-8")
    if xlwings.__version__ != XLWINGS or f"xlwings64-{XLWINGS}.dll" not in text:
        raise QuarterbookError(
            f"xlwings {xlwings.__version__} is installed, and Quarterbook is built for {XLWINGS} exactly: "
            f"pip install xlwings=={XLWINGS}"
        )
    mine, ours = _PROJECT_NAME.format(project), _PROJECT_NAME.format(PROJECT)
    if text.count(mine) != 1:
        raise QuarterbookError(f"xlwings {XLWINGS}: its {source} does not say {mine}; reinstall it")
    yield Module("xlwings", text.replace(mine, ours))
    yield Module("Dictionary", (folder / "addin" / "Dictionary.cls").read_text(encoding="utf-8"), is_class=True)


def _wrappers(workbook: str) -> Module:
    """Return the module of the wrappers, as xlwings' generator writes it for a workbook of this name."""
    text = io.StringIO()
    text.write(_HEADER.format(name=WRAPPERS))
    text.write('#Const App = "Microsoft Excel"\n')
    with _windows_parts():
        udfs = import_module("xlwings.udfs")
        decorators: Any = SimpleNamespace(func=udfs.xlfunc, arg=udfs.xlarg)
        declared = ModuleType(functions_module)
        for name, function in REGISTRY.items():
            setattr(declared, name, worksheet_function(function, decorators))
        udfs.generate_vba_wrapper(functions_module, declared, text, SimpleNamespace(Name=workbook))
    return Module(WRAPPERS, text.getvalue())


@contextmanager
def _windows_parts() -> Iterator[None]:
    """Let `xlwings.udfs` be imported where there is no Windows, and forget it afterwards."""
    before = set(sys.modules)
    for name, contents in _WINDOWS.items():
        package = name.partition(".")[0]
        if package in before or find_spec(package) is not None:
            continue
        for part in dict.fromkeys((package, name)):
            sys.modules[part] = ModuleType(part)
        vars(sys.modules[name]).update(dict.fromkeys(contents, Exception))
    try:
        yield
    finally:
        for name in set(sys.modules) - before:
            if name == "xlwings.udfs" or name.partition(".")[0] in {key.partition(".")[0] for key in _WINDOWS}:
                del sys.modules[name]


def _help() -> Module:
    """Return the module that gives the function wizard its texts.

    They are no part of a file: Excel has to be told each time. What it cannot take it leaves out, for help is no reason
    to stop anybody's work. Mac versions of Excel know no help for arguments.
    """
    lines = [_HEADER.format(name=HELP), "Sub DescribeFunctions()", "    #If Not Mac Then", "    On Error Resume Next"]
    for function in REGISTRY.values():
        lines += _described(function)
    lines += ["    ThisWorkbook.Saved = True", "    #End If", "End Sub", ""]
    return Module(HELP, "\n".join(lines))


def _described(function: Function) -> Iterator[str]:
    yield f"    Dim {function.name}_help({len(function.arguments) - 1}) As String"
    for n, argument in enumerate(function.arguments):
        yield from _assigned(f"{function.name}_help({n})", argument_help(argument))
    yield f"    Dim {function.name}_text As String"
    yield from _assigned(f"{function.name}_text", shortened(f"{function.summary} {function.help}"))
    yield (
        f'    Application.MacroOptions Macro:="\'" & ThisWorkbook.Name & "\'!{function.name}", '
        f'Description:={function.name}_text, Category:="{PROJECT.capitalize()}", '
        f"ArgumentDescriptions:={function.name}_help"
    )


def _assigned(variable: str, text: str) -> Iterator[str]:
    pieces = [text[at : at + _MAX_LITERAL] for at in range(0, len(text), _MAX_LITERAL)]
    for n, piece in enumerate(pieces):
        start = f"{variable} & " if n else ""
        yield f"    {variable} = {start}{literal(piece)}"


def literal(text: str) -> str:
    """Return a text as VBA writes it; what is not in its code page becomes a call of ChrW."""
    parts, plain = [], ""
    for character in text:
        if character.isascii():
            plain += character.replace('"', '""')
            continue
        parts += [f'"{plain}"'] if plain else []
        parts.append(f"ChrW({ord(character)})")
        plain = ""
    return " & ".join([*parts, f'"{plain}"'] if plain or not parts else parts)


def _opening() -> Module:
    return Module(THIS_WORKBOOK, "Private Sub Workbook_Open()\n    DescribeFunctions\nEnd Sub\n")
