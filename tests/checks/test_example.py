"""The example of the 19 published indicators, and registers in which there is nothing to find."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from quarterbook.book.build import workbook_bytes
from quarterbook.book.evaluation import NoAnswer
from quarterbook.book.package import Package
from quarterbook.book.recalc import recalculated
from quarterbook.checks import CHECKS, Finding, early_findings, findings
from quarterbook.checks.subject import NotEvaluated, Subject, Values
from quarterbook.master import Master, open_master
from quarterbook.register.model import Register
from registers import plain_register

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def found() -> list[Finding]:
    return open_master(ROOT / "workbook" / "master.xlsx").validate()


@pytest.fixture(scope="module")
def of(found: list[Finding]) -> Callable[[str, str], list[Finding]]:
    return lambda code, indicator: [one for one in found if (one.code, one.indicator) == (code, indicator)]


@pytest.mark.parametrize(
    ("code", "indicator", "expected", "shown"),
    [
        # What two careful people's reports got wrong, as a reader of both finds it.
        ("ROL002", "175", "2023/24 Q3", "789 after 944"),
        ("ROL001", "175", "789", "944"),
        ("ROL002", "179", "2023/24 Q3", "147 after 88"),
        ("ROL001", "179", "147", "88"),
        ("CUM001", "179", "Cumulative", "In period"),
        ("ROL001", "220", "55%", "64%"),
        ("LBL001", "221", "Current Quarter", "Current Month"),
        ("LBL002", "179", "N/A", "NA"),
        ("ACT003", "136", "actions", ""),
        ("ACT003", "137", "actions", ""),
    ],
)
def test_what_the_two_reports_have_wrong_is_found(
    of: Callable[[str, str], list[Finding]], code: str, indicator: str, expected: str, shown: str
) -> None:
    findings = of(code, indicator)
    assert findings
    assert any(expected in one.expected and one.found == shown for one in findings)


def test_a_check_that_asks_for_values_too_early_looks_again_later(found: list[Finding]) -> None:
    book = open_master(ROOT / "workbook" / "master.xlsx")
    evaluated: list[bool] = []

    def values() -> tuple[Values, Sequence[NoAnswer]]:
        if not evaluated:
            raise NotEvaluated
        return book.evaluation.values, book.evaluation.no_answer

    subject = Subject(book.view, book.contents, values)
    early = early_findings(subject)
    assert 0 < len(early) < len(CHECKS)
    evaluated.append(True)
    assert findings(subject, early=early) == found


def test_every_finding_says_where_it_is_and_what_to_do(found: list[Finding]) -> None:
    book = open_master(ROOT / "workbook" / "master.xlsx")
    for one in found:
        assert book.view.sheet(one.sheet) is not None
        assert one.cell
        assert one.message[:1].isupper() or one.message[:1].isdigit()
        assert one.fix


def test_findings_come_indicator_by_indicator_and_worst_first(found: list[Finding]) -> None:
    numbers = [one.indicator for one in found]
    assert list(dict.fromkeys(numbers)) == sorted(set(numbers), key=int)
    for number in set(numbers):
        severities = [one.severity for one in found if one.indicator == number]
        assert severities == sorted(severities, key=["error", "warning", "info"].index)


def test_a_register_without_faults_gives_no_finding() -> None:
    assert _checked(plain_register(300)) == []


def _checked(register: Register) -> list[Finding]:
    package = Package(workbook_bytes(register), "plain.xlsx")
    parts, _ = recalculated(package)
    return Master(Package(package.with_parts(parts), "plain.xlsx")).validate()
