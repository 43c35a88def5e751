"""The checks of the figures together: what is consistent gives no finding, and nothing makes one raise."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from book.registers import odd_register, plain_register
from checks.workbook import CODES, Looked, changed, looked_at, page, put, register, sheet_of, told, write
from quarterbook.book.addresses import cell_address
from quarterbook.book.build import workbook_bytes
from quarterbook.book.plan import InsertRows
from quarterbook.book.read import Book
from quarterbook.checks import CHECKS, Finding
from quarterbook.demo import example_register
from quarterbook.register.files import read_register
from quarterbook.register.model import Register
from strategies import nasty_register, registers

QUICK = settings(deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
OF_THE_SHEET = ("RAG001", "RAG003", "RAG004", "CHG001", "ACT001", "ACT002", "ACT004")
"""The checks that look at an indicator's headline or boxes, which a register alone does not have."""


@cache
def example() -> Looked:
    """Return the example workbook, looked at."""
    return Looked(workbook_bytes(read_register(example_register())))


def kept(findings: list[Finding]) -> set[tuple[str, ...]]:
    """Return findings without their places."""
    return {(one.code, one.indicator, one.message, one.expected, one.found) for one in findings}


def test_plain_indicators_give_no_finding() -> None:
    assert looked_at(plain_register(3)).findings == []
    assert told(plain_register(300)) == []


@pytest.mark.parametrize("data", [odd_register(), read_register(example_register())], ids=["odd", "example"])
def test_a_register_alone_gives_what_its_workbook_gives(data: Register) -> None:
    codes = [code for code in CODES if code not in OF_THE_SHEET]
    assert kept(told(data, codes)) == kept(looked_at(data, codes=codes).findings)


def test_what_both_reports_printed_gives_the_known_findings() -> None:
    found = {(one.code, one.indicator) for one in example().findings}
    assert found >= {
        ("ROL002", "175"),
        ("ROL002", "179"),
        ("CUM001", "179"),
        ("ROL001", "220"),
        ("ACT003", "136"),
        ("ACT003", "137"),
    }
    assert not [
        one for one in found if one[0] in ("RAG001", "RAG002", "CHG001", "CHG002", "ROL003", "ROL004", "ACT001")
    ]


def test_every_finding_leads_to_a_cell_and_says_what_to_do() -> None:
    for finding in [*example().findings, *looked_at(odd_register()).findings]:
        assert finding.sheet
        assert finding.cell
        assert finding.fix
        assert finding.severity == CHECKS[finding.code].severity
        assert "\n" not in finding.message + finding.expected + finding.found


def test_rows_inserted_everywhere_move_only_the_cells() -> None:
    data = register(
        page({"2023/24 Q2": 789.0, "2023/24 Q3": (789.0, 900.0)}, number="CS12a"),
        page({"2023/24 Q1": 5.0, "2023/24 Q3": 4.0}, number="O'Brien's", basis="Cumulative"),
    )
    plain = looked_at(data)
    sheets = ["Cover", "Published", *(sheet_of(plain.master, one.number).name for one in data.indicators)]
    moved = looked_at(data, *(lambda _, sheet=sheet: InsertRows(sheet, 2, 3) for sheet in sheets))
    assert plain.findings
    assert [replace(one, cell="") for one in moved.findings] == [replace(one, cell="") for one in plain.findings]
    assert [one.cell for one in moved.findings] != [one.cell for one in plain.findings]


@given(registers(first_year=1910))
@settings(QUICK, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_no_register_makes_a_check_raise(data: Register) -> None:
    for finding in told(data):
        assert len(finding.message) < 700
        assert finding.expected != finding.found or not finding.expected


def test_nasty_texts_make_no_check_raise() -> None:
    assert {one.code for one in looked_at(nasty_register()).findings} <= set(CODES)


CONTENTS = st.sampled_from(
    [
        "",
        "n/a",
        "=1/0",
        "#DIV/0!",
        "Green",
        "2023/24 Q9",
        "1e400",
        "\u202e",
        "x" * 300,
        True,
        False,
        0.0,
        -1.0,
        1e308,
        5e-324,
    ]
)
NAMES = (
    *("IndicatorNumber", "Measure", "Decimals", "Direction", "Frequency", "Basis", "TargetBasis", "AnnualTarget"),
    *("Comparator", "Status", "OwnAmber", "OwnBlue", "Amber", "Target", "Current", "Previous", "RagRating"),
    *("ChangeInPerformance", "Actions", "CommentaryPeriod", "LastYear"),
)


@cache
def _bare() -> bytes:
    history = {"2023/24 Q2": (600.0, 500.0), "2023/24 Q3": (600.0, 450.0)}
    return workbook_bytes(register(page(history, annual_target=2000.0, profile=(1.0, 2.0, 3.0, 4.0))))


@given(st.dictionaries(st.sampled_from(NAMES), CONTENTS, min_size=1, max_size=4), st.lists(CONTENTS, max_size=6))
@settings(QUICK, max_examples=15)
def test_whatever_is_typed_into_a_sheet_makes_no_check_raise(names: dict[str, Any], cells: list[Any]) -> None:
    def in_history(n: int) -> Any:
        def place(book: Book) -> tuple[str, str]:
            sheet = book.view.sheet("Indicator 36")
            assert sheet is not None
            top, left, _, _ = sheet.tables[0].extent
            return sheet.name, cell_address(top + 1 + n % 4, left + n)

        return place

    edits = [put("36", name, content) for name, content in names.items() if name != "IndicatorNumber"]
    edits += [write(in_history(n), content) for n, content in enumerate(cells)]
    edits += [put("36", name, content) for name, content in names.items() if name == "IndicatorNumber" and content]
    for finding in Looked(changed(_bare(), *edits)).findings:
        assert all(isinstance(getattr(finding, field.name), str) for field in fields(finding))


def test_texts_of_checks_are_plain() -> None:
    for code in CODES:
        check = CHECKS[code]
        for text in (check.title, check.what, check.why, check.example, check.mend):
            assert text == " ".join(text.split())
            assert text[:1] == text[:1].upper()
            assert len(text) < 420
        assert not check.title.endswith(".")
        assert not check.mend.endswith(".")
        assert check.what.endswith(".")
        assert check.why.endswith(".")
        assert check.example.endswith(".")
