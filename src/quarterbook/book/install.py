"""Putting the worksheet functions into any workbook as LAMBDA names, so that it needs nothing installed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from quarterbook.book import formulas
from quarterbook.book.addresses import cell_address
from quarterbook.book.edit import edited
from quarterbook.book.edit.draft import Draft
from quarterbook.book.macros import macro_functions
from quarterbook.book.package import Package
from quarterbook.book.plan import DefineNames, Plan
from quarterbook.book.structure import Structure, read_structure
from quarterbook.errors import QuarterbookError
from quarterbook.files import write_whole
from quarterbook.functions import REGISTRY

_ADD_IN: Final = ".addin."


@dataclass(frozen=True, slots=True)
class Installation:
    """What putting the functions into a workbook takes.

    Attributes:
        plan: the edits; none when the workbook has every function already.
        told: a line for each cell that calls a function of an add-in under the add-in's own spelling.
    """

    plan: Plan
    told: tuple[str, ...]

    @property
    def added(self) -> tuple[str, ...]:
        """The functions that are put in."""
        return tuple(name for edit in self.plan.edits if isinstance(edit, DefineNames) for name in edit.names)


def install(path: str | Path, output: str | Path | None = None) -> Installation:
    """Put the functions that a workbook does not have yet into it; nothing else in the file is touched.

    Args:
        path: the workbook.
        output: where to write the result; None changes the file itself. It is written whole or not at all.

    Raises:
        BadFile: when the file cannot be read.
        QuarterbookError: when the workbook has something else under one of the names, or the functions as macros.
    """
    package = Package.open(path)
    done = installation(package)
    if done.added:
        write_whole(output if output is not None else path, edited(package, done.plan))
    elif output is not None:
        write_whole(output, package.data)
    return done


def installation(package: Package) -> Installation:
    """Return what putting the functions into a workbook takes. Raises as `install` does."""
    kind = Draft(package).content_type(package.workbook_part).lower()
    if _ADD_IN in kind:
        raise QuarterbookError(f"{package.name}: an add-in; no other workbook sees names in it, so none were put in")
    structure = read_structure(package)
    have = _have(package, structure)
    _refuse_macros(package)
    missing = {name: function.lambda_text for name, function in REGISTRY.items() if name not in have}
    plan = Plan((DefineNames(missing),) if missing else ())
    return Installation(plan, tuple(_calls_of_add_ins(structure)))


def _have(package: Package, structure: Structure) -> set[str]:
    """Return the functions that the workbook has as names of ours.

    Raises:
        QuarterbookError: when it has something else under such a name.
    """
    have = set()
    for table in structure.tables:
        if table.name.upper() in REGISTRY:
            raise QuarterbookError(
                f"{package.name}, sheet {table.sheet!r}: a table is called {table.name}; rename it first"
            )
    for name in structure.names:
        function = REGISTRY.get(name.name.upper())
        if function is None:
            continue
        if name.sheet is not None or not formulas.same_text(name.text, function.lambda_text):
            where = f", sheet {name.sheet!r}" if name.sheet is not None else ""
            raise QuarterbookError(
                f"{package.name}{where}: the name {name.name} stands for something else already "
                f"(={_start(name.text)}); delete it under Formulas, Name Manager and try again"
            )
        have.add(function.name)
    return have


def _refuse_macros(package: Package) -> None:
    ours = sorted({name.upper() for name in macro_functions(package)} & REGISTRY.keys())
    if ours:
        raise QuarterbookError(
            f"{package.name}: has {', '.join(ours)} as macros; names beside them would be called or not as Excel "
            "pleases, so none were put in"
        )


def _calls_of_add_ins(structure: Structure) -> Iterator[str]:
    for sheet in structure.sheets:
        for formula in sheet.formulas:
            for call in formulas.calls(formula.text or ""):
                name = formulas.plain_name(call.stored, REGISTRY)
                if name is not None and call.stored.upper() != name:
                    yield (
                        f"sheet {sheet.name!r}, {cell_address(formula.row, formula.column)}: calls {call.stored}, the "
                        f"function of an add-in; type ={name}(…) anew for the workbook's own"
                    )


def _start(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"
