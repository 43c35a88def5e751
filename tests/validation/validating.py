"""Made-up findings, and workbooks that say what they find: small JSON files that `open_told` opens as workbooks."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from quarterbook.checks import CHECKS
from quarterbook.checks.finding import ERROR, INFO, WARNING, Finding
from quarterbook.errors import BadFile
from quarterbook.validation.outcome import Outcome, Run, Waived
from quarterbook.validation.settings import Waiver

CODES = tuple(CHECKS)
TODAY = date(2024, 2, 14)

FALLS, REPEATS, ACTION, MERGED = "CUM003", "ROL002", "ACT001", "ACC001"
"""Codes of checks, for findings in tests. What they mean matters to no test."""


def finding(code: str = FALLS, severity: str = ERROR, indicator: str = "36", **said: str) -> Finding:
    """Return a finding; what is not said is plausible."""
    plain = {
        "sheet": f"Indicator {indicator}" if indicator else "",
        "cell": "B45" if indicator else "",
        "message": "the year to date falls",
        "expected": "1,204 or more",
        "found": "944",
        "fix": "Correct the figure",
    }
    return Finding(code=code, severity=severity, indicator=indicator, **{**plain, **said})


def waiver(
    code: str = FALLS,
    indicator: str = "36",
    expires: date = TODAY,
    reason: str = "Agreed in January",
    period: str = "",
) -> Waiver:
    return Waiver(code=code, indicator=indicator, reason=reason, expires=expires, period=period)


SOME = (
    finding(),
    finding(ACTION, WARNING, found="", expected="actions"),
    finding(REPEATS, ERROR, "CS12a", expected=""),
    finding(MERGED, INFO, "", message="merged cells"),
)
"""Findings of every severity, about two indicators and about none."""


def outcome(path: str = "master.xlsx", findings: Iterable[Finding] = SOME, **more: Any) -> Outcome:
    indicators = (("36", "Active library users"), ("CS12a", "Placements within 20 miles"), ("40", "Visits"))
    told = {"period": "2023/24 Q3", "indicators": indicators, "checked": (FALLS, REPEATS, ACTION, MERGED, "TXT001")}
    return Outcome(path=path, findings=tuple(findings), **{**told, **more})


RUN = Run(
    (
        outcome(waived=(Waived(finding("TXT001", WARNING, "40", message="no commentary"), waiver("TXT001", "40")),)),
        outcome("clean.xlsx", ()),
        Outcome(path="broken.xlsx", error="broken.xlsx: not a workbook"),
    )
)
"""One workbook of each kind: with findings and a waived one, without any, and one that could not be read."""


def tell(path: Path, *findings: Finding, **how: Any) -> Path:
    """Write a file that `open_told` opens as a workbook in which these findings are found."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"findings": [asdict(found) for found in findings], **how}), encoding="utf-8")
    return path


@dataclass(frozen=True)
class Told:
    """A workbook that finds what its file says."""

    told: dict[str, Any]

    @property
    def contents(self) -> Any:
        numbers = dict.fromkeys(found["indicator"] for found in self.told["findings"] if found["indicator"])
        indicators = tuple(SimpleNamespace(number=number, title=f"Title of {number}") for number in numbers)
        return SimpleNamespace(
            register=SimpleNamespace(
                indicators=indicators, settings=SimpleNamespace(reporting_period=self.told.get("period", "2023/24 Q3"))
            )
        )

    def validate(self, codes: Iterable[str] | None = None) -> list[Finding]:
        wanted = CODES if codes is None else tuple(codes)
        known = {field.name for field in fields(Finding)}
        told = [{key: value for key, value in found.items() if key in known} for found in self.told["findings"]]
        return [Finding(**found) for found in told if found["code"] in wanted]

    def write_findings(self, found: Sequence[Finding], on: date, *, left_out: int = 0) -> None:
        raise NotImplementedError("these are no workbooks; what is written into one is tested with a real one")


def open_told(path: Path) -> Told:
    """Open a file that `tell` wrote; anything else cannot be read. Other processes can be told of it by its name."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BadFile(f"{path}: not a workbook") from None
    if "kill" in told:
        os._exit(3)
    if "fault" in told:
        raise ZeroDivisionError(told["fault"])
    time.sleep(told.get("seconds", 0))
    return Told(told)
