"""What holds for every check: nothing that a workbook holds makes one raise, and every finding is where it says."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from patched import Patched, assert_said, figures, fresh, indicator, printed, register, said

from quarterbook.book.addresses import parse_cell
from quarterbook.checks import CHECKS
from quarterbook.master import Master
from quarterbook.register import Register
from strategies import nasty_register, registers


def look(workbook: Patched, codes: Iterable[str] = CHECKS) -> None:
    """Run the checks, and hold every finding against the workbook."""
    master = Master(workbook.package)
    sheets = {sheet.name for sheet in master.view.sheets} | {""}
    numbers = {row.number for row in (*master.contents.register.indicators, *master.contents.register.published)}
    for finding in master.validate(codes):
        assert_said(finding)
        assert finding.sheet in sheets
        assert not finding.cell or parse_cell(finding.cell) is not None
        assert finding.indicator in numbers | {""} or finding.code == "STR012"


def test_nasty_texts_everywhere() -> None:
    look(fresh(nasty_register()))


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(registers(first_year=1950))  # the workbook shows years before, too
def test_registers_at_random(source: Register) -> None:
    look(fresh(source))


@pytest.mark.parametrize(
    "when", ["1900/01 Q1", "1901/02 Q1", "9997/98 Q4", "9998/99 Q4", "1950/51", "2023/24 M13", "x"]
)
def test_any_period_wherever_one_is_typed(when: str) -> None:
    workbook = fresh(
        register(
            indicator(comparator="Same period last year"),
            history=figures("36", {"2023/24 Q2": 5.0, "2023/24 Q3": 6.0}),
            narrative=said("36", {"2023/24 Q2": "The same text.", "2023/24 Q3": "The same text."}),
            published=(printed("36", "2023/24 Q2"), printed("36")),
        )
    )
    workbook = workbook.typed("Indicator 36", {"Period 2023/24 Q2": when, "CommentaryPeriod": when})
    look(workbook.typed("Published", {"B6": when, "Y6": when}))


def test_a_workbook_of_blank_cells() -> None:
    workbook = fresh(register(indicator("36"), indicator("37"), published=(printed("36"),)))
    for name in ("Indicator 36", "Index", "Key", "Published", "Checks"):
        cells = [place for place in workbook.sheet(name).values if name != "Indicator 36" or place[0] < 40]
        keep = workbook.place("Indicator 36", "IndicatorNumber") if name == "Indicator 36" else None
        addresses = {f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[c - 1]}{r}": None for r, c in cells if c <= 26 and (r, c) != keep}
        headers = {table.extent[0] for table in workbook.sheet(name).tables}
        workbook = workbook.typed(name, {a: None for a in addresses if int(a[1:]) not in headers})
    look(workbook)
    look(fresh(Register(register().settings, ())))


def test_the_same_workbook_gives_the_same_findings_in_the_same_order() -> None:
    workbook = fresh(nasty_register())
    assert Master(workbook.package).validate() == Master(workbook.package).validate()


def test_rows_inserted_move_findings_and_change_none() -> None:
    workbook = fresh(register(published=(printed("36", change="NA"),)))
    workbook = workbook.typed(
        "Indicator 36", {"RagRating": "Green", "Actual 2023/24 Q2": "12,400", "Commentary": "n/a", "M60": "=1/0"}
    )
    codes = [code for code in CHECKS if code != "CEL003"]
    before = Master(workbook.package).validate(codes)
    after = Master(workbook.rows_above("Indicator 36", 2, 3).package).validate(codes)
    assert {finding.code for finding in before} >= {"CEL001", "CEL004", "CEL005", "LBL002", "TXT001"}
    moved = [
        (row + 3, column) if finding.sheet == "Indicator 36" else (row, column)
        for finding in before
        for row, column in [parse_cell(finding.cell) or (0, 0)]
    ]
    assert [(finding.code, finding.expected, finding.found) for finding in after] == [
        (finding.code, finding.expected, finding.found) for finding in before
    ]
    assert [parse_cell(finding.cell) for finding in after] == moved
