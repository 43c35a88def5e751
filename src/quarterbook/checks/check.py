"""A check: a stable code, the texts that explain it, and the function that looks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from quarterbook.checks.finding import Finding

if TYPE_CHECKING:
    from quarterbook.checks.subject import Subject

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
        mend: how to put it right.
        look: yields the findings in a workbook.
    """

    code: str
    title: str
    severity: str
    what: str
    why: str
    example: str
    mend: str
    look: Callable[[Check, Subject], Iterator[Finding]]

    @property
    def family(self) -> str:
        """What the checks of its family are about."""
        return FAMILIES[self.code[:3]]
