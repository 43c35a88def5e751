"""What the action Check looks for: every check that can be made of an open workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quarterbook.book.contents import Contents, contents_of, is_master
from quarterbook.book.stored import CellValue, Place
from quarterbook.book.view import View
from quarterbook.checks import CHECKS, Finding, in_order
from quarterbook.checks.subject import Subject
from quarterbook.errors import QuarterbookError
from quarterbook.excel.unseen import NotSeen


@dataclass(frozen=True)
class Found:
    """What the checks found.

    Attributes:
        findings: indicator by indicator, worst first.
        left_out: the codes of the checks that need something which an open workbook does not show.
    """

    findings: Sequence[Finding]
    left_out: tuple[str, ...] = ()


def find(view: View) -> Found:
    """Make every check that can be made of an open workbook.

    The values of its formulas are Excel's own, so nothing is evaluated here.

    Raises:
        QuarterbookError: when it is no master workbook, or there is no telling which period is reported on.
    """
    values = {sheet.name: {place: formula.cached for place, formula in sheet.formulas.items()} for sheet in view.sheets}
    subject = Subject(view, contents_of_open(view), lambda: (values, ()))
    found: list[Finding] = []
    left_out: list[str] = []
    for code, check in CHECKS.items():
        try:
            found += list(check.look(check, subject))
        except NotSeen:
            left_out.append(code)
    return Found(in_order(found, subject), tuple(left_out))


def contents_of_open(view: View) -> Contents:
    """Read the register of an open workbook.

    Raises:
        QuarterbookError: when it is no master workbook, or there is no telling which period is reported on.
    """
    if not is_master(view.names, (sheet.names for sheet in view.sheets)):
        raise QuarterbookError(f"{view.name}: not a master workbook of Quarterbook; open one and try again")
    return contents_of(view, _not_evaluated)


def _not_evaluated(sheet: str, place: Place) -> CellValue:
    """Say that there is no other value of a formula than Excel's: in an open workbook every formula has one."""
    raise KeyError(sheet, place)
