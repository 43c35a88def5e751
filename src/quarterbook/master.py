"""A master workbook that can be asked what is wrong with it: what `quarterbook.open` returns."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from quarterbook.book.package import Package
from quarterbook.book.read import Book
from quarterbook.checks import Finding, findings
from quarterbook.checks.subject import Subject


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
        evaluation = self.evaluation
        return findings(Subject(self.view, self.contents, evaluation.values, evaluation.no_answer), codes)


def open_master(path: str | Path) -> Master:
    """Open a master workbook. It is read, never written to.

    Args:
        path: an .xlsx or .xlsm file.

    Raises:
        BadFile: when the file cannot be read or is no master workbook.
    """
    return Master(Package.open(path))
