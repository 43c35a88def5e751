"""A master workbook that can be asked what is wrong with it: what `quarterbook.open` returns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from quarterbook.book.evaluation import NoAnswer
from quarterbook.book.package import Package
from quarterbook.book.read import Book
from quarterbook.checks import Finding, early_findings, findings
from quarterbook.checks.sheet import plan_of
from quarterbook.checks.subject import NotEvaluated, Subject, Values
from quarterbook.files import write_whole


class Master(Book):
    """A master workbook as it was when it was opened."""

    def validate(self, codes: Iterable[str] | None = None) -> list[Finding]:
        """Return the findings, indicator by indicator, worst first; those about none come last.

        Args:
            codes: the checks to run, such as "ROL001"; all of them where it is left out.

        Raises:
            BadRegister: when there is no telling which period is reported on.
            CannotEvaluate: when the formulas cannot be evaluated as a whole.
        """
        wanted = None if codes is None else tuple(codes)
        with self.evaluating():
            subject = Subject(self.view, self.contents, self._values)
            early = early_findings(subject, wanted)
        return findings(subject, wanted, early)

    def _values(self) -> tuple[Values, Sequence[NoAnswer]]:
        if self.is_evaluating:
            raise NotEvaluated
        return self.evaluation.values, self.evaluation.no_answer

    def write_findings(
        self, found: Sequence[Finding], on: date, output: str | Path | None = None, *, left_out: int = 0
    ) -> None:
        """Fill the Checks sheet with findings; nothing else in the file is touched.

        Args:
            found: the findings.
            on: the day of the check.
            output: where to write the result; None changes the file itself. It is written whole or not at all.
            left_out: how many of the checks were not made, which the sheet says.

        Raises:
            QuarterbookError: when the workbook has no table for them, or cannot be written.
        """
        from quarterbook.book.edit import edited  # noqa: PLC0415 - most who validate write nothing

        content = edited(self._package, plan_of(self.view, found, on, left_out))
        write_whole(output if output is not None else self.name, content)


def open_master(path: str | Path) -> Master:
    """Open a master workbook. It is read, never written to.

    Args:
        path: an .xlsx or .xlsm file.

    Raises:
        BadFile: when the file cannot be read or is no master workbook.
    """
    return Master(Package.open(path))
