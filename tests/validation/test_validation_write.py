"""`quarterbook validate --write`: findings, waived ones too, on the Checks sheet of a real workbook."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from quarterbook.book import layout
from quarterbook.checks import CHECKS
from quarterbook.master import open_master
from quarterbook.validation.command import Asked, validated
from quarterbook.validation.outcome import WAIVED, Run
from quarterbook.validation.paths import workbooks

MASTER = Path(__file__).parents[2] / "workbook" / "master.xlsx"
TODAY = date(2024, 3, 7)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copy(MASTER, tmp_path / "master.xlsx"))


def run(path: Path, **asked: bool) -> Run:
    return validated(workbooks([str(path)]), Asked(**asked), CHECKS, open_master, TODAY)


def rows_of(path: Path) -> list[tuple[object, ...]]:
    sheet = load_workbook(path)[layout.CHECKS]
    return [tuple(cell.value for cell in row) for row in sheet[sheet.tables[layout.CHECKS_TABLE].ref]][1:]


def test_findings_go_to_the_checks_sheet(copy: Path) -> None:
    found = run(copy, write=True).outcomes[0].findings
    assert [(row[0], row[2], row[5]) for row in rows_of(copy)] == [
        (one.code, one.indicator or None, one.message) for one in found
    ]


def test_without_it_the_file_stays_as_it_was(copy: Path) -> None:
    run(copy)
    assert copy.read_bytes() == MASTER.read_bytes()


def test_checking_again_finds_the_same_and_leaves_the_same_file(copy: Path) -> None:
    first = run(copy, write=True).outcomes[0]
    content = copy.read_bytes()
    assert run(copy, write=True).outcomes[0].findings == first.findings
    assert copy.read_bytes() == content


def test_a_waived_finding_is_listed_with_its_reason(copy: Path) -> None:
    copy.with_name("quarterbook.toml").write_text(
        '[[waiver]]\ncode = "CUM002"\nindicator = "179"\nreason = "Agreed with the coroner"\nexpires = 2024-06-30\n',
        encoding="utf-8",
    )
    outcome = run(copy, write=True).outcomes[0]
    assert [entry.finding.code for entry in outcome.waived] == ["CUM002"]
    listed = [row for row in rows_of(copy) if row[1] == WAIVED]
    assert [(row[0], row[2]) for row in listed] == [("CUM002", "179")]
    assert listed[0][8] == "Waived until 2024-06-30: Agreed with the coroner"


def test_a_workbook_that_cannot_be_written_is_told(copy: Path) -> None:
    copy.chmod(0o444)
    outcome = run(copy, write=True).outcomes[0]
    assert "write-protected" in outcome.error
    assert copy.read_bytes() == MASTER.read_bytes()


def test_the_sheet_says_when_checks_were_left_out(copy: Path) -> None:
    def told() -> list[str]:
        cells = (cell.value for row in load_workbook(copy)[layout.CHECKS].iter_rows(max_row=9) for cell in row)
        return [text for text in cells if isinstance(text, str) and text.startswith(layout.CHECKED)]

    validated(workbooks([str(copy)]), Asked(write=True, select=("RAG001",)), CHECKS, open_master, TODAY)
    assert [f"{len(CHECKS) - 1} of the checks were left out" in text for text in told()] == [True]
    run(copy, write=True)
    assert ["left out" in text for text in told()] == [False]
