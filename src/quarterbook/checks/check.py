"""A check: a stable code, the texts that explain it, and the function that looks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from quarterbook.book.addresses import cell_address, parse_cell
from quarterbook.book.remarks import Kind
from quarterbook.book.typed import Cell, cell_at
from quarterbook.book.view import Area, SheetView
from quarterbook.checks.finding import Finding
from quarterbook.checks.subject import Subject
from quarterbook.checks.wording import shown_value

Where = Cell | Area | SheetView | str
"""Where something was found: a cell, a range (its first cell), a sheet, or a sheet's name ("" is the workbook)."""

Look = Callable[["Check", Subject], Iterator[Finding]]

FAMILIES: Final = {
    "RAG": "RAG rating",
    "CHG": "Change in performance",
    "CUM": "Cumulative and in-period figures",
    "ROL": "Roll-forward between periods",
    "TGT": "Targets and baselines",
    "ACT": "Actions",
    "TXT": "Commentary and other text",
    "LBL": "Labels and vocabulary",
    "STR": "Structure of the workbook",
    "CEL": "Cell contents",
    "ACC": "Accessibility of the workbook",
}
"""The first three letters of a code to what the checks of that family are about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check, and all that is said about it: `quarterbook checks CODE` and its page in `docs/checks` come from here.

    Attributes:
        code: three letters and three digits; it never changes its meaning.
        title: what is wrong, in a few words.
        severity: that of its findings.
        what: what the check looks at and when it speaks.
        why: why that misleads somebody.
        example: a case in words, with what is found.
        mend: how to put it right, as one sentence.
        look: yields the findings in a workbook.
    """

    code: str
    title: str
    severity: str
    what: str
    why: str
    example: str
    mend: str
    look: Look

    @property
    def family(self) -> str:
        """What the checks of its family are about."""
        return FAMILIES[self.code[:3]]

    def found(
        self,
        where: Where,
        message: str,
        *,
        indicator: str = "",
        expected: str = "",
        found: str = "",
        fix: str = "",
    ) -> Finding:
        """Return a finding of this check.

        Args:
            where: the place.
            message: what is wrong, in one sentence.
            indicator: the indicator's number.
            expected: what would be right.
            found: what stands there.
            fix: what to do here; as the check says in general where it is left out.
        """
        sheet, cell = _place(where)
        return Finding(
            code=self.code,
            severity=self.severity,
            indicator=indicator,
            sheet=sheet,
            cell=cell,
            message=message,
            expected=expected,
            found=found,
            fix=fix or self.mend,
        )

    def remarked(self, subject: Subject, *kinds: Kind) -> Iterator[Finding]:
        """Yield a finding for everything of these kinds that was noticed when the workbook was read."""
        for remark in subject.contents.remarks:
            if remark.kind in kinds:
                what, _, fix = remark.what.rpartition("; ")
                sheet = subject.view.sheet(remark.sheet)
                number = subject.number_of(sheet) if sheet is not None else ""
                place = parse_cell(remark.cell)
                where: Where = remark.sheet
                if sheet is not None and place is not None:
                    where = cell_at(sheet, place)
                found = shown_value(where.stored) if isinstance(where, Cell) else ""
                yield self.found(where, what or remark.what, indicator=number, found=found, fix=fix)


def check(
    code: str, severity: str, *, title: str, what: str, why: str, example: str, mend: str
) -> Callable[[Look], Check]:
    """Make a check of the function that looks for it."""

    def made(look: Look) -> Check:
        return Check(
            code=code, title=title, severity=severity, what=what, why=why, example=example, mend=mend, look=look
        )

    return made


def _place(where: Where) -> tuple[str, str]:
    match where:
        case Cell():
            return where.sheet, cell_address(*where.place)
        case Area():
            return where.sheet, where.address
        case SheetView():
            return where.name, ""
        case _:
            return where, ""
