"""The tab "Quarterbook" of Excel's ribbon: its buttons as data, the XML that shows them and the VBA that they call."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Final

from lxml import etree

from quarterbook.excel.settings import PYTHON
from quarterbook.excel.wrappers import RIBBON, Module, literal

NAMESPACE: Final = "http://schemas.microsoft.com/office/2006/01/customui"
RELATIONSHIP: Final = "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility"
PART: Final = "customUI/customUI.xml"
ACTIONS: Final = "quarterbook.excel.actions"
"""The module whose functions the buttons run."""


@dataclass(frozen=True, slots=True)
class Button:
    """One button.

    Attributes:
        action: the function of `quarterbook.excel.actions`.
        label: what it is called.
        tip: what it does, in one sentence.
        image: the name of one of Office's own pictures.
        key: the letters that press it after Alt and the tab's letter.
        group: the heading under which it stands.
    """

    action: str
    label: str
    tip: str
    image: str
    key: str
    group: str

    @property
    def macro(self) -> str:
        """The VBA procedure that it calls."""
        return self.action.title().replace("_", "")


_CHECKING, _MOVING, _FUNCTIONS = "Before publishing", "Workbook", "Functions"

BUTTONS: Final = (
    Button(
        "check",
        "Check this workbook",
        "Checks every indicator and lists what was found on the Checks sheet, with a link to each place.",
        "DataValidation",
        "C",
        _CHECKING,
    ),
    Button("go_to_index", "Go to index", "Shows the list of all indicators.", "GoTo", "I", _MOVING),
    Button(
        "new_indicator",
        "New indicator",
        "Puts a new indicator into the workbook: its sheet and its row of the Index.",
        "SheetInsert",
        "N",
        _MOVING,
    ),
    Button(
        "recalculate",
        "Recalculate",
        "Works out every formula of the workbook anew.",
        "CalculateNow",
        "R",
        _FUNCTIONS,
    ),
    Button(
        "function_help",
        "Function help",
        "Explains the worksheet functions, with their arguments and an example of each.",
        "FunctionWizard",
        "H",
        _FUNCTIONS,
    ),
)


def ribbon_xml() -> bytes:
    """Return the part of a package that describes the tab."""
    root = etree.fromstring(f'<customUI xmlns="{NAMESPACE}"/>')
    tabs = etree.SubElement(etree.SubElement(root, f"{{{NAMESPACE}}}ribbon"), f"{{{NAMESPACE}}}tabs")
    tab = etree.SubElement(tabs, f"{{{NAMESPACE}}}tab", id="quarterbookTab", label="Quarterbook", keytip="Y")
    for n, (group, buttons) in enumerate(groupby(BUTTONS, key=lambda button: button.group), start=1):
        parent = etree.SubElement(tab, f"{{{NAMESPACE}}}group", id=f"quarterbookGroup{n}", label=group)
        for button in buttons:
            etree.SubElement(
                parent,
                f"{{{NAMESPACE}}}button",
                id=f"quarterbook{button.macro}",
                label=button.label,
                size="large",
                imageMso=button.image,
                keytip=button.key,
                screentip=button.label,
                supertip=button.tip,
                onAction=f"{RIBBON}.{button.macro}",
            )
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True, pretty_print=True)


def ribbon_module() -> Module:
    """Return the VBA module with a procedure for each button."""
    lines = [
        f'Attribute VB_Name = "{RIBBON}"',
        "Private Sub RunAction(action As String)",
        "    If ActiveWorkbook Is Nothing Then",
        f"        MsgBox {literal('Open a workbook first.')}, vbInformation, {literal('Quarterbook')}",
        f"    ElseIf Environ({literal(PYTHON)}) = {literal('')} Then",
        f"        MsgBox {literal(_NOT_SET_UP)}, vbExclamation, {literal('Quarterbook')}",
        "    Else",
        f'        RunPython "import {ACTIONS}; {ACTIONS}." & action & "()"',
        "    End If",
        "End Sub",
        "",
    ]
    for button in BUTTONS:
        lines += [f"Sub {button.macro}(control As IRibbonControl)", f'    RunAction "{button.action}"', "End Sub", ""]
    return Module(RIBBON, "\n".join(lines))


_NOT_SET_UP: Final = (
    f"Quarterbook is not set up on this machine: the environment variable {PYTHON} does not say where Python is. "
    "The guide of the add-in (addin/README.md) says how to set it."
)
