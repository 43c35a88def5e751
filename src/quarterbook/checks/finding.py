"""A finding: one thing about one place of a workbook that a person should know, and what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

ERROR: Final = "error"
"""A reader would be misled."""
WARNING: Final = "warning"
"""Someone should look."""
INFO: Final = "info"
"""Good to know."""

SEVERITIES: Final = (ERROR, WARNING, INFO)
"""The severities, worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check found at one place.

    Attributes:
        code: the check's code, such as "ROL001".
        severity: "error", "warning" or "info".
        indicator: the indicator's number; "" where it is about none.
        sheet: the sheet's name; "" where it is about the whole workbook.
        cell: the address, such as "B5"; "" where it is about the whole sheet.
        message: what is wrong, in one sentence that a person understands without the rest.
        expected: what would be right, as text; "" where it cannot be said.
        found: what stands there, as text; "" where nothing does.
        fix: what to do.
        row_period: the period of the row of the history, the Published ledger or the earlier narrative that the cell
            stands in, in its canonical spelling; "" where it stands in none.
    """

    code: str
    severity: str
    indicator: str
    sheet: str
    cell: str
    message: str
    expected: str
    found: str
    fix: str
    row_period: str = ""

    @property
    def place(self) -> str:
        """Where it is, for people: "Indicator 36!F5", "Published" or "the workbook"."""
        if not self.sheet:
            return "the workbook"
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet

    def __str__(self) -> str:
        """Return one line for people."""
        number = f"indicator {self.indicator}, " if self.indicator else ""
        return f"{self.code} {self.severity}: {number}{self.place}: {self.message}; {self.fix}"


def counted(findings: Iterable[Finding]) -> str:
    """Return how many findings there are of each severity: "3 errors, 1 warning"; "nothing found" where none are."""
    counts = Counter(finding.severity for finding in findings)
    plural = {ERROR: "errors", WARNING: "warnings", INFO: INFO}
    told = [f"{counts[one]} {one if counts[one] == 1 else plural[one]}" for one in SEVERITIES if counts[one]]
    return ", ".join(told) or "nothing found"
