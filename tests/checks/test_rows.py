"""Which period's row a finding stands in."""

from __future__ import annotations

from patched import book, figures, indicator, printed, register, said

from quarterbook.checks import Finding

SHEET = "Indicator 36"


def periods_of(found: list[Finding], *codes: str) -> list[tuple[str, str]]:
    """Return code and period of the findings of some checks."""
    return [(one.code, one.row_period) for one in found if one.code in codes]


def test_rows_of_the_ledger_the_history_and_the_earlier_narrative() -> None:
    source = register(
        history=figures("36", {"2023/24 Q1": 5.0, "2023/24 Q2": "about 6", "2023/24 Q3": 7.0}),
        narrative=(*said("36", {"2023/24 Q3": "More people came."}), *said("99", {"2022/23 Q4": "Fewer came."})),
        published=(printed("36", "2023/24 Q1", change="NA"), printed("36", "2023/24 Q2", change="NA")),
    )
    found = book(source).findings("LBL002", "CEL007", "STR016")
    assert periods_of(found, "LBL002") == [("LBL002", "2023/24 Q1"), ("LBL002", "2023/24 Q2")]
    assert periods_of(found, "CEL007") == [("CEL007", "2023/24 Q2")]
    assert periods_of(found, "STR016") == [("STR016", "2022/23 Q4")]


def test_inserted_rows_change_no_period() -> None:
    source = register(published=(printed("36", "2023/24 Q1", change="NA"), printed("36", "2023/24 Q2", change="NA")))
    moved = book(source).rows_above("Published", 2, 3).recalculated()
    assert periods_of(moved.findings("LBL002"), "LBL002") == [("LBL002", "2023/24 Q1"), ("LBL002", "2023/24 Q2")]


def test_what_stands_in_no_periods_row_has_none() -> None:
    workbook = book(register(indicator("36"), indicator("37")))
    row = workbook.place(SHEET, "Actual 2023/24 Q3")[0]
    changed = workbook.typed(SHEET, {f"AZ{row}": "=1/0", "RagRating": "Red", "Frequency": "Quaterly"}).recalculated()
    found = changed.findings("CEL004", "CEL001", "LBL006", "STR003")
    assert {one.code for one in found} >= {"CEL004", "CEL001", "LBL006"}
    assert {one.row_period for one in found} == {""}
